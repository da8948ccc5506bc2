"""The follow-up decision, and standing for a gate check."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from journey.forms.dates import VersionedForm


class DecisionForm(VersionedForm):
    """clinical.md 2.6: the decision with its reason."""

    decision = forms.ChoiceField(
        label=_("Decision"), widget=forms.RadioSelect, error_messages={"required": _("Choose a decision.")}
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=2000,
        widget=forms.Textarea({"rows": 4}),
        error_messages={"required": _("Write the reason.")},
    )

    def __init__(self, *args: Any, decisions: Sequence[tuple[str, Any]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["decision"].choices = decisions
        for name in ("decision", "reason"):
            self.fields[name].show_hidden_initial = True


class StandForm(forms.Form):
    """A person stands for a check by name: the words are kept with it."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=2000,
        widget=forms.Textarea({"rows": 4}),
        error_messages={"required": _("Write the reason.")},
        help_text=_("What you found, and why it is safe to go on. Your name is kept with it."),
    )
