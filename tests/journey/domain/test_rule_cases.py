"""Files of cases for the rules: what is read, and how each faulty cell, row or file is named."""

import pytest

from journey.domain.rule_cases import BadRow, Case, CaseResult, FileUnreadable, read_cases, try_rules
from journey.domain.triage import RuleSet
from tests.vectors import VECTORS

HEADER = "case_id,day,hday,swelling,temp_c,pain_worst,watch_streak"


def file_of(*lines: str, header: str = HEADER) -> bytes:
    return "\n".join((header, *lines, "")).encode()


def bad_row_of(content: bytes) -> BadRow:
    (row,) = read_cases(content)
    assert isinstance(row, BadRow)
    return row


def test_try_rules_vectors_file_has_a_result_for_every_row(rule_set: RuleSet) -> None:
    rows = list(try_rules(rule_set, VECTORS.read_bytes()))

    results = {row.case_id: row.result for row in rows if isinstance(row, CaseResult)}
    assert len(results) == len(rows) == 130
    assert [rule.id for rule in results["TV-121"].deciding] == ["INF-03", "INF-04", "INF-06", "INF-07"]


def test_try_rules_bad_row_between_good_ones_leaves_them(rule_set: RuleSet) -> None:
    content = file_of("a,5,,severe,,,", "b,5,,sever,,,", "c,5,,none,,,")

    first, second, third = try_rules(rule_set, content)

    assert isinstance(first, CaseResult)
    assert (first.case_id, str(first.result.level)) == ("a", "call_24h")
    assert second == BadRow(3, "swelling", "'sever' is not an answer here. Did you mean severe?")
    assert isinstance(third, CaseResult)
    assert str(third.result.level) == "expected"


@pytest.mark.parametrize(
    "content",
    [
        file_of("a,5,7,mild,37.5,6,0"),
        b"\xef\xbb\xbf" + file_of("a,5,7,mild,37.5,6,0"),
        file_of("a,5,7,mild,37.5,6,0").replace(b"\n", b"\r\n"),
        file_of("", "a,5,7,mild,37.5,6,0", "", ""),
        file_of('"a", 5 ,7,"mild",37.5,6,0'),
    ],
    ids=["plain", "byte order mark", "crlf", "empty lines", "quotes and spaces"],
)
def test_read_cases_harmless_differences_are_read_alike(content: bytes) -> None:
    (case,) = read_cases(content)

    assert isinstance(case, Case)
    assert case.case_id == "a"
    assert case.inputs == {
        "day": 5,
        "hday": 7,
        "swelling": "mild",
        "temp_c": 37.5,
        "pain_worst": 6,
        "watch_streak": 0,
    }


def test_read_cases_empty_cells_are_blank() -> None:
    (case,) = read_cases(file_of("a,5,,,,,"))

    assert isinstance(case, Case)
    assert case.inputs == {"day": 5}


def test_read_cases_without_expected_columns_reads_the_rest(rule_set: RuleSet) -> None:
    (row,) = try_rules(rule_set, file_of("a,3,yes", header="case_id,hday,breathing"))

    assert isinstance(row, CaseResult)
    assert [rule.id for rule in row.result.deciding] == ["ALG-01"]


@pytest.mark.parametrize(
    ("line", "column", "sentence"),
    [
        (",5,,none,,,", "case_id", "This is missing."),
        ('"a\nb",5,,none,,,', "case_id", "This has a line break or another character that cannot be printed."),
        ("a,,,none,,,", "day", "Give day, or hday when only the harvest is done."),
        ("a,-1,,none,,,", "day", "-1 is outside 0 to 36525."),
        ("a,five,,none,,,", "day", "'five' is not a whole number."),
        ("a,5.0,,none,,,", "day", "'5.0' is not a whole number."),
        ("a,\u0665,,none,,,", "day", "'\u0665' is not a whole number."),
        ("a,1_0,,none,,,", "day", "'1_0' is not a whole number."),
        ("a,9999999999,,none,,,", "day", "'9999999999' is not a whole number."),
        ("a,5,-3,none,,,", "hday", "-3 is outside 0 to 36525."),
        ("a,5,,Severe,,,", "swelling", "'Severe' is not an answer here. Did you mean severe?"),
        ("a,5,,9,,,", "swelling", "'9' is not an answer here. It can be none, mild, moderate, severe."),
        ("a,5,,none,29.9,,", "temp_c", "29.9 is outside 30 to 43."),
        ("a,5,,none,43.1,,", "temp_c", "43.1 is outside 30 to 43."),
        ("a,5,,none,100.4,,", "temp_c", "100.4 is outside 30 to 43."),
        ('a,5,,none,"38,4",,', "temp_c", "'38,4' is not a number with one decimal, such as 37.5."),
        ("a,5,,none,38.45,,", "temp_c", "'38.45' is not a number with one decimal, such as 37.5."),
        ("a,5,,none,nan,,", "temp_c", "'nan' is not a number with one decimal, such as 37.5."),
        ("a,5,,none,,11,", "pain_worst", "11 is outside 0 to 10."),
        ("a,5,,none,,-1,", "pain_worst", "-1 is outside 0 to 10."),
        ("a,5,,none,,,-1", "watch_streak", "-1 is outside 0 to 9999."),
        ("a,5,,no\0ne,,,", "swelling", "This cell has a NUL character."),
        ("a,5,,none,,,,", "(whole row)", "The header has 7 columns, this row has 1 more cells."),
        ("a,5,,none", "temp_c", "The row ends here: 4 of 7 cells."),
        ('a,5,,"none"x,,,', "(whole row)", "The quotes or cells of this row cannot be read: ',' expected after '\"'."),
        ('a,5,,"none,,,', "(whole row)", "The quotes or cells of this row cannot be read: unexpected end of data."),
    ],
)
def test_read_cases_faulty_row_is_named(line: str, column: str, sentence: str) -> None:
    assert bad_row_of(file_of(line)) == BadRow(2, column, sentence)


def test_read_cases_temperature_at_the_limits_is_read() -> None:
    cases = list(read_cases(file_of("a,5,,,30.0,,", "b,5,,,43.0,,", "c,5,,,38,,")))

    assert [case.inputs["temp_c"] for case in cases if isinstance(case, Case)] == [30.0, 43.0, 38.0]


def test_read_cases_repeated_case_id_is_bad_the_second_time() -> None:
    first, second = read_cases(file_of("a,5,,,,,", "a,6,,,,,"))

    assert isinstance(first, Case)
    assert second == BadRow(3, "case_id", "Another row has the id 'a'.")


@pytest.mark.parametrize(
    ("phase", "day", "hday", "column"),
    [
        ("post", "", "5", "day"),
        ("harvest_only", "5", "5", "day"),
        ("harvest_only", "", "", "day"),
        ("before", "5", "5", "phase"),
    ],
)
def test_read_cases_phase_against_the_days_is_bad(phase: str, day: str, hday: str, column: str) -> None:
    assert bad_row_of(file_of(f"a,{phase},{day},{hday}", header="case_id,phase,day,hday")).column == column


def test_try_rules_since_other_than_day_is_bad(rule_set: RuleSet) -> None:
    good, bad = try_rules(rule_set, file_of("a,5,5", "b,5,6", header="case_id,day,since"))

    assert isinstance(good, CaseResult)
    assert bad == BadRow(3, "since", "It must be the same as day, or as hday when day is blank: 5.")


@pytest.mark.parametrize(
    ("content", "problems"),
    [
        (b"", [(1, "(whole row)", "The file has no header row.")]),
        (b"\n\n", [(1, "(whole row)", "The file has no header row.")]),
        (b"\xef\xbb\xbf", [(1, "(whole row)", "The file has no header row.")]),
        (b'"case_id', [(1, "(whole row)", "The header cannot be read: unexpected end of data.")]),
        (
            file_of("a,5,\xff").replace(b"\xc3\xbf", b"\xff"),
            [(2, "(whole row)", "The file is not UTF-8. Save it as CSV UTF-8.")],
        ),
        (HEADER.encode("utf-16"), [(1, "(whole row)", "The file is not UTF-8. Save it as CSV UTF-8.")]),
        (b"day,hot\n5,no\n", [(1, "case_id", "This column is missing.")]),
        (b"case_id,hot\na,no\n", [(1, "day", "This column is missing, and so is hday.")]),
        (b"case_id,day,day\na,5,5\n", [(1, "day", "This column is there twice.")]),
        (
            b"case_id,day,sweling,\na,5,severe,\n",
            [
                (1, "'sweling'", "There is no such column. Did you mean swelling?"),
                (1, "''", "There is no such column."),
            ],
        ),
    ],
    ids=[
        "empty",
        "blank lines",
        "only a mark",
        "open quote",
        "latin-1",
        "utf-16",
        "no id",
        "no day",
        "twice",
        "unknown",
    ],
)
def test_try_rules_unreadable_file_is_refused_whole(
    rule_set: RuleSet, content: bytes, problems: list[tuple[int, str, str]]
) -> None:
    with pytest.raises(FileUnreadable) as refused:
        try_rules(rule_set, content)

    assert list(refused.value.problems) == [BadRow(*problem) for problem in problems]


def test_read_cases_header_alone_has_no_cases() -> None:
    assert list(read_cases(file_of())) == []
