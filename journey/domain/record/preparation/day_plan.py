"""The plan for food and drink before the procedure (clinical.md 2.2; G2-04)."""

from collections.abc import Iterator
from datetime import datetime

from journey.domain.days import plain_clock, plain_date
from journey.domain.fasting import ASA, CUSTOM, FATTY_FOOD, NONE, Fasting, fasting_from, fasting_hours
from journey.domain.gate_facts import GateFacts
from journey.domain.record.checking import Finding, error, warning
from journey.domain.record.entries import Entry
from journey.domain.record.fields import Kept, Options, Section, When, moment, number, one_of
from journey.domain.stages import StageCode
from journey.domain.words import gettext_noop
from journey.domain.words import say as _

CODE = "day_plan"
FASTING_PLANS: Options = (
    (NONE, gettext_noop("None")),
    (ASA, gettext_noop("Standard: light meal 6 h, fatty food and meat 8 h, clear drinks 2 h")),
    (CUSTOM, gettext_noop("Custom")),
)
OWN_HOURS = When("fasting_plan", (CUSTOM,), gettext_noop("a custom plan"))
LONGEST_FAST = 24
ALLERGIES_HOME = "Patient.allergies_confirmed_at"
PLAN = ("fasting_plan", "solids_hours", "fluids_hours")


def hours_of(entry: Entry, facts: GateFacts) -> dict[str, int]:
    """Hours without each kind of food or drink by this entry; empty while nothing is decided, and for no fasting."""
    plan = entry.get("fasting_plan") or ""
    return fasting_hours(plan, entry.get("solids_hours"), entry.get("fluids_hours"), facts.fasting_hours)


def fasting_times(entry: Entry, facts: GateFacts) -> Fasting | None:
    """None while there is no plan or no date."""
    if not entry.get("fasting_plan") or facts.procedure_at is None:
        return None
    return fasting_from(facts.procedure_at, hours_of(entry, facts))


def fasting_fits_the_sedation(entry: Entry, facts: GateFacts) -> Iterator[Finding]:
    if not facts.sedation_used or not entry.get("fasting_plan") or entry.get("fasting_plan") == ASA:
        return
    hours = hours_of(entry, facts)
    shorter = [code for code, least in facts.fasting_hours.items() if code != FATTY_FOOD and hours.get(code, 0) < least]
    if shorter:
        words = gettext_noop("Sedation is planned and this is less than the standard plan. Is it right?")
        yield warning("fasting_plan", _(words), [facts.sedation, *(entry.get(name) for name in PLAN)])


def drinks_end_after_food(entry: Entry, facts: GateFacts) -> Iterator[Finding]:
    food, drink = entry.get("solids_hours"), entry.get("fluids_hours")
    if food is not None and drink is not None and drink > food:
        yield error("fluids_hours", _("Drinks cannot be left out for longer than food."))


def telling_is_of_this_plan(entry: Entry, facts: GateFacts) -> Iterator[Finding]:
    """Whoever changes the plan after it was gone through has to go through it again."""
    before = facts.record.of(CODE)
    told, same_told = before.get("told_for"), before.get("told_for") == entry.get("told_for")
    if told is not None and same_told and any(before.get(name) != entry.get(name) for name in PLAN):
        words = gettext_noop(
            "The plan has changed. Clear this, go through the new times with the patient, then fill in."
        )
        yield error("told_for", _(words))


def gone_through(facts: GateFacts) -> bool:
    """Staff went through the plan with the patient for the procedure as it is dated now."""
    told, procedure = facts.record.of(CODE).get("told_for"), facts.procedure_at
    return told is not None and procedure is not None and _minute(told) == _minute(procedure)


def reading_key(facts: GateFacts) -> str:
    """Names the plan as it is now, so that a patient's tick "I have read this" counts for no other plan."""
    entry, procedure = facts.record.of(CODE), facts.procedure_at
    if procedure is None or not entry.get("fasting_plan"):
        return ""
    hours = "-".join(str(each) for each in hours_of(entry, facts).values())
    return f"read:{_minute(procedure):%Y%m%d%H%M}:{entry.get('fasting_plan')}:{hours}"


def _minute(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)


def times_in_words(entry: Entry, facts: GateFacts) -> Iterator[tuple[str, str]]:
    """Clock times in the clinic's zone, never hours."""
    times = fasting_times(entry, facts)
    if times is None:
        return
    for label, at in (
        (_("Meat, fried and fatty food until"), times.fatty_from),
        (_("Light meal until"), times.solids_from),
        (_("Clear drinks until"), times.fluids_from),
    ):
        if at is not None:
            local = at.astimezone(facts.clinic_zone)
            yield label, _("{clock}, {day}", clock=plain_clock(local), day=plain_date(local.date()))


def by_sedation(facts: GateFacts) -> Entry:
    """The default: none with a local numbing alone, else the standard."""
    return Entry({"fasting_plan": ASA if facts.sedation_used else NONE})


DAY_PLAN = Section(
    CODE,
    StageCode.PREPARATION,
    gettext_noop("Food and drink"),
    (
        one_of("fasting_plan", gettext_noop("Fasting plan"), FASTING_PLANS, needed=True),
        number(
            "solids_hours",
            gettext_noop("No food for"),
            0,
            LONGEST_FAST,
            gettext_noop("hours"),
            needed=True,
            shown=OWN_HOURS,
        ),
        number(
            "fluids_hours",
            gettext_noop("No drinks for"),
            0,
            LONGEST_FAST,
            gettext_noop("hours"),
            needed=True,
            shown=OWN_HOURS,
        ),
        moment(
            "told_for",
            gettext_noop("Gone through with the patient, for the procedure at"),
            future=True,
            help=gettext_noop(
                "Not needed when the patient has ticked it as read. It counts for this date and time only."
            ),
        ),
    ),
    elsewhere=(
        Kept("procedure_at", gettext_noop("Procedure"), "Cycle.procedure_at", needed=True),
        Kept("sedation_plan", gettext_noop("Sedation plan"), "Cycle.sedation", needed=True),
        Kept("fast_solids_from", gettext_noop("No food from"), "domain/fasting.py, worked out"),
        Kept("fast_fluids_from", gettext_noop("No drinks from"), "domain/fasting.py, worked out"),
        Kept(
            "allergies_confirmed_at", gettext_noop("Allergies confirmed"), "Patient.allergies_confirmed_at", needed=True
        ),
    ),
    rules=(fasting_fits_the_sedation, drinks_end_after_food, telling_is_of_this_plan),
    suggests=by_sedation,
    works_out=(times_in_words,),
    by_nurses=True,
)
