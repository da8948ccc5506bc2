"""How long records are kept: the managers' list of those past their time, and one record's own page."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from journey.access import visible_patients
from journey.access.retention import (
    in_the_way,
    last_contact_of,
    past_their_time,
    visible_removals,
    ways_of,
)
from journey.domain.days import local_date
from journey.domain.keeping_time import WAYS_WORDS, runs_out_on
from journey.domain.words import say
from journey.models import Clinic, IdentityRemoval, LegalHold, Patient
from journey.presenters import when
from journey.presenters.record_page import Button, Fact, RecordPage, Table
from journey.presenters.worklists import Now

MOST = 100
PAGE = "admin:journey_identityremoval_"


def retention_list(now: Now, clinic: Clinic) -> RecordPage:
    """Four statements, however many records there are."""
    past = past_their_time(now.user, clinic, now.at, most=MOST)
    removals: list[IdentityRemoval] = list(
        visible_removals(now.user, now.at)
        .select_related("patient", "asked_by", "done_by")
        .filter(ended_at__isnull=True)[:MOST]
    )
    reached = visible_patients(now.user, now.at).order_by().values("pk")
    holds = LegalHold.objects.filter(lifted_at__isnull=True, patient__in=reached)
    held = list(holds.select_related("patient", "placed_by")[:MOST])
    return RecordPage(
        facts=(Fact(_("Records are kept"), years_words(clinic)),),
        tables=(
            _past(past, clinic),
            _asked([row for row in removals if row.done_at is None], now),
            _held(held, now),
            _done([row for row in removals if row.done_at is not None], now),
        ),
        shown=[*(row.pk for row in past), *(row.patient_id for row in removals), *(row.patient_id for row in held)],
        note=_(
            "Nothing is ever removed by itself: one manager asks, another does it. "
            "A record joins this list in the night after its time is over."
        ),
    )


def years_words(clinic: Clinic) -> str:
    if clinic.retention_years is None:
        return _("Without an end: the clinic's settings name no number of years.")
    return _("{n} years after the last contact").format(n=clinic.retention_years)


def _past(rows: Sequence[Any], clinic: Clinic) -> Table:
    return Table(
        title=_("Past their time"),
        columns=(_("Record"), _("Patient"), _("Last contact"), _("Ran out"), _("Stands in the way")),
        rows=[
            (_link(row), _name(row.full_name), *_days(row.last_contact, clinic), _said(ways_of(row.ways)))
            for row in rows
        ],
        empty=_("None."),
    )


def _days(last_contact: Any, clinic: Clinic) -> tuple[str, str]:
    last = local_date(last_contact, clinic.zone)
    assert clinic.retention_years is not None
    return when.day_month_year(last), when.day_month_year(runs_out_on(last, clinic.retention_years))


def _said(ways: tuple[str, ...]) -> str:
    return ", ".join(say(WAYS_WORDS[name]) for name in ways) or _("Nothing")


def _asked(rows: Sequence[IdentityRemoval], now: Now) -> Table:
    return Table(
        title=_("Waiting for a second manager"),
        columns=(_("Record"), _("Asked by"), _("Asked"), _("Reason")),
        rows=[(_link(row.patient), str(row.asked_by), now.short(row.asked_at), _name(row.reason)) for row in rows],
        empty=_("None."),
    )


def _held(rows: Sequence[LegalHold], now: Now) -> Table:
    return Table(
        title=_("Legal holds"),
        columns=(_("Record"), _("Placed by"), _("Placed"), _("Reason")),
        rows=[(_link(row.patient), str(row.placed_by), now.short(row.placed_at), _name(row.reason)) for row in rows],
        empty=_("None."),
    )


def _done(rows: Sequence[IdentityRemoval], now: Now) -> Table:
    return Table(
        title=_("Identities removed"),
        columns=(_("Record"), _("Asked by"), _("Removed by"), _("Removed"), _("Reason")),
        rows=[
            (
                _link(row.patient),
                str(row.asked_by),
                str(row.done_by),
                now.short(row.done_at) if row.done_at else "",
                _name(row.reason),
            )
            for row in rows
        ],
        empty=_("None."),
    )


def _link(patient: Patient) -> str:
    return format_html('<a href="{}">{}</a>', reverse(f"{PAGE}keeping", args=[patient.pk]), patient.record_no)


def _name(text: str) -> str:
    return format_html("<bdi>{}</bdi>", text)


def keeping_page(patient: Patient, now: Now) -> RecordPage:
    """How long one record is kept, what keeps it longer, and what can be done."""
    clinic = patient.site.clinic
    last = last_contact_of(patient)
    hold = LegalHold.objects.filter(patient=patient, lifted_at__isnull=True).select_related("placed_by").first()
    removal = (
        IdentityRemoval.objects.filter(patient=patient, ended_at__isnull=True)
        .select_related("asked_by", "done_by")
        .first()
    )
    is_over = last is not None and clinic.retention_years is not None
    ran_out = runs_out_on(local_date(last, clinic.zone), clinic.retention_years) if is_over else None  # type: ignore[arg-type]
    ways = in_the_way(patient, now.at)
    facts = [
        Fact(_("Record number"), patient.record_no),
        Fact(_("Patient"), _name(patient.full_name)),
        Fact(_("Records are kept"), years_words(clinic)),
        Fact(_("Last contact"), when.day_month_year(local_date(last, clinic.zone)) if last else _("Not known")),
        Fact(_("Kept until"), when.day_month_year(ran_out) if ran_out else _("Without an end")),
        Fact(_("Stands in the way"), _said(ways)),
    ]
    if hold is not None:
        facts.append(Fact(_("Legal hold"), _told(hold.placed_by, now.short(hold.placed_at), hold.reason)))
    if removal is not None:
        facts.append(Fact(_("Removal asked"), _told(removal.asked_by, now.short(removal.asked_at), removal.reason)))
    if removal is not None and removal.done_at is not None:
        facts.append(Fact(_("Identity removed"), f"{removal.done_by}, {now.short(removal.done_at)}"))
        return RecordPage(facts=facts, note=_("This record names nobody any more. It cannot be brought back."))
    may_go = ran_out is not None and ran_out <= now.today and not ways
    return RecordPage(facts=facts, buttons=_buttons(patient, hold, removal, now, may_go=may_go))


def _told(who: object, moment: str, words: str) -> str:
    return format_html("{}, {}: <bdi>{}</bdi>", str(who), moment, words)


def _buttons(
    patient: Patient, hold: LegalHold | None, removal: IdentityRemoval | None, now: Now, *, may_go: bool
) -> tuple[Button, ...]:
    def url(name: str) -> str:
        return reverse(f"{PAGE}{name}", args=[patient.pk])

    held = (
        Button(_("Lift the legal hold"), url("lift_hold"), quiet=True)
        if hold
        else Button(_("Place a legal hold"), url("hold"), quiet=True)
    )
    if removal is None:
        ask = Button(_("Ask for the identity to be removed"), url("ask"))
        not_yet = Button(ask.label, why=_("Only when its time is over and nothing stands in the way."))
        return (ask if may_go else not_yet, held)
    label = _("Remove the identity")
    if removal.asked_by_id == now.user.pk:
        confirm = Button(label, why=_("Another manager removes it. It cannot be the same person."))
    elif not may_go:
        confirm = Button(label, why=_("Something stands in the way now."))
    else:
        confirm = Button(label, url("confirm"))
    return confirm, Button(_("Do not remove it"), url("take_back"), quiet=True), held


def what_goes_and_stays() -> tuple[str, ...]:
    """Said before the first and before the last step: true to `actions/identity.py`."""
    return (
        _("It cannot be undone, and it needs two managers."),
        _(
            "Taken out: name, day and month of birth, phone, e-mail, the sign-in, names and addresses of helpers, "
            "addresses of invitations and mails, and the words of requests about data."
        ),
        _(
            "The record stays under its number: journeys, answers, notes, visits, who did what, and the year of birth. "
            "A paper file with this number still says who it was."
        ),
        _("Words typed into answers, notes and reasons stay as they are. Read them first: they may hold a name."),
        _(
            "The log keeps what stood there before, so that nobody can hide a change. No page shows it, but it is in "
            "the database. Backups made before today hold everything too."
        ),
    )
