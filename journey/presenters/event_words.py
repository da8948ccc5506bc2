"""The words of an adverse event's lists, in the reader's language."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _

from journey.domain.adverse_events import (
    CAUSALITY_WORDS,
    CRITERION_WORDS,
    FAMILY_WORDS,
    GRADE_WORDS,
    GRADING_WORDS,
    MEASURE_WORDS,
    OUTCOME_WORDS,
    PART_WORDS,
    SOURCE_WORDS,
)
from journey.domain.ae_clusters import SHARED_WORDS
from journey.domain.ae_states import STATE_WORDS

Choices = list[tuple[Any, str]]


def choices(words: Mapping[Any, str]) -> Choices:
    """For a form: values with their words."""
    return [(key.value if isinstance(key, StrEnum) else key, _(word)) for key, word in words.items()]


def _said(words: Mapping[Any, str], value: Any) -> str:
    """Blank for what is not known yet, the code itself for what is not known any more."""
    return _(words[value]) if value in words else str(value or "")


def family_words(value: str) -> str:
    return _said(FAMILY_WORDS, value)


def grade_words(value: int | None) -> str:
    return _said(GRADE_WORDS, value)


def source_words(value: str) -> str:
    return _said(SOURCE_WORDS, value)


def state_words(value: str) -> str:
    return _said(STATE_WORDS, value)


def outcome_words(value: str) -> str:
    return _said(OUTCOME_WORDS, value)


def scale_words(value: str) -> str:
    return _said(GRADING_WORDS, value)


def shared_words(value: str) -> str:
    return _said(SHARED_WORDS, value)


def criteria_words(values: Sequence[str]) -> str:
    return ", ".join(_said(CRITERION_WORDS, value) for value in values)


def measures_words(values: Sequence[str]) -> str:
    return ", ".join(_said(MEASURE_WORDS, value) for value in values)


def causality_words(causality: Mapping[str, str]) -> list[tuple[str, str]]:
    """Each part with how likely it caused it, in the order of the parts."""
    return [(_(PART_WORDS[part]), _said(CAUSALITY_WORDS, causality[part])) for part in PART_WORDS if part in causality]


def yes_no(value: bool | None) -> str:
    return "" if value is None else _("Yes") if value else _("No")
