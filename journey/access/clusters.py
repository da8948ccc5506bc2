"""Whom a cluster of infections concerns: everybody who was treated with the same lot, supplier, kit, room or day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Exists, Max, OuterRef, Q, QuerySet, Subquery

from accounts.models import User
from journey.access.lots import products_by_number
from journey.access.scope import visible_patients
from journey.domain.ae_clusters import WITHIN, Shared
from journey.domain.days import at_local
from journey.models import Appointment, Clinic, ContactAttempt, ContactResult, Cycle, InfectionCluster
from journey.models.appointment import NEEDLE_DAYS
from journey.models.record import RECORDS
from journey.models.treated import with_treated_joints

MOST_SHOWN = 200


@dataclass(frozen=True)
class Concerned:
    """Sessions of the reader's patients, each with `reached_at` and `tried_at` since the cluster was found; and how
    many there are in all: at other sites too."""

    sessions: Sequence[Cycle]
    total: int


def concerned(cluster: InfectionCluster, clinic: Clinic, user: User, at: datetime) -> Concerned:
    """The call list: who was given it, the newest first."""
    every = Cycle.objects.filter(injection_at__isnull=False).filter(_same(cluster, clinic))
    tries = ContactAttempt.objects.filter(journey__patient=OuterRef("journey__patient"), at__gte=cluster.found_at)
    reached = tries.filter(result=ContactResult.REACHED)
    mine = every.filter(journey__patient__in=visible_patients(user, at).order_by().values("pk"))
    mine = with_treated_joints(mine).annotate(reached_at=Subquery(_newest(reached)), tried_at=Subquery(_newest(tries)))
    rows = mine.select_related("journey__patient__site").order_by("-injection_at", "pk")[:MOST_SHOWN]
    return Concerned(list(rows), every.count())


def _newest(rows: QuerySet[ContactAttempt]) -> QuerySet[Any, Any]:
    return rows.order_by().values("journey__patient").annotate(last=Max("at")).values("last")


def _same(cluster: InfectionCluster, clinic: Clinic) -> Q:
    match Shared(cluster.kind):
        case Shared.LOT | Shared.KIT:
            return Q(product_id__in=products_by_number(cluster.value).order_by().values("code"))
        case Shared.SUPPLIER:
            units = _recorded("donor_unit", supplier__iexact=cluster.value)
            return Q(Exists(units)) & _around(cluster)
        case Shared.ROOM:
            site, _colon, room = cluster.value.partition(": ")
            harvests = _recorded("harvest", room=room)
            visits = Appointment.objects.filter(cycle=OuterRef("pk"), kind__in=NEEDLE_DAYS, room__name=room)
            here = Q(journey__patient__site__name=site)
            return here & (Q(Exists(harvests)) | Q(Exists(visits))) & _around(cluster)
        case Shared.DAY:
            day = date.fromisoformat(cluster.value)
            first, after = (at_local(each, time(0), clinic.zone) for each in (day, day + timedelta(days=1)))
            return Q(injection_at__gte=first, injection_at__lt=after)


def _recorded(section: str, **values: str) -> QuerySet[Any]:
    """A section of the outer session that says this."""
    return RECORDS[section]._default_manager.filter(cycle=OuterRef("pk"), **values)


def _around(cluster: InfectionCluster) -> Q:
    """Treated within the time in which infections count as belonging together."""
    return Q(injection_at__gte=cluster.found_at - 2 * WITHIN)
