"""What is wrong, unusual or missing: errors refuse an entry, warnings must be seen, what is missing closes a gate."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from journey.domain.allergies import NO_CLASS, is_against
from journey.domain.errors import NotAccepted
from journey.domain.gate_facts import GateFacts
from journey.domain.record.entries import NEVER_SAVED, Entry, Values, plain
from journey.domain.record.fields import MANY_CODES, ONE_CODE, Field, Group, Kind, Section, with_other
from journey.domain.units import Quantity, check_limits, looks_like_fahrenheit
from journey.domain.words import gettext_noop
from journey.domain.words import say as _
from journey.domain.words import say_many as ngettext

EARLIEST = date(1900, 1, 1)
LONGEST_KEY = 300


class Level(StrEnum):
    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True)
class Finding:
    """`place` is a field, or a field of a line: "diagnoses.0.icd_code". `key` tells a warning that was seen from the
    same one about another value."""

    level: Level
    place: str
    sentence: str
    key: str = ""


@dataclass(frozen=True)
class Findings:
    errors: tuple[Finding, ...]
    warnings: tuple[Finding, ...]

    def unseen(self, seen: Iterable[str]) -> tuple[Finding, ...]:
        known = frozenset(seen)
        return tuple(each for each in self.warnings if each.key not in known)


@dataclass(frozen=True)
class Progress:
    """How far a section is: `needed` answers of which `missing` are not there yet."""

    needed: int
    missing: tuple[str, ...]
    warnings: int

    @property
    def done(self) -> int:
        return self.needed - len(self.missing)


def error(place: str, sentence: str) -> Finding:
    return Finding(Level.ERROR, place, sentence)


def warning(place: str, sentence: str, value: Any) -> Finding:
    """`value` is what it warns of: another one has to be seen again."""
    return Finding(Level.WARNING, place, sentence, f"{place}: {plain(value)}"[:LONGEST_KEY])


def at_line(group: str, index: int, name: str) -> str:
    return f"{group}.{index}.{name}"


def check(section: Section, entry: Entry, facts: GateFacts) -> Findings:
    """Every finding, in the order of the form. `entry` has a value or a blank for every field (`entries.complete`)."""
    found = [*_fields(section.fields, entry.values, "", facts)]
    for group in section.groups:
        found += _group(group, entry.of(group.code), facts)
    found += [each for rule in section.rules for each in rule(entry, facts)]
    return Findings(
        tuple(each for each in found if each.level is Level.ERROR),
        tuple(each for each in found if each.level is Level.WARNING),
    )


def against_allergies(section: Section, entry: Entry, facts: GateFacts) -> list[str]:
    """What this section names that goes into or onto the patient and that the list of allergies has, as written."""
    found = [*_against(section.fields, entry.values, facts)]
    for group in section.groups:
        found += [words for values in entry.of(group.code) for words in _against(group.fields, values, facts)]
    return found


def _against(fields: Iterable[Field], values: Values, facts: GateFacts) -> Iterator[str]:
    for each in with_other(fields):
        if is_allergic_to(each, values.get(each.name), facts):
            yield each.words_of(values[each.name])


def is_allergic_to(field: Field, value: str | None, facts: GateFacts) -> bool:
    """A code is held against the list by its class and by its words, what was typed by its words."""
    if not field.given or not value:
        return False
    if value not in field.codes:
        return is_against(facts, value, field.given_class)
    return value not in NO_CLASS and is_against(facts, f"{dict(field.options)[value]} {field.words_of(value)}", value)


def progress(section: Section, entry: Entry, facts: GateFacts) -> Progress:
    """What the stage still needs of this section, in words."""
    needed, missing = _needs(section.fields, entry.values)
    for group in section.groups:
        needed, missing = _add_group(group, entry.of(group.code), needed, missing)
    asked = [words for asks in section.asks for words in asks(entry, facts)]
    warnings = len(check(section, entry, facts).warnings) if entry.version else 0
    return Progress(needed + len(asked), (*missing, *asked), warnings)


def _needs(fields: Iterable[Field], values: Values) -> tuple[int, list[str]]:
    wanted = [each for each in fields if each.needed and each.belongs(values)]
    return len(wanted), [_(each.label) for each in wanted if not each.answered(values.get(each.name))]


def _add_group(group: Group, lines: Sequence[Values], needed: int, missing: list[str]) -> tuple[int, list[str]]:
    if len(lines) < group.least:
        few = gettext_noop("{title}: at least {least}")
        words = _(few, title=_(group.title), least=group.least) if group.least > 1 else _(group.one)
        needed, missing = needed + 1, [*missing, words]
    for index, values in enumerate(lines, start=1):
        more, without = _needs(group.fields, values)
        needed += more
        missing += [_("{one} {number}: {field}", one=_(group.one), number=index, field=name) for name in without]
    return needed, missing


def _group(group: Group, lines: Sequence[Values], facts: GateFacts) -> Iterator[Finding]:
    if len(lines) > group.most:
        yield error(group.code, _("At most {most} lines.", most=group.most))
    for index, values in enumerate(lines):
        yield from _fields(group.fields, values, f"{group.code}.{index}.", facts)
    if group.rows:
        yield from _twice(group, lines)
    if group.only_one:
        ticked = [index for index, values in enumerate(lines) if values[group.only_one]]
        for index in ticked[1:]:
            label = next(each.label for each in group.fields if each.name == group.only_one)
            yield error(at_line(group.code, index, group.only_one), _("Only one: {label}.", label=_(label)))


def _twice(group: Group, lines: Sequence[Values]) -> Iterator[Finding]:
    met = set()
    for index, values in enumerate(lines):
        if group.row_of(values) in met:
            yield error(at_line(group.code, index, group.known_by[0]), _("This line is there twice."))
        met.add(group.row_of(values))


def _fields(fields: Iterable[Field], values: Values, before: str, facts: GateFacts) -> Iterator[Finding]:
    for each in with_other(fields):
        value, place = values[each.name], f"{before}{each.name}"
        if value == each.blank:
            if each.must and each.belongs(values):
                yield error(
                    place, _("Write what “other” is.") if each.of else _("{field}: write it down.", field=each.title)
                )
            continue
        if not each.belongs(values):
            yield error(
                place, _("This is for {words} only. Clear it.", words=_(each.shown.words if each.shown else ""))
            )
        yield from _value(each, value, place, facts)
        if is_allergic_to(each, value, facts):
            yield error(place, _("The patient is allergic to this. Choose another."))


def _value(each: Field, value: Any, place: str, facts: GateFacts) -> Iterator[Finding]:
    if each.kind in ONE_CODE | MANY_CODES:
        yield from _listed(each, value if isinstance(value, tuple) else (value,), place)
    elif each.kind is Kind.NUMBER:
        yield from _number(each, value, place)
    elif each.kind in {Kind.DATE, Kind.MOMENT}:
        yield from _time(each, value, place, facts)
    elif each.kind in {Kind.LINE, Kind.TEXT}:
        if len(value) > each.longest:
            too_long = ngettext("At most {number} letter.", "At most {number} letters.", each.longest)
            yield error(place, too_long)
        if each.pattern and not re.fullmatch(each.pattern, value):
            yield error(place, _(each.pattern_words))


def _listed(each: Field, codes: Sequence[str], place: str) -> Iterator[Finding]:
    unknown = [code for code in codes if code not in each.codes]
    if unknown:
        yield error(place, _("Choose from the list."))
    if len(codes) > 1 and any(code in each.alone for code in codes):
        alone = next(code for code in codes if code in each.alone)
        yield error(place, _("“{choice}” cannot stand with another answer.", choice=each.words_of(alone)))


def _number(each: Field, value: Any, place: str) -> Iterator[Finding]:
    assert each.limits is not None
    try:
        unusual = check_limits(each.limits, value)
    except NotAccepted as refusal:
        guess = each.quantity is Quantity.TEMPERATURE and looks_like_fahrenheit(value)
        yield error(place, _("Did you mean °F?") if guess else refusal.sentence)
        return
    if unusual:
        words = gettext_noop("{label}: {value} {unit} is unusual. Is it right?")
        said = _(words, label=_(each.label), value=value, unit=_(each.limits.unit))
        yield warning(place, said, value)


def _time(each: Field, value: date | datetime, place: str, facts: GateFacts) -> Iterator[Finding]:
    ahead = value > facts.now if isinstance(value, datetime) else value > facts.today
    if ahead and not each.future:
        yield error(place, _("This cannot be in the future."))
    if (value.date() if isinstance(value, datetime) else value) < EARLIEST:
        yield error(place, _("This is too long ago to be right."))


def missing_of(sections: Iterable[Section], facts: GateFacts) -> list[str]:
    """What these sections of the session still need, in words; of a section with many, of each that was begun."""
    words: list[str] = []
    for section in sections:
        begun = facts.record.entries.get(section.code) or {1: NEVER_SAVED}
        for entry in begun.values():
            words += progress(section, entry, facts).missing
    return words


def refused_now(section: Section, facts: GateFacts) -> list[str]:
    """What a save of the section as it is stored would be refused for: what it is judged by may have changed since."""
    entry = facts.record.of(section.code)
    return [each.sentence for each in check(section, entry, facts).errors] if entry.version else []


def missing_words(names: Sequence[str]) -> str:
    """The sentence of a gate line; blank when nothing is missing."""
    return _("Missing: {names}.", names=", ".join(names)) if names else ""
