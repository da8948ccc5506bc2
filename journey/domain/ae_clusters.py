"""Infections that belong together: two of one lot, supplier, kit, room or day within 30 days (clinical.md 7.2)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from journey.domain.words import gettext_noop

WITHIN = timedelta(days=30)
LEAST = 2


class Shared(StrEnum):
    LOT = "lot"
    SUPPLIER = "supplier"
    KIT = "kit_lot"
    ROOM = "room"
    DAY = "day"


SHARED_WORDS: Mapping[Shared, str] = {
    Shared.LOT: gettext_noop("Lot"),
    Shared.SUPPLIER: gettext_noop("Supplier"),
    Shared.KIT: gettext_noop("Lot of the kit"),
    Shared.ROOM: gettext_noop("Room"),
    Shared.DAY: gettext_noop("Day of the injection"),
}
# What has a stock that can be set aside.
WITH_STOCK = frozenset({Shared.LOT, Shared.KIT})


@dataclass(frozen=True)
class Infection:
    """One confirmed infection; `on` is the day on which the clinic knew of it. `shared` are the values it has."""

    id: str
    patient: str
    on: date
    shared: Mapping[Shared, str]


@dataclass(frozen=True)
class Cluster:
    kind: Shared
    value: str
    members: tuple[Infection, ...]


def supplier_key(name: str) -> str:
    """One supplier, however it was typed."""
    return " ".join(name.split()).casefold()


def clusters_with(new: Infection, others: Iterable[Infection]) -> Iterator[Cluster]:
    """The clusters that this infection belongs to. Two infections of one patient are one illness, not a cluster."""
    known = [each for each in others if each.id != new.id]
    for kind in Shared:
        value = new.shared.get(kind, "")
        if not value:
            continue
        same = [each for each in known if each.shared.get(kind) == value and abs(each.on - new.on) <= WITHIN]
        if len({each.patient for each in (*same, new)}) >= LEAST:
            yield Cluster(kind, value, _in_order((*same, new)))


def _in_order(members: Sequence[Infection]) -> tuple[Infection, ...]:
    return tuple(sorted(members, key=lambda each: (each.on, each.id)))
