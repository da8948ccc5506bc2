"""Outcome measures: means of trials, change against the baseline, and the response that follows (clinical.md 6.1, 2.6).

Nothing that is missing is filled in: a blank stays blank.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Any

LEAST_TRIALS = 2
# A change that is often enough to notice (6.1): pain of 0 to 10 and the tasks. Default 2 points and 30 %.
POINTS_THAT_MATTER = 2
PERCENT_THAT_MATTERS = 30
PERCENT_MUCH = 50
PGIC_IMPROVED = frozenset({1, 2})
LEAST_BASELINE = 3  # below it a fall cannot be told from chance
KAPANDJI_THAT_MATTERS = 2
KAPANDJI_CEILING = 6  # above it the score hardly tells hands apart
# kg of grip that matter in general; for the base of the thumb unreliable, so shown as information only [S22].
GRIP_THAT_MATTERS = (Decimal("5.0"), Decimal("6.5"))


class Response(StrEnum):
    MUCH_BETTER = "much_better"
    BETTER = "better"
    SAME = "same"
    WORSE = "worse"
    TOO_EARLY = "too_early"
    CANNOT_TELL = "cannot_tell"


def mean_of(trials: Iterable[Decimal | None]) -> Decimal | None:
    """kg with 1 decimal; blank with fewer than two valid trials: 20.1, 21.0, 19.8 is 20.3."""
    valid = [each for each in trials if each is not None]
    if len(valid) < LEAST_TRIALS:
        return None
    return _rounded(Decimal(sum(valid)) / len(valid), 1)


def best_of(trials: Iterable[Decimal | None]) -> Decimal | None:
    """The strongest trial (MVC)."""
    return max((each for each in trials if each is not None), default=None)


def percent_of_other(value: Decimal | None, other: Decimal | None) -> int | None:
    """Whole percent of the other hand; blank when that has no strength to compare with."""
    return None if value is None or not other else int(_rounded(value / other * 100, 0))


def fall(baseline: Decimal | int | None, now: Decimal | int | None) -> Decimal | int | None:
    """Change of what is better when it is lower (pain, tasks): positive is better."""
    return None if baseline is None or now is None else baseline - now


def gain(baseline: Decimal | int | None, now: Decimal | int | None) -> Decimal | int | None:
    """Change of what is better when it is higher (strength, movement): positive is better."""
    return None if baseline is None or now is None else now - baseline


def percent(change: Decimal | int | None, baseline: Decimal | int | None) -> Decimal | None:
    """Change against the baseline with 1 decimal, blank when the baseline is 0."""
    return None if change is None or not baseline else _rounded(Decimal(change) / Decimal(baseline) * 100, 1)


def mean_of_tasks(answers: Mapping[str, Any], kept: Sequence[str]) -> Decimal | None:
    """The mean of the tasks that were answered now and at the baseline (`kept`); blank without one."""
    found = [Decimal(answers[name]) for name in kept if answers.get(name) is not None]
    return _rounded(sum(found, Decimal(0)) / len(found), 1) if found else None


def total_active_motion(flexion: Sequence[int | None], extension: Sequence[int | None]) -> int | None:
    """TAM of a finger: flexion of MCP, PIP and DIP less what each lacks of straight. `extension` is 0 when straight,
    negative when bent; past straight takes nothing off. Blank while one of the six is."""
    if any(each is None for each in (*flexion, *extension)):
        return None
    return sum(each or 0 for each in flexion) + sum(min(each or 0, 0) for each in extension)


@dataclass(frozen=True)
class Answered:
    """What one check-in says of the outcome: `on` is the day it was sent, by the patient's clock."""

    code: str
    on: date
    worst: int | None = None
    pgic: int | None = None


def computed_response(*, baseline: int | None, now: int | None, pgic: int | None, is_before_m3: bool) -> Response:
    """What the numbers suggest, of the worst pain in 24 hours; the clinician chooses (clinical.md 2.6)."""
    if is_before_m3:
        return Response.TOO_EARLY
    if baseline is None or now is None or baseline < LEAST_BASELINE:
        return Response.CANNOT_TELL
    fell = baseline - now
    if fell >= POINTS_THAT_MATTER and fell * 100 >= PERCENT_THAT_MATTERS * baseline:
        much = fell * 100 >= PERCENT_MUCH * baseline and pgic in PGIC_IMPROVED
        return Response.MUCH_BETTER if much else Response.BETTER
    return Response.WORSE if -fell >= POINTS_THAT_MATTER else Response.SAME


def _rounded(value: Decimal, places: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
