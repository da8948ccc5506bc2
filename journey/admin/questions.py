"""Questions of patients: those that wait for an answer, and those that have one."""

from datetime import datetime
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from journey.access.questions import visible_questions
from journey.admin import filters, marks
from journey.admin.base import SEARCH_HELP, ClinicModelAdmin, column, now_of
from journey.models import PatientQuestion
from journey.policies import Act, may
from journey.presenters.questions import answer_url
from journey.presenters.worklists import QUESTIONS, Now


class ShowQuestions(filters.StartingFilter):
    title = gettext_lazy("show")
    parameter_name = "show"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("questions", gettext_lazy("Without an answer")), ("answered", gettext_lazy("Answered"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == "answered":
            return queryset.filter(answered_at__isnull=False)
        return QUESTIONS["questions"](queryset, self.now)


@admin.register(PatientQuestion)
class QuestionAdmin(ClinicModelAdmin):
    """The oldest first."""

    patient_path = "stage__cycle__journey__patient"
    search_fields = ("stage__cycle__journey__patient__full_name",)
    search_help_text = SEARCH_HELP
    ordering = ("asked_at", "id")
    list_display = (
        column("name", gettext_lazy("patient"), order="stage__cycle__journey__patient__full_name"),
        column("words", gettext_lazy("question")),
        column("asked", gettext_lazy("asked"), order="asked_at"),
        column("answer", gettext_lazy("answer"), order="answered_at"),
    )
    list_filter = (ShowQuestions,)

    def visible(self, user: User, at: datetime) -> QuerySet[PatientQuestion]:
        rows = visible_questions(user, at)
        return rows.select_related("stage__cycle__journey__patient__site__clinic", "answered_by")

    def cells(self, row: Any, now: Now) -> dict[str, Any]:
        answered = _("{who}, {when}").format(who=row.answered_by, when=now.short(row.answered_at or now.at))
        return {
            "name": row.stage.cycle.journey.patient.full_name,
            "words": row.words,
            "asked": marks.keep(now.short(row.asked_at)),
            "answer": answered if row.answered_at else marks.tag(_("To answer"), "here"),
        }

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """A question has no page of its own."""
        return HttpResponseRedirect(self.list_url(self.found(request, object_id), now_of(request)))

    def list_url(self, row: Any, now: Now) -> str:
        """The page that answers it; the journey for who may not, or once it is answered."""
        journey_id = row.stage.cycle.journey_id
        if row.answered_at is None and may(now.user, Act.SHARE_NOTE):
            return answer_url(row, journey_id)
        return reverse("admin:journey_journey_change", args=[journey_id])
