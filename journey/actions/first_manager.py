"""The start of a clinic: its settings' row, a site, the default pathway, and a manager who adds everybody else."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from accounts.roles import Role
from journey.actions.clinic import publish_pathway
from journey.actions.links import checked_address
from journey.actions.locking import constraints_in_words
from journey.actions.staff import lock_managers, new_staff
from journey.actions.staff_links import check_address_free, fresh_link
from journey.domain.errors import MoveNotAllowed
from journey.domain.words import say as _
from journey.models import Clinic, PathwayVersion, Site, SiteMembership
from journey.pathway import load_default


@transaction.atomic
def make_first_manager(
    *, username: str, display_name: str, email: str, clinic_name: str, site_name: str, at: datetime
) -> str:
    """A manager without a password, and what is missing of the clinic; gives the link with which they choose one. For
    whoever may run commands on the server.

    Again with the same sign-in name, before a password was chosen, it is a fresh link: the one before stops working.
    Raises MoveNotAllowed when somebody else is a manager or this one has a password, NotAccepted for what was typed.
    """
    lock_managers()
    person = _waiting_manager(username)
    if person is None:
        person = new_staff(username=username, display_name=display_name, email=email, roles=[Role.MANAGER], at=at)
    else:
        _give_address(person, email)
    _make_clinic(person, clinic_name, site_name, at)
    _ticket, link = fresh_link(person, at=at)
    return link


def _waiting_manager(username: str) -> User | None:
    """The one manager, if it is who was meant and they have no password yet."""
    for person in User.objects.filter(is_staff=True, is_active=True, groups__name=Role.MANAGER):
        if person.has_usable_password() or person.username != username:
            sentence = _("{who} is a manager already. Managers add others on the page Staff.", who=person)
            raise MoveNotAllowed(sentence)
        return person
    return None


def _give_address(person: User, email: str) -> None:
    person.email = checked_address(email, field="email")
    check_address_free(person.email, person)
    person.save(update_fields=["email"])


def _make_clinic(manager: User, clinic_name: str, site_name: str, at: datetime) -> None:
    clinic = Clinic.objects.first() or Clinic(name=clinic_name)
    site = Site.objects.filter(clinic=clinic, name__iexact=site_name).first() or Site(clinic=clinic, name=site_name)
    for row in (clinic, site):
        with constraints_in_words(row):
            row.full_clean()
            row.save()
    SiteMembership.objects.get_or_create(person=manager, site=site, defaults={"given_at": at, "given_by": manager})
    if not PathwayVersion.objects.exists():
        publish_pathway(pathway=load_default(), by=manager, at=at)
