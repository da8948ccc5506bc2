"""When the clinic first knew of an adverse event is corrected: day 0 of its deadlines moves (clinical.md 7.1, 7.3)."""

from datetime import datetime, timedelta

from django.db import transaction

from accounts.models import User
from journey.actions.event_judged import settle_state
from journey.actions.event_steps import check_move, clinic_hours, note_step, under_lock
from journey.actions.events import record
from journey.actions.infection_clusters import find_clusters
from journey.actions.locking import check_version, locked_journey
from journey.actions.permission import check_may
from journey.actions.stock import hold_lots
from journey.domain.ae_states import EventMove, EventState, confirm_by
from journey.domain.ae_timers import RULE_BY_CODE
from journey.domain.days import local_date, plain_date
from journey.domain.errors import NotAccepted
from journey.domain.words import say as _
from journey.models import AdverseEvent
from journey.models.adverse_event import AWARE_CORRECTED
from journey.policies import Act


@transaction.atomic
def correct_awareness(
    *,
    event: AdverseEvent,
    aware_at: datetime,
    reason: str,
    by: User,
    at: datetime,
    expected_version: int | None = None,
) -> AdverseEvent:
    """The clinic first knew at another moment than was written, and why. Clinicians. What waits for a report, and the
    day of a draft, moves with it; what was reported stays. Both moments stay in the history. A repeat changes nothing.

    Raises NotAccepted without a reason, and for a moment in the future, after the draft was made, after a report or a
    new fact, or the one that is written already.
    """
    hold_lots()
    journey = locked_journey(event.journey)
    check_may(by, Act.ASSESS_EVENT, event.patient_id, at=at)
    event = under_lock(event)
    if not reason.strip():
        raise NotAccepted(_("Write why."), "reason")
    if event.aware_at == aware_at:
        if event.steps.filter(what=AWARE_CORRECTED, by=by, reason=reason.strip(), aware_after=aware_at).exists():
            return event
        raise NotAccepted(_("This is the time that is written already."), "aware_at")
    check_version(event, expected_version)
    check_move(event, EventMove.CORRECT_AWARE)
    _check_moment(event, aware_at, at)
    before, known = event.state, event.aware_at
    event.aware_at = aware_at
    _move_clocks(event, known, at=at)
    event.version += 1
    event.save()
    note_step(event, AWARE_CORRECTED, before=before, by=by, at=at, reason=reason, aware=(known, aware_at))
    data = {
        "event": str(event.pk),
        "number": event.number,
        "from": known.isoformat(),
        "to": aware_at.isoformat(),
    }
    kind = "adverse_event_aware_corrected"
    record(journey, kind, by=by, at=at, cycle=event.cycle, reason=reason.strip(), data=data)
    find_clusters(event, by=by, at=at)
    return event


def _check_moment(event: AdverseEvent, aware_at: datetime, at: datetime) -> None:
    if aware_at > at:
        raise NotAccepted(_("This cannot be in the future."), "aware_at")
    if aware_at > event.steps.get(what="drafted").at:
        raise NotAccepted(_("It was written down before that, so the clinic knew by then."), "aware_at")
    day = local_date(aware_at, event.patient.site.clinic.zone)
    sent = [each for each in event.reports.values_list("sent_on", flat=True) if each is not None and each < day]
    if sent:
        raise NotAccepted(
            _("It was reported on {day}, so the clinic knew by then.", day=plain_date(min(sent))), "aware_at"
        )
    if event.facts.filter(known_at__lt=aware_at).exists():
        raise NotAccepted(_("A new fact about it was known before that."), "aware_at")


def _move_clocks(event: AdverseEvent, known: datetime, *, at: datetime) -> None:
    """Of what is still open. A draft that gathered something later keeps the day that this gave it, unless the
    corrected moment asks for an earlier one."""
    clinic = event.patient.site.clinic
    if event.state == EventState.DRAFT:
        hours, serious = clinic_hours(clinic), event.sae_candidate
        was, now = (
            confirm_by(each.astimezone(clinic.zone), hours, sae_candidate=serious) for each in (known, event.aware_at)
        )
        event.due_at = now if event.due_at in {None, was} else min(event.due_at, now)
        return
    day_0 = local_date(event.aware_at, clinic.zone)
    for report in event.reports.filter(made_at=None, fact=None):
        report.due_on = day_0 + timedelta(days=RULE_BY_CODE[report.rule].days)
        report.save(update_fields=["due_on"])
    if event.state != EventState.TRIAGED:
        settle_state(event, clinic, event.assessments.all(), at=at)
