"""Sending a check-in: once, in its wording, and corrected as a new version (clinical.md 3.1)."""

import uuid
from datetime import timedelta

import pytest

from journey.actions.answering import save_answer
from journey.actions.sending import mark_seen, send_check_in
from journey.domain.errors import MoveNotAllowed, NotAccepted, NotPermitted, StaleVersion
from journey.models import (
    Alert,
    CheckInDraft,
    Clinic,
    Cycle,
    Journey,
    Submission,
    TriageResult,
)
from journey.models.clinic import REQUIRED
from tests.builders import NOW, check_in_of, fill, fresh, patient, report_of, send, staff

DAY = timedelta(days=1)


def result_of(submission: Submission) -> TriageResult:
    return TriageResult.objects.get(submission=submission)


class TestOnce:
    def test_sent_check_in_keeps_answers_wording_and_day(self, post_care: Journey) -> None:
        by = post_care.patient.user
        sent = send(check_in_of(post_care, "A-3"), pain_worst=4, temp_c={"unit": "F", "number": "98.6"}, note="Sore.")

        kept = sent.submission
        assert sent.new
        assert (kept.version, kept.latest, kept.late, kept.day, kept.hday) == (1, True, False, 3, 3)
        assert (kept.sent_at, kept.sent_by) == (NOW, by)
        assert (kept.answers["pain_worst"], kept.answers["temp_c"], kept.answers["swelling"]) == (4, 37.0, "none")
        rows = {row["page"]: row for row in kept.wording}
        assert rows["pain_worst"]["question"].startswith("How bad was the worst pain")
        assert rows["pain_worst"]["answer"] == ["4"]
        assert rows["signs_hand"]["offered"][-1] == "None of these"
        check_in = check_in_of(post_care, "A-3")
        assert (check_in.state, check_in.submitted_at) == ("submitted", NOW)
        assert not CheckInDraft.objects.filter(check_in=check_in).exists()
        event = post_care.events.get(kind="check_in_sent", data__check_in="A-3")
        assert (event.by, event.at, event.data["level"]) == (by, NOW, "expected")

    def test_same_form_sent_again_gives_the_first_result(self, post_care: Journey) -> None:
        draft = fill(check_in_of(post_care, "A-3"))
        by = post_care.patient.user

        answers = [
            send_check_in(check_in=check_in_of(post_care, "A-3"), token=draft.token, by=by, at=NOW + late)
            for late in (timedelta(), timedelta(seconds=1), 30 * DAY)
        ]

        assert [sent.new for sent in answers] == [True, False, False]
        assert len({sent.submission.pk for sent in answers}) == 1
        assert TriageResult.objects.filter(check_in=draft.check_in).count() == 1

    def test_first_form_sent_again_after_a_correction_gives_the_first_version(self, post_care: Journey) -> None:
        first = send(check_in_of(post_care, "A-3"), pain_worst=4).submission
        send(check_in_of(post_care, "A-3"), pain_worst=5)

        again = send_check_in(
            check_in=check_in_of(post_care, "A-3"), token=first.token, by=post_care.patient.user, at=NOW
        )

        assert (again.submission.pk, again.new) == (first.pk, False)
        assert Submission.objects.filter(check_in=first.check_in).count() == 2

    def test_form_that_was_changed_elsewhere_is_stale(self, post_care: Journey) -> None:
        fill(check_in_of(post_care, "A-3"))

        with pytest.raises(StaleVersion):
            send_check_in(check_in=check_in_of(post_care, "A-3"), token=uuid.uuid4(), by=post_care.patient.user, at=NOW)
        assert not Submission.objects.filter(check_in__code="A-3", journey=post_care).exists()


class TestRefused:
    @pytest.mark.parametrize("missing", ["red_flags", "pain_worst", "signs_hand", "temp_c", "worry"])
    def test_form_with_a_blank_safety_question_is_not_sent(self, post_care: Journey, missing: str) -> None:
        check_in = check_in_of(post_care, "A-3")
        draft = fill(check_in)
        CheckInDraft.objects.filter(pk=draft.pk).update(
            answers={key: value for key, value in draft.answers.items() if key != missing}
        )

        with pytest.raises(NotAccepted):
            send_check_in(check_in=check_in, token=draft.token, by=post_care.patient.user, at=NOW)
        assert not Submission.objects.filter(check_in=check_in).exists()
        assert CheckInDraft.objects.filter(check_in=check_in).exists()

    def test_ticked_line_without_its_own_answer_is_not_sent(self, post_care: Journey) -> None:
        check_in, by = check_in_of(post_care, "A-3"), post_care.patient.user
        draft = fill(check_in)
        ticked = {**draft.answers["signs_hand"], "ticked": ["swelling"]}
        save_answer(check_in=check_in, page_key="signs_hand", answer=ticked, by=by, at=NOW)

        with pytest.raises(NotAccepted):
            send_check_in(check_in=check_in, token=draft.token, by=by, at=NOW)

    @pytest.mark.parametrize("who", ["another patient", "nurse"])
    def test_form_of_somebody_else_is_refused(self, post_care: Journey, who: str) -> None:
        draft = fill(check_in_of(post_care, "A-3"))
        by = patient("Ken Ode").user if who == "another patient" else staff(who)

        with pytest.raises(NotPermitted):
            send_check_in(check_in=draft.check_in, token=draft.token, by=by, at=NOW)

    @pytest.mark.parametrize("setting", REQUIRED)
    def test_nothing_is_sent_while_a_required_setting_is_empty(self, post_care: Journey, setting: str) -> None:
        draft = fill(check_in_of(post_care, "A-3"))
        Clinic.objects.update(**{setting: ""})

        with pytest.raises(MoveNotAllowed):
            send_check_in(check_in=draft.check_in, token=draft.token, by=post_care.patient.user, at=NOW)


class TestLate:
    def test_missed_check_in_is_taken_late_and_triaged_on_the_day_it_is_sent(self, post_care: Journey) -> None:
        sent = send(check_in_of(post_care, "A-1"), pain_worst=7).submission

        assert (sent.late, sent.day) == (True, 3)
        assert result_of(sent).inputs["day"] == 3
        assert check_in_of(post_care, "A-1").state == "submitted"

    @pytest.mark.parametrize(("later", "replaced"), [("A-3", True), ("A-0", False)])
    def test_missed_check_in_is_replaced_only_by_a_later_one_of_its_series(
        self, post_care: Journey, later: str, replaced: bool
    ) -> None:
        send(check_in_of(post_care, later))

        sent = send(check_in_of(post_care, "A-2")).submission

        assert (sent.late, sent.after_closing) == (True, replaced)
        assert check_in_of(post_care, "A-2").state == ("scheduled" if replaced else "submitted")

    def test_report_does_not_replace_a_missed_check_in(self, post_care: Journey) -> None:
        send(report_of(post_care))

        assert send(check_in_of(post_care, "A-2")).submission.late

    def test_check_in_sent_in_its_last_minute_is_not_late(self, post_care: Journey) -> None:
        check_in = check_in_of(post_care, "A-3")
        assert check_in.closes_at is not None

        assert not send(check_in, at=check_in.closes_at).submission.late

    def test_correction_of_a_late_check_in_comes_after_its_closing(self, post_care: Journey) -> None:
        send(check_in_of(post_care, "A-1"))

        second = send(check_in_of(post_care, "A-1"), pain_worst=3).submission

        assert (second.version, second.latest, second.after_closing) == (2, True, True)


class TestCorrection:
    def test_correction_is_a_new_version_on_the_first_day_number(self, follow_up: Journey) -> None:
        first = send(check_in_of(follow_up, "F-21"), pain_worst=2).submission
        second = send(check_in_of(follow_up, "F-21"), at=NOW + 2 * DAY, pain_worst=8).submission

        first.refresh_from_db()
        assert (first.version, first.latest, first.answers["pain_worst"]) == (1, False, 2)
        assert (second.version, second.latest, second.day, second.hday) == (2, True, 21, 21)
        assert (result_of(first).level, result_of(second).level) == ("expected", "call_24h")
        assert result_of(second).inputs["day"] == 21
        check_in = check_in_of(follow_up, "F-21")
        assert (check_in.state, check_in.submitted_at) == ("submitted", NOW)
        assert follow_up.events.filter(kind="check_in_corrected", data__version=2).count() == 1

    def test_better_correction_leaves_the_alert_open(self, post_care: Journey) -> None:
        send(check_in_of(post_care, "A-3"), red_flags=("breathing",))
        second = send(check_in_of(post_care, "A-3"), red_flags=()).submission

        assert result_of(second).level == "expected"
        assert Alert.objects.get(patient=post_care.patient).level == "urgent_now"

    def test_correction_may_not_become_incomplete(self, post_care: Journey) -> None:
        send(check_in_of(post_care, "A-3"))
        draft = fill(check_in_of(post_care, "A-3"), pain_worst=6)
        CheckInDraft.objects.filter(pk=draft.pk).update(answers={"pain_worst": 6})

        with pytest.raises(NotAccepted):
            send_check_in(check_in=draft.check_in, token=draft.token, by=post_care.patient.user, at=NOW)
        assert Submission.objects.get(check_in=draft.check_in).answers["pain_worst"] == 2


class TestAfterwards:
    def test_lost_journey_reopens_itself_when_the_patient_sends_something(self, follow_up: Journey) -> None:
        Journey.objects.filter(pk=follow_up.pk).update(status="closed_lost_contact", status_since=NOW)
        Cycle.objects.filter(journey=follow_up).update(status="complete")

        send(check_in_of(follow_up, "F-21"))

        assert fresh(follow_up).status == "active"
        assert follow_up.events.get(kind="reopen").by is None

    def test_answers_are_read_by_the_first_reader(self, post_care: Journey) -> None:
        sent = send(check_in_of(post_care, "A-3")).submission
        first, second = staff("nurse"), staff("clinician")

        mark_seen(submission=sent, by=first, at=NOW + timedelta(hours=1))
        seen = mark_seen(submission=sent, by=second, at=NOW + timedelta(hours=2))

        assert (seen.seen_by, seen.seen_at) == (first, NOW + timedelta(hours=1))
        assert post_care.events.filter(kind="answers_read").count() == 1

    @pytest.mark.parametrize("role", ["coordinator", "manager", "auditor"])
    def test_answers_are_not_read_by_the_desk(self, post_care: Journey, role: str) -> None:
        sent = send(check_in_of(post_care, "A-3")).submission

        with pytest.raises(NotPermitted):
            mark_seen(submission=sent, by=staff(role), at=NOW)
