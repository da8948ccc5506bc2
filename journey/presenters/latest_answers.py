"""The newest answers of a journey as a table for staff."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from journey import policies
from journey.models import Journey, Submission, TriageResult
from journey.pathway.schema import Pathway
from journey.policies import Act
from journey.presenters import staff_words
from journey.presenters.alert_cards import Reason, reasons_of, values_of
from journey.presenters.flags import Chip, chips
from journey.presenters.senders import in_place_of_patient, sender_words
from journey.presenters.staff_timeline import Clock

PAIN = ("pain_worst", "nrs_worst_24h", "i_pain_worst")
SHAPES = {"ready": "expected", "call_today": "call_24h", "hold": "call_24h", "emergency": "urgent_now"}
TONES = {"call_24h": "today", "urgent_now": "now"}


@dataclass(frozen=True)
class AnswerRow:
    """`url` leads to the answers, `read_url` is where "Mark as read" posts to; both are blank for a reader who may not
    read answers, the second also once they are read. `by` is who sent when it was not the patient."""

    code: str
    url: str
    when: str
    by: str
    day: str
    pain: str
    level: str
    shape: str
    tone: str
    flags: tuple[Chip, ...]
    reasons: tuple[Reason, ...]
    read_by: str
    read_url: str


def answer_rows(
    content: Pathway, rows: Iterable[Submission], journey: Journey, reader: User, clock: Clock
) -> list[AnswerRow]:
    """Newest first, as given; each with its check-in, triage and the people. Only the latest version of each."""
    may_read = policies.may(reader, Act.READ_ANSWERS)
    values = values_of(journey)
    return [_row(content, row, values, may_read, clock) for row in rows]


def _row(content: Pathway, row: Submission, values: Mapping[str, str], may_read: bool, clock: Clock) -> AnswerRow:
    triage: TriageResult | None = getattr(row, "triage", None)
    level = triage.level if triage else ""
    shape = SHAPES.get(level, level)
    day = row.day if row.day is not None else row.hday
    late = _(", sent after closing") if row.after_closing else _(", sent late") if row.late else ""
    return AnswerRow(
        code=str(row.check_in),
        url=reverse("admin:journey_checkin_change", args=[row.check_in_id]) if may_read else "",
        when=clock.short(row.sent_at) + late,
        by=sender_words(row) if in_place_of_patient(row) else "",
        day="" if day is None else str(day),
        pain=_pain(row),
        level=str(staff_words.LEVELS[level]) if level else _("Not triaged"),
        shape=shape or "open",
        tone=TONES.get(shape, shape),
        flags=chips(triage.flags) if triage else (),
        reasons=tuple(reasons_of(content, triage.deciding, values)) if triage else (),
        read_by=_("{who}, {when}").format(who=row.seen_by, when=clock.short(row.seen_at)) if row.seen_at else "",
        read_url=""
        if row.seen_at or not may_read
        else reverse("admin:journey_journey_mark_read", args=[row.journey_id, row.pk]),
    )


def _pain(row: Submission) -> str:
    found = [row.answers[name] for name in PAIN if row.answers.get(name) is not None]
    return str(found[0]) if found else ""
