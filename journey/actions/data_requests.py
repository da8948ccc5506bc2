"""Rights of a patient: asking for a correction or for closing the account, and the manager's answer."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import QuerySet
from django.utils import translation

from accounts import mail, sessions
from accounts.mail import Letter
from accounts.models import User
from journey import policies
from journey.access import check_own
from journey.access.requests import is_without_manager
from journey.access.retention import is_removed
from journey.actions.caregivers import end_all_help
from journey.actions.events import record
from journey.actions.locking import constraints_in_words, locked
from journey.actions.permission import check_may
from journey.actions.refusals import already_done, said, sent_before
from journey.domain.caregiving import OwnAct
from journey.domain.days import local_date
from journey.domain.errors import MoveNotAllowed, NotAccepted
from journey.domain.transitions import OPEN_STATUSES
from journey.domain.words import gettext_noop
from journey.domain.words import say as _
from journey.models import DataRequest, Journey, Patient, RequestKind, RequestOutcome
from journey.models.data_request import LONGEST_WORDS
from journey.policies import Act

# More than a person writes; whoever has more to say rings.
MOST_OPEN = 10


@transaction.atomic
def ask_correction(
    *, patient: Patient, wrong: str, right: str, by: User, at: datetime, token: UUID | None = None
) -> DataRequest:
    """The patient says what is wrong and what is right; a manager answers by the day in `due_on`. The patient alone.

    `token` is the id of the request: the same form sent twice is one. Raises NotAccepted for blanks and floods.
    """
    patient = _own(patient, by, at)
    wrong, right = said(wrong, LONGEST_WORDS, "wrong"), said(right, LONGEST_WORDS, "right")
    known = sent_before(DataRequest.objects.filter(patient=patient), token, by=by, author="asked_by")
    if known is not None:
        return known
    if DataRequest.objects.filter(patient=patient, decided_at__isnull=True).count() >= MOST_OPEN:
        raise NotAccepted(_("You have {most} requests that wait for an answer. Please call us.", most=MOST_OPEN))
    return _keep(patient, RequestKind.CORRECTION, by, at, wrong=wrong, right=right, id=token or uuid4())


@transaction.atomic
def ask_closing(*, patient: Patient, by: User, at: datetime) -> DataRequest:
    """The patient asks for the account to be closed. Nothing closes by this: a manager answers. The patient alone; a
    repeat gives the request that waits."""
    patient = _own(patient, by, at)
    waiting = DataRequest.objects.filter(patient=patient, kind=RequestKind.CLOSING, decided_at__isnull=True).first()
    return waiting or _keep(patient, RequestKind.CLOSING, by, at)


@transaction.atomic
def decide_request(
    *, request: DataRequest, outcome: str, answer: str, by: User, at: datetime, agreed: bool = False
) -> DataRequest:
    """Done or refused, with words that the patient reads. Managers, once; a repeat by the same person changes nothing.

    A closing that is done ends the patient's sign-in and its sessions at once. It touches no journey: while one is
    open, `agreed` says that the clinic has settled with the patient how it goes on. Raises NotAccepted without that.
    """
    _check_decides(by, request, at)
    if outcome not in {each.value for each in RequestOutcome}:
        raise NotAccepted(_("Choose done or refused."), field="outcome")
    answer = said(answer, LONGEST_WORDS, "answer")
    patient = locked(request.patient)
    request = locked(request)
    if request.decided_by is not None and request.decided_at is not None:
        if request.decided_by_id == by.pk and request.outcome == outcome:
            return request
        template = gettext_noop("{who} answered this request already.")
        raise already_done(template, by=request.decided_by, at=request.decided_at)
    closes = request.kind == RequestKind.CLOSING and outcome == RequestOutcome.DONE
    if closes and not agreed and open_journeys(patient).exists():
        raise NotAccepted(_("Agree with the patient first how the open journey goes on."), field="agreed")
    request.decided_at, request.decided_by = at, by
    request.outcome, request.answer = outcome, answer
    with constraints_in_words(request):
        request.save(update_fields=["decided_at", "decided_by", "outcome", "answer"])
    if closes:
        _close(patient, by, at)
    _tell(patient, closed=closes, at=at)
    return request


@transaction.atomic
def open_again(*, request: DataRequest, by: User, at: datetime) -> User:
    """A closed account opens again: the patient signs in as before. Helpers stay away until they are asked anew.
    Managers; a repeat changes nothing. Raises MoveNotAllowed for a request that closed nothing."""
    _check_decides(by, request, at)
    patient = locked(request.patient)
    if patient.user_id is None or not closed_by(locked(request)):
        raise MoveNotAllowed(_("This request closed no account."))
    if is_removed(patient):
        raise MoveNotAllowed(_("This record names nobody any more."))
    user = User.objects.select_for_update(of=("self",), no_key=True).get(pk=patient.user_id)
    if not user.is_active:
        user.is_active = True
        user.save(update_fields=["is_active"])
        for journey in open_journeys(patient):
            record(journey, "account_opened_again", by=by, at=at)
    return user


def _check_decides(by: User, request: DataRequest, at: datetime) -> None:
    """A manager of the patient's site; where that site has none, any manager."""
    policies.check(by, Act.DECIDE_REQUESTS)
    if not is_without_manager(request.patient):
        check_may(by, Act.DECIDE_REQUESTS, request.patient_id, at=at)


def closed_by(request: DataRequest) -> bool:
    """Whether this request ended in a closed account."""
    return request.kind == RequestKind.CLOSING and request.outcome == RequestOutcome.DONE


def open_journeys(patient: Patient) -> QuerySet[Journey]:
    """Those that a closed account leaves without the patient's answers."""
    return patient.journeys.filter(status__in=OPEN_STATUSES).order_by("started_at")


def _own(patient: Patient, by: User, at: datetime) -> Patient:
    """The patient, locked. Raises NotPermitted for everybody else: nobody asks this in a patient's name."""
    patient = locked(patient)
    check_own(patient, by, OwnAct.USE_RIGHTS, at=at)
    return patient


def _keep(patient: Patient, kind: RequestKind, by: User, at: datetime, **more: object) -> DataRequest:
    clinic = patient.site.clinic
    due = local_date(at, clinic.zone) + timedelta(days=clinic.answer_requests_days)
    request = DataRequest(patient=patient, kind=kind, asked_at=at, asked_by=by, due_on=due, **more)
    with constraints_in_words(request):
        request.full_clean()
        request.save(force_insert=True)
    return request


def _close(patient: Patient, by: User, at: datetime) -> None:
    """The door shuts, for helpers too; the record stays. Open journeys are told: the team knows whom to ring."""
    if patient.user_id is not None:
        user = User.objects.select_for_update(of=("self",), no_key=True).get(pk=patient.user_id)
        user.is_active = False
        user.save(update_fields=["is_active"])
        sessions.end_all(user)
    end_all_help(patient=patient, by=by, at=at)
    for journey in open_journeys(patient):
        record(journey, "account_closed", by=by, at=at)


def _tell(patient: Patient, *, closed: bool, at: datetime) -> None:
    """A mail that says no more than that there is an answer. Whoever has no address is told by the clinic."""
    if patient.user is None or not patient.user.email:
        return
    with translation.override(patient.language):
        mail.write(kind="request_answered", to=patient.user.email, letter=_closed() if closed else _answered(), at=at)


def _answered() -> Letter:
    return Letter(
        subject=_("Your clinic has answered your request"),
        lines=[_("You asked us something in the app. There is an answer now."), _("Sign in to read it.")],
        after=[_("Did you not ask for anything? Then ring your clinic by the number that you know.")],
    )


def _closed() -> Letter:
    return Letter(
        subject=_("Your account is closed"),
        lines=[_("You asked us to close your account. It is closed now, and nobody can sign in with it.")],
        after=[_("Do you want to use the app again, or did you not ask for this? Then ring your clinic.")],
    )
