"""A note of staff on a stage."""

from django import forms
from django.utils.translation import gettext_lazy as _

from journey.forms.staff_fields import TokenField

LONGEST = 2000


class NoteForm(forms.Form):
    """`token` makes a second click the same note."""

    text = forms.CharField(
        label=_("Note"),
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 4}),
        error_messages={"required": _("Write the note.")},
        help_text=_("Only staff read it, until someone shares it with the patient on purpose."),
    )
    token = TokenField()


class SummaryForm(forms.Form):
    """`after` is the version that the page showed; `token` makes a second click the same summary."""

    text = forms.CharField(
        label=_("What the patient will read"),
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 8}),
        error_messages={"required": _("Write the summary.")},
        help_text=_(
            "Short sentences, easy words. Say what was found and what was done. Next you see it as the patient will."
        ),
    )
    after = forms.UUIDField(widget=forms.HiddenInput, required=False)
    token = TokenField()
