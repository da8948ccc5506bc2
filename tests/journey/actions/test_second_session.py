"""A second session before its needle: what the patient tells is about the first one's hand, and both must know."""

from datetime import datetime, timedelta

import pytest

from journey.actions.answering import save_answer
from journey.actions.effects import open_cycle
from journey.actions.gate_decisions import clear_check
from journey.actions.moves import make_move
from journey.actions.people import confirm_allergies
from journey.actions.plans import record_date, record_plan
from journey.actions.records import save_record
from journey.admin.record_rows import last_entry
from journey.domain.errors import MoveNotAllowed
from journey.domain.gates import Gate
from journey.domain.moves import Move
from journey.domain.record.entries import NEVER_SAVED
from journey.domain.record.prefill import beginning
from journey.domain.record.preparation.arrival import asked_for
from journey.domain.record.preparation.medicine_plan import MEDICINE_PLAN, from_history
from journey.domain.record.sections import SECTIONS
from journey.domain.windows import Anchor
from journey.models import AdverseEvent, Alert, CheckIn, Cycle, Journey, Submission, TriageResult
from journey.models.form_context import form_context
from journey.models.treated import treated_joints, with_treated_joints
from journey.pathway.flow import form_pages
from journey.presenters import places
from journey.presenters.clinic import clinic_card
from journey.presenters.emergency_sheet import emergency_sheet, sheet_of
from journey.standing import standing_of
from tests.builders import NOW, check_in_of, decided_again, fill, fresh, newest_cycle, report_of, send, staff
from tests.consents import kept
from tests.records import PLANS, THE_DAY, record_consultation, record_preparation
from tests.walked import walked

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
PROCEDURE = NOW + 10 * DAY
FEVER = {"temp_c": {"unit": "C", "number": "39"}}


@pytest.fixture(scope="module")
def walked_second(file_transaction: None) -> Journey:
    """100 days after the first injection; the second session is at its consultation, its procedure in 10 days."""
    journey = walked("follow_up", day=100)
    decided_again(journey, NOW - DAY)
    make_move(journey=journey, move=Move.OPEN_NEW_CYCLE, by=staff(), at=NOW - HOUR)
    record_date(journey=journey, anchor=Anchor.PROCEDURE, moment=PROCEDURE, by=staff("nurse"), at=NOW - HOUR)
    return journey


@pytest.fixture
def second(walked_second: Journey, db: None) -> Journey:
    return fresh(walked_second)


def first_cycle(journey: Journey) -> Cycle:
    return journey.cycles.get(number=1)


def passed(journey: Journey, check: str, at: datetime) -> bool:
    return next(line.passed for line in standing_of(fresh(journey), at).gate(Gate.G2).lines if line.check_id == check)


def pages_of(report: CheckIn, at: datetime) -> set[str]:
    report = CheckIn.objects.select_related("journey__patient__site__clinic", "cycle").get(pk=report.pk)
    return {page.key for page in form_pages(report.pathway_version.content, form_context(report, at), {})}


def make_ready(journey: Journey, at: datetime) -> None:
    send(check_in_of(journey, "P-1"), at=at)


def harvest(journey: Journey, moment: datetime) -> None:
    """The second session's needle, as the record holds it once its gates were passed."""
    cycle = newest_cycle(journey)
    cycle.cell_source, cycle.tissue, cycle.harvest_mode = "autologous", "bone_marrow", "patient_harvest"
    cycle.save()
    record_consultation(journey, cycle, by=staff(), at=moment - 10 * DAY)
    stages = cycle.stages
    stages.filter(code="consultation").update(state="complete")
    stages.filter(code="preparation").update(state="complete")
    stages.filter(code="harvesting").update(state="in_progress")
    cycle.procedure_at = moment
    cycle.save()
    prepared = (*PLANS, *THE_DAY)
    record_preparation(journey, cycle, by=staff(), nurse=staff("nurse"), at=moment, sections=prepared)
    kept(journey, at=moment - 8 * DAY)
    record_date(journey=journey, anchor=Anchor.HARVEST, moment=moment, by=staff(), at=moment)


class TestReport:
    def test_report_belongs_to_the_newest_session_with_a_needle(self, second: Journey) -> None:
        report = report_of(second)

        assert (report.cycle.number, report.stage_code, report.number) == (1, "follow_up", 1)
        assert {"red_flags", "pain_worst", "signs_hand", "signs_body", "signs_harvest", "new_cancer"} <= pages_of(
            report, NOW
        )
        assert "infection_now" not in pages_of(report, NOW)

    def test_report_counts_its_days_from_that_needle_and_is_triaged(self, second: Journey) -> None:
        sent = send(report_of(second), pain_worst=9).submission

        assert (sent.day, sent.hday, sent.cycle.number) == (100, 100, 1)
        result = TriageResult.objects.get(submission=sent)
        assert (result.inputs["day"], result.inputs["since"], result.inputs["cycle_no"]) == (100, 100, 1)
        assert result.level in {"call_24h", "urgent_now"}

    def test_red_flag_of_a_report_is_triaged_with_the_days_of_that_needle(self, second: Journey) -> None:
        report = report_of(second)
        fill(report, red_flags=("breathing",))

        result = TriageResult.objects.get(check_in=report)
        assert (result.level, result.route, result.inputs["day"]) == ("urgent_now", "emergency_number", 100)

    def test_unfinished_report_of_the_session_without_a_needle_is_gone_on_with_where_it_belongs(
        self, second: Journey
    ) -> None:
        stray = CheckIn.objects.create(
            journey=second, cycle=newest_cycle(second), pathway_version=second.pathway_version, code="REPORT",
            number=1, stage_code="consultation", opens_at=NOW, due_at=NOW,
        )  # fmt: skip
        fill(stray, note="A lump.")

        report = report_of(second)

        assert (report.pk, report.cycle.number, report.stage_code) == (stray.pk, 1, "follow_up")
        assert report.draft.answers["note"] == "A lump."

    def test_unfinished_report_counts_from_the_needle_that_came_meanwhile(self, second: Journey) -> None:
        report = report_of(second)
        fill(report, note="Sore.")
        make_ready(second, PROCEDURE - 20 * HOUR)
        send(check_in_of(second, "P-BASE"), at=PROCEDURE - 7 * DAY)
        confirm(second, PROCEDURE - DAY)
        harvest(second, PROCEDURE)

        report.refresh_from_db()
        assert (report.cycle.number, report.stage_code) == (2, "harvesting")
        context = form_context(CheckIn.objects.select_related("journey__patient", "cycle").get(pk=report.pk), PROCEDURE)
        assert (context.phase, context.day, context.hday) == ("harvest_only", None, 0)
        assert report_of(second, at=PROCEDURE + HOUR) == report

    def test_before_any_needle_a_report_is_of_the_newest_session(self, preparation: Journey) -> None:
        report = report_of(preparation)

        assert (report.cycle.number, report.stage_code) == (1, "preparation")
        assert "infection_now" in pages_of(report, NOW)


def confirm(journey: Journey, at: datetime) -> None:
    confirm_allergies(patient=journey.patient, lines=(), none_known=True, by=staff("nurse"), at=at)


class TestGate:
    @pytest.fixture
    def ready(self, second: Journey) -> Journey:
        make_ready(second, PROCEDURE - 20 * HOUR)
        assert passed(second, "G2-06", PROCEDURE)
        assert passed(second, "G2-07", PROCEDURE)
        return second

    def test_strength_before_the_first_session_is_no_baseline_of_the_second(self, second: Journey) -> None:
        facts = standing_of(fresh(second), NOW, cycle_id=first_cycle(second).pk).facts

        assert facts.record.of("baseline").version == 1
        assert not passed(second, "G2-05.strength", PROCEDURE)

    def test_worrying_report_on_the_day_holds_the_second_session(self, ready: Journey) -> None:
        at = PROCEDURE - 2 * HOUR
        send(report_of(ready, at=at), at=at, **FEVER)

        assert not passed(ready, "G2-07", PROCEDURE)

    def test_red_flag_of_a_report_left_unfinished_holds_the_second_session(self, ready: Journey) -> None:
        at = PROCEDURE - 2 * HOUR
        flags = {
            "ticked": ["chest_pain"],
            "shown": ["breathing", "face_swelling", "collapsed", "chest_pain", "sepsis_sign"],
        }
        save_answer(check_in=report_of(ready, at=at), page_key="red_flags", answer=flags, by=ready.patient.user, at=at)

        assert not passed(ready, "G2-07", PROCEDURE)

    def test_readiness_sent_after_the_worry_lets_the_session_go_on(self, ready: Journey) -> None:
        at = PROCEDURE - 6 * HOUR
        send(report_of(ready, at=at), at=at, **FEVER)
        send(check_in_of(ready, "P-0"), at=PROCEDURE - 2 * HOUR)

        assert passed(ready, "G2-07", PROCEDURE)

    def test_calmer_report_takes_back_a_worry_but_never_a_hold(self, ready: Journey) -> None:
        at = PROCEDURE - 6 * HOUR
        send(report_of(ready, at=at), at=at, **FEVER)
        send(report_of(ready, at=at + HOUR), at=at + HOUR, pain_worst=0)
        assert passed(ready, "G2-07", PROCEDURE)

        send(check_in_of(ready, "P-0"), at=at + 2 * HOUR, infection_now="yes")
        send(report_of(ready, at=at + 3 * HOUR), at=at + 3 * HOUR, pain_worst=0)
        assert not passed(ready, "G2-07", PROCEDURE)

    def test_cold_before_its_needle_is_a_call_and_no_harm(self, second: Journey) -> None:
        send(check_in_of(second, "P-1"), at=PROCEDURE - 20 * HOUR, infection_now="yes")
        assert Alert.objects.get().level == "call_24h"
        assert not AdverseEvent.objects.exists()

    def test_calm_report_changes_nothing(self, ready: Journey) -> None:
        at = PROCEDURE - 6 * HOUR
        send(report_of(ready, at=at), at=at, pain_worst=0)

        assert passed(ready, "G2-07", PROCEDURE)

    def test_worry_after_a_nurse_cleared_readiness_takes_the_clearing_back(self, second: Journey) -> None:
        nurse, at = staff("nurse"), PROCEDURE - 12 * HOUR
        clear_check(cycle=newest_cycle(second), check_id="G2-06", note="Spoke with her.", by=nurse, at=at)
        assert passed(second, "G2-06", PROCEDURE)

        send(report_of(second, at=at + HOUR), at=at + HOUR, pain_worst=0)
        assert passed(second, "G2-06", PROCEDURE)
        send(report_of(second, at=at + 2 * HOUR), at=at + 2 * HOUR, **FEVER)
        assert not passed(second, "G2-06", PROCEDURE)

    def test_worry_of_before_the_session_was_opened_is_the_first_sessions_own(self, follow_up: Journey) -> None:
        send(report_of(follow_up), **FEVER)
        later = Cycle.objects.filter(journey=follow_up)
        later.update(status="complete", opened_at=NOW - 90 * DAY)
        second = open_cycle(follow_up, 2, tasks=[], by=staff(), at=NOW + DAY)
        Cycle.objects.filter(pk=second.pk).update(procedure_at=NOW + 2 * DAY)

        assert Submission.objects.filter(journey=follow_up, check_in__code="REPORT").count() == 1
        assert standing_of(fresh(follow_up), NOW + 2 * DAY).facts.latest_readiness_level == ""


def test_hand_of_an_earlier_needle_stays_and_other_joints_are_for_the_session_to_come(second: Journey) -> None:
    with pytest.raises(MoveNotAllowed, match="Open another journey for the other hand"):
        record_plan(journey=second, values={"target_hand": "left", "joints": ["L-CMC1"]}, by=staff(), at=NOW)

    record_plan(journey=second, values={"joints": ["R-PIP2"]}, by=staff(), at=NOW)

    first, now = first_cycle(second), newest_cycle(second)
    assert (treated_joints(first), treated_joints(now)) == (("R-CMC1",), ("R-PIP2",))
    assert places.treated_in(first) == "Right hand, base of thumb"
    assert standing_of(fresh(second), NOW, cycle_id=first.pk).facts.joints == ("R-CMC1",)
    assert standing_of(fresh(second), NOW).facts.joints == ("R-PIP2",)
    listed = with_treated_joints(Cycle.objects.filter(journey=second)).order_by("number")
    assert [treated_joints(each) for each in listed] == [("R-CMC1",), ("R-PIP2",)]


WARFARIN = {"name": "Warfarin", "drug_class": "anticoag_warfarin", "dose": "3 mg"}


def test_medicines_and_pregnancy_of_the_last_history_are_asked_about_until_a_new_one_is_written(
    second: Journey,
) -> None:
    first, now, by = first_cycle(second), newest_cycle(second), staff()
    history = SECTIONS["history"]
    values = {"takes_medicines": True, "pregnancy_status": "possible"}
    told = {"by": by, "at": NOW, "seen": ["takes_medicines: ['anticoag_warfarin']"]}
    save_record(
        cycle=first, section=history, values=values, lines={"medicines": [WARFARIN]}, reason="Told now.", **told
    )

    facts = standing_of(fresh(second), NOW).facts
    assert "a line for Warfarin" in list(MEDICINE_PLAN.asks[0](NEVER_SAVED, facts))
    assert [each["name"] for each in from_history(facts).of("medicines")] == ["Warfarin"]
    assert {"pregnancy test", "INR with its time, for warfarin"} <= set(asked_for(NEVER_SAVED, facts))
    begun = beginning(history, {"i_meds": ["warfarin ", "Zinc"]}, last_entry(standing_of(second, NOW), history), {})
    assert begun.lines["medicines"][0] == {**begun.lines["medicines"][0], **WARFARIN}
    assert [each["name"] for each in begun.lines["medicines"]] == ["Warfarin", "Zinc"]
    assert medicines_on_the_sheet(second) == {"Warfarin 3 mg"}
    assert facts.record.own("history").version == 0

    save_record(cycle=now, section=history, values={"takes_medicines": False}, lines={}, by=by, at=NOW)
    assert list(asked_for(NEVER_SAVED, standing_of(fresh(second), NOW).facts)) == []
    assert medicines_on_the_sheet(second) == {"None written down here"}


def medicines_on_the_sheet(journey: Journey) -> set[str]:
    """As it is read from a check-in, and from the page that has the whole session."""
    card, cycle = clinic_card(journey.patient.site.clinic), standing_of(fresh(journey), NOW).cycle
    sheets = emergency_sheet(report_of(journey, at=NOW), card), sheet_of(journey, first_cycle(journey), cycle, card)
    return {fact.value for sheet in sheets for fact in sheet if fact.term == "Medicines"}
