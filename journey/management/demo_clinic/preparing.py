"""What the made-up clinicians record around the needle: medicines, food and drink, the day, the pauses, the doses."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from accounts.models import User
from journey.domain.gate_facts import NO_SEDATION
from journey.domain.record.injection.pauses import SIGN_OUT_ITEMS, TIME_OUT_ITEMS
from journey.domain.record.preparation.sign_in import ITEMS as SIGN_IN_ITEMS
from journey.management.demo_clinic.cast import Person
from journey.management.demo_clinic.measuring import measured
from journey.management.demo_clinic.record import Content, medicines_of
from journey.models import Cycle

# By class: what the doctor decides for it.
DECISIONS: dict[str, dict[str, Any]] = {
    "anticoag_doac": {"plan": "keep", "prescriber": "Dr Lund"},
    "dmard": {"plan": "keep", "prescriber": "Dr Lund"},
    "nsaid_oral": {"plan": "stop", "stop_days": 7, "restart_days": 14},
}


def plans(person: Person, cycle: Cycle, *, doctor: User, at: datetime) -> dict[str, Content]:
    """The medicine plan and the plan for food and drink, gone through with the patient."""
    lines = [_decided(each, doctor, at) for each in medicines_of(person)]
    fasting = "none" if cycle.sedation in NO_SEDATION else "asa_standard"
    return {
        "medicine_plan": ({"takes_medicines": bool(lines)}, {"medicines": lines}),
        "day_plan": ({"fasting_plan": fasting, "told_for": cycle.procedure_at}, {}),
    }


def baseline(person: Person, *, at: datetime) -> dict[str, Content]:
    """Strength and movement before treatment, measured by the nurse."""
    return {"baseline": measured(person, gained=0, values={"measured_on": at.date()})}


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


# mL by the joint without its finger, where more than the usual little is given.
VOLUMES = {"RADIOCARPAL": Decimal("2.00"), "DRUJ": Decimal("1.00")}


def time_out(person: Person, *, doctor: User, nurse: User, at: datetime) -> dict[str, Content]:
    """The pause before the needle."""
    said = {each.name: "yes" for each in TIME_OUT_ITEMS}
    return {"time_out": ({**said, **_people(doctor, nurse), "done_at": at, "said_hand": person.hand}, {})}


def given(person: Person, *, doctor: User, nurse: User, at: datetime) -> dict[str, Content]:
    """What was given, and the pause before leaving the room."""
    values = {
        "operator": str(doctor.pk),
        "assistant": str(nurse.pk),
        "guidance": "ultrasound",
        "image_saved": True,
        "skin_prep": "alcohol",
        "sterile_technique": True,
        "la_agent": "none",
        "residual_ml": Decimal("0.20"),
        "residual_disposition": "discarded",
        "immediate_reaction": ("none",),
    }
    signed_out = {each.name: "yes" for each in SIGN_OUT_ITEMS}
    return {
        "injection": (values, {"targets": [_target(joint) for joint in person.joints]}),
        "sign_out": ({**signed_out, **_people(doctor, nurse), "done_at": at}, {}),
    }


def _target(joint: str) -> dict[str, Any]:
    volume = VOLUMES.get(joint.partition("-")[2], Decimal("0.80"))
    return {"joint": joint, "approach": "dorsal", "needle_gauge": 25, "volume_ml": volume, "spread_seen": True}


def _people(doctor: User, nurse: User) -> dict[str, str]:
    return {"led_by": str(doctor.pk), "second": str(nurse.pk)}
