"""Where growth may stand behind what was told, somebody examines and looks inside by a day (clinical.md 2.6, 5.7)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from journey.domain.days import at_local
from journey.domain.words import gettext_noop

# "Clinician exam within 7 days, ultrasound within 14 days" (clinical.md 5.7, after NICE NG12 [S7]).
EXAMINED_WITHIN, IMAGED_WITHIN = timedelta(days=7), timedelta(days=14)


class ReviewStep(StrEnum):
    EXAMINED = "examined"
    IMAGED = "imaged"


STEP_WORDS: Mapping[ReviewStep, str] = {
    ReviewStep.EXAMINED: gettext_noop("Examination"),
    ReviewStep.IMAGED: gettext_noop("Ultrasound or other imaging"),
}


class ReviewResult(StrEnum):
    NOTHING_FOUND = "nothing_found"
    HARMLESS = "harmless"
    OTHER_ILLNESS = "other_illness"
    TUMOUR = "tumour"
    NOT_POSSIBLE = "not_possible"


RESULT_WORDS: Mapping[ReviewResult, str] = {
    ReviewResult.NOTHING_FOUND: gettext_noop("Nothing found"),
    ReviewResult.HARMLESS: gettext_noop("A harmless lump"),
    ReviewResult.OTHER_ILLNESS: gettext_noop("Another illness"),
    ReviewResult.TUMOUR: gettext_noop("A tumour"),
    ReviewResult.NOT_POSSIBLE: gettext_noop("The patient could not be examined, or did not want it"),
}


@dataclass(frozen=True)
class ReviewClock:
    """By when each step is wanted, and which were done."""

    examine_by: datetime
    image_by: datetime
    done: frozenset[ReviewStep] = frozenset()


def clock_from(opened_at: datetime, zone: ZoneInfo) -> ReviewClock:
    """At the same time of the clinic's day, so many days later."""
    local = opened_at.astimezone(zone)
    examine_by, image_by = (
        at_local(local.date() + span, local.time(), zone) for span in (EXAMINED_WITHIN, IMAGED_WITHIN)
    )
    return ReviewClock(examine_by, image_by)


def next_step(clock: ReviewClock) -> tuple[ReviewStep, datetime] | None:
    """What is wanted next, and by when; None when only the result is missing, which has no clock."""
    wanted = ((ReviewStep.EXAMINED, clock.examine_by), (ReviewStep.IMAGED, clock.image_by))
    return next(((step, by) for step, by in wanted if step not in clock.done), None)


def may_end(result: ReviewResult, done: frozenset[ReviewStep]) -> bool:
    """Nobody says what it is before somebody looked at the patient."""
    return result is ReviewResult.NOT_POSSIBLE or ReviewStep.EXAMINED in done
