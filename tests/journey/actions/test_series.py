"""Check-ins that follow from the anchors: made once, moved while unsent, never lost (clinical.md 3.1, 3.2, 8.3)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from msgspec import structs

from journey.actions.clinic import publish_pathway
from journey.actions.moves import make_move
from journey.actions.plans import record_date
from journey.actions.sending import send_check_in
from journey.actions.series import (
    cancel_check_ins,
    cancel_everything,
    plan_series,
    restore_check_ins,
    take_over_yearly,
)
from journey.domain.gates import Gate
from journey.domain.moves import Choices, Move
from journey.domain.windows import Anchor
from journey.models import CheckIn, CheckInDraft, Clinic, Cycle, Journey, Submission
from journey.pathway.loader import load_default
from journey.standing import standing_of
from tests.builders import DONOR, NOW, check_in_of, fill, fresh, newest_cycle, report_of, send, staff
from tests.walked import walked

DAY = timedelta(days=1)
AFTER_INJECTION = [
    "I-0", "A-0", "A-1", "A-2", "A-3", "A-5", "A-7", "A-10", "A-14",
    "F-21", "F-28", "F-6W", "F-3M", "F-6M", "F-12M", "F-Y2", "F-Y3", "F-Y4", "F-Y5",
]  # fmt: skip


def codes(journey: Journey, *prefixes: str) -> set[str]:
    return {row.code for row in CheckIn.objects.filter(journey=journey) if row.code.startswith(prefixes)}


def states(journey: Journey) -> dict[str, str]:
    return {row.code: row.state for row in CheckIn.objects.filter(journey=journey)}


def windows(journey: Journey) -> set[tuple[str, datetime, datetime, datetime | None]]:
    rows = CheckIn.objects.filter(journey=journey)
    return {(row.code, row.opens_at, row.due_at, row.closes_at) for row in rows}


def procedure_of(journey: Journey) -> datetime:
    at = newest_cycle(journey).procedure_at
    assert at is not None
    return at


def move_procedure(journey: Journey, by: int | timedelta, at: datetime = NOW) -> Cycle:
    """By days, or by a length of time."""
    moment = procedure_of(journey) + (by if isinstance(by, timedelta) else by * DAY)
    return record_date(journey=journey, anchor=Anchor.PROCEDURE, moment=moment, by=staff("nurse"), at=at)


def passed(journey: Journey, check: str, at: datetime) -> bool:
    return next(line.passed for line in standing_of(fresh(journey), at).gate(Gate.G2).lines if line.check_id == check)


def correct_late(draft: CheckInDraft, at: datetime) -> Submission:
    """What was typed in time is sent when nobody asks for it any more."""
    by = draft.check_in.journey.patient.user
    assert by is not None
    return send_check_in(check_in=draft.check_in, token=draft.token, by=by, at=at).submission


def ready_the_day_before(journey: Journey, at: datetime) -> bool:
    return passed(journey, "G2-06", at)


def fit_on_the_day(journey: Journey, at: datetime) -> bool:
    return passed(journey, "G2-07", at)


class TestMaking:
    def test_injection_makes_the_whole_series_of_its_table(self, post_care: Journey) -> None:
        assert codes(post_care, "I-", "A-", "F-") == set(AFTER_INJECTION)
        assert CheckIn.objects.filter(journey=post_care, code="A-14").get().due_at == datetime(
            2026, 12, 5, 18, tzinfo=UTC
        )

    def test_series_made_again_is_the_same_series(self, post_care: Journey) -> None:
        before = windows(post_care)
        plan_series(newest_cycle(post_care), Anchor.INJECTION, at=NOW)
        assert windows(post_care) == before

    def test_procedure_date_makes_what_is_still_to_come(self, preparation: Journey) -> None:
        assert codes(preparation, "P-") == {"P-BASE", "P-14", "P-7", "P-1", "P-0"}

    def test_check_in_that_is_over_when_it_would_be_made_is_not_made(self, consultation: Journey) -> None:
        Clinic.objects.update(cooling_off_days=1)
        record_date(
            journey=consultation, anchor=Anchor.PROCEDURE, moment=NOW + 6 * DAY, by=staff("nurse"), at=NOW + 4 * DAY
        )
        assert codes(consultation, "P-") == {"P-BASE", "P-1", "P-0"}

    @pytest.mark.django_db
    def test_donor_cells_have_no_harvest_check_ins(self) -> None:
        journey = walked("post_care", mode=DONOR)
        assert codes(journey, "H-") == set()
        assert codes(journey, "A-") == {code for code in AFTER_INJECTION if code.startswith("A-")}

    def test_own_cells_given_the_same_day_join_the_first_series(self, post_care: Journey) -> None:
        harvest_rows = CheckIn.objects.filter(journey=post_care, code__startswith="H-")
        assert {row.state for row in harvest_rows} <= {"cancelled"}


class TestMoving:
    @pytest.mark.parametrize("by_days", [1, 9, 40, -2])
    def test_moved_procedure_moves_what_was_not_sent(self, preparation: Journey, by_days: int) -> None:
        before = {row.code: row for row in CheckIn.objects.filter(journey=preparation)}

        move_procedure(preparation, by_days)

        after = {row.code: row for row in CheckIn.objects.filter(journey=preparation)}
        for code in ("P-BASE", "P-1", "P-0"):
            assert after[code].closes_at == before[code].closes_at + by_days * DAY
            assert after[code].pk == before[code].pk
        assert after["C-POST"].closes_at == before["C-POST"].closes_at

    def test_sent_baseline_stays_when_the_procedure_moves_a_little(self, preparation: Journey) -> None:
        sent = send(check_in_of(preparation, "P-BASE")).submission
        move_procedure(preparation, 20)

        check_in = check_in_of(preparation, "P-BASE")
        assert (check_in.state, check_in.submitted_at, sent.latest) == ("submitted", NOW, True)

    def test_baseline_is_asked_again_when_the_procedure_moves_far(self, preparation: Journey) -> None:
        first = send(check_in_of(preparation, "P-BASE"), nrs_worst_24h=6).submission
        cycle = move_procedure(preparation, 40)
        assert check_in_of(preparation, "P-BASE").state == "scheduled"
        assert cycle.procedure_at is not None

        second = send(check_in_of(preparation, "P-BASE"), at=cycle.procedure_at - 7 * DAY, nrs_worst_24h=8).submission

        first.refresh_from_db()
        assert (first.answers["nrs_worst_24h"], first.latest) == (6, False)
        assert (second.version, second.latest, second.sent_at) == (2, True, cycle.procedure_at - 7 * DAY)

    def test_day_before_check_is_asked_again_for_a_new_date(self, preparation: Journey) -> None:
        cycle = newest_cycle(preparation)
        assert cycle.procedure_at is not None
        at = cycle.procedure_at - timedelta(hours=20)
        send(check_in_of(preparation, "P-1"), at=at)

        move_procedure(preparation, 9, at=at)

        check_in = check_in_of(preparation, "P-1")
        assert (check_in.state, check_in.submitted_at) == ("scheduled", None)
        assert Submission.objects.filter(check_in=check_in).count() == 1
        send(check_in, at=at + 9 * DAY)
        send(check_in, at=at + 9 * DAY, wants="unsure")
        told = preparation.events.filter(data__check_in="P-1").order_by("data__version")
        assert list(told.values_list("kind", "data__version")) == [
            ("check_in_sent", 1),
            ("check_in_sent", 2),
            ("check_in_corrected", 3),
        ]
        assert not ready_the_day_before(preparation, at)

    @pytest.mark.parametrize("minutes", [-30, -5, 5, 30])
    def test_day_before_check_of_the_same_day_is_not_asked_twice(self, preparation: Journey, minutes: int) -> None:
        """Moved by minutes in the last hours, when nobody could answer P-1 any more."""
        procedure_at = procedure_of(preparation)
        send(check_in_of(preparation, "P-1"), at=procedure_at - timedelta(hours=20))
        at = procedure_at - timedelta(hours=5)

        move_procedure(preparation, timedelta(minutes=minutes), at=at)

        assert check_in_of(preparation, "P-1").state == "submitted"
        assert ready_the_day_before(preparation, at)

    def test_day_before_check_of_another_date_does_not_count_though_its_window_is_over(
        self, preparation: Journey
    ) -> None:
        """Postponed for nine days, and then brought to this afternoon."""
        procedure_at = procedure_of(preparation)
        send(check_in_of(preparation, "P-1"), at=procedure_at - timedelta(hours=20))
        move_procedure(preparation, 9, at=procedure_at - timedelta(hours=2))
        at = procedure_at + 8 * DAY

        move_procedure(preparation, timedelta(days=-1, hours=6), at=at)

        assert check_in_of(preparation, "P-1").submitted_at is None
        assert not ready_the_day_before(preparation, at)

    def test_day_before_check_is_asked_again_when_a_blank_date_gets_a_new_day(self, preparation: Journey) -> None:
        procedure_at = procedure_of(preparation)
        at = procedure_at - timedelta(hours=2)
        send(check_in_of(preparation, "P-1"), at=procedure_at - timedelta(hours=20))
        choices = Choices(reason_code="infection")
        make_move(journey=preparation, move=Move.POSTPONE, by=staff(), at=at, choices=choices)

        new = procedure_at + 9 * DAY
        record_date(journey=preparation, anchor=Anchor.PROCEDURE, moment=new, by=staff("nurse"), at=at)

        assert check_in_of(preparation, "P-1").state == "scheduled"

    @pytest.mark.parametrize(("minutes", "state"), [(30, "scheduled"), (-30, "scheduled"), (-80, "submitted")])
    def test_hours_without_food_are_asked_again_for_another_time_while_they_can_be_told(
        self, preparation: Journey, minutes: int, state: str
    ) -> None:
        procedure_at = procedure_of(preparation)
        send(check_in_of(preparation, "P-0"), at=procedure_at - timedelta(hours=3))

        move_procedure(preparation, timedelta(minutes=minutes), at=procedure_at - timedelta(minutes=90))

        assert check_in_of(preparation, "P-0").state == state

    def test_hold_of_the_day_goes_on_holding_when_the_hour_moves(self, preparation: Journey) -> None:
        procedure_at = procedure_of(preparation)
        send(check_in_of(preparation, "P-1"), at=procedure_at - timedelta(hours=20))
        send(check_in_of(preparation, "P-0"), at=procedure_at - timedelta(hours=3), infection_now="yes")
        later = procedure_at + timedelta(minutes=30)

        move_procedure(preparation, timedelta(minutes=30), at=procedure_at - timedelta(hours=2))
        assert not fit_on_the_day(preparation, later)
        send(check_in_of(preparation, "P-0"), at=procedure_at - timedelta(hours=1))
        assert fit_on_the_day(preparation, later)

    def test_correction_that_comes_after_the_closing_changes_no_gate_unless_it_worries(
        self, preparation: Journey
    ) -> None:
        day_before, of_the_day = procedure_of(preparation) - timedelta(hours=20), procedure_of(preparation)
        send(check_in_of(preparation, "P-1"), at=day_before, infection_now="yes")
        better = fill(check_in_of(preparation, "P-1"), at=day_before, infection_now="no")
        late = correct_late(better, at=of_the_day)
        assert (late.latest, late.after_closing, late.triage.level) == (True, True, "ready")
        assert not ready_the_day_before(preparation, of_the_day)
        assert not fit_on_the_day(preparation, of_the_day)

        send(check_in_of(preparation, "P-0"), at=of_the_day - timedelta(hours=3))
        worse = fill(check_in_of(preparation, "P-0"), at=of_the_day - timedelta(hours=3), infection_now="yes")
        assert fit_on_the_day(preparation, of_the_day)
        assert correct_late(worse, at=of_the_day).after_closing
        assert not fit_on_the_day(preparation, of_the_day)

    def test_baseline_that_is_corrected_after_the_closing_gets_too_old_like_any_other(
        self, preparation: Journey
    ) -> None:
        send(check_in_of(preparation, "P-BASE"))
        correction = fill(check_in_of(preparation, "P-BASE"))
        closes_at = correction.check_in.closes_at
        assert closes_at is not None
        assert correct_late(correction, at=closes_at + timedelta(hours=1)).after_closing
        move_procedure(preparation, 40)
        assert check_in_of(preparation, "P-BASE").state == "scheduled"

    def test_answers_of_a_day_that_is_over_open_no_gate(self, preparation: Journey) -> None:
        procedure_at = procedure_of(preparation)
        send(check_in_of(preparation, "P-1"), at=procedure_at - timedelta(hours=20))
        next_day = procedure_at + DAY

        assert fit_on_the_day(preparation, procedure_at)
        assert not fit_on_the_day(preparation, next_day)
        send(report_of(preparation, at=next_day), at=next_day)
        assert fit_on_the_day(preparation, next_day)

    def test_sent_check_ins_never_move(self, post_care: Journey) -> None:
        send(check_in_of(post_care, "A-3"))
        before = next(row for row in windows(post_care) if row[0] == "A-3")
        cycle = newest_cycle(post_care)
        cycle.injection_at = cycle.injection_at and cycle.injection_at + DAY

        plan_series(cycle, Anchor.INJECTION, at=NOW)

        assert before in windows(post_care)
        assert check_in_of(post_care, "A-5").due_at == NOW.replace(hour=18) + 3 * DAY


class TestCancelling:
    def test_cancelling_leaves_what_was_sent(self, post_care: Journey) -> None:
        send(check_in_of(post_care, "A-3"))
        cycle = newest_cycle(post_care)

        assert cancel_check_ins(cycle, ["A-"], at=NOW) == 7

        after = states(post_care)
        assert (after["A-3"], after["A-5"], after["F-21"]) == ("submitted", "cancelled", "scheduled")
        assert cancel_check_ins(cycle, ["A-"], at=NOW) == 0

    def test_stop_everything_leaves_only_what_was_sent(self, post_care: Journey) -> None:
        send(check_in_of(post_care, "A-3"))
        cancel_everything(newest_cycle(post_care), at=NOW)

        assert set(states(post_care).values()) == {"submitted", "cancelled"}
        assert states(post_care)["A-3"] == "submitted"

    def test_restored_check_ins_are_those_whose_window_is_not_over(self, post_care: Journey) -> None:
        before = states(post_care)
        cycle = newest_cycle(post_care)
        cancel_check_ins(cycle, ["A-", "F-"], at=NOW)

        restore_check_ins(cycle, at=NOW)

        after = states(post_care)
        assert (after["A-2"], after["A-3"], after["A-14"]) == ("cancelled", "scheduled", "scheduled")
        assert after["F-Y5"] == before["F-Y5"] == "scheduled"

    def test_restored_check_ins_of_a_harvest_on_the_injection_day_stay_joined(self, post_care: Journey) -> None:
        cycle = newest_cycle(post_care)
        assert cycle.harvest_at is not None
        assert states(post_care)["H-7"] == "cancelled"

        restore_check_ins(cycle, at=NOW)
        assert states(post_care)["H-7"] == "cancelled", "the A series asks about the same place"

        cycle.harvest_at -= DAY
        restore_check_ins(cycle, at=NOW)
        assert states(post_care)["H-7"] == "scheduled"

    def test_newer_injection_takes_over_the_yearly_checks(self, follow_up: Journey) -> None:
        second = Cycle(journey=follow_up, number=2, opened_at=NOW)

        taken = take_over_yearly(second, at=NOW)

        after = states(follow_up)
        assert taken == 4
        assert {after[f"F-Y{year}"] for year in (2, 3, 4, 5)} == {"cancelled"}
        assert (after["F-12M"], after["F-21"]) == ("scheduled", "scheduled")

    def test_taking_over_leaves_this_session_alone(self, follow_up: Journey) -> None:
        assert take_over_yearly(newest_cycle(follow_up), at=NOW) == 0


def test_yearly_checks_go_on_for_the_years_of_the_pathway(follow_up: Journey) -> None:
    pathway = load_default()
    longer = structs.replace(pathway, name="longer", defaults=structs.replace(pathway.defaults, long_term_years=7))
    version = publish_pathway(pathway=longer, by=staff("manager"), at=NOW)
    Journey.objects.filter(pk=follow_up.pk).update(pathway_version=version)

    plan_series(Cycle.objects.get(journey=follow_up), Anchor.INJECTION, at=NOW)

    assert codes(follow_up, "F-Y") == {f"F-Y{year}" for year in range(2, 8)}


def test_fresh_windows_are_in_the_zone_of_the_patient(post_care: Journey) -> None:
    """A patient ten hours east: the same local clock times, other moments (architecture: time)."""
    type(post_care.patient).objects.filter(pk=post_care.patient.pk).update(time_zone="Pacific/Guam")
    cycle = Cycle.objects.get(pk=newest_cycle(fresh(post_care)).pk)

    plan_series(cycle, Anchor.INJECTION, at=NOW)

    due = check_in_of(post_care, "A-5").due_at
    assert (due.date(), due.hour) == (date(2026, 11, 26), 8)
