"""Time-out before the needle and sign-out before leaving the room (clinical.md 2.4; G3-08, G4-02)."""

from collections.abc import Iterator

from journey.domain.gate_facts import GateFacts
from journey.domain.record.checking import Finding, error
from journey.domain.record.entries import Entry
from journey.domain.record.fields import Section, one_of
from journey.domain.record.pauses import Item, fields_of, two_people
from journey.domain.record.preparation.sign_in import HANDS
from journey.domain.stages import Hand, StageCode
from journey.domain.words import gettext_noop
from journey.domain.words import say as _

TIME_OUT_CODE, SIGN_OUT_CODE = "time_out", "sign_out"
TIME_OUT_ITEMS = (
    Item("team_named", gettext_noop("Everybody said name and role")),
    Item("right_patient", gettext_noop("Right patient")),
    Item("right_hand", gettext_noop("Right hand: the planned one")),
    Item("right_joint", gettext_noop("Right joint")),
    Item("patient_agrees", gettext_noop("The patient agrees")),
    Item("label_matches", gettext_noop("Product label matches the wristband (COI-5)")),
    Item("allergies_read", gettext_noop("Allergies read out")),
    Item("dose_and_volume", gettext_noop("Dose and volume said")),
    Item("imaging_shown", gettext_noop("Imaging shown"), spare=True),
    Item("sterile", gettext_noop("Sterility confirmed")),
    Item("problems_said", gettext_noop("Expected problems said")),
)
SIGN_OUT_ITEMS = (
    Item("done_recorded", gettext_noop("What was done is recorded")),
    Item("needles_counted", gettext_noop("Needles counted")),
    Item("residual_disposed", gettext_noop("Residual product disposed of"), spare=True),
    Item("samples_labelled", gettext_noop("Samples labelled"), spare=True),
    Item("equipment_told", gettext_noop("Equipment problems written down"), spare=True),
    Item("recovery_told", gettext_noop("Concerns for the recovery said")),
    Item("next_check_in_shown", gettext_noop("Next check-in shown to the patient")),
)


def said_hand_is_the_planned_one(entry: Entry, facts: GateFacts) -> Iterator[Finding]:
    said = entry.get("said_hand")
    if said and facts.target_hand is not None and said != facts.target_hand:
        words = {
            Hand.RIGHT: gettext_noop("Stop. The plan says the right hand."),
            Hand.LEFT: gettext_noop("Stop. The plan says the left hand."),
        }
        yield error("said_hand", _(words[facts.target_hand]))


def time_out_is_before_the_needle(entry: Entry, facts: GateFacts) -> Iterator[Finding]:
    done_at = entry.get("done_at")
    if done_at is not None and facts.injection_at is not None and done_at > facts.injection_at:
        yield error("done_at", _("The time-out is before the needle, and the injection is recorded before this time."))


def sign_out_is_after_the_needle(entry: Entry, facts: GateFacts) -> Iterator[Finding]:
    done_at = entry.get("done_at")
    if done_at is not None and facts.injection_at is not None and done_at < facts.injection_at:
        yield error("done_at", _("The sign-out is after the last injection."))


def said_hand_fits(facts: GateFacts) -> bool:
    """Asked again at the gate: the plan may have changed after the pause."""
    said = facts.record.of(TIME_OUT_CODE).get("said_hand")
    return not said or said == facts.target_hand


TIME_OUT = Section(
    TIME_OUT_CODE,
    StageCode.INJECTION,
    gettext_noop("Time-out pause, before the needle"),
    (*fields_of(TIME_OUT_ITEMS), one_of("said_hand", gettext_noop("Hand that was said"), HANDS, needed=True)),
    rules=(two_people, said_hand_is_the_planned_one, time_out_is_before_the_needle),
    by_nurses=True,
)
SIGN_OUT = Section(
    SIGN_OUT_CODE,
    StageCode.INJECTION,
    gettext_noop("Sign-out pause, before leaving the room"),
    tuple(fields_of(SIGN_OUT_ITEMS)),
    rules=(two_people, sign_out_is_after_the_needle),
    by_nurses=True,
)
