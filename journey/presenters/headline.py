"""What stands in place of the stage headline while a journey is paused, postponed or closed (clinical.md 8.3)."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from journey.domain.stages import JourneyStatus
from journey.presenters import when
from journey.presenters.coming import next_check_in
from journey.presenters.follow_ups import Fact, between
from journey.presenters.scene import Scene


@dataclass(frozen=True)
class Headline:
    """`title` is the first sentence of the pathway's text, `text` the rest, `next` who does what; `facts` are to
    come."""

    state: str
    word: str
    title: str
    text: str
    next: str = ""
    facts: tuple[Fact, ...] = ()

    @property
    def sentence(self) -> str:
        return " ".join(part for part in (self.title, self.text, self.next) if part)


def headline_of(scene: Scene) -> Headline | None:
    """None while the journey is active."""
    status = scene.status
    if status is JourneyStatus.ACTIVE:
        return None
    waits = status in (JourneyStatus.PAUSED, JourneyStatus.POSTPONED)
    first, stop, rest = _text(scene).partition(". ")
    title = f"{first}." if stop else first
    coming = next_check_in(scene)
    facts = (coming,) if coming else ()
    return Headline("paused" if waits else "closed", _word(status), title, rest, _next(scene), facts)


def _text(scene: Scene) -> str:
    return scene.state_text(scene.status, reason=_reason(scene), date=_date(scene))


def _word(status: JourneyStatus) -> str:
    return {
        JourneyStatus.PAUSED: _("Paused"),
        JourneyStatus.POSTPONED: _("New date"),
        JourneyStatus.CLOSED_NOT_CANDIDATE: _("Closed"),
        JourneyStatus.CLOSED_WITHDRAWN: _("Stopped"),
        JourneyStatus.CLOSED_COMPLETED: _("Done"),
        JourneyStatus.CLOSED_LOST_CONTACT: _("Closed"),
        JourneyStatus.CLOSED_TRANSFERRED: _("Closed"),
        JourneyStatus.CLOSED_DECEASED: _("Closed"),
    }[status]


def _reason(scene: Scene) -> str:
    """The reason code in the patient's words. What staff wrote beside it is theirs."""
    pathway = scene.pathway
    reasons = pathway.candidacy_reasons if scene.closed else pathway.postpone_reasons
    return next((each.text for each in reasons if each.code == scene.journey.status_reason_code), "")


def _date(scene: Scene) -> str:
    if scene.status is JourneyStatus.PAUSED:
        return when.day(scene.journey.review_on, scene.today) if scene.journey.review_on else ""
    cycle = scene.cycle
    if cycle.procedure_at is not None and not scene.snapshot.needle_used_in_current and _is_to_come(scene):
        return scene.clinic_day(cycle.procedure_at)
    if cycle.planned_from and cycle.planned_to and cycle.planned_to >= scene.today:
        return between(cycle.planned_from, cycle.planned_to, scene.today)
    return _("not set yet")


def _is_to_come(scene: Scene) -> bool:
    return scene.cycle.procedure_at is not None and scene.cycle.procedure_at >= scene.at


def has_new_date(scene: Scene) -> bool:
    """A postponed journey whose new day is known waits for nobody."""
    return scene.status is JourneyStatus.POSTPONED and _date(scene) != _("not set yet")


def _next(scene: Scene) -> str:
    if scene.status is JourneyStatus.CLOSED_WITHDRAWN and scene.snapshot.any_needle:
        if scene.journey.keeps_safety_checks:
            return _("Your safety check-ins go on, as you wished.")
        return _("We send you no more check-ins, as you wished.")
    if scene.status is JourneyStatus.POSTPONED and not has_new_date(scene):
        return _("We will call you with a new date.")
    return ""
