"""A row of each table that belongs to an alert, and what breaks each of their rules."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from journey.models import Alert, AlertCall, AlertReopening, AlertSnooze, Journey
from tests.builders import NOW, staff

HOUR = timedelta(hours=1)
APPEND_ONLY = [AlertReopening, AlertSnooze]
NEVER_DELETED = [AlertCall]


def write_rows() -> None:
    """To the newest alert."""
    reopening()
    snooze()
    call()


def _alert() -> Alert:
    return Alert.objects.latest("opened_at")


def reopening(**changed: Any) -> AlertReopening:
    known = {
        "at": NOW, "by": staff(), "reason": "Rang back.", "closed_at": NOW, "closed_by": staff(),
        "outcome": "advice_given", "note": "Rest.",
    }  # fmt: skip
    return AlertReopening.objects.create(**{"alert": _alert(), **known, **changed})


def snooze(**changed: Any) -> AlertSnooze:
    known = {
        "level": "call_24h", "families": ["swelling"], "expected": "As swollen as now.", "reason": "Seen today.",
        "until": NOW + HOUR, "at": NOW, "by": staff(),
    }  # fmt: skip
    return AlertSnooze.objects.create(**{"alert": _alert(), **known, **changed})


def call(**changed: Any) -> AlertCall:
    known = {"calls_at": NOW + HOUR, "proposed_at": NOW, "proposed_by": staff()}
    return AlertCall.objects.create(**{"alert": _alert(), **known, **changed})


def old_call(**changed: Any) -> Callable[[Journey], object]:
    return lambda journey: call(**{"ended_at": NOW, **changed})


BREAKS: dict[str, Callable[[Journey], object]] = {
    "alert_snoozed_once_reached_and_never_urgent": lambda journey: Alert.objects.update(snoozed_until=NOW + HOUR),
    "alert_reopened_with_a_reason": lambda journey: reopening(reason=""),
    "alert_reopened_outcome_known": lambda journey: reopening(outcome="odd"),
    "alert_reopened_after_it_was_closed": lambda journey: reopening(closed_at=NOW + HOUR),
    "urgent_alert_is_never_snoozed": lambda journey: snooze(level="urgent_now"),
    "infection_is_never_snoozed": lambda journey: snooze(families=["swelling", "infection"]),
    "snooze_ends_after_it_begins": lambda journey: snooze(until=NOW),
    "snooze_says_what_and_why": lambda journey: snooze(reason=""),
    "alert_call_answer_known": old_call(answer="odd", answered_at=NOW),
    "alert_call_answered_paired": old_call(answer="suits", answered_at=NOW),
    "alert_call_answered_in_words": lambda journey: call(
        ended_at=NOW, answer="another", answered_at=NOW, answered_by=staff()
    ),
    "alert_call_is_proposed_before": old_call(calls_at=NOW),
    "one_standing_call_per_alert": lambda journey: call(),
}
