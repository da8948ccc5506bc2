"""The page of state diagrams is what the tables say."""

from pathlib import Path

from journey.domain.diagram import render_states
from journey.domain.moves import Move
from journey.domain.transitions import CYCLE_MOVES, JOURNEY_MOVES, STAGE_MOVES

PAGE = Path(__file__).parents[3] / "docs" / "states.md"


def test_page_equals_the_tables():
    assert PAGE.read_text() == render_states()


def test_page_draws_every_transition_and_lists_every_move():
    page = render_states()

    for table in (STAGE_MOVES, CYCLE_MOVES, JOURNEY_MOVES):
        for (state, move), end in table.items():
            assert f"    {state} --> {end}: {move.replace('_', ' ')}\n" in page
    assert all(f"`{move}`" in page for move in Move)
