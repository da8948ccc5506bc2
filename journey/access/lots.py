"""Products by any number that stands on them or in their record, for a recall."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from accounts.models import User
from journey.access.scope import visible_patients
from journey.domain.record.cells.lots import lot_key
from journey.models import Cycle, Product, TriageResult
from journey.models.treated import with_treated_joints

MOST_SHOWN = 200


@dataclass(frozen=True)
class Found:
    """A product with the session that used it, if one did, and what its patient told since: level and moment."""

    product: Product
    cycle: Cycle | None
    told: tuple[tuple[str, datetime], ...]


def products_by_number(typed: str) -> QuerySet[Product]:
    """By its own number or by any lot, kit, unit or donation number of its record. Both are read from an index."""
    key = lot_key(typed)
    rows = Product.objects.filter(Q(code=key) | Q(lots__contains=[key])) if key else Product.objects.none()
    return rows.order_by("-made_at", "pk")


def trace(user: User, typed: str, at: datetime) -> tuple[list[Found], int]:
    """What this person may see, the newest first, and how many products there are in all: at other sites too."""
    every = products_by_number(typed)
    reached = visible_patients(user, at).order_by().values("pk")
    rows = every.filter(patient__in=reached).select_related("patient", "cycle__journey")[:MOST_SHOWN]
    return list(_with_uses(list(rows))), every.count()


def uses_of(codes: Iterable[str]) -> dict[str, Cycle]:
    """The session in which each was given."""
    rows = Cycle.objects.filter(product_id__in=list(codes), injection_at__isnull=False)
    rows = with_treated_joints(rows).select_related("journey__patient__site__clinic")
    return {each.product_id: each for each in rows}


def _with_uses(products: list[Product]) -> Iterator[Found]:
    uses = uses_of(each.code for each in products)
    told = _told(uses.values())
    for product in products:
        cycle = uses.get(product.code)
        yield Found(product, cycle, tuple(told.get(cycle.journey_id, ())) if cycle else ())


def _told(cycles: Iterable[Cycle]) -> dict[UUID, list[tuple[str, datetime]]]:
    since = {each.journey_id: each.injection_at for each in cycles}
    rows = TriageResult.objects.filter(journey__in=list(since), submission__isnull=False).order_by("at")
    found: dict[UUID, list[tuple[str, datetime]]] = {}
    for journey_id, level, moment in rows.values_list("journey_id", "level", "at"):
        begun: Any = since[journey_id]
        if moment >= begun:
            found.setdefault(journey_id, []).append((level, moment))
    return found
