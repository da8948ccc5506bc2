"""Who is there when: weekly hours, leave, closed days. Coordinators and managers, at the sites where they work."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction

from accounts.models import User
from journey import policies
from journey.access import own_sites, team_of
from journey.access.closures import gap_of
from journey.actions.locking import STALE, check_version, constraints_in_words, locked, once_more
from journey.actions.opening_again import stand_again, visits_in
from journey.actions.permission import check_site, check_works_at
from journey.actions.spans import take_back
from journey.domain.capacity import exact_moment, shared_weekday
from journey.domain.errors import NotAccepted, StaleVersion
from journey.domain.opening import DAYS, parse_opening_hours
from journey.domain.words import say as _
from journey.models import Clinic, Closure, Leave, Room, Site, WorkingHours
from journey.policies import Act

LONGEST_LEAVE = timedelta(days=731)


@transaction.atomic
def set_hours(
    *, person: User, site: Site, hours: str, by: User, at: datetime, expected_version: int | None = None
) -> WorkingHours | None:
    """The hours in which this person sees patients at this site, week by week; blank takes them away. Raises
    NotAccepted for lines that cannot be read and for hours at two sites at once. Visits stay as they are."""
    policies.check(by, Act.PLAN_CAPACITY)
    check_site(by, site)
    check_works_at(person, site, field="person")
    _queue_for(person)
    row = WorkingHours.objects.filter(person=person, site=site).first()
    if row is None and expected_version:
        raise StaleVersion(_(STALE))
    if row is not None:
        check_version(row, expected_version)
    if not hours.strip():
        if row is not None:
            row.delete()
        return None
    _check_one_place_at_a_time(person, site, hours)
    row = row or WorkingHours(person=person, site=site, version=0)
    row.hours = "\n".join(line.strip() for line in hours.splitlines() if line.strip())
    row.version += 1
    with constraints_in_words(row):
        row.full_clean()
        row.save()
    return row


def _check_one_place_at_a_time(person: User, site: Site, hours: str) -> None:
    try:
        week = parse_opening_hours(hours)
    except NotAccepted as refusal:
        raise NotAccepted(refusal.sentence, field="hours") from refusal
    for other in WorkingHours.objects.filter(person=person).exclude(site=site).select_related("site"):
        weekday = shared_weekday(week, other.week)
        if weekday is not None:
            words = _("On {day} these hours overlap those at {site}.", day=_(DAYS[weekday]), site=other.site)
            raise NotAccepted(words, field="hours")


@transaction.atomic
def add_leave(*, person: User, starts_at: datetime, ends_at: datetime, by: User, at: datetime) -> Leave:
    """Somebody is away. Visits that lie in it stay booked until they are moved: `visits_in_leave` lists them. The same
    leave sent twice is one. Raises NotAccepted for a time that is over or ends before it begins."""
    policies.check(by, Act.PLAN_CAPACITY)
    if not team_of(User.objects.filter(pk=person.pk, is_staff=True), own_sites(by)).exists():
        raise NotAccepted(_("{who} does not work at a site of yours.", who=person), field="person")
    if ends_at <= starts_at:
        raise NotAccepted(_("The leave must end after it starts."), field="last")
    if ends_at <= at:
        raise NotAccepted(_("This time is over. Enter leave that is still to come."), field="last")
    if ends_at - starts_at > LONGEST_LEAVE:
        raise NotAccepted(_("Enter at most two years at a time."), field="last")
    _queue_for(person)
    known = Leave.objects.filter(person=person, starts_at=starts_at, ends_at=ends_at).first()
    times = {"starts_at": starts_at, "ends_at": ends_at}
    return known or Leave.objects.create(person=person, entered_at=at, entered_by=by, **times)


@once_more
@transaction.atomic
def take_leave_back(*, leave: Leave, by: User, at: datetime) -> None:
    """It was entered wrongly, or the person comes back earlier: what was of it stays. Visits that still lie in it take
    place, and who heard otherwise is told. Sent twice it is done once."""
    policies.check(by, Act.PLAN_CAPACITY)
    if not team_of(User.objects.filter(pk=leave.person_id), own_sites(by)).exists():
        raise NotAccepted(_("{who} does not work at a site of yours.", who=leave.person))
    row = Leave.objects.select_for_update().filter(pk=leave.pk).first()
    visits = visits_in(gap_of(row, _zone()), at) if row is not None else []
    take_back(row, at)
    stand_again(visits, leave.entered_at, by, at)


@transaction.atomic
def add_closure(
    *,
    site: Site | None,
    kind: str,
    name: str,
    first: date,
    last: date,
    by: User,
    at: datetime,
    room: Room | None = None,
    from_clock: time | None = None,
    to_clock: time | None = None,
) -> Closure:
    """A time in which nobody is seen, at one site or in one of its rooms; at all sites (None) a manager says so. With a
    clock time the first day is closed from it on, the last until it. Visits that lie in it stay booked until they are
    moved. The same time sent twice is one row. Raises NotAccepted for what is over, and for a clock time that the
    clocks skip or show twice."""
    policies.check(by, Act.PLAN_CAPACITY if site else Act.EDIT_SETTINGS)
    if site is not None:
        check_site(by, site)
    if room is not None and room.site_id != (site and site.pk):
        raise NotAccepted(_("Choose a room of this site."), field="room")
    zone = _zone()
    for field, day, clock in (("from_clock", first, from_clock), ("to_clock", last, to_clock)):
        _check_clock(day, clock, zone, field)
    values = {"kind": kind, "name": name, "first": first, "last": last, "from_clock": from_clock, "to_clock": to_clock}
    closure = Closure(site=site, room=room, entered_at=at, entered_by=by, **values)
    with constraints_in_words(closure):
        closure.full_clean()
        if closure.span(zone)[1] <= at:
            raise NotAccepted(_("This time is over. Enter a time that is still to come."), field="last")
        known = Closure.objects.filter(site=site, room=room, opened_at=None, **values).first()
        if known is not None:
            return known
        closure.save(force_insert=True)
    return closure


@once_more
@transaction.atomic
def open_again(*, closure: Closure, by: User, at: datetime) -> Closure:
    """Takes a closed time back that is not over; what was moved because of it stays where it is. Visits that still lie
    in it take place, and who heard otherwise is told. Sent twice it is done once."""
    policies.check(by, Act.PLAN_CAPACITY if closure.site_id else Act.EDIT_SETTINGS)
    if closure.site is not None:
        check_site(by, closure.site)
    closure = locked(closure)
    if closure.opened_at is not None:
        return closure
    if closure.span(_zone())[1] <= at:
        raise NotAccepted(_("This time is over."))
    visits = visits_in(gap_of(closure, _zone()), at)
    closure.opened_at, closure.opened_by = at, by
    closure.save(update_fields=["opened_at", "opened_by"])
    stand_again(visits, closure.entered_at, by, at)
    return closure


def _zone() -> ZoneInfo:
    """The clinic's: its sites share one clock."""
    return Clinic.objects.get().zone


def _check_clock(day: date, clock: time | None, zone: ZoneInfo, field: str) -> None:
    if clock is None:
        return
    try:
        exact_moment(day, clock, zone)
    except NotAccepted as refusal:
        raise NotAccepted(refusal.sentence, field=field) from refusal


def _queue_for(person: User) -> None:
    """Bookings lock the person too, so hours and leave do not change under one."""
    User.objects.select_for_update(of=("self",), no_key=True).get(pk=person.pk)
