"""A legal hold, and the two steps of taking a person out of their record."""

from django import forms
from django.utils.translation import gettext_lazy as _

from journey.models.retention import LONGEST_REASON


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Without the patient's name: these words stay."),
        error_messages={"required": _("Write why.")},
    )


class ConfirmRemovalForm(forms.Form):
    """Typing the number is the second look: nothing brings a name back."""

    record_no = forms.CharField(
        label=_("Type the record number"),
        max_length=30,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Type the record number.")},
    )
