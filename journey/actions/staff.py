"""The people who work here and the places where they work: added and changed by a manager."""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.contrib.auth.models import Group
from django.db import transaction

from accounts import second_factor, sessions
from accounts.models import User
from accounts.roles import Role
from journey import policies
from journey.actions.left_alerts import leave_alerts
from journey.actions.links import checked_address
from journey.actions.locking import STALE, constraints_in_words, locked
from journey.actions.permission import check_works_at
from journey.actions.staff_links import check_address_free, mail_link
from journey.domain.errors import MoveNotAllowed, NotAccepted, StaleVersion
from journey.domain.words import say as _
from journey.models import Clinic, Site, SiteMembership
from journey.policies import Act

log = logging.getLogger(__name__)
# Time enough to read at the old address that it was changed, and to say so.
ADDRESS_SETTLES = timedelta(days=7)


@transaction.atomic
def add_staff(
    *,
    username: str,
    display_name: str,
    roles: Iterable[str],
    email: str,
    by: User,
    at: datetime,
    sites: Iterable[Site] = (),
) -> User:
    """A new member of staff with at least one role, who sees the patients of these sites and gets a link to choose a
    password. Managers. Raises NotAccepted for a taken name or address, or no known role."""
    policies.check(by, Act.EDIT_SETTINGS)
    wanted = _known(roles)
    user = new_staff(username=username, display_name=display_name, email=email, roles=wanted, at=at)
    SiteMembership.objects.bulk_create(
        [SiteMembership(person=user, site=site, given_at=at, given_by=by) for site in sites]
    )
    mail_link(user, at=at)
    return user


def new_staff(*, username: str, display_name: str, email: str, roles: Iterable[Role], at: datetime) -> User:
    """A member of staff without a password, whom no link was sent yet. Called by actions that have asked who may."""
    if User.objects.filter(username__iexact=username).exists():
        raise NotAccepted(_("This sign-in name is taken."), field="username")
    email = checked_address(email, field="email")
    user = User(username=username, email=email, display_name=display_name, is_staff=True, date_joined=at)
    check_address_free(email, user)
    user.set_unusable_password()
    with constraints_in_words(user):
        user.full_clean(validate_constraints=False)
        user.save(force_insert=True)
    user.groups.set(Group.objects.filter(name__in=roles))
    return user


@transaction.atomic
def edit_staff(
    *, person: User, display_name: str, roles: Iterable[str], by: User, at: datetime, seen: str | None = None
) -> User:
    """Another name or other roles; they hold from the person's next click on. Whoever may no longer work on alerts
    leaves theirs to everybody. Managers, for themselves too.

    `seen` is `staff_as_seen` of when the page was opened. Raises StaleVersion when it is no longer so, and NotAccepted
    without a known role, or when nobody who can sign in would be a manager.
    """
    policies.check(by, Act.EDIT_SETTINGS)
    wanted = _known(roles)
    lock_managers()
    person = User.objects.select_for_update(no_key=True).get(pk=person.pk, is_staff=True)
    if (person.display_name, person.roles) == (display_name, wanted):
        return person
    if seen not in {None, staff_as_seen(person)}:
        raise StaleVersion(_(STALE))
    if Role.MANAGER not in wanted:
        _check_manager_left(person, field="roles")
    log.warning("roles of %s changed by %s: %s to %s", person.pk, by.pk, sorted(person.roles), sorted(wanted))
    person.display_name = display_name
    person.save(update_fields=["display_name"])
    person.groups.set(Group.objects.filter(name__in=wanted))
    del person.roles  # remembered from before
    if not policies.may(person, Act.WORK_ALERTS):
        leave_alerts(person, by=by, at=at)
    return person


def staff_as_seen(person: User) -> str:
    """What a page shows of a person before a change, to know an old page by."""
    return ", ".join([person.display_name, *sorted(person.roles)])


def _known(roles: Iterable[str]) -> frozenset[Role]:
    wanted = frozenset(Role(role) for role in roles if role in set(Role))
    if not wanted:
        raise NotAccepted(_("Choose at least one role."), field="roles")
    return wanted


def lock_managers() -> None:
    """One change at a time of who is a manager: two managers must not send each other away together."""
    Group.objects.select_for_update(no_key=True).get(name=Role.MANAGER)


def _check_manager_left(person: User, field: str = "") -> None:
    managers = User.objects.filter(is_staff=True, is_active=True, groups__name=Role.MANAGER)
    if not managers.exclude(pk=person.pk).exists():
        sentence = _("Nobody else who can sign in is a manager. Make another person a manager first.")
        raise NotAccepted(sentence, field=field)


@transaction.atomic
def set_sites(*, person: User, sites: Iterable[Site], by: User, at: datetime, seen: str | None = None) -> None:
    """Where a member of staff works from now on: they see the patients of these sites and no others, from the next
    page that they open; their alerts of other sites go back to everybody. Managers, for themselves too: it is kept who
    gave it. What they did keeps their name.

    `seen` is `sites_as_seen` of when the page was opened; raises StaleVersion when it is no longer so.
    """
    policies.check(by, Act.EDIT_SETTINGS)
    person = User.objects.select_for_update(of=("self",), no_key=True).get(pk=person.pk, is_staff=True)
    wanted = {site.pk for site in sites}
    known = set(SiteMembership.objects.filter(person=person).values_list("site_id", flat=True))
    if known == wanted:
        return
    if seen not in {None, sites_as_seen(person)}:
        raise StaleVersion(_(STALE))
    SiteMembership.objects.filter(person=person).exclude(site__in=wanted).delete()
    SiteMembership.objects.bulk_create(
        [SiteMembership(person=person, site_id=site, given_at=at, given_by=by) for site in wanted - known]
    )
    leave_alerts(person, by=by, at=at, sites=known - wanted)


def sites_as_seen(person: User) -> str:
    """What a page shows of where a person works before a change, to know an old page by."""
    return ", ".join(
        SiteMembership.objects.filter(person=person).order_by("site__name").values_list("site__name", flat=True)
    )


@transaction.atomic
def set_staff_active(*, person: User, active: bool, by: User, at: datetime) -> User:
    """Close or open the door for a member of staff; what they did keeps their name, the alerts that they had have no
    owner. Managers, never for themselves, and never for the last manager."""
    policies.check(by, Act.EDIT_SETTINGS)
    if person.pk == by.pk:
        raise NotAccepted(_("You cannot close your own sign-in."))
    lock_managers()
    if not active:
        _check_manager_left(person)
    person = User.objects.select_for_update(of=("self",), no_key=True).get(pk=person.pk, is_staff=True)
    person.is_active = active
    person.save(update_fields=["is_active"])
    if not active:
        sessions.end_all(person)
        leave_alerts(person, by=by, at=at)
    return person


@transaction.atomic
def reset_second_factor(*, person: User, by: User, at: datetime) -> User:
    """For a colleague whose phone and codes are gone: they set up a new one at the next sign-in, and are told by mail.

    Managers, never for themselves: whoever took over a manager's session could else take the factor out of the way.
    Nor by who gave them another address in the last days: password and factor together are the person.
    """
    policies.check(by, Act.EDIT_SETTINGS)
    if person.pk == by.pk:
        raise NotAccepted(_("You cannot reset your own second factor. Another manager can."))
    person = User.objects.select_for_update(of=("self",)).get(pk=person.pk, is_staff=True)
    _check_address_settled(person, by, at)
    if not second_factor.reset(person):
        raise MoveNotAllowed(_("They have no second factor."))
    sessions.end_all(person)
    log.warning("second factor of %s reset by %s", person.pk, by.pk)
    transaction.on_commit(lambda: second_factor.tell_reset(person))
    return person


def _check_address_settled(person: User, by: User, at: datetime) -> None:
    changed = person.address_changed_at if person.address_changed_by_id == by.pk else None
    if changed and at - changed < ADDRESS_SETTLES:
        sentence = _("You changed their e-mail address less than 7 days ago. Another manager can reset it now.")
        raise NotAccepted(sentence)


@transaction.atomic
def add_site(*, clinic: Clinic, name: str, address: str, by: User, directions: str = "") -> Site:
    """Another place where the clinic sees people. Managers."""
    policies.check(by, Act.EDIT_SETTINGS)
    site = Site(clinic=clinic, name=name, address=address, directions=directions)
    with constraints_in_words(site):
        site.full_clean()
        site.save(force_insert=True)
    return site


@transaction.atomic
def edit_site(
    *,
    site: Site,
    name: str,
    address: str,
    by: User,
    directions: str = "",
    lead_clinician: User | None = None,
    seen: str | None = None,
) -> Site:
    """Another name, address, way there or lead clinician of a place. Managers. `seen` is `site_as_seen` of when the
    page was opened; raises StaleVersion when it is no longer so, NotAccepted for a lead who is no clinician there."""
    policies.check(by, Act.EDIT_SETTINGS)
    site = locked(site)
    known = (site.name, site.address, site.directions, site.lead_clinician)
    if known == (name, address, directions, lead_clinician):
        return site
    if seen not in {None, site_as_seen(site)}:
        raise StaleVersion(_(STALE))
    if lead_clinician is not None and lead_clinician != site.lead_clinician:
        if Role.CLINICIAN not in lead_clinician.roles:
            raise NotAccepted(_("The lead of a site is a clinician."), field="lead_clinician")
        check_works_at(lead_clinician, site, field="lead_clinician")
    site.name, site.address, site.directions, site.lead_clinician = name, address, directions, lead_clinician
    with constraints_in_words(site):
        site.full_clean()
        site.save(update_fields=["name", "address", "directions", "lead_clinician"])
    return site


def site_as_seen(site: Site) -> str:
    """What a page shows of a place before a change, to know an old page by."""
    return f"{site.name}, {site.address}, {site.directions}, {site.lead_clinician_id or ''}"
