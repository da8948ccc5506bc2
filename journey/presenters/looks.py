"""Who looked at my record, in the patient's words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.roles import Role
from journey.access.looks import Looked, looks_at, renewals_of
from journey.domain.days import local_date
from journey.models import Patient
from journey.presenters import when
from journey.presenters.staff_words import Words

PAGE_SIZE = 50
# What they do at the clinic, for someone who does not work there.
WORK: dict[str, Words] = {
    Role.CLINICIAN: gettext_lazy("doctor or therapist"),
    Role.NURSE: gettext_lazy("nurse"),
    Role.COORDINATOR: gettext_lazy("plans visits"),
    Role.MANAGER: gettext_lazy("runs the clinic"),
    Role.AUDITOR: gettext_lazy("checks who did what"),
}


@dataclass(frozen=True)
class Person:
    """`note` says when more than looking was done."""

    name: str
    work: str
    note: str


@dataclass(frozen=True)
class Day:
    title: str
    people: tuple[Person, ...]


@dataclass(frozen=True)
class LooksPage:
    """`renewed` stands on the first page: what the clinic did to the sign-in, not a look but worth as much to know."""

    renewed: tuple[str, ...]
    days: tuple[Day, ...]
    newer_url: str
    older_url: str


def looks_page(patient: Patient, number: int, at: datetime) -> LooksPage:
    """One page in one statement, the first in two. `number` is counted from 1; a day may go on over the page."""
    start, today = (number - 1) * PAGE_SIZE, local_date(at, patient.zone)
    found = list(looks_at(patient)[start : start + PAGE_SIZE + 1])
    url = reverse("patient:looks")
    days = groupby(found[:PAGE_SIZE], key=lambda each: each["day"])
    return LooksPage(
        renewed=_renewed(patient, today) if number == 1 else (),
        days=tuple(Day(when.capital(when.relative_day(day, today)), tuple(_people(each))) for day, each in days),
        newer_url=f"{url}?page={number - 1}" if number > 1 else "",
        older_url=f"{url}?page={number + 1}" if len(found) > PAGE_SIZE else "",
    )


def _renewed(patient: Patient, today: date) -> tuple[str, ...]:
    words = _(
        "{day}: {who} changed your e-mail address and sent you a link to sign in. You asked for it at the clinic."
    )
    return tuple(
        words.format(day=when.capital(when.relative_day(local_date(row.sent_at, patient.zone), today)), who=row.sent_by)
        for row in renewals_of(patient)
    )


def _people(looks: Iterable[Looked]) -> Iterable[Person]:
    for look in looks:
        work = ", ".join(str(WORK[role]) for role in look["actor_roles"] if role in WORK)
        yield Person(look["actor_name"], work, _("took a copy") if look["taken"] else "")
