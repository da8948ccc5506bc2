"""Telling staff of reports of adverse events that are due: once a day for each report, person and channel."""

import logging
from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from accounts import mail
from accounts.row_by_row import one_by_one
from journey.actions.notices import ways_of_reports
from journey.domain.ae_states import TELL_FROM
from journey.domain.ae_timers import mails_due
from journey.domain.days import local_date
from journey.models import AdverseEventReport, Clinic, ReportNotice
from journey.notifications.report_notices import KIND

log = logging.getLogger(__name__)


def tell_of_reports(*, at: datetime) -> int:
    """What is due to be told today of all reports that are not made yet; how many notices. A second run tells nothing
    again, and a worker that dies leaves the rest to the next. Of one event, what is
    overdue leaves in one mail and what is not yet in another; an event that fails does not hold up the others."""
    clinic = Clinic.objects.first()
    if clinic is None or at.astimezone(clinic.zone).time() < TELL_FROM:
        return 0
    today = local_date(at, clinic.zone)
    told = ReportNotice.objects.filter(on=today).values("report")
    waiting = AdverseEventReport.objects.filter(made_at=None).exclude(pk__in=told)
    rows = {pk: (event, due_on) for pk, event, due_on in waiting.values_list("pk", "event", "due_on")}
    by_event: dict[UUID, dict[bool, list[UUID]]] = defaultdict(lambda: defaultdict(list))
    for pk in mails_due({pk: due_on for pk, (_event, due_on) in rows.items()}, today):
        event, due_on = rows[pk]
        by_event[event][due_on < today].append(pk)

    def tell(event: UUID) -> int:
        return sum(_tell(reports, today, at) for reports in by_event[event].values())

    return one_by_one("tell_of_reports.report", by_event, tell, at=at)


@transaction.atomic
def _tell(reports: Sequence[UUID], today: date, at: datetime) -> int:
    """Asked again under the lock: it may have been made, or told by another worker."""
    rows = list(
        AdverseEventReport.objects.select_for_update(of=("self",), no_key=True, skip_locked=True)
        .select_related("event")
        .filter(pk__in=reports, made_at=None)
    )
    known = set(ReportNotice.objects.filter(report__in=rows, on=today).values_list("report", flat=True))
    new = [row for row in rows if row.pk not in known]
    if not new:
        return 0
    is_overdue = any(report.due_on < today for report in new)
    ways = ways_of_reports(new[0].event.journey_id, is_overdue=is_overdue, at=at)
    if not ways:
        log.error("nobody can be told of the reports of adverse event %s", new[0].event_id)
        return 0
    messages = mail.announce(kind=KIND, to=[(channel, where) for _row, channel, where in ways], at=at)
    made = ReportNotice.objects.bulk_create(
        ReportNotice(
            report=report,
            patient_id=report.patient_id,
            on=today,
            person_id=row.pk,
            channel=channel,
            mail=message,
            at=at,
        )
        for (row, channel, _where), message in zip(ways, messages, strict=True)
        for report in new
    )
    return len(made)
