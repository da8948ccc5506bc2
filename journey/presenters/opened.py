"""The flag on a record that its reader opened from outside the team."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _

from journey.domain.days import local_date
from journey.models import OpeningReason
from journey.presenters import when


@dataclass(frozen=True)
class OpenedFlag:
    words: str
    until: str
    end_url: str


def opened_flag(opening: Mapping[str, Any] | None, at: datetime, zone: ZoneInfo) -> OpenedFlag | None:
    """From what `access.with_opening` adds to a row; None for a record of the reader's own team."""
    if opening is None:
        return None
    until = datetime.fromisoformat(opening["until"])
    reason = OpeningReason(opening["reason"]).label
    return OpenedFlag(
        words=_("You opened this record outside your team: {reason} (“{note}”).").format(
            reason=reason, note=opening["note"]
        ),
        until=_("Open to you until {moment}.").format(moment=when.moment(until, zone, local_date(at, zone))),
        end_url=reverse("admin:journey_openedrecord_end", args=[opening["id"]]),
    )
