"""Every try to reach a patient."""

from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from accounts.models import User
from journey.actions.alert_clock import lock_active
from journey.actions.alerts import note_contact
from journey.actions.events import record
from journey.actions.heard import heard_from
from journey.actions.locking import locked, locked_journey
from journey.actions.permission import check_may
from journey.actions.refusals import sent_before
from journey.domain.errors import NotAccepted
from journey.domain.words import say as _
from journey.models import Alert, Appointment, ContactAttempt, ContactPurpose, ContactResult, ContactRoute, Cycle
from journey.policies import Act


@transaction.atomic
def log_contact(
    *,
    cycle: Cycle,
    purpose: str,
    route: str,
    result: str,
    by: User,
    at: datetime,
    note: str = "",
    alert: Alert | None = None,
    seen_clock: datetime | None = None,
    visit: Appointment | None = None,
    token: UUID | None = None,
) -> ContactAttempt:
    """Record one attempt; one in which a clinician or a nurse spoke with the patient stops the clock of its alert. Desk
    staff. Raises NotAccepted.

    `seen_clock` is the `clock_from` of the alert when the page was opened. When it began anew since, the attempt is
    kept, overtaken: it is about less than the alert says, stops no clock and closes nothing. Whoever was lost and is
    reached comes back.
    A try about a visit that needs another time names the `visit`, and only that.
    `token` is the id of the attempt: the same form sent twice is one attempt.
    """
    check_may(by, Act.LOG_CONTACT, cycle.journey.patient_id, at=at)
    for value, words, name in (
        (purpose, ContactPurpose, "purpose"),
        (route, ContactRoute, "route"),
        (result, ContactResult, "result"),
    ):
        if value not in {word.value for word in words}:
            raise NotAccepted(_("Choose one of the list."), field=name)
    if (purpose == ContactPurpose.NEW_TIME) != (visit is not None and visit.journey_id == cycle.journey_id):
        raise NotAccepted(_("Choose one of the list."), field="purpose")
    locked_journey(cycle.journey)
    if alert is not None:
        lock_active(by.pk)
        alert = locked(alert)
        if alert.journey_id != cycle.journey_id:
            raise NotAccepted(_("That alert is about another journey."))
    known = sent_before(ContactAttempt.objects.all(), token, by=by)
    if known is not None:
        return known
    attempt = ContactAttempt.objects.create(
        id=token or uuid4(),
        journey=cycle.journey,
        cycle=cycle,
        alert=alert,
        visit=visit,
        purpose=purpose,
        route=route,
        result=result,
        note=note.strip(),
        overtaken=alert is not None and seen_clock not in {None, alert.clock_from},
        at=at,
        by=by,
    )
    if alert is not None:
        note_contact(alert, attempt)
    data = {"purpose": purpose, "route": route, "result": result}
    record(cycle.journey, "contact_attempt", by=by, at=at, cycle=cycle, data=data)
    if result == ContactResult.REACHED:
        heard_from(cycle.journey, at, _("A try to reach the patient succeeded."))
    return attempt
