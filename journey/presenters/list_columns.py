"""The computed columns of the lists of people: stage, next visit, last check-in, and what needs attention."""

from typing import Any

from django.db.models import Case, Exists, IntegerField, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import JSONObject
from django.utils.translation import gettext_lazy as _

from journey.models import Alert, AlertState, Appointment, CheckIn, Journey, Stage, Submission
from journey.models.appointment import TO_COME
from journey.presenters.staff_words import Words
from journey.presenters.worklists import Now, overdue, stage_now

URGENT, CALL, OVERDUE, UNREAD, NOTHING = 1, 2, 3, 4, 9
ATTENTION: dict[int, tuple[Words, str]] = {
    URGENT: (_("Urgent alert"), "now"),
    CALL: (_("Call in 24 h"), "today"),
    OVERDUE: (_("Check-in overdue"), "watch"),
    UNREAD: (_("Answers to read"), "plain"),
}


def with_columns(rows: QuerySet[Any], now: Now, *, owner: str) -> QuerySet[Any]:
    """Adds `stage`, `next_visit`, `last_sent` and `attention` in the same statement. `owner` leads from a check-in,
    visit or alert to the row: "journey" for journeys, "journey__patient" for patients."""
    own: dict[str, Any] = {owner: OuterRef("pk")}
    visits = Appointment.objects.filter(**own, state__in=TO_COME, starts_at__gte=now.at)
    sent = Submission.objects.filter(**own)
    alerts = Alert.objects.filter(**own).exclude(state=AlertState.CLOSED)
    missed = overdue(CheckIn.objects.filter(**own), now)
    unread = sent.filter(latest=True, seen_at=None)
    return rows.annotate(
        stage=stage_now(owner),
        next_visit=Subquery(visits.order_by("starts_at").values("starts_at")[:1]),
        last_sent=Subquery(sent.order_by("-sent_at").values("sent_at")[:1]),
        attention=Case(
            When(Exists(alerts.filter(level="urgent_now")), then=Value(URGENT)),
            When(Exists(alerts), then=Value(CALL)),
            When(Exists(missed), then=Value(OVERDUE)),
            When(Exists(unread), then=Value(UNREAD)),
            default=Value(NOTHING),
            output_field=IntegerField(),
        ),
    )


def with_newest_journey(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Adds `newest`, the patient's newest journey as a mapping."""
    journeys = Journey.objects.filter(patient=OuterRef("pk")).order_by("-started_at", "-id")
    newest = journeys.values(row=JSONObject(id="id", status="status", target_hand="target_hand", joints="joints"))
    return rows.annotate(newest=Subquery(newest[:1]))


def in_stage(rows: QuerySet[Any], code: str, owner: str) -> QuerySet[Any]:
    """Rows whose running session is at `code`; `owner` as in `with_columns`."""
    stages = Stage.objects.filter(cycle__status="active", state="in_progress", code=code)
    return rows.filter(Exists(stages.filter(**{f"cycle__{owner}": OuterRef("pk")})))
