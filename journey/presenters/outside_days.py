"""Booked follow-up visits that lie outside their days since the time of the injection was put right."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _

from journey.access import visible_journeys
from journey.domain.date_changes import MOVED
from journey.domain.days import local_date
from journey.domain.visits import is_outside, window_around
from journey.domain.windows import Anchor
from journey.models import Appointment, JourneyEvent
from journey.models.appointment import TO_COME
from journey.models.pathway_version import visit_specs_of
from journey.presenters import when
from journey.presenters.visit_words import KINDS
from journey.presenters.worklists import Now


@dataclass(frozen=True)
class Outside:
    """`days` is blank for a yearly visit between two windows; `visit_url` is where it is moved."""

    name: str
    url: str
    visit: str
    visit_url: str
    booked: str
    days: str
    who: str
    patient: UUID


def visits_outside(now: Now) -> tuple[Outside, ...]:
    """The next first, one statement. What staff moved since stands on the day that they chose, and is not listed."""
    moves = JourneyEvent.objects.filter(cycle=OuterRef("cycle"), kind=MOVED, data__anchor=Anchor.INJECTION)
    rows = (
        Appointment.objects.filter(state__in=TO_COME, starts_at__gt=now.at, cycle__injection_at__isnull=False)
        .filter(journey__in=visible_journeys(now.user, now.at))
        .filter(Exists(moves))
        .annotate(left=ArraySubquery(moves.values("data__outside")))
        .select_related("cycle", "journey__patient", "journey__coordinator")
        .order_by("starts_at", "pk")
    )
    return tuple(_row(each, now) for each in rows if _was_left(each) and _is_outside(each))


def _was_left(visit: Appointment) -> bool:
    return any(str(visit.pk) in (named or ()) for named in visit.__dict__["left"])


def _is_outside(visit: Appointment) -> bool:
    zone = visit.journey.patient.zone
    specs = visit_specs_of(visit.journey.pathway_version_id)
    return is_outside(visit.kind, local_date(visit.starts_at, zone), specs, visit.cycle.injection_at, zone)


def _row(visit: Appointment, now: Now) -> Outside:
    journey, zone = visit.journey, visit.journey.patient.zone
    specs, day = visit_specs_of(journey.pathway_version_id), local_date(visit.starts_at, zone)
    window = window_around(visit.kind, day, specs, visit.cycle.injection_at, zone)
    return Outside(
        name=journey.patient.full_name,
        url=reverse("admin:journey_journey_change", args=[journey.pk]),
        visit=str(KINDS[visit.kind]),
        visit_url=reverse("admin:journey_appointment_change", args=[visit.pk]),
        booked=when.moment(visit.starts_at, now.zone, now.today),
        days=when.span(window.earliest, window.latest, now.today) if window else "",
        who=str(journey.coordinator or _("The desk")),
        patient=journey.patient_id,
    )
