"""Whoever did not come is tried in steps: two messages, two calls, a letter, the next time point (clinical.md 2.6)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class Step(StrEnum):
    MESSAGE = "message"
    CALL = "call"
    LETTER = "letter"
    NEXT_TIME_POINT = "next_time_point"


LADDER = (Step.MESSAGE, Step.MESSAGE, Step.CALL, Step.CALL, Step.LETTER)
# Days to wait for an answer before the next try: design defaults, a letter takes its way.
WAIT = {Step.MESSAGE: 2, Step.CALL: 2, Step.LETTER: 14}
# Somebody who was reached has a week to come back with a day; then the ladder begins anew.
AFTER_REACHED = 7
STEP_OF = {
    "message": Step.MESSAGE,
    "email": Step.MESSAGE,
    "phone": Step.CALL,
    "in_person": Step.CALL,
    "letter": Step.LETTER,
}
REACHED = "reached"


@dataclass(frozen=True)
class Try:
    """`route` and `result` are those of a contact attempt."""

    route: str
    result: str
    on: date


@dataclass(frozen=True)
class Rung:
    """The next step, the day from which it is due, and how many of the ladder are behind. `reached_on`: they were
    spoken with, and the day waits for them."""

    step: Step
    due: date
    done: int
    reached_on: date | None = None


def next_rung(tries: Iterable[Try], first: date) -> Rung:
    """`first` is the day on which the ladder begins: the one after the window closed. Tries may come before it, and in
    any order: the first step that is missing is next. Whoever was reached since is not tried again for a week."""
    rows = sorted(tries, key=lambda each: each.on)
    reached = [each.on for each in rows if each.result == REACHED]
    if reached:
        rows = [each for each in rows if each.on > reached[-1]]
        first = max(first, reached[-1] + timedelta(days=AFTER_REACHED))
    made = [STEP_OF[each.route] for each in rows]
    left, missing = list(made), []
    for step in LADDER:
        if step in left:
            left.remove(step)
        else:
            missing.append(step)
    due = max(first, rows[-1].on + timedelta(days=WAIT[made[-1]])) if rows else first
    done = len(LADDER) - len(missing)
    step = missing[0] if missing else Step.NEXT_TIME_POINT
    return Rung(step, due, done, reached[-1] if reached and not rows else None)
