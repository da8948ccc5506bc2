"""Strength and movement before treatment, against which every visit is told (clinical.md 6.1; G2-05)."""

from collections.abc import Iterator

from journey.domain.days import plain_date
from journey.domain.gate_facts import GateFacts
from journey.domain.record.checking import Finding, error
from journey.domain.record.entries import Entry
from journey.domain.record.fields import Section
from journey.domain.record.follow_up.measures import (
    ABOUT,
    COMMON_RULES,
    HAND,
    MOTION,
    STRENGTH,
    THUMB_AND_WRIST,
    device_is_named,
    grip_is_measured,
)
from journey.domain.record.follow_up.movement import told_movement
from journey.domain.record.follow_up.strength import BASELINE as CODE
from journey.domain.record.follow_up.strength import told_strength
from journey.domain.stages import StageCode
from journey.domain.words import gettext_noop
from journey.domain.words import say as _


def before_the_injection(entry: Entry, facts: GateFacts) -> Iterator[Finding]:
    on, injected = entry.get("measured_on"), facts.injection_at
    if on is not None and injected is not None and on > facts.on(injected):
        words = gettext_noop("This is after the injection of {day}. It belongs to a visit.")
        yield error("measured_on", _(words, day=plain_date(facts.on(injected))))


def offered(facts: GateFacts) -> Entry:
    return Entry({"measured_on": facts.today})


BASELINE = Section(
    CODE,
    StageCode.PREPARATION,
    gettext_noop("Measurements before treatment"),
    (*ABOUT, *HAND),
    groups=(STRENGTH, MOTION, THUMB_AND_WRIST),
    rules=(*COMMON_RULES, before_the_injection),
    asks=(device_is_named, grip_is_measured),
    suggests=offered,
    works_out=(told_strength, told_movement),
    by_nurses=True,
)
