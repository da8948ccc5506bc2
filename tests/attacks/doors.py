"""The links of mails that let their bearer in, each with a real token: no row of the access table can have one."""

from dataclasses import dataclass

from django.utils import timezone

from accounts import tickets
from accounts.models import Purpose
from accounts.roles import Role
from journey.actions.caregivers import Invitation, invite_caregiver
from journey.actions.inviting import invite_patient
from journey.actions.renewing import renew_sign_in
from journey.actions.staff_links import send_password_link
from tests.builders import patient, staff
from tests.post import newest_to, path_in

ARRIVE, JOIN, PASSWORD = (
    "invitation/<slug:token>/come-in/", "help/<slug:token>/join/", "sign-in/new-password/<slug:token>/",
)  # fmt: skip
BORN = {"date_of_birth_day": ["4"], "date_of_birth_month": ["5"], "date_of_birth_year": ["1961"]}


@dataclass(frozen=True)
class Door:
    """`route` is the page with the form; `answers` is what only the right person can fill in there."""

    route: str
    token: str
    answers: dict[str, list[str]]


def open_doors() -> dict[str, Door]:
    """One of each, for people who have nothing to do with the others of the world."""
    at, desk = timezone.now(), staff(Role.COORDINATOR)
    ian = patient("Ian Door", user=None, email="ian.door@example.org")
    invite_patient(patient=ian, by=desk, at=at)
    rena = patient("Rena Door", email="old.door@example.org")
    renew_sign_in(patient=rena, address="rena.door@example.org", seen=True, by=desk, at=at)
    hal = patient("Hal Door", email="hal.door@example.org", password="four-plain-words-before")
    assert hal.user is not None
    asked = Invitation("Ann", "ann.door@example.org", "fill_in", 91, "friend")
    invite_caregiver(patient=hal, asked=asked, by=hal.user, at=at)
    newcomer = staff(Role.NURSE, "Nora Door")
    newcomer.email = "nora.door@example.org"
    newcomer.save(update_fields=["email"])
    send_password_link(person=newcomer, by=staff(Role.MANAGER), at=at)
    tickets.ask(purpose=Purpose.RESET, address="hal.door@example.org", at=at)
    return {
        "an invitation": Door(ARRIVE, _token("ian.door@example.org"), BORN),
        "a renewed sign-in": Door(ARRIVE, _token("rena.door@example.org"), BORN),
        "a helper's link": Door(JOIN, _token("ann.door@example.org"), BORN),
        "a staff link": Door(PASSWORD, _token("nora.door@example.org"), {}),
        "a forgotten password": Door(PASSWORD, _token("hal.door@example.org"), {}),
    }


def _token(address: str) -> str:
    return path_in(newest_to(address)).strip("/").rpartition("/")[2]
