"""After an alert was raised: opened again, put off and brought back, called back about (clinical.md 5.2)."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail as sent

from accounts import mail
from accounts.models import OutgoingMail, User
from journey.actions import alert_snoozes
from journey.actions.alert_calls import answer_call, propose_call
from journey.actions.alert_reopening import reopen_alert
from journey.actions.alert_snoozes import end_snooze, snooze_alert, wake_snoozed
from journey.actions.alerts import close_alert, take_alert
from journey.actions.notices import follow_clocks
from journey.domain.errors import AlreadyDone, MoveNotAllowed, NotAccepted, NotPermitted, StaleVersion
from journey.models import AdverseEvent, Alert, AlertCall, Journey, Notice
from tests.builders import NOW, helper_of, patient, staff
from tests.journey.actions.test_alerts import A_CALL, CLINIC_NOW, reach, report
from tests.journey.actions.test_notices import told_at

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SORE = {"pain_worst": 8}
FEVER = {"temp_c": {"unit": "C", "number": "38.4"}}


def closed(journey: Journey, **chosen: Any) -> Alert:
    alert = report(journey, **(chosen or A_CALL))
    reach(alert)
    return close_alert(
        alert=alert, outcome="advice_given", note="Ice.", decided="Rest.", by=staff("nurse"), at=NOW + HOUR
    )


def reopened(alert: Alert, **changed: Any) -> Alert:
    values = {"reason": "Rang again.", "by": staff("nurse"), "at": NOW + 2 * HOUR, **changed}
    return reopen_alert(alert=alert, **values)


def taken(journey: Journey, **chosen: Any) -> Alert:
    alert = report(journey, **(chosen or SORE))
    take_alert(alert=alert, by=staff("nurse"), at=NOW)
    reach(alert)
    return alert


def put_off(alert: Alert, **changed: Any) -> Alert:
    values = {"expected": "As sore as now.", "reason": "Seen today.", "until": NOW + 3 * DAY, "at": NOW + HOUR}
    return snooze_alert(alert=alert, **{"by": staff(), **values, **changed})


class TestReopening:
    def test_whoever_opens_it_again_has_it_with_a_new_clock_and_the_closing_is_kept(self, post_care: Journey) -> None:
        alert = reopened(closed(post_care), by=staff())

        assert (alert.state, alert.owner, alert.acknowledged_by) == ("acknowledged", staff(), staff())
        assert (alert.clock_from, alert.due_at) == (NOW + 2 * HOUR, NOW + 26 * HOUR)
        assert (alert.contacted_at, alert.closed_at, alert.outcome, alert.note) == (None, None, "", "")
        row = alert.reopenings.get()
        assert (row.reason, row.outcome, row.note, row.closed_by) == (
            "Rang again.", "advice_given", "Ice.", staff("nurse"),
        )  # fmt: skip
        assert post_care.events.get(kind="alert_reopened").reason == "Rang again."

    def test_it_closes_only_after_another_call(self, post_care: Journey) -> None:
        alert = reopened(closed(post_care))
        again = {"alert": alert, "outcome": "advice_given", "note": "Well.", "decided": "Rest.", "by": staff("nurse")}
        with pytest.raises(MoveNotAllowed, match="First record a call"):
            close_alert(**again, at=NOW + 3 * HOUR)
        reach(alert, at=NOW + 3 * HOUR)
        assert close_alert(**again, at=NOW + 3 * HOUR).state == "closed"

    def test_its_clock_escalates_as_of_a_new_one(self, post_care: Journey) -> None:
        told_at(staff())
        reopened(closed(post_care))
        assert follow_clocks(at=NOW + 21 * HOUR) == 0
        assert follow_clocks(at=NOW + 22 * HOUR) == 1

    def test_second_person_reads_who_was_first_and_a_repeat_changes_nothing(self, post_care: Journey) -> None:
        alert = closed(post_care)
        reopened(alert)
        assert reopened(alert).reopenings.count() == 1
        with pytest.raises(AlreadyDone, match="Nurse Kim opened this alert again already"):
            reopened(alert, by=staff())

    def test_open_one_is_refused(self, post_care: Journey) -> None:
        with pytest.raises(MoveNotAllowed, match="This alert is open"):
            reopened(report(post_care, **A_CALL))

    @pytest.mark.parametrize("reason", ["", "  ", "x" * 1001])
    def test_reason_is_asked_for(self, post_care: Journey, reason: str) -> None:
        with pytest.raises(NotAccepted):
            reopened(closed(post_care), reason=reason)

    def test_stale_page_is_refused(self, post_care: Journey) -> None:
        with pytest.raises(StaleVersion):
            reopened(closed(post_care), expected_version=1)

    def test_not_beside_another_open_alert_of_that_day(self, post_care: Journey) -> None:
        alert = closed(post_care)
        report(post_care, NOW + 2 * HOUR, **CLINIC_NOW)
        with pytest.raises(MoveNotAllowed, match="Another alert of the same day is open"):
            reopened(alert)

    def test_coordinator_may_not(self, post_care: Journey) -> None:
        with pytest.raises(NotPermitted):
            reopened(closed(post_care), by=staff("coordinator"))


class TestPuttingOff:
    def test_agreed_level_is_kept_with_words_and_stands_in_the_history(self, post_care: Journey) -> None:
        alert = put_off(taken(post_care))

        row = alert.snoozes.get()
        assert (row.expected, row.reason, row.until, row.by) == (
            "As sore as now.",
            "Seen today.",
            NOW + 3 * DAY,
            staff(),
        )
        assert alert.snoozed_until == NOW + 3 * DAY
        assert (post_care.events.get(kind="alert_snoozed").reason, row.level) == ("Seen today.", "call_24h")

    @pytest.mark.parametrize(
        ("chosen", "why"), [(CLINIC_NOW, "An urgent alert is never put off"), (FEVER, "sign of infection .INF-13")]
    )
    def test_urgent_and_infection_are_refused(self, post_care: Journey, chosen: Any, why: str) -> None:
        alert = taken(post_care, **chosen)
        with pytest.raises(MoveNotAllowed, match=why):
            put_off(alert)
        alert.refresh_from_db()
        assert alert.snoozed_until is None

    def test_refused_attempt_leaves_the_escalation_as_it_was(self, post_care: Journey) -> None:
        told_at(staff())
        alert = report(post_care, **SORE)
        with pytest.raises(MoveNotAllowed, match="First speak with the patient"):
            put_off(alert)
        assert follow_clocks(at=NOW + 20 * HOUR) == 1
        assert Notice.objects.filter(alert=alert, step="not_called").exists()

    @pytest.mark.parametrize(
        ("changed", "field"),
        [
            ({"expected": " "}, "expected"),
            ({"reason": ""}, "reason"),
            ({"until": NOW}, "until"),
            ({"until": NOW + 15 * DAY}, "until"),
        ],
    )
    def test_words_and_a_time_are_asked_for(self, post_care: Journey, changed: Any, field: str) -> None:
        with pytest.raises(NotAccepted) as refused:
            put_off(taken(post_care), **changed)
        assert refused.value.field == field

    def test_nurse_may_not_agree_a_level(self, post_care: Journey) -> None:
        with pytest.raises(NotPermitted):
            put_off(taken(post_care), by=staff("nurse"))

    def test_double_click_is_one_agreement_and_an_old_page_is_refused(self, post_care: Journey) -> None:
        alert = taken(post_care)
        put_off(alert)
        assert put_off(alert, expected_version=alert.version).snoozes.count() == 1
        with pytest.raises(StaleVersion):
            put_off(alert, reason="Another.", expected_version=alert.version)


class TestComingBack:
    def test_same_answer_of_the_next_day_joins_what_was_agreed(self, post_care: Journey) -> None:
        alert = put_off(taken(post_care))
        report(post_care, NOW + DAY, **SORE)
        alert.refresh_from_db()
        assert (Alert.objects.count(), alert.reasons.count(), alert.snoozed_until) == (1, 2, NOW + 3 * DAY)
        assert AdverseEvent.objects.filter(alert=alert).count() == 1

    @pytest.mark.parametrize("worse", [{"pain_worst": 9}, {**SORE, **CLINIC_NOW}, {**SORE, "worry": "yes"}])
    def test_worse_answer_brings_it_back_and_opens_one_of_its_day(self, post_care: Journey, worse: Any) -> None:
        told_at(staff("nurse"))
        alert = put_off(taken(post_care))
        new = report(post_care, NOW + DAY, **worse)
        alert.refresh_from_db()
        assert new != alert
        assert (alert.state, alert.snoozed_until, alert.contacted_at) == ("open", None, None)
        assert (alert.clock_from, alert.owner) == (NOW + DAY, staff("nurse"))
        assert post_care.events.get(kind="alert_back").data["why"] == "answer"
        assert Notice.objects.filter(alert=alert, clock_from=NOW + DAY, step="call").exists()

    def test_worse_answer_of_the_same_day_begins_its_clock_anew(self, post_care: Journey) -> None:
        alert = put_off(taken(post_care))
        assert report(post_care, NOW + 2 * HOUR, pain_worst=9) == alert
        alert.refresh_from_db()
        assert (alert.state, alert.snoozed_until, alert.clock_from) == ("open", None, NOW + 2 * HOUR)

    def test_urgent_answer_of_the_same_day_rises(self, post_care: Journey) -> None:
        alert = put_off(taken(post_care))
        report(post_care, NOW + 2 * HOUR, **CLINIC_NOW)
        alert.refresh_from_db()
        assert (alert.level, alert.snoozed_until, alert.state) == ("urgent_now", None, "open")

    def test_end_of_the_time_brings_it_back_with_a_new_clock_once(self, post_care: Journey) -> None:
        told_at(staff("nurse"))
        alert = put_off(taken(post_care))
        counts = [wake_snoozed(at=NOW + 3 * DAY + minute * HOUR / 60) for minute in (-1, 0, 1)]
        alert.refresh_from_db()
        assert counts == [0, 1, 0]
        assert (alert.state, alert.clock_from, alert.due_at) == ("open", NOW + 3 * DAY, NOW + 4 * DAY)
        assert follow_clocks(at=NOW + 4 * DAY - 4 * HOUR) >= 1  # the 20 hours of its new clock

    def test_one_that_fails_does_not_hold_up_the_others(self, post_care: Journey, monkeypatch: Any) -> None:
        alert = put_off(taken(post_care))
        monkeypatch.setattr(alert_snoozes, "wake", broken)
        assert wake_snoozed(at=NOW + 3 * DAY) == 0
        monkeypatch.undo()
        assert wake_snoozed(at=NOW + 3 * DAY) == 1
        alert.refresh_from_db()
        assert alert.snoozed_until is None

    def test_staff_bring_it_back_by_hand_and_closing_ends_it(self, post_care: Journey) -> None:
        alert = put_off(taken(post_care))
        end_snooze(alert=alert, by=staff("nurse"), at=NOW + 2 * HOUR)
        alert = end_snooze(alert=alert, by=staff("nurse"), at=NOW + 3 * HOUR)
        assert (alert.clock_from, alert.snoozed_until) == (NOW + 2 * HOUR, None)
        take_alert(alert=alert, by=staff("nurse"), at=NOW + 3 * HOUR)
        reach(alert, at=NOW + 3 * HOUR)
        put_off(alert, at=NOW + 3 * HOUR)
        done = close_alert(
            alert=alert, outcome="advice_given", note="Ok.", decided="Rest.", by=staff("nurse"), at=NOW + 4 * HOUR
        )
        assert done.snoozed_until is None


class TestCalling:
    @pytest.fixture(autouse=True)
    def address(self, post_care: Journey) -> None:
        User.objects.filter(patient=post_care.patient_id).update(email="rosa@example.org")

    def proposed(self, alert: Alert, **changed: Any) -> AlertCall:
        values = {"calls_at": NOW + 3 * HOUR, "by": staff("nurse"), "at": NOW, **changed}
        return propose_call(alert=alert, **values)

    def answered(self, call: AlertCall, answer: str, words: str = "", **changed: Any) -> AlertCall:
        values = {"by": call.alert.patient.user, "at": NOW + HOUR, **changed}
        return answer_call(call=call, answer=answer, words=words, **values)

    def test_patient_is_told_without_a_word_of_why(self, post_care: Journey) -> None:
        self.proposed(report(post_care, **A_CALL))
        mail.deliver_due(at=NOW)
        letter = sent.outbox[-1]
        assert letter.to == ["rosa@example.org"]
        for word in ("alert", "pain", "hand", "answer you", "Kim", "treatment"):
            assert word not in letter.body + letter.subject

    def test_mail_of_a_call_that_was_answered_or_replaced_is_not_sent(self, post_care: Journey) -> None:
        alert = report(post_care, **A_CALL)
        self.proposed(alert)
        call = self.proposed(alert, calls_at=NOW + 4 * HOUR)
        self.answered(call, "suits")
        mail.deliver_due(at=NOW + HOUR)
        assert OutgoingMail.objects.filter(kind="alert_call", dropped_at__isnull=False).count() == 2

    def test_time_is_confirmed_once_and_proposed_once(self, post_care: Journey) -> None:
        alert = report(post_care, **A_CALL)
        call = self.proposed(alert)
        assert self.proposed(alert) == call
        self.answered(call, "suits")
        again = self.answered(call, "suits", at=NOW + 2 * HOUR)
        assert (again.answer, again.answered_at, again.answered_by) == ("suits", NOW + HOUR, post_care.patient.user)
        assert post_care.events.filter(kind="call_answered").count() == 1

    def test_another_time_needs_words(self, post_care: Journey) -> None:
        call = self.proposed(report(post_care, **A_CALL))
        with pytest.raises(NotAccepted):
            self.answered(call, "another", "  ")
        with pytest.raises(NotAccepted):
            self.answered(call, "another", "x" * 301)
        assert self.answered(call, "another", " After 5pm. ").words == "After 5pm."

    def test_it_stops_no_clock_and_cannot_be_later_than_the_clock(self, post_care: Journey) -> None:
        told_at(staff())
        alert = report(post_care, **A_CALL)
        with pytest.raises(NotAccepted, match="cannot be later than the alert allows"):
            self.proposed(alert, calls_at=NOW + 25 * HOUR)
        self.answered(self.proposed(alert), "suits")
        assert follow_clocks(at=NOW + 20 * HOUR) == 1
        reach(alert)
        assert self.proposed(alert, calls_at=NOW + 3 * DAY).ended_at is None

    def test_call_that_was_made_or_an_alert_that_closed_ends_it(self, post_care: Journey) -> None:
        alert = report(post_care, **A_CALL)
        call = self.proposed(alert)
        reach(alert, at=NOW + HOUR)
        with pytest.raises(MoveNotAllowed, match="This time is over"):
            self.answered(call, "suits")

    def test_passed_time_is_refused(self, post_care: Journey) -> None:
        call = self.proposed(report(post_care, **A_CALL))
        with pytest.raises(MoveNotAllowed, match="This time is over"):
            self.answered(call, "suits", at=NOW + 5 * HOUR)

    def test_other_patient_may_not_and_a_helper_needs_the_right(self, post_care: Journey) -> None:
        call = self.proposed(report(post_care, **A_CALL))
        for who in (patient("Ken Ode").user, helper_of(post_care.patient, "see", "Sue").user, staff("nurse")):
            with pytest.raises(NotPermitted):
                self.answered(call, "suits", by=who)
        assert self.answered(call, "suits", by=helper_of(post_care.patient, "manage", "Max").user).answer == "suits"


def broken(*args: Any, **kwargs: Any) -> None:
    raise RuntimeError
