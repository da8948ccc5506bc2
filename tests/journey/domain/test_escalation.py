"""Who is told of an alert and when: clinical.md 5.2 as tables."""

from datetime import UTC, datetime, timedelta
from itertools import product
from uuid import NAMESPACE_OID, uuid5
from zoneinfo import ZoneInfo

import pytest

from journey.domain.errors import NotAccepted
from journey.domain.escalation import (
    CLOCKS,
    OWNED_WITHIN,
    AlertClock,
    Reachable,
    Step,
    Who,
    due_steps,
    is_wanted,
    later_steps,
    next_step,
    recipients,
)
from journey.domain.on_call import gaps, weekly
from journey.domain.triage import Level

START = datetime(2026, 11, 24, 10, tzinfo=UTC)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
URGENT, CALL = Level.URGENT_NOW, Level.CALL_24H


def clock(
    level: Level = URGENT, *told: Step, taken: bool = False, reached: bool = False, closed: bool = False
) -> AlertClock:
    return AlertClock(level, START, is_taken=taken, is_reached=reached, is_closed=closed, told=frozenset(told))


def due(known: AlertClock, after: timedelta) -> list[Step]:
    return [each.step for each in due_steps(known, START + after)]


@pytest.mark.parametrize(
    ("known", "after", "expected"),
    [
        (clock(), 0 * MINUTE, [Step.PAGE]),
        (clock(URGENT, Step.PAGE), 15 * MINUTE - timedelta(seconds=1), []),
        (clock(URGENT, Step.PAGE), 15 * MINUTE, [Step.NOT_TAKEN]),
        (clock(URGENT, Step.PAGE, taken=True), 15 * MINUTE, []),
        (clock(URGENT, Step.PAGE, taken=True), 30 * MINUTE, [Step.NOT_SPOKEN]),
        (clock(URGENT, Step.PAGE, Step.NOT_TAKEN), 29 * MINUTE, []),
        (clock(URGENT, Step.PAGE, Step.NOT_TAKEN), 30 * MINUTE, [Step.NOT_SPOKEN]),
        (clock(URGENT, Step.PAGE, Step.NOT_SPOKEN), 90 * MINUTE, []),
        (clock(URGENT, Step.PAGE), 3 * HOUR, [Step.NOT_TAKEN, Step.NOT_SPOKEN]),
        (clock(URGENT, Step.PAGE, reached=True), 3 * HOUR, []),
        (clock(URGENT, Step.PAGE, closed=True), 3 * HOUR, []),
        (clock(URGENT, Step.CALL), 0 * MINUTE, [Step.PAGE]),
        (clock(CALL), 0 * MINUTE, [Step.CALL]),
        (clock(CALL, taken=True), 0 * MINUTE, []),
        (clock(CALL, Step.CALL), 20 * HOUR - MINUTE, []),
        (clock(CALL, Step.CALL), 20 * HOUR, [Step.NOT_CALLED]),
        (clock(CALL, Step.CALL, taken=True), 20 * HOUR, [Step.NOT_CALLED]),
        (clock(CALL, Step.CALL, reached=True), 20 * HOUR, []),
        (clock(CALL, Step.CALL, Step.NOT_CALLED), 48 * HOUR, []),
    ],
)
def test_step_is_due_at_its_moment_and_told_once(known: AlertClock, after: timedelta, expected: list[Step]) -> None:
    assert due(known, after) == expected


@pytest.mark.parametrize("level", CLOCKS)
def test_time_without_a_worker_tells_each_step_at_most_once(level: Level) -> None:
    """Whenever the job looks, in whatever rhythm, no step is due twice and none is left out but by a later one."""
    for rhythm in (1, 7, 16, 31, 59):
        told: set[Step] = set()
        for minute in range(0, 26 * 60, rhythm):
            found = due(clock(level, *told), minute * MINUTE)
            assert not told & set(found)
            told |= set(found)
        assert told == {each.step for each in CLOCKS[level]}


@pytest.mark.parametrize(("taken", "reached", "closed"), list(product((False, True), repeat=3)))
@pytest.mark.parametrize("step", Step)
def test_message_is_wanted_only_while_its_alert_waits_for_it(
    step: Step, taken: bool, reached: bool, closed: bool
) -> None:
    level = next(level for level, steps in CLOCKS.items() if step in {each.step for each in steps})
    stops = closed or reached or (taken and step in {Step.PAGE, Step.NOT_TAKEN, Step.CALL})

    assert is_wanted(clock(level, taken=taken, reached=reached, closed=closed), step) is not stops


def test_message_of_a_clock_that_rose_meanwhile_is_not_wanted() -> None:
    assert not is_wanted(clock(URGENT), Step.CALL)


def test_next_step_is_the_one_that_comes_if_nothing_changes() -> None:
    found = next_step(clock(URGENT, Step.PAGE), START + 20 * MINUTE)
    assert found is not None
    assert (found[0].step, found[1]) == (Step.NOT_SPOKEN, START + 30 * MINUTE)
    assert next_step(clock(URGENT, Step.PAGE, closed=True), START) is None


def test_later_steps_are_those_of_the_same_clock() -> None:
    assert later_steps(Step.PAGE) == {Step.NOT_TAKEN, Step.NOT_SPOKEN}
    assert later_steps(Step.NOT_CALLED) == frozenset()


def test_alert_has_an_owner_within_15_minutes_or_20_hours() -> None:
    assert OWNED_WITHIN == {URGENT: 15 * MINUTE, CALL: 20 * HOUR}


# Whom ---------------------------------------------------------------------------------------------------

KEYS = {
    name: uuid5(NAMESPACE_OID, name) for name in ("first", "second", "lead", "doctor", "owner", "nurse", "boss", "far")
}
NAMES = {key: name for name, key in KEYS.items()}
FIRST = Reachable(KEYS["first"], is_first=True, is_nurse=True)
SECOND = Reachable(KEYS["second"], is_second=True, is_clinician=True)
LEAD = Reachable(KEYS["lead"], is_lead=True, is_clinician=True)
DOCTOR = Reachable(KEYS["doctor"], is_clinician=True)
OWNER = Reachable(KEYS["owner"], is_owner=True, is_nurse=True)
NURSE = Reachable(KEYS["nurse"], is_nurse=True)
BOSS = Reachable(KEYS["boss"], is_manager=True)
FAR = Reachable(KEYS["far"], is_manager=True, works_here=False)
ALL = (FIRST, SECOND, LEAD, DOCTOR, NURSE, BOSS, FAR)
STEPS = {each.step: each for steps in CLOCKS.values() for each in steps}


@pytest.mark.parametrize(
    ("step", "people", "expected"),
    [
        (Step.PAGE, ALL, ["first"]),
        (Step.PAGE, (*ALL, OWNER), ["first", "owner"]),
        (Step.PAGE, (SECOND, LEAD, DOCTOR, NURSE), ["second"]),
        (Step.PAGE, (LEAD, DOCTOR, NURSE), ["lead"]),
        (Step.PAGE, (DOCTOR, NURSE), ["doctor"]),
        (Step.PAGE, (NURSE, BOSS, FAR), ["nurse"]),
        (Step.PAGE, (BOSS, FAR), ["boss"]),
        (Step.PAGE, (FAR,), ["far"]),
        (Step.PAGE, (), []),
        (Step.NOT_TAKEN, ALL, ["lead", "second"]),
        (Step.NOT_TAKEN, (FIRST, LEAD, BOSS), ["lead"]),
        (Step.NOT_TAKEN, (FIRST, DOCTOR), ["doctor"]),
        (Step.NOT_SPOKEN, ALL, ["lead", "boss"]),
        (Step.NOT_SPOKEN, (FIRST, BOSS, FAR), ["boss"]),
        (Step.CALL, ALL, ["first"]),
        (Step.CALL, (*ALL, OWNER), ["owner"]),
        (Step.NOT_CALLED, ALL, ["lead"]),
        (Step.NOT_CALLED, (NURSE, DOCTOR), ["doctor"]),
    ],
)
def test_step_tells_those_it_concerns_or_whoever_is_there(
    step: Step, people: tuple[Reachable, ...], expected: list[str]
) -> None:
    assert [NAMES[key] for key in recipients([STEPS[step]], people)] == expected


def test_steps_that_came_due_together_tell_each_person_once() -> None:
    both = [STEPS[Step.NOT_TAKEN], STEPS[Step.NOT_SPOKEN]]
    assert [NAMES[key] for key in recipients(both, ALL)] == ["lead", "second", "boss"]


@pytest.mark.parametrize("who", Who)
def test_everybody_who_is_named_is_told_by_some_step(who: Who) -> None:
    assert any(who in each.tells for each in STEPS.values())


# The rota -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("duties", "expected"),
    [
        ([], [(0, 24)]),
        ([(0, 24)], []),
        ([(-5, 30)], []),
        ([(6, 12), (0, 6)], [(12, 24)]),
        ([(2, 6), (8, 20)], [(0, 2), (6, 8), (20, 24)]),
        ([(0, 10), (4, 8), (9, 24)], []),
        ([(26, 30)], [(0, 24)]),
    ],
)
def test_gap_is_what_no_duty_covers(duties: list[tuple[int, int]], expected: list[tuple[int, int]]) -> None:
    spans = [(START + a * HOUR, START + b * HOUR) for a, b in duties]
    assert list(gaps(spans, START, START + 24 * HOUR)) == [(START + a * HOUR, START + b * HOUR) for a, b in expected]


def test_duty_of_every_week_keeps_its_clock_time_across_a_clock_change() -> None:
    london = ZoneInfo("Europe/London")
    begins = datetime(2026, 10, 19, 18, tzinfo=london)
    found = [start.astimezone(UTC) for start, _end in weekly(begins, begins + 14 * HOUR, 3, london)]

    assert [(each.day, each.hour) for each in found] == [(19, 17), (26, 18), (2, 18)]
    assert found[1] - found[0] == timedelta(weeks=1) + HOUR


def test_duty_that_would_begin_in_the_hour_shown_twice_is_refused() -> None:
    begins = datetime(2026, 10, 18, 1, 30, tzinfo=ZoneInfo("Europe/London"))
    with pytest.raises(NotAccepted, match="twice"):
        list(weekly(begins, begins + 8 * HOUR, 2, ZoneInfo("Europe/London")))
