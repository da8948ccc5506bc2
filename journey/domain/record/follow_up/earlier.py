"""The values that a follow-up form is filled in beside: before treatment, and at the visit before."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from journey.domain.gate_facts import GateFacts
from journey.domain.record.consultation.examination import EXAMINATION
from journey.domain.record.entries import Entry
from journey.domain.record.follow_up import judging, measures, strength, visit_codes
from journey.domain.words import gettext_noop
from journey.domain.words import say as _

# The day of each section that there may be several of, and the section that holds the same fields before treatment.
DAYS = {judging.CODE: "visited_on", measures.CODE: "measured_on"}
BEFORE = {judging.CODE: EXAMINATION.code, measures.CODE: strength.BASELINE}


@dataclass(frozen=True)
class Earlier:
    """`short` goes before a value in a table, `title` before one beside a field. `on` is None when no day is known."""

    short: str
    title: str
    on: date | None
    entry: Entry


def earlier(section: str, number: int, facts: GateFacts) -> tuple[Earlier, ...]:
    """Oldest first; nothing for a section that is no follow-up form."""
    return tuple(_earlier(section, number, facts)) if section in DAYS else ()


def _earlier(section: str, number: int, facts: GateFacts) -> Iterator[Earlier]:
    before = facts.record.of(BEFORE[section])
    if before.version:
        seen_at = facts.consult_at or before.saved_at
        on = before.get("measured_on") or (facts.on(seen_at) if seen_at else None)
        yield Earlier(_(gettext_noop("Before")), _(gettext_noop("Before treatment")), on, before)
    last = _visit_before(section, number, facts)
    if last is not None:
        code = last.get("visit_code")
        title = _(dict(visit_codes.VISITS)[code]) if code else _(gettext_noop("Visit before"))
        yield Earlier(_(gettext_noop("Last")), title, last.get(DAYS[section]), last)


def _visit_before(section: str, number: int, facts: GateFacts) -> Entry | None:
    """The newest visit before this one: by its day while it has one, else by the order in which they were recorded."""
    known = facts.record.entries.get(section, {})
    day = DAYS[section]
    own = known[number].get(day) if number in known else None
    dated = [(each.get(day), other, each) for other, each in known.items() if other != number and each.get(day)]
    past = [one for one in dated if own is None or one[:2] < (own, number)]
    return max(past, key=lambda one: one[:2])[2] if past else None
