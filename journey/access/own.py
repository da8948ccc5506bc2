"""What a signed-in patient reaches of their own, and a helper of the person they help."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import JSONObject
from django.http import Http404

from accounts.models import User
from accounts.prepared import Prepared
from journey.access.helping import get_reached, is_no_staff, note_for_whom, reached, refuse
from journey.access.own_calls import calls_of, last_closed_of
from journey.domain.caregiving import OwnAct
from journey.domain.date_changes import MOVED, READ
from journey.models import (
    Appointment,
    AppointmentState,
    Caregiver,
    CheckIn,
    Consent,
    Cycle,
    Document,
    Journey,
    JourneyEvent,
    Patient,
    Photo,
    Submission,
)
from journey.models.consent_rows import photos_agreed
from journey.models.cycle_rows import with_gate_rows

# The way from a session to the person whose it is.
WHOSE = "journey__patient"
MOST_MOVES = 12
# A wish that staff noted holds no time yet, and an entry made in error never was a visit.
NEVER_TOLD = (AppointmentState.REQUESTED, AppointmentState.ENTERED_IN_ERROR)


def own_journeys(user: User) -> QuerySet[Journey]:
    """A signed-in patient's journeys, the running and newest first, with all that a patient's page needs of them."""
    if user.is_staff:
        return Journey.objects.none()
    return _for_pages(Journey.objects.filter(patient__user=user))


def get_own_journey(user: User, journey_id: UUID, act: OwnAct = OwnAct.READ, *, at: datetime) -> Journey:
    return get_reached(_journey, Journey, journey_id, user, act, "patient", at=at)


def get_own_check_in(user: User, check_in_id: UUID, act: OwnAct = OwnAct.READ, *, at: datetime) -> CheckIn:
    return get_reached(_check_in, CheckIn, check_in_id, user, act, WHOSE, at=at)


def get_own_visit(user: User, visit_id: UUID, act: OwnAct = OwnAct.READ, *, at: datetime) -> Appointment:
    return get_reached(_visit, Appointment, visit_id, user, act, "patient", at=at)


def visits_of(journey: Journey) -> list[Appointment]:
    """Every visit that a patient reads of, in order; without those that were entered in error. One statement."""
    rows = Appointment.objects.filter(journey=journey.pk).exclude(state__in=NEVER_TOLD)
    return list(rows.select_related("site", "clinician", "moved_to", "patient", "state_by").order_by("starts_at", "id"))


def get_own_submission(user: User, submission_id: UUID, *, at: datetime) -> Submission:
    return get_reached(_submission, Submission, submission_id, user, OwnAct.READ, WHOSE, at=at)


def get_own_document(user: User, document_id: UUID, *, at: datetime) -> Document:
    """A paper that was shared with the patient and not struck out, with its bytes."""
    return get_reached(_document, Document, document_id, user, OwnAct.READ, f"stage__cycle__{WHOSE}", at=at)


def get_own_photo(user: User, check_in_id: UUID, photo_id: UUID, *, at: datetime) -> Photo:
    """A photo of a check-in, sent or not, with its bytes."""
    photo: Photo = get_reached(_photo, Photo, photo_id, user, OwnAct.READ, f"check_in__{WHOSE}", at=at)
    if photo.check_in_id != check_in_id:
        raise Http404
    return photo


def get_own_cycle(user: User, cycle_id: UUID, act: OwnAct, *, at: datetime) -> Cycle:
    """A session with its journey, patient and clinic, for what is the patient's alone (`act`). Raises NotPermitted for
    a helper, Http404 for everybody else."""
    rows = Cycle.objects.select_related("journey__patient__site__clinic", "journey__lead_clinician")
    return _own_alone(rows.filter(pk=cycle_id), user, act, WHOSE, at)


def get_own_consent(user: User, cycle_id: UUID, consent_id: UUID, *, at: datetime) -> Consent:
    """What was signed for a session. Raises as `get_own_cycle`."""
    rows = Consent.objects.select_related("cycle__journey__patient__site__clinic", "text", "countersigned_by")
    rows = rows.filter(pk=consent_id, cycle=cycle_id)
    return _own_alone(rows, user, OwnAct.CONSENT, f"cycle__{WHOSE}", at)


def get_helped_patient(user: User, patient_id: UUID, act: OwnAct = OwnAct.READ, *, at: datetime) -> Patient:
    """A patient whose helper this is; not one's own record. Raises as `get_own_journey`."""
    return get_reached(_helped, Patient, patient_id, user, act, "", at=at)


def _own_alone(rows: QuerySet[Any], user: User, act: OwnAct, path: str, at: datetime) -> Any:
    found = rows.filter(**{f"{path}__user": user.pk}).first() if is_no_staff(user) else None
    if found is None:
        refuse(rows, user, act, path, at)
    user.acting_for = None
    return found


@Prepared
def _journey(key: UUID, user_id: UUID, act: OwnAct, at: datetime) -> QuerySet[Journey]:
    return reached(_for_pages(Journey.objects.filter(pk=key)), user_id, act, "patient", at)


@Prepared
def _check_in(key: UUID, user_id: UUID, act: OwnAct, at: datetime) -> QuerySet[CheckIn]:
    rows = CheckIn.objects.filter(pk=key).annotate(photos_agreed=photos_agreed("cycle"))
    rows = rows.select_related("journey__patient__site__clinic", "journey__lead_clinician", "cycle", "draft__saved_by")
    return reached(rows, user_id, act, WHOSE, at)


@Prepared
def _visit(key: UUID, user_id: UUID, act: OwnAct, at: datetime) -> QuerySet[Appointment]:
    rows = (
        Appointment.objects.filter(pk=key)
        .exclude(state__in=NEVER_TOLD)
        .select_related(
            "patient__site__clinic", "journey", "cycle", "clinician", "site", "room", "moved_to", "state_by"
        )
    )
    return reached(rows, user_id, act, "patient", at)


@Prepared
def _submission(key: UUID, user_id: UUID, act: OwnAct, at: datetime) -> QuerySet[Submission]:
    rows = (
        Submission.objects.filter(pk=key)
        .select_related("check_in", "cycle", "journey__patient__site__clinic", "seen_by", "sent_by", "caregiver")
        .select_related("triage__alert_reason__alert__acknowledged_by", "triage__alert_reason__alert__closed_by")
    )
    return reached(rows, user_id, act, WHOSE, at)


@Prepared
def _document(key: UUID, user_id: UUID, act: OwnAct, at: datetime) -> QuerySet[Document]:
    rows = Document.objects.filter(pk=key, shared_at__isnull=False, struck_at=None).select_related("content")
    return reached(rows, user_id, act, f"stage__cycle__{WHOSE}", at)


@Prepared
def _photo(key: UUID, user_id: UUID, act: OwnAct, at: datetime) -> QuerySet[Photo]:
    return reached(Photo.objects.filter(pk=key).select_related("content"), user_id, act, f"check_in__{WHOSE}", at)


@Prepared
def _helped(key: UUID, user_id: UUID, act: OwnAct, at: datetime) -> QuerySet[Patient]:
    rows = Patient.objects.filter(pk=key).exclude(user=user_id).select_related("site__clinic")
    return reached(rows, user_id, act, "", at)


def own_cycles(user: User, *, at: datetime) -> list[Cycle]:
    """Every session of a signed-in patient's journeys, oldest first, with all that the gates ask and the journey's
    people and clinic; `helps` says whether this person is somebody's helper too. One statement; the pathway's document
    comes from the process."""
    return [] if user.is_staff else _cycles.rows(user_id=user.pk, at=at)


def cycles_of_journey(user: User, journey_id: UUID, *, at: datetime) -> list[Cycle]:
    """As `own_cycles`, of the patient whose journey this is. Raises Http404 when it is nothing to this person, and
    NotPermitted when their help has ended."""
    found = _cycles_of_journey.rows(user_id=user.pk, journey_id=journey_id, at=at) if is_no_staff(user) else []
    return _noted(found, user) or refuse(_beside_journey(journey_id), user, OwnAct.READ, WHOSE, at)


def cycles_of_stage(user: User, stage_id: UUID, *, at: datetime) -> list[Cycle]:
    """As `cycles_of_journey`, of the one journey that this stage belongs to."""
    found = _cycles_of_stage.rows(user_id=user.pk, stage_id=stage_id, at=at) if is_no_staff(user) else []
    return _noted(found, user) or refuse(_beside_stage(stage_id), user, OwnAct.READ, WHOSE, at)


def cycles_of_helped(user: User, patient_id: UUID, *, at: datetime) -> list[Cycle]:
    """As `own_cycles`, of somebody whose helper this is; empty while nothing was started for them."""
    rows = Cycle.objects.filter(journey__patient=patient_id).exclude(journey__patient__user=user)
    found = list(_with_pages(reached(rows, user.pk, OwnAct.READ, WHOSE, at))) if is_no_staff(user) else []
    return _noted(found, user)


def find_own_patient(user: User, *, at: datetime) -> Patient | None:
    """The signed-in patient with their clinic; None for staff, and for a sign-in without a record. `helps` says
    whether they are somebody's helper too."""
    rows = Patient.objects.filter(user=user, user__is_staff=False).select_related("site__clinic")
    return rows.annotate(helps=Exists(Caregiver.objects.helping(at).filter(user=user))).first()


@Prepared
def _cycles(user_id: UUID, at: datetime) -> QuerySet[Cycle]:
    helps = Caregiver.objects.helping(at).filter(user=user_id)
    return _with_pages(Cycle.objects.filter(journey__patient__user=user_id)).annotate(helps=Exists(helps))


@Prepared
def _cycles_of_journey(user_id: UUID, journey_id: UUID, at: datetime) -> QuerySet[Cycle]:
    return _with_pages(reached(_beside_journey(journey_id), user_id, OwnAct.READ, WHOSE, at))


@Prepared
def _cycles_of_stage(user_id: UUID, stage_id: UUID, at: datetime) -> QuerySet[Cycle]:
    return _with_pages(reached(_beside_stage(stage_id), user_id, OwnAct.READ, WHOSE, at))


def _beside_journey(journey_id: UUID) -> QuerySet[Cycle]:
    return Cycle.objects.filter(journey__patient__journeys=journey_id)


def _beside_stage(stage_id: UUID) -> QuerySet[Cycle]:
    return Cycle.objects.filter(journey__in=Journey.objects.filter(cycles__stages=stage_id))


def _noted(found: list[Cycle], user: User) -> list[Cycle]:
    """The same rows, after it is kept for whom this person looks at them."""
    if found:
        note_for_whom(found[-1], user)
    return found


def _with_pages(rows: QuerySet[Cycle]) -> QuerySet[Cycle]:
    """With the newest moves of its dates as `date_moves`, and when the patient said that they had read them; the
    times for a call as `calls`, and the alert that was closed last as `closed`."""
    events = JourneyEvent.objects.filter(cycle=OuterRef("pk"), kind__in=(MOVED, READ)).order_by("-at", "-pk")
    return (
        with_gate_rows(rows)
        .annotate(
            calls=calls_of("journey__patient"),
            closed=last_closed_of("journey"),
            date_moves=ArraySubquery(events.values(row=JSONObject(kind="kind", at="at", data="data"))[:MOST_MOVES]),
        )
        .select_related(
            "journey__patient__site__clinic",
            "journey__lead_clinician",
            "journey__pathway_version__rules_approved_by",
        )
        .defer("journey__pathway_version__document")
        .order_by("journey__started_at", "journey_id", "number")
    )


def _for_pages(rows: QuerySet[Journey]) -> QuerySet[Journey]:
    return rows.select_related("patient__site__clinic", "lead_clinician", "coordinator").order_by("-started_at", "id")
