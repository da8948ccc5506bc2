"""Opening a journey and recording its plan, its dates and the follow-up decision."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from accounts.roles import Role
from journey.actions.consent_withdrawing import withdraw_consent
from journey.actions.decisions import record_decision
from journey.actions.plans import (
    ANCHOR_STAGES,
    open_journey,
    plan_procedure_between,
    record_date,
    record_plan,
)
from journey.actions.records import save_record
from journey.domain.consent import Scope
from journey.domain.errors import GateClosed, MoveNotAllowed, NotAccepted, NotPermitted, StaleVersion
from journey.domain.gate_checks_consent import plan_of
from journey.domain.joints import JOINTS
from journey.domain.record.sections import SECTIONS
from journey.domain.stages import HarvestMode, StageCode
from journey.domain.windows import Anchor, CheckInState
from journey.models import CheckIn, Cycle, Journey, PathwayVersion
from journey.presenters import staff_words
from journey.standing import standing_of
from tests.builders import (
    NOW,
    check_in_of,
    clinic,
    fresh,
    newest_cycle,
    pathway_version,
    patient,
    read_at_bedside,
    ready_cells,
    send,
    staff,
)
from tests.records import BEFORE_NEEDLE, THE_DAY, preparation, record_consultation, record_injection
from tests.walked import walked

DAY = timedelta(days=1)
OWN = {"target_hand": "right", "joints": ["R-CMC1"], "cell_source": "autologous", "tissue": "bone_marrow"}


def plan(journey: Journey, by: str = "clinician", **values: Any) -> Journey:
    return record_plan(journey=journey, values=values or OWN, by=staff(by), at=NOW)


def on(
    journey: Journey, anchor: Anchor, moment: datetime | None, *, by: str = "clinician", at: datetime = NOW, **more: Any
) -> Cycle:
    return record_date(journey=journey, anchor=anchor, moment=moment, by=staff(by), at=at, **more)


def waiting(journey: Journey, prefix: str) -> set[str]:
    rows = CheckIn.objects.filter(cycle=newest_cycle(journey), code__startswith=prefix)
    return set(rows.exclude(state__in=[CheckInState.CANCELLED, CheckInState.SUBMITTED]).values_list("code", flat=True))


# Opening ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.NURSE, Role.CLINICIAN])
def test_journey_opens_at_consultation_on_the_newest_pathway(db: None, role: Role) -> None:
    clinic()
    version = pathway_version()
    journey = open_journey(patient=patient(), by=staff(role), at=NOW, lead_clinician=staff())

    cycle = newest_cycle(journey)
    states = dict(cycle.stages.values_list("code", "state"))
    assert (journey.pathway_version, journey.status, cycle.number) == (version, "active", 1)
    assert states.pop("consultation") == "in_progress"
    assert set(states.values()) == {"not_started"}
    assert len(states) == len(StageCode) - 1
    assert [event.kind for event in journey.events.all()] == ["journey_opened"]


@pytest.mark.parametrize("role", [Role.MANAGER, Role.AUDITOR])
def test_journey_opened_by_others_is_refused(db: None, role: Role) -> None:
    pathway_version()
    who = patient()
    with pytest.raises(NotPermitted):
        open_journey(patient=who, by=staff(role), at=NOW)


def test_journey_without_a_published_pathway_is_refused(db: None) -> None:
    who = patient()
    assert not PathwayVersion.objects.exists()
    with pytest.raises(MoveNotAllowed):
        open_journey(patient=who, by=staff(Role.COORDINATOR), at=NOW)


# Plan --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("hand", "other"), [("right", "L"), ("left", "R")])
def test_no_joint_of_the_other_hand_is_accepted(consultation: Journey, hand: str, other: str) -> None:
    for joint in JOINTS:
        with pytest.raises(NotAccepted) as refusal:
            plan(consultation, target_hand=hand, joints=[f"{other}-{joint}"])
        assert refusal.value.field == "joints"
    assert fresh(consultation).joints == []


def test_plan_of_another_hand_than_the_diagnosis_is_refused_until_its_side_is_cleared(consultation: Journey) -> None:
    plan(consultation, **OWN)
    cycle, by = newest_cycle(consultation), staff()
    record_consultation(fresh(consultation), cycle, by=by, at=NOW, sections=["problem"])
    left = {"target_hand": "left", "joints": ["L-CMC1"]}
    with pytest.raises(NotAccepted, match="primary diagnosis is of the right hand") as refusal:
        plan(consultation, **left)
    assert (refusal.value.field, fresh(consultation).target_hand) == ("target_hand", "right")

    diagnosis = standing_of(consultation, NOW).facts.record.of("problem").of("diagnoses")[0]
    unsided = {"diagnoses": [{**diagnosis, "laterality": "", "joints": (), "icd_code": ""}]}
    save_record(cycle=cycle, section=SECTIONS["problem"], values={}, lines=unsided, by=by, at=NOW)
    plan(consultation, **left)
    assert fresh(consultation).target_hand == "left"


@pytest.mark.parametrize("hand", ["right", "left"])
def test_every_joint_of_the_treated_hand_is_accepted(consultation: Journey, hand: str) -> None:
    joints = [f"{hand[0].upper()}-{joint}" for joint in JOINTS]
    plan(consultation, target_hand=hand, joints=joints)
    assert fresh(consultation).joints == joints


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"cell_source": "autologous", "tissue": "umbilical_cord"}, "tissue"),
        ({"cell_source": "allogeneic", "tissue": "other"}, "tissue_other"),
        ({"cell_source": "allogeneic", "tissue": "other", "tissue_other": " "}, "tissue_other"),
        ({"tissue": "bone_marrow", "tissue_other": "Synovium"}, "tissue_other"),
        ({"cell_source": "autologous", "harvest_mode": "donor_product"}, "harvest_mode"),
        ({"cell_source": "allogeneic", "harvest_mode": "patient_harvest"}, "harvest_mode"),
        ({"cell_source": "allogeneic", "harvest_mode": "banked_cells"}, "harvest_mode"),
        ({"joints": ["R-CMC1"]}, "joints"),
        ({"target_hand": "right", "joints": ["R-ELBOW"]}, "joints"),
    ],
)
def test_plan_that_does_not_fit_is_refused_at_its_field(
    consultation: Journey, values: dict[str, Any], field: str
) -> None:
    with pytest.raises(NotAccepted) as refusal:
        plan(consultation, **values)
    assert refusal.value.field == field
    assert fresh(consultation).version == consultation.version


def test_other_tissue_is_named_and_a_signature_covers_its_name(consultation: Journey) -> None:
    plan(consultation, cell_source="allogeneic", tissue="other", tissue_other="Synovium")
    told = standing_of(fresh(consultation), NOW)

    assert staff_words.cells(newest_cycle(consultation)) == "Donor cells, Synovium"
    assert plan_of(told.facts) != plan_of(replace(told.facts, tissue_other="Periosteum"))


def test_plan_is_told_with_what_changed_only_and_its_repeat_is_silent(consultation: Journey) -> None:
    plan(consultation)
    plan(consultation)

    (event,) = consultation.events.filter(kind="plan_recorded")
    assert event.data == {
        "target_hand": ["", "right"],
        "joints": [[], ["R-CMC1"]],
        "cell_source": ["", "autologous"],
        "tissue": ["", "bone_marrow"],
    }
    assert fresh(consultation).version == consultation.version + 1


@pytest.mark.parametrize(
    ("name", "value"),
    [("target_hand", "left"), ("cell_source", "allogeneic"), ("tissue", "adipose"), ("harvest_mode", "banked_cells")],
)
def test_plan_after_a_needle_keeps_hand_and_cells(post_care: Journey, name: str, value: str) -> None:
    fitting = {"target_hand": {"joints": []}, "cell_source": {"harvest_mode": "donor_product"}}.get(name, {})
    with pytest.raises(MoveNotAllowed):
        plan(post_care, **{name: value, **fitting})


def test_plan_after_a_needle_still_takes_joints_and_risks(post_care: Journey) -> None:
    plan(post_care, joints=["R-CMC1", "R-STT"], anticoagulant=True)
    after = fresh(post_care)
    assert (after.joints, after.anticoagulant) == (["R-CMC1", "R-STT"], True)


@pytest.mark.parametrize("role", [Role.NURSE, Role.COORDINATOR, Role.MANAGER, Role.AUDITOR])
def test_plan_of_others_is_refused(consultation: Journey, role: Role) -> None:
    with pytest.raises(NotPermitted):
        plan(consultation, by=role)


# Dates -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("stage", ["consultation", "preparation", "harvesting", "post_care", "follow_up"])
def test_date_outside_its_stage_is_refused(
    request: pytest.FixtureRequest, walked_consultation: Journey, walked_preparation: Journey,
    walked_harvesting: Journey, walked_post_care: Journey, walked_follow_up: Journey, db: None, stage: str,
) -> None:  # fmt: skip
    journey: Journey = request.getfixturevalue(stage)
    for anchor in [anchor for anchor, stages in ANCHOR_STAGES.items() if stage not in stages]:
        with pytest.raises(MoveNotAllowed):
            on(journey, anchor, NOW)
    assert fresh(journey).version == journey.version


def test_consultation_date_makes_its_check_ins_and_a_new_one_moves_them(consultation: Journey) -> None:
    opened = check_in_of(consultation, "C-POST").opens_at
    consult_at = newest_cycle(consultation).consult_at

    on(consultation, Anchor.CONSULT, consult_at + 7 * DAY, by=Role.COORDINATOR)

    assert check_in_of(consultation, "C-POST").opens_at == opened + 7 * DAY
    assert CheckIn.objects.filter(cycle=newest_cycle(consultation)).count() == 2


def test_moved_procedure_moves_what_waits_and_asks_an_old_baseline_again(db: None) -> None:
    journey = walked("harvesting")
    sent = check_in_of(journey, "P-BASE")
    assert sent.state == CheckInState.SUBMITTED

    on(journey, Anchor.PROCEDURE, NOW + 40 * DAY)

    assert check_in_of(journey, "P-BASE").state == CheckInState.SCHEDULED
    assert check_in_of(journey, "P-1").state == CheckInState.SCHEDULED
    assert sent.submissions.count() == 1


@pytest.mark.parametrize(
    ("anchor", "moment"),
    [(Anchor.PROCEDURE, NOW - timedelta(minutes=1)), (Anchor.HARVEST, NOW + timedelta(minutes=1))],
)
def test_moment_on_the_wrong_side_of_now_is_refused(harvesting: Journey, anchor: Anchor, moment: datetime) -> None:
    with pytest.raises(NotAccepted) as refusal:
        on(harvesting, anchor, moment)
    assert refusal.value.field == "moment"


def test_needle_waits_for_its_gate(db: None) -> None:
    journey = walked("harvesting")
    Cycle.objects.filter(journey=journey).update(procedure_at=NOW + 3 * DAY)
    with pytest.raises(GateClosed) as refusal:
        on(journey, Anchor.HARVEST, NOW)
    assert "G2-07" in refusal.value.sentence
    assert newest_cycle(journey).harvest_at is None


@pytest.mark.parametrize("later", [timedelta(hours=2), timedelta(hours=20), timedelta(days=3)])
def test_needle_recorded_later_is_judged_on_its_own_day(db: None, later: timedelta) -> None:
    journey = walked("harvesting")
    recorded = NOW + later

    on(journey, Anchor.HARVEST, NOW, at=recorded)

    assert newest_cycle(journey).harvest_at == NOW


def test_injection_of_the_harvest_day_recorded_the_next_day_asks_no_new_readiness(db: None) -> None:
    journey = walked("injection")

    on(journey, Anchor.INJECTION, NOW, at=NOW + DAY)

    assert newest_cycle(journey).injection_at == NOW


def test_needle_of_a_day_after_the_procedure_waits_for_its_gate(db: None) -> None:
    journey, next_day = walked("harvesting"), NOW + DAY
    with pytest.raises(GateClosed, match="G2-07"):
        on(journey, Anchor.HARVEST, next_day, at=next_day)


def test_needle_waits_for_the_label_read_at_the_bedside_on_its_day(db: None) -> None:
    journey, tomorrow = walked("injection", mode=HarvestMode.DONOR_PRODUCT), NOW + DAY
    ready_cells(journey, at=NOW)
    read_at_bedside(journey, at=NOW)  # for a needle that then waits a day
    with pytest.raises(GateClosed, match="G3-08") as refusal:
        on(journey, Anchor.INJECTION, tomorrow, at=tomorrow)
    assert any("the label read at the bedside (COI-5)" in line for line in refusal.value.lines)

    on(journey, Anchor.INJECTION, NOW, at=tomorrow)
    assert newest_cycle(journey).injection_at == NOW


def test_needle_of_donor_cells_on_another_day_asks_for_that_day_and_can_be_answered(db: None) -> None:
    journey, that_day = walked("injection", mode=HarvestMode.DONOR_PRODUCT), NOW + 3 * DAY
    on(journey, Anchor.PROCEDURE, that_day, by="nurse")
    ready_cells(journey, at=that_day)
    by, nurse = staff(), staff("nurse")
    people = {"by": by, "nurse": nurse, "at": that_day}
    record_injection(fresh(journey), newest_cycle(journey), sections=BEFORE_NEEDLE, **people)
    read_at_bedside(journey, at=that_day)
    with pytest.raises(GateClosed) as refusal:
        on(journey, Anchor.INJECTION, that_day, at=that_day)
    ids = ("G3-08.readiness", "G3-08.arrival", "G3-08.sign_in")
    assert [each for each in ids if each not in refusal.value.sentence] == []

    send(check_in_of(journey, "P-1"), at=that_day - timedelta(hours=20))
    arrival = {**preparation(procedure=that_day, on=that_day, clinician=str(by.pk), nurse=str(nurse.pk))}
    for code in THE_DAY:  # the stage is open: nobody is asked why the earlier one changes
        values, lines = arrival[code]
        save_record(
            cycle=newest_cycle(journey), section=SECTIONS[code], values=values, lines=lines, by=nurse, at=that_day
        )
    on(journey, Anchor.INJECTION, that_day, at=that_day)
    assert newest_cycle(journey).injection_at == that_day


def test_needle_after_the_consent_was_taken_back_is_refused(db: None) -> None:
    journey = walked("injection")
    withdraw_consent(
        cycle=newest_cycle(journey), scope=Scope.TREATMENT, by=journey.patient.user, at=NOW - timedelta(minutes=2)
    )
    with pytest.raises(GateClosed, match="G3-07"):
        on(fresh(journey), Anchor.INJECTION, NOW)


def test_discharge_before_the_injection_is_refused_in_words(post_care: Journey) -> None:
    with pytest.raises(NotAccepted) as refusal:
        on(post_care, Anchor.DISCHARGE, newest_cycle(post_care).injection_at - timedelta(minutes=1))
    assert refusal.value.sentence == "Going home cannot be before the injection."


def test_corrected_injection_moves_what_is_not_sent_yet(db: None) -> None:
    journey = walked("injection")
    on(journey, Anchor.INJECTION, NOW - timedelta(minutes=5))
    opened = check_in_of(journey, "A-0").opens_at

    on(journey, Anchor.INJECTION, NOW, reason="The clock was wrong.")

    assert check_in_of(journey, "A-0").opens_at == opened + timedelta(minutes=5)
    assert {"I-0", "A-0", "A-14", "F-12M", "F-Y5"} <= waiting(journey, "")


@pytest.mark.parametrize(
    ("anchor", "role"),
    [(Anchor.HARVEST, Role.COORDINATOR), (Anchor.HARVEST, Role.MANAGER), (Anchor.PROCEDURE, Role.MANAGER)],
)
def test_date_of_others_is_refused(harvesting: Journey, anchor: Anchor, role: Role) -> None:
    with pytest.raises(NotPermitted):
        on(harvesting, anchor, NOW, by=role)


@pytest.mark.parametrize("record", ["plan", "date", "range", "decision"])
def test_record_from_an_old_page_is_refused_and_every_record_makes_pages_old(db: None, record: str) -> None:
    stage = "follow_up" if record == "decision" else "consultation"
    journey = walked(stage)
    first, last = date(2027, 1, 4), date(2027, 1, 8)

    def act(version: int) -> object:
        more: dict[str, Any] = {"journey": journey, "by": staff(), "at": NOW, "expected_version": version}
        match record:
            case "plan":
                return record_plan(values=OWN, **more)
            case "date":
                return record_date(anchor=Anchor.CONSULT, moment=NOW + DAY, **more)
            case "range":
                return plan_procedure_between(first=first, last=last, **more)
            case _:
                return record_decision(decision="refer_other", reason="Nerve.", **more)

    act(journey.version)

    assert fresh(journey).version == journey.version + 1
    with pytest.raises(StaleVersion):
        act(journey.version)


# Range and decision ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "last"), [(date(2027, 1, 8), date(2027, 1, 4)), (date(2026, 11, 2), date(2026, 11, 23))]
)
def test_range_that_is_over_or_back_to_front_is_refused(consultation: Journey, first: date, last: date) -> None:
    with pytest.raises(NotAccepted):
        plan_procedure_between(journey=consultation, first=first, last=last, by=staff(Role.COORDINATOR), at=NOW)


def test_range_beside_a_date_is_refused_and_a_date_ends_the_range(preparation: Journey, consultation: Journey) -> None:
    days = {"first": date(2027, 1, 4), "last": date(2027, 1, 8)}
    with pytest.raises(MoveNotAllowed):
        plan_procedure_between(journey=preparation, by=staff(), at=NOW, **days)
    plan_procedure_between(journey=consultation, by=staff(Role.COORDINATOR), at=NOW, **days)

    cycle = on(consultation, Anchor.PROCEDURE, NOW + 50 * DAY, by=Role.COORDINATOR)

    assert (cycle.planned_from, cycle.planned_to) == (None, None)


@pytest.mark.parametrize(
    ("decision", "reason", "field"), [("levitate", "Because.", "decision"), ("refer_other", "  ", "reason")]
)
def test_decision_without_its_parts_is_refused(follow_up: Journey, decision: str, reason: str, field: str) -> None:
    with pytest.raises(NotAccepted) as refusal:
        record_decision(journey=follow_up, decision=decision, reason=reason, by=staff(), at=NOW)
    assert refusal.value.field == field


@pytest.mark.parametrize("role", [Role.NURSE, Role.COORDINATOR, Role.MANAGER, Role.AUDITOR])
def test_decision_of_others_is_refused(follow_up: Journey, role: Role) -> None:
    with pytest.raises(NotPermitted):
        record_decision(journey=follow_up, decision="refer_other", reason="Nerve.", by=staff(role), at=NOW)
