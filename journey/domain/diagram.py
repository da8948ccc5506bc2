"""Draws the tables of transitions as Mermaid diagrams: `python -m journey.domain.diagram > docs/states.md`."""

import sys
from collections.abc import Iterable, Mapping
from enum import StrEnum

from journey.domain.gate_facts import Gate
from journey.domain.move_specs import MOVES
from journey.domain.pathway_states import VERSION_MOVES, VersionState
from journey.domain.stages import CycleStatus, JourneyStatus, StageCode, StageState
from journey.domain.transitions import CYCLE_MOVES, JOURNEY_MOVES, STAGE_MOVES, State, Step

_INTRO = """# States

Drawn from the tables in `journey/domain`; a test compares this page with them. What is not drawn is not allowed.
To write it again: `python -m journey.domain.diagram > docs/states.md`.
"""

_GATES = {spec.gate: spec.label for spec in MOVES.values() if spec.gate}
_PATH = (
    (StageCode.CONSULTATION, StageCode.PREPARATION, Gate.G1, ""),
    (StageCode.PREPARATION, StageCode.HARVESTING, Gate.G2, ", own cells"),
    (StageCode.PREPARATION, StageCode.INJECTION, Gate.G2, ", donor or banked cells"),
    (StageCode.HARVESTING, StageCode.INJECTION, Gate.G3, ""),
    (StageCode.INJECTION, StageCode.POST_CARE, Gate.G4, ""),
    (StageCode.POST_CARE, StageCode.FOLLOW_UP, Gate.G5, ""),
)


def render_states() -> str:
    """The whole page, with a final newline."""
    sections = (
        _INTRO,
        _section("The path", StageCode.CONSULTATION, _path_lines()),
        _table_section("A stage", STAGE_MOVES, StageState.NOT_STARTED),
        _table_section("A cycle", CYCLE_MOVES, CycleStatus.PLANNED),
        _table_section("A journey", JOURNEY_MOVES, JourneyStatus.ACTIVE),
        _table_section("A version of the pathway", VERSION_MOVES, VersionState.DRAFT),
        _moves_table(),
    )
    return "\n".join(sections)


def _path_lines() -> Iterable[str]:
    for start, end, gate, note in _PATH:
        yield f"{start} --> {end}: {_GATES[gate]} ({gate}{note})"
    yield f"{StageCode.FOLLOW_UP} --> [*]: {_GATES[Gate.G6]} ({Gate.G6})"
    yield f"{StageCode.FOLLOW_UP} --> {StageCode.CONSULTATION}: {_GATES[Gate.G6_NEW_CYCLE]} ({Gate.G6_NEW_CYCLE})"


def _table_section(title: str, table: Mapping[tuple[State, Step], State], first: State) -> str:
    lines = sorted(f"{state} --> {end}: {move.replace('_', ' ')}" for (state, move), end in table.items())
    return _section(title, first, lines)


def _section(title: str, first: StrEnum, lines: Iterable[str]) -> str:
    drawn = "\n".join(f"    {line}" for line in (f"[*] --> {first}", *lines))
    return f"## {title}\n\n```mermaid\nstateDiagram-v2\n{drawn}\n```\n"


def _moves_table() -> str:
    rows = [
        f"| {spec.label} | `{move}` | {spec.gate or ''} | {', '.join(sorted(spec.statuses))} |"
        for move, spec in MOVES.items()
    ]
    head = "| Move | Code | Gate | From these journey statuses |\n| --- | --- | --- | --- |"
    return "\n".join(("## The moves that staff make\n", head, *rows)) + "\n"


if __name__ == "__main__":
    sys.stdout.write(render_states())
