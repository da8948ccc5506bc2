"""What was sent is triaged with the history of its cycle, and a watch asks again (clinical.md 3.2, 3.5, 5.2 to 5.4)."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from journey.models import (
    Alert,
    CheckIn,
    Journey,
    PathwayVersion,
    Submission,
    TriageResult,
)
from tests.builders import NOW, check_in_of, newest_cycle, report_of, send

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
