"""Products by any number that stands on them or in their record, for a recall."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from accounts.models import User
from journey.access.scope import visible_patients
from journey.domain.record.cells.lots import lot_key
from journey.models import Cycle, Product, TriageResult
from journey.models.treated import with_treated_joints

PER_PAGE = 200
PER_READ = 1000  # of a file that is written
# What a trace shows: it may be long, so nothing else of its rows is read.
SHOWN = (
    *("code", "made_at", "quarantine_reason", "disposition", "patient__record_no", "patient__full_name"),
    *("patient__phone", "cycle__journey"),
)


@dataclass(frozen=True)
class Found:
    """A product with the session that used it, if one did, and what its patient told since: level and moment."""

    product: Product
    cycle: Cycle | None
    told: tuple[tuple[str, datetime], ...]


@dataclass(frozen=True)
class Traced:
    """One page of a trace. `total` are the products with this number at every site, `reached` those of patients whom
    the reader may see, on `pages` pages from 1."""

    found: Sequence[Found] = ()
    total: int = 0
    reached: int = 0
    page: int = 1

    @property
    def pages(self) -> int:
        return max(1, -(-self.reached // PER_PAGE))

    @property
    def begins(self) -> int:
        """How many stand on the pages before."""
        return (self.page - 1) * PER_PAGE


def products_by_number(typed: str) -> QuerySet[Product]:
    """By its own number or by any lot, kit, unit or donation number of its record. Both are read from an index."""
    key = lot_key(typed)
    rows = Product.objects.filter(Q(code=key) | Q(lots__contains=[key])) if key else Product.objects.none()
    return rows.order_by("-made_at", "pk")


def trace(user: User, typed: str, at: datetime, page: int = 1) -> Traced:
    """What this person may see, the newest first; a page behind the last one is the last. The same few statements
    whatever there is."""
    every, rows = products_by_number(typed), _reached(user, typed, at)
    counts = Traced(total=every.count(), reached=rows.count())
    counts = replace(counts, page=min(max(page, 1), counts.pages))
    return replace(counts, found=_with_uses(list(rows[counts.begins : counts.begins + PER_PAGE])))


def whole_trace(user: User, typed: str, at: datetime) -> Iterator[Found]:
    """Every product that this person may see, read in parts from one statement."""
    rows = _reached(user, typed, at).iterator(PER_READ)
    while part := list(islice(rows, PER_READ)):
        yield from _with_uses(part)


def _reached(user: User, typed: str, at: datetime) -> QuerySet[Product]:
    reached = visible_patients(user, at).order_by().values("pk")
    rows = products_by_number(typed).filter(patient__in=reached).select_related("patient", "cycle")
    return rows.only(*SHOWN)


def uses_of(codes: Iterable[str]) -> dict[str, Cycle]:
    """The session in which each was given."""
    rows = Cycle.objects.filter(product_id__in=list(codes), injection_at__isnull=False)
    rows = with_treated_joints(rows).select_related("journey__patient__site__clinic")
    return {each.product_id: each for each in rows}


def _with_uses(products: list[Product]) -> list[Found]:
    uses = uses_of(each.code for each in products)
    told = _told(uses.values())
    return [_found(each, uses.get(each.code), told) for each in products]


def _found(product: Product, cycle: Cycle | None, told: Mapping[UUID, list[tuple[str, datetime]]]) -> Found:
    return Found(product, cycle, tuple(told.get(cycle.journey_id, ())) if cycle else ())


def _told(cycles: Iterable[Cycle]) -> dict[UUID, list[tuple[str, datetime]]]:
    since = {each.journey_id: each.injection_at for each in cycles}
    rows = TriageResult.objects.filter(journey__in=list(since), submission__isnull=False).order_by("at")
    found: dict[UUID, list[tuple[str, datetime]]] = {}
    for journey_id, level, moment in rows.values_list("journey_id", "level", "at"):
        begun: Any = since[journey_id]
        if moment >= begun:
            found.setdefault(journey_id, []).append((level, moment))
    return found
