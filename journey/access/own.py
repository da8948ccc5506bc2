"""What a signed-in patient reaches of their own."""

from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from accounts.models import User
from journey.access.scope import found
from journey.models import CheckIn, Cycle, Journey, Patient, Stage, Submission
from journey.models.cycle_rows import with_gate_rows


def own_journeys(user: User) -> QuerySet[Journey]:
    """A signed-in patient's journeys, the running and newest first, with all that a patient's page needs of them."""
    if user.is_staff:
        return Journey.objects.none()
    return (
        Journey.objects.filter(patient__user=user)
        .select_related("patient__site__clinic", "lead_clinician", "coordinator")
        .order_by("-started_at", "id")
    )


def get_own_journey(user: User, journey_id: UUID) -> Journey:
    return found(own_journeys(user).filter(pk=journey_id))


def get_own_check_in(user: User, check_in_id: UUID) -> CheckIn:
    return found(
        CheckIn.objects.filter(
            journey__patient__user=user, pk=check_in_id, journey__patient__user__is_staff=False
        ).select_related("journey__patient__site__clinic", "journey__lead_clinician", "cycle", "draft")
    )


def get_own_submission(user: User, submission_id: UUID) -> Submission:
    return found(
        Submission.objects.filter(
            journey__patient__user=user, pk=submission_id, journey__patient__user__is_staff=False
        ).select_related("check_in", "cycle", "journey__patient__site__clinic", "triage", "seen_by", "sent_by")
    )


def get_own_stage(user: User, stage_id: UUID) -> Stage:
    return found(
        Stage.objects.filter(
            cycle__journey__patient__user=user, pk=stage_id, cycle__journey__patient__user__is_staff=False
        ).select_related("cycle__journey__patient__site__clinic", "cycle__journey__lead_clinician", "closed_by")
    )


def own_cycles(user: User) -> list[Cycle]:
    """Every session of a signed-in patient's journeys, oldest first, with all that the gates ask and the journey's
    people and clinic. One statement; the pathway's document comes from the process."""
    return list(_patient_cycles(user))


def cycles_of_stage(user: User, stage_id: UUID) -> list[Cycle]:
    """As `own_cycles`, of the one journey that this stage belongs to. Raises Http404 when it is not the patient's."""
    found = list(_patient_cycles(user).filter(journey__in=Journey.objects.filter(cycles__stages=stage_id)))
    if not found:
        raise Http404
    return found


def _patient_cycles(user: User) -> QuerySet[Cycle]:
    rows = Cycle.objects.none() if user.is_staff else Cycle.objects.filter(journey__patient__user=user)
    return (
        with_gate_rows(rows)
        .select_related(
            "journey__patient__site__clinic",
            "journey__lead_clinician",
            "journey__pathway_version__rules_approved_by",
        )
        .defer("journey__pathway_version__document")
        .order_by("journey__started_at", "journey_id", "number")
    )


def find_own_patient(user: User) -> Patient | None:
    """The signed-in patient with their clinic; None for staff, and for a sign-in without a record."""
    return Patient.objects.filter(user=user, user__is_staff=False).select_related("site__clinic").first()
