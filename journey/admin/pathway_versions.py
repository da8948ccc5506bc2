"""Pathway versions: read here, never changed; a clinician stands for their rules by name."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from journey.actions.clinic import approve_rules
from journey.admin import marks
from journey.admin.acts import ActPage, answer, posted
from journey.admin.base import ClinicModelAdmin, column, now_of
from journey.forms.clinic import ApproveForm
from journey.models import PathwayVersion
from journey.policies import Act, check
from journey.presenters.pathway_page import rules_tables, version_page
from journey.presenters.worklists import Now


@admin.register(PathwayVersion)
class PathwayVersionAdmin(ClinicModelAdmin):
    row_id, row_pages = "version_id", ("approve", "rules")
    ordering = ("-number",)
    list_display = (
        column("name", gettext_lazy("name"), order="name"),
        column("number", gettext_lazy("number"), order="number"),
        column("published", gettext_lazy("published"), order="published_at"),
        column("approved", gettext_lazy("triage rules"), order="rules_approved_at"),
        column("journeys", gettext_lazy("journeys"), order="in_use"),
    )

    def visible(self, user: User, at: datetime) -> QuerySet[PathwayVersion]:
        versions = PathwayVersion.objects.defer("document").select_related("published_by", "rules_approved_by")
        return versions.annotate(in_use=Count("journeys"))

    def cells(self, row: Any, now: Now) -> dict[str, Any]:
        waiting = marks.tag(_("Nobody stands for them"), "watch")
        return {
            "name": row.name,
            "number": row.number,
            "published": now.short(row.published_at) if row.published_at else _("Not published"),
            "approved": _("Approved by {who}").format(who=row.rules_approved_by) if row.rules_approved_by else waiting,
            "journeys": row.in_use,
        }

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        version = self.found(request, object_id)
        context = {"title": str(version), "record": version_page(version, now_of(request)), "original": version}
        return self.page(request, "admin/record.html", context)

    def rules(self, request: HttpRequest, version_id: UUID) -> HttpResponse:
        version = self.found(request, version_id)
        context = {
            "title": _("Rules of {version}").format(version=version),
            "tables": rules_tables(version),
            "original": version,
            "back": self.url_of(version),
        }
        return self.page(request, "admin/journey/pathwayversion/rules.html", context)

    def approve(self, request: HttpRequest, version_id: UUID) -> HttpResponse:
        check(request.user, Act.APPROVE_RULES)
        version = self.found(request, version_id)
        table = marks.link(reverse("admin:journey_pathwayversion_rules", args=[version.pk]), _("The table of rules"))

        def run(cleaned: dict[str, Any]) -> tuple[str, str]:
            approve_rules(version=version, by=request.user, at=now_of(request).at)
            return self.url_of(version), _("You stand for these rules now. They speak from the next answer on.")

        page = ActPage(
            title=_("Approve the triage rules"),
            verb=_("Approve the rules"),
            about=str(version),
            lines=(
                _("From now on these rules decide what patients read after a check-in, and what raises an alert."),
                _("Your name and the time stay with them. It cannot be undone: a change needs a new version."),
            ),
            form=ApproveForm(posted(request)),
            back=self.url_of(version),
            run=run,
            facts=((_("Read first"), table),),
        )
        return answer(self, request, page)
