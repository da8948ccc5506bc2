"""From rows to what the pathway's form flow needs to know."""

from datetime import datetime
from typing import Literal

from journey.domain.days import day_number, local_date
from journey.models.check_in import CheckIn
from journey.models.journey import Cycle
from journey.pathway.flow import FormContext

Phase = Literal["before", "harvest_only", "post"]


def phase_of(cycle: Cycle) -> Phase:
    if cycle.injection_at is not None:
        return "post"
    return "harvest_only" if cycle.harvest_at is not None else "before"


def form_context(check_in: CheckIn, at: datetime) -> FormContext:
    """The context of filling this check-in at `at`. A correction keeps the day of the first sending (clinical.md 1.2).

    Needs `cycle`, `journey` and its `patient` loaded.
    """
    cycle, journey = check_in.cycle, check_in.journey
    zone = journey.patient.zone
    moment = check_in.submitted_at or at
    return FormContext(
        code=check_in.code,
        phase=phase_of(cycle),
        today=local_date(moment, zone),
        day=day_number(moment, cycle.injection_at, zone) if cycle.injection_at else None,
        hday=day_number(moment, cycle.harvest_at, zone) if cycle.harvest_at else None,
        cells_taken=cycle.harvest_at is not None,
        cell_source=cycle.cell_source or None,
        sedation=cycle.sedation or None,
        tasks=tuple(cycle.tasks),
        target_hand=journey.target_hand or None,
        series_block_code=check_in.same_as or None,
    )
