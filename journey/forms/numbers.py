"""The days that the coordinator's numbers are about."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from journey.domain.numbers import LONGEST, Period
from journey.forms.staff_fields import DateInput


class PeriodOfNumbersForm(forms.Form):
    first = forms.DateField(label=_("From"), widget=DateInput(), error_messages={"required": _("Enter the first day.")})
    last = forms.DateField(label=_("To"), widget=DateInput(), error_messages={"required": _("Enter the last day.")})

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not {"first", "last"} <= cleaned.keys():
            return cleaned
        if cleaned["last"] < cleaned["first"]:
            self.add_error("last", _("The last day must not be before the first."))
        elif cleaned["first"] > self.today:
            self.add_error("first", _("These days are still to come. Nothing is counted yet."))
        elif cleaned["last"] - cleaned["first"] > LONGEST:
            self.add_error("last", _("Choose at most five years."))
        return cleaned

    def period(self) -> Period:
        return Period(self.cleaned_data["first"], self.cleaned_data["last"])
