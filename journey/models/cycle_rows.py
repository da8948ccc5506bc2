"""All that the gates ask of a cycle, in one statement."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject

from journey.domain.windows import CheckInState
from journey.models.alert import Alert, AlertReason, AlertState, ContactAttempt
from journey.models.check_in import Submission
from journey.models.event import GateDecision
from journey.models.journey import Cycle
from journey.models.patient import Allergy, AllergySeverity


def with_gate_rows(cycles: QuerySet[Cycle]) -> QuerySet[Cycle]:
    """Adds `decided`, `contacts`, `open_alerts`, `sent`, `understanding`, `injections` and `had_anaphylaxis`, so that a
    page asks once, however many check-ins there are."""
    # A check-in that is asked again (a moved date) is not sent, although an earlier version of it is kept.
    sent = Submission.objects.filter(cycle=OuterRef("pk"), latest=True, check_in__state=CheckInState.SUBMITTED)
    return cycles.annotate(
        decided=ArraySubquery(
            GateDecision.objects.filter(cycle=OuterRef("pk")).values(
                row=JSONObject(check_id="check_id", kind="kind", reason="reason", second="second_by_id", at="at")
            )
        ),
        contacts=ArraySubquery(
            ContactAttempt.objects.filter(cycle=OuterRef("pk"))
            .order_by("at")
            .values(row=JSONObject(purpose="purpose", result="result", route="route", at="at"))
        ),
        open_alerts=ArraySubquery(
            _alerts_about(OuterRef("journey_id"))
            .exclude(state=AlertState.CLOSED)
            .values(row=JSONObject(level="level", contacted_at="contacted_at"))
        ),
        sent=ArraySubquery(
            sent.order_by("check_in__submitted_at").values(
                row=JSONObject(
                    code="check_in__code",
                    at="check_in__submitted_at",
                    version_at="sent_at",
                    level="triage__level",
                    day="day",
                )
            )
        ),
        understanding=Subquery(sent.filter(check_in__code="C-POST").values("answers")[:1]),
        injections=ArraySubquery(
            Cycle.objects.filter(journey=OuterRef("journey_id"), injection_at__isnull=False).values(
                row=JSONObject(number=F("number"), at=F("injection_at"), harvest=F("harvest_at"))
            )
        ),
        had_anaphylaxis=Exists(
            Allergy.objects.filter(patient=OuterRef("journey__patient_id"), severity=AllergySeverity.ANAPHYLAXIS)
        ),
    )


def _alerts_about(journey_id: OuterRef) -> QuerySet[Alert]:
    """One alert of a day gathers the answers of all journeys of a patient, so the reasons say which it is about."""
    reasons = AlertReason.objects.filter(alert=OuterRef("pk"), triage__journey=OuterRef(journey_id))
    return Alert.objects.filter(Q(journey=journey_id) | Exists(reasons))
