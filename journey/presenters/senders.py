"""Who sent answers: the patient, a helper, or staff whom the patient told."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from journey.models import Caregiver, CheckIn, Submission, ToldBy
from journey.presenters.staff_words import Words

# Whole sentences: languages put such words together in different ways.
ENTERED: Mapping[str, Words] = {
    ToldBy.PHONE: gettext_lazy("Told by the patient on the phone, entered by {who}"),
    ToldBy.IN_PERSON: gettext_lazy("Told by the patient in person, entered by {who}"),
}
TOLD_US: Mapping[str, Words] = {
    ToldBy.PHONE: gettext_lazy("Told on the phone, written down by {who}"),
    ToldBy.IN_PERSON: gettext_lazy("Told in person, written down by {who}"),
}


def in_place_of_patient(submission: Submission) -> bool:
    return submission.caregiver_id is not None or bool(submission.told_by)


def sender(submission: Submission) -> str:
    """ "Ana (daughter)" for a helper, else the name of who sent. Needs `caregiver` and `sent_by` loaded."""
    return str(submission.caregiver or submission.sent_by)


def sender_of_row(check_in: CheckIn) -> str:
    """Who sent the newest answers of a check-in that came from `access` with them; blank for the patient."""
    found = check_in.__dict__
    if found["helper"]:
        return str(Caregiver(name=found["helper"], relation=found["helper_is"]))
    return str(found["sender"]) if found["told_by"] else ""


def sender_words(submission: Submission, reader: User | None = None) -> str:
    """As `reader` reads it; for staff there is none. Needs `caregiver` and `sent_by` loaded."""
    if submission.told_by:
        words = ENTERED if reader is None else TOLD_US
        return str(words[submission.told_by]).format(who=submission.sent_by)
    if reader is not None and submission.sent_by_id == reader.pk:
        return _("Sent by you")
    if submission.caregiver is not None:
        return _("Answered by {who}").format(who=submission.caregiver)
    return _("Sent by {who}").format(who=submission.sent_by)
