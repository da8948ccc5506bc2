"""Small forms of a pathway version: where a draft begins, sending back, approving, moving journeys."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from journey.forms.staff_fields import SeenField
from journey.models.pathway_version import LONGEST_REASON
from journey.pathway.reading_file import LARGEST_FILE


class ImportForm(forms.Form):
    file = forms.FileField(
        label=_("File"),
        help_text=_("A pathway that was exported here or in another clinic: JSON, at most 2 MB."),
        widget=forms.FileInput({"accept": ".json"}),
        error_messages={
            "required": _("Choose a file."),
            "invalid": _("Choose a file."),
            "missing": _("Choose a file."),
            "empty": _("This file is empty. Choose another one."),
        },
    )

    def clean_file(self) -> bytes:
        """No more than one byte too many is read: the rest of a large file is not looked at."""
        content: bytes = self.cleaned_data["file"].read(LARGEST_FILE + 1)
        return content


class SeenForm(forms.Form):
    """A press that stands for what the page showed."""

    seen = SeenField()


class SendBackForm(forms.Form):
    reason = forms.CharField(label=_("Why it goes back"), max_length=LONGEST_REASON, widget=forms.Textarea({"rows": 3}))


class DiscardForm(SeenForm):
    """`seen` is the checksum of what the page showed."""

    reason = forms.CharField(
        label=_("Why it is discarded"), max_length=LONGEST_REASON, widget=forms.Textarea({"rows": 3})
    )


class StandForm(SeenForm):
    """`seen` is the checksum of what the page showed."""

    agree = forms.BooleanField(
        label=_("I have read what changes and stand for this version, its texts and its rules, by name."),
        error_messages={"required": _("Tick this to go on.")},
    )


class ChooseJourneysForm(forms.Form):
    """The journeys of a version that somebody may move."""

    journeys = forms.MultipleChoiceField(
        label=_("Journeys"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one journey.")},
    )

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["journeys"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = choices
