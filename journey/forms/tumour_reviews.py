"""Forms for tumour reviews: what an examination or a picture showed, and what it was."""

from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from journey.forms.adverse_events import REQUIRED, Choices
from journey.forms.dates import LocalMomentField
from journey.forms.staff_fields import TokenField, VersionField
from journey.models.tumour_review import LONGEST_WHO, LONGEST_WORDS

WORDS = forms.Textarea(attrs={"rows": 4})


class FindingForm(forms.Form):
    """`token` makes a second click the same finding."""

    done_at = LocalMomentField(label=_("When was it done?"))
    who = forms.CharField(
        label=_("Who did it?"), max_length=LONGEST_WHO, error_messages={"required": _("Write who did it.")}
    )
    found = forms.CharField(
        label=_("What was found"),
        max_length=LONGEST_WORDS,
        widget=WORDS,
        error_messages={"required": _("Write what was found.")},
    )
    token = TokenField()

    def __init__(self, *args: Any, zone: ZoneInfo, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["done_at"].read_in(zone)


class ResultForm(forms.Form):
    result = forms.ChoiceField(label=_("What it is"), error_messages=REQUIRED)
    note = forms.CharField(
        label=_("What was found and decided"),
        max_length=LONGEST_WORDS,
        widget=WORDS,
        error_messages={"required": _("Write what was found and decided.")},
    )
    version = VersionField()

    def __init__(self, *args: Any, results: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["result"].choices = [("", "---------"), *results]
