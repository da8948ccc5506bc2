"""Telling the lead clinician of an adverse event that nobody confirmed or assessed by its time, at once and daily."""

import logging
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from accounts import mail
from accounts.row_by_row import one_by_one
from journey.actions.notices import ways_of_reports
from journey.domain.ae_states import EventState, late_step, tell_of_late
from journey.models import AdverseEvent, Clinic, EventNotice
from journey.notifications.event_notices import KIND

log = logging.getLogger(__name__)


def tell_of_late_events(*, at: datetime) -> int:
    """How many notices. A second run of a day tells nothing again, and a worker that dies leaves the rest to the next;
    an event that fails does not hold up the others."""
    clinic = Clinic.objects.first()
    if clinic is None:
        return 0
    late = AdverseEvent.objects.filter(_waits(), due_at__lt=at).order_by("due_at").values_list("pk", flat=True)
    return one_by_one("tell_of_reports.late_event", late, lambda key: _tell(key, clinic, at), at=at)


def _waits() -> Q:
    return Q(state=EventState.DRAFT, sae_candidate=True) | Q(state=EventState.TRIAGED)


@transaction.atomic
def _tell(event_id: UUID, clinic: Clinic, at: datetime) -> int:
    """Asked again under the lock: somebody may have decided, or another worker told."""
    rows = AdverseEvent.objects.select_for_update(of=("self",), no_key=True, skip_locked=True)
    event = rows.filter(pk=event_id).first()
    if event is None or event.due_at is None:
        return 0
    step = late_step(event.state, sae_candidate=event.sae_candidate, due_at=event.due_at, at=at)
    told = EventNotice.objects.filter(event=event, due_at=event.due_at).values_list("on", flat=True)
    local = at.astimezone(clinic.zone)
    if step is None or not tell_of_late(local, list(told)):
        return 0
    ways = ways_of_reports(event.journey_id, is_overdue=False, at=at)
    if not ways:
        log.error("nobody can be told of adverse event %s", event_id)
        return 0
    messages = mail.announce(kind=KIND, to=[(channel, where) for _row, channel, where in ways], at=at)
    made = EventNotice.objects.bulk_create(
        EventNotice(
            event=event,
            patient_id=event.patient_id,
            step=step,
            due_at=event.due_at,
            on=local.date(),
            person_id=row.pk,
            channel=channel,
            mail=message,
            at=at,
        )
        for (row, channel, _where), message in zip(ways, messages, strict=True)
    )
    return len(made)
