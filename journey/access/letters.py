"""Letters: reminders that a person prints and posts. Which ones staff reach, and which are still so."""

from datetime import datetime

from django.db.models import Exists, F, Func, OuterRef, Q, QuerySet

from accounts.models import User
from journey.access.closures import begins_by_the_clock, by_the_clock, ends_by_the_clock
from journey.access.scope import visible_patients
from journey.access.standing_visits import still_holds
from journey.domain.reminders import OPPOSITE, ORDER, Occasion, Way
from journey.models import Appointment, AppointmentState, Closure, ContactAttempt, ContactResult, Leave, Reminder
from journey.models.appointment import STANDING, TO_COME, UPCOMING
from journey.models.journey import chased, looked_after

AFTER_A_WEEK = [each.value for each in ORDER[ORDER.index(Occasion.VISIT_WEEK) + 1 :]]
BOOKED = (*STANDING, AppointmentState.DONE)


def visible_letters(user: User, at: datetime) -> QuerySet[Reminder]:
    return Reminder.objects.filter(channel=Way.LETTER, patient__in=visible_patients(user, at))


def to_post(rows: QuerySet[Reminder], at: datetime) -> QuerySet[Reminder]:
    """Letters that nobody posted and that are so now: what was moved, called off, booked or is over is left out by
    itself, as for messages (notifications/reminders.py). One for whom no address is known any more goes nowhere."""
    waits = rows.filter(posted_at=None, leaves_at__lte=at, patient__postal_address__gt="")
    still = (_coming(at) | changed(at) | _missed(at)) & still_holds("visit__") | cancelled(at) | dates_changed(at)
    in_the_app = Q(patient__user=None) | Q(patient__user__is_active=True)
    return waits.filter((still & in_the_app) | _due())


def _coming(at: datetime) -> Q:
    later = Reminder.objects.filter(visit=OuterRef("visit"), channel=Way.LETTER, occasion__in=AFTER_A_WEEK)
    comes = Q(occasion=Occasion.VISIT_WEEK, visit__state__in=TO_COME, visit__starts_at__gt=at)
    return comes & ~Q(Exists(later)) & ~Q(Exists(_closed_then())) & ~Q(Exists(_away_then()))


def changed(at: datetime) -> Q:
    """The visit moved, cannot be at its time, or can be after all: the newer of the last two."""
    newer = Reminder.objects.filter(visit=OuterRef("visit"), at__gt=OuterRef("at"))
    turned = Q()
    for occasion, opposite in OPPOSITE.items():
        turned |= Q(occasion=occasion) & Q(Exists(newer.filter(occasion=opposite)))
    occasions = (Occasion.VISIT_MOVED, *OPPOSITE)
    return Q(occasion__in=occasions, visit__state__in=UPCOMING, visit__starts_at__gt=at) & ~turned


def cancelled(at: datetime) -> Q:
    off = Q(visit__state=AppointmentState.CANCELLED_BY_CLINIC, visit__starts_at__gt=at)
    return Q(occasion=Occasion.VISIT_CANCELLED) & off & looked_after("visit__journey__")


def dates_changed(at: datetime) -> Q:
    """Until the day is there; a time of the injection that was put right is said afterwards."""
    ahead = Q(cycle__procedure_at__gt=at) | Q(cycle__injection_at__lt=F("at"))
    return Q(occasion=Occasion.DATES_CHANGED) & ahead & looked_after("cycle__journey__")


def _missed(at: datetime) -> Q:
    """Until they have another time."""
    again = Appointment.objects.filter(
        cycle=OuterRef("visit__cycle"), kind=OuterRef("visit__kind"), state__in=TO_COME, starts_at__gt=at
    )
    return Q(occasion=Occasion.VISIT_MISSED, visit__state=AppointmentState.NO_SHOW) & ~Q(Exists(again))


def _due() -> Q:
    """Until somebody reached them, or the visit is booked. Of yearly checks, which are all of one kind, a booking that
    was made before the letter is another year's."""
    reached = ContactAttempt.objects.filter(
        cycle=OuterRef("cycle"), result=ContactResult.REACHED, at__gte=OuterRef("at")
    )
    booked = Appointment.objects.filter(cycle=OuterRef("cycle"), state__in=BOOKED)
    own_kind = booked.annotate(name=Func(F("kind"), function="upper")).filter(name=OuterRef("code"))
    yearly = booked.filter(kind="yearly", state_at__gte=OuterRef("at"))
    is_yearly = Q(code__startswith="Y")
    asked = Q(occasion=Occasion.VISIT_DUE) & chased("cycle__journey__")
    return asked & ~Q(Exists(reached)) & ~Q(Exists(own_kind)) & ~(is_yearly & Q(Exists(yearly)))


def _closed_then() -> QuerySet[Closure]:
    """The patient would stand before a closed door: as `closures.is_closed_then`, for many rows at once."""
    here = Q(site=None) | Q(site=OuterRef("visit__site"))
    rows = Closure.objects.filter(here, room=None, opened_at=None)
    rows = rows.annotate(begins=begins_by_the_clock(F), ends=ends_by_the_clock(F))
    starts_at, ends_at = (by_the_clock(OuterRef, "visit__", name) for name in ("starts_at", "ends_at"))
    return rows.filter(begins__lt=ends_at, ends__gt=starts_at)


def _away_then() -> QuerySet[Leave]:
    return Leave.objects.filter(
        person=OuterRef("visit__clinician"),
        starts_at__lt=OuterRef("visit__ends_at"),
        ends_at__gt=OuterRef("visit__starts_at"),
    )
