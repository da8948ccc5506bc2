"""A patient's helpers: inviting, accepting, ending, and noting that one looked."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Q

from accounts.models import User
from journey.access import check_own
from journey.actions.events import record
from journey.actions.helper_links import INVITATION_OVER, drop_link, send_link
from journey.actions.locking import constraints_in_words, locked
from journey.actions.permission import check_may
from journey.actions.refusals import already_done, sent_before
from journey.domain.caregiving import DAYS, CaregiverLevel, OwnAct, end_of_help
from journey.domain.errors import MoveNotAllowed, NotAccepted
from journey.domain.words import gettext_noop
from journey.domain.words import say as _
from journey.models import Caregiver, CaregiverLook, Journey, Patient
from journey.policies import Act

# More would be no help but a leak.
MOST_HELPERS = 8


@dataclass(frozen=True)
class Invitation:
    """What a patient says of a new helper. `days` is one of `caregiving.DAYS`."""

    name: str
    email: str
    level: str
    days: int
    relation: str = ""


@transaction.atomic
def invite_caregiver(
    *, patient: Patient, asked: Invitation, by: User, at: datetime, token: UUID | None = None
) -> Caregiver:
    """Ask somebody to help, by a link in a mail. The patient alone: no helper brings another. `token` is the id of the
    invitation: the same form sent twice is one. Raises NotAccepted with the field."""
    patient = locked(patient)
    check_own(patient, by, OwnAct.INVITE, at=at)
    known = sent_before(Caregiver.objects.filter(patient=patient), token, by=by, author="invited_by")
    if known is not None:
        return known
    _check_offered(asked.level, asked.days)
    _check_room(patient, asked.email, at)
    caregiver = Caregiver(
        id=token or uuid4(),
        patient=patient,
        name=asked.name.strip(),
        relation=asked.relation.strip(),
        email=asked.email,
        level=asked.level,
        invited_at=at,
        invited_by=by,
        ends_at=end_of_help(at, asked.days, patient.zone),
    )
    with constraints_in_words(caregiver):
        caregiver.full_clean()
        caregiver.save(force_insert=True)
    send_link(caregiver, at=at)
    _tell(caregiver, "helper_invited", by=by, at=at)
    return caregiver


@transaction.atomic
def change_help(*, caregiver: Caregiver, level: str, days: int, by: User, at: datetime) -> Caregiver:
    """Another level, and an end counted from today; `days` of 0 leaves the end as it is. Both count from the next page
    on. The patient alone. Raises MoveNotAllowed when the help is over; a repeat changes nothing."""
    caregiver = locked(caregiver)
    check_own(caregiver.patient, by, OwnAct.INVITE, at=at)
    if caregiver.ended_at is not None or caregiver.ends_at <= at:
        raise MoveNotAllowed(_("This help is over. Invite this person anew."))
    _check_offered(level, days or DAYS[0])
    ends_at = end_of_help(at, days, caregiver.patient.zone) if days else caregiver.ends_at
    if (level, ends_at) == (caregiver.level, caregiver.ends_at):
        return caregiver
    caregiver.level, caregiver.ends_at = level, ends_at
    with constraints_in_words(caregiver):
        caregiver.save(update_fields=["level", "ends_at"])
    _tell(caregiver, "helper_changed", by=by, at=at)
    return caregiver


@transaction.atomic
def accept_invitation(*, caregiver: Caregiver, by: User, at: datetime) -> Caregiver:
    """The invited person begins to help, with a sign-in of their own. Called by `joining`, after they pressed the link
    of the mail and knew the patient.

    Raises NotAccepted for staff and for the patient, MoveNotAllowed when it is over."""
    caregiver = locked(caregiver)
    if caregiver.user_id == by.pk and caregiver.helps_at(at):
        return caregiver
    if caregiver.accepted_at is not None or caregiver.ended_at is not None or caregiver.ends_at <= at:
        raise MoveNotAllowed(_(INVITATION_OVER))
    if by.is_staff:
        raise NotAccepted(_("A member of staff cannot be a helper with the same sign-in."))
    if caregiver.patient.user_id == by.pk:
        raise NotAccepted(_("You cannot be your own helper. Sign in as the person who helps."))
    # A new invitation replaces what ran out or runs: one help a person and patient.
    for earlier in Caregiver.objects.filter(patient=caregiver.patient, user=by, ended_at=None):
        _end(earlier, by, at)
    caregiver.user, caregiver.accepted_at = by, at
    drop_link(caregiver, at=at)
    with constraints_in_words(caregiver):
        caregiver.save(update_fields=["user", "accepted_at", "secret"])
    _tell(caregiver, "helper_accepted", by=by, at=at)
    return caregiver


@transaction.atomic
def end_help(*, caregiver: Caregiver, by: User, at: datetime, reason: str = "") -> Caregiver:
    """End somebody's help, or take an invitation back, from this moment on. The patient, the helper themself, or desk
    staff with a reason. A repeat by the same person changes nothing; another person reads who was first."""
    caregiver = locked(caregiver)
    if by.is_staff:
        check_may(by, Act.END_HELP, caregiver.patient_id, at=at)
        if not reason.strip():
            raise NotAccepted(_("Write why the help ends."), field="reason")
    elif caregiver.user_id != by.pk:
        check_own(caregiver.patient, by, OwnAct.INVITE, at=at)
    if caregiver.ended_at is not None:
        if caregiver.ended_by_id == by.pk:
            return caregiver
        raise already_done(
            gettext_noop("{who} has ended this help already."), by=caregiver.ended_by, at=caregiver.ended_at
        )
    _end(caregiver, by, at)
    _tell(caregiver, "helper_ended", by=by, at=at, reason=reason.strip())
    return caregiver


def note_look(*, caregiver_id: UUID, patient_id: UUID, at: datetime) -> CaregiverLook:
    """A helper began to look at the patient's pages. The patient sees when."""
    return CaregiverLook.objects.create(caregiver_id=caregiver_id, patient_id=patient_id, at=at)


def end_all_help(*, patient: Patient, by: User, at: datetime) -> None:
    """Nobody helps this patient any more, and they help nobody: their account closes. Called by that action, which has
    asked whether `by` may and holds the patient."""
    whose = Q(patient=patient) | Q(user__in=[patient.user_id] if patient.user_id else [])
    for caregiver in Caregiver.objects.select_for_update(no_key=True).filter(whose, ended_at=None).order_by("pk"):
        _end(caregiver, by, at)
        _tell(caregiver, "helper_ended", by=by, at=at)


def _end(caregiver: Caregiver, by: User, at: datetime) -> None:
    drop_link(caregiver, at=at)
    caregiver.ended_at, caregiver.ended_by = at, by
    caregiver.save(update_fields=["ended_at", "ended_by", "secret"])


def _check_offered(level: str, days: int) -> None:
    if level not in set(CaregiverLevel):
        raise NotAccepted(_("Choose what this person may do."), field="level")
    if days not in DAYS:
        raise NotAccepted(_("Choose how long this person may help."), field="days")


def _check_room(patient: Patient, email: str, at: datetime) -> None:
    if _is_own_address(patient, email):
        raise NotAccepted(_("This is your own address. A helper needs one of their own."), field="email")
    running = list(Caregiver.objects.filter(patient=patient, ended_at=None, ends_at__gt=at))
    if any(each.email.casefold() == email.casefold() and each.accepted_at is None for each in running):
        raise NotAccepted(_("You have invited this address already. Take that invitation back first."), field="email")
    if len(running) >= MOST_HELPERS:
        raise NotAccepted(_("You can have {most} helpers at most. Stop one first.", most=MOST_HELPERS))


def _is_own_address(patient: Patient, email: str) -> bool:
    """A code that went there would let either of the two in."""
    known = {patient.email.casefold(), patient.user.email.casefold() if patient.user else ""}
    return email.casefold() in known


def _tell(caregiver: Caregiver, kind: str, *, by: User, at: datetime, reason: str = "") -> None:
    """An event of the newest journey. Before the first one there is none to write in; the row itself tells."""
    journey = Journey.objects.filter(patient=caregiver.patient_id).order_by("-started_at").first()
    if journey is None:
        return
    data = {"caregiver": str(caregiver.pk), "helper": str(caregiver), "level": caregiver.level}
    record(journey, kind, by=by, at=at, reason=reason, data=data)
