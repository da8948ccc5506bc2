"""A pathway in parts: every entry with its fields and labels, what differs, where a problem lies, a file of it."""

from collections.abc import Iterator, Sequence
from copy import deepcopy
from typing import Any

import pytest

from journey.domain.rule_tokens import RuleError
from journey.pathway import PathwayInvalid, dump, load, load_default
from journey.pathway.conditions import names_for, reader_for
from journey.pathway.difference import ADDED, CHANGED, MOVED, REMOVED, difference
from journey.pathway.fields import FieldSpec, fields_of
from journey.pathway.labels import CHOICES, HELPS, LABELS, help_of, label_of
from journey.pathway.locating import field_name, place_of
from journey.pathway.parts import entries, parts, with_entry, without_entry
from journey.pathway.problems import Problem
from journey.pathway.reading_file import LARGEST_FILE, NoPathwayFile, read_file, write_file


@pytest.fixture
def document() -> dict[str, Any]:
    return deepcopy(dump(load_default()))


def every(fields: Sequence[FieldSpec]) -> Iterator[FieldSpec]:
    for field in fields:
        yield field
        yield from every(field.fields)


def test_every_part_of_the_document_can_be_edited(document: dict[str, Any]) -> None:
    held = {part.path[0] for part in parts().values() if part.path} | set(parts()["about"].only)

    assert held == set(document)
    assert all(entries(document, part) for part in parts().values())


def test_every_field_has_a_label_and_every_choice_its_words_and_none_is_left_over() -> None:
    fields = [each for part in parts().values() for each in every(fields_of(part.kind, part.only))]
    named = {name for each in fields for name in (each.name, f"{each.owner}.{each.name}")}

    assert all(label_of(each) for each in fields)
    assert next(help_of(each) for each in fields if each.name == "text").endswith("{emergency_number}.")
    assert (set(LABELS) | set(HELPS)) <= named
    assert {value for each in fields for value in each.choices} == set(CHOICES)


def test_entry_put_in_taken_out_and_changed_leaves_the_document_as_it_was(document: dict[str, Any]) -> None:
    questions, defaults, about = parts()["questions"], parts()["defaults"], parts()["about"]
    before = deepcopy(document)

    longer = with_entry(document, questions, None, {"key": "new"})
    renamed = with_entry(document, about, 0, {"name": "Ours", "language": "en"})
    older = with_entry(document, defaults, 0, {**document["defaults"], "long_term_years": 9})

    assert (longer["questions"][-1], len(without_entry(longer, questions, 0)["questions"])) == (
        {"key": "new"},
        len(before["questions"]),
    )
    assert (renamed["name"], renamed["stages"], older["defaults"]["long_term_years"]) == ("Ours", before["stages"], 9)
    assert document == before


def test_difference_says_old_and_new_words_by_part_and_entry(document: dict[str, Any]) -> None:
    new = deepcopy(document)
    new["education"][0]["body"] = "Other words."
    new["questions"][3]["choices"][0]["label"] = "Not at all"
    new["triage"]["rules"][0]["condition"] = "breathing = yes or sepsis_sign = yes"
    removed = new["medicines"].pop()
    new["lifestyle"].append({"code": "tea", "title": "", "patient": "No tea.", "hours": None, "sedation_only": False})
    new["harms"].reverse()

    found = {(each.part.code, each.kind): each for each in difference(document, new)}

    assert set(found) == {
        ("harms", MOVED),
        ("education", CHANGED),
        ("questions", CHANGED),
        ("medicines", REMOVED),
        ("lifestyle", ADDED),
        ("triage-rules", CHANGED),
    }
    (text,) = found["education", CHANGED].rows
    assert (text.label, text.old, text.new) == ("Text", document["education"][0]["body"], "Other words.")
    (answer,) = found["questions", CHANGED].rows
    assert answer.new == "Not at all"
    assert found["questions", CHANGED].name == new["questions"][3]["key"]
    assert found["medicines", REMOVED].name == removed["code"]
    assert found["triage-rules", CHANGED].for_patients() == ()
    assert difference(document, document) == ()


@pytest.mark.parametrize(
    ("path", "part", "index", "field"),
    [
        ("questions[swelling].choices[mild].label", "questions", "swelling", "choices-1-label"),
        ("questions[pain_trend].shown[0].day", "questions", "pain_trend", "shown-0-day"),
        ("check_ins[A-1].window.due.at", "check-ins", "A-1", "window-due-at"),
        ("notes.chart", "notes", "", "chart"),
        ("red_flags.items[breathing]", "red-flags", "", ""),
        ("defaults.no_nsaid_days", "defaults", "", "no_nsaid_days"),
        ("language", "about", "", "language"),
        ("triage, row 2, {first}, condition", "triage-rules", "{first}", "condition"),
        ("triage, streak, GEN-02, condition", "triage-streak", "", "condition"),
        ("triage, serious, XXX-01", "triage-serious", "", ""),
        ("readiness, row 6, RDY-05, condition", "readiness-rules", "RDY-05", "condition"),
        ("triage.rules[GEN-03].condition", "triage-rules", "GEN-03", "condition"),
    ],
)
def test_problem_is_found_in_its_entry_and_field(
    document: dict[str, Any], path: str, part: str, index: str, field: str
) -> None:
    first = document["triage"]["rules"][0]["id"]
    place = place_of(Problem(path.format(first=first), "Wrong."), document)

    assert place is not None
    assert place.part.code == part
    assert place.index is not None
    entry = entries(document, place.part)[place.index]
    assert not index or index.format(first=first) in entry.values()
    rows = {name: range(90) for name in ("choices", "shown", "items")}
    specs = fields_of(place.part.kind, place.part.only)
    assert field_name(place.rest, specs, entry, rows) == field or not field


def test_problem_of_a_whole_part_lies_in_no_entry(document: dict[str, Any]) -> None:
    place = place_of(Problem("education", "“it_works” is missing."), document)

    assert place is not None
    assert (place.part.code, place.index) == ("education", None)
    assert place_of(Problem("nowhere", "Wrong."), document) is None


@pytest.mark.parametrize(
    ("part", "index", "typed", "at", "words"),
    [
        ("triage-rules", 0, "pain_wrst >= 8", 0, "There is no field 'pain_wrst'."),
        ("triage-rules", 0, "day <= 3\nand pain_worst >= 18", 27, "outside pain_worst, 0 to 10"),
        ("triage-rules", 0, "pain_worst > 10", 0, "can never be true"),
        ("readiness-rules", 0, "pain_worst > 3", 0, "There is no field 'pain_worst'."),
        ("triage-definitions", 0, "{last}", 0, "There is no field"),
    ],
)
def test_condition_is_read_with_the_names_of_its_table(
    document: dict[str, Any], part: str, index: int, typed: str, at: int, words: str
) -> None:
    last = document["triage"]["definitions"][-1]["name"]
    read = reader_for(document, parts()[part], index)

    with pytest.raises(RuleError) as refusal:
        read(typed.format(last=last) if "{last}" in typed else typed)

    assert words in refusal.value.sentence
    assert refusal.value.position == at
    assert last in dict(names_for(document, parts()["triage-rules"]))


def test_rule_that_can_never_fire_is_refused_with_its_line(document: dict[str, Any]) -> None:
    document["triage"]["rules"][4]["condition"] = "hot = yes and hot = no"
    document["readiness"]["rules"][0]["condition"] = "temp_c < 30"

    with pytest.raises(PathwayInvalid) as refusal:
        load(document)

    found = {each.path: each.sentence for each in refusal.value.problems}
    assert "can never be true" in found[f"triage, row 6, {document['triage']['rules'][4]['id']}, condition"]
    assert "“temp_c < 30”" in found[f"readiness, row 2, {document['readiness']['rules'][0]['id']}, condition"]


def test_file_is_read_as_it_was_written(document: dict[str, Any]) -> None:
    assert read_file(write_file(document)) == document


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "line 1, character 1"),
        (b'{"name":\n oops}', "line 2, character 2"),
        (b"\xff\xfe", "not UTF-8"),
        (b"[]", "no exported pathway"),
        (b'"name"', "no exported pathway"),
        (b'{"name": NaN}', "no exported pathway"),
        (b'{"name": 1e999}', "no exported pathway"),
        (b'{"name": "\\u0000"}', "no exported pathway"),
        (b'{"name": "\\ud800"}', "no exported pathway"),
        (b'{"a": ' * 30 + b"1" + b"}" * 30, "no exported pathway"),
        (b"[" * 100_000, "no exported pathway"),
        (b" " * (LARGEST_FILE + 1), "larger than 2 MB"),
    ],
)
def test_file_that_is_no_pathway_is_refused_in_words(content: bytes, words: str) -> None:
    with pytest.raises(NoPathwayFile, match=words):
        read_file(content)


def test_file_with_a_mistake_is_refused_with_its_place(document: dict[str, Any]) -> None:
    document["notes"]["chart"] = "This is a cure."

    with pytest.raises(PathwayInvalid) as refusal:
        read_file(write_file(document))

    assert [each.path for each in refusal.value.problems] == ["notes.chart"]
