"""What the made-up clinic measures of a hand, and what is found and decided at each visit."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from journey.domain.record.follow_up.visit_codes import IN_PERSON_BY_DEFAULT, LATE
from journey.management.demo_clinic.cast import Person
from journey.management.demo_clinic.record import Content

OTHER_HAND = {"right": "left", "left": "right"}
# kg gained by the treated hand, at each visit with measurements: the weeks after an injection are weak ones.
GAINED = {"W6": Decimal("-1.2"), "M3": Decimal("1.5"), "M6": Decimal("2.1"), "M12": Decimal("1.6")}
RESPONSES = {"W6": "too_early", "M3": "same", "M6": "better", "M12": "better"}


def measured(person: Person, *, gained: Decimal | int, values: dict[str, Any]) -> Content:
    """Grip and key pinch of both hands; the treated one has gained so many kg since before."""
    weak, strong = Decimal(15 + len(person.called)) + gained, Decimal(23 + len(person.called))
    kg = {person.hand: weak, OTHER_HAND[person.hand]: strong}
    lines = [_trials("grip", hand, middle, Decimal("0.8")) for hand, middle in kg.items()]
    lines += [_trials("pinch_key", hand, round(middle / 4, 1), Decimal("0.3")) for hand, middle in kg.items()]
    finger = {"finger": "2", "mcp_flexion": 82, "mcp_extension": 0, "pip_flexion": 96, "pip_extension": -5,
              "dip_flexion": 58, "dip_extension": 0}  # fmt: skip
    about = {"grip_device": "Jamar", "pinch_device": "B&L", "kapandji": 8, "thumb_palmar_abduction": 42}
    tender = person.joints if gained < 1 else ()
    return {**about, "tender_joints": tender, **values}, {"strength": lines, "fingers": [finger]}


def _trials(measure: str, hand: str, middle: Decimal, step: Decimal) -> dict[str, Any]:
    return {"measure": measure, "hand": hand, "trial_1": middle - step, "trial_2": middle + step, "trial_3": middle}


def visit(person: Person, code: str, *, at: datetime, **changed: Any) -> dict[str, Content]:
    """What is measured and what the doctor finds and decides, on the day of the visit."""
    in_person = code in IN_PERSON_BY_DEFAULT
    values = {
        "visit_code": code,
        "visited_on": at.date(),
        "mode": "in_person" if in_person else "video",
        "skin_intact": True,
        "neurovascular_ok": True,
        "new_lump": False if in_person else None,
        "ae_review": True,
        "other_treatment_since": ("none",),
        "response": RESPONSES[code],
        "decision": "continue_follow_up",
        "decision_reason": "As expected so far. Seen again at the next visit.",
        "long_term_plan": "app_and_call" if code in LATE else "",
        **changed,
    }
    known = {"visit_code": code, "measured_on": at.date()}
    measures = {"measures": measured(person, gained=GAINED[code], values=known)} if in_person else {}
    return {**measures, "visit": (values, {})}
