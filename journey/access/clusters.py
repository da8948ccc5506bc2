"""Whom a cluster of infections concerns: everybody who was treated with the same lot, supplier, kit, room or day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Exists, F, Max, Min, OuterRef, Q, QuerySet, Subquery

from accounts.models import User
from journey.access.lots import products_by_number
from journey.access.scope import visible_patients
from journey.domain.ae_clusters import WITHIN, Shared, supplier_key
from journey.domain.days import at_local
from journey.models import Appointment, Clinic, ContactAttempt, ContactResult, Cycle, InfectionCluster
from journey.models.appointment import NEEDLE_DAYS
from journey.models.record import RECORDS
from journey.models.treated import with_treated_joints

MOST_SHOWN = 200


@dataclass(frozen=True)
class Concerned:
    """Sessions of the reader's patients, each with `reached_at` and `tried_at` since the cluster was found; how many
    these are (`mine`), of which a page shows the first; and how many there are in all: at other sites too."""

    sessions: Sequence[Cycle]
    mine: int
    total: int


def concerned(cluster: InfectionCluster, clinic: Clinic, user: User, at: datetime) -> Concerned:
    """The call list: who was given it. Whom nobody reached stands first, so that a long list is worked through."""
    every = Cycle.objects.filter(injection_at__isnull=False).filter(_same(cluster, clinic))
    tries = ContactAttempt.objects.filter(journey__patient=OuterRef("journey__patient"), at__gte=cluster.found_at)
    reached = tries.filter(result=ContactResult.REACHED)
    mine = every.filter(journey__patient__in=visible_patients(user, at).order_by().values("pk"))
    mine = with_treated_joints(mine).annotate(reached_at=Subquery(_newest(reached)), tried_at=Subquery(_newest(tries)))
    rows = mine.select_related("journey__patient__site").order_by(
        F("reached_at").asc(nulls_first=True), "-injection_at", "pk"
    )
    return Concerned(list(rows[:MOST_SHOWN]), mine.count(), every.count())


def _newest(rows: QuerySet[ContactAttempt]) -> QuerySet[Any, Any]:
    return rows.order_by().values("journey__patient").annotate(last=Max("at")).values("last")


def _same(cluster: InfectionCluster, clinic: Clinic) -> Q:
    match Shared(cluster.kind):
        case Shared.LOT | Shared.KIT:
            return Q(product_id__in=products_by_number(cluster.value).order_by().values("code"))
        case Shared.SUPPLIER:
            units: QuerySet[Any, Any] = RECORDS["donor_unit"]._default_manager.all()
            typed = units.order_by().values_list("supplier", flat=True).distinct()
            same = [name for name in typed if name and supplier_key(name) == cluster.value]
            return Q(Exists(_recorded("donor_unit", supplier__in=same))) & _around(cluster)
        case Shared.ROOM:
            event = cluster.members.select_related("event__patient").order_by("at", "pk")[0].event
            site, room = event.patient.site_id, event.room  # a site may have another name by now
            harvests = _recorded("harvest", room=room)
            visits = Appointment.objects.filter(cycle=OuterRef("pk"), kind__in=NEEDLE_DAYS, room__name=room)
            here = Q(journey__patient__site=site)
            return here & (Q(Exists(harvests)) | Q(Exists(visits))) & _around(cluster)
        case Shared.DAY:
            day = date.fromisoformat(cluster.value)
            first, after = (at_local(each, time(0), clinic.zone) for each in (day, day + timedelta(days=1)))
            return Q(injection_at__gte=first, injection_at__lt=after)


def _recorded(section: str, **values: Any) -> QuerySet[Any]:
    """A section of the outer session that says this."""
    return RECORDS[section]._default_manager.filter(cycle=OuterRef("pk"), **values)


def _around(cluster: InfectionCluster) -> Q:
    """Treated within the time in which infections count as belonging together, or since the first of those was."""
    first = cluster.members.aggregate(first=Min("event__treated_at"))["first"]
    begins = cluster.found_at - 2 * WITHIN
    return Q(injection_at__gte=min(first, begins) if first else begins)
