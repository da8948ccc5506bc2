"""What nobody has taken, said on every staff page; red once something waits past its limit."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import ngettext

from journey.models import Site

MANY = 99


@dataclass(frozen=True)
class Waiting:
    """The `words` of the alerts that nobody has taken, blank when nothing waits; `late`: one waits past the limit.
    `ask` is where a page that stays open asks again."""

    count: int
    words: str
    url: str
    ask: str
    late: str


def waiting_alerts(sites: Iterable[Site]) -> Waiting:
    """Of the sites where the reader works, from what the sites were read with."""
    mine: list[Any] = [site for site in sites if site.is_mine]  # type: ignore[attr-defined]
    count: int = sum(site.untaken or 0 for site in mine)
    late: int = sum(site.late or 0 for site in mine)
    words = ngettext("{n} alert that nobody has taken", "{n} alerts that nobody has taken", count)
    late_words = ngettext(
        "{n} alert has waited longer than it may, and nobody has taken it.",
        "{n} alerts have waited longer than they may, and nobody has taken them.",
        late,
    )
    return Waiting(
        count=count,
        words=words.format(n=f"{MANY}+" if count > MANY else count) if count else "",
        url=reverse("admin:journey_alert_changelist"),
        ask=reverse("admin:journey_alert_waiting"),
        late=late_words.format(n=late) if late else "",
    )
