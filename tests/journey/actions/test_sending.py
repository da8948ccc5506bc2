"""Sending a check-in: once, in its wording, triaged with the cycle's history (clinical.md 3.1, 3.2, 5.2 to 5.4)."""

import uuid
from datetime import datetime, timedelta
from typing import Any

import pytest

from journey.actions.answering import save_answer
from journey.actions.sending import mark_seen, send_check_in
from journey.domain.errors import MoveNotAllowed, NotAccepted, NotPermitted, StaleVersion
from journey.models import (
    Alert,
    CheckIn,
    CheckInDraft,
    Clinic,
    Cycle,
    Journey,
    PathwayVersion,
    Submission,
    TriageResult,
)
from journey.models.clinic import REQUIRED
from tests.builders import NOW, check_in_of, fill, fresh, newest_cycle, patient, report_of, send, staff

DAY = timedelta(days=1)


def day(number: int) -> datetime:
    """The same time of day `number` days after the injection of the shared journey (its day 3 is NOW)."""
    return NOW + (number - 3) * DAY


def result_of(submission: Submission) -> TriageResult:
    return TriageResult.objects.get(submission=submission)


def decided(check_in: CheckIn, *, at: datetime = NOW, **chosen: Any) -> tuple[str, list[str]]:
    result = result_of(send(check_in, at=at, **chosen).submission)
    return result.level, result.deciding


def extras(journey: Journey) -> list[CheckIn]:
    return list(CheckIn.objects.filter(journey=journey, code="EXTRA").order_by("number"))


def unapprove() -> None:
    PathwayVersion.objects.update(rules_approved_at=None, rules_approved_by=None)


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

    def test_cancelled_check_in_is_not_sent(self, post_care: Journey) -> None:
        draft = fill(check_in_of(post_care, "A-3"))
        CheckIn.objects.filter(pk=draft.check_in_id).update(state="cancelled", cancelled_at=NOW)

        with pytest.raises(MoveNotAllowed):
            send_check_in(check_in=draft.check_in, token=draft.token, by=post_care.patient.user, at=NOW)


class TestLate:
    def test_missed_check_in_is_taken_late_and_triaged_on_the_day_it_is_sent(self, post_care: Journey) -> None:
        sent = send(check_in_of(post_care, "A-1"), pain_worst=7).submission

        assert (sent.late, sent.day) == (True, 3)
        assert result_of(sent).inputs["day"] == 3
        assert check_in_of(post_care, "A-1").state == "submitted"

    @pytest.mark.parametrize(("later", "refused"), [("A-3", True), ("A-0", False)])
    def test_missed_check_in_is_replaced_only_by_a_later_one_of_its_series(
        self, post_care: Journey, later: str, refused: bool
    ) -> None:
        send(check_in_of(post_care, later))
        missed = check_in_of(post_care, "A-2")

        if refused:
            with pytest.raises(MoveNotAllowed):
                send(missed)
        else:
            assert send(missed).submission.late

    def test_report_does_not_replace_a_missed_check_in(self, post_care: Journey) -> None:
        send(report_of(post_care))

        assert send(check_in_of(post_care, "A-2")).submission.late

    def test_check_in_sent_in_its_last_minute_is_not_late(self, post_care: Journey) -> None:
        check_in = check_in_of(post_care, "A-3")
        assert check_in.closes_at is not None

        assert not send(check_in, at=check_in.closes_at).submission.late

    def test_late_check_in_cannot_be_corrected(self, post_care: Journey) -> None:
        send(check_in_of(post_care, "A-1"))

        with pytest.raises(MoveNotAllowed):
            send(check_in_of(post_care, "A-1"), pain_worst=3)


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


class TestTriage:
    @pytest.mark.parametrize(
        ("chosen", "level", "deciding"),
        [
            ({"pain_worst": 0}, "expected", ["EXP-00"]),
            ({"pain_worst": 6}, "expected", ["EXP-01"]),
            ({"pain_worst": 7}, "watch", ["PAI-06"]),
            ({"pain_worst": 8}, "call_24h", ["PAI-01"]),
            ({"worry": "yes"}, "call_24h", ["GEN-01"]),
            ({"temp_c": {"unit": "C", "number": "37.5"}}, "watch", ["INF-21"]),
            ({"temp_c": {"unit": "C", "number": "38.0"}}, "call_24h", ["INF-13"]),
            ({"temp_c": {"unit": "C", "number": "38.0"}, "pain_worst": 7}, "urgent_now", ["INF-06"]),
            ({"signs_hand": ("discharge",), "discharge": "pus"}, "urgent_now", ["INF-03"]),
            ({"red_flags": ("sepsis_sign",)}, "urgent_now", ["INF-01"]),
        ],
    )
    def test_answers_of_day_3_reach_their_level(
        self, post_care: Journey, chosen: dict[str, Any], level: str, deciding: list[str]
    ) -> None:
        assert decided(check_in_of(post_care, "A-3"), **chosen) == (level, deciding)
        opened = Alert.objects.filter(patient=post_care.patient).values_list("level", flat=True)
        assert list(opened) == ([level] if level in {"call_24h", "urgent_now"} else [])

    def test_no_thermometer_and_shivers_count_as_fever(self, post_care: Journey) -> None:
        sent = send(
            check_in_of(post_care, "A-3"), temp_c={"unit": "none"}, signs_body=("feverish",), chills="none"
        ).submission

        assert "temp_c" not in sent.answers
        assert "INF-13" in result_of(sent).fired

    def test_answers_before_the_rules_are_approved_are_kept_and_not_triaged(self, post_care: Journey) -> None:
        unapprove()

        sent = send(check_in_of(post_care, "A-3"), pain_worst=9).submission

        assert not TriageResult.objects.filter(check_in=sent.check_in).exists()
        assert not Alert.objects.filter(patient=post_care.patient).exists()
        assert extras(post_care) == []

    def test_red_flag_before_the_rules_are_approved_alerts_staff(self, post_care: Journey) -> None:
        unapprove()

        level, _ = decided(check_in_of(post_care, "A-3"), red_flags=("chest_pain",))

        assert level == "urgent_now"
        assert Alert.objects.get(patient=post_care.patient).reasons.count() == 2  # while typing, and when sent

    @pytest.mark.parametrize(
        ("chosen", "level", "alert"),
        [
            ({}, "ready", None),
            ({"wants": "unsure"}, "call_today", None),
            ({"antibiotics_14d": "yes", "temp_c": {"unit": "C", "number": "38.0"}}, "hold", ("call_24h", "clinic_24h")),
            ({"wants": "no"}, "hold", ("call_24h", "clinic_24h")),
            ({"red_flags": ("breathing",)}, "emergency", ("urgent_now", "emergency_number")),
        ],
    )
    def test_answers_before_the_first_needle_use_the_readiness_table(
        self, preparation: Journey, chosen: dict[str, Any], level: str, alert: tuple[str, str] | None
    ) -> None:
        procedure = newest_cycle(preparation).procedure_at
        assert procedure is not None

        assert decided(check_in_of(preparation, "P-1"), at=procedure - timedelta(hours=20), **chosen)[0] == level
        opened = list(Alert.objects.filter(patient=preparation.patient).values_list("level", "route"))
        assert opened == ([alert] if alert else [])

    def test_intake_asks_about_allergies_itself(self, consultation: Journey) -> None:
        level, deciding = decided(check_in_of(consultation, "C-PRE"), i_allergy="not_sure")
        assert (level, deciding) == ("call_today", ["RDY-15"])

    def test_intake_keeps_the_three_tasks_of_the_session(self, consultation: Journey) -> None:
        send(check_in_of(consultation, "C-PRE"), i_tasks=["open a jar", " ", "x" * 300])

        assert newest_cycle(consultation).tasks == ["open a jar", "x" * 200]


class TestHistory:
    def test_baseline_is_the_worst_pain_of_the_start_questions(self, post_care: Journey) -> None:
        sent = send(check_in_of(post_care, "A-3"), pain_worst=3).submission
        assert result_of(sent).inputs["baseline_pain"] == 6

    @pytest.mark.parametrize(
        ("earlier", "nadir"),
        [
            ([("A-0", 0, 1)], None),  # day 0 does not count
            ([("A-1", 1, 3), ("A-2", 2, 5)], 3),
            ([("A-2", 2, 5)], 5),
            ([("REPORT", 2, 2), ("A-2", 2, 5)], 2),
        ],
    )
    def test_nadir_is_the_lowest_pain_since_day_1(
        self, post_care: Journey, earlier: list[tuple[str, int, int]], nadir: int | None
    ) -> None:
        for code, number, pain in earlier:
            at = day(number) + timedelta(hours=3 if number == 0 else 0)
            check_in = report_of(post_care, at=at) if code == "REPORT" else check_in_of(post_care, code)
            send(check_in, at=at, pain_worst=pain)

        inputs = result_of(send(check_in_of(post_care, "A-3"), pain_worst=4).submission).inputs

        assert inputs.get("pain_nadir") == nadir

    def test_nadir_leaves_out_today_and_earlier_versions(self, post_care: Journey) -> None:
        send(report_of(post_care), pain_worst=0)
        send(check_in_of(post_care, "A-3"), at=NOW + timedelta(hours=1), pain_worst=1)
        corrected = send(check_in_of(post_care, "A-3"), at=NOW + timedelta(hours=2), pain_worst=4).submission
        assert "pain_nadir" not in result_of(corrected).inputs

        on_day_5 = send(check_in_of(post_care, "A-5"), at=day(5), pain_worst=5).submission

        assert result_of(on_day_5).inputs["pain_nadir"] == 0  # the report; the corrected 1 is gone
        assert result_of(on_day_5).level == "call_24h"

    def test_third_watch_in_a_row_becomes_a_call(self, post_care: Journey) -> None:
        levels = [
            decided(check_in_of(post_care, code), at=day(number), signs_body=("faint",))
            for code, number in (("A-3", 3), ("A-5", 5), ("A-7", 7))
        ]

        assert [level for level, _ in levels] == ["watch", "watch", "call_24h"]
        assert levels[-1][1] == ["GEN-02"]
        assert Alert.objects.filter(patient=post_care.patient).count() == 1

    def test_watch_streak_counts_the_newest_version_of_each(self, post_care: Journey) -> None:
        send(check_in_of(post_care, "A-3"), signs_body=("faint",))
        send(check_in_of(post_care, "A-5"), at=day(5), signs_body=("faint",))
        send(check_in_of(post_care, "A-5"), at=day(5) + timedelta(hours=1), signs_body=())

        sent = send(check_in_of(post_care, "A-7"), at=day(7), signs_body=("faint",)).submission

        assert (result_of(sent).level, result_of(sent).inputs["watch_streak"]) == ("watch", 0)

    def test_correction_counts_only_what_came_before_its_first_sending(self, post_care: Journey) -> None:
        send(check_in_of(post_care, "A-5"), at=day(5), signs_body=("faint",))
        send(report_of(post_care, at=day(5)), at=day(5) + timedelta(hours=1), signs_body=("faint",))
        corrected = send(
            check_in_of(post_care, "A-5"), at=day(5) + timedelta(hours=2), signs_body=("faint",)
        ).submission

        assert result_of(corrected).inputs["watch_streak"] == 0

    def test_history_of_another_journey_is_not_read(self, post_care: Journey, follow_up: Journey) -> None:
        send(check_in_of(follow_up, "F-21"), pain_worst=0)

        sent = send(check_in_of(post_care, "A-3"), pain_worst=4).submission

        assert "pain_nadir" not in result_of(sent).inputs


class TestExtra:
    def test_watch_is_asked_again_the_next_day_with_the_same_questions(self, post_care: Journey) -> None:
        send(check_in_of(post_care, "A-3"), pain_worst=7)

        (extra,) = extras(post_care)
        assert (extra.number, extra.same_as, extra.stage_code) == (1, "A-3", "post_care")
        assert (extra.opens_at, extra.due_at) == (day(4).replace(hour=6), day(4).replace(hour=18))
        assert (extra.closes_at, extra.state) == (day(4).replace(hour=23, minute=59), "scheduled")
        assert send(extra, at=day(4)).submission.answers.keys() >= {"pain_worst", "swelling", "h_site"}

    def test_watch_is_not_asked_twice_when_another_check_in_is_due_that_day(self, post_care: Journey) -> None:
        send(check_in_of(post_care, "A-1"), at=day(1), pain_worst=7)  # A-2 is due the next day
        assert extras(post_care) == []

        send(check_in_of(post_care, "A-3"), pain_worst=7)
        send(report_of(post_care), at=NOW + timedelta(hours=1), pain_worst=7)
        assert len(extras(post_care)) == 1

    def test_cancelled_check_in_of_that_day_does_not_count_as_another(self, post_care: Journey) -> None:
        CheckIn.objects.filter(journey=post_care, code="A-2").update(state="cancelled", cancelled_at=day(0))

        send(check_in_of(post_care, "A-1"), at=day(1), pain_worst=7)

        assert len(extras(post_care)) == 1

    def test_extra_with_a_watch_again_asks_the_first_questions(self, follow_up: Journey) -> None:
        send(check_in_of(follow_up, "F-21"), signs_body=("faint",))
        (first,) = extras(follow_up)
        send(first, at=NOW + DAY, signs_body=("faint",))

        assert [(extra.number, extra.same_as) for extra in extras(follow_up)] == [(1, "F-21"), (2, "F-21")]

    def test_extra_after_a_report_can_be_answered(self, post_care: Journey) -> None:
        send(report_of(post_care), pain_worst=7)
        (extra,) = extras(post_care)

        assert extra.same_as == "REPORT"
        assert send(extra, at=day(4)).new

    @pytest.mark.parametrize("pain", [6, 8])
    def test_other_levels_ask_nothing_extra(self, post_care: Journey, pain: int) -> None:
        send(check_in_of(post_care, "A-3"), pain_worst=pain)
        assert extras(post_care) == []


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
