"""A time for a call as the patient reads it: when, and what they said to it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _

from journey.domain.alert_calls import OVER_AFTER
from journey.models import CallAnswer
from journey.presenters import when


@dataclass(frozen=True)
class CallCard:
    """`url` is blank for who may only look; `is_open`: nothing was answered."""

    when: str
    said: str
    is_open: bool
    url: str


def call_card(
    rows: Iterable[Mapping[str, Any]], at: datetime, zone: ZoneInfo, clinic_zone: ZoneInfo, *, may_act: bool
) -> CallCard | None:
    """Of the soonest that is not over, in the patient's own time; None when there is none. `rows` are from
    `access.own_calls`."""
    found = [(_moment(row["calls_at"]), row) for row in rows]
    ahead = [(moment, row) for moment, row in found if moment + OVER_AFTER > at]
    if not ahead:
        return None
    moment, row = ahead[0]
    return CallCard(
        when=when.relative_with_zone(moment, at, zone, clinic_zone),
        said=said_words(row["answer"], row["words"]),
        is_open=not row["answer"],
        url=reverse("patient:call", args=[row["alert_id"], row["pk"]]) if may_act else "",
    )


def said_words(answer: str, words: str) -> str:
    if answer == CallAnswer.SUITS:
        return _("You said that this time suits you.")
    return _("You asked for another time: “{words}”. We will tell you a new one.").format(words=words) if words else ""


def _moment(value: datetime | str) -> datetime:
    """A row inside another statement has it as a text."""
    return datetime.fromisoformat(value) if isinstance(value, str) else value
