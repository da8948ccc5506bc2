"""What came after an alert was raised, as tables: opened again, put off, calls proposed."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from journey.models import Alert, AlertCall, AlertSnooze, CallAnswer
from journey.presenters import when
from journey.presenters.record_page import Table
from journey.presenters.visit_words import OUTCOMES
from journey.presenters.worklists import Now


def story_tables(alert: Alert, now: Now) -> Iterator[Table]:
    """Only those that hold a row."""
    for table in (_calls(alert, now), _snoozes(alert, now), _reopenings(alert, now)):
        if table.rows:
            yield table


def agreed_words(snooze: AlertSnooze | None, now: Now) -> str:
    """What was agreed while it holds; blank without."""
    if snooze is None:
        return ""
    words = _("Expected until {until}: {expected}. Agreed by {who}.")
    return words.format(
        until=when.relative(snooze.until, now.at, now.zone), expected=snooze.expected.rstrip("."), who=snooze.by
    )


def answer_words(answer: str, words: str, *, is_over: bool) -> str:
    """What the patient said to a time for a call."""
    if answer == CallAnswer.ANOTHER:
        return _("Another time: “{words}”").format(words=words)
    if answer:
        return _("Suits the patient")
    return _("No answer") if is_over else _("No answer yet")


def _calls(alert: Alert, now: Now) -> Table:
    rows = alert.calls.select_related("proposed_by").order_by("-proposed_at")
    columns = (_("Call at"), _("Patient's answer"), _("Proposed by"), _("Stands"))
    return Table(_("Calls proposed to the patient"), columns, [_call(row, now) for row in rows], "")


def _call(row: AlertCall, now: Now) -> tuple[Any, ...]:
    is_over = row.ended_at is not None
    return (
        when.relative(row.calls_at, now.at, now.zone),
        answer_words(row.answer, row.words, is_over=is_over),
        f"{row.proposed_by}, {when.relative(row.proposed_at, now.at, now.zone)}",
        _("No") if is_over else _("Yes"),
    )


def _snoozes(alert: Alert, now: Now) -> Table:
    rows = alert.snoozes.select_related("by").order_by("-at")
    columns = (_("Until"), _("What is expected"), _("Why"), _("Agreed by"))
    cells = [
        (
            when.relative(row.until, now.at, now.zone),
            row.expected,
            row.reason,
            f"{row.by}, {when.relative(row.at, now.at, now.zone)}",
        )
        for row in rows
    ]
    return Table(_("Levels that were agreed"), columns, cells, "")


def _reopenings(alert: Alert, now: Now) -> Table:
    rows = alert.reopenings.select_related("by", "closed_by").order_by("-at")
    columns = (
        _("Opened again"),
        _("Why"),
        _("It had been closed"),
        _("Outcome then"),
        _("Note then"),
        _("The patient read"),
    )
    cells = [
        (
            f"{when.relative(row.at, now.at, now.zone)}, {row.by}",
            row.reason,
            f"{when.relative(row.closed_at, now.at, now.zone)}, {row.closed_by}",
            str(OUTCOMES[row.outcome]),
            row.note,
            row.decided or "–",
        )
        for row in rows
    ]
    return Table(_("Opened again"), columns, cells, "")
