"""What the links of mails share that people come in by: how long they work, and what opens them."""

from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import F, QuerySet

from accounts.keeping import new_letter_code
from accounts.models import User
from journey.actions.arriving import helpers_at
from journey.actions.locking import constraints_in_words
from journey.domain.errors import NotAccepted
from journey.domain.words import say as _
from journey.models import Patient
from journey.models.caregiver import MOST_WRONG_BIRTHS

GOOD_FOR = timedelta(days=7)
# The same person pressing twice sends one mail.
ONE_PRESS = timedelta(minutes=1)


def knows_birth(tries: QuerySet[Any], patient: Patient, date_of_birth: date, *, when_used_up: dict[str, Any]) -> bool:
    """Whether it is the patient's date of birth. `tries` is the row of the link while it works. Each try counts first,
    then is looked at; the fifth wrong one ends the link, by what `when_used_up` writes.

    Not inside a transaction that a refusal rolls back: the try would not count.
    """
    if not tries.filter(wrong_births__lt=MOST_WRONG_BIRTHS).update(wrong_births=F("wrong_births") + 1):
        return False
    if patient.date_of_birth == date_of_birth:
        return True
    tries.filter(wrong_births__gte=MOST_WRONG_BIRTHS).update(**when_used_up)
    return False


def checked_address(typed: str, *, field: str) -> str:
    """Without blanks around it. Raises NotAccepted on this field for what is no address."""
    address = typed.strip()
    try:
        validate_email(address)
    except ValidationError:
        raise NotAccepted(_("Enter a whole e-mail address."), field=field) from None
    return address


def patients_address(typed: str, *, field: str) -> str:
    """As `checked_address`, for one that is to be a patient's. Raises NotAccepted for a helper's too: theirs is for
    them alone, else a code would let nobody in (`arriving.only_person`)."""
    address = checked_address(typed, field=field)
    if helpers_at(address):
        raise NotAccepted(_("A helper signs in with this address. Use one that is the patient's own."), field=field)
    return address


def new_sign_in(*, letter: str, email: str, display_name: str, password: str, at: datetime) -> User:
    """For somebody who came by a link that went to `email`. `letter` begins the sign-in name; a blank password: they
    sign in with codes or a passkey. Inside the caller's transaction."""
    user = User(
        username=f"{letter}-{new_letter_code().lower()}",
        email=email,
        display_name=display_name,
        password=make_password(password or None),
        date_joined=at,
    )
    with constraints_in_words(user):
        user.save(force_insert=True)
    return user
