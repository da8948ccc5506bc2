"""The log on the first page of those who read nothing else: today in numbers, and what was refused of late."""

from datetime import time, timedelta
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from accounts.models import Kind, Outcome
from journey.access.log import visible_trace
from journey.domain.days import at_local
from journey.presenters.log_words import OUTCOMES, what, who
from journey.presenters.record_page import Table
from journey.presenters.worklists import Now

NEWEST = 10
LATELY = timedelta(days=7)
# Also the filters of the list, so that each number leads to a list of as many.
GROUPS = {
    "signed-in": Q(kind=Kind.SIGN_IN, outcome=Outcome.DONE),
    # Reading the log is written down as a list of its own; no record stands in it.
    "looked": Q(kind__in=(Kind.READ, Kind.LIST, Kind.EXPORT, Kind.FEED), outcome=Outcome.DONE)
    & ~Q(kind=Kind.LIST, table_name="accounts_trace"),
    "changed": Q(kind__in=(Kind.CREATE, Kind.CHANGE, Kind.DELETE)),
    "refused": ~Q(outcome=Outcome.DONE),
}


def group_words() -> dict[str, str]:
    return {
        "signed-in": _("Sign-ins"),
        "looked": _("Looks at records"),
        "changed": _("Changes"),
        "refused": _("Refused or failed"),
    }


def log_tables(now: Now) -> tuple[Table, ...]:
    """Two statements, however long the log is."""
    return _today(now), _refused(now)


def _today(now: Now) -> Table:
    rows = visible_trace(now.user, now.at).filter(at__gte=at_local(now.today, time(0), now.zone)).order_by()
    found = rows.aggregate(**{_name(key): Count("number", filter=group) for key, group in GROUPS.items()})
    words, url = group_words(), reverse("admin:accounts_trace_changelist")
    return Table(
        title=_("Today"),
        columns=(_("What"), _("How often")),
        rows=[
            (format_html('<a href="{}?show={}">{}</a>', url, key, words[key]), found[_name(key)] or _("None"))
            for key in GROUPS
        ],
        empty="",
    )


def _name(key: str) -> str:
    return key.replace("-", "_")


def _refused(now: Now) -> Table:
    rows = visible_trace(now.user, now.at).filter(GROUPS["refused"], at__gte=now.at - LATELY)[:NEWEST]
    return Table(
        title=_("Refused or failed in the last 7 days"),
        columns=(_("When"), _("Who"), _("What"), _("Outcome")),
        rows=[(_link(row, now), who(row), what(row), OUTCOMES[row.outcome]) for row in rows],
        empty=_("Nothing was refused and nothing failed."),
    )


def _link(row: Any, now: Now) -> str:
    return format_html('<a href="{}">{}</a>', reverse("admin:accounts_trace_change", args=[row.id]), now.short(row.at))
