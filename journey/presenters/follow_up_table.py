"""Every follow-up visit of every session of a journey: its window, what became of it, and what was tried."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from journey.domain.days import local_date
from journey.domain.visits import VisitWindow, visit_window
from journey.models import Appointment, AppointmentKind, AppointmentState, Cycle, Journey
from journey.models.appointment import STANDING
from journey.models.pathway_version import visit_specs_of
from journey.presenters import when
from journey.presenters.due_visits import kind_of, title_of
from journey.presenters.record_page import RecordPage, Table
from journey.presenters.visit_words import STATES
from journey.presenters.worklists import Now

SHOWN = (AppointmentState.OFFERED, *STANDING, AppointmentState.DONE, AppointmentState.NO_SHOW)


def follow_up_table(journey: Journey, now: Now) -> RecordPage:
    """The newest session first. `journey` comes with its patient."""
    cycles = list(journey.cycles.filter(injection_at__isnull=False).order_by("-number"))
    visits = list(Appointment.objects.filter(cycle__in=cycles, state__in=SHOWN).order_by("starts_at", "pk"))
    tables = [_table(journey, cycle, [each for each in visits if each.cycle_id == cycle.pk], now) for cycle in cycles]
    note = "" if tables else _("Follow-up visits are counted from the injection. There was none yet.")
    return RecordPage(facts=(), tables=tables, note=note)


def _table(journey: Journey, cycle: Cycle, visits: Sequence[Appointment], now: Now) -> Table:
    columns = (_("Visit"), _("Earliest"), _("Target"), _("Latest"), _("What became of it"))
    title = _("Session {n}").format(n=cycle.number)
    return Table(title, columns, list(_rows(journey, cycle, visits, now)), _("The pathway plans none."))


def _rows(journey: Journey, cycle: Cycle, visits: Sequence[Appointment], now: Now) -> Iterator[Sequence[Any]]:
    if cycle.injection_at is None:
        return
    for code, spec in visit_specs_of(journey.pathway_version_id).items():
        window = visit_window(spec, cycle.injection_at, journey.patient.zone)
        days = [when.day_month_year(day) for day in (window.earliest, window.target, window.latest)]
        own = [each for each in visits if _is_for(each, code, window, now)]
        yield title_of(code), *days, _became(own, window, now)


def _is_for(visit: Appointment, code: str, window: VisitWindow, now: Now) -> bool:
    """Yearly visits share one kind, so the day decides."""
    if visit.kind != kind_of(code):
        return False
    day = local_date(visit.starts_at, now.zone)
    return visit.kind != AppointmentKind.YEARLY or window.earliest <= day <= window.latest


def _became(visits: Sequence[Appointment], window: VisitWindow, now: Now) -> Any:
    if visits:
        visit = visits[-1]
        url = reverse("admin:journey_appointment_change", args=[visit.pk])
        words = _("{state}, {moment}").format(state=STATES[visit.state], moment=now.short(visit.starts_at))
        return format_html('<a href="{}">{}</a>', url, words)
    if window.latest < now.today:
        return _("Missed: no visit")
    if window.earliest <= now.today:
        return _("Due, not booked")
    return _("Later")
