"""Which records are past their time, since when, and what still stands in the way of taking the person out."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import DateTimeField, Exists, F, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Greatest, JSONObject

from accounts.models import Trace, User
from journey.access.scope import visible_patients
from journey.domain.ae_states import OPEN_STATES
from journey.domain.days import at_local, local_date
from journey.domain.keeping_time import newest_run_out, runs_out_on
from journey.domain.transitions import OPEN_STATUSES
from journey.models import (
    AdverseEvent,
    Alert,
    AlertState,
    Appointment,
    AppointmentState,
    Caregiver,
    Clinic,
    ContactAttempt,
    DataRequest,
    IdentityRemoval,
    Journey,
    JourneyEvent,
    LastContact,
    LegalHold,
    Patient,
    Submission,
    TumourReview,
)
from journey.models.appointment import STANDING
from journey.policies import Act, may

# The newest of each is a contact. A visit that is still to come counts too: its day is the newest.
CONTACTS: tuple[tuple[QuerySet[Any], str, str], ...] = (
    (Journey.objects.all(), "patient", "status_since"),
    (JourneyEvent.objects.all(), "journey__patient", "at"),
    (Submission.objects.all(), "journey__patient", "sent_at"),
    (ContactAttempt.objects.all(), "journey__patient", "at"),
    (DataRequest.objects.all(), "patient", "asked_at"),
    (Caregiver.objects.all(), "patient", "invited_at"),
    (
        Appointment.objects.filter(state__in=(*STANDING, AppointmentState.DONE)),
        "patient",
        "ends_at",
    ),
)
HARM = ("adverse_event_to_record", "fatal_adverse_event_to_record")

# What stands in the way, by the name that a page has words for. Of before adverse events were recorded there is only
# the note in a journey's history that one has to be; nothing settles it, so such a record stays until one is.
WAYS: Mapping[str, Callable[[datetime], Any]] = {
    "hold": lambda at: Exists(LegalHold.objects.filter(patient=OuterRef("pk"), lifted_at__isnull=True)),
    "journey": lambda at: Exists(Journey.objects.filter(patient=OuterRef("pk"), status__in=OPEN_STATUSES)),
    "alert": lambda at: Exists(Alert.objects.filter(patient=OuterRef("pk")).exclude(state=AlertState.CLOSED)),
    "adverse_event": lambda at: (
        Exists(AdverseEvent.objects.filter(patient=OuterRef("pk"), state__in=OPEN_STATES))
        | (
            Exists(JourneyEvent.objects.filter(journey__patient=OuterRef("pk"), kind__in=HARM))
            & ~Exists(AdverseEvent.objects.filter(patient=OuterRef("pk")))
        )
    ),
    "tumour_review": lambda at: Exists(TumourReview.objects.filter(patient=OuterRef("pk"), closed_at__isnull=True)),
    "request": lambda at: Exists(DataRequest.objects.filter(patient=OuterRef("pk"), decided_at__isnull=True)),
    "helps": lambda at: Exists(Caregiver.objects.helping(at).filter(user=OuterRef("user"))),
}


def with_last_contact(patients: QuerySet[Patient]) -> QuerySet[Any]:
    """Adds `last_contact`: the newest visit, answer, call, request, sign-in or act in a journey; without any, when the
    record was made. None only for a record that is older than the trace and was never used."""
    newest = [
        Subquery(rows.filter(**{to: OuterRef("pk")}).order_by().values(to).annotate(at=Max(of)).values("at"))
        for rows, to, of in CONTACTS
    ]
    made = Trace.objects.filter(patient_id=OuterRef("pk")).order_by("at", "number").values("at")[:1]
    return patients.annotate(
        last_contact=Greatest(*newest, F("user__last_login"), Subquery(made), output_field=DateTimeField())
    )


def past_their_time(user: User, clinic: Clinic, at: datetime, *, most: int) -> list[Any]:
    """For managers, of the patients whom they reach: records whose time is over and that still name their person, the
    oldest first, with `last_contact` and `ways`. Nobody while the clinic has set no number of years.

    Two statements: which ones it can be, from what was counted last night, and what is so of them now.
    """
    limit = over_before(clinic, at)
    if limit is None or not may(user, Act.END_KEEPING):
        return []
    oldest = list(counted_before(limit, user, at).values_list("patient_id", flat=True)[:most])
    rows = with_ways(with_last_contact(named(Patient.objects.filter(pk__in=oldest))), at)
    past = [row for row in rows if row.last_contact is not None and row.last_contact < limit]
    return sorted(past, key=lambda row: (row.last_contact, row.pk))


def counted_before(limit: datetime, user: User, at: datetime) -> QuerySet[LastContact]:
    """The oldest first, in the order of the index: only as many are read as are asked for."""
    reached = visible_patients(user, at).order_by()
    return LastContact.objects.filter(at__lt=limit, patient__in=reached).order_by("at", "patient_id")


def over_before(clinic: Clinic, at: datetime) -> datetime | None:
    """The time of a record is over when its last contact was before this; None while the clinic has set no years."""
    if clinic.retention_years is None:
        return None
    newest = newest_run_out(local_date(at, clinic.zone), clinic.retention_years)
    return at_local(newest + timedelta(days=1), time(0), clinic.zone)


def named(patients: QuerySet[Patient]) -> QuerySet[Patient]:
    """Those whose records still name them."""
    return patients.filter(~Exists(IdentityRemoval.objects.filter(patient=OuterRef("pk"), done_at__isnull=False)))


def to_count(limit: datetime) -> QuerySet[Any]:
    """Records whose last contact was never counted or may have become newer than this limit, with `last_contact`."""
    waiting = Q(kept_contact__isnull=True) | Q(kept_contact__at__lt=limit)
    return with_last_contact(named(Patient.objects.filter(waiting)))


def visible_removals(user: User, at: datetime) -> QuerySet[IdentityRemoval]:
    """For managers: of the patients whom they reach."""
    if not may(user, Act.END_KEEPING):
        return IdentityRemoval.objects.none()
    return IdentityRemoval.objects.filter(patient__in=visible_patients(user, at).order_by().values("pk"))


def last_contact_of(patient: Patient) -> datetime | None:
    return with_last_contact(Patient.objects.filter(pk=patient.pk)).values_list("last_contact", flat=True)[0]


def kept_until(patient: Patient, clinic: Clinic) -> date | None:
    """The day on which the record's time is over; None while nobody can say."""
    last = last_contact_of(patient)
    if last is None or clinic.retention_years is None:
        return None
    return runs_out_on(local_date(last, clinic.zone), clinic.retention_years)


def with_ways(patients: QuerySet[Patient], at: datetime) -> QuerySet[Any]:
    """Adds `ways`: by each name of `WAYS`, whether it is so now."""
    return patients.annotate(ways=JSONObject(**{name: stands(at) for name, stands in WAYS.items()}))


def in_the_way(patient: Patient, at: datetime) -> tuple[str, ...]:
    """The names of `WAYS` that are so now. One statement."""
    return ways_of(with_ways(Patient.objects.filter(pk=patient.pk), at).values_list("ways", flat=True)[0])


def ways_of(ways: Mapping[str, bool]) -> tuple[str, ...]:
    return tuple(name for name in WAYS if ways[name])


def is_removed(patient: Patient) -> bool:
    """Whether the record has lost its person."""
    return IdentityRemoval.objects.filter(patient=patient, done_at__isnull=False).exists()
