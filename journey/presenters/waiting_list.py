"""The waiting list as staff read it: who waits, for what, and where the offer stands."""

from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from journey.access.waiting import visible_places, window_of_place
from journey.domain.opening import DAYS as WEEKDAY_NAMES
from journey.models import Appointment, AppointmentState, Waiting
from journey.models.appointment import TO_COME, UPCOMING
from journey.policies import Act, may
from journey.presenters import when
from journey.presenters.due_visits import title_of
from journey.presenters.visit_words import KINDS, PARTS
from journey.presenters.worklists import Now

LONGEST = 100


@dataclass(frozen=True)
class WaitingRow:
    """`confirm_url` confirms what the patient said yes to; blank before that, and for whoever books nothing.
    `change_url` is the place of who waits for a visit that is due; who would come earlier looks after their own."""

    patient: UUID
    name: str
    url: str
    visit: str
    booked: str
    change_url: str
    wish: str
    since: str
    offer: str
    offer_url: str
    confirm_url: str


def waiting_rows(now: Now) -> tuple[WaitingRow, ...]:
    """Who joined first stands first. Three statements for any number."""
    places = list(visible_places(now.user, now.at)[:LONGEST])
    visits = Appointment.objects.filter(cycle__in=[each.cycle_id for each in places], state__in=UPCOMING)
    rows = list(visits.order_by("starts_at"))
    return tuple(_row(place, rows, now) for place in places)


def _row(place: Waiting, visits: list[Appointment], now: Now) -> WaitingRow:
    mine = [each for each in visits if (each.cycle_id, each.kind) == (place.cycle_id, place.kind)]
    booked = next((each for each in mine if each.state in TO_COME), None)
    offer = next(
        (each for each in mine if each.waiting_id == place.pk and each.state == AppointmentState.OFFERED), None
    )
    confirms = offer is not None and offer.accepted_at is not None and may(now.user, Act.BOOK)
    return WaitingRow(
        patient=place.patient_id,
        name=place.patient.full_name,
        url=reverse("admin:journey_journey_change", args=[place.cycle.journey_id]),
        visit=title_of(place.code) if place.code else str(KINDS[place.kind]),
        booked=now.short(booked.starts_at) if booked else _due(place),
        change_url=reverse("admin:journey_journey_wait", args=[place.cycle.journey_id, place.code])
        if place.code and may(now.user, Act.BOOK)
        else "",
        wish=_wish(place),
        since=when.relative(place.joined_at, now.at, now.zone),
        offer=_offer(offer, now),
        offer_url=reverse("admin:journey_appointment_change", args=[offer.pk]) if offer else "",
        confirm_url=reverse("admin:journey_appointment_confirmed", args=[offer.pk]) if confirms and offer else "",
    )


def _due(place: Waiting) -> str:
    window = window_of_place(place)
    return _("Not booked, until {day}").format(day=when.day_month(window.latest)) if window else "–"


def _wish(place: Waiting) -> str:
    days = [_(WEEKDAY_NAMES[int(day)]) for day in place.weekdays.split(",") if day]
    notice = ngettext("{n} day before", "{n} days before", place.notice_days).format(n=place.notice_days)
    return ", ".join([*(days or [_("any day")]), str(PARTS[place.part]).lower(), notice])


def _offer(offer: Appointment | None, now: Now) -> str:
    if offer is None or offer.offer_ends_at is None:
        return _("Waits")
    moment = now.short(offer.starts_at)
    if offer.accepted_at is not None:
        return _("Said yes to {moment}").format(moment=moment)
    return _("Offered {moment}, held until {end}").format(moment=moment, end=now.short(offer.offer_ends_at))
