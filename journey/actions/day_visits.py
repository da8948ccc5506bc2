"""The visits of a treatment day whose date moves: they move along, or stay and are named with the reason."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from journey.actions.appointments import book_appointment, move_appointment
from journey.actions.holding import hold_for_several
from journey.actions.taking_back import came_with
from journey.domain.date_changes import Stays
from journey.domain.days import local_date, plain_clock, plain_date
from journey.domain.errors import NotAccepted
from journey.domain.visits import is_outside
from journey.domain.words import say as _
from journey.models import Appointment, Cycle, JourneyEvent
from journey.models.appointment import NEEDLE_DAYS, TO_COME
from journey.models.pathway_version import visit_specs_of


@dataclass(frozen=True)
class Left:
    """A visit that could not move, and how staff read it."""

    visit: Appointment
    stays: Stays


def move_visits(
    cycle: Cycle, was: datetime, moment: datetime, by: User, at: datetime, undone: JourneyEvent | None
) -> Iterator[Left]:
    """The visits of the day itself keep their distance from it. One that cannot move stays, and is named; so is one
    that did not come with the move that is taken back. Called by what moves the date, which asks who may."""
    rows = Appointment.objects.filter(cycle=cycle, kind__in=NEEDLE_DAYS, state__in=TO_COME, starts_at__gt=at)
    on_the_day = [each for each in rows.order_by("starts_at", "pk") if _same_day(each, was)]
    _hold(cycle, on_the_day)
    for visit in on_the_day if moment != was else ():
        if undone is not None and not came_with(visit, undone):
            yield Left(visit, Stays(_title(visit), _("It was on that day before the date moved there.")))
            continue
        starts_at = visit.starts_at + (moment - was)
        ends_at = starts_at + (visit.ends_at - visit.starts_at)
        try:
            move_appointment(appointment=visit, starts_at=starts_at, ends_at=ends_at, by=by, at=at, with_its_date=True)
        except NotAccepted as refusal:
            yield Left(visit, Stays(_title(visit), refusal.sentence))


def book_again(cycle: Cycle, undone: JourneyEvent, by: User, at: datetime) -> Iterator[Stays]:
    """What was cancelled with the move that is taken back is booked as it was; one whose time is taken by now is
    named. Called by what takes the move back, which asks who may."""
    rows = Appointment.objects.filter(cycle=cycle, pk__in=undone.data.get("freed", ()), starts_at__gt=at)
    freed = list(rows.select_related("clinician", "room", "cycle").order_by("starts_at", "pk"))
    _hold(cycle, freed)
    for visit in freed:
        try:
            book_appointment(
                cycle=cycle,
                clinician=visit.clinician,
                kind=visit.kind,
                starts_at=visit.starts_at,
                ends_at=visit.ends_at,
                room=visit.room,
                by=by,
                at=at,
            )
        except NotAccepted as refusal:
            yield Stays(_title(visit), refusal.sentence)


def late_visits(cycle: Cycle, moment: datetime) -> Iterator[Stays]:
    """Visits of getting ready that are booked for after the new day stay and are named: staff move them by hand."""
    rows = Appointment.objects.filter(cycle=cycle, kind="preparation", state__in=TO_COME, starts_at__gte=moment)
    for visit in rows.order_by("starts_at", "pk"):
        title = _("Getting ready: {day}", day=_day(visit))
        yield Stays(title, _("It is after the new day now. Move it by hand."))


def stray_visits(cycle: Cycle, moment: datetime, at: datetime) -> Iterator[Stays]:
    """Visits for the treatment that are booked for another day than it has now: nothing moves them by itself."""
    rows = Appointment.objects.filter(cycle=cycle, kind__in=NEEDLE_DAYS, state__in=TO_COME, starts_at__gt=at)
    for visit in rows.order_by("starts_at", "pk"):
        if not _same_day(visit, moment):
            yield Stays(_title(visit), _("It is on another day than the treatment. Move or cancel it by hand."))


def visits_left_outside(cycle: Cycle, was: datetime, now: datetime, at: datetime) -> list[Left]:
    """Follow-up visits that are booked on their days as counted from the injection at `was`, and as counted from `now`
    are not. They stay: staff move them by hand."""
    specs, zone = visit_specs_of(cycle.journey.pathway_version_id), cycle.journey.patient.zone
    rows = Appointment.objects.filter(cycle=cycle, state__in=TO_COME, starts_at__gt=at).order_by("starts_at", "pk")
    found = []
    for visit in rows:
        day = local_date(visit.starts_at, zone)
        before, after = (is_outside(visit.kind, day, specs, injected, zone) for injected in (was, now))
        if after and not before:
            title = _("{visit}: {day}", visit=visit.get_kind_display(), day=_day(visit))
            found.append(Left(visit, Stays(title, _("It is outside its days now. Move it by hand."))))
    return found


def _hold(cycle: Cycle, visits: list[Appointment]) -> None:
    people = [each.clinician_id for each in visits]
    hold_for_several(patients=[cycle.journey.patient_id], sites=[each.site_id for each in visits], people=people)


def _same_day(visit: Appointment, moment: datetime) -> bool:
    zone = visit.site.clinic.zone
    return local_date(visit.starts_at, zone) == local_date(moment, zone)


def _title(visit: Appointment) -> str:
    clock = plain_clock(visit.starts_at.astimezone(visit.site.clinic.zone))
    return _("Visit: {day}, {time}", day=_day(visit), time=clock)


def _day(visit: Appointment) -> str:
    return plain_date(local_date(visit.starts_at, visit.site.clinic.zone))
