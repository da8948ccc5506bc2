"""Taking a consent back: a new fact with its time and scope, from the patient or told to staff."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from journey.access import check_own
from journey.actions.events import record
from journey.actions.locking import locked_journey
from journey.actions.permission import check_may
from journey.domain.caregiving import OwnAct
from journey.domain.consent import OPTIONAL, Scope
from journey.domain.errors import MoveNotAllowed
from journey.domain.windows import CheckInState
from journey.domain.words import say as _
from journey.models import CheckIn, Consent, ConsentDraft, ConsentWithdrawal, Cycle, Journey, Patient
from journey.policies import Act


@transaction.atomic
def withdraw_consent(*, cycle: Cycle, scope: Scope, by: User, at: datetime, words: str = "") -> ConsentWithdrawal:
    """The patient takes the newest consent of the session back, or a part of it. A repeat gives the first again.

    Raises MoveNotAllowed when there is nothing of this scope to take back.
    """
    journey = locked_journey(cycle.journey)
    check_own(journey.patient, by, OwnAct.WITHDRAW, at=at)
    return _withdraw(journey, cycle, scope, words, by=by, told_to=None, at=at)


@transaction.atomic
def note_withdrawal(*, cycle: Cycle, scope: Scope, words: str, by: User, at: datetime) -> ConsentWithdrawal:
    """The patient told staff. Clinicians, nurses, coordinators. As `withdraw_consent`."""
    journey = locked_journey(cycle.journey)
    check_may(by, Act.NOTE_WITHDRAWAL, journey.patient_id, at=at)
    return _withdraw(journey, cycle, scope, words, by=by, told_to=by, at=at)


def withdraw_treatment(journey: Journey, cycle: Cycle, *, by: User | None, words: str, at: datetime) -> None:
    """Part of the move that ends a journey because the patient wishes it: what is signed goes with it."""
    if by is not None and can_withdraw(newest_consent(cycle), Scope.TREATMENT):
        _withdraw(journey, cycle, Scope.TREATMENT, words, by=by, told_to=by, at=at)
    else:
        record(journey, "consent_withdrawn", by=by, at=at, cycle=cycle, reason=words)


def newest_consent(cycle: Cycle) -> Consent | None:
    return Consent.objects.filter(cycle=cycle).order_by("-signed_at", "-recorded_at").first()


@transaction.atomic
def ask_by_app_again(*, cycle: Cycle, by: User, at: datetime) -> None:
    """The patient wishes to be asked by the app again; the withdrawal stays in the record. A repeat changes nothing.

    What was to be answered meanwhile and is over stays as it is; what is open now opens again.
    """
    journey = locked_journey(cycle.journey)
    check_own(journey.patient, by, OwnAct.WITHDRAW, at=at)
    if return_to_app(journey.patient, at):
        record(journey, "asked_by_app_again", by=by, at=at, cycle=cycle)


def return_to_app(patient: Patient, said_at: datetime) -> bool:
    """Also what a new signature means, for its lines name the check-ins (clinical.md 9.3, item 17). Whether it changed
    anything: what was signed on paper before they left the app does not."""
    return bool(Patient.objects.filter(pk=patient.pk, off_app_since__lte=said_at).update(off_app_since=None))


def can_withdraw(consent: Consent | None, scope: Scope) -> bool:
    """An optional use only where it was agreed to, and nothing twice."""
    if consent is None or (scope in OPTIONAL and not getattr(consent, scope)):
        return False
    return not consent.withdrawals.filter(scope=scope).exists()


def _withdraw(
    journey: Journey, cycle: Cycle, scope: Scope, words: str, *, by: User, told_to: User | None, at: datetime
) -> ConsentWithdrawal:
    consent = newest_consent(cycle)
    if consent is None:
        raise MoveNotAllowed(_("There is no consent to take back."))
    known = consent.withdrawals.filter(scope=scope).first()
    stops = scope is Scope.APP and _leave_app(journey.patient, at)
    if known is not None and not stops:
        return known
    if known is None and not can_withdraw(consent, scope):
        raise MoveNotAllowed(_("This was not agreed to, so there is nothing to take back."))
    made = known or ConsentWithdrawal.objects.create(
        cycle=cycle, consent=consent, scope=scope, words=words.strip(), at=at, by=by, told_to=told_to
    )
    if scope is Scope.TREATMENT:
        ConsentDraft.objects.filter(cycle=cycle).delete()
    data = {"consent": str(consent.pk), "scope": scope, "told_to_staff": told_to is not None}
    record(journey, "consent_withdrawn", by=by, at=at, cycle=cycle, reason=words.strip(), data=data)
    return made


def _leave_app(patient: Patient, at: datetime) -> bool:
    """From now on no check-in of theirs opens, in any journey. Whether it changed anything: who came back and leaves
    again has one withdrawal of this consent, and a line in the history for each time."""
    left = Patient.objects.filter(pk=patient.pk, off_app_since=None).update(off_app_since=at)
    if left:
        CheckIn.objects.filter(journey__patient=patient, state=CheckInState.OPEN, closes_at__isnull=False).update(
            state=CheckInState.SCHEDULED
        )
    return bool(left)
