"""The rows behind the coordinator's numbers, of the sites where the reader works; an opened record is none of them."""

from datetime import datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Min, OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject

from accounts.models import User
from journey.access.scope import own_sites, visible_appointments, visible_journeys
from journey.domain.numbers import EXPECTED
from journey.domain.stages import StageCode, StageState
from journey.models import Appointment, AppointmentState, ContactAttempt, ContactResult, Cycle, Stage


def treated_sessions(user: User, at: datetime) -> QuerySet[Cycle]:
    """Every session with an injection; with its follow-up visits that were done (`done`), the calls at which the
    patient was reached (`calls`), when its consultation was completed (`decided_at`) and the next session's injection
    (`next_at`). One statement."""
    done = Appointment.objects.filter(cycle=OuterRef("pk"), state=AppointmentState.DONE)
    reached = ContactAttempt.objects.filter(cycle=OuterRef("pk"), result=ContactResult.REACHED)
    decided = Stage.objects.filter(
        cycle=OuterRef("pk"), code=StageCode.CONSULTATION, state=StageState.COMPLETE, closed_at__isnull=False
    )
    later = Cycle.objects.filter(journey=OuterRef("journey"), number__gt=OuterRef("number")).order_by()
    return (
        Cycle.objects.filter(
            injection_at__isnull=False,
            journey__in=visible_journeys(user, at),
            journey__patient__site__in=own_sites(user).order_by().values("pk"),
        )
        .annotate(
            done=ArraySubquery(done.values(row=JSONObject(kind="kind", at="starts_at"))),
            calls=ArraySubquery(reached.values(row=JSONObject(purpose="purpose", at="at"))),
            decided_at=Subquery(decided.values("closed_at")[:1]),
            next_at=Subquery(later.values("journey").annotate(first=Min("injection_at")).values("first")),
        )
        .select_related("journey__patient", "journey__lead_clinician")
        .order_by("injection_at", "journey__patient__full_name", "pk")
    )


def expected_visits(user: User, opens: datetime, closes: datetime, at: datetime) -> QuerySet[Appointment]:
    """Visits that began in this time and of which it is known whether the patient came. One statement."""
    return (
        visible_appointments(user, at)
        .filter(
            patient__site__in=own_sites(user).order_by().values("pk"),
            state__in=sorted(EXPECTED),
            starts_at__gte=opens,
            starts_at__lt=closes,
        )
        .select_related("patient", "clinician")
        .order_by("starts_at", "pk")
    )
