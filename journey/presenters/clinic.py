"""The clinic as every page shows it: name, numbers as links, hours in words, zone."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from journey.models import Clinic
from journey.presenters import when


@dataclass(frozen=True)
class ClinicCard:
    """`values` fills the placeholders of pathway texts."""

    name: str
    emergency_number: str
    emergency_tel: str
    clinic_phone: str
    clinic_tel: str
    out_of_hours_phone: str
    out_of_hours_tel: str
    opening_words: str
    zone_name: str
    values: dict[str, str]
    kept_years: int | None


def clinic_card(clinic: Clinic) -> ClinicCard:
    values = clinic.text_values()
    for name in ("clinic_phone", "out_of_hours_phone"):
        values[name] = keep_together(values[name])
    return ClinicCard(
        name=clinic.name,
        emergency_number=clinic.emergency_number,
        emergency_tel=dial(clinic.emergency_number),
        clinic_phone=values["clinic_phone"],
        clinic_tel=dial(clinic.clinic_phone),
        out_of_hours_phone=values["out_of_hours_phone"],
        out_of_hours_tel=dial(clinic.out_of_hours_phone),
        opening_words=values["opening_hours"],
        zone_name=when.place(ZoneInfo(clinic.time_zone)) if clinic.time_zone else "",
        values=values,
        kept_years=clinic.retention_years,
    )


def dial(number: str) -> str:
    """A number as a phone dials it: digits and a leading plus."""
    digits = "".join(sign for sign in number if sign.isdigit())
    return f"+{digits}" if number.strip().startswith("+") else digits


def keep_together(number: str) -> str:
    """A phone number that no line break splits."""
    return number.replace(" ", when.KEEP)
