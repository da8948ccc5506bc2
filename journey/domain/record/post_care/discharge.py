"""Going home: the criteria and the first call (clinical.md 2.5; G5-01)."""

from collections.abc import Iterator
from datetime import UTC, timedelta

from journey.domain.gate_facts import GateFacts
from journey.domain.record.checking import Finding, error, warning
from journey.domain.record.entries import Entry
from journey.domain.record.fields import YES, Kept, Section, line, moment, one_of
from journey.domain.record.pauses import ANSWERS, NOT_NEEDED, OR_NOT_NEEDED, Item
from journey.domain.record.post_care.clock import CODE as OBSERVATION_CODE
from journey.domain.record.post_care.clock import VITALS, clock_in_words, left_out, observation_clock
from journey.domain.record.post_care.observation import BASELINES, PAIN_MOST, baseline, is_far, is_low_spo2
from journey.domain.stages import StageCode
from journey.domain.words import gettext_noop
from journey.domain.words import say as _

CODE = "discharge"
CRITERIA = (
    Item("alert", gettext_noop("Alert and oriented")),
    Item("vitals_near", gettext_noop("Vitals within 20 % of the baseline")),
    Item("spo2_good", gettext_noop("SpO2 at least 94 %, or as before")),
    Item("pain_low", gettext_noop("Pain 6 or less, or a plan is agreed")),
    Item("no_reaction", gettext_noop("No rash, wheeze or swelling")),
    Item("no_bleeding", gettext_noop("Bleeding stopped at both sites")),
    Item("fingers_warm", gettext_noop("Fingers warm and pink")),
    Item("drinks", gettext_noop("Able to drink")),
    Item("walks", gettext_noop("Walks safely, as before")),
    Item("escort", gettext_noop("Somebody takes the patient home"), spare=True),
    Item("taught", gettext_noop("Instructions given and taught back")),
    Item("knows_numbers", gettext_noop("Knows both phone numbers")),
)
FIRST_CALL = (timedelta(hours=48), timedelta(hours=72))
HALF_HOUR = timedelta(minutes=30)


def escort_when_sedated(entry: Entry, facts: GateFacts) -> Iterator[Finding]:
    sedated = facts.sedation_used or facts.record.of("injection").of("sedation_given")
    if sedated and entry.get("escort") == NOT_NEEDED:
        yield error("escort", _("There was sedation: somebody has to take the patient home."))


def criteria_fit_the_vitals(entry: Entry, facts: GateFacts) -> Iterator[Finding]:
    """A criterion that the last vitals speak against has to be seen."""
    watched = facts.record.of(OBSERVATION_CODE)
    lines = [each for each in watched.of(VITALS) if each["taken_at"] is not None]
    if not lines:
        return
    last = max(lines, key=lambda each: each["taken_at"])
    far = [name for name in BASELINES if is_far(last[name], baseline(watched, name))]
    if entry.get("vitals_near") == YES and far:
        words = gettext_noop("The last vitals are more than 20 % from the baseline. Is it right?")
        yield warning("vitals_near", _(words), [last[name] for name in far])
    if entry.get("spo2_good") == YES and is_low_spo2(last["spo2"], baseline(watched, "spo2")):
        words = gettext_noop("The last SpO2 was {value} %. Is it right?")
        yield warning("spo2_good", _(words, value=last["spo2"]), last["spo2"])
    pain = last["pain"]
    if entry.get("pain_low") == YES and pain is not None and pain > PAIN_MOST and not entry.get("pain_plan"):
        words = gettext_noop("The last pain was {value} of 10, and no plan is written. Is it right?")
        yield warning("pain_low", _(words, value=pain), pain)


def vitals_were_as_often(entry: Entry, facts: GateFacts) -> Iterator[Finding]:
    for sentence in left_out(facts):
        yield warning("vitals_near", sentence, facts.discharge_at)


def call_is_in_its_window(entry: Entry, facts: GateFacts) -> Iterator[Finding]:
    planned, given = entry.get("first_call_planned"), facts.injection_at
    if planned is None or given is None:
        return
    after = planned.astimezone(UTC) - given.astimezone(UTC)
    if after < timedelta():
        yield error("first_call_planned", _("This is before the injection."))
    elif not FIRST_CALL[0] <= after <= FIRST_CALL[1]:
        words = gettext_noop("This is {hours} hours after the injection, 48 to 72 are planned. Is it right?")
        yield warning("first_call_planned", _(words, hours=int(after / timedelta(hours=1))), planned)


def two_days_on(facts: GateFacts) -> Entry:
    """The first half hour of the window."""
    if facts.injection_at is None:
        return Entry()
    earliest = facts.injection_at.astimezone(UTC) + FIRST_CALL[0]
    past = timedelta(minutes=earliest.minute % 30, seconds=earliest.second, microseconds=earliest.microsecond)
    return Entry({"first_call_planned": earliest - past + HALF_HOUR if past else earliest})


def clock_beside(entry: Entry, facts: GateFacts) -> Iterator[tuple[str, str]]:
    yield from clock_in_words(observation_clock(facts), facts)


DISCHARGE = Section(
    CODE,
    StageCode.POST_CARE,
    gettext_noop("Going home"),
    (
        *(one_of(each.name, each.label, OR_NOT_NEEDED if each.spare else ANSWERS, needed=True) for each in CRITERIA),
        line("pain_plan", gettext_noop("Agreed plan for pain above 6")),
        moment(
            "first_call_planned",
            gettext_noop("First call planned"),
            future=True,
            needed=True,
            help=gettext_noop("48 to 72 hours after the injection."),
        ),
    ),
    elsewhere=(Kept("discharge_at", gettext_noop("Went home"), "Cycle.discharge_at", needed=True),),
    rules=(escort_when_sedated, criteria_fit_the_vitals, vitals_were_as_often, call_is_in_its_window),
    suggests=two_days_on,
    works_out=(clock_beside,),
    by_nurses=True,
)
