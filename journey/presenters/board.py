"""What stands beside the work queue: today's visits, what I did last, and what the clinic still has to set up."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.prepared import Prepared
from journey.access import visible_appointments, visible_journeys
from journey.domain.days import at_local
from journey.domain.stages import JourneyStatus
from journey.models import Appointment, AppointmentState, Clinic, Journey, JourneyEvent, PathwayVersion, Site
from journey.policies import Act, may
from journey.presenters import staff_words, when
from journey.presenters.history import what
from journey.presenters.visit_words import KINDS, STATES
from journey.presenters.worklists import Now

MOST_VISITS = 100
RECENT = 5


@dataclass(frozen=True)
class VisitRow:
    time: str
    name: str
    url: str
    visit: str
    visit_url: str
    side: str
    joints: str
    clinician: str
    state: str
    patient: UUID


@dataclass(frozen=True)
class RecentLine:
    words: str
    name: str
    url: str
    when: str
    patient: UUID


@dataclass(frozen=True)
class SetUp:
    """`missing` are labels of settings; `versions` are pathway versions whose rules nobody stands for; `unmanaged` are
    the sites that no manager works at, for managers to read."""

    missing: tuple[str, ...]
    settings_url: str
    versions: tuple[tuple[str, str], ...]
    unmanaged: str
    staff_url: str


def visits_of_today(now: Now) -> tuple[VisitRow, ...]:
    start = at_local(now.today, time(0), now.zone)
    end = at_local(now.today + timedelta(days=1), time(0), now.zone)
    return tuple(
        VisitRow(
            time=when.clock(row.starts_at.astimezone(now.zone)),
            name=row.patient.full_name,
            url=reverse("admin:journey_journey_change", args=[row.journey_id]),
            visit=str(KINDS[row.kind]),
            visit_url=reverse("admin:journey_appointment_change", args=[row.pk]),
            side=staff_words.side(row.journey),
            joints=staff_words.joints(row.journey),
            clinician=str(row.clinician),
            state=str(STATES[row.state]),
            patient=row.patient_id,
        )
        for row in _visits.rows(user=now.user, at=now.at, start=start, end=end)
    )


@Prepared
def _visits(user: User, at: datetime, start: datetime, end: datetime) -> QuerySet[Appointment]:
    rows = visible_appointments(user, at).filter(starts_at__gte=start, starts_at__lt=end)
    rows = rows.exclude(state=AppointmentState.MOVED).select_related("patient", "journey", "clinician")
    return rows.order_by("starts_at", "id")[:MOST_VISITS]


def recent_lines(now: Now) -> tuple[RecentLine, ...]:
    return tuple(
        RecentLine(
            words=what(row.kind),
            name=row.journey.patient.full_name,
            url=reverse("admin:journey_journey_change", args=[row.journey_id]),
            when=when.relative(row.at, now.at, now.zone),
            patient=row.journey.patient_id,
        )
        for row in _recent.rows(user=now.user, at=now.at)
    )


@Prepared
def _recent(user: User, at: datetime) -> QuerySet[JourneyEvent]:
    mine = JourneyEvent.objects.filter(by=user, journey__in=visible_journeys(user, at))
    return mine.select_related("journey__patient").order_by("-at", "-id")[:RECENT]


def set_up(clinic: Clinic, now: Now, sites: Iterable[Site]) -> SetUp | None:
    """None when nothing is missing. Unapproved rules count where they are used, or will be by the next journey."""
    missing = tuple(setting_label(name) for name in clinic.missing())
    used = Journey.objects.filter(pathway_version=OuterRef("pk"), status=JourneyStatus.ACTIVE)
    newest = PathwayVersion.objects.newest_published().values("pk")[:1]
    waiting = (
        PathwayVersion.objects.in_force()
        .filter(rules_approved_at=None)
        .filter(Q(pk__in=newest) | Exists(used))
        .only("name", "number")
    )
    versions = tuple((str(row), reverse("admin:journey_pathwayversion_change", args=[row.pk])) for row in waiting)
    is_manager = may(now.user, Act.EDIT_SETTINGS)
    unmanaged = ", ".join(site.name for site in sites if not site.is_managed) if is_manager else ""  # type: ignore[attr-defined]
    if not missing and not versions and not unmanaged:
        return None
    return SetUp(
        missing=missing,
        settings_url=reverse("admin:journey_clinic_change", args=[clinic.pk]) if is_manager else "",
        versions=versions,
        unmanaged=unmanaged,
        staff_url=reverse("admin:accounts_user_changelist") if is_manager else "",
    )


def setting_label(name: str) -> str:
    return next(str(field.verbose_name) for field in Clinic._meta.fields if field.name == name)


def heading(now: Now) -> str:
    return _("{weekday} {date}").format(weekday=date_format(now.today, "l"), date=when.day_month_year(now.today))
