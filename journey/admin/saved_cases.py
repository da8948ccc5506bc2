"""Saved cases of the bench: the list, saving more, one case, and leaving it out."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from journey.actions.bench import leave_case_out, save_cases
from journey.admin import marks
from journey.admin.acts import ActPage, answer, posted
from journey.admin.base import ClinicModelAdmin, column, now_of
from journey.forms.bench import SaveCasesForm
from journey.models import SavedCase
from journey.policies import Act, check
from journey.presenters.bench_page import case_page
from journey.presenters.worklists import Now


@admin.register(SavedCase)
class SavedCaseAdmin(ClinicModelAdmin):
    reads, adds = Act.TRY_RULES, Act.JUDGE_RULES
    add_label = gettext_lazy("Save cases")
    row_id, row_pages = "case_id", ("leave-out",)
    ordering = ("name",)
    list_display = (
        column("name", gettext_lazy("case"), order="name"),
        column("expected", gettext_lazy("expected level"), order="expected"),
        column("description", gettext_lazy("description")),
        column("saved", gettext_lazy("saved"), order="saved_at"),
        column("state", gettext_lazy("state"), order="left_out_at"),
    )

    def visible(self, user: User, at: datetime) -> QuerySet[SavedCase]:
        return SavedCase.objects.select_related("saved_by", "left_out_by")

    def cells(self, row: Any, now: Now) -> dict[str, Any]:
        return {
            "name": row.name,
            "expected": marks.level(row.expected),
            "description": row.description or "–",
            "saved": f"{row.saved_by}, {now.short(row.saved_at)}",
            "state": marks.tag(_("Left out"), "plain") if row.left_out_at else _("Tried"),
        }

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        case = self.found(request, object_id)
        context = {"title": case.name, "record": case_page(case, now_of(request)), "original": case}
        return self.page(request, "admin/record.html", context)

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        check(request.user, Act.JUDGE_RULES)
        back = reverse("admin:journey_savedcase_changelist")

        def run(cleaned: dict[str, Any]) -> tuple[str, str]:
            saved = save_cases(cases=cleaned["cases"], by=request.user, at=now_of(request).at)
            words = ngettext("{n} case is saved.", "{n} cases are saved.", len(saved))
            return back, words.format(n=len(saved))

        page = ActPage(
            title=_("Save cases"),
            verb=_("Save the cases"),
            lines=(_("The bench tries them from now on, for every version. What is saved is not changed any more."),),
            form=SaveCasesForm(posted(request)),
            back=back,
            run=run,
        )
        return answer(self, request, page)

    def leave_out(self, request: HttpRequest, case_id: UUID) -> HttpResponse:
        check(request.user, Act.JUDGE_RULES)
        case = self.found(request, case_id)

        def run(cleaned: dict[str, Any]) -> tuple[str, str]:
            leave_case_out(case=case, by=request.user, at=now_of(request).at)
            return self.url_of(case), _("The bench tries it no more.")

        page = ActPage(
            title=_("Leave the case out"),
            verb=_("Leave it out"),
            about=case.name,
            lines=(_("The bench tries it no more. It stays on the list, with your name. It cannot be undone."),),
            form=forms.Form(posted(request)),
            back=self.url_of(case),
            run=run,
        )
        return answer(self, request, page)
