"""From rows to what the pathway's form flow needs to know."""

from datetime import datetime

from journey.domain.days import day_number, local_date
from journey.domain.schedule import PREPARING
from journey.models.check_in import CheckIn
from journey.models.consent_rows import photos_agreed
from journey.pathway.flow import FormContext


def form_context(check_in: CheckIn, at: datetime) -> FormContext:
    """The context of filling this check-in at `at`. A correction keeps the day of the first sending (clinical.md 1.2),
    so a needle that came after it does not count.

    Needs `cycle`, `journey` and its `patient` loaded.
    """
    cycle, journey = check_in.cycle, check_in.journey
    zone = journey.patient.zone
    moment = check_in.submitted_at or at
    injection_at, harvest_at = _reached(cycle.injection_at, moment), _reached(_harvest_of(check_in), moment)
    return FormContext(
        code=check_in.code,
        phase="post" if injection_at else "harvest_only" if harvest_at else "before",
        today=local_date(moment, zone),
        day=day_number(moment, injection_at, zone) if injection_at else None,
        hday=day_number(moment, harvest_at, zone) if harvest_at else None,
        cells_taken=harvest_at is not None,
        cell_source=cycle.cell_source or None,
        sedation=cycle.sedation or None,
        tasks=tuple(cycle.tasks),
        target_hand=journey.target_hand or None,
        series_block_code=check_in.same_as or None,
        photos=_agrees_to_photos(check_in),
    )


def _agrees_to_photos(check_in: CheckIn) -> bool:
    """Read with the check-in where that was thought of, else by a statement of its own."""
    if "photos_agreed" not in check_in.__dict__:
        rows = CheckIn.objects.filter(pk=check_in.pk).values_list(photos_agreed("cycle"))
        check_in.__dict__["photos_agreed"] = rows.get()[0]
    return bool(check_in.__dict__["photos_agreed"])


def _harvest_of(check_in: CheckIn) -> datetime | None:
    """The harvest that the form counts from. An H check-in stays with the harvest that made it, though a repeat is
    waited for or was made; what prepares the repeat asks as before a needle; all else looks at the newest one."""
    cycle = check_in.cycle
    if check_in.code.startswith("H-") and check_in.number < len(cycle.earlier_harvests):
        return cycle.earlier_harvests[check_in.number]
    return cycle.harvest_at if check_in.code.startswith(PREPARING) else cycle.newest_harvest_at


def _reached(anchor_at: datetime | None, moment: datetime) -> datetime | None:
    return anchor_at if anchor_at is not None and anchor_at <= moment else None
