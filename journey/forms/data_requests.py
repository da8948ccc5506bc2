"""Asking for a correction or for closing the account, and the manager's answer."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from journey.forms.staff_fields import TokenField
from journey.models.data_request import LONGEST_WORDS


class CorrectionForm(forms.Form):
    wrong = forms.CharField(
        label=_("What is wrong?"),
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("For example: my phone number ends in 001."),
        error_messages={"required": _("Write what is wrong.")},
    )
    right = forms.CharField(
        label=_("What is right?"),
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("For example: it ends in 002."),
        error_messages={"required": _("Write what is right.")},
    )
    token = TokenField()


class ClosingForm(forms.Form):
    sure = forms.BooleanField(
        label=_("I want my account to be closed."),
        error_messages={"required": _("Tick the box if you want your account to be closed.")},
    )


class AnswerForm(forms.Form):
    """`asks_agreed`: the account closes while a journey is open."""

    answer = forms.CharField(
        label=_("Your answer to the patient"),
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("The patient reads these words. Say what was done, or why not, in plain words."),
        error_messages={"required": _("Write the answer that the patient reads.")},
    )

    def __init__(self, *args: Any, asks_agreed: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if asks_agreed:
            self.fields["agreed"] = forms.BooleanField(
                label=_("We have agreed with the patient how the open journey and its checks go on without the app."),
                error_messages={"required": _("Agree with the patient first how the open journey goes on.")},
            )
