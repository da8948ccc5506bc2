"""A patient's answer to a time for a call."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from journey.forms.lines import LineField
from journey.forms.widgets import ChoiceRadio
from journey.models import CallAnswer
from journey.models.alert_rows import LONGEST_WORDS


class CallAnswerForm(forms.Form):
    answer = forms.ChoiceField(
        label=_("Does this time suit you?"),
        choices=[(CallAnswer.SUITS.value, _("Yes, call me then")), (CallAnswer.ANOTHER.value, _("Another time"))],
        widget=ChoiceRadio(),
        error_messages={"required": _("Choose one of the two.")},
    )
    words = LineField(
        label=_("If another time: when can we call?"),
        max_length=LONGEST_WORDS,
        required=False,
        help_text=_("A few words, such as “after 5pm”. Do not write about pain or a new symptom here."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        another = cleaned.get("answer") == CallAnswer.ANOTHER
        if another and not cleaned.get("words") and "words" not in self.errors:
            self.add_error("words", _("Tell us when we can call, in a few words."))
        return cleaned
