"""`manage.py bench`: what goes to standard output, what to standard error, and the exit status."""

import csv
import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from journey.access.bench import falls_without_reason
from journey.actions.bench import write_fall_reasons
from tests.bench import two_versions
from tests.builders import NOW, staff

pytestmark = pytest.mark.django_db


def bench(*asked: str) -> tuple[list[dict[str, str]], str, int]:
    output, errors, status = io.StringIO(), io.StringIO(), 0
    try:
        call_command("bench", *asked, stdout=output, stderr=errors, no_color=True)
    except SystemExit as stopped:
        status = int(str(stopped.code))
    return list(csv.DictReader(io.StringIO(output.getvalue()))), errors.getvalue(), status


def test_falls_come_first_and_the_status_tells_until_each_has_its_reason() -> None:
    old, new = two_versions()

    rows, errors, status = bench("1", "2", "--generated", "300")

    assert status == 1
    assert rows
    assert {(row["old_rules"], row["old_level"], row["new_level"], row["falls"]) for row in rows} == {
        ("INF-07", "urgent_now", "call_24h", "yes")
    } | {(row["old_rules"], row["old_level"], row["new_level"], "") for row in rows if not row["falls"]}
    assert [row["falls"] for row in rows] == sorted((row["falls"] for row in rows), reverse=True)
    assert "730 cases." in errors

    open_falls = falls_without_reason(old, new)
    write_fall_reasons(old=old, new=new, reasons=[(each.trial, "Why.") for each in open_falls], by=staff(), at=NOW)

    again, errors, status = bench("1", "2", "--generated", "300")
    assert status == 0, errors
    assert {row["reason"] for row in again if row["falls"]} == {"Why."}


def test_cases_of_a_file_are_tried_alone_and_bad_rows_are_named(tmp_path: Path) -> None:
    two_versions()
    file = tmp_path / "cases.csv"
    file.write_text("case_id,day,temp_c\na,3,39.0\nb,x,\nc,3,\n")

    rows, errors, status = bench("1", "2", "--cases", str(file))

    assert [row["case_id"] for row in rows] == ["a"]
    assert "row 3, column day: 'x' is not a whole number." in errors
    assert status == 1


def test_worse_answer_that_is_judged_milder_is_told() -> None:
    two_versions({"INF-07": {"condition": "temp_c >= 39.0 and temp_c <= 40.0 and WINDOW42"}})

    _rows, errors, status = bench("1", "2")

    assert "temp_c from 40.0 to 40.1 lowers urgent_now (INF-07) to" in errors
    assert status == 1


@pytest.mark.parametrize("asked", [("1", "9"), ("none", "1"), ("1", "2", "--cases", "/no/such.csv")])
def test_version_or_file_that_is_not_there_exits_2(asked: tuple[str, ...]) -> None:
    two_versions()

    with pytest.raises(CommandError) as refused:
        bench(*asked)

    assert refused.value.returncode == 2
