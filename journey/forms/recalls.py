"""The trace of a lot, and marking its recall."""

from django import forms
from django.utils.translation import gettext_lazy as _

from journey.forms.lines import LineField


class TraceForm(forms.Form):
    q = LineField(
        label=_("Number of a product, lot, kit, unit or donation"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )


class TraceFileForm(forms.Form):
    """Names and phone numbers leave the app with the file, so who takes it says what for."""

    number = forms.CharField(max_length=40, widget=forms.HiddenInput)
    why = forms.CharField(
        label=_("What the list is for"),
        max_length=500,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("It stands in the log with your name."),
        error_messages={"required": _("Write what the list is for.")},
    )


class RecallForm(forms.Form):
    number = forms.CharField(max_length=40, widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Why it is recalled"),
        max_length=1000,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": _("Write why it is recalled.")},
    )
    sure = forms.BooleanField(
        label=_("I know that every product with this number is set aside for ever"),
        error_messages={"required": _("Tick this to go on.")},
    )
