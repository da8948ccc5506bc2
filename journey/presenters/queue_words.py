"""What the work queue says of its oldest entry: a few words, and its clock."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from journey.domain.opening import parse_opening_hours
from journey.domain.reminders import Occasion
from journey.domain.triage import Level, speak_within
from journey.models import CallAnswer, Clinic
from journey.models.labels import LABELS
from journey.models.pathway_version import content_of
from journey.presenters import staff_words, when
from journey.presenters.data_requests import KINDS
from journey.presenters.event_words import shared_words
from journey.presenters.review_words import step_words
from journey.presenters.visit_words import ASKS
from journey.presenters.visit_words import KINDS as VISITS
from journey.presenters.worklists import CALL_TODAY, Now

Words = tuple[str, str, str]
"""After the name; the bold part of the clock; the rest of the clock."""


# Between the two in the note of a check-in.
CODE_AND_STATUS = "/"
# At the end of the note of one that comes before the others of its queue.
FIRST = "/first"


class Entry(NamedTuple):
    """`since` orders the queue, the oldest or most pressing first; `note` is a code that its words use."""

    key: str
    pk: UUID
    journey_id: UUID
    who: str
    since: datetime
    note: str
    version_id: UUID
    patient_id: UUID

    @property
    def is_first(self) -> bool:
        return self.key == CALL_TODAY and self.note.endswith(FIRST)


def _alert(level: Level) -> Callable[[Entry, Now, Clinic], Words]:
    def words(entry: Entry, now: Now, clinic: Clinic) -> Words:
        asked = when.length(now.at - (entry.since - speak_within(level)))
        owner = _("Owner: {name}.").format(name=entry.note) if entry.note else _("No owner.")
        return _("{length} ago. {owner}").format(length=asked, owner=owner), *left(entry.since, now.at)

    return words


def left(due_at: datetime, at: datetime) -> tuple[str, str]:
    """ "23 h 14 min", "left" or "12 minutes", "over": never colour alone."""
    if due_at >= at:
        return when.length(due_at - at), _("left")
    return when.length(at - due_at), _("over")


def _reached(entry: Entry, now: Now, clinic: Clinic) -> Words:
    return (_("Owner: {name}").format(name=entry.note) if entry.note else _("No owner")), "", ""


def _put_off(entry: Entry, now: Now, clinic: Clinic) -> Words:
    return _reached(entry, now, clinic)[0], "", _("until {time}").format(time=now.short(entry.since))


def _call(entry: Entry, now: Now, clinic: Clinic) -> Words:
    said = {
        CallAnswer.ANOTHER.value: _("asks for another time than {time}"),
        CallAnswer.SUITS.value: _("{time}, which suits the patient"),
    }
    words = said.get(entry.note, _("{time}, the patient has not answered")).format(time=now.short(entry.since))
    return words, *left(entry.since, now.at)


def _asked(entry: Entry, now: Now, clinic: Clinic) -> Words:
    stage = staff_words.STAGES[entry.note]
    return str(stage), "", _("{length} ago").format(length=when.length(now.at - entry.since))


def _by_closing(entry: Entry, now: Now, clinic: Clinic) -> Words:
    asked = when.relative(entry.since, now.at, now.zone)
    sent = _check_in_and(entry, _("{when}, high priority").format(when=asked) if entry.is_first else asked)
    if not clinic.opening_hours:
        return sent, "", ""
    closes = parse_opening_hours(clinic.opening_hours).next_close(now.at.astimezone(now.zone))
    return sent, "", _("by {time}").format(time=when.until(closes, now.zone, now.today))


def _sent(entry: Entry, now: Now, clinic: Clinic) -> Words:
    age = when.length(now.at - entry.since)
    return _check_in_and(entry, when.relative(entry.since, now.at, now.zone)), "", _("{length} ago").format(length=age)


def _late(entry: Entry, now: Now, clinic: Clinic) -> Words:
    return (
        _check_in_and(entry, _if_missed(entry)),
        "",
        _("{length} late").format(length=when.length(now.at - entry.since)),
    )


def _due_since(entry: Entry, now: Now, clinic: Clinic) -> Words:
    return _check_in_and(entry, ""), "", _("due for {length}").format(length=when.length(now.at - entry.since))


def _if_missed(entry: Entry) -> str:
    """What the pathway says to do now, as a part of a sentence."""
    known = content_of(entry.version_id).check_in_by_code.get(_code_and_status(entry)[0])
    return known.if_missed.rstrip(".") if known and known.if_missed != "-" else ""


def _code_and_status(entry: Entry) -> tuple[str, str]:
    code, _between, status = entry.note.removesuffix(FIRST).partition(CODE_AND_STATUS)
    return code, status


def _check_in_and(entry: Entry, rest: str) -> str:
    """The check-in, what else there is to say, and that its journey does not run, for whoever rings."""
    code, status = _code_and_status(entry)
    known = content_of(entry.version_id).check_in_by_code.get(code)
    parts = (known.title if known else code, rest, staff_words.standing(status))
    return ", ".join(part for part in parts if part)


def _procedure(entry: Entry, now: Now, clinic: Clinic) -> Words:
    reasons = {
        "missed": _("readiness check not answered"),
        "baseline": _("start questions not answered"),
        "allergies": _("allergies not confirmed"),
    }
    reason = reasons.get(entry.note) or _("answers say: {level}").format(level=staff_words.LEVELS[entry.note])
    day = when.day(entry.since.astimezone(now.zone).date(), now.today)
    ahead = _("in {length}").format(length=when.length(entry.since - now.at))
    return _("on {day}: {reason}").format(day=day, reason=reason), "", ahead


def _waiting(entry: Entry, now: Now, clinic: Clinic) -> Words:
    stage = staff_words.sentence(staff_words.STAGES.get(entry.note, staff_words.STATUSES.get(entry.note, "")))
    since = _("{stage}, since {day}").format(stage=stage, day=when.day_month(entry.since.astimezone(now.zone).date()))
    return since, "", _("for {length}").format(length=when.length(now.at - entry.since))


def _taken_back(entry: Entry, now: Now, clinic: Clinic) -> Words:
    age = when.length(now.at - entry.since)
    return when.relative(entry.since, now.at, now.zone), "", _("{length} ago").format(length=age)


def _review(entry: Entry, now: Now, clinic: Clinic) -> Words:
    # Stored as a day and carried as midnight UTC, so the day is read in UTC.
    day = entry.since.date()
    over = (now.today - day).days
    late = ngettext("{n} day over", "{n} days over", over).format(n=over) if over else _("today")
    status = staff_words.STATUSES[entry.note]
    return _("{status} until {day}").format(status=status, day=when.day_month(day)), "", late


def _request(entry: Entry, now: Now, clinic: Clinic) -> Words:
    _note, strong, rest = _by_day(entry, now, clinic)
    return str(KINDS[entry.note]).lower(), strong, rest


def _by_day(entry: Entry, now: Now, clinic: Clinic) -> Words:
    """What is due by the end of a day."""
    day = entry.since.date()  # stored as a day, as above
    left = (day - now.today).days
    words = ngettext("{n} day", "{n} days", abs(left)).format(n=abs(left))
    if left < 0:
        return entry.note, words, _("over")
    return entry.note, "", _("today") if left == 0 else _("{length} left").format(length=words)


def _event(entry: Entry, now: Now, clinic: Clinic) -> Words:
    return entry.note, *left(entry.since, now.at)


def _growth(entry: Entry, now: Now, clinic: Clinic) -> Words:
    """Of one that waits for its result alone, how long it has been open."""
    if not entry.note:
        return _("say what it is"), "", _("open for {length}").format(length=when.length(now.at - entry.since))
    return step_words(entry.note).lower(), *left(entry.since, now.at)


def _cluster(entry: Entry, now: Now, clinic: Clinic) -> Words:
    age = when.length(now.at - entry.since)
    return shared_words(entry.note), "", _("{length} ago").format(length=age)


def _ask(entry: Entry, now: Now, clinic: Clinic) -> Words:
    age = when.length(now.at - entry.since)
    return staff_words.sentence(ASKS[entry.note]).lower(), "", _("{length} ago").format(length=age)


def _visit(entry: Entry, now: Now, clinic: Clinic) -> Words:
    age = when.length(now.at - entry.since)
    return str(VISITS[entry.note]).lower(), "", _("{length} ago").format(length=age)


def _closed(entry: Entry, now: Now, clinic: Clinic) -> Words:
    """The first day stands as midnight UTC, as above."""
    return _("from {day}").format(day=when.day(entry.since.date(), now.today)), "", ""


def _away(entry: Entry, now: Now, clinic: Clinic) -> Words:
    return _("from {day}").format(day=when.day(entry.since.astimezone(now.zone).date(), now.today)), "", ""


def _letter(entry: Entry, now: Now, clinic: Clinic) -> Words:
    age = when.length(now.at - entry.since)
    return str(LABELS[Occasion][Occasion(entry.note)]).lower(), "", _("{length} ago").format(length=age)


def _renewed(entry: Entry, now: Now, clinic: Clinic) -> Words:
    age = when.length(now.at - entry.since)
    return _("given by {who}").format(who=entry.note), "", _("{length} ago").format(length=age)


WORDS: Mapping[str, Callable[[Entry, Now, Clinic], Words]] = {
    "urgent": _alert(Level.URGENT_NOW),
    "urgent-not-reached": _alert(Level.URGENT_NOW),
    "call": _alert(Level.CALL_24H),
    "calls": _call,
    "to-close": _reached,
    "put-off": _put_off,
    "call-today": _by_closing,
    "questions": _asked,
    "watch": _by_closing,
    "not-triaged": _sent,
    "unread": _sent,
    "phone-today": _late,
    "overdue": _late,
    "by-call": _due_since,
    "unfinished": _sent,
    "not-ready": _procedure,
    "consent-back": _taken_back,
    "changes-untold": _letter,
    "mine": _waiting,
    "visits-asked": _ask,
    "offers-lapsed": _visit,
    "visits-unmarked": _visit,
    "closures": _closed,
    "leave": _away,
    "letters": _letter,
    "no-visit": _waiting,
    "review": _review,
    "clusters": _cluster,
    "event-reports-late": _by_day,
    "event-late": _event,
    "event-drafts": _event,
    "event-assess": _event,
    "event-reports": _by_day,
    "requests-late": _request,
    "tumour-late": _growth,
    "tumour": _growth,
    "requests": _request,
    "sign-ins": _renewed,
}
