"""A patient takes back being asked by the app: nothing opens or reminds any more, and what arrives is triaged."""

from datetime import timedelta

import pytest

from accounts.models import User
from journey.actions.clock import roll_check_ins
from journey.actions.consent_desk import ask_again
from journey.actions.consent_withdrawing import ask_by_app_again, note_withdrawal, withdraw_consent
from journey.actions.reminders import note_reminders
from journey.actions.sending import send_check_in
from journey.domain.consent import Again, Scope
from journey.domain.errors import NotPermitted
from journey.models import Alert, CheckIn, ConsentWithdrawal, Journey, Patient
from tests import consents
from tests.builders import NOW, check_in_of, fill, helper_of, newest_cycle, report_of, send, staff

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def rosa(journey: Journey) -> User:
    user = journey.patient.user
    assert user is not None
    user.email = "rosa@example.org"
    user.save()
    return user


def leave(journey: Journey, at: object = NOW) -> ConsentWithdrawal:
    return withdraw_consent(cycle=newest_cycle(journey), scope=Scope.APP, by=rosa(journey), at=at)  # type: ignore[arg-type]


def return_(journey: Journey, at: object) -> None:
    ask_by_app_again(cycle=newest_cycle(journey), by=rosa(journey), at=at)  # type: ignore[arg-type]


def states(journey: Journey) -> dict[str, str]:
    return dict(CheckIn.objects.filter(journey=journey, code__in=("A-3", "A-5")).values_list("code", "state"))


def kinds(journey: Journey, *wanted: str) -> list[str]:
    return list(journey.events.filter(kind__in=wanted).order_by("at", "pk").values_list("kind", flat=True))


def test_nothing_opens_is_reminded_or_called_missed(post_care: Journey) -> None:
    roll_check_ins(at=NOW)
    assert states(post_care)["A-3"] == "open"
    missed_before = kinds(post_care, "check_in_missed")

    leave(post_care)
    assert states(post_care)["A-3"] == "scheduled"
    for hours in range(0, 72, 4):
        roll_check_ins(at=NOW + hours * HOUR)
        assert "open" not in states(post_care).values()
        assert note_reminders(at=NOW + hours * HOUR) == 0

    assert states(post_care)["A-3"] == "missed"
    assert kinds(post_care, "check_in_missed") == missed_before
    assert kinds(post_care, "check_in_not_asked")


def test_answers_that_still_arrive_are_kept_and_triaged(post_care: Journey) -> None:
    draft = fill(check_in_of(post_care, "A-3"), pain_worst=9)
    leave(post_care)

    sent = send_check_in(check_in=draft.check_in, token=draft.token, by=rosa(post_care), at=NOW + HOUR)
    told = send(report_of(post_care, at=NOW + HOUR), at=NOW + HOUR, pain_worst=2)

    assert (sent.submission.triage.level, told.submission.triage.level) == ("call_24h", "expected")
    assert Alert.objects.filter(journey=post_care).count() == 1


def test_whoever_comes_back_is_asked_again_and_may_leave_again(post_care: Journey) -> None:
    first = leave(post_care)
    return_(post_care, NOW + HOUR), return_(post_care, NOW + HOUR)
    roll_check_ins(at=NOW + HOUR)

    assert states(post_care)["A-3"] == "open"
    assert leave(post_care, NOW + 2 * HOUR) == first == leave(post_care, NOW + 3 * HOUR)
    assert Patient.objects.get(pk=post_care.patient_id).off_app_since == NOW + 2 * HOUR
    told = kinds(post_care, "consent_withdrawn", "asked_by_app_again")
    assert told == ["consent_withdrawn", "asked_by_app_again", "consent_withdrawn"]


def test_told_to_staff_it_is_the_same_and_nobody_else_takes_it_back(post_care: Journey) -> None:
    note_withdrawal(cycle=newest_cycle(post_care), scope=Scope.APP, words="", by=staff("nurse"), at=NOW)

    assert Patient.objects.get(pk=post_care.patient_id).off_app_since == NOW
    for other in (helper_of(post_care.patient, "manage").user, staff()):
        with pytest.raises(NotPermitted):
            ask_by_app_again(cycle=newest_cycle(post_care), by=other, at=NOW + HOUR)


def test_other_scopes_stop_no_check_in(post_care: Journey) -> None:
    withdraw_consent(cycle=newest_cycle(post_care), scope=Scope.TREATMENT, by=rosa(post_care), at=NOW)
    roll_check_ins(at=NOW)

    assert states(post_care)["A-3"] == "open"


def test_new_signature_asks_by_the_app_again(preparation: Journey) -> None:
    ask_again(cycle=newest_cycle(preparation), why=Again.SAFETY, note="A letter.", by=staff(), at=NOW - HOUR)
    leave(preparation, NOW - HOUR)
    consents.sign(preparation, at=NOW)

    assert Patient.objects.get(pk=preparation.patient_id).off_app_since is None
