"""Who can be told of an alert: those on call for the patient's site, the lead, the alert's owner, the staff there."""

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.contrib.auth.models import Group
from django.db.models import BooleanField, Case, Exists, F, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce

from accounts.models import User
from accounts.prepared import Prepared
from accounts.roles import Role
from journey.models import CallPlace, Clinic, Journey, OnCallDuty, SiteMembership, StaffContact

TOLD = (Role.CLINICIAN, Role.NURSE, Role.MANAGER)


class PersonToTell(NamedTuple):
    """A member of staff, what they are to a journey and its site now, and where they can be told. `own_email` is what
    they sign in with; `by_text`: the clinic tells staff by text message too."""

    pk: UUID
    is_first: bool
    is_second: bool
    is_lead: bool
    is_clinician: bool
    is_nurse: bool
    is_manager: bool
    works_here: bool
    own_email: str
    to_email: str | None
    mobile: str | None
    by_text: bool | None


def people_to_tell(journey_id: UUID, owner_id: UUID | None, at: datetime) -> list[PersonToTell]:
    """Whoever could be told of an alert of this journey: one statement."""
    rows = _people.rows(journey_id=journey_id, owner_id=owner_id or journey_id, at=at)
    return [PersonToTell(*row) for row in rows]


def lead_of(journey: Any, column: str = "pk") -> Coalesce:
    """Who leads a journey (an id or an outer reference), as a column of that person: its lead clinician while they can
    sign in, are a clinician and work at its site, else the lead of the site (clinical.md 5.2). Empty without either."""
    rows = Journey.objects.filter(pk=journey)
    own, of_site = "lead_clinician", "patient__site__lead_clinician"
    member = SiteMembership.objects.filter(person=OuterRef(own), site=OuterRef("patient__site"))
    clinician = Group.objects.filter(user=OuterRef(own), name=Role.CLINICIAN.value)
    able = rows.filter(Exists(member), Exists(clinician), **_signs_in(own))
    return Coalesce(
        Subquery(able.values(f"{own}__{column}")[:1]),
        Subquery(rows.filter(**_signs_in(of_site)).values(f"{of_site}__{column}")[:1]),
    )


def _signs_in(person: str) -> dict[str, bool]:
    return {f"{person}__is_active": True, f"{person}__is_staff": True}


@Prepared
def _people(journey_id: UUID, owner_id: UUID, at: datetime) -> QuerySet[Any, Any]:
    site = Journey.objects.filter(pk=journey_id).values("patient__site")
    duties = OnCallDuty.objects.filter(person=OuterRef("pk"), site__in=site, starts_at__lte=at, ends_at__gt=at)
    member = SiteMembership.objects.filter(person=OuterRef("pk"), site__in=site)
    contact = StaffContact.objects.filter(person=OuterRef("pk"))
    people = User.objects.filter(is_active=True, is_staff=True).annotate(
        is_first=Exists(duties.filter(place=CallPlace.FIRST)),
        is_second=Exists(duties.filter(place=CallPlace.SECOND)),
        is_lead=Case(When(pk=lead_of(journey_id), then=True), default=False, output_field=BooleanField()),
        is_clinician=_has(Role.CLINICIAN),
        is_nurse=_has(Role.NURSE),
        is_manager=_has(Role.MANAGER),
        works_here=Exists(member),
        own_email=F("email"),
        to_email=Subquery(contact.values("email")[:1]),
        mobile=Subquery(contact.values("mobile")[:1]),
        by_text=Subquery(Clinic.objects.values("staff_by_text")[:1]),
    )
    concerned = Q(is_first=True) | Q(is_second=True) | Q(is_lead=True) | Q(is_manager=True) | Q(pk=owner_id)
    rows = people.filter(concerned | Q(works_here=True, is_clinician=True) | Q(works_here=True, is_nurse=True))
    return rows.order_by("date_joined", "pk").values_list(*PersonToTell._fields)


def _has(role: Role) -> Exists:
    return Exists(Group.objects.filter(user=OuterRef("pk"), name=role.value))
