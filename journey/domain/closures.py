"""A time in which visits cannot take place, and where each person of it stands: moved, told, still to do."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from journey.domain.slots import Wish
from journey.domain.visit_states import CANCELLED
from journey.domain.visits import VisitWindow

# A design number, not a clinical one: a visit without a window is looked for this long.
LOOK_ON = timedelta(days=28)


class Became(StrEnum):
    """Of a visit that lay in a closed time."""

    STAYS = "stays"
    OFFERED = "offered"
    MOVED = "moved"
    CANCELLED = "cancelled"


class Told(StrEnum):
    """How far the patient knows; the first that holds."""

    THEMSELVES = "themselves"
    REACHED = "reached"
    SENT = "sent"
    ON_ITS_WAY = "on_its_way"
    FAILED = "failed"
    TRIED = "tried"
    NOT_YET = "not_yet"


KNOWS = frozenset({Told.THEMSELVES, Told.REACHED, Told.SENT})
SETTLED = frozenset({Became.MOVED, Became.CANCELLED})


@dataclass(frozen=True)
class Standing:
    """One person's visit. They are left until the visit has another time or is called off, and they know."""

    became: Became
    told: Told

    @property
    def is_left(self) -> bool:
        return self.became not in SETTLED or self.told not in KNOWS


def became_of(state: str, *, has_offers: bool) -> Became:
    """Times that wait for the patient's answer are only for a visit that still stands there."""
    if state == "moved":
        return Became.MOVED
    if state in CANCELLED:
        return Became.CANCELLED
    return Became.OFFERED if has_offers else Became.STAYS


def told_of(*, by_patient: bool, results: Iterable[str], messages: Iterable[str]) -> Told:
    """`by_patient`: they moved or cancelled it themselves. `results` are those of the tries to reach them, `messages`
    the states of what was sent: "sent", "on_its_way" or "failed"; other states tell nobody anything."""
    results, messages = list(results), set(messages)
    if by_patient:
        return Told.THEMSELVES
    if "reached" in results:
        return Told.REACHED
    for each in (Told.SENT, Told.ON_ITS_WAY, Told.FAILED):
        if each in messages:
            return each
    return Told.TRIED if results else Told.NOT_YET


@dataclass(frozen=True)
class Counts:
    """People are counted once in `moved`, `offered`, `cancelled` and `stays`, and once in what they know."""

    everybody: int
    moved: int
    offered: int
    cancelled: int
    stays: int
    by_message: int
    by_phone: int
    failed: int
    not_reached: int
    left: int


def counted(rows: Iterable[Standing]) -> Counts:
    found = list(rows)

    def became(which: Became) -> int:
        return sum(each.became is which for each in found)

    def told(*which: Told) -> int:
        return sum(each.told in which for each in found)

    return Counts(
        everybody=len(found),
        moved=became(Became.MOVED),
        offered=became(Became.OFFERED),
        cancelled=became(Became.CANCELLED),
        stays=became(Became.STAYS),
        by_message=told(Told.SENT),
        by_phone=told(Told.REACHED),
        failed=told(Told.FAILED),
        not_reached=sum(each.told not in KNOWS for each in found),
        left=sum(each.is_left for each in found),
    )


def where_to_look(on: date, window: VisitWindow | None, today: date) -> Iterator[Wish]:
    """First the days from the visit's own on, then those before it, never outside the window. A window that is over
    binds nobody any more, and neither does none: then the next weeks."""
    if window is None or window.latest < today:
        yield Wish(max(on, today), max(on, today) + LOOK_ON)
        return
    first, middle = max(window.earliest, today), max(window.earliest, today, min(on, window.latest))
    yield Wish(middle, window.latest)
    if first < middle:
        yield Wish(first, middle - timedelta(days=1))


def last_day_to_look(on: date, window: VisitWindow | None, today: date) -> date:
    return max(wish.last for wish in where_to_look(on, window, today))
