"""The number on which the clinic calls a patient."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from journey.domain.phone import MOST_LETTERS
from journey.forms.lines import LineField


class PhoneForm(forms.Form):
    phone = LineField(
        label=_("Phone number"),
        max_length=MOST_LETTERS,
        help_text=_("The clinic calls this number when your answers worry us."),
        error_messages={"required": _("Enter the phone number.")},
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"}),
    )

    def __init__(self, data: Any, *, phone: str) -> None:
        super().__init__(data, initial={"phone": phone})
