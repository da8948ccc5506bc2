"""The three tables: complete, reachable, and refusing whatever they do not hold."""

from itertools import product

import pytest

from journey.domain.errors import MoveNotAllowed
from journey.domain.stages import CycleStatus, JourneyStatus, StageState
from journey.domain.transitions import (
    CLOSED_STATUSES,
    CYCLE_MOVES,
    JOURNEY_MOVES,
    OPEN_STATUSES,
    STAGE_MOVES,
    CycleMove,
    JourneyMove,
    StageMove,
    next_state,
)

TABLES = {
    "stage": (STAGE_MOVES, StageState, StageMove, StageState.NOT_STARTED),
    "cycle": (CYCLE_MOVES, CycleStatus, CycleMove, CycleStatus.PLANNED),
    "journey": (JOURNEY_MOVES, JourneyStatus, JourneyMove, JourneyStatus.ACTIVE),
}
ILLEGAL = [
    pytest.param(table, state, move, id=f"{name}-{state}-{move}")
    for name, (table, states, moves, _) in TABLES.items()
    for state, move in product(states, moves)
    if (state, move) not in table
]


@pytest.mark.parametrize("name", TABLES)
def test_table_pairs_are_within_states_and_moves(name):
    table, states, moves, _ = TABLES[name]

    assert set(table) <= set(product(states, moves))
    assert set(table.values()) <= set(states)


@pytest.mark.parametrize("name", TABLES)
def test_every_move_is_possible_from_somewhere(name):
    table, _, moves, _ = TABLES[name]

    assert {move for _, move in table} == set(moves)


@pytest.mark.parametrize("name", TABLES)
def test_every_state_can_be_reached_from_the_first(name):
    table, states, _, first = TABLES[name]
    reached = {first}

    for _ in states:
        reached |= {end for (start, _), end in table.items() if start in reached}

    assert reached == set(states)


@pytest.mark.parametrize(("table", "state", "move"), ILLEGAL)
def test_pair_outside_the_table_is_refused_with_a_sentence(table, state, move):
    with pytest.raises(MoveNotAllowed) as refused:
        next_state(table, state, move)

    assert refused.value.sentence.endswith(".")
    assert "_" not in refused.value.sentence


@pytest.mark.parametrize("name", TABLES)
def test_table_cannot_be_changed(name):
    table, _, moves, first = TABLES[name]

    with pytest.raises(TypeError):
        table[(first, next(iter(moves)))] = first


def test_deceased_has_no_way_out():
    assert not [move for state, move in JOURNEY_MOVES if state is JourneyStatus.CLOSED_DECEASED]


def test_every_other_closed_status_reopens_to_active():
    ways_back = {state: end for (state, move), end in JOURNEY_MOVES.items() if move is JourneyMove.REOPEN}

    assert ways_back == dict.fromkeys(CLOSED_STATUSES - {JourneyStatus.CLOSED_DECEASED}, JourneyStatus.ACTIVE)


def test_open_and_closed_statuses_share_all_statuses_out():
    assert set(JourneyStatus) == OPEN_STATUSES | CLOSED_STATUSES
    assert {status for status in JourneyStatus if status.startswith("closed_")} == CLOSED_STATUSES


@pytest.mark.parametrize(
    ("state", "move", "end"),
    [
        (StageState.ABORTED, StageMove.REPEAT, StageState.IN_PROGRESS),
        (StageState.COMPLETE, StageMove.REOPEN, StageState.IN_PROGRESS),
        (StageState.SKIPPED, StageMove.SET_BACK, StageState.NOT_STARTED),
    ],
)
def test_stage_way_back_leads_where_8_3_says(state, move, end):
    assert next_state(STAGE_MOVES, state, move) is end
