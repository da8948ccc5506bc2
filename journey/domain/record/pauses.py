"""A safety pause: items answered yes, no or not needed, a time, and two people (clinical.md 2.4; S35)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from journey.domain.gate_facts import GateFacts
from journey.domain.record.checking import Finding, error, missing_of
from journey.domain.record.entries import Entry
from journey.domain.record.fields import CLINICIAN_OR_NURSE, NO, YES, Field, Options, Section, moment, one_of, person
from journey.domain.words import gettext_noop
from journey.domain.words import say as _

NOT_NEEDED = "not_needed"
ANSWERS: Options = ((YES, gettext_noop("Yes")), (NO, gettext_noop("No")))
OR_NOT_NEEDED: Options = (*ANSWERS, (NOT_NEEDED, gettext_noop("Not needed")))


@dataclass(frozen=True)
class Item:
    """`spare`: it may be answered "not needed"."""

    name: str
    label: str
    spare: bool = False


def fields_of(items: Sequence[Item]) -> Iterator[Field]:
    for each in items:
        yield one_of(each.name, each.label, OR_NOT_NEEDED if each.spare else ANSWERS, needed=True)
    yield moment("done_at", gettext_noop("Time of the pause"), needed=True)
    yield person("led_by", gettext_noop("Led by"), needed=True)
    yield person("second", gettext_noop("Second person"), role=CLINICIAN_OR_NURSE, needed=True)


def two_people(entry: Entry, facts: GateFacts) -> Iterator[Finding]:
    if entry.get("led_by") and entry.get("led_by") == entry.get("second"):
        yield error("second", _("A pause is done by two different people."))


def missing_of_pause(section: Section, items: Sequence[Item], facts: GateFacts) -> list[str]:
    """What stops the next step, as words: what is not answered yet, and every "no"."""
    refused = refused_items(items, facts.record.of(section.code))
    return [*missing_of([section], facts), *(_("answered “no”: {item}", item=item) for item in refused)]


def missing_of_todays_pause(section: Section, items: Sequence[Item], facts: GateFacts) -> list[str]:
    """As `missing_of_pause`, of one that speaks of its own day only."""
    done_at = facts.record.of(section.code).get("done_at")
    is_of_another_day = done_at is not None and facts.on(done_at) != facts.today
    return [*missing_of_pause(section, items, facts), *([_("a pause of today")] if is_of_another_day else [])]


def refused_items(items: Sequence[Item], entry: Entry) -> list[str]:
    """The words of those that were answered “no”."""
    return [_(each.label) for each in items if entry.get(each.name) == NO]
