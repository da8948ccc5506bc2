"""The log: who signed in, who looked at which record, who changed what. Read only, for auditors and managers."""

from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import Kind, Outcome, Trace, User
from accounts.trace.noting import note
from accounts.trace.requests import acts_of
from journey.access.log import find_in_log, visible_trace
from journey.admin import filters, marks
from journey.admin.base import ClinicModelAdmin, column, now_of, zone_of
from journey.domain.days import at_local
from journey.policies import Act
from journey.presenters import when
from journey.presenters.log_page import GROUPS, group_words
from journey.presenters.log_words import OUTCOMES, changed, what, who
from journey.presenters.record_page import Fact, RecordPage
from journey.presenters.worklists import Now


class DaysFilter(filters.StartingFilter):
    """The log opens on today: it is the longest list of all. A search goes through all of it."""

    title = gettext_lazy("days")
    parameter_name = "days"
    spans = {
        "today": (gettext_lazy("Today"), 0),
        "week": (gettext_lazy("Last 7 days"), 6),
        "month": (gettext_lazy("Last 4 weeks"), 27),
        "all": (gettext_lazy("All"), None),
    }

    def __init__(self, request: HttpRequest, *more: Any) -> None:
        self.starts_with = "all" if request.GET.get("q") else None
        super().__init__(request, *more)

    def value(self) -> str | None:
        return super().value() or self.starts_with

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(key, title) for key, (title, _back) in self.spans.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        _title, back = self.spans.get(self.value() or "", self.spans["today"])
        if back is None:
            return queryset
        return queryset.filter(at__gte=at_local(self.now.today - timedelta(days=back), time(0), self.now.zone))


class GroupFilter(filters.WordFilter):
    title = gettext_lazy("show")
    parameter_name = "show"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(group_words().items())

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(GROUPS[self.value()]) if self.value() in GROUPS else queryset


@admin.register(Trace)
class LogAdmin(ClinicModelAdmin):
    menu_name = gettext_lazy("Log")
    reads = Act.READ_LOG
    ordering = ("-at", "-number")
    search_fields = ("actor_name",)
    search_help_text = gettext_lazy(
        "A person, a patient, a record number or a job. A day such as 2026-11-24, or 2026-11-01..2026-11-24, narrows."
    )
    list_display = (
        column("when", gettext_lazy("when"), order="at"),
        column("who", gettext_lazy("who")),
        column("what", gettext_lazy("what")),
        column("record", gettext_lazy("record")),
        column("outcome", gettext_lazy("outcome")),
    )
    list_filter = (DaysFilter, GroupFilter)

    def visible(self, user: User, at: datetime) -> QuerySet[Trace]:
        return visible_trace(user, at)

    def cells(self, row: Any, now: Now) -> dict[str, Any]:
        words = OUTCOMES[row.outcome]
        return {
            "when": marks.keep(now.short(row.at)),
            "who": who(row),
            "what": what(row),
            "record": _record(row),
            "outcome": words if row.outcome == Outcome.DONE else marks.tag(words, "watch"),
        }

    def counted(self, count: int) -> str:
        return ngettext("{n} entry", "{n} entries", count).format(n=count)

    def url_of(self, row: Trace) -> str:
        return reverse("admin:accounts_trace_change", args=[row.id])

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Trace | None:
        """By the id that may leave the database; the number stays inside."""
        try:
            return self.visible(request.user, now_of(request).at).filter(id=UUID(object_id)).first()
        except ValueError:
            return None

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        who = {"by": request.user, "at": now_of(request).at}
        return find_in_log(queryset, search_term, zone_of(request), **who), False

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Who reads the log is written down as well."""
        response = super().changelist_view(request, extra_context)
        if response.status_code == 200:
            note(Kind.LIST, acts_of(request), table="accounts_trace", query=request.GET.urlencode()[:1000])
        return response

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        row, now = self.found(request, object_id), now_of(request)
        note(Kind.READ, acts_of(request), table="accounts_trace", row=row.id, patient=row.patient_id)
        page = RecordPage(facts=[Fact(title, text) for title, text in _facts(row, now)])
        return self.page(request, "admin/record.html", {"title": what(row), "record": page, "original": row})


def _record(row: Any) -> str:
    if row.record_no:
        return str(row.record_no)
    return _("{n} records").format(n=len(row.shown)) if row.shown else "–"


def _facts(row: Any, now: Now) -> list[tuple[str, Any]]:
    facts = [
        (_("When"), when.moment(row.at, now.zone, now.today)),
        (_("Who"), who(row)),
        (_("What"), what(row)),
        (_("Record"), _record(row)),
        (_("Outcome"), OUTCOMES[row.outcome]),
        (_("Page"), row.page or "–"),
        (_("From address"), row.ip or "–"),
        (_("Log entry"), str(row.id)),
    ]
    if row.before is not None or row.after is not None:
        facts.append((_("Columns"), changed(row)))
    return facts
