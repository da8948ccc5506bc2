"""The reading grade, the placeholders and the paths."""

import pytest

from journey.pathway import Pathway, dump, load, load_default
from journey.pathway.leaves import leaves
from journey.pathway.loader import load_stored
from journey.pathway.paths import named_path
from journey.pathway.problems import PathwayInvalid
from journey.pathway.reading import grade, syllables
from journey.pathway.reading_file import read_file, write_file
from journey.pathway.text import fill, placeholders


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("hand", 1),
        ("ache", 1),
        ("needle", 2),
        ("people", 2),
        ("swelling", 2),
        ("doctor", 2),
        ("numbed", 1),
        ("tested", 2),
        ("allergy", 3),
        ("infection", 3),
        ("the", 1),
        ("38.5", 1),
    ],
)
def test_syllables_of_a_word(word: str, count: int) -> None:
    assert syllables(word) == count


def test_grade_of_plain_and_of_hard_text_lie_far_apart() -> None:
    plain = grade(["We look at your hand. We talk about what you can do."])
    hard = grade(
        ["Comprehensive multidisciplinary evaluation necessitates individualised consideration of alternatives."]
    )

    assert plain is not None
    assert hard is not None
    assert plain < 3
    assert hard > 20


def test_grade_of_a_known_sentence_follows_the_formula() -> None:
    # 13 words, 1 sentence, 13 syllables.
    found = grade(["The cat sat on the mat and the dog sat on the rug."])

    assert found == pytest.approx(0.39 * 13 + 11.8 * 1 - 15.59)


def test_grade_of_a_few_words_is_unknown() -> None:
    assert grade(["Anti-inflammatory medicine"]) is None


def test_name_without_an_easier_word_does_not_make_a_text_hard() -> None:
    text = ["You can take paracetamol or ibuprofen for it."]

    assert (grade(text, {"paracetamol", "ibuprofen"}) or 0) < (grade(text) or 0)


def test_placeholder_counts_as_a_short_word() -> None:
    assert grade(["Call {emergency_number} now and wait for us."]) == grade(["Call it now and wait for us."])


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Call us.", ()),
        ("Call {emergency_number} or {clinic_phone} or {emergency_number}.", ("emergency_number", "clinic_phone")),
        ("Call {} now.", ("",)),
        ("Call {now", ("",)),
        ("Call now}", ("",)),
    ],
)
def test_placeholders_of_a_text(text: str, names: tuple[str, ...]) -> None:
    assert placeholders(text) == names


def test_fill_puts_values_in_once() -> None:
    assert fill("Next: {task} by {date}.", {"task": "{date}", "date": "3 May"}) == "Next: {date} by 3 May."


def test_fill_without_a_value_never_shows_a_brace() -> None:
    with pytest.raises(KeyError):
        fill("Call {clinic_phone}.", {})


def test_path_is_named_by_codes() -> None:
    document = {"questions": [{"key": "a"}, {"key": "swelling", "choices": [{"value": "none"}, {"label": "x"}]}]}

    assert named_path("questions[1].choices[0].label", document) == "questions[swelling].choices[none].label"
    assert named_path("questions[1].choices[1].label", document) == "questions[swelling].choices[1].label"


def test_every_text_of_a_patient_is_found(pathway: Pathway) -> None:
    found = {leaf.path: leaf for leaf in leaves(pathway)}

    assert found["questions[swelling].title"].reader == "patient"
    assert found["questions[swelling].choices[mild].label"].reader == "label"
    assert found["gate_lines[G1-01].staff"].reader == "staff"
    assert found["stages[injection].happens[0]"].reader == "patient"
    assert found["triage.rules[SWE-01].reason"].section == "triage"
    assert "triage.rules[SWE-01].condition" not in found


def test_version_stored_before_a_part_was_asked_for_still_reads() -> None:
    """Journeys are pinned to it; a new document without the part is refused."""
    document = dump(load_default())
    del document["corridor"]

    assert load_stored(document).corridor == ()
    with pytest.raises(PathwayInvalid, match="corridor"):
        load(document)


def test_version_and_file_with_numbers_that_became_settings_are_read() -> None:
    older = dump(load_default())
    older["defaults"] |= {"min_age": 21, "repeat_harvest_min_days": 30, "quiet_from": "21:00"}

    assert load(older) == load_stored(older) == load_default()
    assert read_file(write_file(older)) == dump(load_default())
