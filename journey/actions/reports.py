"""Reports of a symptom: which session one belongs to, because that decides its questions and its days."""

from django.db.models import Max, QuerySet

from journey.domain.stages import StageCode, StageState
from journey.domain.windows import CheckInState
from journey.models import CheckIn, Cycle, Journey
from journey.pathway.form import REPORT


def unfinished_reports(journey: Journey) -> QuerySet[CheckIn]:
    """Begun and not sent: at most one, because starting another gives this one again."""
    reports = CheckIn.objects.filter(journey=journey, code=REPORT)
    return reports.exclude(state__in=[CheckInState.SUBMITTED, CheckInState.CANCELLED])


def place_report(report: CheckIn, cycle: Cycle) -> None:
    """Keep a new or unfinished report in this session. The caller holds the journey's lock."""
    if report.cycle_id == cycle.pk:
        return
    known = CheckIn.objects.filter(cycle=cycle, code=REPORT).aggregate(newest=Max("number"))
    report.cycle, report.number, report.stage_code = cycle, (known["newest"] or 0) + 1, _stage_now(cycle)
    report.save()


def take_over_report(cycle: Cycle) -> None:
    """A needle was used: an unfinished report of an earlier session goes on from it. Called when it is recorded."""
    for report in unfinished_reports(cycle.journey):
        place_report(report, cycle)


def _stage_now(cycle: Cycle) -> str:
    stage = cycle.stages.filter(state=StageState.IN_PROGRESS).first()
    if stage is not None:
        return str(stage.code)
    return StageCode.FOLLOW_UP if cycle.had_needle else StageCode.CONSULTATION
