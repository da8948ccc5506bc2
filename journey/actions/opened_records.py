"""Opening a record from outside the team for a bounded time, ending that early, and its review by a manager."""

from datetime import datetime, timedelta

from django.db import transaction

from accounts.models import User
from journey import policies
from journey.access import open_openings, team_of
from journey.actions.events import record
from journey.actions.locking import constraints_in_words, locked
from journey.actions.refusals import already_done
from journey.domain.errors import MoveNotAllowed, NotAccepted, NotPermitted
from journey.domain.words import gettext_noop
from journey.domain.words import say as _
from journey.models import OpenedRecord, OpeningReason, Patient
from journey.policies import Act

LONGEST_NOTE = 500


@transaction.atomic
def open_record(*, patient: Patient, reason: str, note: str, by: User, at: datetime) -> OpenedRecord:
    """Open the record of a patient of another team to one person, for the hours that the clinic's settings say. It is
    told in the patient's history and waits for a manager's review. Desk staff; a repeat while it is open gives the same
    opening. Raises NotAccepted without a reason, MoveNotAllowed within the team: there is nothing to open."""
    policies.check(by, Act.OPEN_OUTSIDE_TEAM)
    if reason not in {word.value for word in OpeningReason}:
        raise NotAccepted(_("Choose the reason."), field="reason")
    note = _said(note, "note", _("Write why you open this record."))
    patient = locked(patient)
    if team_of(User.objects.filter(pk=by.pk), [patient.site_id]).exists():
        raise MoveNotAllowed(_("This patient is seen at your site. You can open the record from the list."))
    known = open_openings(by, at).filter(patient=patient).first()
    if known is not None:
        return known
    hours = timedelta(hours=patient.site.clinic.outside_team_hours)
    opening = OpenedRecord(patient=patient, person=by, reason=reason, note=note, opened_at=at, until=at + hours)
    with constraints_in_words(opening):
        opening.full_clean()
        opening.save(force_insert=True)
    _tell(opening, "opened_outside_team", by, at, note)
    return opening


@transaction.atomic
def end_opening(*, opening: OpenedRecord, by: User, at: datetime) -> OpenedRecord:
    """Close the record again before its time: the person who opened it. A repeat, or too late, changes nothing."""
    opening = locked(opening)
    if opening.person_id != by.pk:
        raise NotPermitted(_("Only the person who opened this record can close it."))
    if opening.is_open(at):
        opening.ended_at = at
        opening.save(update_fields=["ended_at"])
        _tell(opening, "outside_team_ended", by, at, "")
    return opening


@transaction.atomic
def review_opening(*, opening: OpenedRecord, note: str, by: User, at: datetime) -> OpenedRecord:
    """A manager has looked at it and says what they found. Managers, never for what they opened themselves."""
    policies.check(by, Act.REVIEW_OPENED)
    note = _said(note, "note", _("Write what you found."))
    opening = locked(opening)
    if opening.reviewed_by is not None and opening.reviewed_at is not None:
        if opening.reviewed_by_id == by.pk:
            return opening
        template = gettext_noop("{who} reviewed this already.")
        raise already_done(template, by=opening.reviewed_by, at=opening.reviewed_at)
    opening.reviewed_at, opening.reviewed_by, opening.review_note = at, by, note
    with constraints_in_words(opening):
        opening.full_clean()
        opening.save(update_fields=["reviewed_at", "reviewed_by", "review_note"])
    return opening


def _tell(opening: OpenedRecord, kind: str, by: User, at: datetime, reason: str) -> None:
    data = {"opening": str(opening.pk), "reason": opening.reason, "until": opening.until.isoformat()}
    for journey in opening.patient.journeys.order_by("started_at"):
        record(journey, kind, by=by, at=at, reason=reason, data=data)


def _said(text: str, field: str, sentence: str) -> str:
    text = text.strip()
    if not text:
        raise NotAccepted(sentence, field=field)
    if len(text) > LONGEST_NOTE:
        raise NotAccepted(_("Write at most {most} characters.", most=LONGEST_NOTE), field=field)
    return text
