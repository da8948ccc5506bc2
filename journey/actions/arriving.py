"""Who a person at the door is: by an e-mail address that they proved, and the date of birth where several share it."""

from datetime import date, datetime, timedelta

from django.db.models import F, Q, QuerySet

from accounts.answers import patients_at
from accounts.limits import Limit, count
from accounts.models import Ticket, User
from journey.models import Patient

MOST_WRONG_BIRTHS = 3
AFTER_CODE = timedelta(minutes=10)
# Beyond the tries of one code: nobody walks through the calendar with a code a day.
BIRTHS_FOR_ADDRESS = Limit("births for address", 10, timedelta(days=1))


def household(address: str) -> list[Patient]:
    """Everybody of the clinic who is reached at this address, whether they can sign in or not."""
    found = Patient.objects.filter(Q(email__iexact=address) | Q(user__email__iexact=address)).select_related("user")
    return list(found.order_by("pk"))


def may_enter(patient: Patient, address: str) -> bool:
    """Whether a code that went to this address lets them in: it is the address that they have confirmed."""
    user = patient.user
    return bool(user and user.is_active and not user.is_staff and user.email.lower() == address.lower())


def only_person(address: str) -> User | None:
    """The sign-in of the one person of an address that nobody else has; None for a household, signed in or not. A
    helper counts as one more of it, and is let in only where the address is nobody else's: we ask helpers for no date
    of birth that could tell them apart."""
    patients, helpers = household(address), helpers_at(address)
    if len(patients) + len(helpers) != 1:
        return None
    if helpers:
        return helpers[0]
    return patients[0].user if may_enter(patients[0], address) else None


def helpers_at(address: str) -> list[User]:
    """Those who sign in with this address and are no patients: they help others."""
    known = set(Patient.objects.filter(user__email__iexact=address).values_list("user_id", flat=True))
    return [each for each in patients_at(address) if each.pk not in known]


def only_user(people: list[User]) -> User | None:
    """The one of these who needs not say more: staff, or a patient who shares the address with nobody of the clinic."""
    alone = len(people) == 1 and (people[0].is_staff or len(household(people[0].email)) <= 1)
    return people[0] if alone else None


def born_on(people: list[Patient], date_of_birth: date) -> Patient | None:
    """The one who was born then. Two of one birthday are not told apart: neither is picked."""
    fitting = [each for each in people if each.date_of_birth == date_of_birth]
    return fitting[0] if len(fitting) == 1 else None


def pick_person(*, ticket: Ticket, date_of_birth: date, at: datetime) -> Patient | None:
    """Who of a household typed the code of this ticket. Each try counts first, then is looked at.

    None when it fits nobody, when the tries are used up, or when the code was typed too long ago.
    """
    if not count(BIRTHS_FOR_ADDRESS, ticket.address.lower(), at=at) or not _one_try(ticket, at):
        return None
    people = [each for each in household(ticket.address) if may_enter(each, ticket.address)]
    person = born_on(people, date_of_birth)
    if person is not None and not Ticket.objects.filter(pk=ticket.pk, ended_at=None).update(ended_at=at):
        return None
    return person


def pick_for_link(*, ticket: Ticket, people: list[User], date_of_birth: date, at: datetime) -> User | None:
    """Who of these holds a link that went to all of them. The third wrong date ends the link."""
    if not count(BIRTHS_FOR_ADDRESS, ticket.address.lower(), at=at):
        return None
    person = born_on(list(Patient.objects.filter(user__in=people).select_related("user")), date_of_birth)
    if person is None:
        Ticket.objects.filter(pk=ticket.pk).update(wrong_birth=F("wrong_birth") + 1)
        Ticket.objects.filter(pk=ticket.pk, wrong_birth__gte=MOST_WRONG_BIRTHS).update(ended_at=at)
        return None
    return person.user


def may_still_say(ticket: Ticket, *, at: datetime) -> bool:
    """Whether the date of birth can still be given after this ticket's code."""
    return _waiting(at).filter(pk=ticket.pk, wrong_birth__lt=MOST_WRONG_BIRTHS).exists()


def _one_try(ticket: Ticket, at: datetime) -> bool:
    rows = _waiting(at).filter(pk=ticket.pk, wrong_birth__lt=MOST_WRONG_BIRTHS)
    return bool(rows.update(wrong_birth=F("wrong_birth") + 1))


def _waiting(at: datetime) -> QuerySet[Ticket]:
    return Ticket.objects.filter(ended_at=None, used_at__gt=at - AFTER_CODE)
