"""Fields that staff forms share: the version of the page, people of a role, a moment of the clinic's day."""

from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.timezone import is_aware
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Role
from journey.access import team_of
from journey.domain.capacity import exact_moment
from journey.domain.errors import NotAccepted
from journey.models.clinic import known_time_zones

LONG_AGO = datetime.min.replace(tzinfo=UTC)


def people_with(*roles: Role, sites: Any) -> QuerySet[User]:
    """Active staff who have one of these roles and work at one of these sites (rows, ids or a query), by name."""
    people = User.objects.filter(is_staff=True, is_active=True, groups__name__in=roles)
    return team_of(people, sites).order_by("display_name", "pk").distinct()


class VersionField(forms.IntegerField):
    """The version of the record on the page; a page that lost it is as old as a page can be."""

    widget = forms.HiddenInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)

    def clean(self, value: Any) -> int:
        try:
            return super().clean(value) or 0
        except ValidationError:
            return 0


class SeenField(forms.CharField):
    """What the page showed of a record that keeps no version; a page that lost it is as old as a page can be."""

    widget = forms.HiddenInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, strip=False, **kwargs)


class ClockField(forms.CharField):
    """From when the clock of the alert on the page ran; a page that lost it is as old as a page can be."""

    widget = forms.HiddenInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return value.isoformat() if isinstance(value, datetime) else value

    def clean(self, value: Any) -> datetime:
        try:
            moment = datetime.fromisoformat(super().clean(value))
        except ValueError:
            return LONG_AGO
        return moment if is_aware(moment) else LONG_AGO


class IdField(forms.UUIDField):
    """The id of what the page showed; a page that lost it showed nothing."""

    widget = forms.HiddenInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)

    def clean(self, value: Any) -> UUID | None:
        try:
            found: UUID | None = super().clean(value)
        except ValidationError:
            return None
        return found


class TokenField(IdField):
    """The id that the row of this form will have, so that a second click is the same row. Without it each is new."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(initial=uuid4, **kwargs)


class DateInput(forms.DateInput):
    """The browser's own day picker; it sends and shows an ISO date."""

    input_type = "date"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%Y-%m-%d", **kwargs)


class TimeInput(forms.TimeInput):
    input_type = "time"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%H:%M", **kwargs)


# A typed day outside of these is a slip, and its neighbours could not be counted.
EARLIEST_DAY, LATEST_DAY = date(1900, 1, 1), date(2200, 1, 1)


def local_moment(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """The moment of a day and a clock time in the clinic's zone.

    Raises ValidationError for a time that the clocks skip or show twice that day: nobody should have to guess; and for
    a year that cannot be meant.
    """
    if not EARLIEST_DAY <= day <= LATEST_DAY:
        raise ValidationError(_("Enter a real date."))
    try:
        return exact_moment(day, clock, zone)
    except NotAccepted as refusal:
        raise ValidationError(refusal.sentence) from refusal


def time_zone_choices() -> list[tuple[str, str]]:
    """Places, not offsets: only a place knows when its clocks change."""
    zones = sorted(name for name in known_time_zones() if "/" in name and not name.startswith("Etc/"))
    return [(name, name.replace("_", " ")) for name in zones]


class TellField(forms.BooleanField):
    """Whether the patient gets a message of what changes; ticked until somebody takes the tick away."""

    def __init__(self, **options: Any) -> None:
        super().__init__(label=_("Send the patient a message"), required=False, initial=True, **options)
