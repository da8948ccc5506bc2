"""Everything that is held about a patient as one file that reads well on paper: made of `access.own_data`."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from journey.domain.days import local_date
from journey.models import Patient
from journey.models.pathway_version import content_of
from journey.pathway.schema import Pathway
from journey.presenters import when
from journey.presenters.check_in import AnswerRow, clinic_zone
from journey.presenters.clinic import ClinicCard, clinic_card
from journey.presenters.follow_ups import Fact

Row = Mapping[str, Any]
Data = Mapping[str, Sequence[Row]]


@dataclass(frozen=True)
class Entry:
    """One thing in a section. `told` are sentences that the patient was told or that staff shared; `rows` are questions
    with their answers; `pictures` are addresses that hold the picture itself."""

    title: str
    facts: tuple[Fact, ...] = ()
    told: tuple[str, ...] = ()
    rows: tuple[AnswerRow, ...] = ()
    pictures: tuple[str, ...] = ()


@dataclass(frozen=True)
class Section:
    """`lines` are for long lists of one line each; `note` stands above everything."""

    anchor: str
    title: str
    entries: tuple[Entry, ...] = ()
    lines: tuple[str, ...] = ()
    note: str = ""

    @property
    def is_empty(self) -> bool:
        return not self.entries and not self.lines


@dataclass(frozen=True)
class MyData:
    name: str
    made: str
    clinic: ClinicCard
    sections: tuple[Section, ...]


@dataclass(frozen=True)
class Told:
    """The rows of one patient, and how its days and people are said. Times are the clinic's, every day has its year."""

    patient: Patient
    data: Data
    at: datetime
    cache: dict[str, Any] = field(default_factory=dict)

    @cached_property
    def zone(self) -> ZoneInfo:
        return clinic_zone(self.patient.site.clinic)

    @cached_property
    def card(self) -> ClinicCard:
        return clinic_card(self.patient.site.clinic)

    def rows(self, key: str) -> Sequence[Row]:
        return self.data[key]

    def by(self, key: str, name: str) -> Mapping[UUID, list[Row]]:
        """The rows of a table by one of its columns."""
        found: dict[UUID, list[Row]] = {}
        for row in self.rows(key):
            found.setdefault(row[name], []).append(row)
        return found

    def one(self, key: str) -> Mapping[UUID, Row]:
        return {row["id"]: row for row in self.rows(key)}

    def day(self, value: date | None) -> str:
        return when.day_month_year(value) if value else ""

    def moment(self, value: datetime | None) -> str:
        if value is None:
            return ""
        local = value.astimezone(self.zone)
        return f"{when.day_month_year(local.date())}, {when.clock(local)}"

    def who_when(self, who: str | None, value: datetime | None) -> str:
        return ", ".join(part for part in (who or "", self.moment(value)) if part)

    def pathway(self, version: UUID) -> Pathway:
        return content_of(version)


Build = Callable[[Told], Section]


def facts(*pairs: tuple[str, Any]) -> tuple[Fact, ...]:
    """Those with a value, each as words."""
    return tuple(Fact(term, _words(value)) for term, value in pairs if value not in ("", None, [], ()))


def _words(value: Any) -> str:
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    return str(value)


def made_words(told: Told) -> str:
    today = local_date(told.at, told.zone)
    return f"{when.day_month_year(today)}, {when.clock(told.at.astimezone(told.zone))}"


def label_of(choices: Any, value: str) -> str:
    """The words of a stored code; the code itself where it is not known any more."""
    return str(dict(choices).get(value, value))
