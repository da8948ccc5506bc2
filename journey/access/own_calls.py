"""The time at which the clinic wants to ring a patient and what came of it, as the patient's pages look for it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.http import Http404

from accounts.models import User
from accounts.prepared import Prepared
from journey.access.helping import get_reached, reached
from journey.domain.caregiving import OwnAct
from journey.models import Alert, AlertCall, AlertFinding, AlertReason, AlertState

COLUMNS = ("pk", "alert_id", "calls_at", "answer", "words")
MOST = 2


def get_own_call(user: User, alert_id: UUID, call_id: UUID, act: OwnAct, *, at: datetime) -> AlertCall:
    """Raises Http404 for a call about another alert too."""
    call = get_reached(_call, AlertCall, call_id, user, act, "alert__patient", at=at)
    if call.alert_id != alert_id:
        raise Http404
    return call


@Prepared
def _call(key: UUID, user_id: UUID, act: OwnAct, at: datetime) -> QuerySet[AlertCall]:
    rows = AlertCall.objects.filter(pk=key).select_related("alert__patient__site__clinic", "alert__patient__user")
    return reached(rows, user_id, act, "alert__patient", at)


def calls_of(path: str) -> ArraySubquery:
    """Those that stand, of the patient to whom this path leads from the outer row, the soonest first."""
    rows = _standing().filter(alert__patient=OuterRef(path))
    return ArraySubquery(rows.values(row=JSONObject(**{name: name for name in COLUMNS}))[:MOST])


def last_closed_of(path: str) -> Subquery:
    """Who closed the last alert of the journey to which this path leads, when, what the patient reads of it, and when
    the newest of that journey's answers came that raised it: None for what the clinic found, which is told only where
    something was written for the patient."""
    of_answers = AlertReason.objects.filter(alert=OuterRef("pk"), triage__journey=OuterRef(OuterRef(path)))
    written = Q(Exists(AlertFinding.objects.filter(alert=OuterRef("pk")))) & Q(journey=OuterRef(path), decided__gt="")
    rows = (
        Alert.objects.filter(patient__journeys=OuterRef(path), closed_at__isnull=False)
        .annotate(answered_at=Subquery(of_answers.order_by("-triage__at").values("triage__at")[:1]))
        .filter(Q(answered_at__isnull=False) | written)
        .order_by("-closed_at")
    )
    names = {name: name for name in ("closed_at", "outcome", "decided", "answered_at")}
    return Subquery(rows.values(row=JSONObject(**names, who="closed_by__display_name"))[:1])


def standing_calls(patient_id: UUID) -> list[Mapping[str, Any]]:
    """The same of one patient. One statement."""
    return list(_standing().filter(alert__patient=patient_id).values(*COLUMNS)[:MOST])


def _standing() -> QuerySet[AlertCall]:
    return AlertCall.objects.filter(ended_at=None).exclude(alert__state=AlertState.CLOSED).order_by("calls_at", "pk")
