"""Letters on the print queue: put there by hand as a step of the contact ladder, and posted."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.models import User
from journey import policies
from journey.access.letters import to_post
from journey.actions.contacts import log_contact
from journey.actions.events import record
from journey.actions.locking import locked_journey
from journey.actions.permission import check_may
from journey.actions.refusals import already_done
from journey.domain.errors import MoveNotAllowed, NotAccepted
from journey.domain.reminders import Occasion, Way
from journey.domain.visits import FIRST_CALL
from journey.domain.words import gettext_noop
from journey.domain.words import say as _
from journey.models import ContactPurpose, ContactResult, ContactRoute, Cycle, Journey, Reminder
from journey.models.pathway_version import visit_specs_of
from journey.policies import Act

NOT_SO = gettext_noop("This letter is not so any more. Do not post it.")
WAS_POSTED = gettext_noop("{who} has posted a letter about this visit.")
POSTED_BY = gettext_noop("{who} has posted this letter already. Do not post it twice.")


@dataclass(frozen=True)
class NotPosted:
    """A letter that this person should not post, and why."""

    letter: Reminder
    why: str


@transaction.atomic
def queue_letter(*, cycle: Cycle, code: str, by: User, at: datetime) -> Reminder:
    """The letter of the contact ladder about the visit `code`, which is due and not booked. Desk staff. Once for each
    visit: a repeat changes nothing. Raises AlreadyDone for one that was posted, NotAccepted without an address."""
    journey, patient = cycle.journey, cycle.journey.patient
    check_may(by, Act.LOG_CONTACT, patient.pk, at=at)
    journey = locked_journey(journey)
    if code not in visit_specs_of(journey.pathway_version_id) or code == FIRST_CALL:
        raise NotAccepted(_("Choose one of the list."))
    if not journey.is_chased:
        raise MoveNotAllowed(_("Nobody is asked to come in this journey any more."))
    if not patient.postal_address:
        raise NotAccepted(_("There is no postal address. Enter it on the page of the patient first."))
    letter, is_new = Reminder.objects.select_related("posted_by").get_or_create(
        cycle=cycle,
        code=code,
        occasion=Occasion.VISIT_DUE.value,
        channel=Way.LETTER.value,
        defaults={"patient": patient, "leaves_at": at, "at": at},
    )
    if letter.posted_at is not None:
        raise already_done(WAS_POSTED, by=letter.posted_by, at=letter.posted_at)
    if not is_new:
        if to_post(Reminder.objects.filter(pk=letter.pk), at).exists():
            return letter
        # It was not so for a time: the patient was reached, or had a visit that was called off.
        letter.leaves_at = letter.at = at
        letter.save(update_fields=["leaves_at", "at"])
    record(journey, "letter_queued", by=by, at=at, cycle=cycle, data={"visit": code})
    return letter


@transaction.atomic
def post_letters(*, letters: Iterable[UUID], by: User, at: datetime) -> tuple[list[Reminder], list[NotPosted]]:
    """Mark as printed and posted, together: those that were, and those that were not, each with its reason. Desk staff.
    What the same person posted before is left as it is. A letter of the contact ladder is its next try."""
    policies.check(by, Act.LOG_CONTACT)
    keys = list(letters)
    rows = Reminder.objects.filter(pk__in=keys, channel=Way.LETTER)
    for patient_id in rows.order_by().values_list("patient", flat=True).distinct():
        check_may(by, Act.LOG_CONTACT, patient_id, at=at)
    # Journeys before what hangs on them, as everywhere.
    owners = set(rows.order_by().values_list("cycle__journey", "visit__journey"))
    mine = Journey.objects.filter(pk__in={each for pair in owners for each in pair if each})
    list(mine.select_for_update(of=("self",), no_key=True).order_by("pk"))
    with_them = ("patient", "posted_by", "cycle__journey", "visit__journey")
    found = list(rows.select_for_update(of=("self",)).select_related(*with_them).order_by("pk"))
    still = set(to_post(Reminder.objects.filter(pk__in=keys), at).values_list("pk", flat=True))
    posted, refused = [], []
    for letter in found:
        if letter.pk in still:
            _post(letter, by, at)
            posted.append(letter)
        elif letter.posted_at is None:
            refused.append(NotPosted(letter, _(NOT_SO)))
        elif letter.posted_by_id != by.pk:
            refused.append(NotPosted(letter, _(POSTED_BY, who=letter.posted_by)))
    return posted, refused


def _post(letter: Reminder, by: User, at: datetime) -> None:
    letter.posted_at, letter.posted_by = at, by
    letter.save(update_fields=["posted_at", "posted_by"])
    if letter.cycle is not None:
        log_contact(
            cycle=letter.cycle,
            purpose=ContactPurpose.SILENCE,
            route=ContactRoute.LETTER,
            result=ContactResult.LEFT_MESSAGE,
            by=by,
            at=at,
        )
    elif letter.visit is not None:
        data = {"appointment": str(letter.visit_id)}
        record(letter.visit.journey, "letter_posted", by=by, at=at, data=data)
