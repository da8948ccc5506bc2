"""A recorded value in words."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from journey.domain.record.entries import Values
from journey.domain.record.fields import MANY_CODES, ONE_CODE, Field, Group, Kind, with_other
from journey.presenters import when


def said(each: Field, value: Any, names: Mapping[str, str], zone: ZoneInfo) -> str:
    """Blank for what is not recorded. `names` are of people by their id."""
    if value == each.blank:
        return ""
    if each.kind in ONE_CODE:
        return each.words_of(value)
    if each.kind in MANY_CODES:
        return ", ".join(each.words_of(code) for code in value)
    if each.kind is Kind.YES_NO:
        return _("Yes") if value else _("No")
    if each.kind is Kind.NUMBER:
        return f"{value} {_(each.limits.unit) if each.limits else ''}".strip()
    if isinstance(value, datetime):
        local = value.astimezone(zone)
        return f"{when.day_month_year(local.date())}, {when.clock(local)}"
    if isinstance(value, date):
        return when.day_month_year(value)
    return names.get(str(value), str(value)) if each.kind is Kind.PERSON else str(value)


def line_said(group: Group, line: Values, names: Mapping[str, str], zone: ZoneInfo) -> str:
    """ "Condition: thumb-base osteoarthritis; Side: Right"."""
    told = ((each, said(each, line.get(each.name, each.blank), names, zone)) for each in with_other(group.fields))
    return "; ".join(f"{each.title}: {words}" for each, words in told if words)


def lines_said(group: Group, lines: Iterable[Values], names: Mapping[str, str], zone: ZoneInfo) -> str:
    return " / ".join(line_said(group, line, names, zone) for line in lines)
