"""Making and ending the address that a calendar reads somebody's visits from."""

from datetime import datetime

from django.db import transaction
from django.utils import translation

from accounts.choosing_password import tell
from accounts.keeping import new_token
from accounts.mail import Letter
from accounts.models import User
from journey.access.feeds import kept_secret
from journey.domain.errors import NotPermitted
from journey.domain.words import say as _
from journey.models import CalendarFeed, Patient
from journey.policies import Act, check


@transaction.atomic
def make_feed(*, by: User, at: datetime) -> str:
    """A new address for one's own calendar; the one before it stops working. Returns the token, which is kept nowhere:
    it is shown once. Patients and staff who read records, each for themselves; they are told by mail. Raises
    NotPermitted for everybody else, also for helpers: they look in the app, where it is seen."""
    patient = None
    if by.is_staff:
        check(by, Act.READ_RECORDS)
    else:
        patient = Patient.objects.filter(user=by.pk).first()
        if patient is None:
            raise NotPermitted(_("Only the patient may do this."))
    _end(by, at)
    token = new_token()
    CalendarFeed.objects.create(user=by, patient=patient, secret=kept_secret(token), made_at=at)
    with translation.override(patient.language if patient else None):
        letter = Letter(
            subject=_("A calendar can read your visits now"),
            lines=[
                _("Somebody who is signed in as you made an address for a calendar. It tells days, times and places.")
            ],
        )
        tell(by, letter, at=at)
    return token


@transaction.atomic
def end_feed(*, by: User, at: datetime) -> None:
    """One's own address stops working at once. A repeat changes nothing."""
    _end(by, at)


def end_feeds_of(patient: Patient, *, at: datetime) -> None:
    """Called inside the transaction of an action that has asked who may."""
    CalendarFeed.objects.filter(patient=patient, ended_at=None).update(ended_at=at)


def _end(user: User, at: datetime) -> None:
    # Two who press at once meet here: the constraint allows one address a person.
    User.objects.select_for_update(of=("self",), no_key=True).get(pk=user.pk)
    CalendarFeed.objects.filter(user=user, ended_at=None).update(ended_at=at)
