"""One due visit is booked once: whoever books it sees what stands, and what was offered for it is free again."""

from datetime import datetime

from django.db.models import Q

from accounts.models import User
from journey.actions.visit_choice import release
from journey.domain.days import local_date, plain_clock, plain_date
from journey.domain.errors import NotAccepted
from journey.domain.visits import YEARLY, VisitWindow, window_around
from journey.domain.words import say as _
from journey.models import Appointment, AppointmentState
from journey.models.appointment import STANDING
from journey.models.pathway_version import visit_specs_of


def check_booked_once(visit: Appointment, at: datetime) -> None:
    """The caller holds the patient, so that two who book at once see each other. Raises NotAccepted, naming what
    stands."""
    window = _window(visit)
    if window is None:
        return
    ahead = Appointment.objects.filter(cycle=visit.cycle_id, kind=visit.kind, state__in=STANDING, ends_at__gt=at)
    for other in ahead.order_by("starts_at", "pk"):
        if _is_of(window, other, visit):
            local = other.starts_at.astimezone(visit.site.clinic.zone)
            words = _(
                "This visit is booked already, for {day}, {time}. Move that one, or book another all the same.",
                day=plain_date(local.date()),
                time=plain_clock(local),
            )
            raise NotAccepted(words, field="another")


def close_offers(visit: Appointment, by: User, at: datetime) -> None:
    """The due visit is booked: the times that were offered for it are free. Those that stand instead of a visit are
    about that one."""
    window = _window(visit)
    if window is None:
        return
    offered = Q(state=AppointmentState.OFFERED, waiting=None, instead_of=None)
    rows = Appointment.objects.filter(offered, cycle=visit.cycle_id, kind=visit.kind).order_by("pk")
    for offer in rows.select_for_update(of=("self",), no_key=True).select_related("journey", "cycle", "patient"):
        if _is_of(window, offer, visit):
            release(offer, by, at, _("Another time was chosen."))


def _window(visit: Appointment) -> VisitWindow | None:
    """Of the due visit that this one is for; None for other kinds, and for a day before that window."""
    specs, zone = visit_specs_of(visit.journey.pathway_version_id), visit.patient.zone
    on = local_date(visit.starts_at, zone)
    window = window_around(visit.kind, on, specs, visit.cycle.injection_at, zone)
    return window if window is not None and on >= window.earliest else None


def _is_of(window: VisitWindow, other: Appointment, visit: Appointment) -> bool:
    """The yearly ones are all of one kind, so their day says which year's."""
    on = local_date(other.starts_at, visit.patient.zone)
    return visit.kind != YEARLY or window.earliest <= on <= window.latest
