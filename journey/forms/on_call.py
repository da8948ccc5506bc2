"""The rota of those on call, and where staff are told."""

from datetime import time
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from journey.domain.on_call import MOST_WEEKS
from journey.forms.capacity import CHOOSE_A_PERSON, CHOOSE_A_SITE
from journey.forms.lines import LineField
from journey.forms.staff_fields import DateInput, TimeInput, VersionField, local_moment
from journey.models import CallPlace, Site


class DutyForm(forms.Form):
    """Cleans to `starts_at` and `ends_at`, clinic time."""

    site = forms.ModelChoiceField(label=_("Site"), queryset=Site.objects.none(), error_messages=CHOOSE_A_SITE)
    person = forms.ModelChoiceField(label=_("Who"), queryset=User.objects.none(), error_messages=CHOOSE_A_PERSON)
    place = forms.ChoiceField(
        label=_("Place"), choices=CallPlace.choices, widget=forms.RadioSelect, initial=CallPlace.FIRST.value
    )
    first = forms.DateField(
        label=_("From, day"), widget=DateInput(), error_messages={"required": _("Enter the first day.")}
    )
    from_clock = forms.TimeField(
        label=_("From, time"), widget=TimeInput(), initial=time(8), error_messages={"required": _("Enter the time.")}
    )
    last = forms.DateField(
        label=_("Until, day"), widget=DateInput(), error_messages={"required": _("Enter the last day.")}
    )
    to_clock = forms.TimeField(
        label=_("Until, time"), widget=TimeInput(), initial=time(8), error_messages={"required": _("Enter the time.")}
    )
    weeks = forms.IntegerField(
        label=_("For how many weeks"),
        min_value=1,
        max_value=MOST_WEEKS,
        initial=1,
        help_text=_("1: just once. More: the same days and times in the following weeks too."),
    )

    def __init__(
        self, *args: Any, people: QuerySet[User], sites: QuerySet[Site], zone: ZoneInfo, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset, self.fields["site"].queryset, self.zone = people, sites, zone

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for name, day, clock in (("starts_at", "first", "from_clock"), ("ends_at", "last", "to_clock")):
            if {day, clock} <= cleaned.keys():
                try:
                    cleaned[name] = local_moment(cleaned[day], cleaned[clock], self.zone)
                except ValidationError as error:
                    self.add_error(clock, error)
        return cleaned


class ContactForm(forms.Form):
    """Where a member of staff is told of duty."""

    email = forms.EmailField(
        label=_("E-mail for messages of duty"),
        required=False,
        help_text=_("Read at once, day and night. Empty: the address they sign in with, if there is one."),
    )
    mobile = LineField(
        label=_("Mobile number for text messages"),
        max_length=30,
        required=False,
        help_text=_("Used when the clinic settings say that staff are told by text message too."),
    )
    version = VersionField()
