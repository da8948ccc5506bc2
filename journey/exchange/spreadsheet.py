"""Rows as a CSV file that a spreadsheet opens without running anything that somebody typed."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO

CSV = "text/csv; charset=utf-8"
BYTE_ORDER = "\ufeff"  # by this a spreadsheet knows UTF-8
# A cell that begins with one of these is a formula to a spreadsheet, also behind blanks; a quote makes it text.
FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def csv_lines(header: Sequence[object], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """The file line by line, so that a long one is never held whole."""
    yield BYTE_ORDER + _line(header)
    for row in rows:
        yield _line(row)


def plain_cell(value: object) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if text.lstrip(" \u00a0").startswith(FORMULAS) else text


def _line(row: Sequence[object]) -> str:
    kept = StringIO()
    csv.writer(kept, quoting=csv.QUOTE_ALL).writerow([plain_cell(each) for each in row])
    return kept.getvalue()
