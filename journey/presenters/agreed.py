"""The instructions that were agreed with a patient: the record of post-care wins over the library (clinical.md 2.5)."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from journey.domain.instructions import HOURS_A_DAY
from journey.domain.record.fields import OTHER
from journey.domain.record.post_care.instructions import CODE, GIVEN
from journey.models import LINES, Cycle
from journey.pathway.care import Instruction, Limit

Line = Mapping[str, Any]


def agreed(library: Iterable[Instruction], cycle: Cycle) -> list[Instruction]:
    """In the order of the library, then what was written for this patient alone; the whole library while nothing is
    recorded. No statement for a session that was loaded with its gate rows, else one."""
    lines = _lines(cycle)
    if not lines:
        return list(library)
    known = {line["code"]: line for line in lines if line["code"] != OTHER}
    given = [_as_agreed(each, known[each.code]) for each in library if each.code in known]
    return given + [_own(line, number) for number, line in enumerate(lines) if line["code"] == OTHER]


def _lines(cycle: Cycle) -> Sequence[Line]:
    """Without what the patient did not agree to."""
    if "record" in cycle.__dict__:
        rows = cycle.__dict__["record"][CODE] or ()
        lines = [line for row in rows for line in row["lines"][GIVEN]]
    elif cycle.injection_at is None or cycle._state.adding:
        return ()
    else:
        table: Any = LINES[CODE, GIVEN]
        stored = table.objects.filter(record__cycle=cycle.pk).order_by("place")
        lines = list(stored.values("code", "code_other", "days", "hours", "acknowledged"))
    return [line for line in lines if line["code"] and line["acknowledged"] is not False]


def _as_agreed(instruction: Instruction, line: Line) -> Instruction:
    days, hours = line["days"], line["hours"]
    if (days, hours) in ((None, None), (instruction.days, instruction.hours)):
        return instruction
    usual = _in_days(instruction.days, instruction.hours)
    limits = [_limit(each, usual, _in_days(days, hours)) for each in instruction.limits]
    kept = tuple(each for each in limits if each.first_day <= each.last_day)
    return msgspec.structs.replace(instruction, days=days, hours=hours, limits=kept)


def _limit(part: Limit, usual: int, length: int) -> Limit:
    """A part that ends with the instruction ends with it still; one that follows on begins when it is over."""
    if part.last_day == usual:
        return msgspec.structs.replace(part, last_day=length)
    if part.last_day < usual:
        return msgspec.structs.replace(part, last_day=min(part.last_day, length))
    return msgspec.structs.replace(part, first_day=length + 1)


def _in_days(days: int | None, hours: int | None) -> int:
    return days if days is not None else (hours or 0) // HOURS_A_DAY


def _own(line: Line, number: int) -> Instruction:
    return Instruction(
        code=f"{OTHER}_{number}",
        title=line["code_other"],
        how="",
        icon="splint",
        days=line["days"],
        hours=line["hours"],
        shortest=0,
        longest=0,
        source="clinical.md 2.5",
    )
