"""Making, moving and cancelling the check-ins that follow from the anchors of a cycle."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q

from journey.domain.days import local_date
from journey.domain.schedule import PlannedCheckIn, SeriesFacts, series_for
from journey.domain.stages import HarvestMode
from journey.domain.windows import WAITING, Anchor, CheckInState, Window, window
from journey.models import CheckIn, CheckInDraft, Cycle, Submission
from journey.pathway.compiled import window_specs
from journey.pathway.schema import Pathway


def anchors_of(cycle: Cycle) -> dict[Anchor, datetime]:
    known = {
        Anchor.CONSULT: cycle.consult_at,
        Anchor.PROCEDURE: cycle.procedure_at,
        Anchor.HARVEST: cycle.harvest_at,
        Anchor.INJECTION: cycle.injection_at,
        Anchor.DISCHARGE: cycle.discharge_at,
    }
    return {anchor: at for anchor, at in known.items() if at is not None}


def plan_series(cycle: Cycle, anchor: Anchor, *, at: datetime, same_day: bool = False) -> None:
    """Make what is missing and move what is not sent yet, so that the series fits its anchor. Safe to repeat.

    What was sent stays as it is, and so does what was cancelled, but for the P series: a new procedure date asks again
    what closing the preparation or waiting for a date had cancelled. One whose new window is over stays where it was.
    """
    pathway = cycle.journey.pathway_version.content
    number = len(cycle.earlier_harvests) if anchor is Anchor.HARVEST else 0
    known = {
        check_in.code: check_in
        for check_in in CheckIn.objects.select_for_update(of=("self",), no_key=True)
        .filter(cycle=cycle, number=number)
        .order_by("pk")
    }
    planned = series_for(anchor, _facts(cycle, same_day), at, window_specs(pathway))
    fresh = [_new(cycle, pathway, each, number) for each in planned if each.code not in known]
    CheckIn.objects.bulk_create(fresh)
    movable = {*WAITING, CheckInState.CANCELLED} if anchor is Anchor.PROCEDURE else {*WAITING}
    moved = [
        _moved(known[each.code], each.window)
        for each in planned
        if each.code in known and known[each.code].state in movable
    ]
    CheckIn.objects.bulk_update(moved, ["opens_at", "due_at", "closes_at", "state", "cancelled_at"])


def follow_pathway(cycle: Cycle, *, at: datetime) -> None:
    """The journey is on another version: what is not sent and nobody began is asked in its words, what has not opened
    yet opens in its windows, and yearly check-ins that it adds are made. What was sent or begun stays as it is."""
    version = cycle.journey.pathway_version
    waiting = CheckIn.objects.filter(journey=cycle.journey, state__in=WAITING, submitted_at=None, draft=None)
    waiting.update(pathway_version=version)
    follow_zone(cycle, at=at)
    known = set(CheckIn.objects.filter(cycle=cycle).values_list("code", flat=True))
    planned = series_for(Anchor.INJECTION, _facts(cycle, same_day=False), at, window_specs(version.content))
    yearly = [each for each in planned if each.code.startswith("F-Y") and each.code not in known]
    CheckIn.objects.bulk_create([_new(cycle, version.content, each, 0) for each in yearly])


def follow_zone(cycle: Cycle, *, at: datetime) -> None:
    """The patient lives by another clock: what has not opened yet opens by the clock of the new place. Nothing that is
    open, sent or over moves (architecture, rule 6), nor does the one that follows an answer of the day before."""
    specs, anchors = window_specs(cycle.journey.pathway_version.content), anchors_of(cycle)
    zone, harvests = cycle.journey.patient.zone, len(cycle.earlier_harvests)
    unopened = CheckIn.objects.select_for_update(of=("self",), no_key=True).filter(
        cycle=cycle, state=CheckInState.SCHEDULED, opens_at__gt=at
    )
    moved = []
    for check_in in unopened.order_by("pk"):
        spec = specs.get(check_in.code)
        if spec is None or spec.anchor not in anchors:
            continue
        if check_in.number == (harvests if spec.anchor is Anchor.HARVEST else 0):
            moved.append(_moved(check_in, window(spec, anchors, zone)))
    CheckIn.objects.bulk_update(moved, ["opens_at", "due_at", "closes_at"])


def cancel_check_ins(cycle: Cycle, prefixes: Iterable[str], *, at: datetime, number: int = 0) -> int:
    """Cancel what is not sent yet; what was sent is never touched. Returns how many. `number`: see `plan_series`."""
    rows = CheckIn.objects.filter(cycle=cycle, number=number, state__in=WAITING)
    wanted = [row.pk for row in rows if row.code.startswith(tuple(prefixes))]
    return CheckIn.objects.filter(pk__in=wanted).update(state=CheckInState.CANCELLED, cancelled_at=at)


def cancel_everything(cycle: Cycle, *, at: datetime) -> int:
    """ "Stop everything": every unsent check-in of the whole journey."""
    rows = CheckIn.objects.filter(journey=cycle.journey, state__in=WAITING)
    return rows.update(state=CheckInState.CANCELLED, cancelled_at=at)


def restore_check_ins(cycle: Cycle, *, at: datetime) -> int:
    """Bring back what a closing cancelled and whose window is not over. The harvest's that joined the A series when the
    injection was on the same day stay joined: nobody is asked twice about one place (clinical.md 3.2)."""
    rows = CheckIn.objects.filter(cycle=cycle, state=CheckInState.CANCELLED, closes_at__gt=at)
    if cycle.harvest_at and cycle.injection_at:
        zone = cycle.journey.patient.zone
        if local_date(cycle.harvest_at, zone) == local_date(cycle.injection_at, zone):
            rows = rows.exclude(code__startswith="H-", number=len(cycle.earlier_harvests))
    return rows.update(state=CheckInState.SCHEDULED, cancelled_at=None)


def take_over_yearly(cycle: Cycle, *, at: datetime) -> int:
    """The yearly series follows the newest injection: earlier cycles' unsent yearly check-ins end."""
    rows = CheckIn.objects.filter(
        journey=cycle.journey, cycle__number__lt=cycle.number, code__startswith="F-Y", state__in=WAITING
    )
    return rows.update(state=CheckInState.CANCELLED, cancelled_at=at)


def ask_readiness_again(cycle: Cycle, *, at: datetime) -> None:
    """P-1 and P-0 were sent for a date that moved: ask them again; the earlier answers stay, as earlier versions.

    A P-1 that was sent inside the window of the new date speaks of the day before it and stays sent, so that moving
    the hour asks nobody twice. A P-0 holds the hours without food before the procedure, so it is asked again for any
    other time, unless its new window is over: then the nurse asks on arrival (clinical.md 3.2).
    """
    if cycle.procedure_at is None:
        return
    specs, zone = window_specs(cycle.journey.pathway_version.content), cycle.journey.patient.zone
    day_before, of_the_day = (window(specs[code], anchors_of(cycle), zone) for code in ("P-1", "P-0"))
    _ask_again(cycle, Q(code="P-1", submitted_at__lt=day_before.opens_at))
    if at <= of_the_day.closes_at:
        _ask_again(cycle, Q(code="P-0"))


def ask_old_baseline_again(cycle: Cycle) -> None:
    """Asks the start questions again when they will be too old on the day of the procedure (clinical.md 3.2, 8.4)."""
    sent_at, clinic = baseline_date(cycle), cycle.journey.patient.site.clinic
    if sent_at is None or cycle.procedure_at is None:
        return
    zone = cycle.journey.patient.zone
    if (local_date(cycle.procedure_at, zone) - local_date(sent_at, zone)).days > clinic.baseline_max_age_days:
        _ask_again(cycle, Q(code="P-BASE"))


def _ask_again(cycle: Cycle, which: Q) -> None:
    """A correction that was begun goes: it holds the answers of then, and this form is to be answered anew."""
    sent = CheckIn.objects.filter(which, cycle=cycle, state=CheckInState.SUBMITTED)
    CheckInDraft.objects.filter(check_in__in=sent).delete()
    sent.update(state=CheckInState.SCHEDULED, submitted_at=None)


def baseline_date(cycle: Cycle) -> datetime | None:
    sent = Submission.objects.baselines_of(cycle).first()
    return sent.sent_at if sent else None


def _facts(cycle: Cycle, same_day: bool) -> SeriesFacts:
    zone = cycle.journey.patient.zone
    baseline_at = baseline_date(cycle)
    return SeriesFacts(
        anchors=anchors_of(cycle),
        zone=zone,
        harvest_mode=HarvestMode(cycle.harvest_mode or HarvestMode.PATIENT_HARVEST),
        baseline_max_age_days=cycle.journey.patient.site.clinic.baseline_max_age_days,
        cycle_no=cycle.number,
        injection_same_day_planned=same_day,
        baseline_on=local_date(baseline_at, zone) if baseline_at else None,
        long_term_years=cycle.journey.pathway_version.content.defaults.long_term_years,
    )


def _new(cycle: Cycle, pathway: Pathway, planned: PlannedCheckIn, number: int) -> CheckIn:
    stage = pathway.check_in_by_code[planned.code].stage
    assert stage is not None, "every scheduled check-in belongs to a stage"
    return CheckIn(
        journey=cycle.journey,
        cycle=cycle,
        pathway_version=cycle.journey.pathway_version,
        code=planned.code,
        number=number,
        stage_code=stage,
        opens_at=planned.window.opens_at,
        due_at=planned.window.due_at,
        closes_at=planned.window.closes_at,
    )


def _moved(check_in: CheckIn, window: Window) -> CheckIn:
    check_in.opens_at, check_in.due_at, check_in.closes_at = window.opens_at, window.due_at, window.closes_at
    check_in.state, check_in.cancelled_at = CheckInState.SCHEDULED, None
    return check_in
