"""`manage.py try_rules`: what goes to standard output, what to standard error, and the exit status."""

import csv
import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.vectors import VECTORS, read_vectors


def try_default(file: Path) -> tuple[str, str, int]:
    output, errors, status = io.StringIO(), io.StringIO(), 0
    try:
        call_command("try_rules", str(file), "--default", stdout=output, stderr=errors, no_color=True)
    except SystemExit as stopped:
        status = int(str(stopped.code))
    return output.getvalue(), errors.getvalue(), status


def test_try_rules_vectors_prints_what_they_expect() -> None:
    output, errors, status = try_default(VECTORS)

    vectors = read_vectors()
    printed = list(csv.DictReader(io.StringIO(output)))
    assert (errors, status) == ("", 0)
    assert [row["case_id"] for row in printed] == [vector["case_id"] for vector in vectors]
    for row, vector in zip(printed, vectors, strict=True):
        assert (row["level"], row["route"]) == (vector["expected_level"], vector["expected_route"])
        assert set(row["rules"].split(";")) == set(vector["expected_rules"].split(";"))
        assert set(row["flags"].split(";")) == set(vector["expected_flags"].split(";"))


def test_try_rules_some_rows_bad_prints_the_others_and_exits_1(tmp_path: Path) -> None:
    file = tmp_path / "cases.csv"
    file.write_text("case_id,day,discharge\na,3,pus\nb,x,pus\nc,3,none\n")

    output, errors, status = try_default(file)

    assert output == (
        "case_id,level,route,rules,flags\n"
        "a,urgent_now,clinic_now,INF-03,ae_candidate;infection_review;sae_candidate\n"
        "c,expected,none,EXP-00,\n"
    )
    assert errors == "row 3, column day: 'x' is not a whole number.\n"
    assert status == 1


def test_try_rules_unreadable_file_prints_nothing_and_exits_2(tmp_path: Path) -> None:
    file = tmp_path / "cases.csv"
    file.write_bytes(b"case_id,day\na,\xe9\n")

    output, errors, status = try_default(file)

    assert output == ""
    assert errors == "row 2, column (whole row): The file is not UTF-8. Save it as CSV UTF-8.\n"
    assert status == 2


def test_try_rules_missing_file_exits_2(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="No such file") as refused:
        try_default(tmp_path / "none.csv")

    assert refused.value.returncode == 2


@pytest.mark.django_db
def test_try_rules_unknown_rule_set_exits_2() -> None:
    with pytest.raises(CommandError, match="There is no pathway version called 999") as refused:
        call_command("try_rules", str(VECTORS), "--rule-set", "999")

    assert refused.value.returncode == 2
