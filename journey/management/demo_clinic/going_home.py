"""What the made-up nurse records after the injection: vitals, the hand, instructions, the way home."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from journey.domain.gate_facts import GateFacts
from journey.domain.record.post_care.clock import VITALS
from journey.domain.record.post_care.discharge import CODE as DISCHARGE
from journey.domain.record.post_care.discharge import CRITERIA, two_days_on
from journey.domain.record.post_care.instructions import CODE as INSTRUCTIONS
from journey.domain.record.post_care.instructions import GIVEN, from_the_library
from journey.domain.record.post_care.observation import CODE as OBSERVATION
from journey.management.demo_clinic.record import Content


def vitals(at: datetime, number: int) -> dict[str, Any]:
    """One set; the heart is calmer from one to the next."""
    return {
        "taken_at": at,
        "heart_rate": 78 - 3 * number,
        "systolic": 134 - 2 * number,
        "diastolic": 82 - number,
        "breaths": 14,
        "spo2": 98,
        "temperature": Decimal("36.8"),
        "pain": max(4 - number, 2),
        "alertness": "A",
    }


def home(facts: GateFacts, at: datetime) -> dict[str, Content]:
    """The hand, the last vitals, the whole library of instructions, and every criterion met."""
    known = facts.record.of(OBSERVATION).of(VITALS)
    well = {
        "anaphylaxis": "none",
        "hand_colour": "pink",
        "capillary_refill_s": 2,
        "hand_feeling": "normal",
        "hand_movement": "full",
        "hand_swelling": "mild",
        "hand_bleeding": "none",
    }
    given = [{**each, "acknowledged": True} for each in from_the_library(facts).of(GIVEN)]
    return {
        OBSERVATION: (well, {VITALS: [*known, vitals(at - timedelta(minutes=1), len(known))]}),
        INSTRUCTIONS: ({"teach_back": "correct", "red_flag_card_given": True}, {GIVEN: given}),
        DISCHARGE: (
            {
                **{each.name: "yes" for each in CRITERIA},
                "first_call_planned": two_days_on(facts).get("first_call_planned"),
            },
            {},
        ),
    }
