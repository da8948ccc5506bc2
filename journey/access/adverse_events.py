"""Adverse events that this person may read, and infections that belong together."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject

from accounts.models import User
from journey.access.scope import open_openings
from journey.models import (
    AdverseEvent,
    AdverseEventReport,
    ClusterMember,
    InfectionCluster,
    SiteMembership,
)
from journey.policies import Act, may


def visible_events(user: User, at: datetime) -> QuerySet[AdverseEvent]:
    """Of the patients of the reader's sites, and of a record that they have open. Staff only: a patient reads what was
    shared, never the row."""
    rows = AdverseEvent.objects.all()
    if not user.is_authenticated or not may(user, Act.READ_EVENTS):
        return rows.none()
    sites = SiteMembership.objects.filter(person=user).values("site")
    opened = open_openings(user, at).values("patient")
    return rows.filter(Q(patient__site__in=sites) | Q(patient__in=opened))


def with_next_report(rows: QuerySet[AdverseEvent]) -> QuerySet[Any]:
    """Adds `report_on`: the day of the first report that is not made yet."""
    waiting = AdverseEventReport.objects.filter(event=OuterRef("pk"), made_at=None).order_by()
    return rows.annotate(report_on=Subquery(waiting.values("event").annotate(on=Min("due_on")).values("on")))


def has_open_report(*, before: date | None = None, since: date | None = None) -> Exists:
    """A report that is not made yet, due before or since a day."""
    rows = AdverseEventReport.objects.filter(event=OuterRef("pk"), made_at=None)
    if before is not None:
        rows = rows.filter(due_on__lt=before)
    if since is not None:
        rows = rows.filter(due_on__gte=since)
    return Exists(rows)


def visible_clusters(user: User) -> QuerySet[InfectionCluster]:
    """Whoever traces lots sees every cluster: a lot knows no team. Whom it names is narrowed by who reads."""
    return InfectionCluster.objects.all() if may(user, Act.TRACE_LOTS) else InfectionCluster.objects.none()


def clusters_of(event_id: UUID) -> QuerySet[InfectionCluster]:
    return InfectionCluster.objects.filter(members__event=event_id).order_by("-found_at")


def with_members(rows: QuerySet[InfectionCluster]) -> QuerySet[Any]:
    """Adds `events`: number, patient and day of each infection."""
    members = ClusterMember.objects.filter(cluster=OuterRef("pk")).order_by("event__aware_at")
    row = JSONObject(id="event_id", number="event__number", patient="patient_id", at="event__aware_at")
    return rows.annotate(events=ArraySubquery(members.values(row=row)))
