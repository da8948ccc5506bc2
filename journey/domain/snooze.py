"""A clinician agrees that a patient is expected to stay at a level for a time: when that may be, and what ends it
(clinical.md 5.2)."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from journey.domain.triage import Level, Rule
from journey.domain.triage_fields import ANSWER_FIELDS, NORMAL_TEMPERATURES, TEMPERATURE
from journey.domain.words import gettext_noop

LONGEST = timedelta(days=14)  # [D]: swelling that lasts longer has a rule of its own (SWE-02, clinical.md 5.5)

URGENT = gettext_noop("An urgent alert is never put off. Close it when the patient was helped.")
INFECTION = gettext_noop("It is, or may be, a sign of infection ({rules}). That is never put off.")
NO_ANSWERS = gettext_noop("What the clinic found out about a product is never put off.")
NOT_REACHED = gettext_noop("First speak with the patient and record the call.")


@dataclass(frozen=True)
class Told:
    """One result: its level, which rules decided it, and the inputs that they judged."""

    level: Level
    deciding: frozenset[str]
    inputs: Mapping[str, Any]


def why_not(level: Level, rules: Mapping[str, Rule | None], *, has_findings: bool, is_reached: bool) -> tuple[str, str]:
    """Why this alert cannot be put off, as a template, and the ids that it names; blank when it can.

    `rules` are all that fired, by id; one that its rule set does not know counts as infection: nothing is under-called.
    """
    infection = [code for code, rule in rules.items() if rule is None or rule.is_infection]
    if level is not Level.CALL_24H:
        return URGENT, ""
    if has_findings or not rules:
        return NO_ANSWERS, ""
    if infection:
        return INFECTION, ", ".join(infection)
    return ("", "") if is_reached else (NOT_REACHED, "")


def is_as_agreed(told: Told, agreed: Iterable[Told], rules: Collection[Rule | None]) -> bool:
    """Whether a new result is no worse than what was agreed: not above its level, no other rule decided it, none that
    fired is of infection, no answer is worse than in the newest, and the patient does not ask for a call. `agreed` are
    oldest first; `rules` are all that fired now."""
    known = list(agreed)
    if not known or told.level.rank > Level.CALL_24H.rank:
        return False
    if any(rule is None or rule.is_infection for rule in rules) or told.inputs.get("worry") == "yes":
        return False
    deciding = frozenset().union(*(each.deciding for each in known))
    return told.deciding <= deciding and not worse_answers(known[-1].inputs, told.inputs)


def worse_answers(before: Mapping[str, Any], now: Mapping[str, Any]) -> tuple[str, ...]:
    """The answers that are worse than they were. What was not asked before counts as good."""
    return tuple(name for name in ANSWER_FIELDS if name in now and _is_worse(name, before.get(name), now[name]))


def _is_worse(name: str, before: Any, now: Any) -> bool:
    if name == TEMPERATURE.name:
        low, high = NORMAL_TEMPERATURES
        was = float(before) if before is not None else high
        return max(float(now), high) > max(was, high) or min(float(now), low) < min(was, low)
    return any(
        chain.index(now) > (chain.index(before) if before in chain else 0)
        for chain in ANSWER_FIELDS[name].worse
        if now in chain
    )


def is_within(until: datetime, at: datetime) -> bool:
    return at < until <= at + LONGEST
