"""Products by any number that stands on them or in their record, for a recall."""

from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db import transaction
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject

from accounts.models import User
from journey.access.scope import visible_patients
from journey.domain.record.cells.lots import lot_key
from journey.models import Cycle, Product, TriageResult
from journey.models.treated import each_once, targets_of

PER_PAGE = 200
PER_READ = 1000  # of a file that is written


class Use(NamedTuple):
    """The session that used a product: when, in which joints, and how what its patient told since was judged."""

    journey_id: UUID
    cycle_id: UUID
    at: datetime
    joints: tuple[str, ...]
    told: tuple[str, ...]


class Found(NamedTuple):
    """A product, whose it is, the session that it was made for, and the one that used it, if one did."""

    code: str
    quarantine_reason: str
    disposition: str
    patient_id: UUID
    record_no: str
    full_name: str
    phone: str
    journey_id: UUID
    cycle_id: UUID
    use: Use | None


# What a trace shows: it may be long, so nothing else of its rows is read.
SHOWN = (
    *("code", "quarantine_reason", "disposition", "patient_id", "patient__record_no", "patient__full_name"),
    *("patient__phone", "cycle__journey_id", "cycle_id", "use"),
)


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
    # The keys first: the database would look up the use of each product that the page leaves out, too.
    keys = list(rows.values_list("pk", flat=True)[counts.begins : counts.begins + PER_PAGE])
    return replace(counts, found=[_found(row) for row in _with_uses(rows.filter(pk__in=keys))])


def traced_patients(user: User, typed: str, at: datetime) -> list[UUID]:
    """Everybody of the whole trace whom this person may see, by id."""
    return list(_reached(user, typed, at).order_by("patient_id").values_list("patient_id", flat=True).distinct())


def whole_trace(user: User, typed: str, at: datetime, patients: Set[UUID]) -> Iterator[Found]:
    """Every product of these patients, the newest first, as all of it was when the first row was read: it is one
    statement, which the database works through as rows are asked for. The transaction lasts until the last row or
    until the iterator is closed, so nothing else is written meanwhile: it begins when the page has left its views."""
    with transaction.atomic():
        rows = _with_uses(_reached(user, typed, at)).iterator(PER_READ)
        yield from (_found(row) for row in rows if row[SHOWN.index("patient_id")] in patients)


def _reached(user: User, typed: str, at: datetime) -> QuerySet[Product]:
    reached = visible_patients(user, at).order_by().values("pk")
    return products_by_number(typed).filter(patient__in=reached)


def uses_of(codes: Iterable[str]) -> dict[str, Cycle]:
    """The session in which each was given."""
    rows = Cycle.objects.filter(product_id__in=list(codes), injection_at__isnull=False)
    return {each.product_id: each for each in rows.select_related("journey__patient__site__clinic")}


def _with_uses(rows: QuerySet[Product]) -> QuerySet[Any, Any]:
    # A session without a product is left out in words, so that PostgreSQL reads the index of the others.
    given = Cycle.objects.filter(product_id=OuterRef("code"), injection_at__isnull=False).exclude(product_id="")
    told = TriageResult.objects.filter(
        journey=OuterRef("journey_id"), submission__isnull=False, at__gte=OuterRef("injection_at")
    )
    use = JSONObject(
        journey="journey_id",
        cycle="pk",
        at="injection_at",
        given=ArraySubquery(targets_of(OuterRef("pk"))),
        planned="journey__joints",
        told=ArraySubquery(told.order_by().values("level")),
    )
    return rows.annotate(use=Subquery(given.order_by().values(row=use)[:1])).values_list(*SHOWN)


def _found(row: tuple[Any, ...]) -> Found:
    found = Found._make(row)
    return found._replace(use=_use(row[-1])) if row[-1] else found


def _use(row: dict[str, Any]) -> Use:
    joints = each_once(row["given"], row["planned"])
    at = datetime.fromisoformat(row["at"])
    return Use(UUID(row["journey"]), UUID(row["cycle"]), at, joints, tuple(row["told"]))
