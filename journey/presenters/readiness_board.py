"""Who comes in the next two days, and what is missing (clinical.md 3.5, 8.2): a fixed number of statements."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from journey.access import visible_journeys
from journey.domain.days import at_local
from journey.domain.gate_facts import Gate
from journey.domain.gates import GateReport
from journey.domain.moves import needle_gate
from journey.domain.stages import CycleStatus, JourneyStatus, StageCode
from journey.models import Cycle, Journey
from journey.models.cycle_rows import with_gate_rows
from journey.presenters import staff_words
from journey.presenters.worklists import Now
from journey.standing import Standing

DAYS_AHEAD = 2
MOST = 100
# What is done on the day itself is not missing before it.
OF_THE_DAY = frozenset({"G2-07", "G2-07.on_the_day", "G2-08", "G3-06", "G3-08"})


@dataclass(frozen=True)
class BoardRow:
    """`level` is that of the day-before check-in, blank while it was not sent; `latest` that of any later answer that
    says otherwise. `ticked` and `to_tick` count the lines of the patient's list that are due by now."""

    patient_id: UUID
    journey: Journey
    name: str
    url: str
    starts_at: datetime
    lead: str
    level: str
    latest: str
    missing: tuple[str, ...]
    ticked: int
    to_tick: int


def board_rows(now: Now) -> list[BoardRow]:
    """By the time of the procedure; nobody for whom a needle was used already."""
    last = at_local(now.today + timedelta(days=DAYS_AHEAD), time.max, now.zone, last=True)
    cycles = (
        with_gate_rows(
            Cycle.objects.filter(
                status=CycleStatus.ACTIVE,
                journey__status=JourneyStatus.ACTIVE,
                journey__in=visible_journeys(now.user, now.at),
                procedure_at__gte=at_local(now.today, time.min, now.zone),
                procedure_at__lte=last,
                harvest_at=None,
                injection_at=None,
            )
        )
        .select_related("journey__patient__site__clinic", "journey__lead_clinician", "journey__pathway_version")
        .defer("journey__pathway_version__document")
        .prefetch_related("stages")
        .order_by("procedure_at", "pk")[:MOST]
    )
    return [_row(cycle, now) for cycle in cycles]


def _row(cycle: Cycle, now: Now) -> BoardRow:
    journey = cycle.journey
    stages = {StageCode(stage.code): stage for stage in cycle.stages.all()}
    standing = Standing(journey, cycle, stages, now.at)
    facts = standing.facts
    assert cycle.procedure_at is not None
    due = [each for each in standing.day_items if each.can_be_ticked and each.on and each.on <= now.today]
    latest = facts.latest_readiness_level
    return BoardRow(
        patient_id=journey.patient_id,
        journey=journey,
        name=journey.patient.full_name,
        url=reverse("admin:journey_journey_change", args=[journey.pk]),
        starts_at=cycle.procedure_at,
        lead=str(journey.lead_clinician or ""),
        level=facts.day_before_level,
        latest=latest if latest != facts.day_before_level else "",
        missing=tuple(_missing(standing, now)),
        ticked=sum(each.key in standing.ticks for each in due),
        to_tick=len(due),
    )


def _missing(standing: Standing, now: Now) -> list[str]:
    """The closed lines of the gates in front of the needle; what belongs to the day only on it."""
    current, start = standing.snapshot.current, standing.cycle.procedure_at
    if current is None:
        return [_("No stage is in progress.")]
    is_today = start is not None and start.astimezone(now.zone).date() <= now.today
    lines = [line for report in _reports(standing) for line in report.closing]
    words = [f"{line.words_id}: {line.detail}" for line in lines if is_today or line.check_id not in OF_THE_DAY]
    if current is StageCode.CONSULTATION:
        stage = staff_words.sentence(staff_words.STAGES[StageCode.CONSULTATION])
        words.insert(0, _("Still at: {stage}.").format(stage=stage))
    return words


def _reports(standing: Standing) -> Iterator[GateReport]:
    """What is asked again at the needle of the stage in progress; before that, what its own end asks."""
    asked = needle_gate(standing.snapshot)
    report = standing.gate(asked) if asked else standing.forward_gate()
    if report:
        yield report
    if standing.snapshot.current is StageCode.INJECTION:
        yield standing.gate(Gate.NEEDLE)
