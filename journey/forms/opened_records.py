"""Opening a record outside the team, ending that, and its review."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from journey.forms.staff_fields import DateInput
from journey.models import OpeningReason


class OpenRecordForm(forms.Form):
    """Names one person exactly: by record number, or by full name and date of birth."""

    record_no = forms.CharField(
        label=_("Record number"), max_length=30, required=False, help_text=_("Whole and exact. This alone is enough.")
    )
    full_name = forms.CharField(
        label=_("Or full name"), max_length=120, required=False, help_text=_("As in the record, with date of birth.")
    )
    date_of_birth = forms.DateField(label=_("and date of birth"), required=False, widget=DateInput())
    reason = forms.ChoiceField(
        label=_("Reason"),
        choices=OpeningReason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the reason.")},
    )
    note = forms.CharField(
        label=_("In your words"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("A few words are enough. A manager reads them."),
        error_messages={"required": _("Write why you open this record.")},
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("record_no") or self.errors.keys() & {"record_no", "full_name", "date_of_birth"}:
            return cleaned
        if not cleaned.get("full_name"):
            self.add_error("record_no", _("Enter the record number, or the full name and date of birth."))
        elif not cleaned.get("date_of_birth"):
            self.add_error("date_of_birth", _("Enter the date of birth too."))
        return cleaned


class ReviewForm(forms.Form):
    note = forms.CharField(
        label=_("What you found"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For example: agreed with the team, or spoken with the person."),
        error_messages={"required": _("Write what you found.")},
    )
