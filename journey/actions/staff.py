"""The people who work here and the places where they work: added by a manager."""

import logging
from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth.models import Group
from django.db import transaction

from accounts import second_factor, sessions
from accounts.models import User
from accounts.roles import Role
from journey import policies
from journey.actions.locking import constraints_in_words
from journey.domain.errors import MoveNotAllowed, NotAccepted
from journey.domain.words import say as _
from journey.models import Clinic, Site
from journey.policies import Act

log = logging.getLogger(__name__)


@transaction.atomic
def add_staff(*, username: str, display_name: str, roles: Iterable[str], password: str, by: User, at: datetime) -> User:
    """A new member of staff with at least one role. Managers. Raises NotAccepted for a taken name or no known role."""
    policies.check(by, Act.EDIT_SETTINGS)
    wanted = {Role(role) for role in roles if role in set(Role)}
    if not wanted:
        raise NotAccepted(_("Choose at least one role."), field="roles")
    if User.objects.filter(username__iexact=username).exists():
        raise NotAccepted(_("This sign-in name is taken."), field="username")
    user = User.objects.create_user(
        username, password=password, display_name=display_name, is_staff=True, date_joined=at
    )
    user.groups.set(Group.objects.filter(name__in=wanted))
    return user


@transaction.atomic
def set_staff_active(*, person: User, active: bool, by: User) -> User:
    """Close or open the door for a member of staff; what they did keeps their name. Managers, never for themselves."""
    policies.check(by, Act.EDIT_SETTINGS)
    if person.pk == by.pk:
        raise NotAccepted(_("You cannot close your own sign-in."))
    person = User.objects.select_for_update().get(pk=person.pk, is_staff=True)
    person.is_active = active
    person.save(update_fields=["is_active"])
    if not active:
        sessions.end_all(person)
    return person


@transaction.atomic
def reset_second_factor(*, person: User, by: User) -> User:
    """For a colleague whose phone and codes are gone: they set up a new one at the next sign-in, and are told by mail.

    Managers, never for themselves: whoever took over a manager's session could else take the factor out of the way.
    """
    policies.check(by, Act.EDIT_SETTINGS)
    if person.pk == by.pk:
        raise NotAccepted(_("You cannot reset your own second factor. Another manager can."))
    person = User.objects.select_for_update().get(pk=person.pk, is_staff=True)
    if not second_factor.reset(person):
        raise MoveNotAllowed(_("They have no second factor."))
    sessions.end_all(person)
    log.warning("second factor of %s reset by %s", person.pk, by.pk)
    transaction.on_commit(lambda: second_factor.tell_reset(person))
    return person


@transaction.atomic
def add_site(*, clinic: Clinic, name: str, address: str, by: User) -> Site:
    """Another place where the clinic sees people. Managers."""
    policies.check(by, Act.EDIT_SETTINGS)
    site = Site(clinic=clinic, name=name, address=address)
    with constraints_in_words(site):
        site.full_clean()
        site.save(force_insert=True)
    return site
