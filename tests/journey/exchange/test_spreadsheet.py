"""A file for a spreadsheet runs nothing that somebody typed, and holds every word as it was."""

import csv

from journey.exchange.spreadsheet import csv_parts, plain_cell

FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "  =1+1", "\t=1", "\r=1", "\u00a0=1", "\uff1d1+1")
WORDS = ("Rosa Marsh", "a=b", "P-26-000012-K", "01632 960 001", "", '“Ana”; Lee, "Ann"', "two\nlines")


def test_cell_that_a_spreadsheet_would_run_becomes_text() -> None:
    for typed in FORMULAS:
        assert plain_cell(typed) == f"'{typed}"
    for typed in WORDS:
        assert plain_cell(typed) == typed
    assert (plain_cell(None), plain_cell(12)) == ("", "12")


def test_file_gives_back_what_was_put_in() -> None:
    file = "".join(csv_parts(("Name", "Note"), [(word, 3) for word in WORDS]))

    assert file.startswith("\ufeff")
    rows = list(csv.reader(file.removeprefix("\ufeff").splitlines(keepends=True)))
    assert rows == [["Name", "Note"], *([word, "3"] for word in WORDS)]
