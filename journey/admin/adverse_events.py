"""Adverse events: the list by what is wanted next, one event with all that was said of it, and its printed report."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import admin
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from journey.access.adverse_events import clusters_of, visible_events, with_next_report
from journey.admin import event_acts, filters, marks
from journey.admin.base import SEARCH_HELP, ClinicModelAdmin, column, note_shown, now_of
from journey.domain.ae_states import OPEN_STATES, STATE_WORDS, EventState
from journey.forms.adverse_events import PeriodForm
from journey.models import AdverseEvent, AdverseEventReport
from journey.policies import Act, check
from journey.presenters import event_words, when
from journey.presenters.event_page import event_page, title_of
from journey.presenters.event_report import Audience, report_page
from journey.presenters.event_summary import event_summary
from journey.presenters.event_tables import EventRows
from journey.presenters.queue_words import left
from journey.presenters.worklists import EVENTS, Now

SAFE = ("GET", "HEAD")


class ShowEvents(filters.StartingFilter, filters.ShowFilter):
    """The open ones unless something else is chosen."""

    narrows = EVENTS

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        states = [(state.value, _(word)) for state, word in STATE_WORDS.items()]
        return [("open", _("Open")), *super().lookups(request, model_admin), *states, ("all", _("All"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        match self.value():
            case "all":
                return queryset
            case key if key in self.narrows:
                return super().queryset(request, queryset)
            case key if key in set(EventState):
                return queryset.filter(state=key)
            case _:
                return queryset.filter(state__in=OPEN_STATES)


class SeriousFilter(filters.WordFilter):
    """What nobody has judged yet counts as it may be."""

    title = gettext_lazy("serious")
    parameter_name = "serious"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", _("Yes, or may be")), ("no", _("No"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() not in {"yes", "no"}:
            return queryset
        graver = queryset.filter(serious=True) | queryset.filter(serious=None, sae_candidate=True)
        return graver if self.value() == "yes" else queryset.exclude(pk__in=graver.order_by().values("pk"))


class LateFilter(filters.WordFilter):
    title = gettext_lazy("next step")
    parameter_name = "late"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", _("Overdue"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(due_at__lt=self.now.at) if self.value() == "yes" else queryset


@admin.register(AdverseEvent)
class AdverseEventAdmin(ClinicModelAdmin):
    change_list_template = "admin/journey/adverseevent/change_list.html"
    reads = Act.READ_EVENTS
    patient_path = "patient"
    row_id = "event_id"
    row_pages = ("confirm", "dismiss", "assess", "opinion", "facts", "aware", "share", "close", "reopen", "report")
    search_fields = ("patient__full_name",)
    search_help_text = SEARCH_HELP
    ordering = ("due_at", "-aware_at", "id")
    list_display = (
        column("number", gettext_lazy("number"), order="number"),
        column("name", gettext_lazy("patient"), order="patient__full_name"),
        column("term", gettext_lazy("term and grade"), order="grade"),
        column("serious", gettext_lazy("serious"), order="serious"),
        column("state", gettext_lazy("state"), order="state"),
        column("left", gettext_lazy("next step"), order="due_at"),
        column("report", gettext_lazy("report due")),
        column("aware", gettext_lazy("the clinic knew"), order="aware_at"),
    )
    list_filter = (ShowEvents, SeriousFilter, LateFilter, filters.made(filters.SiteFilter, path="patient__site"))

    def visible(self, user: User, at: datetime) -> QuerySet[Any]:
        rows = with_next_report(visible_events(user, at))
        people = ("journey__lead_clinician", "aware_by", "closed_by", "product", "cycle")
        return rows.select_related("patient__site__clinic", *people)

    def cells(self, row: Any, now: Now) -> dict[str, Any]:
        grade = _("{term}, grade {grade}").format(term=row.term, grade=row.grade)
        return {
            "number": row.number,
            "name": row.patient.full_name,
            "term": grade,
            "serious": _serious(row),
            "state": event_words.state_words(row.state),
            "left": _clock(row, now),
            "report": _report(row, now),
            "aware": marks.keep(now.short(row.aware_at)),
        }

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        event, now = self.found(request, object_id), now_of(request)
        page = event_page(EventRows.of(event, clusters_of(event.pk)), now)
        context = {
            "title": title_of(event),
            "name": event.patient.full_name,
            "event": page,
            "original": event,
        }
        return self.page(request, "admin/journey/adverseevent/change_form.html", context)

    def get_urls(self) -> list[Any]:
        own = [
            path(
                f"<uuid:event_id>/reports/<uuid:report_id>/{page}/",
                self.admin_site.admin_view(view),
                name=f"journey_adverseevent_{page.replace('-', '_')}",
            )
            for page, view in (("sent", self.sent), ("not-needed", self.not_needed))
        ]
        summary = path("summary/", self.admin_site.admin_view(self.summary), name="journey_adverseevent_summary")
        return [summary, *own, *super().get_urls()]

    def summary(self, request: HttpRequest) -> HttpResponse:
        """What a month, or a week, counted."""
        check(request.user, self.reads)
        if request.method not in SAFE:
            return HttpResponseNotAllowed(SAFE)
        now = now_of(request)
        asked = PeriodForm(request.GET)
        span, day = asked.asked(now.today)
        found = event_summary(span, day, now)
        note_shown(request, found.shown, "journey_adverseevent")
        form = PeriodForm(initial={"span": span, "day": day})
        context = {"title": found.title, "summary": found, "asked": form}
        return self.page(request, "admin/journey/adverseevent/summary.html", context)

    def report(self, request: HttpRequest, event_id: UUID) -> HttpResponse:
        """One page for one reader: the authority, the clinic, or the patient."""
        if request.method not in SAFE:
            return HttpResponseNotAllowed(SAFE)
        event, asked = self.found(request, event_id), request.GET.get("for", Audience.CLINIC)
        audience = Audience(asked) if asked in set(Audience) else Audience.CLINIC
        page = report_page(EventRows.of(event, clusters_of(event.pk)), audience, now_of(request))
        context = {"title": page.title, "report": page, "back": self.url_of(event)}
        return self.page(request, "admin/journey/adverseevent/report.html", context)

    def confirm(self, request: HttpRequest, event_id: UUID) -> HttpResponse:
        return event_acts.confirm(self, request, self._for(request, event_id, Act.ASSESS_EVENT))

    def dismiss(self, request: HttpRequest, event_id: UUID) -> HttpResponse:
        return event_acts.dismiss(self, request, self._for(request, event_id, Act.ASSESS_EVENT))

    def assess(self, request: HttpRequest, event_id: UUID) -> HttpResponse:
        return event_acts.assess(self, request, self._for(request, event_id, Act.ASSESS_EVENT))

    def opinion(self, request: HttpRequest, event_id: UUID) -> HttpResponse:
        return event_acts.assess(self, request, self._for(request, event_id, Act.ASSESS_EVENT), second=True)

    def facts(self, request: HttpRequest, event_id: UUID) -> HttpResponse:
        return event_acts.facts(self, request, self._for(request, event_id, Act.DRAFT_EVENT))

    def aware(self, request: HttpRequest, event_id: UUID) -> HttpResponse:
        return event_acts.aware(self, request, self._for(request, event_id, Act.ASSESS_EVENT))

    def share(self, request: HttpRequest, event_id: UUID) -> HttpResponse:
        return event_acts.share(self, request, self._for(request, event_id, Act.ASSESS_EVENT))

    def close(self, request: HttpRequest, event_id: UUID) -> HttpResponse:
        return event_acts.close(self, request, self._for(request, event_id, Act.CLOSE_EVENT))

    def reopen(self, request: HttpRequest, event_id: UUID) -> HttpResponse:
        return event_acts.reopen(self, request, self._for(request, event_id, Act.CLOSE_EVENT))

    def sent(self, request: HttpRequest, event_id: UUID, report_id: UUID) -> HttpResponse:
        return event_acts.sent(self, request, self._one_report(request, event_id, report_id, Act.REPORT_EVENT))

    def not_needed(self, request: HttpRequest, event_id: UUID, report_id: UUID) -> HttpResponse:
        return event_acts.not_needed(self, request, self._one_report(request, event_id, report_id, Act.CLOSE_EVENT))

    def _for(self, request: HttpRequest, event_id: UUID, act: Act) -> AdverseEvent:
        check(request.user, act)
        found: AdverseEvent = self.found(request, event_id)
        return found

    def _one_report(self, request: HttpRequest, event_id: UUID, report_id: UUID, act: Act) -> AdverseEventReport:
        event = self._for(request, event_id, act)
        report = AdverseEventReport.objects.filter(event=event, pk=report_id).select_related("made_by").first()
        if report is None:
            raise Http404
        report.event = event
        return report


def _serious(row: AdverseEvent) -> Any:
    if row.serious is None:
        return marks.tag(_("May be"), "watch") if row.sae_candidate else "–"
    return marks.tag(_("Serious"), "watch") if row.serious else _("No")


def _clock(row: AdverseEvent, now: Now) -> Any:
    if row.due_at is None:
        return "–"
    length, word = left(row.due_at, now.at)
    return marks.late(f"{length} {word}") if row.due_at < now.at else marks.keep(f"{length} {word}")


def _report(row: Any, now: Now) -> Any:
    if row.report_on is None:
        return "–"
    day = when.day(row.report_on, now.today)
    return marks.late(_("{day}, overdue").format(day=day)) if row.report_on < now.today else marks.keep(day)
