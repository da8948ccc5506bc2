"""The field behind the three date inputs: what a person may write, and which part is missing."""

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dates import MONTHS, MONTHS_3
from django.utils.translation import gettext_lazy as _

from journey.forms.widgets import DateParts

_MISSING = {
    ("day",): _("Enter the day."),
    ("month",): _("Enter the month."),
    ("year",): _("Enter the year."),
    ("day", "month"): _("Enter the day and the month."),
    ("day", "year"): _("Enter the day and the year."),
    ("month", "year"): _("Enter the month and the year."),
}


class DatePartsField(forms.Field):
    """A date typed as "3", "03", "Mar" or "March"; cleans to a `datetime.date`, or None when it may be blank."""

    widget = DateParts
    default_error_messages = {
        "required": _("Enter the date."),
        "month": _("Write the month as a number or a name, such as 3 or March."),
        "year": _("Write the year with 4 numbers, such as 2026."),
        "real": _("Enter a real date, such as 27 3 2026."),
    }

    def to_python(self, value: Any) -> dt.date | None:
        if isinstance(value, dt.date):
            return value
        parts = [str(part or "").strip() for part in value or ["", "", ""]]
        if not any(parts):
            return None
        missing = tuple(name for name, part in zip(("day", "month", "year"), parts, strict=True) if not part)
        if missing:
            raise ValidationError(_MISSING[missing], code="missing")
        return self._date(*parts)

    def _date(self, day: str, month: str, year: str) -> dt.date:
        number = _month_number(month)
        if number is None:
            raise ValidationError(self.error_messages["month"], code="month")
        if len(year) != 4 or not year.isdecimal():
            raise ValidationError(self.error_messages["year"], code="year")
        try:
            return dt.date(int(year), number, int(day))
        except ValueError:
            raise ValidationError(self.error_messages["real"], code="real") from None

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return initial != self.to_python(data)
        except ValidationError:
            return True


def _month_number(word: str) -> int | None:
    if word.isdecimal():
        return int(word)
    names = {str(name).lower().rstrip("."): number for table in (MONTHS, MONTHS_3) for number, name in table.items()}
    return names.get(word.lower().rstrip("."))
