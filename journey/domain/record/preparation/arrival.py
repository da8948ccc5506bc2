"""The check on the day of the procedure (clinical.md 2.2; G2-07, G2-09)."""

from collections.abc import Iterator
from datetime import UTC, timedelta

from journey.domain.fasting import DRINK, FOOD
from journey.domain.gate_facts import GateFacts
from journey.domain.record.checking import Finding, error
from journey.domain.record.consultation.contraindications import HIGH_INR, PLATELETS_ABSOLUTE
from journey.domain.record.entries import Entry
from journey.domain.record.fields import YES, Options, Section, When, line, measured, moment, number, one_of, yes_no
from journey.domain.record.preparation.day_plan import CODE as DAY_PLAN
from journey.domain.record.preparation.day_plan import hours_of
from journey.domain.record.preparation.medicine_plan import CODE as MEDICINE_PLAN
from journey.domain.record.preparation.medicine_plan import takes_class
from journey.domain.record.preparation.sign_in import DAYS_OF_A_NEEDLE
from journey.domain.stages import StageCode
from journey.domain.units import Quantity
from journey.domain.words import gettext_noop
from journey.domain.words import say as _

CODE = "arrival"
CLEAR, PROBLEM = "clear", "problem"
SCREENS: Options = ((CLEAR, gettext_noop("Clear")), (PROBLEM, gettext_noop("Problem")))
TESTS: Options = (("negative", gettext_noop("Negative")), ("positive", gettext_noop("Positive")))
FEVER = 37.5  # the sign-in pause goes on below it (clinical.md 2.4)
ABOVE_MINIMAL = frozenset({"moderate", "deep", "general"})
WARFARIN = "anticoag_warfarin"
INR_VALID = timedelta(hours=48)


def asked_for(entry: Entry, facts: GateFacts) -> Iterator[str]:
    """What only some patients need."""
    if facts.sedation_used:
        for name, words in (("last_solid_at", _("last food")), ("last_fluid_at", _("last drink"))):
            if entry.get(name) is None:
                yield words
    if facts.sedation in ABOVE_MINIMAL and entry.get("escort_confirmed") is None:
        yield _("somebody who takes the patient home")
    if pregnancy_possible(facts) and not entry.get("pregnancy_test"):
        yield _("pregnancy test")
    if takes_warfarin(facts) and (entry.get("inr") is None or entry.get("inr_taken_at") is None):
        yield _("INR with its time, for warfarin")


def pregnancy_possible(facts: GateFacts) -> bool:
    history = facts.record.of("history")
    return history.get("pregnancy_status") == "possible" or "could_be_pregnant" in (history.get("history") or ())


def takes_warfarin(facts: GateFacts) -> bool:
    return takes_class(facts.record.of(MEDICINE_PLAN), facts, WARFARIN)


def not_fit(facts: GateFacts) -> list[str]:
    """What was found on the day and keeps the needle away, as words (clinical.md G2-07)."""
    entry = facts.record.of(CODE)
    told = {
        _("temperature {value} °C", value=entry.get("temperature")): (entry.get("temperature") or 0) >= FEVER,
        _("infection screen: problem"): entry.get("infection_screen") == PROBLEM,
        _("skin problem"): entry.get("skin_clear") is False,
        _("laboratory values not reviewed"): entry.get("labs_reviewed") is False,
        _("nobody takes the patient home"): facts.sedation in ABOVE_MINIMAL and entry.get("escort_confirmed") is False,
        _("pregnancy test positive"): entry.get("pregnancy_test") == "positive",
        _("INR {value}, at most {most}", value=entry.get("inr"), most=HIGH_INR): (entry.get("inr") or 0) > HIGH_INR,
        _("INR older than 48 hours"): takes_warfarin(facts) and _inr_is_old(entry, facts),
        _("platelets {value}", value=entry.get("platelets")): _low(entry.get("platelets")),
    }
    return [*(words for words, found in told.items() if found), *_not_fasted(entry, facts)]


def _low(platelets: int | None) -> bool:
    return platelets is not None and platelets < PLATELETS_ABSOLUTE


def _inr_is_old(entry: Entry, facts: GateFacts) -> bool:
    taken, start = entry.get("inr_taken_at"), facts.procedure_at
    return taken is not None and start is not None and start - taken > INR_VALID


def _not_fasted(entry: Entry, facts: GateFacts) -> Iterator[str]:
    """Real hours up to the planned start, or up to the check when that is later."""
    if not facts.sedation_used or facts.procedure_at is None:
        return
    start = max(facts.procedure_at, entry.get("checked_at") or facts.procedure_at).astimezone(UTC)
    least = {**facts.fasting_hours, **hours_of(facts.record.of(DAY_PLAN), facts)}
    for name, kind, words in (
        (
            "last_solid_at",
            FOOD,
            gettext_noop("last food {hours} h {minutes} min before, at least {least} h needed"),
        ),
        (
            "last_fluid_at",
            DRINK,
            gettext_noop("last drink {hours} h {minutes} min before, at least {least} h needed"),
        ),
    ):
        last = entry.get(name)
        if last is not None and start - last < timedelta(hours=least[kind]):
            hours, minutes = divmod(int((start - last) / timedelta(minutes=1)), 60)
            yield _(words, hours=hours, minutes=minutes, least=least[kind])


def meals_are_before_the_check(entry: Entry, facts: GateFacts) -> Iterator[Finding]:
    checked = entry.get("checked_at")
    for name in ("last_solid_at", "last_fluid_at", "inr_taken_at"):
        if checked is not None and entry.get(name) is not None and entry.get(name) > checked:
            yield error(name, _("This is after the time of the check."))


ARRIVAL = Section(
    CODE,
    StageCode.PREPARATION,
    gettext_noop("Check on the day"),
    (
        moment("checked_at", gettext_noop("Time of the check"), needed=True),
        measured("temperature", gettext_noop("Temperature"), Quantity.TEMPERATURE, needed=True),
        one_of(
            "infection_screen",
            gettext_noop("Infection screen"),
            SCREENS,
            needed=True,
            help=gettext_noop("Cough, tooth, urine, wound: anything now."),
        ),
        line(
            "infection_note",
            gettext_noop("Which problem"),
            must=True,
            shown=When("infection_screen", (PROBLEM,), gettext_noop("a problem")),
        ),
        yes_no("skin_clear", gettext_noop("Skin clear at the hand and where cells are taken"), needed=True),
        yes_no("labs_reviewed", gettext_noop("Laboratory values reviewed"), needed=True),
        measured(
            "weight",
            gettext_noop("Weight"),
            Quantity.WEIGHT,
            carries=True,
            help=gettext_noop("The limits of the local anaesthetic need it."),
        ),
        moment("last_solid_at", gettext_noop("Last food"), help=gettext_noop("Needed with sedation.")),
        moment("last_fluid_at", gettext_noop("Last drink"), help=gettext_noop("Needed with sedation.")),
        yes_no(
            "escort_confirmed",
            gettext_noop("Somebody takes the patient home"),
            help=gettext_noop("Needed with sedation above minimal."),
        ),
        line(
            "escort_name",
            gettext_noop("Who takes the patient home"),
            shown=When("escort_confirmed", (YES,), gettext_noop("a patient who is taken home")),
        ),
        one_of(
            "pregnancy_test",
            gettext_noop("Pregnancy test"),
            TESTS,
            help=gettext_noop("Needed when a pregnancy is possible."),
        ),
        number("inr", gettext_noop("INR"), 0, 20, gettext_noop("INR"), places=1, warn_above=HIGH_INR),
        moment(
            "inr_taken_at", gettext_noop("INR taken at"), help=gettext_noop("With warfarin: within 48 hours before.")
        ),
        measured("platelets", gettext_noop("Platelets"), Quantity.PLATELETS),
        yes_no(
            "examined_in_person",
            gettext_noop("A clinician has examined the hand in person"),
            help=gettext_noop("Needed when the consultation was by video or phone, and in a later session."),
        ),
    ),
    rules=(meals_are_before_the_check,),
    asks=(asked_for,),
    by_nurses=True,
    also_in=DAYS_OF_A_NEEDLE,
)
