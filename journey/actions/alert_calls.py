"""A time for a call about an alert: proposed by staff, answered by the patient (clinical.md 5.2)."""

from datetime import datetime

from django.db import transaction

from accounts import mail
from accounts.models import User
from accounts.models.outgoing_mail import Channel
from journey.access import check_own
from journey.actions.alert_clock import end_call, open_alert
from journey.actions.events import record
from journey.actions.heard import heard_from
from journey.actions.locking import check_version, constraints_in_words, locked
from journey.actions.permission import check_may
from journey.domain.alert_calls import FURTHEST, OVER_AFTER
from journey.domain.caregiving import OwnAct
from journey.domain.errors import MoveNotAllowed, NotAccepted
from journey.domain.words import say as _
from journey.models import Alert, AlertCall, AlertState, CallAnswer
from journey.models.alert_rows import LONGEST_WORDS
from journey.notifications.alert_calls import KIND
from journey.policies import Act


@transaction.atomic
def propose_call(
    *, alert: Alert, calls_at: datetime, by: User, at: datetime, expected_version: int | None = None
) -> AlertCall:
    """The patient reads when the clinic wants to ring, and answers; an earlier proposal is over. Clinicians and nurses.
    It stops no clock, so before anybody spoke with the patient it cannot be later than the clock allows. Raises
    NotAccepted for such a time, MoveNotAllowed for a patient who does not sign in; the same time again changes
    nothing."""
    check_may(by, Act.WORK_ALERTS, alert.patient_id, at=at)
    alert = open_alert(alert)
    known = AlertCall.objects.select_for_update(of=("self",)).filter(alert=alert, ended_at=None).first()
    if known is not None and (known.calls_at, known.proposed_by_id) == (calls_at, by.pk) and not known.words:
        return known
    check_version(alert, expected_version)
    user = alert.patient.user
    if user is None or not user.is_active:
        raise MoveNotAllowed(_("This patient does not sign in to the app. Ring them."))
    if not at < calls_at <= at + FURTHEST:
        raise NotAccepted(_("The time lies ahead, at most {days} days.", days=FURTHEST.days), field="calls_at")
    if alert.contacted_at is None and calls_at > alert.due_at:
        raise NotAccepted(
            _("Nobody has spoken with the patient yet, so the call cannot be later than the alert allows."),
            field="calls_at",
        )
    end_call(alert, at)
    to = [(Channel.EMAIL.value, user.email)] if user.email else []
    messages = mail.announce(kind=KIND, to=to, at=at, urgent=True)
    call = AlertCall(
        alert=alert, calls_at=calls_at, proposed_at=at, proposed_by=by, mail=messages[0] if messages else None
    )
    with constraints_in_words(call):
        call.save(force_insert=True)
    _changed(alert)
    data = {"alert": str(alert.pk), "calls_at": calls_at.isoformat()}
    record(alert.journey, "call_proposed", by=by, at=at, data=data)
    return call


@transaction.atomic
def answer_call(*, call: AlertCall, answer: str, words: str, by: User, at: datetime) -> AlertCall:
    """The time suits, or another one would, in words. The patient, or their helper who agrees visits. Raises
    NotAccepted without words for another time or with words beside a yes, MoveNotAllowed for a time that is over; the
    same again changes nothing."""
    check_own(call.alert.patient, by, OwnAct.BOOK, at=at)
    heard_from(call.alert.journey, at, _("The patient answered about a call."))
    alert = locked(call.alert)
    call = locked(call)
    words = words.strip()
    if call.answer and (call.answer, call.words) == (answer, words):
        return call
    if call.ended_at is not None or alert.state == AlertState.CLOSED or call.calls_at + OVER_AFTER <= at:
        raise MoveNotAllowed(_("This time is over. Please look at your page again, or call us."))
    if answer not in set(CallAnswer.values):
        raise NotAccepted(_("Choose one of the list."), field="answer")
    if answer == CallAnswer.SUITS and words:
        raise NotAccepted(_("Choose “Another time”, or leave this blank."), field="words")
    if answer == CallAnswer.ANOTHER and not 0 < len(words) <= LONGEST_WORDS:
        raise NotAccepted(_("Tell us when we can call, in a few words."), field="words")
    call.answer, call.words, call.answered_at, call.answered_by = answer, words, at, by
    with constraints_in_words(call):
        call.save()
    _changed(alert)
    data = {"alert": str(alert.pk), "answer": answer}
    record(alert.journey, "call_answered", by=by, at=at, reason=words, data=data)
    return call


def _changed(alert: Alert) -> None:
    """A page that was opened before does not know of it."""
    alert.version += 1
    alert.save(update_fields=["version"])
