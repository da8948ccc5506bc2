"""Booking, moving and cancelling a visit. Times are typed as the clinic's clock shows them."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Role
from journey.domain.capacity import LONGEST_VISIT
from journey.domain.days import local_date
from journey.forms.lines import LineField
from journey.forms.staff_fields import DateInput, TellField, TimeInput, VersionField, local_moment, people_with
from journey.models import Appointment, AppointmentState, Journey, Site

STAFF_WHO_SEE_PATIENTS = (Role.CLINICIAN, Role.NURSE, Role.COORDINATOR)


class PeriodForm(forms.Form):
    """A day with a start and an end; cleans to `starts_at` and `ends_at`."""

    day = forms.DateField(label=_("Day"), widget=DateInput(), error_messages={"required": _("Enter the day.")})
    start = forms.TimeField(label=_("Start"), widget=TimeInput(), error_messages={"required": _("Enter the start.")})
    end = forms.TimeField(label=_("End"), widget=TimeInput(), error_messages={"required": _("Enter the end.")})
    why_outside = LineField(
        label=_("Why outside the working hours"),
        max_length=200,
        required=False,
        help_text=_("Only where the time is outside them. The reason stays in the history."),
    )

    def __init__(self, *args: Any, zone: ZoneInfo, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone, self.at = zone, at
        self.fields["day"].widget.attrs["min"] = local_date(at, zone).isoformat()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not {"day", "start", "end"} <= cleaned.keys():
            return cleaned
        for name, field in (("starts_at", "start"), ("ends_at", "end")):
            try:
                cleaned[name] = local_moment(cleaned["day"], cleaned[field], self.zone)
            except ValidationError as error:
                self.add_error(field, error)
        if {"starts_at", "ends_at"} <= cleaned.keys():
            self._check_order(cleaned["starts_at"], cleaned["ends_at"])
        return cleaned

    def _check_order(self, starts_at: datetime, ends_at: datetime) -> None:
        if starts_at <= self.at:
            self.add_error("start", _("Choose a time in the future."))
        if ends_at <= starts_at:
            self.add_error("end", _("The visit must end after it starts."))
        elif ends_at - starts_at > LONGEST_VISIT:
            self.add_error("end", _("A visit takes at most 12 hours."))


class BookForm(PeriodForm):
    """`kinds` are the visits with their words; `journeys` those that the person may see, in the words of
    `named`; `sites` are those whose people may be chosen."""

    field_order = ("journey", "kind", "clinician", "day", "start", "end", "why_outside", "another")
    journey = forms.ModelChoiceField(
        label=_("Patient"),
        queryset=Journey.objects.none(),
        error_messages={
            "required": _("Choose the patient."),
            "invalid_choice": _("Choose a patient of the list."),
        },
    )
    kind = forms.ChoiceField(label=_("Visit"), error_messages={"required": _("Choose the visit.")})
    clinician = forms.ModelChoiceField(
        label=_("With"),
        queryset=User.objects.none(),
        error_messages={"required": _("Choose who sees the patient.")},
    )
    another = forms.BooleanField(
        label=_("Another one all the same"),
        required=False,
        help_text=_("Only where a follow-up visit of this kind is booked already."),
    )

    def __init__(
        self,
        *args: Any,
        kinds: list[tuple[str, Any]],
        journeys: QuerySet[Journey],
        sites: QuerySet[Site],
        named: Callable[[Journey], str],
        picker: forms.Select,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", "---------"), *kinds]
        self.fields["journey"].queryset = journeys
        self.fields["clinician"].queryset = people_with(*STAFF_WHO_SEE_PATIENTS, sites=sites)
        self.fields["journey"].label_from_instance = named
        self.fields["journey"].widget = picker
        picker.choices = self.fields["journey"].choices


class MoveForm(PeriodForm):
    field_order = ("day", "start", "end", "why_outside", "clinician", "reason", "tell", "version")
    clinician = forms.ModelChoiceField(
        label=_("With"),
        queryset=User.objects.none(),
        error_messages={"required": _("Choose who sees the patient.")},
    )
    reason = LineField(label=_("Reason"), max_length=200, required=False)
    tell = TellField()
    version = VersionField()

    def __init__(self, *args: Any, site_id: object, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["clinician"].queryset = people_with(*STAFF_WHO_SEE_PATIENTS, sites=[site_id])


class VisitStateForm(forms.Form):
    """Nothing to choose: the page says what will happen."""

    version = VersionField()


class ReasonForm(VisitStateForm):
    field_order = ("reason", "version")
    reason = LineField(label=_("Reason"), max_length=200, error_messages={"required": _("Say why.")})


class CancelForm(VisitStateForm):
    field_order = ("state", "reason", "tell", "version")
    state = forms.ChoiceField(
        label=_("Who cancels"),
        widget=forms.RadioSelect,
        choices=[
            (AppointmentState.CANCELLED_BY_PATIENT.value, _("The patient")),
            (AppointmentState.CANCELLED_BY_CLINIC.value, _("The clinic")),
        ],
        error_messages={"required": _("Say who cancels.")},
    )
    reason = LineField(
        label=_("Reason"), max_length=200, error_messages={"required": _("Say why the visit is cancelled.")}
    )
    tell = TellField(help_text=_("Only where the clinic cancels."))


def period_of(visit: Appointment, zone: ZoneInfo) -> dict[str, Any]:
    """Start values of a move: the time it has now."""
    starts, ends = visit.starts_at.astimezone(zone), visit.ends_at.astimezone(zone)
    return {"day": starts.date(), "start": starts.time(), "end": ends.time(), "clinician": visit.clinician_id}
