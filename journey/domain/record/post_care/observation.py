"""Watching the patient after the injection: start, vitals, hand check (clinical.md 2.5; G4-03, G5-01)."""

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from journey.domain.gate_facts import GateFacts
from journey.domain.record.checking import Finding, at_line, error, warning
from journey.domain.record.entries import Entry, Values
from journey.domain.record.fields import (
    NONE,
    OTHER,
    Group,
    Options,
    Section,
    When,
    measured,
    moment,
    number,
    one_of,
)
from journey.domain.record.post_care.clock import CODE, NEEDED, VITALS, clock_in_words, observation_clock
from journey.domain.stages import StageCode
from journey.domain.units import Quantity
from journey.domain.words import gettext_noop
from journey.domain.words import say as _

ALERT = "A"
ALERT_LEVELS: Options = (
    (ALERT, gettext_noop("Alert")),
    ("C", gettext_noop("Confused, newly")),
    ("V", gettext_noop("Reacts to voice")),
    ("P", gettext_noop("Reacts to pain")),
    ("U", gettext_noop("Does not react")),
)
ANAPHYLAXIS: Options = (
    (NONE, gettext_noop("None")),
    ("two_hours", gettext_noop("2 hours: well within 30 minutes of one dose of adrenaline, and looked after at home")),
    ("six_hours", gettext_noop("6 hours: two doses of adrenaline, or a second wave in the past")),
    (
        "twelve_hours",
        gettext_noop("12 hours: more than two doses, severe asthma or breathing, late in the evening, or help is far"),
    ),
)
TREATED = When("anaphylaxis", ("two_hours", "six_hours", "twelve_hours"), gettext_noop("a treated anaphylaxis"))
COLOURS: Options = (
    ("pink", gettext_noop("Pink")),
    ("pale", gettext_noop("Pale")),
    ("blue", gettext_noop("Blue")),
    ("red", gettext_noop("Red")),
    (OTHER, gettext_noop("Other")),
)
FEELING: Options = (
    ("normal", gettext_noop("Normal")),
    ("numbed", gettext_noop("Numb from the local anaesthetic")),
    ("less", gettext_noop("Less than before, or tingling")),
    ("absent", gettext_noop("None, without anaesthetic")),
)
MOVEMENT: Options = (
    ("full", gettext_noop("As before")),
    ("less", gettext_noop("Less than before")),
    ("absent", gettext_noop("None")),
)
SWELLING: Options = (
    (NONE, gettext_noop("None")),
    ("mild", gettext_noop("Mild")),
    ("moderate", gettext_noop("Moderate")),
    ("severe", gettext_noop("Severe")),
)
BLEEDING: Options = (
    (NONE, gettext_noop("None")),
    ("oozing", gettext_noop("Oozing")),
    ("active", gettext_noop("Active")),
)
WORRYING = {
    "hand_colour": frozenset({"pale", "blue"}),
    "hand_feeling": frozenset({"absent"}),
    "hand_movement": frozenset({"absent"}),
    "hand_swelling": frozenset({"severe"}),
    "hand_bleeding": frozenset({"active"}),
}
SLOW_REFILL = 3  # seconds
NEAR = Decimal("0.2")  # of the baseline (discharge criterion of clinical.md 2.5)
SPO2_LEAST, PAIN_MOST, FEVER = 94, 6, Decimal(38)
# What is held against the baseline: the field of the line, and the field of the baseline.
BASELINES = {"heart_rate": "base_heart_rate", "systolic": "base_systolic", "diastolic": "base_diastolic"}


def baseline(entry: Entry, name: str) -> int | None:
    """Before the procedure; while nobody wrote that down, the first vitals."""
    known: int | None = entry.get(BASELINES.get(name, f"base_{name}"))
    lines = entry.of(VITALS)
    return known if known is not None else lines[0][name] if lines else None


def is_far(value: int | None, base: int | None) -> bool:
    return value is not None and base is not None and abs(value - base) > base * NEAR


def is_low_spo2(value: int | None, base: int | None) -> bool:
    return value is not None and value < SPO2_LEAST and (base is None or value < base or base >= SPO2_LEAST)


def vitals_are_in_order(entry: Entry, facts: GateFacts) -> Iterator[Finding]:
    """One line a minute, none before the observation began."""
    started, seen = _minute(entry.get("observation_start")), set()
    for index, each in enumerate(entry.of(VITALS)):
        at = _minute(each["taken_at"])
        if at is None:
            continue
        if started is not None and at < started:
            yield error(at_line(VITALS, index, "taken_at"), _("This is before the observation began."))
        if at in seen:
            yield error(at_line(VITALS, index, "taken_at"), _("There are vitals of this minute already."))
        if facts.discharge_at is not None and at > facts.discharge_at:
            yield error(at_line(VITALS, index, "taken_at"), _("The patient had gone home by then."))
        seen.add(at)
        low, high = each["diastolic"], each["systolic"]
        if low is not None and high is not None and low >= high:
            yield error(at_line(VITALS, index, "diastolic"), _("The lower pressure is not below the upper one."))


def watched_after_the_needle(entry: Entry, facts: GateFacts) -> Iterator[Finding]:
    started, needle = _minute(entry.get("observation_start")), _minute(facts.injection_at)
    if started is not None and needle is not None and started < needle:
        yield error("observation_start", _("This is before the injection."))
    settled = _minute(entry.get("anaphylaxis_settled_at"))
    if settled is not None and needle is not None and settled < needle:
        yield error("anaphylaxis_settled_at", _("This is before the injection."))


def vitals_are_watched(entry: Entry, facts: GateFacts) -> Iterator[Finding]:
    """Far from the baseline, or a sign that a clinician has to see."""
    for index, each in enumerate(entry.of(VITALS)):
        for name, sentence, told in worrying_vitals(entry, each):
            yield warning(at_line(VITALS, index, name), sentence, told)


def worrying_vitals(entry: Entry, each: Values) -> Iterator[tuple[str, str, Any]]:
    """Of one line: the field, a sentence, and the value that it is about."""
    for name in BASELINES:
        value, base = each[name], baseline(entry, name)
        if is_far(value, base):
            label = _(VITALS_GROUP_LABELS[name])
            words = gettext_noop("{label} {value} is more than 20 % from {base}. Tell the clinician.")
            yield name, _(words, label=label, value=value, base=base), [value, base]
    if is_low_spo2(each["spo2"], baseline(entry, "spo2")):
        yield "spo2", _("SpO2 {value} %. Tell the clinician now.", value=each["spo2"]), each["spo2"]
    if each["alertness"] not in ("", ALERT):
        yield "alertness", _("Not fully alert. Call the clinician now."), each["alertness"]
    if each["pain"] is not None and each["pain"] > PAIN_MOST:
        yield (
            "pain",
            _("Pain {value} of 10. It has to come down, or a plan is agreed.", value=each["pain"]),
            each["pain"],
        )
    if each["temperature"] is not None and each["temperature"] >= FEVER:
        yield "temperature", _("Fever: {value} °C. Tell the clinician.", value=each["temperature"]), each["temperature"]


def hand_is_well(entry: Entry, facts: GateFacts) -> Iterator[Finding]:
    for name, codes in WORRYING.items():
        if entry.get(name) in codes:
            yield warning(name, _("Show this hand to the clinician now."), entry.get(name))


def clock_of_it(entry: Entry, facts: GateFacts) -> Iterator[tuple[str, str]]:
    yield from clock_in_words(observation_clock(facts, entry), facts)


def _minute(at: datetime | None) -> datetime | None:
    return at.astimezone(UTC).replace(second=0, microsecond=0) if at is not None else None


VITALS_GROUP = Group(
    VITALS,
    gettext_noop("Vitals"),
    gettext_noop("Vitals"),
    (
        moment("taken_at", gettext_noop("Time"), needed=True),
        number("heart_rate", gettext_noop("Heart rate"), 30, 220, gettext_noop("a minute"), needed=True),
        number("systolic", gettext_noop("Upper blood pressure"), 60, 260, gettext_noop("mmHg"), needed=True),
        number("diastolic", gettext_noop("Lower blood pressure"), 30, 160, gettext_noop("mmHg"), needed=True),
        number("breaths", gettext_noop("Breaths"), 6, 40, gettext_noop("a minute"), needed=True),
        number("spo2", gettext_noop("SpO2"), 70, 100, gettext_noop("%"), needed=True),
        measured("temperature", gettext_noop("Temperature"), Quantity.TEMPERATURE, needed=True),
        measured("pain", gettext_noop("Pain"), Quantity.PAIN, needed=True),
        one_of("alertness", gettext_noop("Alertness"), ALERT_LEVELS, needed=True),
    ),
    least=NEEDED,
    most=60,
)
VITALS_GROUP_LABELS = {each.name: each.label for each in VITALS_GROUP.fields}

OBSERVATION = Section(
    CODE,
    StageCode.POST_CARE,
    gettext_noop("Observation"),
    (
        moment("observation_start", gettext_noop("Observation began"), needed=True),
        number("base_heart_rate", gettext_noop("Before the procedure: heart rate"), 30, 220, gettext_noop("a minute"),
               help=gettext_noop("When this is blank, the first vitals are the baseline.")),
        number("base_systolic", gettext_noop("Before the procedure: upper blood pressure"), 60, 260,
               gettext_noop("mmHg")),
        number("base_diastolic", gettext_noop("Before the procedure: lower blood pressure"), 30, 160,
               gettext_noop("mmHg")),
        number("base_spo2", gettext_noop("Before the procedure: SpO2"), 70, 100, gettext_noop("%")),
        one_of("anaphylaxis", gettext_noop("Anaphylaxis that was treated: how long to watch"), ANAPHYLAXIS,
               needed=True),
        moment("anaphylaxis_settled_at", gettext_noop("All signs gone at"), needed=True, shown=TREATED),
        one_of("hand_colour", gettext_noop("Hand: colour"), COLOURS, needed=True),
        number("capillary_refill_s", gettext_noop("Hand: capillary refill"), 0, 20, gettext_noop("seconds"),
               warn_above=SLOW_REFILL, needed=True),
        one_of("hand_feeling", gettext_noop("Hand: feeling"), FEELING, needed=True),
        one_of("hand_movement", gettext_noop("Hand: movement"), MOVEMENT, needed=True),
        one_of("hand_swelling", gettext_noop("Hand: swelling"), SWELLING, needed=True),
        one_of("hand_bleeding", gettext_noop("Hand: bleeding"), BLEEDING, needed=True),
    ),
    groups=(VITALS_GROUP,),
    rules=(watched_after_the_needle, vitals_are_in_order, vitals_are_watched, hand_is_well),
    works_out=(clock_of_it,),
    by_nurses=True,
    also_in=(StageCode.INJECTION,),
)  # fmt: skip
