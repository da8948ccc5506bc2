"""What a patient may do with their own record, and how much of it a helper may do in their place."""

from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from journey.domain.days import at_local, local_date
from journey.domain.words import gettext_noop


class CaregiverLevel(StrEnum):
    """From least to most: each level may do all that the one before it may."""

    SEE = "see"
    FILL_IN = "fill_in"
    MANAGE = "manage"


class OwnAct(StrEnum):
    """Everything that can be done on a patient's pages. The patient may do all of it."""

    READ = "read"
    ANSWER = "answer"
    BOOK = "book"
    CHANGE_CONTACT = "change_contact"
    UNDERSTAND = "understand"
    CONSENT = "consent"
    WITHDRAW = "withdraw"
    INVITE = "invite"
    USE_RIGHTS = "use_rights"


# Product.md, complaint 12. What is missing everywhere is the patient's alone: nobody understands, agrees or leaves
# for somebody else, and a helper brings no further helper.
MAY: dict[CaregiverLevel, frozenset[OwnAct]] = {
    CaregiverLevel.SEE: frozenset({OwnAct.READ}),
    CaregiverLevel.FILL_IN: frozenset({OwnAct.READ, OwnAct.ANSWER}),
    CaregiverLevel.MANAGE: frozenset({OwnAct.READ, OwnAct.ANSWER, OwnAct.BOOK, OwnAct.CHANGE_CONTACT}),
}
# The check of what was understood comes before consent (clinical.md 3.4), so it is the patient's alone.
UNDERSTANDING = "C-POST"

ONLY_THE_PATIENT = gettext_noop("Only the person you help can do this.")
WHY_NOT: dict[OwnAct, str] = {
    OwnAct.ANSWER: gettext_noop(
        "You can look, but you cannot answer check-ins. The person you help can change this on their page of helpers."
    ),
    OwnAct.BOOK: gettext_noop("You cannot book or move visits. The person you help can change this."),
    OwnAct.CHANGE_CONTACT: gettext_noop("You cannot change the phone number. The person you help can change this."),
    OwnAct.UNDERSTAND: gettext_noop(
        "Only the person you help can answer this one. It is about what they know and what they want."
    ),
}
HELP_ENDED = gettext_noop("Your help here has ended, so this page is closed for you. Nothing was sent or changed.")

# How long help lasts when a patient chooses nothing else, and what they may choose, in days.
USUAL_DAYS = 91
DAYS: tuple[int, ...] = (30, 91, 182, 365)


def levels_for(act: OwnAct) -> tuple[CaregiverLevel, ...]:
    """The levels that may do this; none for what is the patient's alone."""
    return tuple(level for level in CaregiverLevel if act in MAY[level])


def why_not(act: OwnAct) -> str:
    """The template of the sentence for a helper whose level does not reach so far."""
    return WHY_NOT.get(act, ONLY_THE_PATIENT)


def act_of(check_in_code: str) -> OwnAct:
    """What answering this check-in is."""
    return OwnAct.UNDERSTAND if check_in_code == UNDERSTANDING else OwnAct.ANSWER


def end_of_help(at: datetime, days: int, zone: ZoneInfo) -> datetime:
    """Help that begins at `at` lasts to the end of the day `days` later, by the patient's clock."""
    return at_local(local_date(at, zone) + timedelta(days=days + 1), time(), zone)


def last_day_of_help(ends_at: datetime, zone: ZoneInfo) -> date:
    """The last whole day of help that ends at this moment."""
    return local_date(ends_at - timedelta(seconds=1), zone)
