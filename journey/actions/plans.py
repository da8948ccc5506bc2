"""Opening a journey and recording its plan: hand, joints, cells, dates, risk."""

from collections.abc import Collection, Mapping, Sequence
from copy import copy
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

from django.db import transaction

from accounts.models import User
from journey.access.retention import is_removed
from journey.actions.effects import open_cycle
from journey.actions.events import record
from journey.actions.locking import check_version, constraints_in_words, locked, locked_journey
from journey.actions.permission import check_may, check_works_at
from journey.actions.products import new_product
from journey.actions.recalls import catch_recalled
from journey.actions.reports import take_over_report
from journey.actions.series import ask_old_baseline_again, ask_readiness_again, baseline_date, plan_series
from journey.actions.stock import share_lots
from journey.actions.thinking_time import check_time_to_think
from journey.domain.days import at_local, local_date
from journey.domain.errors import GateClosed, MoveNotAllowed, NotAccepted
from journey.domain.gates import Gate
from journey.domain.joints import parse_hand_joint
from journey.domain.moves import needle_gate
from journey.domain.record.consultation.problem import PROBLEM, is_of_other_hand, primary
from journey.domain.record.injection.pauses import TIME_OUT_CODE
from journey.domain.stages import CellSource, Hand, HarvestMode, StageCode, Tissue
from journey.domain.transitions import CLOSED_STATUSES
from journey.domain.windows import Anchor
from journey.domain.words import gettext_noop
from journey.domain.words import say as _
from journey.models import Cycle, Journey, PathwayVersion, Patient
from journey.policies import Act
from journey.standing import Standing, standing_of

PLAN_OF_JOURNEY = ("target_hand", "joints", "anticoagulant", "high_infection_risk", "lead_clinician", "coordinator")
PLAN_OF_CYCLE = ("cell_source", "tissue", "tissue_other", "harvest_mode", "sedation", "tasks")
FIXED_BY_A_NEEDLE = {
    "target_hand": gettext_noop("target hand"),
    "cell_source": gettext_noop("cell source"),
    "tissue": gettext_noop("tissue"),
    "tissue_other": gettext_noop("which other tissue"),
    "harvest_mode": gettext_noop("harvest mode"),
}
DIAGNOSIS_OF_ANOTHER_HAND = {
    Hand.RIGHT: gettext_noop(
        "The primary diagnosis is of the left hand. Clear its side in the record if it is wrong, then change the plan."
    ),
    Hand.LEFT: gettext_noop(
        "The primary diagnosis is of the right hand. Clear its side in the record if it is wrong, then change the plan."
    ),
}
JOINTS_OF_ANOTHER_HAND = {
    "": gettext_noop("These joints are not of the chosen hand: {names}."),
    Hand.RIGHT: gettext_noop("These joints are not of the right hand: {names}."),
    Hand.LEFT: gettext_noop("These joints are not of the left hand: {names}."),
}
OWN_TISSUES = frozenset({"", Tissue.BONE_MARROW, Tissue.ADIPOSE})
# What an anchor may be recorded in: the stage that must be open. The first two are plans, the others happened.
ANCHOR_STAGES: Mapping[Anchor, frozenset[StageCode]] = {
    Anchor.CONSULT: frozenset({StageCode.CONSULTATION}),
    Anchor.PROCEDURE: frozenset(
        {StageCode.CONSULTATION, StageCode.PREPARATION, StageCode.HARVESTING, StageCode.INJECTION}
    ),
    Anchor.HARVEST: frozenset({StageCode.HARVESTING}),
    Anchor.INJECTION: frozenset({StageCode.INJECTION, StageCode.POST_CARE}),
    Anchor.DISCHARGE: frozenset({StageCode.INJECTION, StageCode.POST_CARE}),
}
HAPPENED = frozenset({Anchor.HARVEST, Anchor.INJECTION, Anchor.DISCHARGE})
FIELD: Mapping[Anchor, str] = {anchor: f"{anchor}_at" for anchor in ANCHOR_STAGES}


@transaction.atomic
def open_journey(*, patient: Patient, by: User, at: datetime, lead_clinician: User | None = None) -> Journey:
    """A new journey on the newest published pathway, its first session at consultation. Desk staff."""
    check_may(by, Act.ADD_PATIENT, patient.pk, at=at)
    if is_removed(locked(patient)):
        raise MoveNotAllowed(_("This record names nobody any more. Add the person anew."))
    if lead_clinician is not None:
        check_works_at(lead_clinician, patient.site, field="lead_clinician")
    version = PathwayVersion.objects.newest_published().first()
    if version is None:
        raise MoveNotAllowed(_("No pathway is published yet. A manager publishes one first."))
    journey = Journey.objects.create(
        patient=patient,
        pathway_version=version,
        status_since=at,
        started_at=at,
        lead_clinician=lead_clinician,
    )
    cycle = open_cycle(journey, 1, tasks=[], by=by, at=at)
    record(journey, "journey_opened", by=by, at=at, cycle=cycle)
    return journey


@transaction.atomic
def record_plan(
    *, journey: Journey, values: Mapping[str, Any], by: User, at: datetime, expected_version: int | None = None
) -> Journey:
    """Record the hand, joints, cells and risks of the newest session. Clinicians.

    Raises NotAccepted (with the field) for joints of the other hand, a hand that the primary diagnosis is not of, or
    cells that do not fit their source;
    MoveNotAllowed when a needle was used and the hand or the cells would change: the hand is that of the journey, in
    whichever session (clinical.md 2.1: two sore hands are two journeys), the cells are those of the session.
    """
    journey = locked_journey(journey)
    check_may(by, Act.EDIT_PLAN, journey.patient_id, at=at)
    check_version(journey, expected_version)
    standing = standing_of(journey, at)
    cycle = standing.cycle
    before = _plan(journey, cycle)
    after = {**before, **values}
    _check_plan(after)
    changed = {name for name, value in after.items() if value != before[name]}
    _check_needles(standing, changed)
    if "target_hand" in changed:
        _check_diagnosis(standing, after["target_hand"])
    if "tasks" in changed and before["tasks"] and baseline_date(cycle) is not None:
        raise MoveNotAllowed(_("The patient has scored these three tasks already. They stay for this session."))
    if not changed:
        return journey
    for name in sorted(changed & {"lead_clinician", "coordinator"}):
        if after[name] is not None:
            check_works_at(after[name], journey.patient.site, field=name)
    for name in PLAN_OF_JOURNEY:
        setattr(journey, name, after[name])
    for name in PLAN_OF_CYCLE:
        setattr(cycle, name, after[name])
    journey.version += 1
    with constraints_in_words(cycle):
        cycle.save()
        journey.save()
    data = {name: [_plain(before[name]), _plain(after[name])] for name in sorted(changed)}
    record(journey, "plan_recorded", by=by, at=at, cycle=cycle, data=data, journey_version=journey.version - 1)
    return journey


@transaction.atomic
def record_date(
    *,
    journey: Journey,
    anchor: Anchor,
    moment: datetime,
    by: User,
    at: datetime,
    reason: str = "",
    expected_version: int | None = None,
) -> Cycle:
    """Set one anchor of the newest session and make or move the check-ins that follow from it. Clinicians and nurses;
    the desk may plan the consultation and the procedure. Aware moments; what happened is never in the future. The
    harvest gives own cells their product.

    Raises MoveNotAllowed outside the stage it belongs to, GateClosed before a needle that has to wait, NotAccepted for
    a wrong moment.
    """
    if anchor is Anchor.HARVEST:
        share_lots()
    journey = locked_journey(journey)
    check_may(by, Act.SET_ANCHORS if anchor in HAPPENED else Act.BOOK, journey.patient_id, at=at)
    check_version(journey, expected_version)
    standing = standing_of(journey, at)
    cycle = standing.cycle
    field = FIELD[anchor]
    before = getattr(cycle, field)
    _check_anchor(standing, anchor, moment, at)
    made = None
    if anchor is Anchor.HARVEST and not cycle.product_id:
        made = new_product(journey, cycle, standing.facts.record, by=by, at=at)
    setattr(cycle, field, moment)
    if anchor is Anchor.PROCEDURE:
        cycle.planned_from = cycle.planned_to = None
    with constraints_in_words(cycle):
        cycle.full_clean(exclude=["journey"], validate_unique=False)
        cycle.save()
    if made is not None:
        catch_recalled(made, by=by, at=at)
    journey.version += 1
    journey.save(update_fields=["version"])
    _follow(cycle, anchor, moved=before != moment, at=at)
    data = {"anchor": anchor, "from": _plain(before), "to": _plain(moment), "product_id": cycle.product_id}
    record(
        journey,
        "date_recorded",
        by=by,
        at=at,
        cycle=cycle,
        reason=reason,
        data=data,
        journey_version=journey.version - 1,
    )
    return cycle


@transaction.atomic
def plan_procedure_between(
    *, journey: Journey, first: date, last: date, by: User, at: datetime, expected_version: int | None = None
) -> Cycle:
    """An honest range while there is no date yet. Desk staff. Raises NotAccepted when it is over or back to front."""
    journey = locked_journey(journey)
    check_may(by, Act.BOOK, journey.patient_id, at=at)
    check_version(journey, expected_version)
    cycle = journey.cycles.order_by("-number")[0]
    if cycle.procedure_at is not None:
        raise MoveNotAllowed(_("The procedure has a date already. Move the date instead."))
    if last < first or last < local_date(at, journey.patient.zone):
        raise NotAccepted(_("Choose a first and a last day that are still to come."), field="planned_to")
    cycle.planned_from, cycle.planned_to = first, last
    cycle.save(update_fields=["planned_from", "planned_to"])
    journey.version += 1
    journey.save(update_fields=["version"])
    data = {"from": first.isoformat(), "to": last.isoformat()}
    record(journey, "range_planned", by=by, at=at, cycle=cycle, data=data, journey_version=journey.version - 1)
    return cycle


def _plan(journey: Journey, cycle: Cycle) -> dict[str, Any]:
    return {name: getattr(journey, name) for name in PLAN_OF_JOURNEY} | {
        name: getattr(cycle, name) for name in PLAN_OF_CYCLE
    }


def _check_plan(plan: Mapping[str, Any]) -> None:
    joints: Sequence[str] = plan["joints"]
    wrong = [joint for joint in joints if parse_hand_joint(joint).hand != plan["target_hand"]]
    if wrong:
        raise NotAccepted(_(JOINTS_OF_ANOTHER_HAND[plan["target_hand"]], names=", ".join(wrong)), "joints")
    own = plan["cell_source"] == CellSource.AUTOLOGOUS
    if own and plan["tissue"] not in OWN_TISSUES:
        raise NotAccepted(_("Own cells come from bone marrow or fat."), "tissue")
    if plan["tissue"] == Tissue.OTHER and not plan["tissue_other"].strip():
        raise NotAccepted(_("Write which other tissue it is."), "tissue_other")
    if plan["tissue"] != Tissue.OTHER and plan["tissue_other"]:
        raise NotAccepted(_("This is for “other tissue” only. Clear it."), "tissue_other")
    if plan["cell_source"] and plan["harvest_mode"] and own == (plan["harvest_mode"] == HarvestMode.DONOR_PRODUCT):
        raise NotAccepted(_("The harvest mode does not fit the cell source."), "harvest_mode")


def _check_needles(standing: Standing, changed: Collection[str]) -> None:
    used = standing.cycle.harvest_at or standing.cycle.injection_at
    fixed = FIXED_BY_A_NEEDLE.keys() & changed
    if used and fixed:
        names = ", ".join(_(FIXED_BY_A_NEEDLE[name]) for name in sorted(fixed))
        raise MoveNotAllowed(_("A needle has been used. These cannot change now: {names}.", names=names))
    if "target_hand" in changed and standing.snapshot.any_needle:
        raise MoveNotAllowed(_("This hand was treated in an earlier session. Open another journey for the other hand."))


def _check_diagnosis(standing: Standing, hand: str) -> None:
    """The record and the plan speak of one hand (clinical.md 2.1: a mismatch is an error)."""
    diagnosis = primary(standing.facts.record.of(PROBLEM.code))
    if diagnosis is not None and is_of_other_hand(diagnosis, hand):
        raise NotAccepted(_(DIAGNOSIS_OF_ANOTHER_HAND[Hand(hand)]), "target_hand")


def _check_anchor(standing: Standing, anchor: Anchor, moment: datetime, at: datetime) -> None:
    if standing.snapshot.journey in CLOSED_STATUSES:
        raise MoveNotAllowed(_("This journey is closed."))
    current = standing.snapshot.current
    if current not in ANCHOR_STAGES[anchor]:
        raise MoveNotAllowed(_("This date belongs to another stage than the one in progress."))
    if anchor in HAPPENED and moment > at:
        raise NotAccepted(_("This cannot be in the future."), field="moment")
    if anchor is Anchor.PROCEDURE and moment < at:
        raise NotAccepted(_("Choose a procedure time in the future."), field="moment")
    if anchor is Anchor.PROCEDURE and moment != standing.cycle.procedure_at:
        check_time_to_think(standing, moment, field="moment")
    if anchor in {Anchor.HARVEST, Anchor.INJECTION} and getattr(standing.cycle, FIELD[anchor]) is None:
        _check_needle(standing, anchor, moment)
    paused_at = standing.facts.record.of(TIME_OUT_CODE).get("done_at")
    if anchor is Anchor.INJECTION and paused_at is not None and moment < paused_at.replace(second=0, microsecond=0):
        raise NotAccepted(_("The time-out was later than this. The needle comes after it."), field="moment")


def _check_needle(standing: Standing, anchor: Anchor, moment: datetime) -> None:
    """The gate in front of the needle is asked again at the needle, and for the injection the time-out, in whatever
    stage its time is recorded first (clinical.md 8.2, G3-08). One that is recorded on a later day is judged as of the
    end of its own day: the checks of the day speak of that day, and the product is judged at the needle itself."""
    day, zone = local_date(moment, standing.clinic_zone), standing.clinic_zone
    cycle = copy(standing.cycle)
    if anchor is Anchor.INJECTION:
        cycle.injection_at = moment
    at = min(standing.at, at_local(day, time.max, zone, last=True))
    then = replace(standing, cycle=cycle, at=at, needle_at=moment)
    gates = [needle_gate(standing.snapshot), Gate.NEEDLE if anchor is Anchor.INJECTION else None]
    closing = [line for gate in gates if gate for line in then.gate(gate).closing]
    if closing:
        words = _("The needle has to wait: {ids}.", ids=", ".join(line.check_id for line in closing))
        raise GateClosed(words, [then.line_words(line) for line in closing])


def _follow(cycle: Cycle, anchor: Anchor, *, moved: bool, at: datetime) -> None:
    if anchor in {Anchor.HARVEST, Anchor.INJECTION} and cycle.number > 1:
        take_over_report(cycle)
    if anchor is Anchor.PROCEDURE and moved:
        ask_readiness_again(cycle, at=at)
        ask_old_baseline_again(cycle)
    # The harvest's own series too: cells that are kept for days must not leave the patient unasked, and an injection on
    # the same day cancels it again.
    plan_series(cycle, Anchor.INJECTION if anchor is Anchor.DISCHARGE else anchor, at=at)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value) if isinstance(value, User) else value
