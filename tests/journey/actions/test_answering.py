"""Typing answers: drafts that survive, and red flags that do not wait for the end (clinical.md 3.1, 5.2, 5.4)."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from journey.actions.answering import (
    CANCELLED,
    NOT_OPEN_YET,
    NOT_SET_UP,
    TOO_LATE,
    check_open,
    discard_draft,
    save_answer,
    start_report,
)
from journey.actions.triaging import FIXED_REASON, FIXED_RULE
from journey.domain.errors import MoveNotAllowed, NotPermitted
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
from tests.builders import NOW, check_in_of, fill, patient, report_of, send, staff

LINES = ["breathing", "face_swelling", "collapsed", "chest_pain", "sepsis_sign"]
RULES = {
    "breathing": "ALG-01",
    "face_swelling": "ALG-02",
    "collapsed": "ALG-03",
    "chest_pain": "CIR-01",
    "sepsis_sign": "INF-01",
}


def flags(*ticked: str) -> dict[str, Any]:
    return {"ticked": list(ticked), "shown": LINES}


def save(check_in: CheckIn, page: str, answer: Any, at: Any = NOW) -> TriageResult | None:
    return save_answer(
        check_in=check_in, page_key=page, answer=answer, by=check_in.journey.patient.user, at=at
    ).emergency


def is_closed(check_in: CheckIn, sentence: str, at: datetime = NOW) -> None:
    with pytest.raises(MoveNotAllowed, match=sentence):
        check_open(check_in, at)


class TestDraft:
    def test_answers_of_several_pages_are_kept_together(self, post_care: Journey) -> None:
        check_in = check_in_of(post_care, "A-3")
        save(check_in, "red_flags", flags())
        save(check_in, "pain_worst", 4)
        save(check_in, "pain_worst", 5, at=NOW + timedelta(minutes=1))

        draft = CheckInDraft.objects.get(check_in=check_in)
        assert draft.answers == {"red_flags": flags(), "pain_worst": 5}
        assert (draft.started_at, draft.saved_at) == (NOW, NOW + timedelta(minutes=1))
        assert draft.saved_by == post_care.patient.user

    def test_draft_of_a_sent_check_in_starts_from_what_was_sent(self, post_care: Journey) -> None:
        sent = send(check_in_of(post_care, "A-3"), pain_worst=4).submission
        save(check_in_of(post_care, "A-3"), "pain_worst", 5)

        draft = CheckInDraft.objects.get(check_in=sent.check_in)
        assert draft.answers == {**sent.raw, "pain_worst": 5}
        assert draft.token != sent.token

    def test_discarded_correction_leaves_what_was_sent(self, post_care: Journey) -> None:
        sent = send(check_in_of(post_care, "A-3"), pain_worst=4).submission
        save(check_in_of(post_care, "A-3"), "pain_worst", 9)

        discard_draft(check_in=sent.check_in, by=post_care.patient.user, at=NOW)

        assert not CheckInDraft.objects.filter(check_in=sent.check_in).exists()
        assert Submission.objects.get(check_in=sent.check_in).answers["pain_worst"] == 4

    def test_draft_of_a_form_that_was_not_sent_is_never_thrown_away(self, post_care: Journey) -> None:
        check_in = check_in_of(post_care, "A-3")
        save(check_in, "red_flags", flags())

        discard_draft(check_in=check_in, by=post_care.patient.user, at=NOW)

        assert CheckInDraft.objects.filter(check_in=check_in).exists()


class TestWho:
    @pytest.mark.parametrize("who", ["another patient", "clinician", "coordinator"])
    def test_answer_of_anybody_but_the_patient_is_refused(self, post_care: Journey, who: str) -> None:
        by = patient("Ken Ode").user if who == "another patient" else staff(who)
        check_in = check_in_of(post_care, "A-3")

        for attempt in (
            lambda: save_answer(check_in=check_in, page_key="pain_worst", answer=4, by=by, at=NOW),
            lambda: start_report(journey=post_care, by=by, at=NOW),
            lambda: discard_draft(check_in=check_in, by=by, at=NOW),
        ):
            with pytest.raises(NotPermitted):
                attempt()
        assert not CheckInDraft.objects.filter(check_in=check_in).exists()


class TestWhen:
    @pytest.mark.parametrize(
        ("code", "state", "sentence"),
        [
            ("A-5", None, NOT_OPEN_YET),
            ("A-3", "cancelled", CANCELLED),
        ],
    )
    def test_check_in_that_is_not_open_says_why_and_keeps_what_comes(
        self, post_care: Journey, code: str, state: str | None, sentence: str
    ) -> None:
        check_in = check_in_of(post_care, code)
        if state:
            CheckIn.objects.filter(pk=check_in.pk).update(state=state, cancelled_at=NOW)

        is_closed(check_in_of(post_care, code), sentence)
        save(check_in, "pain_worst", 4)

        assert CheckInDraft.objects.get(check_in=check_in).answers == {"pain_worst": 4}
        assert check_in_of(post_care, code).state == (state or "scheduled")

    def test_staff_enter_nothing_into_what_is_closed(self, post_care: Journey) -> None:
        check_in = check_in_of(post_care, "A-5")

        with pytest.raises(MoveNotAllowed, match=NOT_OPEN_YET):
            save_answer(check_in=check_in, page_key="worry", answer="no", by=staff("nurse"), at=NOW, told_by="phone")
        assert not CheckInDraft.objects.filter(check_in=check_in).exists()

    def test_missed_check_in_takes_answers_until_the_next_of_its_series_is_sent(self, post_care: Journey) -> None:
        missed = check_in_of(post_care, "A-2")
        save(missed, "red_flags", flags())

        send(check_in_of(post_care, "A-3"))

        is_closed(check_in_of(post_care, "A-2"), TOO_LATE)

    def test_sent_check_in_takes_corrections_until_its_window_closes(self, post_care: Journey) -> None:
        check_in = check_in_of(post_care, "A-3")
        send(check_in)
        assert check_in.closes_at is not None
        sent = check_in_of(post_care, "A-3")
        check_open(sent, check_in.closes_at)

        is_closed(sent, TOO_LATE, at=check_in.closes_at + timedelta(seconds=1))

    @pytest.mark.parametrize("setting", REQUIRED)
    def test_nothing_is_asked_while_a_required_setting_is_empty(self, post_care: Journey, setting: str) -> None:
        Clinic.objects.update(**{setting: " "})

        is_closed(check_in_of(post_care, "A-3"), NOT_SET_UP)


class TestRedFlags:
    @pytest.mark.parametrize("line", LINES)
    def test_red_flag_with_approved_rules_is_triaged_before_the_form_is_finished(
        self, post_care: Journey, line: str
    ) -> None:
        emergency = save(check_in_of(post_care, "A-3"), "red_flags", flags(line))

        assert emergency is not None
        assert (emergency.level, emergency.route) == ("urgent_now", "emergency_number")
        assert emergency.deciding == [RULES[line]]
        assert emergency.submission is None
        assert (emergency.inputs["day"], emergency.inputs["cell_source"]) == (3, "autologous")
        alert = Alert.objects.get(patient=post_care.patient)
        assert (alert.level, alert.due_at) == ("urgent_now", NOW + timedelta(minutes=30))
        assert post_care.events.filter(kind="red_flag", by=post_care.patient.user).count() == 1

    @pytest.mark.parametrize("line", LINES)
    def test_red_flag_before_rules_are_approved_gives_the_fixed_safety_text(
        self, post_care: Journey, line: str
    ) -> None:
        PathwayVersion.objects.update(rules_approved_at=None, rules_approved_by=None)

        emergency = save(check_in_of(post_care, "A-3"), "red_flags", flags(line))

        assert emergency is not None
        assert (emergency.level, emergency.route) == ("urgent_now", "emergency_number")
        assert (emergency.deciding, emergency.reasons) == ([FIXED_RULE], [FIXED_REASON])
        assert Alert.objects.get(patient=post_care.patient).level == "urgent_now"

    @pytest.mark.parametrize("approved", [True, False])
    def test_red_flag_before_the_first_needle_is_an_emergency(self, preparation: Journey, approved: bool) -> None:
        if not approved:
            PathwayVersion.objects.update(rules_approved_at=None, rules_approved_by=None)

        emergency = save(report_of(preparation), "red_flags", flags("breathing"))

        assert emergency is not None
        assert emergency.level == ("emergency" if approved else "urgent_now")
        assert emergency.deciding == (["RDY-01"] if approved else [FIXED_RULE])
        alert = Alert.objects.get(patient=preparation.patient)
        assert (alert.level, alert.route) == ("urgent_now", "emergency_number")

    @pytest.mark.parametrize("approved", [True, False])
    def test_none_of_these_gives_no_result(self, post_care: Journey, approved: bool) -> None:
        if not approved:
            PathwayVersion.objects.update(rules_approved_at=None, rules_approved_by=None)

        assert save(check_in_of(post_care, "A-3"), "red_flags", flags()) is None
        assert not Alert.objects.filter(patient=post_care.patient).exists()

    def test_same_red_flag_saved_again_gives_the_same_result(self, post_care: Journey) -> None:
        check_in = check_in_of(post_care, "A-3")
        first = save(check_in, "red_flags", flags("breathing"))
        again = save(check_in, "red_flags", flags("breathing"), at=NOW + timedelta(minutes=1))

        assert first == again
        assert TriageResult.objects.filter(check_in=check_in).count() == 1
        assert post_care.events.filter(kind="red_flag").count() == 1

    def test_second_red_flag_joins_the_alert_and_taking_it_back_keeps_it(self, post_care: Journey) -> None:
        check_in = check_in_of(post_care, "A-3")
        save(check_in, "red_flags", flags("breathing"))
        save(check_in, "red_flags", flags("breathing", "chest_pain"))
        assert save(check_in, "red_flags", flags()) is None

        alert = Alert.objects.get(patient=post_care.patient)
        assert alert.state == "open"
        assert [reason.triage.deciding for reason in alert.reasons.all()] == [["ALG-01"], ["ALG-01", "CIR-01"]]

    def test_red_flag_in_a_correction_is_triaged_at_once(self, post_care: Journey) -> None:
        send(check_in_of(post_care, "A-3"))
        emergency = save(check_in_of(post_care, "A-3"), "red_flags", flags("sepsis_sign"), at=NOW + timedelta(hours=3))

        assert emergency is not None
        assert Alert.objects.get(patient=post_care.patient).opened_at == NOW + timedelta(hours=3)

    def test_emergency_on_any_page_of_a_form_that_is_left_is_triaged(self, post_care: Journey) -> None:
        """clinical.md 3.1: every rule of group A that looks at more than the first page."""
        Cycle.objects.filter(journey=post_care).update(tissue="adipose")
        day, cold = timedelta(days=1), {"unit": "C", "number": "35.5"}
        cases: list[tuple[str, str, Any, dict[str, Any]]] = [
            ("A-1", "LAT-01", NOW - 2 * day, {"signs_body": ("la_signs",)}),
            ("A-2", "ALG-04", NOW - day, {"signs_body": ("rash", "vomit_cramps"), "rash": "widespread"}),
            ("A-3", "INF-02", NOW, {"temp_c": cold, "signs_body": ("unwell",), "unwell": "very"}),
            ("A-5", "HAR-01", NOW + 2 * day, {"signs_harvest": ("belly",)}),
        ]
        for code, rule, at, chosen in cases:
            check_in = check_in_of(post_care, code)
            fill(check_in, at=at, **chosen)
            result = TriageResult.objects.get(check_in=check_in)
            assert (result.deciding, result.route, result.submission) == ([rule], "emergency_number", None), rule
            assert result.alert_reason.alert.level == "urgent_now"

    def test_emergency_of_two_pages_interrupts_on_the_second_and_no_other(self, post_care: Journey) -> None:
        check_in = check_in_of(post_care, "A-3")
        fill(check_in, signs_hand=("finger_colour",), pain_worst=3)
        assert not TriageResult.objects.filter(check_in=check_in).exists()

        first = save(check_in, "pain_worst", 9)
        assert first is not None
        assert first.deciding == ["NEU-01"]
        assert save(check_in, "pain_worst", 9) == first, "a double click"
        assert save(check_in, "pain_trend", "same") is None, "whoever has help goes on"
        assert save(check_in, "pain_worst", 3) is None
        assert TriageResult.objects.filter(check_in=check_in).count() == 1

    def test_other_pages_of_a_form_that_is_left_raise_nothing(self, post_care: Journey) -> None:
        """Only group A of a form that was not finished; the rest waits for sending (clinical.md 3.1)."""
        check_in = check_in_of(post_care, "A-3")
        save(check_in, "red_flags", flags())
        save(check_in, "pain_worst", 10)

        assert not TriageResult.objects.filter(check_in=check_in).exists()


class TestReport:
    def test_report_is_one_until_it_is_sent(self, post_care: Journey) -> None:
        first = report_of(post_care)
        assert report_of(post_care, at=NOW + timedelta(hours=1)) == first

        send(first, pain_worst=1)

        second = report_of(post_care, at=NOW + timedelta(hours=2))
        assert (first.number, second.number) == (1, 2)
        assert second.state_at(NOW + timedelta(days=400)) == "open"

    @pytest.mark.parametrize("stage", ["consultation", "preparation", "harvesting", "post_care", "follow_up"])
    def test_report_can_be_started_in_every_stage(self, request: pytest.FixtureRequest, stage: str) -> None:
        journey: Journey = request.getfixturevalue(stage)

        assert report_of(journey).stage_code == stage

    def test_report_with_a_red_flag_that_is_never_sent_stays_with_staff(self, preparation: Journey) -> None:
        fill(report_of(preparation), red_flags=("chest_pain",))

        assert not Submission.objects.filter(check_in__code="REPORT", journey=preparation).exists()
        assert Alert.objects.filter(patient=preparation.patient, state="open").count() == 1
