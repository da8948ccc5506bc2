"""The executor of moves: every move through the database, with its gates, repeats, refusals, roles and effects."""

from datetime import datetime, timedelta
from typing import Any
from unittest.mock import ANY

import pytest
from django.db import transaction

from accounts.models import User
from accounts.roles import Role
from journey import policies
from journey.actions.contacts import log_contact
from journey.actions.gate_decisions import agree_override, clear_check, request_override
from journey.actions.moves import make_move
from journey.actions.plans import record_date
from journey.domain.errors import AlreadyDone, GateClosed, MoveNotAllowed, NotAccepted, NotPermitted, StaleVersion
from journey.domain.moves import MOVES, Choices, Move, gates_for, plan_move, why_not
from journey.domain.stages import CycleStatus, HarvestMode, JourneyStatus, StageCode, StageState
from journey.domain.windows import Anchor, CheckInState
from journey.models import CheckIn, Cycle, Journey, JourneyEvent, Stage
from journey.standing import Standing, standing_of
from tests.builders import NOW, check_in_of, decided_again, fresh, newest_cycle, ready_cells, send, staff
from tests.journey.admin.workspace_pages import at_now, get, words
from tests.walked import walked

DAY = timedelta(days=1)
LATER = NOW + 20 * DAY
WAITING = [CheckInState.SCHEDULED, CheckInState.OPEN, CheckInState.MISSED]
DATED = {Move.RESUME, Move.REPEAT_HARVEST, Move.REPEAT_INJECTION, Move.POSTPONE}


def good(move: Move, **changed: Any) -> Choices:
    """What a careful person would choose."""
    spec = MOVES[move]
    values: dict[str, Any] = {
        "reason_code": spec.reason_codes[0] if spec.reason_codes else "",
        "note": "Because." if spec.needs_reason else "",
        "review_on": (NOW + 30 * DAY).date() if spec.needs_review_on else None,
        "procedure_at": LATER if move in DATED else None,
        "disposition": "discarded" if move in {Move.ABORT_HARVEST, Move.ABORT_INJECTION} else "",
    }
    return Choices(**{**values, **changed})


def act(journey: Journey, move: Move, *, by: User | None = None, at: datetime = NOW, **changed: Any) -> JourneyEvent:
    return make_move(journey=journey, move=move, by=by or staff(), at=at, choices=good(move, **changed))


def states(journey: Journey) -> dict[str, str]:
    return dict(newest_cycle(journey).stages.values_list("code", "state"))


def codes(journey: Journey, *found: CheckInState, prefix: str = "") -> set[str]:
    rows = CheckIn.objects.filter(journey=journey, state__in=found, code__startswith=prefix)
    return set(rows.values_list("code", flat=True))


def rows_of(journey: Journey) -> Any:
    """Everything that a move may change."""
    return (
        Journey.objects.filter(pk=journey.pk).values().get(),
        list(journey.cycles.values().order_by("number")),
        list(Stage.objects.filter(cycle__journey=journey).values().order_by("pk")),
        list(CheckIn.objects.filter(journey=journey).values().order_by("pk")),
        journey.events.count(),
    )


# Every move from every stage of the straight path ------------------------------------------------------


@pytest.fixture(scope="module")
def walked_injection(file_transaction: None) -> Journey:
    return walked("injection")


@pytest.fixture(scope="module")
def walked_stopped(file_transaction: None) -> Journey:
    journey = walked("harvesting", name="Ken Ode")
    act(journey, Move.ABORT_HARVEST)
    return journey


@pytest.fixture(scope="module")
def walked_paused(file_transaction: None) -> Journey:
    journey = walked("post_care", day=3, name="Ken Ode")
    act(journey, Move.PAUSE)
    return journey


@pytest.fixture(scope="module")
def walked_closed(file_transaction: None) -> Journey:
    journey = walked("follow_up", day=21, name="Ken Ode")
    act(journey, Move.TRANSFER)
    return journey


PLACES = [
    "consultation",
    "preparation",
    "harvesting",
    "injection",
    "post_care",
    "follow_up",
    "stopped",
    "paused",
    "closed",
]


@pytest.fixture(scope="module")
def places(request: pytest.FixtureRequest, file_transaction: None) -> dict[str, Journey]:
    return {name: request.getfixturevalue(f"walked_{name}") for name in PLACES}


@pytest.fixture
def place(request: pytest.FixtureRequest, places: dict[str, Journey], db: None) -> Journey:
    return fresh(places[request.param])


@pytest.mark.parametrize("place", PLACES, indirect=True)
def test_move_from_anywhere_ends_where_its_plan_says_or_changes_nothing(place: Journey) -> None:
    standing, before = standing_of(place, NOW), rows_of(place)
    expected: dict[Move, Any] = {}
    found: dict[Move, Any] = {}
    for move in Move:
        expected[move] = planned(standing, move)
        with transaction.atomic():
            try:
                found[move] = reached(standing, act(fresh(place), move))
            except (MoveNotAllowed, GateClosed) as error:
                found[move] = type(error), error.sentence, rows_of(place) == before
            transaction.set_rollback(True)
    assert found == expected


def planned(standing: Standing, move: Move) -> Any:
    """What `reached` has to find after the move; or how it is refused, and that every row is as it was."""
    if refusal := why_not(standing.snapshot, move):
        return MoveNotAllowed, refusal, True
    if any(not standing.gate(gate).open for gate in gates_for(standing.snapshot, move)):
        return GateClosed, ANY, True
    plan = plan_move(standing.snapshot, move, good(move))
    changed = {str(change.code): str(change.state) for change in plan.stages}
    states_then = {str(code): str(state) for code, state in standing.snapshot.stages.items()} | changed
    version = standing.journey.version
    event = (move, staff(), NOW, version, changed)
    return (plan.journey, plan.cycle, version + 1), states_then, event


def reached(before: Standing, event: JourneyEvent) -> Any:
    after, cycle = fresh(before.journey), Cycle.objects.get(pk=before.cycle.pk)
    states_now = dict(cycle.stages.values_list("code", "state"))
    told = (event.kind, event.by, event.at, event.journey_version, event.data["stages"])
    return (after.status, cycle.status, after.version), states_now, told


# People --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", Role)
def test_move_by_a_role_that_may_not_is_refused_before_anything_else(post_care: Journey, role: Role) -> None:
    for move in [move for move in Move if role not in policies.WHO_MOVES[move]]:
        with pytest.raises(NotPermitted):
            act(post_care, move, by=staff(role))


@pytest.mark.parametrize("move", [Move.REOPEN, Move.REOPEN_STAGE])
def test_reopening_by_another_clinician_names_the_lead(post_care: Journey, move: Move) -> None:
    with pytest.raises(NotPermitted) as refusal:
        act(post_care, move, by=staff(Role.CLINICIAN, "Dr Abel"))
    assert "Dr Osei" in refusal.value.sentence


def test_move_repeated_by_the_same_person_is_the_first_event(post_care: Journey) -> None:
    first = make_move(
        journey=post_care,
        move=Move.PAUSE,
        by=staff(),
        at=NOW,
        choices=good(Move.PAUSE),
        expected_version=post_care.version,
    )
    again = make_move(
        journey=post_care, move=Move.PAUSE, by=staff(), at=NOW + DAY, choices=good(Move.PAUSE, note="Else."),
        expected_version=post_care.version,
    )  # fmt: skip

    assert again == first
    assert post_care.events.filter(kind=Move.PAUSE).count() == 1
    assert fresh(post_care).status_reason == "Because."


def test_move_that_another_person_made_says_who_and_when(post_care: Journey) -> None:
    version = post_care.version
    act(post_care, Move.PAUSE, by=staff(Role.NURSE))

    with pytest.raises(AlreadyDone) as refusal:
        make_move(
            journey=post_care, move=Move.PAUSE, by=staff(), at=NOW, choices=good(Move.PAUSE), expected_version=version
        )
    assert (refusal.value.by, refusal.value.at) == ("Nurse Kim", NOW)
    assert "Nurse Kim" in refusal.value.sentence


def test_move_from_an_old_page_says_what_happened_meanwhile(post_care: Journey) -> None:
    version = post_care.version
    act(post_care, Move.PAUSE, by=staff(Role.NURSE))

    with pytest.raises(StaleVersion) as refusal:
        make_move(
            journey=post_care,
            move=Move.TRANSFER,
            by=staff(),
            at=NOW,
            choices=good(Move.TRANSFER),
            expected_version=version,
        )
    assert "Nurse Kim" in refusal.value.sentence
    assert "Pause" in refusal.value.sentence


# Gates -----------------------------------------------------------------------------------------------------


def test_closed_gate_lists_every_check_with_its_words(post_care: Journey) -> None:
    with pytest.raises(GateClosed) as refusal:
        act(post_care, Move.COMPLETE_POST_CARE)

    assert refusal.value.sentence == "Cannot move yet: 2 checks are not met (G5-03, G5-04)."
    assert [line.partition("(")[2][:5] for line in refusal.value.lines] == ["G5-03", "G5-04"]


def test_gate_opens_with_two_clinicians_who_override(post_care: Journey) -> None:
    cycle, second = newest_cycle(post_care), staff(Role.CLINICIAN, "Dr Abel")
    for check in ("G5-03", "G5-04"):
        asked = request_override(cycle=cycle, check_id=check, reason="Seen on the ward.", by=staff(), at=NOW)
        with pytest.raises(GateClosed):
            act(post_care, Move.COMPLETE_POST_CARE)
        agree_override(decision=asked, by=second, at=NOW)

    event = act(post_care, Move.COMPLETE_POST_CARE)

    assert states(post_care)["follow_up"] == StageState.IN_PROGRESS
    assert [line["check"] for line in event.data["gate"] if line["overridden"]] == ["G5-03", "G5-04"]


def test_injection_is_finished_through_the_gate_of_the_cells_too(db: None) -> None:
    journey = walked("injection", mode=HarvestMode.DONOR_PRODUCT)
    with pytest.raises(GateClosed) as refusal:
        act(journey, Move.COMPLETE_INJECTION)
    assert {"G3-02", "G4-01"} <= {line.partition("(")[2][:5] for line in refusal.value.lines}


# What follows ------------------------------------------------------------------------------------------------


def test_finished_consultation_cancels_its_check_ins_and_finished_preparation_those_before(db: None) -> None:
    journey = walked("harvesting")

    assert codes(journey, *WAITING, prefix="C-") == codes(journey, *WAITING, prefix="P-") == set()
    assert codes(journey, CheckInState.SUBMITTED) == {"C-PRE", "C-POST", "P-BASE", "P-1"}
    assert codes(journey, CheckInState.CANCELLED) == {"P-14", "P-7", "P-0"}


@pytest.mark.parametrize("same_day_planned", [False, True])
def test_harvest_series_waits_from_the_needle_on_until_an_injection_joins_it(db: None, same_day_planned: bool) -> None:
    journey = walked("harvesting")
    taken = NOW - timedelta(minutes=20)
    record_date(journey=journey, anchor=Anchor.HARVEST, moment=taken, by=staff(), at=taken)
    ready_cells(journey, at=NOW)
    act(journey, Move.COMPLETE_HARVESTING, injection_same_day=same_day_planned)

    assert codes(journey, *WAITING, prefix="H-") == {"H-0", "H-1", "H-3", "H-7"}


def test_finished_injection_leaves_one_series_after_it(post_care: Journey) -> None:
    waiting = codes(post_care, *WAITING, CheckInState.SUBMITTED)

    assert {"A-0", "A-1", "A-3", "A-14", "F-21", "F-6W", "F-12M", "F-Y2", "F-Y5"} <= waiting
    assert codes(post_care, *WAITING, prefix="H-") == set()


def test_postponing_moves_the_date_and_the_check_ins_before_it(preparation: Journey) -> None:
    due = check_in_of(preparation, "P-7").due_at
    moved_by = LATER - newest_cycle(preparation).procedure_at

    act(preparation, Move.POSTPONE, reason_code="infection")

    assert newest_cycle(preparation).procedure_at == LATER
    assert check_in_of(preparation, "P-7").due_at.date() == (due + moved_by).date()
    after = fresh(preparation)
    assert (after.status, after.status_reason_code) == (JourneyStatus.POSTPONED, "infection")


def test_postponing_asks_readiness_again_and_keeps_what_was_sent(db: None) -> None:
    journey = walked("harvesting")

    act(journey, Move.POSTPONE)

    assert states(journey)["preparation"] == StageState.IN_PROGRESS
    assert check_in_of(journey, "P-1").state == CheckInState.SCHEDULED
    assert check_in_of(journey, "P-1").submissions.count() == 1


@pytest.mark.parametrize("days", [0, 91])
def test_pause_without_a_day_within_90_days_is_refused(post_care: Journey, days: int) -> None:
    with pytest.raises(NotAccepted) as refusal:
        act(post_care, Move.PAUSE, review_on=(NOW + days * DAY).date())
    assert refusal.value.field == "review_on"


def test_pause_keeps_the_check_ins_after_an_injection(post_care: Journey) -> None:
    waiting = codes(post_care, *WAITING)
    act(post_care, Move.PAUSE)
    assert codes(post_care, *WAITING) == waiting


def test_resumed_journey_keeps_no_reason_of_the_pause(post_care: Journey) -> None:
    act(post_care, Move.PAUSE)
    act(post_care, Move.RESUME, by=staff(Role.COORDINATOR), procedure_at=None)

    after = fresh(post_care)
    assert (after.status, after.review_on) == (JourneyStatus.ACTIVE, None)


def test_stopped_harvest_keeps_its_reason_and_may_be_repeated(harvesting: Journey) -> None:
    record_date(journey=harvesting, anchor=Anchor.HARVEST, moment=NOW, by=staff(), at=NOW)
    act(harvesting, Move.ABORT_HARVEST, reason_code="low_viability", harm=True)

    stage = newest_cycle(harvesting).stages.get(code=StageCode.HARVESTING)
    assert (stage.state, stage.stop_reason, stage.closed_by) == (StageState.ABORTED, "low_viability", staff())
    kinds = set(harvesting.events.values_list("kind", flat=True))
    assert {"product_disposed", "adverse_event_to_record"} <= kinds
    assert codes(harvesting, *WAITING, prefix="H-") == {"H-0", "H-1", "H-3", "H-7"}

    with pytest.raises(NotAccepted):
        act(harvesting, Move.REPEAT_HARVEST, procedure_at=NOW + 13 * DAY)
    act(harvesting, Move.REPEAT_HARVEST, procedure_at=NOW + 14 * DAY)

    cycle = newest_cycle(harvesting)
    assert (cycle.harvest_at, cycle.product_id, cycle.earlier_harvests) == (None, "", [NOW])
    assert cycle.stages.get(code=StageCode.HARVESTING).state == StageState.IN_PROGRESS


def test_stopped_injection_after_some_volume_goes_on_to_post_care(db: None) -> None:
    journey = walked("injection")
    record_date(journey=journey, anchor=Anchor.INJECTION, moment=NOW, by=staff(), at=NOW)

    with at_now():
        page = words(get(journey, "move/abort_injection/"))
    assert "What will happen" in page
    assert "what becomes of it" not in page
    assert "What becomes of the product" not in page

    act(journey, Move.ABORT_INJECTION, reason_code="medical_event")

    assert states(journey)["injection"] == StageState.ABORTED
    assert states(journey)["post_care"] == StageState.IN_PROGRESS
    assert {"A-0", "A-14", "F-12M"} <= codes(journey, *WAITING)


def test_switched_plan_begins_a_new_session(harvesting: Journey) -> None:
    act(harvesting, Move.ABORT_HARVEST)
    act(harvesting, Move.SWITCH_PLAN)

    first, second = harvesting.cycles.order_by("number")
    assert (first.status, second.status) == (CycleStatus.ABORTED, CycleStatus.ACTIVE)
    assert second.tasks == first.tasks
    assert states(harvesting)["consultation"] == StageState.IN_PROGRESS


def test_deferred_decision_stays_in_consultation_with_a_day(consultation: Journey) -> None:
    act(consultation, Move.DEFER, note="Waiting for the scan.")

    after = fresh(consultation)
    assert (after.status, after.review_on) == (JourneyStatus.ACTIVE, (NOW + 30 * DAY).date())
    assert after.status_reason == "Waiting for the scan."
    assert states(consultation)["consultation"] == StageState.IN_PROGRESS


def test_refused_candidate_ends_with_a_reason_and_no_check_ins(consultation: Journey) -> None:
    act(consultation, Move.NOT_CANDIDATE, reason_code="too_advanced")

    after = fresh(consultation)
    assert (after.status, after.status_reason_code) == (JourneyStatus.CLOSED_NOT_CANDIDATE, "too_advanced")
    assert codes(consultation, *WAITING) == set()


@pytest.mark.parametrize("keep", [True, False])
def test_withdrawal_after_a_needle_keeps_safety_checks_as_the_patient_chose(post_care: Journey, keep: bool) -> None:
    sent = send(check_in_of(post_care, "A-3"), at=NOW).submission

    act(post_care, Move.WITHDRAW, by=staff(Role.COORDINATOR), keep_safety_checks=keep)

    after = fresh(post_care)
    assert (after.status, after.keeps_safety_checks) == (JourneyStatus.CLOSED_WITHDRAWN, keep)
    assert bool(codes(post_care, *WAITING, prefix="F-")) is keep
    assert post_care.events.filter(kind="consent_withdrawn", at=NOW).exists()
    sent.refresh_from_db()
    assert sent.check_in.state == CheckInState.SUBMITTED


def test_withdrawal_before_a_needle_ends_every_check_in(preparation: Journey) -> None:
    act(preparation, Move.WITHDRAW)
    assert codes(preparation, *WAITING) == set()


def test_transfer_leaves_a_summary_to_send(follow_up: Journey) -> None:
    act(follow_up, Move.TRANSFER)
    assert fresh(follow_up).status == JourneyStatus.CLOSED_TRANSFERRED
    assert follow_up.events.filter(kind="summary_to_export").exists()


def test_lost_contact_needs_three_tries_by_two_routes(follow_up: Journey) -> None:
    tries = [("phone", 3), ("phone", 2), ("letter", 1)]
    for route, hours in tries:
        with pytest.raises(MoveNotAllowed):
            act(follow_up, Move.LOST_CONTACT)
        at = NOW - timedelta(hours=hours)
        log_contact(
            cycle=newest_cycle(follow_up), purpose="silence", route=route, result="no_answer", by=staff(), at=at
        )

    act(follow_up, Move.LOST_CONTACT, by=staff(Role.COORDINATOR))

    assert fresh(follow_up).status == JourneyStatus.CLOSED_LOST_CONTACT


def test_lost_patient_who_sends_something_is_back(follow_up: Journey) -> None:
    for route in ("phone", "phone", "letter"):
        log_contact(
            cycle=newest_cycle(follow_up), purpose="silence", route=route, result="no_answer", by=staff(), at=NOW
        )
    act(follow_up, Move.LOST_CONTACT)

    send(check_in_of(follow_up, "F-21"), at=NOW)

    assert fresh(follow_up).status == JourneyStatus.ACTIVE
    assert follow_up.events.get(kind=Move.REOPEN).by is None


def test_death_stops_everything_and_cannot_be_undone(follow_up: Journey) -> None:
    act(follow_up, Move.RECORD_DEATH)

    assert codes(follow_up, *WAITING) == set()
    assert follow_up.events.filter(kind="fatal_adverse_event_to_record").exists()
    for move in Move:
        with pytest.raises((MoveNotAllowed, NotPermitted)):
            act(follow_up, move)


def test_reopened_journey_finds_its_stage_and_its_check_ins_again(follow_up: Journey) -> None:
    waiting = codes(follow_up, *WAITING)
    act(follow_up, Move.TRANSFER)

    act(follow_up, Move.REOPEN)

    assert fresh(follow_up).status == JourneyStatus.ACTIVE
    assert states(follow_up)["follow_up"] == StageState.IN_PROGRESS
    assert newest_cycle(follow_up).status == CycleStatus.ACTIVE
    assert codes(follow_up, *WAITING) == waiting


def test_reopened_stage_sets_back_the_one_after_it(post_care: Journey) -> None:
    act(post_care, Move.REOPEN_STAGE, note="Closed by mistake.")

    assert states(post_care)["injection"] == StageState.IN_PROGRESS
    assert states(post_care)["post_care"] == StageState.NOT_STARTED


def test_another_session_waits_90_days_and_for_the_decision(db: None) -> None:
    early, journey = walked("follow_up", day=40), walked("follow_up", day=100, name="Ana Lee")
    for each in (early, journey):
        decided_again(each)
    with pytest.raises(GateClosed):
        act(early, Move.OPEN_NEW_CYCLE)

    act(journey, Move.OPEN_NEW_CYCLE)

    first, second = journey.cycles.order_by("number")
    assert (first.status, second.status, second.tasks) == (CycleStatus.COMPLETE, CycleStatus.ACTIVE, first.tasks)
    assert first.stages.get(code=StageCode.FOLLOW_UP).state == StageState.COMPLETE
    assert states(journey)["consultation"] == StageState.IN_PROGRESS
    assert codes(journey, *WAITING, prefix="F-Y") == {"F-Y2", "F-Y3", "F-Y4", "F-Y5"}


def test_completed_journey_keeps_its_yearly_checks(db: None) -> None:
    journey = walked("follow_up", day=400)
    clear_check(cycle=newest_cycle(journey), check_id="G6-01", note="Seen elsewhere.", by=staff(), at=NOW)
    decided_again(journey, decision="end_active_follow_up", long_term_plan="app_and_call")

    act(journey, Move.COMPLETE_JOURNEY)

    assert fresh(journey).status == JourneyStatus.CLOSED_COMPLETED
    assert codes(journey, *WAITING, prefix="F-Y") == {"F-Y2", "F-Y3", "F-Y4", "F-Y5"}
