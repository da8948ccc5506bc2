"""Every state that staff can reach in two cycles, and what must hold in all of them."""

from dataclasses import fields, replace
from datetime import timedelta
from functools import cache

import pytest

from journey.domain.errors import MoveNotAllowed
from journey.domain.move_specs import MOVES
from journey.domain.moves import Effect, Move, plan_move, why_not
from journey.domain.stages import STAGE_ORDER, CycleStatus, JourneyStatus, StageCode, StageState
from journey.domain.transitions import CLOSED_STATUSES, STAGE_MOVES
from tests.journey.domain.journeys import DONOR, NOON, OWN, carry_out, good_choices, standing_at

TRIED = {"contact_attempts": 3, "contact_routes": 2}
VARIANTS = {
    Move.WITHDRAW: ({"keep_safety_checks": True}, {"keep_safety_checks": False}),
    Move.COMPLETE_HARVESTING: ({"injection_same_day": True}, {"injection_same_day": False}),
}


def key(at):
    """A snapshot that can be looked up: its stages are a mapping, which has no hash."""
    values = (getattr(at, each.name) for each in fields(at))
    return tuple(tuple(value.items()) if isinstance(value, dict) else value for value in values)


def recorded(at):
    """What staff may record in the stage in progress without a move."""
    if at.journey is not JourneyStatus.ACTIVE:
        return
    if at.current is StageCode.HARVESTING and at.harvest_at is None:
        yield replace(at, harvest_at=NOON - timedelta(hours=3))
    if at.current is StageCode.INJECTION and at.injection_at is None:
        yield replace(at, injection_at=NOON, volume_given=True)
    if at.current is StageCode.POST_CARE and at.discharge_at is None:
        yield replace(at, discharge_at=NOON)


def moved(at):
    for move in Move:
        for variant in VARIANTS.get(move, ({},)) if why_not(at, move) is None else ():
            choices = good_choices(move, **variant)
            try:
                plan = plan_move(at, move, choices)
            except MoveNotAllowed:
                # The one refusal that depends on a choice: withdrawn before, and not "stop everything" now.
                assert (move, variant) == (Move.WITHDRAW, {"keep_safety_checks": True})
                continue
            yield move, variant, plan, carry_out(at, plan, choices)


@cache
def reachable():
    states, steps, todo = {}, [], [standing_at(StageCode.CONSULTATION, mode=mode, **TRIED) for mode in (OWN, DONOR)]
    while todo:
        at = todo.pop()
        if key(at) in states or at.cycle_no > 2:
            continue
        states[key(at)] = at
        todo.extend(recorded(at))
        for move, variant, plan, after in moved(at):
            steps.append((at, move, variant, plan, after))
            todo.append(after)
    return tuple(states.values()), tuple(steps)


def test_walk_finds_every_move_and_every_open_or_closed_status():
    states, steps = reachable()

    assert {move for _, move, *_ in steps} == set(Move)
    assert {at.journey for at in states} == set(JourneyStatus)
    assert {state for at in states for state in at.stages.values()} == set(StageState)


def test_at_most_one_stage_is_in_progress_everywhere():
    states, _ = reachable()

    assert all(list(at.stages.values()).count(StageState.IN_PROGRESS) <= 1 for at in states)


def test_stages_before_the_current_are_closed_and_after_it_not_started():
    states, _ = reachable()

    for at in states:
        if at.current is None:
            continue

        place = STAGE_ORDER.index(at.current)
        before = {at.stages[code] for code in STAGE_ORDER[:place]}
        assert before <= {StageState.COMPLETE, StageState.SKIPPED, StageState.ABORTED}
        assert {at.stages[code] for code in STAGE_ORDER[place + 1 :]} <= {StageState.NOT_STARTED}


def test_harvest_is_skipped_exactly_when_cells_are_not_taken_in_this_cycle():
    states, _ = reachable()

    for at in states:
        injection_reached = at.stages[StageCode.INJECTION] is not StageState.NOT_STARTED
        skipped = at.stages[StageCode.HARVESTING] is StageState.SKIPPED
        assert skipped == (injection_reached and at.harvest_mode is not OWN)


def test_open_journey_has_an_active_cycle_and_a_place():
    states, _ = reachable()

    for at in states:
        is_open = at.journey not in CLOSED_STATUSES
        assert (at.cycle is CycleStatus.ACTIVE) == is_open
        if is_open:
            assert at.current is not None or at.aborted is not None


def test_every_state_but_death_has_a_way_on():
    states, steps = reachable()
    with_a_way = {key(at) for at, *_ in steps}

    stuck = [at for at in states if key(at) not in with_a_way]

    assert {at.journey for at in stuck} == {JourneyStatus.CLOSED_DECEASED}


def test_every_move_changes_something():
    _, steps = reachable()

    for at, _, _, plan, _ in steps:
        assert plan.stages or plan.effects or (plan.journey, plan.cycle) != (at.journey, at.cycle)


def test_every_stage_change_is_in_the_table():
    _, steps = reachable()
    legal = {(start, end) for (start, _), end in STAGE_MOVES.items()}

    for at, _, _, plan, _ in steps:
        assert all((at.stages[change.code], change.state) in legal for change in plan.stages)


def test_safety_check_ins_are_cancelled_only_by_stop_everything_death_or_before_a_needle():
    _, steps = reachable()

    for at, move, variant, plan, _ in steps:
        stops = move is Move.WITHDRAW and not (at.any_needle and variant.get("keep_safety_checks"))
        assert (Effect.CANCEL_ALL_CHECK_INS in plan.effects) == (stops or move is Move.RECORD_DEATH)


def test_injection_series_follows_every_way_into_post_care():
    _, steps = reachable()

    for at, move, _, plan, after in steps:
        enters = after.current is StageCode.POST_CARE and at.current is StageCode.INJECTION
        assert enters == (Effect.CREATE_INJECTION_SERIES in plan.effects), move


def test_needle_is_never_forgotten():
    _, steps = reachable()

    assert all(after.any_needle for at, _, _, _, after in steps if at.any_needle)


@pytest.mark.parametrize("move", Move)
def test_refused_move_raises_the_sentence_of_its_button(move):
    states, _ = reachable()

    refused = {why_not(at, move): at for at in states}
    refused.pop(None)

    assert refused
    for reason, at in refused.items():
        with pytest.raises(MoveNotAllowed) as raised:
            plan_move(at, move, good_choices(move))
        assert raised.value.sentence == reason
        assert reason[0].isupper()
        assert reason.endswith(".")
        assert "_" not in reason


def test_every_move_has_a_label_of_its_own():
    assert set(MOVES) == set(Move)
    assert len({spec.label for spec in MOVES.values()}) == len(Move)
