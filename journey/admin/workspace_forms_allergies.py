"""The allergies of a journey's patient: the whole list, read aloud and confirmed."""

from typing import Any

from django.forms.formsets import BaseFormSet
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from journey.access.intake import ToldAllergies, speaks_against_none, told_allergies
from journey.actions.people import ALLERGY_COLUMNS, AllergyLine, confirm_allergies
from journey.admin.workspace_forms import Desk, back, page
from journey.admin.workspace_forms_stale import stale
from journey.domain.allergies import class_to_offer
from journey.domain.errors import NotAccepted, StaleVersion
from journey.forms.allergies import MOST, AllergyRows, ConfirmForm
from journey.forms.refused import put_refusal
from journey.models import AllergySeverity, AllergySource, AllergyStatus, Patient
from journey.policies import Act
from journey.presenters.plan_pages import difference

MORE, COUNT = 3, "rows-TOTAL_FORMS"


def allergies(desk: Desk) -> HttpResponse:
    """GET shows the list; "Add rows" keeps what is typed; confirming writes the whole list at once."""
    desk.check(Act.CONFIRM_ALLERGIES)
    patient = desk.journey.patient
    wants_more = desk.is_post and "more" in desk.request.POST
    stored, told = _stored(patient), told_allergies(patient)
    # What was typed is never measured against what is stored by now: a repeat would look like nothing typed.
    rows = AllergyRows(
        _with_more(desk) if wants_more else desk.posted,
        prefix="rows",
        initial=None if desk.is_post else stored or _begun(patient, told),
    )
    none_known = patient.allergy_status == AllergyStatus.NONE_KNOWN
    form = ConfirmForm(
        desk.posted,
        initial={"version": patient.version, "was": _said(stored), "none_known": none_known},
        asks_why_none=speaks_against_none(told, patient),
    )
    if not desk.is_post or wants_more:
        return _page(desk, rows, form, 200)
    if not all([rows.is_valid(), form.is_valid()]):
        return _page(desk, rows, form, 422)
    try:
        _confirm(desk, rows, form)
    except NotAccepted as refusal:
        put_refusal(form, refusal)
        return _page(desk, rows, form, 422)
    except StaleVersion as refusal:
        return _stale(desk, refusal, rows, form)
    return back(desk, _("The allergies are confirmed."))


def _confirm(desk: Desk, rows: Any, form: ConfirmForm) -> None:
    confirm_allergies(
        patient=desk.journey.patient,
        lines=[AllergyLine(**line) for line in rows.lines()],
        none_known=form.cleaned_data["none_known"],
        why_none=form.cleaned_data.get("why_none", ""),
        by=desk.user,
        at=desk.at,
        expected_version=form.cleaned_data["version"],
    )


def _stale(desk: Desk, refusal: StaleVersion, rows: Any, form: ConfirmForm) -> HttpResponse:
    patient = Patient.objects.get(pk=desk.journey.patient_id)
    now, typed = _stored(patient), sorted(map(_columns, rows.lines()), key=lambda line: line["substance"])
    own = patient.allergies_confirmed_by_id == desk.user.pk
    if own and now == typed and (patient.allergy_status == AllergyStatus.NONE_KNOWN) == form.cleaned_data["none_known"]:
        return back(desk, _("The allergies are confirmed."))
    lists = (form.cleaned_data["was"], _said(now), _said(typed))
    again = reverse("admin:journey_journey_allergies", args=[desk.journey.pk])
    return stale(desk, refusal, [difference(_("Allergies"), *lists)], again)


def _stored(patient: Patient) -> list[dict[str, str]]:
    return list(patient.allergies.order_by("substance").values(*ALLERGY_COLUMNS))


def _columns(line: dict[str, str]) -> dict[str, str]:
    return {name: line[name] for name in ALLERGY_COLUMNS}


def _begun(patient: Patient, told: ToldAllergies | None) -> list[dict[str, str]]:
    """The patient's own lines, while nobody has asked: "plasters, itchy skin" names first what, then what happens."""
    if told is None or patient.allergy_status != AllergyStatus.NOT_YET_ASKED:
        return []
    parts = [line.partition(",") for line in told.lines]
    return [
        {
            "substance": name.strip()[:80],
            "kind": class_to_offer(name),
            "reaction": what.strip()[:120],
            "severity": AllergySeverity.UNKNOWN,
            "source": AllergySource.PATIENT,
        }
        for name, _comma, what in parts
    ]


def _verified(desk: Desk) -> list[str]:
    words = _("{allergy}. {source}. {who}, {when}")
    rows = desk.journey.patient.allergies.select_related("verified_by").order_by("substance")
    return [
        words.format(
            allergy=each,
            source=each.get_source_display() or _("Not written down where it is known from"),
            who=each.verified_by or "–",
            when=desk.clock.short(each.verified_at) if each.verified_at else "–",
        )
        for each in rows
    ]


def _said(lines: list[dict[str, str]]) -> str:
    return "; ".join(": ".join(filter(None, (line["substance"], line["reaction"]))) for line in lines)


def _with_more(desk: Desk) -> Any:
    data = desk.request.POST.copy()
    count = data.get(COUNT, "")
    data[COUNT] = str(min((int(count) if count.isdecimal() else 0) + MORE, MOST))
    return data


def _page(desk: Desk, rows: BaseFormSet, form: ConfirmForm, status: int) -> HttpResponse:
    told = told_allergies(desk.journey.patient)
    context = {"rows": rows, "form": form, "shows_errors": status == 422, "told": told, "verified": _verified(desk)}
    return page(desk, "admin/journey/journey/allergies.html", _("Allergies"), context, status)
