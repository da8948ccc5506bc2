"""Which visit something belongs to: one of each planned contact in a session, and any number in between."""

from collections.abc import Iterator
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from journey.domain.days import local_date, plain_date
from journey.domain.gate_facts import GateFacts
from journey.domain.outcomes import Answered
from journey.domain.record.checking import Finding, error, warning
from journey.domain.record.entries import Entry
from journey.domain.record.fields import Options
from journey.domain.visits import FIRST_CALL, VISIT_CODES, visit_window
from journey.domain.words import gettext_noop
from journey.domain.words import say as _

if TYPE_CHECKING:
    from journey.domain.record.fields import Rule

UNSCHEDULED = "UNSCHEDULED"
NAMES = {
    FIRST_CALL: gettext_noop("Call after 48 to 72 hours"),
    "W2": gettext_noop("Two weeks"),
    "W6": gettext_noop("Six weeks"),
    "M3": gettext_noop("Three months"),
    "M6": gettext_noop("Six months"),
    "M12": gettext_noop("One year"),
}
EARLY = frozenset({FIRST_CALL, "W2", "W6"})  # before M3 it is too early to tell
IN_PERSON_BY_DEFAULT = frozenset({"W6", "M3", "M12"})  # strength and movement need it
YEARS: Options = (
    ("Y2", gettext_noop("Year 2")),
    ("Y3", gettext_noop("Year 3")),
    ("Y4", gettext_noop("Year 4")),
    ("Y5", gettext_noop("Year 5")),
    ("Y6", gettext_noop("Year 6")),
    ("Y7", gettext_noop("Year 7")),
    ("Y8", gettext_noop("Year 8")),
    ("Y9", gettext_noop("Year 9")),
    ("Y10", gettext_noop("Year 10")),
    ("Y11", gettext_noop("Year 11")),
    ("Y12", gettext_noop("Year 12")),
    ("Y13", gettext_noop("Year 13")),
    ("Y14", gettext_noop("Year 14")),
    ("Y15", gettext_noop("Year 15")),
)
VISITS: Options = (*NAMES.items(), *YEARS, (UNSCHEDULED, gettext_noop("Not planned")))
LATE = ("M12", *(code for code, _words in YEARS), UNSCHEDULED)
# The check-in with the patient's answers for each visit (clinical.md 3.2); a yearly one is named after its year.
CHECK_INS = {"W2": "A-14", "W6": "F-6W", "M3": "F-3M", "M6": "F-6M", "M12": "F-12M"}
M3_EARLIEST_DAY = 80
RECENT_DAYS = 14  # an unplanned visit is judged by answers no older than this


def check_in_of(code: str) -> str:
    """Blank for the first call and for a visit that was not planned: no check-in belongs to them."""
    return CHECK_INS.get(code, f"F-{code}" if code.startswith("Y") else "")


def day_of(on: date, facts: GateFacts) -> int | None:
    """Days since the injection, by the clinic's calendar; None before there is one."""
    return None if facts.injection_at is None else (on - facts.on(facts.injection_at)).days


def is_before_m3(code: str, on: date | None, facts: GateFacts) -> bool:
    if code != UNSCHEDULED:
        return code in EARLY
    day = None if on is None else day_of(on, facts)
    return day is not None and day < M3_EARLIEST_DAY


def answers_for(code: str, on: date | None, facts: GateFacts) -> Answered | None:
    """What the patient answered for this visit; for one that was not planned, the newest of the two weeks before."""
    named = check_in_of(code)
    if named:
        return next((each for each in reversed(facts.answers) if each.code == named), None)
    if code != UNSCHEDULED or on is None:
        return None
    near = [each for each in facts.answers if each.worst is not None and 0 <= (on - each.on).days <= RECENT_DAYS]
    return max(near, key=lambda each: each.on, default=None)


def visit_due(facts: GateFacts, taken: frozenset[str]) -> str:
    """The planned visit whose days hold today and that is not recorded; blank when there is none."""
    if facts.injection_at is None:
        return ""
    today = local_date(facts.now, facts.patient_zone)
    for code in VISIT_CODES:
        if code in facts.visits and code not in taken:
            days = visit_window(facts.visits[code], facts.injection_at, facts.patient_zone)
            if days.earliest <= today <= days.latest:
                return code
    return ""


def taken_codes(section: str, facts: GateFacts) -> frozenset[str]:
    return frozenset(each.get("visit_code") or "" for each in facts.record.entries.get(section, {}).values())


def rules_of(section: str, day: str) -> "tuple[Rule, ...]":
    """For a section of a visit: one for each planned visit, after the injection, in its days. `day` is the field of its
    date."""
    return partial(once_a_session, section), partial(after_the_injection, day), partial(in_its_window, day)


def once_a_session(section: str, entry: Entry, facts: GateFacts) -> Iterator[Finding]:
    """One record for each planned visit. `entry` holds the id of its row, so that it does not meet itself."""
    code = entry.get("visit_code")
    others = [each for each in facts.record.entries.get(section, {}).values() if each.id != entry.id]
    if code and code != UNSCHEDULED and any(each.get("visit_code") == code for each in others):
        yield error("visit_code", _("This visit has its record already. Open that one, or choose “Not planned”."))


def after_the_injection(place: str, entry: Entry, facts: GateFacts) -> Iterator[Finding]:
    on = entry.get(place)
    if facts.injection_at is None:
        if entry.get("visit_code") or on is not None:
            yield error(place, _("No injection was given in this session, so there is nothing to follow up."))
    elif on is not None and on < facts.on(facts.injection_at):
        first = plain_date(facts.on(facts.injection_at))
        yield error(place, _("This is before the injection of {first}.", first=first))


def in_its_window(place: str, entry: Entry, facts: GateFacts) -> Iterator[Finding]:
    code, on = entry.get("visit_code"), entry.get(place)
    if facts.injection_at is None or on is None or code not in facts.visits:
        return
    days = visit_window(facts.visits[code], facts.injection_at, facts.patient_zone)
    if on >= facts.on(facts.injection_at) and not days.earliest <= on <= days.latest:
        words = gettext_noop("This visit is planned from {first} to {last}. Is the day right?")
        yield warning(place, _(words, first=plain_date(days.earliest), last=plain_date(days.latest)), [code, on])
