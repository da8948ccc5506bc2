"""What a patient has sent: the list, and one check-in with its words, its advice, its versions and who read it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from journey.access import may_correct
from journey.models import Submission
from journey.models.pathway_version import content_of
from journey.presenters import when
from journey.presenters.check_in import AnswerRow, check_answers_url, clinic_zone, result_url
from journey.presenters.clinic import ClinicCard
from journey.presenters.photos import PhotoCard, own_photos
from journey.presenters.reading import Line, is_closed, told_lines
from journey.presenters.result import triage_of
from journey.presenters.senders import in_place_of_patient, sender, sender_words
from journey.presenters.verdict import Told, day_words, drawn_as, level_words, message, says_something

PAGE_SIZE = 50


@dataclass(frozen=True)
class SentRow:
    """`level` is blank where the answers say nothing about symptoms, or nobody stands for the rules."""

    url: str
    title: str
    when: str
    level: str
    level_word: str
    notes: tuple[str, ...]
    seen: str


@dataclass(frozen=True)
class AnswersPage:
    rows: tuple[SentRow, ...]
    newer_url: str
    older_url: str


@dataclass(frozen=True)
class VersionRow:
    url: str
    words: str
    current: bool


@dataclass(frozen=True)
class AnswerPage:
    title: str
    when: str
    sent_by: str
    late: str
    seen: str
    closed: Line | None
    level: str
    level_word: str
    advice: Told | None
    rows: tuple[AnswerRow, ...]
    photos: tuple[PhotoCard, ...]
    versions: tuple[VersionRow, ...]
    correct_url: str
    result_url: str


def answers_page(
    rows: QuerySet[Submission], number: int, zone: ZoneInfo, at: datetime, *, reader: User, url: str
) -> AnswersPage:
    """One page of the list at `url`, in one statement, whatever its length. `number` is counted from 1."""
    start = (number - 1) * PAGE_SIZE
    found = list(newest_first(rows)[start : start + PAGE_SIZE + 1])
    return AnswersPage(
        rows=tuple(_sent_row(each, zone, at, reader) for each in found[:PAGE_SIZE]),
        newer_url=f"{url}?page={number - 1}" if number > 1 else "",
        older_url=f"{url}?page={number + 1}" if len(found) > PAGE_SIZE else "",
    )


def newest_first(rows: QuerySet[Submission]) -> QuerySet[Submission]:
    """Without the answers themselves. Corrections stand behind their newest version."""
    return (
        rows.filter(latest=True)
        .select_related("check_in", "journey", "triage__alert_reason__alert", "seen_by", "sent_by", "caregiver")
        .defer("answers", "wording", "raw", "triage__inputs")
        .order_by("-sent_at", "-id")
    )


def answer_page(submission: Submission, reader: User, card: ClinicCard, at: datetime) -> AnswerPage:
    """One statement for the other versions."""
    check_in, zone = submission.check_in, clinic_zone(submission.journey.patient.site.clinic)
    pathway = content_of(check_in.pathway_version_id)
    triage = triage_of(submission)
    shown = triage if says_something(submission, triage) else None
    versions = list(
        Submission.objects.filter(check_in=check_in).select_related("sent_by", "caregiver").order_by("version")
    )
    correct = submission.latest and may_correct(check_in, at)
    return AnswerPage(
        title=_title(submission),
        when=_when(submission, zone, at),
        sent_by=sender_words(submission, reader),
        late=_late(submission),
        seen=seen_words(submission, zone, at),
        closed=next((line for line in told_lines(submission, triage, at) if is_closed(triage)), None),
        level=drawn_as(shown.level) if shown else "",
        level_word=level_words(shown.level) if shown else "",
        advice=message(shown, pathway, card.values) if shown else None,
        rows=answer_rows(submission.wording, _before(submission, versions), card.values),
        photos=own_photos(submission),
        versions=tuple(_version(each, submission, zone, at) for each in versions) if len(versions) > 1 else (),
        correct_url=check_answers_url(check_in) if correct else "",
        result_url=result_url(check_in) if submission.latest else "",
    )


def answer_rows(
    wording: Sequence[Mapping[str, Any]], before: Sequence[Mapping[str, Any]] | None, values: Mapping[str, str]
) -> tuple[AnswerRow, ...]:
    """The questions and answers in the words of that day; `before` is the wording of the version before this one."""
    earlier = None if before is None else {row["page"]: row["answer"] for row in before}
    return tuple(
        AnswerRow(
            question=_put_in(row["question"], values),
            answer=tuple(_put_in(words, values) for words in row["answer"]) or (_("Not provided"),),
            changed=_("Changed in this version")
            if earlier is not None and earlier.get(row["page"]) != row["answer"]
            else "",
        )
        for row in wording
    )


def seen_words(submission: Submission, zone: ZoneInfo, at: datetime) -> str:
    """As in "Seen by Nurse Kim, today, 2:10pm", or "Not read yet"."""
    if submission.seen_at is None:
        return _("Not read yet")
    moment = when.relative(submission.seen_at, at, zone)
    return _("Seen by {who}, {moment}").format(who=submission.seen_by, moment=moment)


def _put_in(text: str, values: Mapping[str, str]) -> str:
    """A patient may have typed braces, so only the clinic's own names are put in."""
    for name, value in values.items():
        text = text.replace(f"{{{name}}}", value)
    return text


def _before(submission: Submission, versions: Sequence[Submission]) -> Sequence[Mapping[str, Any]] | None:
    earlier = [each for each in versions if each.version < submission.version]
    return earlier[-1].wording if earlier else None


def _sent_row(submission: Submission, zone: ZoneInfo, at: datetime, reader: User) -> SentRow:
    triage = triage_of(submission)
    level = triage.level if triage and says_something(submission, triage) else ""
    notes = (
        sender_words(submission, reader) if in_place_of_patient(submission) else "",
        _late(submission),
        _("Corrected") if submission.version > 1 else "",
        _("Looked at and closed") if is_closed(triage) else "",
    )
    return SentRow(
        url=reverse("patient:answer", args=[submission.pk]),
        title=_title(submission),
        when=_when(submission, zone, at),
        level=drawn_as(level),
        level_word=level_words(level) if level else "",
        notes=tuple(note for note in notes if note),
        seen=seen_words(submission, zone, at),
    )


def _late(submission: Submission) -> str:
    if submission.after_closing:
        return _("Sent after the check-in was closed")
    return _("Sent late") if submission.late else ""


def _version(each: Submission, shown: Submission, zone: ZoneInfo, at: datetime) -> VersionRow:
    words = _("Version {number}, {moment}, by {who}").format(
        number=each.version, moment=when.relative(each.sent_at, at, zone), who=sender(each)
    )
    return VersionRow(reverse("patient:answer", args=[each.pk]), words, each.pk == shown.pk)


def _title(submission: Submission) -> str:
    check_in = submission.check_in
    return content_of(check_in.pathway_version_id).check_in_by_code[check_in.code].title


def _when(submission: Submission, zone: ZoneInfo, at: datetime) -> str:
    moment, day = when.relative(submission.sent_at, at, zone), day_words(submission)
    return f"{moment[:1].upper()}{moment[1:]}" + (f" · {day}" if day else "")
