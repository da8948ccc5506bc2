"""What a calendar reads of visits: whose address it is, and every visit as one entry that keeps its identity."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet

from accounts.keeping import fingerprint
from accounts.models import User
from journey.access.scope import visible_appointments
from journey.domain.stages import JourneyStatus
from journey.domain.visit_series import series
from journey.models import Appointment, AppointmentState, CalendarFeed, Journey, JourneyEvent
from journey.policies import Act, may

# What is over stays in a calendar for a while; what is far ahead of a clinician is not planned yet.
PAST_OF_PATIENT = timedelta(days=365)
PAST_OF_STAFF = timedelta(days=30)
AHEAD_OF_STAFF = timedelta(days=180)
# Nobody's appointment: a wish holds no time, an offer is chosen in the app.
NOT_YET = (AppointmentState.REQUESTED, AppointmentState.OFFERED)
OFF = (
    AppointmentState.CANCELLED_BY_PATIENT,
    AppointmentState.CANCELLED_BY_CLINIC,
    AppointmentState.ENTERED_IN_ERROR,
    AppointmentState.MOVED,
)


@dataclass(frozen=True)
class Entry:
    """One visit of a calendar, however often it moved: `uid` is that of its first time, `sequence` rises with every
    change, `visit` is the time that counts, and `is_off` says that it does not take place."""

    uid: UUID
    sequence: int
    visit: Appointment
    is_off: bool
    changed_at: datetime


def kept_secret(token: str) -> str:
    """What is stored of the token in an address."""
    return fingerprint("calendar", token)


def find_feed(token: str) -> CalendarFeed | None:
    """Whose address this is, while it works: not after it was ended, for a sign-in that is closed, for somebody who
    reads no records any more, or for a patient who has died."""
    rows = CalendarFeed.objects.filter(secret=kept_secret(token), ended_at=None, user__is_active=True)
    feed = rows.select_related("user", "patient__site__clinic").first()
    if feed is None:
        return None
    if feed.patient_id is None:
        return feed if feed.user.is_staff and may(feed.user, Act.READ_RECORDS) else None
    died = Journey.objects.filter(patient=feed.patient_id, status=JourneyStatus.CLOSED_DECEASED)
    return None if died.exists() else feed


def open_feed(user: User) -> CalendarFeed | None:
    return CalendarFeed.objects.filter(user=user.pk, ended_at=None).first()


def entries_of(feed: CalendarFeed, at: datetime) -> list[Entry]:
    """Everything that this calendar shows, in order of time."""
    if feed.patient_id is not None:
        rows = _rows(Appointment.objects.filter(patient=feed.patient_id))
        return [each for each in _entries(rows) if each.visit.ends_at >= at - PAST_OF_PATIENT]
    own = visible_appointments(feed.user, at).filter(
        clinician=feed.user, starts_at__gte=at - PAST_OF_STAFF, starts_at__lt=at + AHEAD_OF_STAFF
    )
    return _entries(_whole_series(_rows(own)), clinician=feed.user.pk)


def entry_of(visit: Appointment) -> Entry | None:
    """The entry that this visit belongs to; None for a time that was only offered."""
    rows = _rows(Appointment.objects.filter(journey=visit.journey_id))
    lines = _lines(rows)
    mine = next((line for line in lines if visit.pk in {each.pk for each in line}), None)
    return next(iter(_entries(mine)), None) if mine else None


def _rows(rows: QuerySet[Appointment]) -> list[Appointment]:
    return list(rows.exclude(state=AppointmentState.REQUESTED).select_related("site", "patient"))


def _whole_series(rows: list[Appointment]) -> list[Appointment]:
    """With what these were moved from and to, whoever saw the patient then: the identity is that of the first."""
    known = {row.pk: row for row in rows}
    last: Sequence[Appointment] = rows
    while last:
        keys = [row.pk for row in last]
        ahead = [row.moved_to_id for row in last if row.moved_to_id and row.moved_to_id not in known]
        near = Appointment.objects.filter(moved_to__in=keys) | Appointment.objects.filter(pk__in=ahead)
        last = [row for row in _rows(near) if row.pk not in known]
        known |= {row.pk: row for row in last}
    return list(known.values())


def _lines(rows: Iterable[Appointment]) -> list[list[Appointment]]:
    by_key = {row.pk: row for row in rows}
    return [[by_key[key] for key in line] for line in series({key: row.moved_to_id for key, row in by_key.items()})]


def _entries(rows: Iterable[Appointment], clinician: UUID | None = None) -> list[Entry]:
    """A line that was never more than offered is nobody's entry. In the calendar of a `clinician`, a visit that went to
    somebody else is off."""
    lines = [line for line in _lines(rows) if line[-1].state not in NOT_YET]
    never = _only_offered([line[-1] for line in lines if line[-1].state in OFF])
    found = [_entry(line, clinician) for line in lines if line[-1].pk not in never]
    return sorted(found, key=lambda each: (each.visit.starts_at, str(each.uid)))


def _entry(line: list[Appointment], clinician: UUID | None) -> Entry:
    own = [row for row in line if clinician in {None, row.clinician_id}]
    last = line[-1]
    return Entry(
        uid=line[0].pk,
        sequence=sum(row.version for row in line),
        visit=own[-1],
        is_off=last.state in OFF or own[-1] is not last,
        changed_at=max((row.state_at for row in line if row.state_at), default=last.starts_at),
    )


def _only_offered(ended: list[Appointment]) -> set[UUID]:
    """Of visits that ended, those that were offered or wished for until then: the history says what was before."""
    if not ended:
        return set()
    rows = JourneyEvent.objects.filter(
        journey__in={row.journey_id for row in ended},
        kind__in=[f"visit_{state}" for state in OFF],
        data__before__in=list(NOT_YET),
    )
    return {UUID(row) for row in rows.values_list("data__appointment", flat=True)}
