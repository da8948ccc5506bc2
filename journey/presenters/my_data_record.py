"""The part of a patient's own file that clinicians recorded: each section with its values, in the clinic's words."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from journey.access.held import record_key
from journey.domain.record.entries import Values
from journey.domain.record.fields import MANY_CODES, Field, Group, with_other
from journey.domain.record.sections import SECTIONS
from journey.presenters.follow_ups import Fact
from journey.presenters.my_data import Entry, Row, Section, Told, facts
from journey.presenters.record_words import line_said, said

KEYS = frozenset(
    key
    for code, section in SECTIONS.items()
    for key in (record_key(code), *(record_key(code, group.code) for group in section.groups))
)


def record(told: Told) -> Section:
    sessions = told.one("sessions")
    entries = tuple(
        _entry(code, row, sessions[row["cycle_id"]], told) for code in SECTIONS for row in told.rows(record_key(code))
    )
    return Section("record", _("What we recorded about you"), entries)


def _entry(code: str, row: Row, session: Row, told: Told) -> Entry:
    section = SECTIONS[code]
    values = _values(section.fields, row)
    about = facts(*((each.title, said(each, values[each.name], {}, told.zone)) for each in with_other(section.fields)))
    written = facts((_("Written by"), told.who_when(row["saved_by"], row["saved_at"])))
    title = _("Session {number}: {section}").format(number=session["number"], section=_(section.title))
    return Entry(title, about + tuple(_lines(section.groups, code, row, told)) + written)


def _lines(groups: tuple[Group, ...], code: str, row: Row, told: Told) -> Iterator[Fact]:
    for group in groups:
        for number, line in enumerate(told.by(record_key(code, group.code), "record_id").get(row["id"], []), start=1):
            words = line_said(group, _values(group.fields, line), {}, told.zone)
            yield Fact(f"{_(group.one)} {number}", words)


def _values(fields: tuple[Field, ...], row: Mapping[str, Any]) -> Values:
    """The file names people where a row holds their ids; lists are lists there."""
    return {
        each.name: tuple(row[each.name]) if each.kind in MANY_CODES else row[each.name] for each in with_other(fields)
    }
