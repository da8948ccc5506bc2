"""The interruption page of an emergency sign: it comes at once, before the check-in is finished (clinical.md 3.1)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from journey.domain.readiness import ANSWERS as READINESS_ANSWERS
from journey.domain.readiness import ReadinessRule
from journey.domain.triage import Rule
from journey.domain.triage_fields import ANSWER_FIELDS
from journey.models import TriageResult
from journey.models.form_context import form_context
from journey.pathway.compiled import readiness_table, rule_set
from journey.pathway.flow import Page, stored_answers
from journey.pathway.pages import RED_FLAGS
from journey.pathway.schema import Pathway
from journey.pathway.text import fill
from journey.presenters import when
from journey.presenters.check_in import check_answers_url, check_in_url, clinic_zone, question_url
from journey.presenters.clinic import ClinicCard
from journey.presenters.emergency_sheet import Fact, emergency_sheet, first_step
from journey.presenters.filling import Filling

ANSWERED = "page"  # the query word of the page that interrupted
ASKED = frozenset(ANSWER_FIELDS) | READINESS_ANSWERS


@dataclass(frozen=True)
class EmergencyCard:
    """Holds the emergency number and no other link."""

    number: str
    tel: str
    told: tuple[str, ...]
    first_step: str


@dataclass(frozen=True)
class RedFlagPage:
    """`mistake_url` leads to the answer that made it an emergency; blank where the form asks nothing more."""

    card: EmergencyCard
    sheet: tuple[Fact, ...]
    told_words: str
    go_on_url: str
    mistake_url: str


def red_flag_page(
    filling: Filling, triage: TriageResult, card: ClinicCard, *, answered: str, changing: bool, shut: bool
) -> RedFlagPage:
    """`triage` is the result of the ticked signs, with its alert; `answered` is the page that interrupted. Where the
    form is `shut`, what is not finished leads to the page that says what was kept."""
    check_in = filling.check_in
    labels = {item.key: item.label for item in filling.pathway.red_flags.items}
    told = [labels[key] for key in filling.red_flags if key in labels]
    told = told or [fill(reason, card.values) for reason in triage.reasons]
    open_page = filling.first_open
    go_on = question_url(check_in, open_page, changing=changing) if open_page else check_answers_url(check_in)
    return RedFlagPage(
        card=emergency_of(filling.pathway, card, told, triage),
        sheet=emergency_sheet(check_in, card),
        told_words=_told_words(filling, triage),
        go_on_url=check_in_url(check_in) if shut and open_page else go_on,
        mistake_url="" if shut else question_url(check_in, _page_of(filling, triage, answered), changing=changing),
    )


def _page_of(filling: Filling, triage: TriageResult, answered: str) -> Page:
    """The page without whose answer fewer of the rules that decided it would fire: of several the one that was
    `answered` just now, else the last. While no rules are approved, the page of the signs."""
    firing = len(_firing(filling, triage, filling.answers))
    known = {
        page.key: page
        for page in filling.pages
        if len(_firing(filling, triage, {**filling.answers, page.key: None})) < firing
    }
    flag_page = filling.page(RED_FLAGS)
    assert flag_page is not None, "every form begins with the emergency signs"
    return known.get(answered) or next(reversed(known.values()), flag_page)


def emergency_of(pathway: Pathway, card: ClinicCard, told: Sequence[str], triage: TriageResult) -> EmergencyCard:
    return EmergencyCard(card.emergency_number, card.emergency_tel, tuple(told), first_step(pathway, triage))


def result_of(filling: Filling) -> TriageResult | None:
    """What the emergency signs of this draft said, with the alert they raised, while one is still told. One
    statement."""
    if filling.draft is None:
        return None
    results = TriageResult.objects.filter(draft_token=filling.draft.token, submission=None)
    newest_first = results.select_related("alert_reason__alert__acknowledged_by").order_by("-at")
    return next((each for each in newest_first if filling.red_flags or _firing(filling, each, filling.answers)), None)


def _firing(filling: Filling, result: TriageResult, answers: Mapping[str, Any]) -> list[str]:
    """The rules that decided it, of whichever table, which fire on these answers of the draft."""
    context = {name: value for name, value in result.inputs.items() if name not in ASKED}
    now = stored_answers(filling.pathway, form_context(filling.check_in, filling.at), answers)
    values = {**context, **{name: value for name, value in now.items() if name in ASKED}}
    rules: tuple[Rule | ReadinessRule, ...] = (
        *rule_set(filling.pathway).rules,
        *readiness_table(filling.pathway).rules,
    )
    return [rule.id for rule in rules if rule.id in result.deciding and rule.test(values)]


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
