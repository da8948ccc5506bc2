"""The whole record of a session as one JSON value, so that a page reads it in the statement that reads the session."""

import json
from decimal import Decimal
from functools import cache
from typing import Any

from django.db.models import F, Func, JSONField

from journey.domain.record.sections import LASTING
from journey.models.journey import Cycle
from journey.models.record import LINES, RECORDS

SAVED_BY = "(select u.display_name from accounts_user u where u.id = r.saved_by_id)"


class Exact(json.JSONDecoder):
    """Decimals stay what they are."""

    def __init__(self, **options: Any) -> None:
        super().__init__(parse_float=Decimal, **options)


class WholeRecord(Func):
    """`{section: [row, ...]}` of the session whose id it is given; each row with its lines and who saved it.

    Written as SQL once a process: the ORM would build a subquery for each of the tables again for every page.
    """

    output_field = JSONField(decoder=Exact)

    def __init__(self, cycle: str = "pk") -> None:
        super().__init__(F(cycle))

    def as_sql(self, compiler: Any, connection: Any, **_more: Any) -> tuple[str, list[Any]]:
        cycle, params = compiler.compile(self.source_expressions[0])
        return whole_record_sql().replace("{cycle}", cycle), [*params] * len(RECORDS)


class EarlierRecord(Func):
    """`{section: row}` of the sections that last: the newest row of the sessions before that one of which it is given
    the journey and the number."""

    output_field = JSONField(decoder=Exact)

    def __init__(self, journey: str = "journey_id", number: str = "number") -> None:
        super().__init__(F(journey), F(number))

    def as_sql(self, compiler: Any, connection: Any, **_more: Any) -> tuple[str, list[Any]]:
        (journey, first), (number, second) = (compiler.compile(each) for each in self.source_expressions)
        written = earlier_record_sql().replace("{journey}", journey).replace("{number}", number)
        return written, [*first, *second] * len(LASTING)


@cache
def whole_record_sql() -> str:
    parts = ", ".join(f"'{code}', {_section_sql(code)}" for code in RECORDS)
    return f"jsonb_build_object({parts})"


@cache
def earlier_record_sql() -> str:
    parts = ", ".join(f"'{code}', {_earlier_sql(code)}" for code in LASTING)
    return f"jsonb_build_object({parts})"


def _section_sql(code: str) -> str:
    table = RECORDS[code]._meta.db_table
    rows = f'select jsonb_agg({_row_sql(code)} order by r.number) from "{table}" r'  # noqa: S608 (our own names)
    return f"({rows} where r.cycle_id = {{cycle}})"


def _earlier_sql(code: str) -> str:
    before = f'"{RECORDS[code]._meta.db_table}" r join "{Cycle._meta.db_table}" c on c.id = r.cycle_id'
    return (
        f"(select {_row_sql(code)} from {before}"  # noqa: S608 (our own names)
        " where c.journey_id = {journey} and c.number < {number} order by c.number desc limit 1)"
    )


def _row_sql(code: str) -> str:
    lines = ", ".join(
        f"'{group}', {_lines_sql(model._meta.db_table)}" for (section, group), model in LINES.items() if section == code
    )
    more = f"'saved_by', {SAVED_BY}, 'lines', jsonb_build_object({lines})"
    return f"to_jsonb(r) || jsonb_build_object({more})"


def _lines_sql(table: str) -> str:
    ordered = "select coalesce(jsonb_agg(to_jsonb(l) order by l.place), '[]'::jsonb)"
    return f'({ordered} from "{table}" l where l.record_id = r.id)'
