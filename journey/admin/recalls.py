"""The trace of a lot: every patient who was given it, and the recall of it."""

from datetime import datetime
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from journey.access.lots import trace
from journey.actions.recalls import mark_recall
from journey.admin.base import ClinicModelAdmin, note_shown, now_of
from journey.domain.errors import NotAccepted
from journey.domain.record.cells.lots import lot_key
from journey.forms.recalls import RecallForm, TraceForm
from journey.forms.refused import put_refusal
from journey.models import Recall
from journey.policies import Act, check, may
from journey.presenters.lot_trace import recall_table, trace_table

NEWEST = 50


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
        form = RecallForm(request.POST if posted else None, initial={"number": number})
        if posted and form.is_valid():
            try:
                return self._marked(request, form.cleaned_data)
            except NotAccepted as refusal:
                put_refusal(form, refusal)
        return self._page(request, asked, number, form, 422 if posted else 200)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """A recall has no page of its own: the trace of its number says everything."""
        return HttpResponseRedirect(_address(self.found(request, object_id).number))

    def _marked(self, request: HttpRequest, data: dict[str, Any]) -> HttpResponse:
        recall = mark_recall(number=data["number"], reason=data["reason"], by=request.user, at=now_of(request).at)
        messages.success(request, _("{number} is recalled.").format(number=recall.number))
        return HttpResponseRedirect(_address(recall.number), status=303)

    def _page(self, request: HttpRequest, asked: TraceForm, number: str, form: RecallForm, status: int) -> HttpResponse:
        now = now_of(request)
        found, total = trace(request.user, number, now.at) if number.strip() else ([], 0)
        if number.strip():
            note_shown(request, [each.product.patient_id for each in found], "journey_recall")
        context = {
            "title": self.menu_name,
            "crumb": "",
            "asked": asked,
            "number": lot_key(number),
            "table": trace_table(found, total, now) if number.strip() else None,
            "recalls": recall_table(list(Recall.objects.select_related("by")[:NEWEST]), now),
            "form": form,
            "nobody_has_it": not total,
            "can_recall": bool(lot_key(number)) and may(request.user, Act.MARK_RECALL),
            "errors": form.errors,
        }
        return self.page(request, "admin/lot_trace.html", context, status=status)


def _address(number: str) -> str:
    return f"{reverse('admin:journey_recall_changelist')}?{urlencode({'q': number})}"
