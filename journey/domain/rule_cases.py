"""Trying a rule set on a file of cases: the columns of clinical.md 5.9, checked cell by cell, and their results."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count

from journey.domain.rule_fields import InputRefused, Value, quoted, suggestion
from journey.domain.triage import LEVEL_ORDER, Level, RuleSet, TriageResult, evaluate
from journey.domain.triage_fields import TRIAGE_FIELDS
from journey.domain.words import say as _

CASE_ID = "case_id"
PHASE = "phase"
PHASES = ("post", "harvest_only")
DESCRIPTION = "description"
EXPECTED_LEVEL = "expected_level"
UNREAD_COLUMNS = (
    "side_effect_family",
    "expected_route",
    "expected_rules",
    "expected_flags",
    "rationale",
    "note",
    "photo",
)
COLUMNS = (CASE_ID, PHASE, *TRIAGE_FIELDS, DESCRIPTION, EXPECTED_LEVEL, *UNREAD_COLUMNS)
LEVELS = tuple(level.value for level in LEVEL_ORDER)
WHOLE_ROW = "(whole row)"


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that was not tried. `row_number` counts rows of the file from 1, the header."""

    row_number: int
    column: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Case:
    """`expected` is the level that the row says it must give, None where it says none."""

    row_number: int
    case_id: str
    inputs: Mapping[str, Value]
    expected: Level | None = None
    description: str = ""


@dataclass(frozen=True, slots=True)
class CaseResult:
    case_id: str
    result: TriageResult


class FileUnreadable(ValueError):
    """A file of which no row can be tried. `problems` say why, with the place in the file."""

    def __init__(self, problems: Sequence[BadRow]) -> None:
        super().__init__("; ".join(problem.sentence for problem in problems))
        self.problems = tuple(problems)


class _CellRefused(ValueError):
    def __init__(self, column: str, sentence: str) -> None:
        super().__init__(sentence)
        self.column = column
        self.sentence = sentence


def try_rules(rule_set: RuleSet, content: bytes) -> Iterator[CaseResult | BadRow]:
    """The result of every row of a CSV file, in its order. Raises `FileUnreadable` before the first."""
    return (case if isinstance(case, BadRow) else _tried(rule_set, case) for case in read_cases(content))


def read_cases(content: bytes) -> Iterator[Case | BadRow]:
    """The cases of a CSV file in UTF-8. Raises `FileUnreadable` before the first.

    An unknown column makes the file unreadable: were it passed over, a misspelt sign would be tried as if absent.
    """
    rows = csv.reader(io.StringIO(_decoded(content), newline=""), strict=True)
    return _cases(_read_header(rows), rows)


def _tried(rule_set: RuleSet, case: Case) -> CaseResult | BadRow:
    try:
        return CaseResult(case.case_id, evaluate(rule_set, case.inputs))
    except InputRefused as refused:
        return BadRow(case.row_number, refused.name, refused.sentence)


def _cases(header: Sequence[str], rows: Iterator[list[str]]) -> Iterator[Case | BadRow]:
    seen: set[str] = set()
    for number in count(2):
        try:
            cells = next(rows, None)
            if cells is None:
                return
            if cells:
                yield _read_case(number, header, cells, seen)
        except csv.Error as error:
            yield BadRow(number, WHOLE_ROW, _("The quotes or cells of this row cannot be read: {error}.", error=error))
        except _CellRefused as refused:
            yield BadRow(number, refused.column, refused.sentence)


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise FileUnreadable([BadRow(line, WHOLE_ROW, _("The file is not UTF-8. Save it as CSV UTF-8."))]) from error


def _read_header(rows: Iterator[list[str]]) -> list[str]:
    try:
        header = [name.strip(" ") for name in next(rows, [])]
    except csv.Error as error:
        raise FileUnreadable([BadRow(1, WHOLE_ROW, _("The header cannot be read: {error}.", error=error))]) from error
    if not any(header):
        raise FileUnreadable([BadRow(1, WHOLE_ROW, _("The file has no header row."))])
    problems = [BadRow(1, name or "(blank)", sentence) for name, sentence in _header_problems(header)]
    if problems:
        raise FileUnreadable(problems)
    return header


def _header_problems(header: Sequence[str]) -> Iterator[tuple[str, str]]:
    if CASE_ID not in header:
        yield CASE_ID, _("This column is missing.")
    if not {"day", "hday"} & set(header):
        yield "day", _("This column is missing, and so is hday.")
    for place, name in enumerate(header):
        if name not in COLUMNS:
            yield quoted(name), _("There is no such column.") + suggestion(name, dict.fromkeys(COLUMNS))
        elif name in header[:place]:
            yield name, _("This column is there twice.")


def _read_case(number: int, header: Sequence[str], cells: Sequence[str], seen: set[str]) -> Case:
    if len(cells) > len(header):
        extra = len(cells) - len(header)
        raise _CellRefused(
            WHOLE_ROW,
            _("The header has {count} columns, this row has {extra} more cells.", count=len(header), extra=extra),
        )
    if len(cells) < len(header):
        raise _CellRefused(
            header[len(cells)], _("The row ends here: {count} of {wanted} cells.", count=len(cells), wanted=len(header))
        )
    row = {name: cell.strip(" ") for name, cell in zip(header, cells, strict=True)}
    for name, cell in row.items():
        if "\0" in cell:
            raise _CellRefused(name, _("This cell has a NUL character."))
    case_id = _read_case_id(row[CASE_ID], seen)
    inputs = {name: _read_cell(name, cell) for name, cell in row.items() if name in TRIAGE_FIELDS and cell}
    _check_phase(row.get(PHASE, ""), inputs)
    return Case(number, case_id, inputs, _read_level(row.get(EXPECTED_LEVEL, "")), row.get(DESCRIPTION, ""))


def _read_case_id(case_id: str, seen: set[str]) -> str:
    if not case_id:
        raise _CellRefused(CASE_ID, _("This is missing."))
    if not case_id.isprintable():
        raise _CellRefused(CASE_ID, _("This has a line break or another character that cannot be printed."))
    if case_id in seen:
        raise _CellRefused(CASE_ID, _("Another row has the id {value}.", value=quoted(case_id)))
    seen.add(case_id)
    return case_id


def _read_cell(name: str, cell: str) -> Value:
    try:
        return TRIAGE_FIELDS[name].read(cell)
    except InputRefused as refused:
        raise _CellRefused(name, refused.sentence) from refused


def _read_level(cell: str) -> Level | None:
    if cell and cell not in LEVEL_ORDER:
        raise _CellRefused(EXPECTED_LEVEL, _("{level} is not a level.", level=quoted(cell)) + suggestion(cell, LEVELS))
    return Level(cell) if cell else None


def _check_phase(phase: str, inputs: Mapping[str, Value]) -> None:
    """A stated phase must agree with the day numbers: after an injection there is a day, before it there is none."""
    if phase and phase not in PHASES:
        raise _CellRefused(PHASE, _("{phase} is not a phase.", phase=quoted(phase)) + suggestion(phase, PHASES))
    if phase == "post" and "day" not in inputs:
        raise _CellRefused("day", _("The phase is post, so the day since the injection is needed."))
    if phase == "harvest_only" and "day" in inputs:
        raise _CellRefused("day", _("The phase is harvest_only, so there is no day since the injection."))
    if "day" not in inputs and "hday" not in inputs:
        raise _CellRefused("day", _("Give day, or hday when only the harvest is done."))
