"""Tumour reviews that this person may read, with which step each waits for."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Case, CharField, DateTimeField, Exists, F, OuterRef, Q, QuerySet, Value, When

from accounts.models import User
from journey.access.scope import open_openings
from journey.domain.tumour_review import ReviewStep
from journey.models import AlertReason, SiteMembership, TumourReview, TumourReviewFinding
from journey.policies import Act, may


def visible_reviews(user: User, at: datetime) -> QuerySet[TumourReview]:
    """Of the patients of the reader's sites, and of a record that they have open. Staff only."""
    rows = TumourReview.objects.all()
    if not user.is_authenticated or not may(user, Act.READ_EVENTS):
        return rows.none()
    sites = SiteMembership.objects.filter(person=user).values("site")
    opened = open_openings(user, at).values("patient")
    return rows.filter(Q(patient__site__in=sites) | Q(patient__in=opened))


def with_next_step(rows: QuerySet[TumourReview]) -> QuerySet[Any]:
    """Adds `step`, what is wanted next, and `step_by`, by when: blank and None once only the result is missing."""
    waits = {step: (f"{step}_done", by) for step, by in _BY.items()}
    found = rows.annotate(**{done: _found(step) for step, (done, _by) in waits.items()})
    return found.annotate(
        step=Case(
            When(closed_at__isnull=False, then=Value("")),
            *(When(**{done: False}, then=Value(step.value)) for step, (done, _by) in waits.items()),
            default=Value(""),
            output_field=CharField(),
        ),
        step_by=Case(
            When(closed_at__isnull=False, then=Value(None)),
            *(When(**{done: False}, then=F(by)) for done, by in waits.values()),
            default=Value(None),
            output_field=DateTimeField(),
        ),
    )


_BY = {ReviewStep.EXAMINED: "examine_by", ReviewStep.IMAGED: "image_by"}


def _found(step: ReviewStep) -> Exists:
    return Exists(TumourReviewFinding.objects.filter(review=OuterRef("pk"), step=step))


def review_of_alert(alert_id: UUID) -> QuerySet[Any]:
    """The newest one that answers of this alert opened or joined."""
    told = AlertReason.objects.filter(alert=alert_id).values("triage")
    rows = TumourReview.objects.filter(reasons__triage__in=told).distinct()
    return with_next_step(rows).order_by("-opened_at")
