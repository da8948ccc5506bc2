"""One try to reach the patient."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from journey.forms.staff_fields import ClockField, IdField, TokenField


class ContactForm(forms.Form):
    """`lists` are the words of purpose, route and result. `token` makes a second click the same attempt; `alert` and
    `seen_clock` are the open alert that the page showed, if any."""

    purpose = forms.ChoiceField(
        label=_("What for"), widget=forms.RadioSelect, error_messages={"required": _("Choose what it was for.")}
    )
    route = forms.ChoiceField(label=_("How"), widget=forms.RadioSelect, error_messages={"required": _("Choose how.")})
    result = forms.ChoiceField(
        label=_("Result"), widget=forms.RadioSelect, error_messages={"required": _("Choose the result.")}
    )
    note = forms.CharField(label=_("Note"), max_length=2000, required=False, widget=forms.Textarea({"rows": 3}))
    token = TokenField()
    alert = IdField()
    seen_clock = ClockField()

    def __init__(self, *args: Any, lists: dict[str, Sequence[tuple[str, Any]]], **options: Any) -> None:
        super().__init__(*args, **options)
        for name, words in lists.items():
            self.fields[name].choices = words
