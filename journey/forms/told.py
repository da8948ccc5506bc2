"""Which check-in staff enter for a patient, and how the patient told it."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from journey.models import ToldBy

REPORT = "report"  # a symptom of now, that no check-in asks about


class EnterForm(forms.Form):
    told_by = forms.ChoiceField(
        label=_("How does the patient tell it?"),
        choices=ToldBy.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how the patient tells it.")},
    )
    check_in = forms.ChoiceField(
        label=_("What do you enter?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what you enter.")},
    )

    def __init__(self, *args: Any, check_ins: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["check_in"].choices = [*check_ins, (REPORT, _("A symptom that the patient has now"))]
