"""Who has answers now: when they were sent, whether somebody read them, and by when somebody will."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from journey.domain.opening import parse_opening_hours
from journey.models import AlertOutcome, Clinic, Submission, TriageResult
from journey.presenters import when
from journey.presenters.check_in import clinic_zone

LEAST_TIME_TO_READ = timedelta(hours=1)
CLOSED_SHOWN_FOR = timedelta(days=7)  # on the first page [D]
ON_TOP = gettext_lazy("This is on top of the clinic's list now. Do not wait for us to call you.")


@dataclass(frozen=True)
class Line:
    """A quiet line with an icon."""

    icon: str
    text: str
    who: str = ""


def sent_line(submission: Submission, at: datetime) -> Line:
    zone = clinic_zone(_clinic(submission))
    moment = when.relative(submission.sent_at, at, zone)
    words = _("Sent to the clinic {moment}.") if submission.version == 1 else _("Changes sent to the clinic {moment}.")
    return Line("save", words.format(moment=moment))


def told_lines(submission: Submission, triage: TriageResult | None, at: datetime) -> Sequence[Line]:
    """Who has taken care of the alert that this result raised; nothing when it raised none."""
    reason = getattr(triage, "alert_reason", None) if triage else None
    if reason is None:
        return ()
    alert, zone = reason.alert, clinic_zone(_clinic(submission))
    if alert.closed_at:
        closed = (str(alert.closed_by), alert.closed_at, alert.outcome, alert.decided)
        return (closed_line(*closed, at, zone, what=_("this")),)
    if alert.acknowledged_at and alert.acknowledged_by:
        moment = when.relative(alert.acknowledged_at, at, zone)
        return (Line("eye", _("has seen this, {moment}.").format(moment=moment), str(alert.acknowledged_by)),)
    return (Line("alert", str(ON_TOP)),)


def is_closed(triage: TriageResult | None) -> bool:
    """Whether it raised an alert that a person closed."""
    reason = getattr(triage, "alert_reason", None) if triage else None
    return reason is not None and reason.alert.closed_at is not None


def closed_line(
    who: str, closed_at: datetime, outcome: str, decided: str, at: datetime, zone: ZoneInfo, *, what: str
) -> Line:
    """That a person looked at worrying answers and closed them, and what was decided; `what` names the answers, blank
    where there are none."""
    words = _("looked at {what}: {moment}. {decided}") if what else _("wrote to you: {moment}. {decided}")
    if outcome == AlertOutcome.NOT_REACHED:
        words = _("tried to reach you and could not: {moment}. If you are not well, call us. {decided}")
    moment = when.relative(closed_at, at, zone)
    return Line("eye", words.format(what=what, moment=moment, decided=decided).strip(), who)


def read_line(submission: Submission, at: datetime) -> Line:
    clinic = _clinic(submission)
    if submission.seen_at and submission.seen_by:
        moment = when.relative(submission.seen_at, at, clinic_zone(clinic))
        return Line("eye", _("read your answers, {moment}.").format(moment=moment), str(submission.seen_by))
    return Line("clock", reading_words(clinic, submission.sent_at, at))


def reading_words(clinic: Clinic, sent_at: datetime, at: datetime) -> str:
    """When a nurse reads what was sent then: in the opening hours left of the day, else when the clinic opens next."""
    zone = clinic_zone(clinic)
    if not clinic.opening_hours:
        return _("A nurse reads your answers. You will see here when they have.")
    hours, sent, now = parse_opening_hours(clinic.opening_hours), sent_at.astimezone(zone), at.astimezone(zone)
    start = hours.next_open(sent)
    end = hours.next_close(sent)
    if end - start < LEAST_TIME_TO_READ:
        start = hours.next_open(end + timedelta(minutes=1))
        end = hours.next_close(start)
    if now > end:
        return _("Nobody has read your answers yet. If something worries you, call us.")
    if start <= now:
        words = _("A nurse reads your answers today before {time}. You will see here when they have.")
        return words.format(time=when.clock(end))
    words = _("A nurse reads your answers when we are open next: {day}, from {time}. You will see here when they have.")
    return words.format(day=when.relative_day(start.date(), now.date()), time=when.clock(start))


def _clinic(submission: Submission) -> Clinic:
    clinic: Clinic = submission.journey.patient.site.clinic
    return clinic
