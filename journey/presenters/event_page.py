"""One adverse event as staff read it: where it stands, what comes next and by when, and all that was said of it."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from journey.domain.ae_states import FROM, EventMove, EventState
from journey.domain.ae_timers import RULE_BY_CODE
from journey.domain.days import local_date
from journey.models import AdverseEvent
from journey.policies import Act, may, reason_not
from journey.presenters import event_words as words
from journey.presenters import staff_words, when
from journey.presenters.event_tables import EventRows, event_tables, moment, who_when
from journey.presenters.queue_words import left
from journey.presenters.record_page import Button, Fact, Table
from journey.presenters.worklists import Now


@dataclass(frozen=True)
class EventPage:
    """`next` is the step that is wanted; `left` how long there is, blank when there is no clock."""

    tone: str
    shape: str
    state: str
    next: str
    left: str
    left_word: str
    is_over: bool
    journey_url: str
    side: str
    joints: str
    facts: tuple[Fact, ...]
    narrative: str
    buttons: tuple[Button, ...]
    told: str
    told_words: str
    tables: tuple[Table, ...]


def event_page(rows: EventRows, now: Now) -> EventPage:
    event = rows.event
    has_clock = event.due_at is not None
    length, word = left(event.due_at, now.at) if event.due_at is not None else ("", "")
    over = has_clock and event.due_at is not None and event.due_at < now.at
    tone = _tone(event, over=over)
    shared = rows.words[-1] if rows.words else None
    return EventPage(
        tone=tone,
        shape="now" if tone == "now" else "today" if tone == "today" else "expected",
        state=words.state_words(event.state),
        next=next_words(rows, now),
        left=length,
        left_word=word,
        is_over=over,
        journey_url=reverse("admin:journey_journey_change", args=[event.journey_id]),
        side=staff_words.side(event.journey),
        joints=staff_words.joints_of(event.cycle),
        facts=tuple(_facts(event, now)),
        narrative=event.narrative,
        buttons=tuple(_buttons(rows, now)),
        told=shared.text if shared else "",
        told_words=who_when(shared, now) if shared else "",
        tables=tuple(event_tables(rows, now)),
    )


def title_of(event: AdverseEvent) -> str:
    """ "AE-2026-00012: Wound infection"."""
    return f"{event.number}: {event.term}"


def _tone(event: AdverseEvent, *, over: bool) -> str:
    if event.state in {EventState.CLOSED, EventState.DISMISSED}:
        return "calm"
    serious = event.serious if event.serious is not None else event.sae_candidate
    return "now" if over or serious else "today" if event.due_at is not None else "calm"


def next_words(rows: EventRows, now: Now) -> str:
    """What is wanted next, in one sentence."""
    event = rows.event
    by = when.relative(event.due_at, now.at, now.zone) if event.due_at is not None else ""
    waiting = [each for each in rows.reports if each.made_at is None]
    match event.state:
        case EventState.DRAFT:
            return _("A clinician confirms or dismisses it by {by}.").format(by=by)
        case EventState.TRIAGED:
            return _("A clinician assesses it by {by}.").format(by=by)
        case EventState.CLOSED:
            return _("Closed {when} by {who}.").format(
                when=when.relative(event.closed_at, now.at, now.zone) if event.closed_at else "", who=event.closed_by
            )
        case EventState.DISMISSED:
            return _("A clinician found that it is none. The reason stands below.")
    if waiting:
        first = min(waiting, key=lambda each: each.due_on)
        return _("Report by the end of {day}: {what}.").format(
            day=when.day(first.due_on, now.today), what=_(RULE_BY_CODE[first.rule].what)
        )
    if event.due_at is not None:
        return _("A second clinician assesses it by {by}.").format(by=by)
    return _("Nothing is due. The lead clinician closes it once the outcome is known.")


def _facts(event: AdverseEvent, now: Now) -> Iterator[Fact]:
    day = (
        (local_date(event.onset_at, event.patient.zone) - local_date(event.treated_at, event.patient.zone)).days
        if event.onset_at and event.treated_at
        else None
    )
    serious = words.yes_no(event.serious)
    if event.serious is None and event.sae_candidate:
        serious = _("May be; nobody has judged it yet")
    pairs = (
        (_("Kind"), words.family_words(event.effect_family)),
        (_("Grade"), f"{words.grade_words(event.grade)} ({words.scale_words(event.grading_system)})"),
        (_("Serious"), serious),
        (_("Expected"), words.yes_no(event.expected)),
        (_("Related to the treatment"), words.yes_no(event.related)),
        (_("Outcome"), words.outcome_words(event.outcome)),
        (_("Known from"), words.source_words(event.source)),
        (_("The clinic knew"), moment(event.aware_at, now) + (f", {event.aware_by}" if event.aware_by else "")),
        (_("Began"), moment(event.onset_at, now)),
        (_("Day since the treatment"), "" if day is None else str(day)),
        (_("Ended"), moment(event.resolved_at, now)),
        (_("Treated"), moment(event.treated_at, now)),
        (_("Product"), event.product.code if event.product else ""),
        (_("Lot"), event.lot),
        (_("Lot of the kit"), event.kit_lot),
        (_("Supplier"), event.supplier),
        (_("Donation"), event.donation_id),
        (_("Room"), event.room),
    )
    return (Fact(label, text) for label, text in pairs if text)


# What can be done --------------------------------------------------------------------------------


def _buttons(rows: EventRows, now: Now) -> Iterator[Button]:
    event = rows.event
    assessed = event.state in FROM[EventMove.SECOND_OPINION]
    if event.state == EventState.DRAFT:
        yield _button(_("Confirm it"), "confirm", event, now, Act.ASSESS_EVENT)
        yield _button(_("Dismiss it"), "dismiss", event, now, Act.ASSESS_EVENT, quiet=True)
    if event.state == EventState.TRIAGED:
        yield _button(_("Assess it"), "assess", event, now, Act.ASSESS_EVENT)
    if assessed:
        yield from _second(rows, now)
        yield _button(_("Assess it again"), "assess", event, now, Act.ASSESS_EVENT, quiet=True)
        yield _button(_("Add a new fact"), "facts", event, now, Act.DRAFT_EVENT, quiet=True)
        yield _button(_("Close it"), "close", event, now, Act.CLOSE_EVENT, quiet=True)
    if event.state in FROM[EventMove.CORRECT_AWARE]:
        yield _button(_("Correct when we knew"), "aware", event, now, Act.ASSESS_EVENT, quiet=True)
    if event.state not in {EventState.DRAFT, EventState.DISMISSED}:
        yield _button(_("Tell the patient"), "share", event, now, Act.ASSESS_EVENT, quiet=True)
        yield Button(_("Print a report"), reverse("admin:journey_adverseevent_report", args=[event.pk]), quiet=True)
    if event.state in FROM[EventMove.REOPEN]:
        act = Act.CLOSE_EVENT if event.state == EventState.CLOSED else Act.ASSESS_EVENT
        yield _button(_("Take it up again"), "reopen", event, now, act, quiet=True)


def _second(rows: EventRows, now: Now) -> Iterator[Button]:
    people = {row.by_id for row in rows.assessments}
    needed = bool(rows.event.serious) and len(people) < 2
    own = any(row.by_id == now.user.pk and not row.is_second for row in rows.assessments)
    why = _("A second opinion comes from another clinician. You assessed it yourself.") if own else ""
    if needed or not own:
        label = _("Give a second opinion")
        yield _button(label, "opinion", rows.event, now, Act.ASSESS_EVENT, why=why, quiet=not needed)


def _button(
    label: str, name: str, event: AdverseEvent, now: Now, act: Act, *, why: str = "", quiet: bool = False
) -> Button:
    if not may(now.user, act):
        return Button(label, why=reason_not(act))
    if why:
        return Button(label, why=why)
    return Button(label, reverse(f"admin:journey_adverseevent_{name}", args=[event.pk]), quiet=quiet)
