"""The trace of a lot: every patient who was given it, and the recall of it."""

from datetime import datetime
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.urls import path, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Kind, User
from accounts.trace.noting import note
from accounts.trace.requests import acts_of
from journey.access.lots import Traced, trace, traced_patients, whole_trace
from journey.actions.recalls import mark_recall
from journey.admin.base import ClinicModelAdmin, note_shown, now_of
from journey.domain.errors import NotAccepted
from journey.domain.record.cells.lots import lot_key
from journey.exchange.spreadsheet import CSV, csv_parts
from journey.forms.recalls import RecallForm, TraceFileForm, TraceForm
from journey.forms.refused import put_refusal
from journey.models import Recall
from journey.policies import Act, check, may
from journey.presenters.lot_trace import recall_table, trace_header, trace_lines, trace_table

NEWEST = 50
LONGEST_PAGE = 6  # digits
FILE_IDS = "file_%s"  # two forms of one page ask for the number


@admin.register(Recall)
class RecallAdmin(ClinicModelAdmin):
    menu_name = gettext_lazy("Lot trace")
    reads = Act.TRACE_LOTS

    def visible(self, user: User, at: datetime) -> QuerySet[Recall]:
        return Recall.objects.all() if may(user, Act.TRACE_LOTS) else Recall.objects.none()

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Search by GET; marking the recall of what was searched by POST."""
        check(request.user, Act.TRACE_LOTS)
        posted = request.method == "POST"
        if posted:
            check(request.user, Act.MARK_RECALL)
        asked = TraceForm(request.GET if not posted else {"q": request.POST.get("number", "")})
        number = asked.cleaned_data["q"] if asked.is_valid() else ""
        form = RecallForm(request.POST if posted else None)
        if posted and form.is_valid():
            try:
                return self._marked(request, form.cleaned_data)
            except NotAccepted as refusal:
                put_refusal(form, refusal)
        return self._page(request, asked, number, form, TraceFileForm(auto_id=FILE_IDS), 422 if posted else 200)

    def get_urls(self) -> list[Any]:
        file = path("file/", self.admin_site.admin_view(self.file), name="journey_recall_file")
        return [file, *super().get_urls()]

    def file(self, request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
        """Every row of a trace that the reader may see, as CSV. Who took it, of whom and what for stands in the log."""
        check(request.user, Act.TRACE_LOTS)
        form = TraceFileForm(request.POST or None, auto_id=FILE_IDS)
        asked = lot_key(request.POST.get("number", ""))
        if request.method != "POST" or not asked:
            return HttpResponseRedirect(reverse("admin:journey_recall_changelist"), status=303)
        if not form.is_valid():
            return self._page(request, TraceForm({"q": asked}), asked, RecallForm(), form, 422)
        number, now = lot_key(form.cleaned_data["number"]), now_of(request)
        patients = traced_patients(request.user, number, now.at)
        why = form.cleaned_data["why"].strip()
        note(Kind.EXPORT, acts_of(request), reason=why, table="journey_recall", shown=patients, query=number)
        lines = trace_lines(whole_trace(request.user, number, now.at, frozenset(patients)), now)
        name = f"trace-{now.today.isoformat()}.csv"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return StreamingHttpResponse(csv_parts(trace_header(), lines), content_type=CSV, headers=headers)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """A recall has no page of its own: the trace of its number says everything."""
        return HttpResponseRedirect(_address(self.found(request, object_id).number))

    def _marked(self, request: HttpRequest, data: dict[str, Any]) -> HttpResponse:
        recall = mark_recall(number=data["number"], reason=data["reason"], by=request.user, at=now_of(request).at)
        messages.success(request, _("{number} is recalled.").format(number=recall.number))
        return HttpResponseRedirect(_address(recall.number), status=303)

    def _page(
        self, request: HttpRequest, asked: TraceForm, number: str, form: RecallForm, file: TraceFileForm, status: int
    ) -> HttpResponse:
        now, key = now_of(request), lot_key(number)
        traced = trace(request.user, key, now.at, _page_of(request)) if key else Traced()
        if key:
            note_shown(request, [each.patient_id for each in traced.found], "journey_recall")
        form.initial["number"] = file.initial["number"] = key
        context = {
            "title": self.menu_name,
            "crumb": "",
            "asked": asked,
            "number": key,
            "table": trace_table(traced, now) if key else None,
            "traced": traced,
            "recalls": recall_table(list(Recall.objects.select_related("by")[:NEWEST]), now),
            "form": form,
            "file": file,
            "nobody_has_it": not traced.total,
            "can_recall": bool(key) and may(request.user, Act.MARK_RECALL),
        }
        return self.page(request, "admin/lot_trace.html", context, status=status)


def _page_of(request: HttpRequest) -> int:
    asked = request.GET.get("page", "")
    return int(asked) if asked.isdecimal() and len(asked) <= LONGEST_PAGE else 1


def _address(number: str) -> str:
    return f"{reverse('admin:journey_recall_changelist')}?{urlencode({'q': number})}"
