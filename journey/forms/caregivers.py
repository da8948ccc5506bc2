"""Inviting a helper, changing what one may do, and ending a helper's access."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from journey.domain.caregiving import USUAL_DAYS, CaregiverLevel, end_of_help, last_day_of_help
from journey.forms.widgets import ChoiceRadio, Words
from journey.models import Caregiver

LEVELS: Sequence[tuple[str, Words]] = (
    (CaregiverLevel.SEE, _("Only look")),
    (CaregiverLevel.FILL_IN, _("Look, and answer check-ins for me")),
    (CaregiverLevel.MANAGE, _("Look, answer check-ins, and agree visits with the clinic for me")),
)
LASTS: Sequence[tuple[int, Words]] = ((30, _("1 month")), (91, _("3 months")), (182, _("6 months")), (365, _("1 year")))
AS_NOW = 0
LASTS_WORDS = _("{how_long}, until the end of {day}")


def lasts(at: datetime, zone: ZoneInfo) -> list[tuple[int, str]]:
    """How long, each with its last day by the patient's clock."""
    return [
        (days, str(LASTS_WORDS).format(how_long=words, day=_day(end_of_help(at, days, zone), zone)))
        for days, words in LASTS
    ]


def _day(ends_at: datetime, zone: ZoneInfo) -> str:
    return date_format(last_day_of_help(ends_at, zone), "j F Y")


def _plain(form: forms.Form) -> FormHelper:
    helper = FormHelper(form)
    helper.form_tag, helper.disable_csrf, helper.form_show_errors = False, True, False
    return helper


class InviteForm(forms.Form):
    """The least is chosen beforehand: nobody gives away more than they meant to."""

    use_required_attribute = False

    name = forms.CharField(
        label=_("What is this person called?"),
        max_length=60,
        error_messages={"required": _("Write the name of the person.")},
    )
    relation = forms.CharField(
        label=_("Who is this person to you?"), max_length=40, required=False, help_text=_("For example: daughter.")
    )
    email = forms.EmailField(
        label=_("What is their e-mail address?"),
        help_text=_("Their own address, not yours. We send the invitation there."),
        error_messages={
            "required": _("Write the e-mail address of the person."),
            "invalid": _("Write an e-mail address like name@example.org."),
        },
    )
    level = forms.ChoiceField(
        label=_("What may this person do?"),
        choices=LEVELS,
        initial=CaregiverLevel.SEE.value,
        widget=ChoiceRadio(),
        error_messages={"required": _("Choose what this person may do.")},
    )
    days = forms.TypedChoiceField(
        label=_("For how long?"),
        choices=LASTS,
        coerce=int,
        initial=USUAL_DAYS,
        widget=ChoiceRadio(),
        error_messages={"required": _("Choose how long this person may help.")},
    )
    token = forms.UUIDField(widget=forms.HiddenInput(), required=False)

    def __init__(self, *args: Any, at: datetime, zone: ZoneInfo, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["token"].initial = uuid4()
        self.fields["days"].choices = lasts(at, zone)
        self.fields["email"].widget.attrs["autocomplete"] = "off"
        self.helper = _plain(self)


class ChangeHelpForm(forms.Form):
    """What a helper may do from now on, and until when."""

    use_required_attribute = False

    level = forms.ChoiceField(
        label=_("What may this person do?"),
        choices=LEVELS,
        widget=ChoiceRadio(),
        error_messages={"required": _("Choose what this person may do.")},
    )
    days = forms.TypedChoiceField(
        label=_("For how long, counted from today?"),
        coerce=int,
        widget=ChoiceRadio(),
        error_messages={"required": _("Choose how long this person may help.")},
    )

    def __init__(self, *args: Any, caregiver: Caregiver, at: datetime, zone: ZoneInfo, **kwargs: Any) -> None:
        super().__init__(*args, initial={"level": caregiver.level, "days": AS_NOW}, **kwargs)
        as_now = str(_("As now, until the end of {day}")).format(day=_day(caregiver.ends_at, zone))
        self.fields["days"].choices = [(AS_NOW, as_now), *lasts(at, zone)]
        self.helper = _plain(self)


class EndHelpForm(forms.Form):
    reason = forms.CharField(
        label=_("Why does it end?"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Write why the help ends.")},
    )
