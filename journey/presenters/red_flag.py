"""The interruption page of an emergency sign: it comes at once, before the check-in is finished (clinical.md 3.1)."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from journey.domain.triage_fields import ANSWER_FIELDS
from journey.models import TriageResult
from journey.models.form_context import form_context
from journey.pathway.compiled import rule_set
from journey.pathway.flow import stored_answers
from journey.pathway.pages import RED_FLAGS
from journey.pathway.schema import Pathway
from journey.pathway.text import fill
from journey.presenters import when
from journey.presenters.check_in import check_answers_url, clinic_zone, question_url
from journey.presenters.clinic import ClinicCard
from journey.presenters.emergency_sheet import Fact, emergency_sheet, first_step
from journey.presenters.filling import Filling


@dataclass(frozen=True)
class EmergencyCard:
    """Holds the emergency number and no other link."""

    number: str
    tel: str
    told: tuple[str, ...]
    first_step: str


@dataclass(frozen=True)
class RedFlagPage:
    card: EmergencyCard
    sheet: tuple[Fact, ...]
    told_words: str
    go_on_url: str
    mistake_url: str


def red_flag_page(filling: Filling, triage: TriageResult, card: ClinicCard, *, changing: bool) -> RedFlagPage:
    """`triage` is the result of the ticked signs, with its alert."""
    check_in = filling.check_in
    labels = {item.key: item.label for item in filling.pathway.red_flags.items}
    told = [labels[key] for key in filling.red_flags if key in labels]
    told = told or [fill(reason, card.values) for reason in triage.reasons]
    open_page = filling.first_open
    go_on = question_url(check_in, open_page, changing=changing) if open_page else check_answers_url(check_in)
    answered = (filling.before(open_page) if open_page else None) or filling.pages[-1]
    flag_page = filling.page(RED_FLAGS)
    assert flag_page is not None, "every form begins with the emergency signs"
    return RedFlagPage(
        card=emergency_of(filling.pathway, card, told, triage),
        sheet=emergency_sheet(check_in, card),
        told_words=_told_words(filling, triage),
        go_on_url=go_on,
        mistake_url=question_url(check_in, flag_page if filling.red_flags else answered, changing=changing),
    )


def emergency_of(pathway: Pathway, card: ClinicCard, told: Sequence[str], triage: TriageResult) -> EmergencyCard:
    return EmergencyCard(card.emergency_number, card.emergency_tel, tuple(told), first_step(pathway, triage))


def result_of(filling: Filling) -> TriageResult | None:
    """What the emergency signs of this draft said, with the alert they raised, while one is still told. One
    statement."""
    if filling.draft is None:
        return None
    results = TriageResult.objects.filter(draft_token=filling.draft.token, submission=None)
    newest_first = results.select_related("alert_reason__alert__acknowledged_by").order_by("-at")
    return next((each for each in newest_first if filling.red_flags or _still_told(filling, each)), None)


def _still_told(filling: Filling, result: TriageResult) -> bool:
    """Whether a rule that decided it still fires on the answers as they are now."""
    context = {name: value for name, value in result.inputs.items() if name not in ANSWER_FIELDS}
    now = stored_answers(filling.pathway, form_context(filling.check_in, filling.at), filling.answers)
    values = {**context, **{name: value for name, value in now.items() if name in ANSWER_FIELDS}}
    return any(rule.test(values) for rule in rule_set(filling.pathway).rules if rule.id in result.deciding)


def _told_words(filling: Filling, triage: TriageResult) -> str:
    saved = _("Your answers are saved.")
    alert = getattr(getattr(triage, "alert_reason", None), "alert", None)
    if alert is None:
        return saved
    if alert.acknowledged_at and alert.acknowledged_by:
        zone = clinic_zone(filling.check_in.journey.patient.site.clinic)
        seen = when.relative(alert.acknowledged_at, filling.at, zone)
        words = _("{who} at the clinic has seen this, {moment}.").format(who=alert.acknowledged_by, moment=seen)
        return f"{saved} {words}"
    return f"{saved} {_('We have told the clinic. Do not wait for us to call you.')}"
