"""Tumour reviews: the list by what is wanted next, one with all that was found, and its three pages."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from journey.access.tumour_reviews import visible_reviews, with_next_step
from journey.actions.tumour_reviews import close_review, note_finding
from journey.admin import filters, marks
from journey.admin.acts import ActPage, answer, posted
from journey.admin.base import SEARCH_HELP, ClinicModelAdmin, column, now_of, zone_of
from journey.domain.tumour_review import RESULT_WORDS, ReviewStep
from journey.forms.tumour_reviews import FindingForm, ResultForm
from journey.models import TumourReview
from journey.policies import Act, check
from journey.presenters.event_words import choices
from journey.presenters.queue_words import left
from journey.presenters.review_page import review_page
from journey.presenters.review_words import result_words, step_words
from journey.presenters.worklists import REVIEWS, Now


class ShowReviews(filters.StartingFilter, filters.ShowFilter):
    """The open ones unless something else is chosen."""

    narrows = REVIEWS

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        others = [("closed", _("Closed")), ("all", _("All"))]
        return [("open", _("Open")), *super().lookups(request, model_admin), *others]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        match self.value():
            case "all":
                return queryset
            case "closed":
                return queryset.filter(closed_at__isnull=False)
            case key if key in self.narrows:
                return super().queryset(request, queryset)
            case _:
                return queryset.filter(closed_at=None)


@admin.register(TumourReview)
class TumourReviewAdmin(ClinicModelAdmin):
    reads = Act.READ_EVENTS
    patient_path = "patient"
    row_id, row_pages = "review_id", ("examined", "imaged", "close")
    search_fields = ("patient__full_name",)
    search_help_text = SEARCH_HELP
    list_display = (
        column("name", gettext_lazy("patient"), order="patient__full_name"),
        column("state", gettext_lazy("state"), order="result"),
        column("left", gettext_lazy("next step"), order="step_by"),
        column("opened", gettext_lazy("opened"), order="opened_at"),
    )
    list_filter = (ShowReviews, filters.made(filters.SiteFilter, path="patient__site"))

    def visible(self, user: User, at: datetime) -> QuerySet[Any]:
        rows = with_next_step(visible_reviews(user, at))
        return rows.select_related("patient__site__clinic", "journey", "closed_by")

    def get_ordering(self, request: HttpRequest) -> list[str]:
        """What is wanted first stands first; what waits for its result alone comes after."""
        return ["step_by", "-opened_at", "id"]

    def cells(self, row: Any, now: Now) -> dict[str, Any]:
        return {
            "name": row.patient.full_name,
            "state": _state(row),
            "left": _clock(row, now),
            "opened": marks.keep(now.short(row.opened_at)),
        }

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        review = self.found(request, object_id)
        context = {
            "title": _("Tumour review"),
            "name": review.patient.full_name,
            "review": review_page(review, now_of(request)),
            "original": review,
        }
        return self.page(request, "admin/journey/tumourreview/change_form.html", context)

    def examined(self, request: HttpRequest, review_id: UUID) -> HttpResponse:
        lines = (_("Who examined the patient, when, and what was found. It stays as it is written."),)
        return self._finding(request, review_id, ReviewStep.EXAMINED, _("Record the examination"), lines)

    def imaged(self, request: HttpRequest, review_id: UUID) -> HttpResponse:
        lines = (_("An ultrasound, or another picture: where it was made, when, and what it showed."),)
        return self._finding(request, review_id, ReviewStep.IMAGED, _("Record imaging"), lines)

    def _finding(
        self, request: HttpRequest, review_id: UUID, step: ReviewStep, verb: str, lines: tuple[str, ...]
    ) -> HttpResponse:
        check(request.user, Act.REVIEW_TUMOUR)
        review, now = self.found(request, review_id), now_of(request)
        known = {"done_at": now.at, "who": str(request.user) if step is ReviewStep.EXAMINED else ""}
        form = FindingForm(posted(request), initial=known, zone=zone_of(request))

        def run(data: dict[str, Any]) -> tuple[str, str]:
            note_finding(review=review, step=step, by=request.user, at=now.at, **data)
            return self.url_of(review), _("It is recorded.")

        return answer(self, request, self._act(review, verb, form, run, lines))

    def close(self, request: HttpRequest, review_id: UUID) -> HttpResponse:
        check(request.user, Act.REVIEW_TUMOUR)
        review, now = self.found(request, review_id), now_of(request)
        form = ResultForm(posted(request), initial={"version": review.version}, results=choices(RESULT_WORDS))
        lines = [_("It is closed with your words. What the patient tells after it opens another one.")]
        if review.step == ReviewStep.IMAGED:
            lines.append(_("No imaging is recorded. Write why none was needed."))

        def run(data: dict[str, Any]) -> tuple[str, str]:
            version = data.pop("version")
            close_review(review=review, by=request.user, at=now.at, expected_version=version, **data)
            return self.url_of(review), _("The tumour review is closed.")

        return answer(self, request, self._act(review, _("Say what it is"), form, run, lines))

    def _act(self, review: TumourReview, verb: str, form: Any, run: Any, lines: Any) -> ActPage:
        return ActPage(
            title=verb,
            verb=verb,
            about=review.patient.full_name,
            form=form,
            back=self.url_of(review),
            run=run,
            lines=lines,
            media=form.media,
        )


def _state(row: Any) -> Any:
    if row.closed_at:
        return result_words(row.result)
    return step_words(row.step) if row.step else _("Say what it is")


def _clock(row: Any, now: Now) -> Any:
    if row.step_by is None:
        return "–"
    length, word = left(row.step_by, now.at)
    return marks.late(f"{length} {word}") if row.step_by < now.at else marks.keep(f"{length} {word}")
