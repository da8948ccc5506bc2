"""What stands beside the fields of a follow-up form: the value before treatment and that of the visit before."""

from collections.abc import Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from journey.domain.record.fields import Group, Kind, Section
from journey.domain.record.follow_up.earlier import DAYS, Earlier
from journey.presenters import when
from journey.presenters.record_words import said


def earlier_beside(
    section: Section, earlier: Sequence[Earlier], names: Mapping[str, str], zone: ZoneInfo
) -> dict[str, str]:
    """By field: “Before treatment (3 October 2026): 4 of 10. Six weeks (20 November 2026): 7 of 10”. By table, which
    columns of time it shows."""
    found: dict[str, str] = {}
    for each in section.fields:
        if each.name in {"visit_code", DAYS.get(section.code)} or each.kind is Kind.PERSON:
            continue
        told = [(one, said(each, one.entry.values.get(each.name, each.blank), names, zone)) for one in earlier]
        words = [_("{when}: {value}").format(when=_dated(one), value=value) for one, value in told if value]
        if words:
            found[each.name] = ". ".join(words)
    for group in section.groups:
        shown = [one for one in earlier if group.rows and one.entry.of(group.code)]
        if shown:
            columns = [_("“{short}”: {when}").format(short=one.short, when=_dated(one)) for one in shown]
            found[group.code] = ". ".join(columns)
    return found


def earlier_cells(group: Group, earlier: Sequence[Earlier], zone: ZoneInfo) -> dict[tuple[Any, ...], dict[str, str]]:
    """By row of a table and its field: “Before 18.0 kg, Last 20.5 kg”."""
    found: dict[tuple[Any, ...], dict[str, str]] = {}
    for one in earlier if group.rows else ():
        for line in one.entry.of(group.code):
            row = found.setdefault(group.row_of(line), {})
            for each in group.fields:
                value = said(each, line.get(each.name, each.blank), {}, zone)
                if value and each.name not in group.known_by:
                    words = _("{short} {value}").format(short=one.short, value=value)
                    row[each.name] = f"{row[each.name]}, {words}" if each.name in row else words
    return found


def _dated(one: Earlier) -> str:
    return f"{one.title} ({when.day_month_year(one.on)})" if one.on else one.title
