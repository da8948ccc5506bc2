"""Visits to come: the one that is booked, or the days between which the next check falls (clinical.md 2.6)."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from journey.domain.visits import FIRST_CALL, visit_window
from journey.models import Appointment, AppointmentState, Cycle
from journey.pathway.compiled import visit_specs
from journey.presenters import when
from journey.presenters.scene import Scene
from journey.presenters.visit_plain_words import CALLS, VISIT_WORDS

# The kind of visit that each follow-up window is for.
VISIT_KIND = {"W2": "w2", "W6": "w6", "M3": "m3", "M6": "m6", "M12": "m12"}
YEARLY = "yearly"
LONGER_CHECKS = ("w6", "m3", "m6", "m12", YEARLY)


@dataclass(frozen=True)
class Fact:
    """A name and its value, for the facts component."""

    term: str
    value: str
    alarm: bool = False


def visit_facts(scene: Scene, visit: Appointment) -> tuple[Fact, ...]:
    """What, when, with whom and where; the time is the clinic's, where the chair is."""
    where = ", ".join(part for part in (visit.site.name, visit.site.address) if part)
    return (
        Fact(_("What"), str(VISIT_WORDS[visit.kind])),
        Fact(_("When"), scene.clinic_moment(visit.starts_at)),
        Fact(_("With"), str(visit.clinician)),
        Fact(_("Where"), _("By phone") if visit.kind in CALLS else where),
    )


def next_check(scene: Scene, cycle: Cycle) -> str:
    """The next follow-up: the day of the visit that is booked, else the days between which it falls."""
    mine = [each for each in scene.next_visits if each.cycle_id == cycle.pk]
    booked = next((each for each in mine if each.kind in LONGER_CHECKS), None)
    if booked is not None:
        return scene.clinic_day(booked.starts_at)
    found = next_window(scene, cycle)
    if found is None:
        return _("No date yet")
    return between(*found, scene.today)


def next_window(scene: Scene, cycle: Cycle) -> tuple[date, date] | None:
    """First and last day of the next of the longer checks that did not take place yet; None without an injection."""
    if cycle.injection_at is None:
        return None
    for code, spec in visit_specs(scene.pathway).items():
        if code in (FIRST_CALL, "W2"):
            continue
        window = visit_window(spec, cycle.injection_at, scene.zone)
        if window.latest >= scene.today and not _took_place(scene, cycle, code, window.earliest):
            return window.earliest, window.latest
    return None


def between(first: date, last: date, today: date) -> str:
    """ "between 24 December and 5 January"."""
    if first == last:
        return when.day(first, today)
    start = when.day_month(first) if first.year in {today.year, last.year} else when.day_month_year(first)
    end = when.day_month(last) if last.year == today.year else when.day_month_year(last)
    return _("between {first} and {last}").format(first=start, last=end)


def _took_place(scene: Scene, cycle: Cycle, code: str, earliest: date) -> bool:
    kind = VISIT_KIND.get(code, YEARLY)
    return any(
        each.kind == kind and each.cycle_id == cycle.pk and earliest <= scene.clinic_date(each.starts_at) <= scene.today
        for each in scene.visits
        if each not in scene.next_visits and each.state != AppointmentState.OFFERED
    )
