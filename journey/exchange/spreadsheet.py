"""Rows as a CSV file that a spreadsheet opens without running anything that somebody typed."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO
from itertools import islice

CSV = "text/csv; charset=utf-8"
LINES_A_PART = 500
BYTE_ORDER = "\ufeff"  # by this a spreadsheet knows UTF-8
# A cell that begins with one of these is a formula to a spreadsheet, also behind blanks; a quote makes it text.
FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def csv_parts(header: Sequence[object], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """The file in parts of some hundred lines, so that a long one is never held whole."""
    yield BYTE_ORDER + _lines([header])
    following = iter(rows)
    while part := list(islice(following, LINES_A_PART)):
        yield _lines(part)


def plain_cell(value: object) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if text.lstrip(" \u00a0").startswith(FORMULAS) else text


def _lines(rows: Iterable[Sequence[object]]) -> str:
    kept = StringIO()
    csv.writer(kept, quoting=csv.QUOTE_ALL).writerows([plain_cell(each) for each in row] for row in rows)
    return kept.getvalue()
