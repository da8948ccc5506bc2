"""What a patient told staff about going on with the treatment."""

from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from journey.forms.dates import LocalMomentField
from journey.models import ToldBy

WANTS = (("yes", _("Yes, go on")), ("unsure", _("Not sure yet")), ("no", _("No")))


class WishForm(forms.Form):
    wants = forms.ChoiceField(
        label=_("Does the patient want to go on?"),
        choices=WANTS,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what the patient said.")},
    )
    told_by = forms.ChoiceField(
        label=_("How did the patient tell it?"),
        choices=ToldBy.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how the patient told you.")},
    )
    told_at = LocalMomentField(label=_("When"))
    note = forms.CharField(
        label=_("Note"),
        max_length=2000,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("In the patient's words where you can. Your name and the time are kept with it."),
    )

    def __init__(self, *args: Any, zone: ZoneInfo, **options: Any) -> None:
        super().__init__(*args, **options)
        told_at = self.fields["told_at"]
        assert isinstance(told_at, LocalMomentField)
        told_at.read_in(zone)
