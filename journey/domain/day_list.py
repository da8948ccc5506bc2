"""What a patient does from day to day before and after a procedure, each with its date and a key to tick it by."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from journey.domain.fasting import DRINK, FATTY_FOOD, FOOD
from journey.domain.gate_facts import GateFacts
from journey.domain.record.entries import Values
from journey.domain.record.preparation.arrival import ABOVE_MINIMAL
from journey.domain.record.preparation.day_plan import CODE as DAY_PLAN
from journey.domain.record.preparation.day_plan import hours_of, reading_key
from journey.domain.record.preparation.medicine_plan import ADJUST, ALLOWED, KEEP, STOP, dates_of, stop_key
from journey.domain.record.preparation.medicine_plan import CODE as MEDICINE_PLAN


class DayKind(StrEnum):
    KEEP = "keep"
    ALLOWED = "allowed"
    ADJUST = "adjust"
    STOP = "stop"
    AGAIN = "again"
    LEAVE_OUT = "leave_out"
    ESCORT = "escort"
    THE_DAY = "day"
    READ = "read"


UNDATED = frozenset({DayKind.KEEP, DayKind.ALLOWED, DayKind.ADJUST})
NOT_TICKED = frozenset({DayKind.KEEP, DayKind.ALLOWED, DayKind.THE_DAY})


@dataclass(frozen=True)
class DayItem:
    """`on` is a date of the clinic, None for what holds all the time; `at` the moment where a clock time matters.
    `name` is the medicine, or the code of the food or drink; `told` a clinician's words for the patient. The key
    holds the date, so that what was ticked for another date does not count for this one."""

    key: str
    kind: DayKind
    on: date | None = None
    at: datetime | None = None
    name: str = ""
    told: str = ""

    @property
    def can_be_ticked(self) -> bool:
        return self.kind not in NOT_TICKED


def day_items(facts: GateFacts, lifestyle: Mapping[str, int]) -> tuple[DayItem, ...]:
    """In the order of the days. `lifestyle` are hours before the procedure of what is left out besides food and drink.

    Only medicines that a named clinician decided are here (clinical.md 2.2): no rule alone tells a patient anything.
    """
    if facts.procedure_at is None:
        return ()
    items = [*_medicines(facts), *_left_out(facts, facts.procedure_at, lifestyle), *_the_day(facts, facts.procedure_at)]
    return tuple(sorted(items, key=lambda each: _place(each, facts)))


def _place(item: DayItem, facts: GateFacts) -> tuple[date, float]:
    on = item.on or date.min
    return on, item.at.timestamp() if item.at else 0.0


def _medicines(facts: GateFacts) -> Iterator[DayItem]:
    for each in facts.record.of(MEDICINE_PLAN).of("medicines"):
        if each["decided_by"]:
            yield from _medicine(each, facts)


def _medicine(line: Values, facts: GateFacts) -> Iterator[DayItem]:
    name, known = line["name"], {"name": line["name"], "told": line["told"]}
    match line["plan"]:
        case plan if plan in {KEEP, ALLOWED, ADJUST}:
            words = f":{abs(_sum(line['told']))}" if plan == ADJUST else ""
            yield DayItem(f"{plan}:{line['id']}{words}", DayKind(plan), **known)
        case plan if plan == STOP:
            dates = dates_of(line, facts)
            if dates is None:
                return
            yield DayItem(stop_key(line, dates), DayKind.STOP, dates.without, name=name)
            if dates.again is not None:
                yield DayItem(f"again:{line['id']}:{dates.again}", DayKind.AGAIN, dates.again, name=name)


def _sum(text: str) -> int:
    """A number that changes with the words, so that other words are ticked anew."""
    return sum(place * ord(letter) for place, letter in enumerate(text, start=1))


def _left_out(facts: GateFacts, procedure_at: datetime, lifestyle: Mapping[str, int]) -> Iterator[DayItem]:
    """Before there is a plan for food and drink, what the sedation asks for by itself."""
    plan = facts.record.of(DAY_PLAN)
    by_sedation = facts.fasting_hours if facts.sedation_used else {}
    fasting = hours_of(plan, facts) if plan.get("fasting_plan") else by_sedation
    for code, hours in {**lifestyle, **{code: fasting[code] for code in _ORDER if code in fasting}}.items():
        start = procedure_at.astimezone(UTC) - timedelta(hours=hours)
        yield DayItem(f"without:{code}:{start:%Y%m%d%H%M}", DayKind.LEAVE_OUT, facts.on(start), start, code)


_ORDER = (FATTY_FOOD, FOOD, DRINK)


def _the_day(facts: GateFacts, procedure_at: datetime) -> Iterator[DayItem]:
    on = facts.on(procedure_at)
    if facts.sedation in ABOVE_MINIMAL:
        yield DayItem(f"escort:{on}", DayKind.ESCORT, on)
    yield DayItem(f"day:{on}", DayKind.THE_DAY, on, procedure_at.astimezone(UTC))


def ticking_keys(facts: GateFacts, lifestyle: Mapping[str, int]) -> frozenset[str]:
    """What can be ticked now: the lines of the list, and that the plan was read."""
    keys = {each.key for each in day_items(facts, lifestyle) if each.can_be_ticked}
    return frozenset({*keys, reading_key(facts)}) - {""}
