"""What is open between patients and the desk in the made-up clinic: an ask to move, offered times, a ladder begun."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from accounts.models import User
from journey.access.capacity import site_capacity, visit_shapes
from journey.actions.appointments import book_appointment
from journey.actions.contacts import log_contact
from journey.actions.own_visits import ask_about_visit
from journey.domain.days import local_date
from journey.domain.errors import NotAccepted
from journey.domain.slots import Wish, free_slots
from journey.models import Appointment, AppointmentState, Journey
from journey.models.appointment import NEEDLE_DAYS
from journey.presenters.due_visits import Due, kind_of
from journey.presenters.planner import waiting
from journey.presenters.worklists import Now

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
OFFERED_TIMES = 3


def open_between_them(staff: Mapping[str, User], zone: ZoneInfo, now: datetime) -> None:
    _ask(now)
    desk = staff["cora"]
    due = sorted(waiting(Now.of(now, zone, desk, 30)), key=lambda each: (each.window.latest, each.code))
    today = local_date(now, zone)
    ahead = [each for each in due if each.window.latest > today + DAY]
    over = [each for each in due if each.window.latest < today]
    if ahead:
        _offer(ahead[-1], desk, zone, now)
    if over:
        for days, route in ((4, "message"), (2, "message"), (1, "phone")):
            log_contact(
                cycle=over[0].cycle, purpose="silence", route=route, result="no_answer", by=desk, at=now - days * DAY
            )


def _ask(now: datetime) -> None:
    rows = Appointment.objects.filter(
        state=AppointmentState.BOOKED, starts_at__gt=now + 2 * DAY, patient__user__isnull=False
    ).exclude(kind__in=NEEDLE_DAYS)
    visit = rows.select_related("patient__user").order_by("starts_at", "pk").first()
    if visit is not None and visit.patient.user is not None:
        ask_about_visit(
            visit=visit,
            ask="move",
            words="I look after my grandson that morning.",
            part="afternoon",
            weekdays=["1", "3"],
            by=visit.patient.user,
            at=now - 3 * HOUR,
        )


def _offer(due: Due, desk: User, zone: ZoneInfo, now: datetime) -> None:
    """The first free time of three days, held until the patient has chosen."""
    journey = Journey.objects.select_related("patient__site__clinic").get(pk=due.cycle.journey_id)
    kind, first, offered = kind_of(due.code), max(due.window.earliest, local_date(now, zone) + DAY), 0
    shape = visit_shapes()[kind]
    capacity = site_capacity(journey.patient.site, shape, first, due.window.latest, patient=journey.patient, zone=zone)
    seen = set()
    for slot in free_slots(Wish(first, due.window.latest), shape, capacity, now):
        day = local_date(slot.starts_at, zone)
        if day in seen or offered == OFFERED_TIMES or not isinstance(slot.person, User):
            continue
        seen.add(day)
        times = {"starts_at": slot.starts_at, "ends_at": slot.ends_at}
        try:
            book_appointment(
                cycle=due.cycle, clinician=slot.person, kind=kind, by=desk, at=now - HOUR,
                state=AppointmentState.OFFERED, **times,
            )  # fmt: skip
        except NotAccepted:
            continue
        offered += 1
