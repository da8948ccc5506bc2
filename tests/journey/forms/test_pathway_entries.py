"""One form for every kind of entry: what is shown comes back as it was, and what is typed is kept when refused."""

from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from django.forms.boundfield import BoundField
from django.http import QueryDict

from journey.forms.pathway_entries import EntryForm, Row
from journey.pathway import dump, load_default
from journey.pathway.conditions import reader_for
from journey.pathway.fields import fields_of
from journey.pathway.parts import Part, entries, parts

DOCUMENT = dump(load_default())


def form_of(part: Part, index: int | None, posted: Any = None, **more: Any) -> EntryForm:
    entry = {} if index is None else entries(DOCUMENT, part)[index]
    read = reader_for(DOCUMENT, part, index)
    return EntryForm(posted, specs=fields_of(part.kind, part.only), entry=entry, read=read, seen="x", **more)


def shown(rows: Sequence[Row]) -> Iterator[BoundField]:
    for row in rows:
        yield from (each for each in (row.field, row.total, row.tick) if each is not None)
        yield from shown(row.rows)
        yield from shown(row.groups)


def posted(form: EntryForm, **changed: str) -> QueryDict:
    """What a browser sends for this form, as it is shown."""
    data = QueryDict(mutable=True)
    for bound in shown(form.rows()):
        value = bound.value()
        if isinstance(value, list):
            data.setlist(bound.html_name, [str(each) for each in value])
        elif value is True:
            data[bound.html_name] = "on"
        elif value is not None and value is not False:
            data[bound.html_name] = str(value).replace("\n", "\r\n")
    for name, value in changed.items():
        data[name] = value
    return data


def question(name: str) -> int:
    return next(index for index, each in enumerate(DOCUMENT["questions"]) if each["key"] == name)  # type: ignore[arg-type]


def test_entry_of_every_kind_comes_back_from_its_form_as_it_was() -> None:
    for part in parts().values():
        found = entries(DOCUMENT, part)
        for index in {0, len(found) // 2, len(found) - 1}:
            form = form_of(part, index, posted(form_of(part, index)))
            assert form.is_valid(), (part.code, index, form.errors)
            assert form.value() == dict(found[index]), (part.code, index)


def test_answer_is_added_changed_and_taken_out() -> None:
    part, index = parts()["questions"], question("swelling")
    data = posted(form_of(part, index))
    data["more-choices"] = "1"

    more = form_of(part, index, data, more="choices")
    data = posted(more, **{"choices-4-value": "huge", "choices-4-label": "Very large", "choices-0-out": "on"})
    form = form_of(part, index, data)

    assert form.is_valid(), form.errors
    assert [each["value"] for each in form.value()["choices"]] == ["mild", "moderate", "severe", "huge"]
    assert form.kept["choices"] == [1, 2, 3, 4]


def test_row_that_is_left_blank_is_none() -> None:
    part, index = parts()["questions"], question("swelling")
    data = posted(form_of(part, index))
    data["choices-total"] = "6"

    form = form_of(part, index, data)

    assert form.is_valid(), form.errors
    assert form.value() == DOCUMENT["questions"][index]  # type: ignore[index]


@pytest.mark.parametrize(
    ("name", "typed", "words"),
    [
        ("title", "", "This field is required."),
        ("kind", "slider", "Select a valid choice"),
        ("low", "many", "Enter a whole number."),
        ("choices-0-label", "", "This field is required."),
        ("shown-0-day", "first", "Write whole numbers with a comma between them"),
        ("title", "x" * 2001, "at most 2000 characters"),
    ],
)
def test_value_that_cannot_be_is_refused_at_its_field_and_kept(name: str, typed: str, words: str) -> None:
    part, index = parts()["questions"], question("pain_trend")
    form = form_of(part, index, posted(form_of(part, index), **{name: typed}))

    assert not form.is_valid()
    assert words in " ".join(form.errors[name])
    assert form[name].value() == typed


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("day <= 3\r\nand pain_wrst >= 8", "Line 2, character 5, at “pain_wrst >= 8”: There is no field"),
        ("day <= 3 and", "Line 1, at the end: Expected the name of a field"),
        ("pain_worst > 10", "“pain_worst > 10” can never be true."),
    ],
)
def test_rule_is_refused_on_its_line(typed: str, words: str) -> None:
    part = parts()["triage-rules"]
    form = form_of(part, 0, posted(form_of(part, 0), condition=typed))

    assert not form.is_valid()
    assert words in form.errors["condition"][0]
    assert form["condition"].value() == typed


def test_rule_on_several_lines_is_stored_on_one() -> None:
    part = parts()["triage-rules"]
    form = form_of(part, 0, posted(form_of(part, 0), condition=" day <= 3\r\n  and pain_worst >= 8 "))

    assert form.is_valid(), form.errors
    assert form.value()["condition"] == "day <= 3 and pain_worst >= 8"


@pytest.mark.parametrize("total", ["", "-1", "x", "1e3", "99999", "٣"])
def test_number_of_rows_that_nobody_could_send_makes_no_page_break(total: str) -> None:
    part, index = parts()["questions"], question("swelling")
    data = posted(form_of(part, index))
    data["choices-total"] = total

    form = form_of(part, index, data)

    form.is_valid()
    assert len(form.fields) < 60
