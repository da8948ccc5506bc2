"""The moves off the straight path: every exception of clinical.md 8.3, as whole plans."""

from dataclasses import replace
from datetime import timedelta

import pytest

from journey.domain.errors import MoveNotAllowed, NotAccepted
from journey.domain.gates import Gate
from journey.domain.moves import Choices, Effect, Move, allowed_moves, gates_for, plan_move, why_not
from journey.domain.stages import CycleStatus, JourneyStatus, StageCode, StageState
from tests.journey.domain.journeys import (
    BANKED,
    CANCEL_CP,
    DONOR,
    INJECTED,
    NEW_DATE,
    NEXT_MONTH,
    NOON,
    TODAY,
    carry_out,
    changes,
    good_choices,
    planned,
    standing_at,
)

CONSULTATION, PREPARATION, HARVESTING, INJECTION, POST_CARE, FOLLOW_UP = StageCode
NOT_STARTED, IN_PROGRESS, COMPLETE, SKIPPED, ABORTED = StageState


class TestPostpone:
    def test_in_preparation_with_a_new_date_moves_p_check_ins(self):
        plan = planned(standing_at(PREPARATION), Move.POSTPONE, procedure_at=NEXT_MONTH)

        assert (plan.journey, changes(plan), plan.effects) == (JourneyStatus.POSTPONED, [], NEW_DATE)

    def test_without_a_date_nothing_is_asked_again_yet(self):
        plan = planned(standing_at(PREPARATION), Move.POSTPONE)

        assert plan.effects == (Effect.SET_PROCEDURE_DATE, Effect.MOVE_P_CHECK_INS)

    @pytest.mark.parametrize(
        ("at", "expected"),
        [
            (standing_at(HARVESTING), [(HARVESTING, NOT_STARTED), (PREPARATION, IN_PROGRESS)]),
            (
                standing_at(INJECTION, mode=DONOR),
                [(INJECTION, NOT_STARTED), (HARVESTING, NOT_STARTED), (PREPARATION, IN_PROGRESS)],
            ),
            (
                standing_at(INJECTION, mode=BANKED),
                [(INJECTION, NOT_STARTED), (HARVESTING, NOT_STARTED), (PREPARATION, IN_PROGRESS)],
            ),
        ],
    )
    def test_before_the_needle_goes_back_to_preparation(self, at, expected):
        assert changes(planned(at, Move.POSTPONE)) == expected

    def test_own_cells_already_taken_wait_at_the_injection_with_harvest_checks(self):
        plan = planned(standing_at(INJECTION, harvest_at=NOON), Move.POSTPONE, procedure_at=NEXT_MONTH)

        assert changes(plan) == []
        assert plan.effects == (Effect.CREATE_HARVEST_SERIES, *NEW_DATE)

    @pytest.mark.parametrize(
        "at", [standing_at(HARVESTING, harvest_at=NOON), standing_at(INJECTION, mode=DONOR, **INJECTED)]
    )
    def test_after_the_needle_is_refused(self, at):
        with pytest.raises(MoveNotAllowed, match="needle has been used"):
            planned(at, Move.POSTPONE)

    @pytest.mark.parametrize("stage", [CONSULTATION, POST_CARE, FOLLOW_UP])
    def test_in_another_stage_is_refused(self, stage):
        with pytest.raises(MoveNotAllowed, match="Only in preparation, harvest or injection"):
            planned(standing_at(stage), Move.POSTPONE)

    def test_once_more_while_postponed_is_allowed(self):
        at = standing_at(PREPARATION, journey=JourneyStatus.POSTPONED)

        assert planned(at, Move.POSTPONE).journey is JourneyStatus.POSTPONED

    def test_to_yesterday_is_not_accepted(self):
        with pytest.raises(NotAccepted) as refused:
            planned(standing_at(PREPARATION), Move.POSTPONE, procedure_at=NOON - timedelta(days=1))

        assert refused.value.field == "procedure_at"
        assert "24 November 2026" in refused.value.sentence


class TestPauseAndResume:
    @pytest.mark.parametrize(
        ("at", "allowed"),
        [
            (standing_at(CONSULTATION), True),
            (standing_at(PREPARATION), True),
            (standing_at(HARVESTING), True),
            (standing_at(HARVESTING, harvest_at=NOON), False),
            (standing_at(HARVESTING, ABORTED, harvest_at=NOON), True),
            (standing_at(INJECTION, harvest_at=NOON), False),
            (standing_at(INJECTION, mode=DONOR), True),
            (standing_at(INJECTION, mode=DONOR, **INJECTED), False),
            (standing_at(POST_CARE, harvest_at=NOON, **INJECTED), False),
            (standing_at(POST_CARE, discharge_at=NOON, **INJECTED), True),
            (standing_at(FOLLOW_UP, discharge_at=NOON, **INJECTED), True),
        ],
    )
    def test_pause_is_refused_only_between_needle_and_discharge(self, at, allowed):
        assert (why_not(at, Move.PAUSE) is None) is allowed

    def test_pause_cancels_no_check_in(self):
        plan = planned(standing_at(POST_CARE, discharge_at=NOON, **INJECTED), Move.PAUSE)

        assert (plan.journey, plan.effects) == (JourneyStatus.PAUSED, (Effect.REVIEW_TASK,))

    @pytest.mark.parametrize(("days", "accepted"), [(0, False), (1, True), (90, True), (91, False)])
    def test_pause_review_date_is_within_90_days(self, days, accepted):
        def act():
            return planned(standing_at(FOLLOW_UP), Move.PAUSE, review_on=TODAY + timedelta(days=days))

        if accepted:
            assert act().journey is JourneyStatus.PAUSED
            return
        with pytest.raises(NotAccepted) as refused:
            act()
        assert refused.value.field == "review_on"

    @pytest.mark.parametrize("procedure_at", [None, NEXT_MONTH])
    def test_resume_in_follow_up_needs_and_moves_no_date(self, procedure_at):
        at = standing_at(FOLLOW_UP, journey=JourneyStatus.PAUSED, procedure_at=NOON - timedelta(days=40), **INJECTED)

        plan = planned(at, Move.RESUME, procedure_at=procedure_at)

        assert (plan.journey, plan.effects) == (JourneyStatus.ACTIVE, ())

    @pytest.mark.parametrize(
        ("status", "procedure_at"),
        [
            (JourneyStatus.POSTPONED, None),
            (JourneyStatus.POSTPONED, NOON - timedelta(days=1)),
            (JourneyStatus.PAUSED, NOON - timedelta(days=1)),
        ],
    )
    def test_resume_without_a_date_to_come_is_not_accepted(self, status, procedure_at):
        at = standing_at(PREPARATION, journey=status, procedure_at=procedure_at)

        with pytest.raises(NotAccepted):
            planned(at, Move.RESUME, procedure_at=None)

    @pytest.mark.parametrize("procedure_at", [NOON, NEXT_MONTH])
    def test_resume_postponed_with_its_new_date_set_is_active(self, procedure_at):
        at = standing_at(PREPARATION, journey=JourneyStatus.POSTPONED, procedure_at=procedure_at)

        assert planned(at, Move.RESUME, procedure_at=None).journey is JourneyStatus.ACTIVE

    def test_resume_with_a_new_date_moves_p_check_ins(self):
        at = standing_at(PREPARATION, journey=JourneyStatus.POSTPONED)

        assert planned(at, Move.RESUME, procedure_at=NEXT_MONTH).effects == NEW_DATE


class TestAbortHarvest:
    def test_after_the_needle_keeps_safety_checks(self):
        plan = planned(standing_at(HARVESTING, harvest_at=NOON), Move.ABORT_HARVEST, harm=True)

        assert changes(plan) == [(HARVESTING, ABORTED)]
        assert plan.effects == (
            Effect.DISPOSE_PRODUCT,
            Effect.CREATE_HARVEST_SERIES,
            Effect.GIVE_INSTRUCTIONS,
            Effect.DRAFT_ADVERSE_EVENT,
        )
        assert (plan.journey, plan.cycle) == (JourneyStatus.ACTIVE, CycleStatus.ACTIVE)

    def test_before_the_needle_makes_no_harvest_checks(self):
        assert planned(standing_at(HARVESTING), Move.ABORT_HARVEST).effects == (Effect.DISPOSE_PRODUCT,)

    def test_then_repeat_opens_the_harvest_again_with_a_blank_record(self):
        at = standing_at(HARVESTING, ABORTED, harvest_at=NOON)

        plan = planned(at, Move.REPEAT_HARVEST)

        assert changes(plan) == [(HARVESTING, IN_PROGRESS)]
        assert plan.effects == (Effect.BLANK_HARVEST, *NEW_DATE)

    @pytest.mark.parametrize(("days", "accepted"), [(13, False), (14, True)])
    def test_then_repeat_waits_14_days(self, days, accepted):
        at = standing_at(HARVESTING, ABORTED, harvest_at=NOON)
        choices = good_choices(Move.REPEAT_HARVEST, procedure_at=NOON + timedelta(days=days))

        if accepted:
            assert plan_move(at, Move.REPEAT_HARVEST, choices).stages
            return
        with pytest.raises(NotAccepted, match="8 December 2026 or later"):
            plan_move(at, Move.REPEAT_HARVEST, choices)

    def test_then_repeat_without_a_date_is_not_accepted(self):
        with pytest.raises(NotAccepted, match="Set the new procedure date"):
            planned(standing_at(HARVESTING, ABORTED), Move.REPEAT_HARVEST, procedure_at=None)

    def test_then_switch_of_plan_ends_the_cycle_and_begins_a_consultation(self):
        plan = planned(standing_at(HARVESTING, ABORTED, harvest_at=NOON), Move.SWITCH_PLAN)

        assert plan.cycle is CycleStatus.ABORTED
        assert plan.effects == (Effect.CANCEL_P_CHECK_INS, Effect.NEW_CYCLE, Effect.CREATE_CONSULT_CHECK_INS)

    @pytest.mark.parametrize(
        ("move", "status"),
        [
            (Move.NOT_CANDIDATE, JourneyStatus.CLOSED_NOT_CANDIDATE),
            (Move.WITHDRAW, JourneyStatus.CLOSED_WITHDRAWN),
        ],
    )
    def test_then_end_closes_the_journey_and_keeps_harvest_checks(self, move, status):
        plan = planned(standing_at(HARVESTING, ABORTED, harvest_at=NOON), move)

        assert plan.journey is status
        assert Effect.CANCEL_ALL_CHECK_INS not in plan.effects

    @pytest.mark.parametrize("move", [Move.REPEAT_HARVEST, Move.SWITCH_PLAN])
    def test_options_without_an_abort_are_refused(self, move):
        with pytest.raises(MoveNotAllowed, match="Only after"):
            planned(standing_at(HARVESTING), move)


class TestAbortInjection:
    def test_with_volume_given_starts_post_care_and_passes_g4(self):
        at = standing_at(INJECTION, mode=DONOR, **INJECTED)

        plan = planned(at, Move.ABORT_INJECTION)

        assert changes(plan) == [(INJECTION, ABORTED), (POST_CARE, IN_PROGRESS)]
        assert plan.effects == (
            Effect.DISPOSE_PRODUCT,
            Effect.CANCEL_P_CHECK_INS,
            Effect.CREATE_INJECTION_SERIES,
            Effect.GIVE_INSTRUCTIONS,
        )
        assert gates_for(at, Move.ABORT_INJECTION) == (Gate.G4_STOPPED,)

    def test_without_volume_keeps_harvest_checks_and_needs_no_gate(self):
        at = standing_at(INJECTION, harvest_at=NOON)

        plan = planned(at, Move.ABORT_INJECTION)

        assert changes(plan) == [(INJECTION, ABORTED)]
        assert plan.effects == (Effect.DISPOSE_PRODUCT, Effect.CREATE_HARVEST_SERIES)
        assert gates_for(at, Move.ABORT_INJECTION) == ()

    @pytest.mark.parametrize("facts", [{"volume_given": True}, {"injection_at": NOON}])
    def test_with_half_a_record_is_refused(self, facts):
        with pytest.raises(MoveNotAllowed, match="first"):
            planned(standing_at(INJECTION, mode=DONOR, **facts), Move.ABORT_INJECTION)

    def test_then_repeat_of_own_cells_goes_back_to_the_harvest(self):
        at = standing_at(INJECTION, ABORTED, harvest_at=NOON)

        assert changes(planned(at, Move.REPEAT_HARVEST)) == [(INJECTION, NOT_STARTED), (HARVESTING, IN_PROGRESS)]
        with pytest.raises(MoveNotAllowed, match="Repeat the harvest"):
            planned(at, Move.REPEAT_INJECTION)

    @pytest.mark.parametrize("mode", [DONOR, BANKED])
    def test_then_repeat_of_other_cells_opens_the_injection_again(self, mode):
        at = standing_at(INJECTION, ABORTED, mode=mode)

        assert changes(planned(at, Move.REPEAT_INJECTION)) == [(INJECTION, IN_PROGRESS)]
        with pytest.raises(MoveNotAllowed, match="no harvest"):
            planned(at, Move.REPEAT_HARVEST)

    def test_with_volume_the_stage_stays_aborted_and_cannot_be_repeated(self):
        at = standing_at(POST_CARE, mode=DONOR, **INJECTED)
        at = replace(at, stages={**at.stages, INJECTION: ABORTED})

        assert why_not(at, Move.REPEAT_INJECTION)
        assert why_not(at, Move.SWITCH_PLAN)
        assert why_not(at, Move.COMPLETE_POST_CARE) is None


class TestConsultationEndings:
    def test_not_candidate_closes_and_cancels_c_and_p(self):
        plan = planned(standing_at(CONSULTATION), Move.NOT_CANDIDATE)

        assert (plan.journey, plan.cycle) == (JourneyStatus.CLOSED_NOT_CANDIDATE, CycleStatus.ABORTED)
        assert plan.effects == CANCEL_CP

    def test_not_candidate_reopens_in_the_consultation(self):
        at = standing_at(CONSULTATION, journey=JourneyStatus.CLOSED_NOT_CANDIDATE, cycle=CycleStatus.ABORTED)

        plan = planned(at, Move.REOPEN)

        assert (plan.journey, plan.cycle) == (JourneyStatus.ACTIVE, CycleStatus.ACTIVE)
        assert carry_out(at, plan, Choices()).current is CONSULTATION

    def test_not_candidate_after_an_abort_reopens_as_a_new_consultation(self):
        at = standing_at(HARVESTING, ABORTED, journey=JourneyStatus.CLOSED_NOT_CANDIDATE, cycle=CycleStatus.ABORTED)

        after = carry_out(at, planned(at, Move.REOPEN), Choices())

        assert (after.cycle_no, after.current) == (2, CONSULTATION)

    def test_deferred_stays_in_the_consultation_with_a_task(self):
        plan = planned(standing_at(CONSULTATION), Move.DEFER)

        assert (plan.journey, plan.stages, plan.effects) == (JourneyStatus.ACTIVE, (), (Effect.REVIEW_TASK,))

    @pytest.mark.parametrize("move", [Move.DEFER, Move.NOT_CANDIDATE])
    def test_after_the_consultation_they_are_refused(self, move):
        with pytest.raises(MoveNotAllowed):
            planned(standing_at(PREPARATION), move)


class TestWithdraw:
    @pytest.mark.parametrize(
        ("at", "keep", "cancelled"),
        [
            (standing_at(PREPARATION), True, (Effect.CANCEL_ALL_CHECK_INS,)),
            (standing_at(HARVESTING, harvest_at=NOON), True, CANCEL_CP),
            (standing_at(POST_CARE, **INJECTED), True, CANCEL_CP),
            (standing_at(POST_CARE, **INJECTED), False, (Effect.CANCEL_ALL_CHECK_INS,)),
            (standing_at(PREPARATION, cycle_no=2, earlier_needle=True), True, CANCEL_CP),
        ],
    )
    def test_keeps_safety_checks_after_a_needle_unless_everything_stops(self, at, keep, cancelled):
        plan = planned(at, Move.WITHDRAW, keep_safety_checks=keep)

        assert (plan.journey, plan.cycle) == (JourneyStatus.CLOSED_WITHDRAWN, CycleStatus.WITHDRAWN)
        assert plan.effects == (Effect.RECORD_CONSENT_WITHDRAWAL, *cancelled)

    def test_default_keeps_safety_checks(self):
        assert Effect.CANCEL_ALL_CHECK_INS not in plan_move(standing_at(POST_CARE, **INJECTED), Move.WITHDRAW).effects

    def test_later_stop_everything_is_possible_once_withdrawn(self):
        at = standing_at(POST_CARE, journey=JourneyStatus.CLOSED_WITHDRAWN, cycle=CycleStatus.WITHDRAWN, **INJECTED)

        plan = planned(at, Move.WITHDRAW, keep_safety_checks=False)

        assert Effect.CANCEL_ALL_CHECK_INS in plan.effects
        with pytest.raises(MoveNotAllowed, match="stop everything"):
            planned(at, Move.WITHDRAW)

    def test_closed_before_any_needle_has_nothing_to_stop(self):
        at = standing_at(CONSULTATION, journey=JourneyStatus.CLOSED_NOT_CANDIDATE, cycle=CycleStatus.ABORTED)

        with pytest.raises(MoveNotAllowed, match="no safety check-ins"):
            planned(at, Move.WITHDRAW)


class TestOtherEndings:
    @pytest.mark.parametrize(("facts", "cycle"), [({}, CycleStatus.ABORTED), (INJECTED, CycleStatus.COMPLETE)])
    def test_transfer_exports_a_summary_and_keeps_safety_checks(self, facts, cycle):
        plan = planned(standing_at(POST_CARE if facts else PREPARATION, **facts), Move.TRANSFER)

        assert (plan.journey, plan.cycle) == (JourneyStatus.CLOSED_TRANSFERRED, cycle)
        assert plan.effects == (*CANCEL_CP, Effect.EXPORT_SUMMARY)

    @pytest.mark.parametrize(("attempts", "routes", "allowed"), [(3, 2, True), (2, 2, False), (5, 1, False)])
    def test_lost_contact_needs_three_attempts_by_two_routes(self, attempts, routes, allowed):
        at = standing_at(FOLLOW_UP, contact_attempts=attempts, contact_routes=routes, **INJECTED)

        assert (why_not(at, Move.LOST_CONTACT) is None) is allowed

    def test_lost_contact_keeps_safety_checks(self):
        at = standing_at(FOLLOW_UP, contact_attempts=3, contact_routes=2, **INJECTED)

        plan = planned(at, Move.LOST_CONTACT)

        assert (plan.journey, plan.cycle) == (JourneyStatus.CLOSED_LOST_CONTACT, CycleStatus.COMPLETE)
        assert plan.effects == CANCEL_CP

    def test_lost_contact_reopens_where_it_stood(self):
        at = standing_at(FOLLOW_UP, journey=JourneyStatus.CLOSED_LOST_CONTACT, cycle=CycleStatus.COMPLETE, **INJECTED)

        after = carry_out(at, planned(at, Move.REOPEN), Choices())

        assert (after.journey, after.cycle, after.current) == (JourneyStatus.ACTIVE, CycleStatus.ACTIVE, FOLLOW_UP)

    @pytest.mark.parametrize(
        ("at", "fatal"), [(standing_at(PREPARATION), False), (standing_at(HARVESTING, harvest_at=NOON), True)]
    )
    def test_death_stops_messages_and_every_check_in(self, at, fatal):
        plan = planned(at, Move.RECORD_DEATH)

        assert plan.journey is JourneyStatus.CLOSED_DECEASED
        assert plan.effects[:2] == (Effect.STOP_MESSAGES, Effect.CANCEL_ALL_CHECK_INS)
        assert (Effect.OPEN_FATAL_ADVERSE_EVENT in plan.effects) is fatal

    def test_after_death_every_move_is_refused_with_the_same_sentence(self):
        at = standing_at(FOLLOW_UP, journey=JourneyStatus.CLOSED_DECEASED, cycle=CycleStatus.COMPLETE)

        assert {reason for _, reason in allowed_moves(at)} == {"The patient has died. The journey cannot be changed."}

    def test_completed_journey_reopens_its_follow_up(self):
        at = standing_at(FOLLOW_UP, COMPLETE, journey=JourneyStatus.CLOSED_COMPLETED, cycle=CycleStatus.COMPLETE)

        plan = planned(at, Move.REOPEN)

        assert changes(plan) == [(FOLLOW_UP, IN_PROGRESS)]
        assert (plan.cycle, plan.effects) == (CycleStatus.ACTIVE, (Effect.RESTORE_CHECK_INS,))


class TestReopenStage:
    @pytest.mark.parametrize(
        ("at", "expected"),
        [
            (standing_at(PREPARATION), [(PREPARATION, NOT_STARTED), (CONSULTATION, IN_PROGRESS)]),
            (standing_at(HARVESTING), [(HARVESTING, NOT_STARTED), (PREPARATION, IN_PROGRESS)]),
            (standing_at(INJECTION, harvest_at=NOON), [(INJECTION, NOT_STARTED), (HARVESTING, IN_PROGRESS)]),
            (
                standing_at(INJECTION, mode=DONOR),
                [(INJECTION, NOT_STARTED), (HARVESTING, NOT_STARTED), (PREPARATION, IN_PROGRESS)],
            ),
            (standing_at(POST_CARE, **INJECTED), [(POST_CARE, NOT_STARTED), (INJECTION, IN_PROGRESS)]),
            (standing_at(FOLLOW_UP, **INJECTED), [(FOLLOW_UP, NOT_STARTED), (POST_CARE, IN_PROGRESS)]),
            (standing_at(HARVESTING, ABORTED, harvest_at=NOON), [(HARVESTING, IN_PROGRESS)]),
        ],
    )
    def test_wrongly_closed_stage_opens_and_the_next_is_set_back(self, at, expected):
        assert changes(planned(at, Move.REOPEN_STAGE)) == expected

    @pytest.mark.parametrize(
        "at", [standing_at(CONSULTATION), standing_at(HARVESTING, harvest_at=NOON), standing_at(INJECTION, **INJECTED)]
    )
    def test_first_stage_or_used_needle_is_refused(self, at):
        with pytest.raises(MoveNotAllowed):
            planned(at, Move.REOPEN_STAGE)
