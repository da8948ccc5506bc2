"""The words of a form as the patient saw them, to be kept with the answers."""

from collections.abc import Mapping
from datetime import date
from typing import TypedDict

from journey.domain.words import say_day
from journey.domain.words import say_many as ngettext
from journey.pathway.pages import PHOTO, Page
from journey.pathway.temperature import NO_THERMOMETER


class Row(TypedDict):
    """A question and its answer in words. `answer` is empty for an optional page left blank; `offered` are all the
    choices that stood on the page."""

    page: str
    question: str
    answer: list[str]
    offered: list[str]


def row_of(page: Page, answers: Mapping[str, object]) -> Row:
    """The row of one answered page."""
    return Row(
        page=page.key,
        question=page.title,
        answer=answer_words(page, answers.get(page.key)),
        offered=[_label(option.label, option.group) for option in page.choices],
    )


def answer_words(page: Page, answer: object) -> list[str]:
    """What the patient chose or typed, in the words of the page."""
    labels = {option.value: _label(option.label, option.group) for option in page.choices}
    if answer is None or answer == "":
        return []
    if isinstance(answer, Mapping):
        return _words_of_group(page, answer, labels)
    if page.kind == PHOTO:
        return (
            [ngettext("{number} photo", "{number} photos", len(answer))] if isinstance(answer, list) and answer else []
        )
    if isinstance(answer, list):
        return [labels.get(item, str(item)) for item in answer] or ([page.none_label] if page.none_label else [])
    text = str(answer)
    if page.kind == "moment":
        day, _mark, clock = text.partition("T")
        return [f"{_date_words(day)}, {clock}"]
    if page.kind == "date":
        return [_date_words(text)]
    if page.kind == "scale":
        ends = {page.low: page.low_label, page.high: page.high_label}
        word = ends.get(answer, "") if isinstance(answer, int) else ""
        return [f"{text} ({word})" if word else text]
    return [labels.get(text, f"{text} {page.unit}".strip())]


def _words_of_group(page: Page, answer: Mapping[str, object], labels: dict[str, str]) -> list[str]:
    if page.kind == "temperature":
        if answer["unit"] == NO_THERMOMETER:
            return [page.none_label]
        return [f"{answer['number']} °{answer['unit']}"]
    if page.kind == "scales":
        chosen = [(part.label, answer.get(part.field)) for part in page.parts]
        return [f"{label}: {number}" for label, number in chosen if number is not None]
    ticked = answer["ticked"]
    assert isinstance(ticked, list)
    return [labels[value] for value in ticked if value in labels] or [labels[page.none_value]]


def _label(label: str, group: str) -> str:
    return f"{group}: {label}" if group else label


def _date_words(text: str) -> str:
    return say_day(date.fromisoformat(text))
