"""Alerts: one a day, only rising, closed by a named person after somebody tried to call (clinical.md 5.2)."""

from datetime import date, datetime, timedelta

import pytest

from journey.actions.alerts import close_alert, hand_over_alert, take_alert
from journey.actions.contacts import log_contact
from journey.domain.errors import AlreadyDone, MoveNotAllowed, NotAccepted, NotPermitted, StaleVersion
from journey.models import Alert, AlertOutcome, Journey
from tests.builders import NOW, check_in_of, newest_cycle, report_of, send, staff

HOUR = timedelta(hours=1)
CALL, URGENT = "call_24h", "urgent_now"
CLINIC_NOW = {"signs_hand": ("discharge",), "discharge": "pus"}
EMERGENCY = {"red_flags": ("breathing",)}
A_CALL = {"pain_worst": 8}


def report(journey: Journey, at: datetime = NOW, **chosen: object) -> Alert:
    send(report_of(journey, at=at), at=at, **chosen)
    return Alert.objects.filter(patient=journey.patient).latest("opened_at")


def reach(alert: Alert, *, at: datetime = NOW, result: str = "reached") -> None:
    log_contact(
        cycle=newest_cycle(alert.journey),
        purpose="alert",
        route="phone",
        result=result,
        by=staff("nurse"),
        at=at,
        alert=alert,
    )
    alert.refresh_from_db()


class TestRaising:
    @pytest.mark.parametrize(
        ("chosen", "level", "route", "within"),
        [
            (A_CALL, CALL, "clinic_24h", 24 * HOUR),
            (CLINIC_NOW, URGENT, "clinic_now", HOUR / 2),
            (EMERGENCY, URGENT, "emergency_number", HOUR / 2),
        ],
    )
    def test_alert_has_the_staff_clock_of_its_level(
        self, post_care: Journey, chosen: dict[str, object], level: str, route: str, within: timedelta
    ) -> None:
        alert = report(post_care, **chosen)

        assert (alert.level, alert.route, alert.state) == (level, route, "open")
        assert (alert.opened_at, alert.clock_from, alert.due_at) == (NOW, NOW, NOW + within)
        assert (alert.day, alert.journey, alert.owner) == (date(2026, 11, 24), post_care, None)
        assert post_care.events.get(kind="alert_raised").by is None

    def test_second_worry_of_the_day_joins_the_open_alert(self, post_care: Journey) -> None:
        first = report(post_care, **A_CALL)
        second = report(post_care, NOW + HOUR, pain_worst=9)

        assert first == second
        assert (second.level, second.clock_from, second.due_at) == (CALL, NOW, NOW + 24 * HOUR)
        assert second.reasons.count() == 2

    def test_rise_restarts_the_clock_and_asks_for_a_new_acknowledgement(self, post_care: Journey) -> None:
        alert = report(post_care, **A_CALL)
        take_alert(alert=alert, by=staff("nurse"), at=NOW + HOUR)
        reach(alert, at=NOW + HOUR)
        before = alert.version

        alert = report(post_care, NOW + 2 * HOUR, **CLINIC_NOW)

        assert (alert.level, alert.route, alert.state) == (URGENT, "clinic_now", "open")
        assert (alert.clock_from, alert.due_at) == (NOW + 2 * HOUR, NOW + 2.5 * HOUR)
        assert (alert.acknowledged_at, alert.acknowledged_by, alert.contacted_at) == (None, None, None)
        assert alert.owner == staff("nurse")
        assert alert.version > before
        assert post_care.events.filter(kind="alert_rose").count() == 1

    def test_stronger_route_of_the_same_level_is_a_rise(self, post_care: Journey) -> None:
        report(post_care, **CLINIC_NOW)
        alert = report(post_care, NOW + HOUR, **EMERGENCY)
        assert (alert.route, alert.clock_from) == ("emergency_number", NOW + HOUR)

    def test_rise_never_gives_more_time_than_there_was(self, post_care: Journey) -> None:
        report(post_care, **CLINIC_NOW)
        alert = report(post_care, NOW + HOUR, **EMERGENCY)
        assert alert.due_at == NOW + HOUR / 2

    @pytest.mark.parametrize("weaker", [A_CALL, CLINIC_NOW])
    def test_level_never_falls(self, post_care: Journey, weaker: dict[str, object]) -> None:
        report(post_care, **EMERGENCY)
        alert = report(post_care, NOW + HOUR, **weaker)
        assert (alert.level, alert.route, alert.clock_from) == (URGENT, "emergency_number", NOW)

    def test_next_day_of_the_patient_opens_another_alert(self, post_care: Journey) -> None:
        first = report(post_care, **A_CALL)
        second = report(post_care, NOW.replace(hour=0) + timedelta(days=1), **A_CALL)
        assert first != second
        assert second.day == date(2026, 11, 25)

    def test_worry_after_closing_opens_another_alert(self, post_care: Journey) -> None:
        first = report(post_care, **A_CALL)
        reach(first)
        close_alert(
            alert=first, outcome="advice_given", note="Ice and rest.", decided="Rest.", by=staff("nurse"), at=NOW + HOUR
        )

        second = report(post_care, NOW + 2 * HOUR, **A_CALL)

        assert first != second
        assert second.state == "open"


class TestTaking:
    def test_alert_is_taken_by_one_person_and_a_repeat_changes_nothing(self, post_care: Journey) -> None:
        alert = report(post_care, **A_CALL)
        nurse = staff("nurse")
        taken = take_alert(alert=alert, by=nurse, at=NOW + HOUR)
        again = take_alert(alert=alert, by=nurse, at=NOW + 2 * HOUR)

        assert (taken.owner, taken.acknowledged_by, taken.acknowledged_at) == (nurse, nurse, NOW + HOUR)
        assert (again.version, again.acknowledged_at) == (taken.version, NOW + HOUR)
        assert post_care.events.filter(kind="alert_taken").count() == 1

    def test_second_person_reads_who_was_first(self, post_care: Journey) -> None:
        alert = report(post_care, **A_CALL)
        take_alert(alert=alert, by=staff("nurse"), at=NOW + HOUR)

        with pytest.raises(AlreadyDone) as refusal:
            take_alert(alert=alert, by=staff("clinician"), at=NOW + 2 * HOUR)
        assert (refusal.value.by_id, refusal.value.by, refusal.value.at) == (
            staff("nurse").pk, "Nurse Kim", NOW + HOUR,
        )  # fmt: skip

    def test_alert_is_handed_to_somebody_who_may_work_on_it(self, post_care: Journey) -> None:
        alert = report(post_care, **A_CALL)
        take_alert(alert=alert, by=staff("nurse"), at=NOW)

        handed = hand_over_alert(alert=alert, to=staff("clinician"), by=staff("nurse"), at=NOW + HOUR)
        assert (handed.owner, handed.acknowledged_by) == (staff("clinician"), staff("nurse"))

        with pytest.raises(NotPermitted):
            hand_over_alert(alert=alert, to=staff("coordinator"), by=staff("nurse"), at=NOW + HOUR)

    @pytest.mark.parametrize("role", ["coordinator", "manager", "auditor"])
    def test_alert_is_not_worked_on_by_the_desk(self, post_care: Journey, role: str) -> None:
        alert = report(post_care, **A_CALL)
        by = staff(role)

        for attempt in (
            lambda: take_alert(alert=alert, by=by, at=NOW),
            lambda: hand_over_alert(alert=alert, to=staff("nurse"), by=by, at=NOW),
            lambda: close_alert(alert=alert, outcome="advice_given", note="x", decided="Rest.", by=by, at=NOW),
        ):
            with pytest.raises(NotPermitted):
                attempt()


class TestClosing:
    @pytest.mark.parametrize("outcome", list(AlertOutcome))
    def test_alert_closes_with_outcome_note_and_contact(self, post_care: Journey, outcome: str) -> None:
        alert = report(post_care, **A_CALL)
        reach(alert, result="no_answer" if outcome == AlertOutcome.NOT_REACHED else "reached")

        closed = close_alert(
            alert=alert, outcome=outcome, note=" Spoke. ", decided="Rest.", by=staff("nurse"), at=NOW + HOUR
        )

        assert (closed.state, closed.outcome, closed.note) == ("closed", outcome, "Spoke.")
        assert (closed.closed_at, closed.closed_by) == (NOW + HOUR, staff("nurse"))
        assert post_care.events.filter(kind="alert_closed").count() == 1

    @pytest.mark.parametrize(
        ("outcome", "note", "tried", "refusal"),
        [
            ("", "Spoke.", "reached", NotAccepted),
            ("looked fine", "Spoke.", "reached", NotAccepted),
            ("advice_given", "  ", "reached", NotAccepted),
            ("advice_given", "Spoke.", None, MoveNotAllowed),
            ("not_reached", "Nobody home.", None, MoveNotAllowed),
            ("advice_given", "Spoke.", "no_answer", NotAccepted),
            ("false_alarm", "Typing error.", "left_message", NotAccepted),
        ],
    )
    def test_alert_stays_open_when_something_is_missing(
        self, post_care: Journey, outcome: str, note: str, tried: str | None, refusal: type[Exception]
    ) -> None:
        alert = report(post_care, **A_CALL)
        if tried:
            reach(alert, result=tried)

        with pytest.raises(refusal):
            close_alert(alert=alert, outcome=outcome, note=note, decided="Rest.", by=staff("nurse"), at=NOW)
        alert.refresh_from_db()
        assert alert.closed_at is None

    @pytest.mark.parametrize(
        ("outcome", "decided", "sentence"),
        [
            ("advice_given", " ", "Write what the patient reads"),
            ("seen_in_clinic", "", "Write what the patient reads"),
            ("advice_given", "This is a miracle. Rest.", "“miracle” is a banned word"),
            ("other_doctor", "x" * 1001, "at most 1000 characters"),
            ("other_doctor", "", None),
            ("advice_given", " Rest your hand. ", None),
        ],
    )
    def test_closing_says_in_plain_words_what_the_patient_reads(
        self, post_care: Journey, outcome: str, decided: str, sentence: str | None
    ) -> None:
        alert, known = report(post_care, **A_CALL), {"note": "Spoke.", "by": staff("nurse"), "at": NOW}
        reach(alert)

        if sentence is None:
            closed = close_alert(alert=alert, outcome=outcome, decided=decided, **known)
            assert (closed.state, closed.decided) == ("closed", decided.strip())
            return
        with pytest.raises(NotAccepted, match=sentence) as refusal:
            close_alert(alert=alert, outcome=outcome, decided=decided, **known)
        assert refusal.value.field == "decided"

    @pytest.mark.parametrize("outcome", ["advice_given", "not_reached"])
    @pytest.mark.parametrize("tried", ["reached", "no_answer"])
    def test_contact_before_a_rise_does_not_close_the_risen_alert(
        self, post_care: Journey, tried: str, outcome: str
    ) -> None:
        alert = report(post_care, **A_CALL)
        reach(alert, result=tried)
        alert = report(post_care, NOW + HOUR, **EMERGENCY)

        with pytest.raises(MoveNotAllowed):
            close_alert(
                alert=alert, outcome=outcome, note="Rang before.", decided="Rest.", by=staff("nurse"), at=NOW + 2 * HOUR
            )

    def test_risen_alert_closes_as_not_reached_after_a_try_about_the_rise(self, post_care: Journey) -> None:
        alert = report(post_care, **A_CALL)
        reach(alert, result="no_answer")
        alert = report(post_care, NOW + HOUR, **EMERGENCY)
        reach(alert, result="no_answer", at=NOW + HOUR)

        closed = close_alert(
            alert=alert,
            outcome="not_reached",
            note="Rang twice.",
            decided="Rest.",
            by=staff("nurse"),
            at=NOW + 2 * HOUR,
        )
        assert closed.outcome == "not_reached"

    def test_stale_page_closes_nothing(self, post_care: Journey) -> None:
        alert = report(post_care, **A_CALL)
        reach(alert)
        seen = alert.version
        report(post_care, NOW + HOUR, **EMERGENCY)

        with pytest.raises(StaleVersion):
            close_alert(
                alert=alert,
                outcome="advice_given",
                note="x",
                decided="Rest.",
                by=staff("nurse"),
                at=NOW + HOUR,
                expected_version=seen,
            )

    def test_closed_alert_is_finished_for_everybody(self, post_care: Journey) -> None:
        alert = report(post_care, **A_CALL)
        reach(alert)
        close_alert(alert=alert, outcome="advice_given", note="Spoke.", decided="Rest.", by=staff("nurse"), at=NOW)

        for attempt in (
            lambda: take_alert(alert=alert, by=staff("clinician"), at=NOW),
            lambda: hand_over_alert(alert=alert, to=staff("clinician"), by=staff("nurse"), at=NOW),
            lambda: close_alert(
                alert=alert, outcome="other_doctor", note="x", decided="Rest.", by=staff("clinician"), at=NOW
            ),
        ):
            with pytest.raises(AlreadyDone) as refusal:
                attempt()
            assert refusal.value.by_id == staff("nurse").pk
        assert Alert.objects.get(pk=alert.pk).outcome == "advice_given"

    def test_alert_of_a_withdrawn_answer_is_still_closed_by_a_person(self, post_care: Journey) -> None:
        """Only a person closes: the next good answer does not (clinical.md 3.1)."""
        alert = report(post_care, **EMERGENCY)
        send(check_in_of(post_care, "A-3"), at=NOW + HOUR)
        alert.refresh_from_db()
        assert alert.state == "open"
