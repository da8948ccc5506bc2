"""A question of the patient, and its answer."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from journey.forms.staff_fields import TokenField
from journey.models import ToldBy
from journey.models.question import LONGEST_ANSWER, LONGEST_QUESTION


class QuestionForm(forms.Form):
    """`token` makes a second click the same question."""

    words = forms.CharField(
        label=_("What do you want to ask us?"),
        max_length=LONGEST_QUESTION,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One question at a time. Do not write about pain or a new symptom here."),
        error_messages={"required": _("Write your question.")},
    )
    token = TokenField()


class ToldQuestionForm(QuestionForm):
    """Staff were told it."""

    told_by = forms.ChoiceField(
        label=_("How does the patient tell it?"),
        choices=ToldBy.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how the patient tells it.")},
    )
    field_order = ("told_by", "words", "token")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].label, self.fields["words"].help_text = _("The patient's question"), ""


class AnswerForm(forms.Form):
    answer = forms.CharField(
        label=_("Your answer to the patient"),
        max_length=LONGEST_ANSWER,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("The patient reads these words. Short sentences, easy words. It cannot be changed after."),
        error_messages={"required": _("Write the answer that the patient reads.")},
    )
