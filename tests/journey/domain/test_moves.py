"""Staff moves: the straight path what it creates, and what each move asks for."""

from datetime import timedelta

import pytest

from journey.domain.errors import MoveNotAllowed, NotAccepted
from journey.domain.gates import Gate
from journey.domain.moves import Choices, Effect, Move, gates_for, needle_gate
from journey.domain.stages import CycleStatus, HarvestMode, JourneyStatus, StageCode, StageState
from tests.journey.domain.journeys import (
    BANKED,
    DONOR,
    INJECTED,
    NOON,
    OWN,
    carry_out,
    changes,
    planned,
    standing_at,
)

CONSULTATION, PREPARATION, HARVESTING, INJECTION, POST_CARE, FOLLOW_UP = StageCode
NOT_STARTED, IN_PROGRESS, COMPLETE, SKIPPED, ABORTED = StageState


FORWARD = [
    (Move.COMPLETE_CONSULTATION, OWN, CONSULTATION, [(CONSULTATION, COMPLETE), (PREPARATION, IN_PROGRESS)], (Gate.G1,)),
    (Move.COMPLETE_PREPARATION, OWN, PREPARATION, [(PREPARATION, COMPLETE), (HARVESTING, IN_PROGRESS)], (Gate.G2,)),
    (
        Move.COMPLETE_PREPARATION,
        DONOR,
        PREPARATION,
        [(PREPARATION, COMPLETE), (HARVESTING, SKIPPED), (INJECTION, IN_PROGRESS)],
        (Gate.G2,),
    ),
    (
        Move.COMPLETE_PREPARATION,
        BANKED,
        PREPARATION,
        [(PREPARATION, COMPLETE), (HARVESTING, SKIPPED), (INJECTION, IN_PROGRESS)],
        (Gate.G2,),
    ),
    (Move.COMPLETE_HARVESTING, OWN, HARVESTING, [(HARVESTING, COMPLETE), (INJECTION, IN_PROGRESS)], (Gate.G3,)),
    (Move.COMPLETE_INJECTION, OWN, INJECTION, [(INJECTION, COMPLETE), (POST_CARE, IN_PROGRESS)], (Gate.G3, Gate.G4)),
    (Move.COMPLETE_INJECTION, DONOR, INJECTION, [(INJECTION, COMPLETE), (POST_CARE, IN_PROGRESS)], (Gate.G3, Gate.G4)),
    (Move.COMPLETE_POST_CARE, OWN, POST_CARE, [(POST_CARE, COMPLETE), (FOLLOW_UP, IN_PROGRESS)], (Gate.G5,)),
    (Move.COMPLETE_JOURNEY, OWN, FOLLOW_UP, [(FOLLOW_UP, COMPLETE)], (Gate.G6,)),
    (Move.OPEN_NEW_CYCLE, OWN, FOLLOW_UP, [(FOLLOW_UP, COMPLETE)], (Gate.G6_NEW_CYCLE,)),
]


@pytest.mark.parametrize(("move", "mode", "stage", "expected", "gates"), FORWARD)
def test_forward_move_closes_its_stage_and_opens_the_next(move, mode, stage, expected, gates):
    at = standing_at(stage, mode=mode)

    plan = planned(at, move)

    assert changes(plan) == expected
    assert gates_for(at, move) == gates
    closes = move is Move.COMPLETE_JOURNEY
    assert plan.journey is (JourneyStatus.CLOSED_COMPLETED if closes else JourneyStatus.ACTIVE)
    assert plan.cycle is (CycleStatus.COMPLETE if stage is FOLLOW_UP else CycleStatus.ACTIVE)


@pytest.mark.parametrize("move", sorted({move for move, *_ in FORWARD}))
@pytest.mark.parametrize("stage", StageCode)
def test_forward_move_from_another_stage_is_refused_with_where_the_journey_is(move, stage):
    own_stage = next(stage for each, _, stage, *_ in FORWARD if each is move)
    if stage is own_stage:
        return

    with pytest.raises(MoveNotAllowed, match=r"^Only in the .* stage\. This journey is in the .* stage\.$"):
        planned(standing_at(stage), move)


@pytest.mark.parametrize("status", [JourneyStatus.PAUSED, JourneyStatus.POSTPONED])
@pytest.mark.parametrize(("move", "mode", "stage", "expected", "gates"), FORWARD)
def test_forward_move_while_not_active_is_refused(status, move, mode, stage, expected, gates):
    with pytest.raises(MoveNotAllowed, match="Resume it first"):
        planned(standing_at(stage, mode=mode, journey=status), move)


class TestEffects:
    """What recording a stage creates."""

    def test_consultation_closing_cancels_c_check_ins_only(self):
        effects = planned(standing_at(CONSULTATION), Move.COMPLETE_CONSULTATION).effects

        assert effects == (Effect.CANCEL_C_CHECK_INS, Effect.MOVE_P_CHECK_INS)

    def test_preparation_closing_cancels_p_check_ins_only(self):
        assert planned(standing_at(PREPARATION), Move.COMPLETE_PREPARATION).effects == (Effect.CANCEL_P_CHECK_INS,)

    @pytest.mark.parametrize(("same_day", "created"), [(False, True), (True, False)])
    def test_harvest_closing_makes_h_series_unless_injected_the_same_day(self, same_day, created):
        plan = planned(standing_at(HARVESTING, harvest_at=NOON), Move.COMPLETE_HARVESTING, injection_same_day=same_day)

        assert (Effect.CREATE_HARVEST_SERIES in plan.effects) is created

    @pytest.mark.parametrize(
        ("mode", "facts", "first"),
        [
            (OWN, {"harvest_at": NOON - timedelta(hours=2)}, [Effect.JOIN_HARVEST_SERIES]),
            (OWN, {"harvest_at": NOON - timedelta(days=10)}, [Effect.CREATE_HARVEST_SERIES]),
            (DONOR, {}, []),
        ],
    )
    def test_injection_closing_makes_injection_series(self, mode, facts, first):
        plan = planned(standing_at(INJECTION, mode=mode, **INJECTED, **facts), Move.COMPLETE_INJECTION)

        assert list(plan.effects) == [
            Effect.CANCEL_P_CHECK_INS,
            *first,
            Effect.CREATE_INJECTION_SERIES,
            Effect.GIVE_INSTRUCTIONS,
        ]

    def test_injection_of_a_later_cycle_takes_over_the_yearly_series(self):
        plan = planned(standing_at(INJECTION, cycle_no=2, **INJECTED), Move.COMPLETE_INJECTION)

        assert Effect.TAKE_OVER_YEARLY_SERIES in plan.effects

    def test_new_cycle_begins_with_its_own_consultation(self):
        at = standing_at(FOLLOW_UP, **INJECTED)

        after = carry_out(at, planned(at, Move.OPEN_NEW_CYCLE), Choices())

        assert (after.cycle_no, after.current, after.cycle) == (2, CONSULTATION, CycleStatus.ACTIVE)
        assert set(after.stages.values()) == {IN_PROGRESS, NOT_STARTED}


class TestChoices:
    @pytest.mark.parametrize(
        ("at", "move", "changed", "field"),
        [
            (standing_at(PREPARATION), Move.POSTPONE, {"reason_code": ""}, "reason_code"),
            (standing_at(PREPARATION), Move.POSTPONE, {"reason_code": "rain"}, "reason_code"),
            (standing_at(PREPARATION), Move.POSTPONE, {"reason_code": "other"}, "note"),
            (standing_at(PREPARATION), Move.PAUSE, {"note": "  "}, "note"),
            (standing_at(CONSULTATION), Move.DEFER, {"review_on": None}, "review_on"),
            (standing_at(HARVESTING), Move.ABORT_HARVEST, {"reason_code": "too_mild"}, "reason_code"),
        ],
    )
    def test_missing_choice_is_not_accepted_and_names_its_field(self, at, move, changed, field):
        with pytest.raises(NotAccepted) as refused:
            planned(at, move, **changed)

        assert refused.value.field == field


@pytest.mark.parametrize(
    ("stage", "mode", "gate"),
    [
        (PREPARATION, OWN, None),
        (HARVESTING, OWN, Gate.G2),
        (INJECTION, OWN, Gate.G3),
        (INJECTION, HarvestMode.DONOR_PRODUCT, Gate.G3),
    ],
)
def test_needle_gate_is_the_gate_before_the_stage(stage, mode, gate):
    assert needle_gate(standing_at(stage, mode=mode)) is gate
