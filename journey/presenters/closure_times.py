"""Visits of a closed time with their windows, and the next free times of each: every site is read once."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain, groupby, islice
from uuid import UUID

from journey.access.capacity import SitePlan, site_plan, visit_shapes
from journey.domain.closures import last_day_to_look, where_to_look
from journey.domain.days import local_date
from journey.domain.slots import Slot, free_slots
from journey.domain.visit_types import VisitShape
from journey.domain.visits import VisitWindow, window_around
from journey.models import Appointment
from journey.models.appointment import NEEDLE_DAYS
from journey.models.pathway_version import visit_specs_of
from journey.presenters.worklists import Now

OF_A_DAY = 2


@dataclass(frozen=True)
class Plans:
    """What each site has in the days in which these visits may be."""

    shapes: Mapping[str, VisitShape]
    sites: Mapping[UUID, SitePlan]

    def slots(self, visit: Appointment, now: Now) -> Iterator[Slot]:
        """Those from its own day on first; at most two of each day, apart, so that both can be offered."""
        shape = self.shapes[visit.kind]
        capacity = self.sites[visit.site_id].capacity(shape, visit.patient_id, without=visit)
        wishes = where_to_look(local_date(visit.starts_at, now.zone), window_of(visit, now), now.today)
        found = chain.from_iterable(free_slots(wish, shape, capacity, now.at) for wish in wishes)
        for _day, of_day in groupby(found, key=lambda slot: local_date(slot.starts_at, now.zone)):
            yield from islice(_apart(of_day), OF_A_DAY)


def _apart(slots: Iterable[Slot]) -> Iterator[Slot]:
    """None begins before the one before it ends."""
    last: Slot | None = None
    for slot in slots:
        if last is None or slot.starts_at >= last.ends_at:
            last = slot
            yield slot


def window_of(visit: Appointment, now: Now) -> VisitWindow | None:
    """`visit` comes with its session, journey and patient."""
    specs = visit_specs_of(visit.journey.pathway_version_id)
    on = local_date(visit.starts_at, now.zone)
    return window_around(visit.kind, on, specs, visit.cycle.injection_at, visit.patient.zone)


def plans_for(visits: Sequence[Appointment], now: Now) -> Plans:
    """One statement, and five or six for each site, for any number of visits. Treatment days are not searched."""
    shapes = visit_shapes()
    searched = [visit for visit in visits if visit.kind not in NEEDLE_DAYS]
    sites = {visit.site_id: visit.site for visit in searched}
    return Plans(shapes, {key: _plan([v for v in searched if v.site_id == key], shapes, now) for key in sites})


def _plan(visits: Sequence[Appointment], shapes: Mapping[str, VisitShape], now: Now) -> SitePlan:
    return site_plan(
        visits[0].site,
        [shapes[kind] for kind in {visit.kind for visit in visits}],
        now.today,
        max(_last(visit, now) for visit in visits),
        patients=[visit.patient_id for visit in visits],
        zone=now.zone,
    )


def _last(visit: Appointment, now: Now) -> date:
    return last_day_to_look(local_date(visit.starts_at, now.zone), window_of(visit, now), now.today)


def next_times(plans: Plans, visit: Appointment, now: Now, most: int) -> list[Slot]:
    """None for a treatment day: it moves whole."""
    if visit.kind in NEEDLE_DAYS or visit.site_id not in plans.sites:
        return []
    return list(islice(plans.slots(visit, now), most))
