"""Opening a record outside one's team (one page), ending that early, and the list that a manager reviews."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import admin
from django.db.models import QuerySet
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Kind, Outcome, User
from accounts.trace.noting import note
from accounts.trace.requests import acts_of
from journey.access import find_exactly, visible_patients
from journey.actions.opened_records import end_opening, open_record, review_opening
from journey.admin import filters, marks
from journey.admin.acts import ActPage, answer, posted
from journey.admin.base import ClinicModelAdmin, clinic_of, column, now_of
from journey.domain.errors import NotAccepted
from journey.forms.opened_records import OpenRecordForm, ReviewForm
from journey.models import Journey, OpenedRecord, OpeningReason, Patient
from journey.policies import Act, check
from journey.presenters.record_page import Button, Fact, RecordPage
from journey.presenters.worklists import Now


class ReviewFilter(filters.StartingFilter):
    title = gettext_lazy("review")
    parameter_name = "review"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("to-do", _("To review")), ("done", _("Reviewed")), ("all", _("All"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        match self.value():
            case "all":
                return queryset
            case "done":
                return queryset.filter(reviewed_at__isnull=False)
            case _:
                return queryset.filter(reviewed_at__isnull=True)


@admin.register(OpenedRecord)
class OpenedRecordAdmin(ClinicModelAdmin):
    """The manager's list names the record, not the patient: whoever reviews may be of another team too."""

    menu_name = gettext_lazy("Opened outside a team")
    add_label = gettext_lazy("Open a record outside my team")
    patient_path = "patient"
    reads = Act.REVIEW_OPENED
    adds = Act.OPEN_OUTSIDE_TEAM
    row_id, row_pages = "opening_id", ("end", "review")
    ordering = ("-opened_at", "id")
    list_display = (
        column("person", gettext_lazy("opened by"), order="person__display_name"),
        column("record", gettext_lazy("record number"), order="patient__record_no"),
        column("site", gettext_lazy("site"), order="patient__site__name"),
        column("reason", gettext_lazy("reason"), order="reason"),
        column("opened", gettext_lazy("opened"), order="opened_at"),
        column("until", gettext_lazy("open until")),
        column("reviewed", gettext_lazy("reviewed"), order="reviewed_at"),
    )
    list_filter = (ReviewFilter,)

    def visible(self, user: User, at: datetime) -> QuerySet[OpenedRecord]:
        return OpenedRecord.objects.select_related("person", "patient__site", "reviewed_by")

    def has_module_permission(self, request: HttpRequest) -> bool:
        return super().has_module_permission(request) or self.has_add_permission(request)

    def cells(self, row: OpenedRecord, now: Now) -> dict[str, Any]:
        return {
            "person": str(row.person),
            "record": row.patient.record_no,
            "site": row.patient.site.name,
            "reason": OpeningReason(row.reason).label,
            "opened": marks.keep(now.short(row.opened_at)),
            "until": _until(row, now),
            "reviewed": str(row.reviewed_by) if row.reviewed_by else marks.tag(_("To review"), "here"),
        }

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        check(request.user, Act.OPEN_OUTSIDE_TEAM)
        clinic = clinic_of(request)
        hours = clinic.outside_team_hours if clinic else 0

        def run(cleaned: dict[str, Any]) -> tuple[str, str]:
            patient, now = _the_one(request, cleaned), now_of(request)
            if not visible_patients(request.user, now.at).filter(pk=patient.pk).exists():
                open_record(patient=patient, reason=cleaned["reason"], note=cleaned["note"], by=request.user, at=now.at)
                return _record_url(patient), _("The record is open to you.")
            return _record_url(patient), _("This record was open to you already.")

        page = ActPage(
            title=_("Open a record outside my team"),
            verb=_("Open the record"),
            lines=(
                _("The record opens at once, for you alone, for {hours} hours.").format(hours=hours),
                _("The patient's history says that you opened it and why, and a manager reviews it."),
            ),
            form=OpenRecordForm(posted(request)),
            back=reverse("admin:index"),
            run=run,
        )
        return answer(self, request, page)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        row, now = self.found(request, object_id), now_of(request)
        cells = self.cells(row, now)
        facts = [Fact(title, cells[name]) for name, title in FACTS.items()]
        facts.insert(4, Fact(_("In their words"), row.note))
        if row.reviewed_by:
            facts[-1] = Fact(_("Reviewed"), f"{row.reviewed_by}, {now.short(row.reviewed_at)}: {row.review_note}")
        page = RecordPage(facts=facts, buttons=(self._review_button(row, request),))
        title = _("Record {number}").format(number=row.patient.record_no)
        return self.page(request, "admin/record.html", {"title": title, "record": page, "original": row})

    def _review_button(self, row: OpenedRecord, request: HttpRequest) -> Button:
        label = _("Mark as reviewed")
        if row.reviewed_by:
            return Button(label, why=_("Reviewed already."))
        if row.person_id == request.user.pk:
            return Button(label, why=_("Another manager reviews what you opened yourself."))
        return Button(label, reverse("admin:journey_openedrecord_review", args=[row.pk]))

    def review(self, request: HttpRequest, opening_id: UUID) -> HttpResponse:
        check(request.user, Act.REVIEW_OPENED)
        row = self.found(request, opening_id)

        def run(cleaned: dict[str, Any]) -> tuple[str, str]:
            review_opening(opening=row, note=cleaned["note"], by=request.user, at=now_of(request).at)
            return reverse("admin:journey_openedrecord_changelist"), _("Marked as reviewed.")

        page = ActPage(
            title=_("Mark as reviewed"),
            verb=_("Mark as reviewed"),
            about=_("{person}: record {number}").format(person=row.person, number=row.patient.record_no),
            lines=(OpeningReason(row.reason).label, row.note),
            form=ReviewForm(posted(request)),
            back=self.url_of(row),
            run=run,
        )
        return answer(self, request, page)

    def end(self, request: HttpRequest, opening_id: UUID) -> HttpResponse:
        """Only for who opened it: to others it is as if it never was."""
        row = OpenedRecord.objects.filter(pk=opening_id, person=request.user).select_related("patient").first()
        if row is None:
            raise Http404

        def run(cleaned: dict[str, Any]) -> tuple[str, str]:
            end_opening(opening=row, by=request.user, at=now_of(request).at)
            return reverse("admin:index"), _("The record is closed to you.")

        page = ActPage(
            title=_("Close the record"),
            verb=_("Close the record now"),
            about=_("Record {number}").format(number=row.patient.record_no),
            lines=(_("You no longer see this patient. You can open the record again with a new reason."),),
            form=Form(posted(request)),
            back=reverse("admin:index"),
            run=run,
        )
        return answer(self, request, page)


def _the_one(request: HttpRequest, cleaned: dict[str, Any]) -> Patient:
    """Raises NotAccepted with the same words for nobody and for words that are nearly right."""
    names = ("record_no", "full_name", "date_of_birth")
    found = find_exactly(**{name: cleaned[name] for name in names})
    if len(found) != 1:
        # Who asks whether somebody is a patient here learns by "no" too. What was typed is not kept.
        table = OpenedRecord._meta.db_table
        note(Kind.ACT, acts_of(request), outcome=Outcome.FAILED, reason="no record fits", table=table)
    if len(found) > 1:
        raise NotAccepted(_("More than one record fits. Use the record number."), field="record_no")
    if not found:
        raise NotAccepted(_("No record fits exactly. Check what you typed."), field="record_no")
    return found[0]


def _record_url(patient: Patient) -> str:
    """The workspace of the newest journey, else the person's own page."""
    newest = Journey.objects.filter(patient=patient).order_by("-started_at", "-id").first()
    if newest is None:
        return reverse("admin:journey_patient_change", args=[patient.pk])
    return reverse("admin:journey_journey_change", args=[newest.pk])


def _until(row: OpenedRecord, now: Now) -> Any:
    if row.ended_at:
        return _("Closed {when}").format(when=now.short(row.ended_at))
    return marks.keep(now.short(row.until))


FACTS = {
    "person": gettext_lazy("Opened by"),
    "record": gettext_lazy("Record number"),
    "site": gettext_lazy("Site"),
    "reason": gettext_lazy("Reason"),
    "opened": gettext_lazy("Opened"),
    "until": gettext_lazy("Open until"),
    "reviewed": gettext_lazy("Reviewed"),
}
