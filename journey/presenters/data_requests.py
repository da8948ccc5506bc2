"""What a patient asked of the clinic about their data, as the patient and the managers read it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from journey.domain.days import local_date
from journey.models import DataRequest, Patient, RequestKind, RequestOutcome
from journey.presenters import when
from journey.presenters.staff_words import Words
from journey.presenters.worklists import Now

ASKED: Mapping[str, Words] = {
    RequestKind.CORRECTION: gettext_lazy("You asked for a correction"),
    RequestKind.CLOSING: gettext_lazy("You asked to close your account"),
}
KINDS: Mapping[str, Words] = {
    RequestKind.CORRECTION: gettext_lazy("Correction"),
    RequestKind.CLOSING: gettext_lazy("Close the account"),
}
OUTCOMES: Mapping[str, Words] = {
    RequestOutcome.DONE: gettext_lazy("Done"),
    RequestOutcome.REFUSED: gettext_lazy("Refused"),
}
ANSWERED: Mapping[str, Words] = {
    RequestOutcome.DONE: gettext_lazy("Done"),
    RequestOutcome.REFUSED: gettext_lazy("We said no"),
}


@dataclass(frozen=True)
class Asked:
    """One request for its patient. `tone` is that of the tag with `state`; a closing has no `wrong` and `right`."""

    title: str
    state: str
    tone: str
    when: str
    due: str
    wrong: str
    right: str
    answer: str


def asked_by_patient(rows: Iterable[DataRequest], patient: Patient, at: datetime) -> tuple[Asked, ...]:
    today = local_date(at, patient.site.clinic.zone)
    return tuple(_asked(row, patient, today) for row in rows)


def _asked(row: DataRequest, patient: Patient, today: date) -> Asked:
    asked_on = local_date(row.asked_at, patient.site.clinic.zone)
    if row.decided_at:
        state, tone, due = str(ANSWERED[row.outcome]), "plain", ""
    elif row.due_on < today:
        state, tone = _("Late"), "watch"
        due = _("You should have heard from us by {day}. Please call us.").format(day=when.day(row.due_on, today))
    else:
        state, tone = _("We are looking at it"), "here"
        due = _("You hear from us by {day}.").format(day=when.day(row.due_on, today))
    return Asked(
        title=str(ASKED[row.kind]),
        state=state,
        tone=tone,
        when=when.capital(when.relative_day(asked_on, today)),
        due=due,
        wrong=row.wrong,
        right=row.right,
        answer=row.answer,
    )


def answered_by(patient: Patient, at: datetime) -> str:
    """The day by which a request of now is answered."""
    clinic = patient.site.clinic
    today = local_date(at, clinic.zone)
    return when.day(today + timedelta(days=clinic.answer_requests_days), today)


def due_words(due_on: date, now: Now) -> tuple[str, bool]:
    """ "24 November, in 3 days" or "24 November, 2 days over", and whether it is over."""
    left = (due_on - now.today).days
    if left < 0:
        words = ngettext("{n} day over", "{n} days over", -left).format(n=-left)
    elif left == 0:
        words = _("today")
    else:
        words = ngettext("in {n} day", "in {n} days", left).format(n=left)
    return f"{when.day_month(due_on)}, {words}", left < 0
