"""The first safety pause, before any drug, and the mark on the hand (clinical.md 2.4; G2-08)."""

from collections.abc import Iterator

from journey.domain.gate_facts import GateFacts
from journey.domain.record.checking import Finding, error
from journey.domain.record.entries import Entry
from journey.domain.record.fields import Options, Section, one_of, person
from journey.domain.record.pauses import NOT_NEEDED, Item, fields_of, two_people
from journey.domain.stages import Hand, StageCode
from journey.domain.words import gettext_noop
from journey.domain.words import say as _

CODE = "sign_in"
HANDS: Options = ((Hand.RIGHT.value, gettext_noop("Right hand")), (Hand.LEFT.value, gettext_noop("Left hand")))
DAYS_OF_A_NEEDLE = (StageCode.HARVESTING, StageCode.INJECTION)  # a needle on another day asks anew
ITEMS = (
    Item("identity_said", gettext_noop("The patient said name, birth date, hand and procedure")),
    Item("consent_there", gettext_noop("Consent is there and not withdrawn")),
    Item("hand_marked", gettext_noop("The hand is marked, with the patient awake")),
    Item("allergies_read", gettext_noop("Allergies read out")),
    Item("medicines_checked", gettext_noop("Medicines and fasting checked")),
    Item("no_infection", gettext_noop("No signs of infection")),
    Item("no_fever", gettext_noop("Temperature under 37.5 °C")),
    Item("emergency_kit", gettext_noop("Emergency kit with adrenaline checked")),
    Item("monitor_on", gettext_noop("Monitor on"), spare=True),
)


def marked_hand_is_the_planned_one(entry: Entry, facts: GateFacts) -> Iterator[Finding]:
    marked = entry.get("marked_hand")
    if marked and facts.target_hand is not None and marked != facts.target_hand:
        words = {
            Hand.RIGHT: gettext_noop("Stop. The plan says the right hand, and the left is marked."),
            Hand.LEFT: gettext_noop("Stop. The plan says the left hand, and the right is marked."),
        }
        yield error("marked_hand", _(words[facts.target_hand]))


def monitored_when_sedated(entry: Entry, facts: GateFacts) -> Iterator[Finding]:
    if facts.sedation_used and entry.get("monitor_on") == NOT_NEEDED:
        yield error("monitor_on", _("Sedation is planned: the monitor is needed."))


def mark_fits(facts: GateFacts) -> bool:
    """Asked again at the gate: the plan may have changed after the mark was recorded."""
    marked = facts.record.of(CODE).get("marked_hand")
    return not marked or marked == facts.target_hand


SIGN_IN = Section(
    CODE,
    StageCode.PREPARATION,
    gettext_noop("Sign-in pause, before any drug"),
    (
        *fields_of(ITEMS),
        one_of("marked_hand", gettext_noop("Marked hand"), HANDS, needed=True),
        person("marked_by", gettext_noop("Marked by"), needed=True),
    ),
    rules=(two_people, marked_hand_is_the_planned_one, monitored_when_sedated),
    by_nurses=True,
    also_in=DAYS_OF_A_NEEDLE,
)
