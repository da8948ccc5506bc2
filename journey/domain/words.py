"""How a rule speaks: its sentences are templates that translators are given, said in the reader's language.

The domain knows no framework, so the voice that translates is set when the app starts; without one it is English.
Import `say` as `_` and `say_many` as `ngettext`: under these names the tools that collect messages find the templates.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date


def _english_date(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


@dataclass(frozen=True)
class Voice:
    """What a language needs: a sentence's template, the one that fits a number, and a date as a text holds it."""

    sentence: Callable[[str], str] = lambda template: template
    plural: Callable[[str, str, int], str] = lambda one, many, number: one if number == 1 else many
    day: Callable[[date], str] = _english_date


_spoken_by = [Voice()]


def speak_with(voice: Voice) -> None:
    """Called once, when the app starts."""
    _spoken_by[0] = voice


def say(template: str, /, **values: object) -> str:
    """The template in the reader's language, with `values` in the places of its {names}."""
    return _spoken_by[0].sentence(template).format(**values)


def say_many(one: str, many: str, number: int, /, **values: object) -> str:
    """The template that fits `number`, which fills {number}."""
    return _spoken_by[0].plural(one, many, number).format(number=number, **values)


def say_day(day: date) -> str:
    """A date as it stands in a sentence: 28 March 2026."""
    return _spoken_by[0].day(day)


def gettext_noop(template: str) -> str:
    """Marks a template that is kept as a constant and said later."""
    return template


def folded(name: str) -> str:
    """A name however it was typed, to be compared."""
    return " ".join(name.casefold().split())


def together(*sentences: str) -> str:
    """Sentences one after the other; blank ones are left out."""
    return " ".join(sentence for sentence in sentences if sentence)
