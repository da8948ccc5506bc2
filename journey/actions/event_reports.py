"""Reports, new facts, what the patient is told, and the end of an adverse event (clinical.md 7.2, 7.3)."""

from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import transaction

from accounts.models import User
from accounts.roles import Role
from journey.actions.event_judged import facts_of, settle_state
from journey.actions.event_steps import check_move, note_step, under_lock
from journey.actions.events import record
from journey.actions.locking import check_version, constraints_in_words, locked
from journey.actions.permission import check_may
from journey.actions.refusals import already_done, sent_before
from journey.domain.ae_states import CONFIRMED_STATES, MISSING_WORDS, Ending, EventMove, EventState, missing_to_close
from journey.domain.ae_timers import follow_ups_due
from journey.domain.days import local_date
from journey.domain.errors import GateClosed, MoveNotAllowed, NotAccepted
from journey.domain.words import gettext_noop
from journey.domain.words import say as _
from journey.models import AdverseEvent, AdverseEventFact, AdverseEventReport, AdverseEventWords, ContactAttempt
from journey.policies import Act

ONLY_LEAD = gettext_noop("Only the lead clinician of this journey, {name}, or a manager may do this.")


@transaction.atomic
def make_report(
    *, report: AdverseEventReport, authority: str, reference: str, sent_on: date, by: User, at: datetime
) -> AdverseEventReport:
    """It was sent: to whom, under which number, on which day. Clinicians and managers. Raises NotAccepted; AlreadyDone
    when somebody else recorded it, a repeat changes nothing."""
    check_may(by, Act.REPORT_EVENT, report.event.patient_id, at=at)
    event = under_lock(report.event)
    check_move(event, EventMove.REPORT)
    report = locked(report)
    if _is_made(report, by):
        return report
    zone = event.patient.site.clinic.zone
    if not authority.strip():
        raise NotAccepted(_("Write where it was sent."), "authority")
    if not local_date(event.aware_at, zone) <= sent_on <= local_date(at, zone):
        raise NotAccepted(_("The day is between the one on which the clinic knew, and today."), "sent_on")
    report.made_at, report.made_by = at, by
    report.authority, report.reference, report.sent_on = authority.strip(), reference.strip(), sent_on
    with constraints_in_words(report):
        report.save()
    _follow(event, "reported", by=by, at=at, reason=f"{report.authority} {report.reference}".strip())
    return report


@transaction.atomic
def drop_report(*, report: AdverseEventReport, reason: str, by: User, at: datetime) -> AdverseEventReport:
    """It turned out not to be needed, and why. The lead clinician, or a manager. Raises NotAccepted, AlreadyDone."""
    check_may(by, Act.CLOSE_EVENT, report.event.patient_id, at=at)
    event = under_lock(report.event)
    check_lead(event, by)
    check_move(event, EventMove.REPORT)
    report = locked(report)
    if _is_made(report, by):
        return report
    if not reason.strip():
        raise NotAccepted(_("Write why it is not needed."), "reason")
    report.made_at, report.made_by, report.not_needed = at, by, reason.strip()
    with constraints_in_words(report):
        report.save()
    _follow(event, "report_dropped", by=by, at=at, reason=reason)
    return report


def _is_made(report: AdverseEventReport, by: User) -> bool:
    if report.made_by is None or report.made_at is None:
        return False
    if report.made_by_id == by.pk:
        return True
    raise already_done(gettext_noop("{who} recorded this report already."), by=report.made_by, at=report.made_at)


@transaction.atomic
def add_facts(
    *, event: AdverseEvent, text: str, known_at: datetime, by: User, at: datetime, token: UUID | None = None
) -> AdverseEventFact:
    """Something new about it; the reports that follow from it get their days. Clinicians and nurses. `token` is the id
    of the fact: the same form sent twice is one fact. Raises NotAccepted."""
    check_may(by, Act.DRAFT_EVENT, event.patient_id, at=at)
    event = under_lock(event)
    check_move(event, EventMove.ADD_FACTS)
    known = sent_before(AdverseEventFact.objects.filter(event=event), token, by=by)
    if known is not None:
        return known
    if not text.strip():
        raise NotAccepted(_("Write what is new."), "text")
    if not event.aware_at <= known_at <= at:
        raise NotAccepted(_("It was known after the event itself, and not in the future."), "known_at")
    values = {"text": text.strip(), "known_at": known_at, "at": at, "by": by}
    fact = AdverseEventFact.objects.create(id=token or uuid4(), event=event, patient_id=event.patient_id, **values)
    clinic = event.patient.site.clinic
    rows = event.assessments.all()
    for due in follow_ups_due(facts_of(rows), clinic.reporting_profiles, local_date(known_at, clinic.zone)):
        AdverseEventReport.objects.create(
            event=event, patient_id=event.patient_id, fact=fact, rule=due.rule.code, due_on=due.on, opened_at=at
        )
    _follow(event, "facts_added", by=by, at=at)
    return fact


@transaction.atomic
def share_words(
    *, event: AdverseEvent, text: str, by: User, at: datetime, expected_version: int | None = None
) -> AdverseEventWords:
    """What the patient reads about it from now on. Clinicians. The same words again change nothing."""
    check_may(by, Act.ASSESS_EVENT, event.patient_id, at=at)
    event = under_lock(event, expected_version)
    if event.state not in CONFIRMED_STATES:
        raise MoveNotAllowed(_("First a clinician confirms it."))
    if not text.strip():
        raise NotAccepted(_("Write what the patient is told."), "text")
    last = event.words.last()
    if last is not None and last.text == text.strip():
        return last
    words = AdverseEventWords.objects.create(event=event, patient_id=event.patient_id, text=text.strip(), at=at, by=by)
    event.version += 1
    event.save(update_fields=["version"])
    _record(event, "shared", by=by, at=at)
    return words


@transaction.atomic
def close_event(
    *, event: AdverseEvent, note: str, by: User, at: datetime, expected_version: int | None = None
) -> AdverseEvent:
    """The end: by the lead clinician, or a manager. Raises GateClosed with what is missing; a repeat changes
    nothing."""
    check_may(by, Act.CLOSE_EVENT, event.patient_id, at=at)
    event = under_lock(event)
    check_lead(event, by)
    if event.closed_by is not None and event.closed_at is not None:
        if event.closed_by_id == by.pk:
            return event
        raise already_done(gettext_noop("{who} closed this already."), by=event.closed_by, at=event.closed_at)
    check_version(event, expected_version)
    missing = missing_to_close(ending_of(event))
    if missing:
        raise GateClosed(_("It cannot be closed yet."), [_(MISSING_WORDS[each]) for each in missing])
    check_move(event, EventMove.CLOSE)
    before = event.state
    event.state, event.due_at, event.closed_at, event.closed_by = EventState.CLOSED, None, at, by
    _save(event, "closed", before, by=by, at=at, reason=note)
    return event


@transaction.atomic
def reopen_event(
    *, event: AdverseEvent, reason: str, by: User, at: datetime, expected_version: int | None = None
) -> AdverseEvent:
    """Take it up again: a dismissed draft by a clinician, what was closed by who may close. Raises NotAccepted without
    a reason."""
    was_closed = event.state == EventState.CLOSED
    act = Act.CLOSE_EVENT if was_closed else Act.ASSESS_EVENT
    check_may(by, act, event.patient_id, at=at)
    event = under_lock(event, expected_version)
    check_move(event, EventMove.REOPEN)
    if was_closed:
        check_lead(event, by)
    if not reason.strip():
        raise NotAccepted(_("Write why."), "reason")
    before = event.state
    event.closed_at = event.closed_by = None
    if before == EventState.CLOSED:
        settle_state(event, event.patient.site.clinic, event.assessments.all(), at=at)
    else:
        event.state, event.due_at = EventState.DRAFT, at
    _save(event, "reopened", before, by=by, at=at, reason=reason)
    return event


def ending_of(event: AdverseEvent) -> Ending:
    tried = ContactAttempt.objects.filter(journey=event.journey_id, at__gte=event.aware_at).count()
    return Ending(
        outcome=event.outcome,
        attempts=tried,
        open_reports=event.reports.filter(made_at=None).count(),
        serious=bool(event.serious),
        assessors=event.assessments.values("by").distinct().count(),
    )


def check_lead(event: AdverseEvent, by: User) -> None:
    """A manager, or the lead clinician of the journey; any clinician while nobody leads it. Raises MoveNotAllowed: the
    role is right, this journey is another's."""
    lead = event.journey.lead_clinician
    if Role.MANAGER not in by.roles and lead is not None and lead.is_active and lead.pk != by.pk:
        raise MoveNotAllowed(_(ONLY_LEAD, name=lead))


def _follow(event: AdverseEvent, what: str, *, by: User, at: datetime, reason: str = "") -> None:
    before = event.state
    settle_state(event, event.patient.site.clinic, event.assessments.all(), at=at)
    _save(event, what, before, by=by, at=at, reason=reason)


def _save(event: AdverseEvent, what: str, before: str, *, by: User, at: datetime, reason: str = "") -> None:
    event.version += 1
    with constraints_in_words(event):
        event.save()
    note_step(event, what, before=before, by=by, at=at, reason=reason)
    _record(event, what, by=by, at=at, reason=reason)


def _record(event: AdverseEvent, what: str, *, by: User, at: datetime, reason: str = "") -> None:
    data = {"event": str(event.pk), "number": event.number}
    record(event.journey, f"adverse_event_{what}", by=by, at=at, cycle=event.cycle, reason=reason, data=data)
