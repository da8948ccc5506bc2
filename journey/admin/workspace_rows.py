"""Everything a journey's workspace shows, in a fixed number of statements, however long the journey is."""

from datetime import datetime
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject
from django.http import Http404

from accounts.models import User
from accounts.prepared import Prepared
from journey.access import check_ins_that_matter, journey_visits, visible_alerts, visible_journeys, with_opening
from journey.access.heads import with_head
from journey.access.on_call import lead_of
from journey.access.questions import questions_of
from journey.domain.windows import CheckInState
from journey.models import (
    Alert,
    AlertFinding,
    AlertReason,
    AlertState,
    CheckIn,
    ContactAttempt,
    Cycle,
    GateDecision,
    Journey,
    JourneyEvent,
    NoteKind,
    Patient,
    Stage,
    StageNote,
    Submission,
)
from journey.models.alert import ABOUT_NOW
from journey.models.cycle_rows import with_gate_rows
from journey.presenters.workspace import WorkspaceRows

ANSWERS, NOTES, CONTACTS, EVENTS, TO_COME = 8, 20, 8, 8, 6
ENDED = (AlertState.CLOSED,)
NOT_TO_COME = (CheckInState.SUBMITTED, CheckInState.CANCELLED, CheckInState.MISSED)


def workspace_rows(user: User, journey_id: UUID, at: datetime) -> WorkspaceRows:
    """Raises Http404 for a journey that is not there or not theirs to see."""
    cycles = cycles_of(user, journey_id, at)
    journey, newest = cycles[-1].journey, cycles[-1]
    for cycle in cycles:
        cycle.journey = journey
    return WorkspaceRows(
        cycles=cycles,
        stages=_stages.rows(journey_id=journey.pk),
        alerts=_alerts.rows(user=user, journey_id=journey.pk, at=at),
        to_come=_to_come(journey, at),
        mattering=check_ins_that_matter(journey, at),
        visits=journey_visits(journey, at),
        answers=_answers.rows(journey_id=journey.pk),
        notes=_notes.rows(journey_id=journey.pk),
        questions=questions_of(journey.pk),
        contacts=_contacts.rows(journey_id=journey.pk),
        events=_events.rows(journey_id=journey.pk),
        decisions=_decisions.rows(cycle_id=newest.pk),
    )


def cycles_of(user: User, journey_id: UUID, at: datetime) -> list[Cycle]:
    cycles = _cycles.rows(user=user, journey_id=journey_id, at=at)
    if not cycles:
        raise Http404
    return cycles


@Prepared
def _cycles(user: User, journey_id: UUID, at: datetime) -> QuerySet[Cycle]:
    rows = (
        with_gate_rows(Cycle.objects.filter(journey__in=visible_journeys(user, at).filter(pk=journey_id)))
        .select_related(
            "journey__patient__site__clinic",
            "journey__lead_clinician",
            "journey__coordinator",
            "journey__pathway_version",
        )
        .defer("journey__pathway_version__document")
        .annotate(both_hands=_asks_for_both_hands())
        .order_by("number")
    )
    return with_head(with_opening(rows, user, at, "journey__patient"), Patient.objects.all(), "journey__patient")


def _asks_for_both_hands() -> Exists:
    """The intake says that both hands hurt, and the patient has no other journey: one journey is one hand."""
    others = Journey.objects.filter(patient=OuterRef("journey__patient_id")).exclude(pk=OuterRef("journey_id"))
    told = Submission.objects.filter(journey=OuterRef("journey_id"), check_in__code="C-PRE", latest=True)
    return Exists(told.filter(~Exists(others), answers__i_hand="both"))


@Prepared
def _stages(journey_id: UUID) -> QuerySet[Stage]:
    return Stage.objects.filter(cycle__journey=journey_id).select_related("cycle", "opened_by", "closed_by")


def events_of(journey_id: UUID) -> QuerySet[JourneyEvent]:
    return JourneyEvent.objects.filter(journey=journey_id).select_related("by").order_by("-at", "-id")


@Prepared
def _events(journey_id: UUID) -> QuerySet[JourneyEvent]:
    return events_of(journey_id)[:EVENTS]


@Prepared
def _contacts(journey_id: UUID) -> QuerySet[ContactAttempt]:
    return ContactAttempt.objects.filter(journey=journey_id).select_related("by").order_by("-at")[:CONTACTS]


@Prepared
def _decisions(cycle_id: UUID) -> QuerySet[GateDecision]:
    return GateDecision.objects.filter(cycle=cycle_id).select_related("by", "second_by").order_by("at")


@Prepared
def _alerts(user: User, journey_id: UUID, at: datetime) -> QuerySet[Alert]:
    """Each with why it was raised, `told` by answers and `found` by the clinic; `tried`: a call is recorded; `lead`."""
    about = Q(journey=journey_id) | Q(reasons__triage__journey=journey_id)  # an alert may gather two hands
    ids = visible_alerts(user, at).filter(about).exclude(state__in=ENDED).values("pk")
    reasons = AlertReason.objects.filter(alert=OuterRef("pk")).order_by("at")
    findings = AlertFinding.objects.filter(alert=OuterRef("pk")).order_by("at")
    note = JSONObject(deciding="triage__deciding", flags="triage__flags", note="triage__submission__answers__note")
    return (
        Alert.objects.filter(pk__in=ids)
        .annotate(
            told=ArraySubquery(reasons.values(row=note)),
            found=ArraySubquery(findings.values(row=JSONObject(kind="kind", code="product__code", detail="detail"))),
            lead=lead_of(OuterRef("journey"), "display_name"),
            tried=Exists(ContactAttempt.objects.filter(ABOUT_NOW, alert=OuterRef("pk"))),
        )
        .select_related("owner")
        .order_by("due_at", "pk")
    )


def _to_come(journey: Journey, at: datetime) -> list[CheckIn]:
    check_ins = _next_check_ins.rows(journey_id=journey.pk, at=at)
    for check_in in check_ins:
        check_in.journey = journey
    return check_ins


@Prepared
def _next_check_ins(journey_id: UUID, at: datetime) -> QuerySet[CheckIn]:
    rows = CheckIn.objects.filter(journey=journey_id).exclude(state__in=NOT_TO_COME).exclude(closes_at__lt=at)
    return rows.order_by("due_at", "id")[:TO_COME]


@Prepared
def _answers(journey_id: UUID) -> QuerySet[Submission]:
    rows = Submission.objects.filter(journey=journey_id, latest=True)
    people = rows.select_related("check_in", "triage", "seen_by", "sent_by", "caregiver")
    return people.order_by("-sent_at", "-id")[:ANSWERS]


@Prepared
def _notes(journey_id: UUID) -> QuerySet[StageNote]:
    """The newest; the summaries that hold are among them however many notes there are."""
    holds = Exists(StageNote.objects.filter(pk=OuterRef("pk"), kind=NoteKind.SUMMARY, replaced_by=None))
    rows = StageNote.objects.filter(stage__cycle__journey=journey_id).order_by(holds.desc(), "-written_at")
    return rows.select_related("stage", "written_by", "shared_by")[:NOTES]
