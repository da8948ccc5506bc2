"""What somebody on the waiting list would accept: as the patient says it, and as the desk writes it down."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from journey.domain.waiting import NOTICE_DAYS
from journey.forms.find import WEEKDAYS
from journey.forms.own_visits import PARTS
from journey.forms.widgets import ChoiceRadio, TickBoxes


class EarlierForm(forms.Form):
    weekdays = forms.MultipleChoiceField(
        label=_("Which days suit you?"),
        choices=WEEKDAYS[:5],
        widget=TickBoxes(),
        required=False,
        help_text=_("Tick none if all days suit you."),
    )
    part = forms.ChoiceField(
        label=_("What time of day suits you?"),
        choices=PARTS,
        widget=ChoiceRadio(),
        error_messages={"required": _("Choose a time of day.")},
    )
    notice_days = forms.TypedChoiceField(
        label=_("How long before must you know?"),
        coerce=int,
        widget=ChoiceRadio(),
        error_messages={"required": _("Choose how long before you must know.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = [(days, ngettext("{n} day", "{n} days", days).format(n=days)) for days in NOTICE_DAYS]
        self.fields["notice_days"].choices = words


class WaitForm(forms.Form):
    """For a visit that is due and has no time yet."""

    weekdays = forms.MultipleChoiceField(
        label=_("Days that suit"),
        choices=WEEKDAYS[:5],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("None ticked means every day."),
    )
    part = forms.ChoiceField(
        label=_("Time of day"),
        choices=PARTS,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a time of day.")},
    )
    notice_days = forms.TypedChoiceField(
        label=_("Days that they must know before"),
        coerce=int,
        choices=[(days, str(days)) for days in NOTICE_DAYS],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how long before they must know.")},
    )
