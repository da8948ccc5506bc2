"""What the made-up clinicians record before the needle: medicines, food and drink, the check on the day, the pauses."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from accounts.models import User
from journey.domain.record.preparation.sign_in import ITEMS as SIGN_IN_ITEMS
from journey.management.demo_clinic.cast import Person
from journey.management.demo_clinic.record import Content, medicines_of
from journey.models import Cycle

# By class: what the doctor decides for it.
DECISIONS: dict[str, dict[str, Any]] = {
    "anticoag_doac": {"plan": "keep", "prescriber": "Dr Lund"},
    "dmard": {"plan": "keep", "prescriber": "Dr Lund"},
    "nsaid_oral": {"plan": "stop", "stop_days": 7, "restart_days": 14},
}
NUMBED_ONLY = frozenset({"", "local_only"})


def plans(person: Person, cycle: Cycle, *, doctor: User, at: datetime) -> dict[str, Content]:
    """The medicine plan and the plan for food and drink, gone through with the patient."""
    lines = [_decided(each, doctor, at) for each in medicines_of(person)]
    fasting = "none" if cycle.sedation in NUMBED_ONLY else "asa_standard"
    return {
        "medicine_plan": ({"takes_medicines": bool(lines)}, {"medicines": lines}),
        "day_plan": ({"fasting_plan": fasting, "told_for": cycle.procedure_at}, {}),
    }


def _decided(medicine: dict[str, Any], doctor: User, at: datetime) -> dict[str, Any]:
    decision = DECISIONS[medicine["drug_class"]]
    agreed = {"prescriber_agreed_on": at.date()} if "prescriber" in decision else {}
    known = {name: medicine[name] for name in ("name", "drug_class")}
    return {**known, **decision, **agreed, "decided_by": str(doctor.pk)}


def the_day(person: Person, cycle: Cycle, *, doctor: User, nurse: User, at: datetime) -> dict[str, Content]:
    """The check on the day and the sign-in pause."""
    arrival = {
        "checked_at": at - timedelta(minutes=20),
        "temperature": Decimal("36.7"),
        "infection_screen": "clear",
        "skin_clear": True,
        "labs_reviewed": True,
        "weight": Decimal(62 + len(person.called)),
        "last_solid_at": at - timedelta(hours=9),
        "last_fluid_at": at - timedelta(hours=3),
        "escort_confirmed": True,
        "examined_in_person": True,
    }
    sign_in = {
        **{each.name: "yes" for each in SIGN_IN_ITEMS},
        "done_at": at - timedelta(minutes=2),
        "led_by": str(doctor.pk),
        "second": str(nurse.pk),
        "marked_hand": person.hand,
        "marked_by": str(doctor.pk),
    }
    return {"arrival": (arrival, {}), "sign_in": (sign_in, {})}
