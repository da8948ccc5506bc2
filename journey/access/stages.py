"""The stages and visits of a journey that the caller may see."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject

from accounts.prepared import Prepared
from journey.models import (
    Appointment,
    AppointmentState,
    Document,
    Journey,
    JourneyEvent,
    PatientQuestion,
    Stage,
    StageNote,
)
from journey.models.appointment import UPCOMING

HELD = (AppointmentState.ARRIVED, AppointmentState.DONE)


def journey_stages(journey: Journey) -> list[Stage]:
    """The stages of every session of a journey that the caller may see. One statement."""
    return _stages.rows(journey_id=journey.pk)


def told_stages(journey: Journey, kinds: Iterable[str]) -> list[Stage]:
    """As `journey_stages`, each with its shared notes as `told`, its shared papers as `papers`, its questions as
    `asked`, and its cycle's events of these kinds as `happened`."""
    return _told_stages.rows(journey_id=journey.pk, kinds=tuple(kinds))


def journey_visits(journey: Journey, at: datetime) -> list[Appointment]:
    """Visits of a journey that are still to come or offered, or have taken place, in order. One statement."""
    return _visits.rows(journey_id=journey.pk, at=at)


@Prepared
def _stages(journey_id: UUID) -> QuerySet[Stage]:
    return Stage.objects.filter(cycle__journey=journey_id).select_related("closed_by")


@Prepared
def _told_stages(journey_id: UUID, kinds: tuple[str, ...]) -> QuerySet[Stage]:
    shared = StageNote.objects.filter(stage=OuterRef("pk"), shared_at__isnull=False).order_by("shared_at")
    papers = Document.objects.filter(stage=OuterRef("pk"), shared_at__isnull=False, struck_at=None)
    asked = PatientQuestion.objects.filter(stage=OuterRef("pk")).order_by("answered_at", "-asked_at", "-id")
    events = JourneyEvent.objects.filter(cycle=OuterRef("cycle_id"), kind__in=kinds).order_by("at")
    return _stages.build(journey_id).annotate(
        told=ArraySubquery(
            shared.values(
                row=JSONObject(
                    id="id",
                    replaces="replaces_id",
                    kind="kind",
                    text="text",
                    at="shared_at",
                    who="written_by__display_name",
                )
            )
        ),
        papers=ArraySubquery(
            papers.order_by("shared_at").values(
                row=JSONObject(id="id", kind="kind", title="title", type="content_type", size="size", at="shared_at")
            )
        ),
        asked=ArraySubquery(
            asked.values(
                row=JSONObject(
                    words="words",
                    asked_at="asked_at",
                    asked_by="asked_by_id",
                    asker="asked_by__display_name",
                    helper="caregiver__name",
                    helper_is="caregiver__relation",
                    told_by="told_by",
                    answer="answer",
                    answered_at="answered_at",
                    answerer="answered_by__display_name",
                )
            )
        ),
        happened=ArraySubquery(
            events.values(
                row=JSONObject(
                    kind="kind",
                    at="at",
                    who="by__display_name",
                    stage="stage_id",
                    reason="data__choices__reason_code",
                    anchor="data__anchor",
                    moment="data__to",
                    visit="data__visit",
                    starts="data__starts_at",
                    decision="data__decision",
                )
            )
        ),
    )


@Prepared
def _visits(journey_id: UUID, at: datetime) -> QuerySet[Appointment]:
    wanted = Q(state__in=UPCOMING, ends_at__gte=at) | Q(state__in=HELD)
    rows = Appointment.objects.filter(wanted, journey=journey_id).select_related("site", "clinician")
    return rows.order_by("starts_at", "id")
