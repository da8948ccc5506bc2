"""One section of one session of the record, as somebody at the desk opens it, and the addresses of the record."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404
from django.urls import reverse

from accounts.models import User
from accounts.roles import Role
from journey.admin.workspace_forms import Desk
from journey.domain.record.entries import Entry
from journey.domain.record.fields import Kind, Section
from journey.domain.record.sections import is_open, sections_of
from journey.domain.stages import StageCode
from journey.domain.transitions import CLOSED_STATUSES
from journey.forms.records import RecordForm
from journey.forms.staff_fields import people_with
from journey.models import Cycle
from journey.presenters.record import section_title, sheet_name
from journey.standing import Standing, standing_of

CHOOSE, THEIRS = "choose-", "theirs"


@dataclass(frozen=True)
class Sheet:
    """One section of one session, as somebody at the desk opens it."""

    desk: Desk
    standing: Standing
    section: Section
    number: int

    @property
    def entry(self) -> Entry:
        return self.standing.facts.record.own(self.section.code, self.number)

    @property
    def is_closed(self) -> bool:
        over = not is_open(self.section, self.standing.snapshot.stages)
        return over or self.standing.snapshot.journey in CLOSED_STATUSES

    @property
    def keep(self) -> list[str]:
        """What stays as somebody else stored it, by the choice on the page of differences."""
        posted = self.desk.request.POST
        return [name[len(CHOOSE) :] for name, value in posted.items() if name.startswith(CHOOSE) and value == THEIRS]

    def form(self, entry: Entry, posted: Any, *, more: str = "", reason: str = "") -> RecordForm:
        return RecordForm(
            self.section,
            entry,
            posted,
            zone=self.desk.zone,
            people=self.people(),
            is_closed=self.is_closed,
            more=more,
            reason=reason,
            left_out=self.left_out,
        )

    @property
    def left_out(self) -> frozenset[str]:
        """What the plan has no use for, while nothing is stored in it."""
        names = self.section.leaves_out(self.standing.facts) if self.section.leaves_out else ()
        field = self.section.field
        return frozenset(name for name in names if self.entry.values.get(name) in (None, field[name].blank))

    def expected_version(self, form: RecordForm) -> int:
        """The version of the page; while somebody has to choose and did not, that of the page before the question."""
        posted = self.desk.request.POST
        open_choices = [name for name in posted.getlist("asked") if f"{CHOOSE}{name}" not in posted]
        opened = posted.get("opened", "")
        return int(opened) if open_choices and opened.isdecimal() else form.version

    @property
    def title(self) -> str:
        return section_title(self.section, self.number)

    @property
    def url(self) -> str:
        return _sheet_url(self.desk, self.standing.cycle, sheet_name(self.section, self.number))

    @property
    def following(self) -> str:
        """The address of the section after this one, of the same visit where there are several; blank at the end."""
        sections = sections_of(self.section.stage, mode=self.standing.facts.harvest_mode)
        after = sections[sections.index(self.section) + 1 :]
        if not after:
            return ""
        known = self.standing.facts.record.entries.get(after[0].code, {})
        number = min(self.number, len(known) + 1) if after[0].many else 1
        return _sheet_url(self.desk, self.standing.cycle, sheet_name(after[0], number))

    def people(self) -> dict[str, QuerySet[User]]:
        """Who may be named, by role: the team of the patient's site, and whoever is named now."""
        groups = [(self.section.fields, [self.entry.values])]
        groups += [(group.fields, self.entry.of(group.code)) for group in self.section.groups]
        named = {
            row.get(each.name) for fields, rows in groups for each in fields if each.kind is Kind.PERSON for row in rows
        }
        roles = {each.role for fields, _rows in groups for each in fields if each.kind is Kind.PERSON}
        return {role: _people(role, self.standing, named - {None}) for role in roles}


def _people(role: str, standing: Standing, named: set[Any]) -> QuerySet[User]:
    team = people_with(*map(Role, role.split("/")), sites=[standing.site_id]).order_by().values("pk")
    return User.objects.filter(Q(pk__in=team) | Q(pk__in=named)).order_by("display_name")


def standing_at(desk: Desk, cycle_id: UUID | None) -> Standing:
    if cycle_id is None:
        return desk.standing
    try:
        return standing_of(desk.journey, desk.at, cycle_id=cycle_id)
    except Cycle.DoesNotExist:
        raise Http404 from None


def sheet_of(desk: Desk, cycle_id: UUID, name: str) -> Sheet:
    """Raises Http404 for a section that there is not, and for one that is not the next to begin."""
    standing = standing_at(desk, cycle_id)
    for stage in StageCode:
        for section in sections_of(stage, mode=standing.facts.harvest_mode):
            known = standing.facts.record.entries.get(section.code, {})
            for number in range(1, (len(known) + 1 if section.many else 1) + 1):
                if name == sheet_name(section, number):
                    return Sheet(desk, standing, section, number)
    raise Http404


def record_url(desk: Desk, cycle: Cycle) -> str:
    return reverse("admin:journey_journey_record_session", args=[desk.journey.pk, cycle.pk])


def _sheet_url(desk: Desk, cycle: Cycle, name: str) -> str:
    return reverse("admin:journey_journey_record_section", args=[desk.journey.pk, cycle.pk, name])
