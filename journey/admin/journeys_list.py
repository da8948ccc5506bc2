"""The list of journeys: columns, filters, search."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from accounts.models import User
from journey.access import visible_journeys
from journey.admin import filters, marks
from journey.admin.base import SEARCH_HELP, ClinicModelAdmin, column, now_of
from journey.admin.patients import people_cells
from journey.models import Journey
from journey.presenters.list_columns import with_columns
from journey.presenters.visit_words import journey_name
from journey.presenters.worklists import JOURNEYS, Now


class JourneyList(ClinicModelAdmin):
    patient_path = "patient"
    search_fields = ("patient__full_name",)
    search_help_text = SEARCH_HELP
    ordering = ("-started_at", "-id")
    list_select_related = ("patient", "lead_clinician")
    list_display = (
        column("name", gettext_lazy("patient"), order="patient__full_name"),
        column("treated", gettext_lazy("treated hand")),
        column("stage", gettext_lazy("stage"), order="stage"),
        column("next_visit", gettext_lazy("next visit"), order="next_visit"),
        column("last_sent", gettext_lazy("last check-in"), order="last_sent"),
        column("attention", gettext_lazy("needs attention"), order="attention"),
        column("lead", gettext_lazy("lead clinician"), order="lead_clinician__display_name"),
    )
    list_filter = (
        filters.made(filters.ShowFilter, narrows=JOURNEYS),
        filters.AttentionFilter,
        filters.StageFilter,
        filters.StatusFilter,
        filters.LeadFilter,
        filters.made(filters.SiteFilter, path="patient__site"),
    )

    def visible(self, user: User, at: datetime) -> QuerySet[Journey]:
        return visible_journeys(user, at)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Journey]:
        return with_columns(super().get_queryset(request), now_of(request), owner="journey")

    def cells(self, row: Any, now: Now) -> dict[str, Any]:
        return {
            "name": row.patient.full_name,
            "treated": marks.treated(row),
            "stage": marks.stage_tag(row.stage, row.status),
            "lead": row.lead_clinician or "–",
            **people_cells(row, now),
        }

    def suggestion(self, row: Journey) -> str:
        """The journey in a list of suggestions."""
        return journey_name(row)
