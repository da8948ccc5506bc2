"""The card that comes first: whose turn it is and the one thing to do now."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from journey.domain.stages import JourneyStatus
from journey.domain.triage import Level, Route
from journey.domain.windows import CheckInState
from journey.models import CheckIn
from journey.presenters import when
from journey.presenters.calls import Call, is_clinic_open
from journey.presenters.coming import next_check_in, next_visit
from journey.presenters.follow_ups import Fact, between
from journey.presenters.scene import Scene
from journey.presenters.tasks import BEFORE_NEEDLE, REPORT, check_in_title, late_note, open_check_ins, time_note
from journey.presenters.verdict import advice, asks_a_call, drawn_as, level_words
from journey.presenters.waiting import Wait

ONLY_THEY = gettext_lazy("Only the person you help can do this.")


@dataclass(frozen=True)
class Note:
    icon: str
    text: str


@dataclass(frozen=True)
class TodayCard:
    """`turn` is "you" or "us". `action_url` is empty when there is nothing to press. While the patient is asked to
    call, `level` is call_24h or urgent_now and `calls` are the numbers in the order to ring them. `fills_in`: the
    action is answering a check-in; `own_only`: it is the patient's alone. `is_quiet`: nothing is late for anybody, and
    the title says so alone."""

    turn: str
    turn_word: str
    date: str
    title: str
    text: str = ""
    action_url: str = ""
    action: str = ""
    notes: tuple[Note, ...] = ()
    facts: tuple[Fact, ...] = ()
    level: str = ""
    calls: tuple[Call, ...] = ()
    fills_in: bool = False
    own_only: bool = False
    is_quiet: bool = False


def today_card(scene: Scene, wait: Wait | None) -> TodayCard | None:
    """Help first, then the check-in that is open, then whom the journey waits for; None when it is closed and nothing
    is open."""
    calling = _calling(scene)
    if calling is not None:
        return _call_card(scene, calling)
    if scene.settings.missing():
        return _card(scene, "us", _("We are still setting up"), text=_("We will be in touch."))
    to_do = open_check_ins(scene)
    if to_do:
        return _check_in_card(scene, to_do[0])
    if wait is not None and wait.check_in is not None:
        return _check_in_card(scene, wait.check_in)
    if scene.status is not JourneyStatus.ACTIVE:
        return None
    return _wait_card(scene, wait) if wait else _quiet_card(scene)


def only_to_look(card: TodayCard, *, may_answer: bool) -> TodayCard:
    """The card for a helper, without what they may not do."""
    if card.own_only:
        return replace(card, action_url="", action="", notes=(*card.notes, Note("eye", str(ONLY_THEY))))
    if not card.fills_in or may_answer:
        return card
    note = Note("eye", _("You can look, but you cannot answer this."))
    return replace(card, action_url="", action="", notes=(*card.notes, note))


def _card(scene: Scene, turn: str, title: str, *, word: str = "", **more: object) -> TodayCard:
    usual = _("Your turn") if turn == "you" else _("Our turn")
    return TodayCard(turn, word or usual, when.day(scene.today, scene.today), title, **more)  # type: ignore[arg-type]


def _check_in_card(scene: Scene, check_in: CheckIn) -> TodayCard:
    spec = scene.pathway.check_in_by_code[check_in.code]
    begun, late = bool(check_in.__dict__["has_draft"]), check_in.state_at(scene.at) is CheckInState.MISSED
    report = check_in.code == REPORT
    return _card(
        scene,
        "you",
        spec.title if report else _("Your check-in: {title}").format(title=check_in_title(scene, check_in)),
        text=scene.pathway.notes.unfinished if begun else spec.intro,
        action_url=reverse("patient:check_in", args=[check_in.pk]),
        action=_("Go on") if begun else _("Start check-in"),
        fills_in=True,
        notes=(Note("clock", late_note(spec.minutes) if late else time_note(scene, check_in, spec.minutes)),),
    )


def _calling(scene: Scene) -> CheckIn | None:
    """The answers for which the patient was told to call, while nobody has spoken with them (clinical.md 3.5, 5.2)."""
    if scene.status in (JourneyStatus.CLOSED_TRANSFERRED, JourneyStatus.CLOSED_DECEASED):
        return None
    told = [each for each in scene.check_ins if each.__dict__["to_call"] and asks_a_call(each.__dict__["level"])]
    return max(told, key=_urgency, default=None)


def _urgency(check_in: CheckIn) -> tuple[bool, bool, datetime]:
    """The most urgent is on the card, of several the newest."""
    found = check_in.__dict__
    emergency = found["route"] == Route.EMERGENCY_NUMBER
    return emergency, drawn_as(found["level"]) == Level.URGENT_NOW, check_in.due_at


def _call_card(scene: Scene, check_in: CheckIn) -> TodayCard:
    found = check_in.__dict__
    closed = not is_clinic_open(scene.settings, scene.at)
    told = advice(found["level"], found["route"], scene.pathway, scene.clinic, closed=closed)
    page = "patient:check_in_result" if found["judged_id"] else "patient:check_in_help_now"
    word, drawn = level_words(found["level"]), drawn_as(found["level"])
    return _card(
        scene,
        "you",
        told.title,
        word=_("Urgent") if word == told.title else word,
        text=told.text,
        action_url=reverse(page, args=[check_in.pk]),
        action=_("See why, and what to show") if drawn == Level.URGENT_NOW else _("See why"),
        level=drawn,
        calls=told.calls,
    )


def _wait_card(scene: Scene, wait: Wait) -> TodayCard:
    since = wait.since and Fact(_("Since"), when.capital(scene.clinic_day_near(wait.since)))
    if wait.turn == "you":
        title, text = (wait.title, wait.text) if wait.title else (wait.text, "")
        shown = _card(scene, "you", title, text=text, facts=tuple(fact for fact in (since,) if fact))
        return replace(shown, action_url=wait.url, action=wait.action, own_only=wait.own_only)
    facts = (Fact(_("Who is on it"), wait.who), since, _next_news(scene), next_check_in(scene))
    title = _("Nothing for you to do now")
    return _card(scene, "us", title, text=wait.text, facts=tuple(fact for fact in facts if fact))


def _next_news(scene: Scene) -> Fact:
    visit = next_visit(scene)
    if visit is not None:
        return visit
    cycle = scene.cycle
    if cycle.planned_from and cycle.planned_to and cycle.planned_to >= scene.today:
        return Fact(_("Treatment day"), when.capital(between(cycle.planned_from, cycle.planned_to, scene.today)))
    return Fact(_("Next news"), _("No date yet"))


def _quiet_card(scene: Scene) -> TodayCard:
    """Nothing is late for anybody: what comes next, and when."""
    day = _day_to_come(scene)
    facts = tuple(fact for fact in (_your_day(scene, day), next_check_in(scene), next_visit(scene)) if fact)
    if day is not None and scene.clinic_date(day) == scene.clinic_date(scene.at):
        return _card(scene, "us", _("Your treatment is today"), word=_("Today"), facts=facts)
    text = "" if facts else _("We will tell you what comes next. No date yet.")
    return _card(
        scene, "us", _("Nothing for you to do now"), word=_("Nothing to do"), text=text, facts=facts, is_quiet=True
    )


def _your_day(scene: Scene, day: datetime | None) -> Fact | None:
    """Not where the visit of that very moment says it."""
    if day is None or any(visit.starts_at == day for visit in scene.next_visits[:1]):
        return None
    return Fact(_("Your day"), when.capital(scene.clinic_near(day)))


def _day_to_come(scene: Scene) -> datetime | None:
    """The first needle, while it is still to come; on that day it is today's."""
    day = scene.cycle.procedure_at
    if day is None or scene.place not in BEFORE_NEEDLE or scene.cycle.harvest_at or scene.cycle.injection_at:
        return None
    return day if scene.clinic_date(day) >= scene.clinic_date(scene.at) else None
