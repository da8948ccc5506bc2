"""Records past their time: the managers' list, one record's page, holds, and the two steps of a removal."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import admin
from django.db.models import QuerySet
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from journey.access import found, visible_patients
from journey.access.heads import with_head
from journey.access.retention import visible_removals
from journey.actions.retention import ask_removal, confirm_removal, lift_hold, place_hold, take_removal_back
from journey.admin.acts import ActPage, answer, posted
from journey.admin.base import ClinicModelAdmin, clinic_of, note_shown, now_of
from journey.forms.retention import ConfirmRemovalForm, ReasonForm
from journey.models import IdentityRemoval, LegalHold, Patient
from journey.policies import Act, check
from journey.presenters.retention import keeping_page, retention_list, what_goes_and_stays


@admin.register(IdentityRemoval)
class RetentionAdmin(ClinicModelAdmin):
    menu_name = gettext_lazy("Records past their time")
    reads = Act.END_KEEPING
    row_id = "patient_id"
    row_pages = ("keeping", "hold", "lift-hold", "ask", "confirm", "take-back")

    def visible(self, user: User, at: datetime) -> QuerySet[IdentityRemoval]:
        return visible_removals(user, at)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        check(request.user, Act.END_KEEPING)
        clinic = clinic_of(request)
        if clinic is None:
            raise Http404
        page = retention_list(now_of(request), clinic)
        note_shown(request, page.shown, "journey_identityremoval")
        return self.page(request, "admin/record.html", {"title": self.menu_name, "record": page, "crumb": ""})

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """A removal has no page of its own: its record's says everything."""
        return HttpResponseRedirect(self._url(self.found(request, object_id).patient_id))

    def keeping(self, request: HttpRequest, patient_id: UUID) -> HttpResponse:
        patient = self._patient(request, patient_id)
        page, title = keeping_page(patient, now_of(request)), _("How long this record is kept")
        return self.page(request, "admin/record.html", {"title": title, "record": page})

    def hold(self, request: HttpRequest, patient_id: UUID) -> HttpResponse:
        patient = self._patient(request, patient_id)

        def run(cleaned: dict[str, Any]) -> tuple[str, str]:
            place_hold(patient=patient, by=request.user, at=now_of(request).at, **cleaned)
            return self._url(patient_id), _("The hold stands.")

        return self._act(
            request,
            patient,
            _("Place a legal hold"),
            (_("Nothing is taken out of this record while the hold stands, however old it is."),),
            ReasonForm(posted(request)),
            run,
        )

    def lift_hold(self, request: HttpRequest, patient_id: UUID) -> HttpResponse:
        patient = self._patient(request, patient_id)
        hold = LegalHold.objects.filter(patient=patient).select_related("patient").first()
        if hold is None:
            raise Http404

        def run(cleaned: dict[str, Any]) -> tuple[str, str]:
            lift_hold(hold=hold, by=request.user, at=now_of(request).at)
            return self._url(patient_id), _("The hold is lifted.")

        return self._act(request, patient, _("Lift the legal hold"), (hold.reason,), Form(posted(request)), run)

    def ask(self, request: HttpRequest, patient_id: UUID) -> HttpResponse:
        patient = self._patient(request, patient_id)

        def run(cleaned: dict[str, Any]) -> tuple[str, str]:
            ask_removal(patient=patient, by=request.user, at=now_of(request).at, **cleaned)
            return self._url(patient_id), _("Another manager can remove it now.")

        title = _("Ask for the identity to be removed")
        return self._act(request, patient, title, what_goes_and_stays(), ReasonForm(posted(request)), run)

    def confirm(self, request: HttpRequest, patient_id: UUID) -> HttpResponse:
        patient = self._patient(request, patient_id)
        removal = self._removal(patient)

        def run(cleaned: dict[str, Any]) -> tuple[str, str]:
            confirm_removal(removal=removal, by=request.user, at=now_of(request).at, **cleaned)
            return self._url(patient_id), _("The record names nobody any more.")

        asked = _("{who} asked for this: {reason}").format(who=removal.asked_by, reason=removal.reason)
        lines = (asked, *what_goes_and_stays())
        form = ConfirmRemovalForm(posted(request))
        return self._act(request, patient, _("Remove the identity"), lines, form, run)

    def take_back(self, request: HttpRequest, patient_id: UUID) -> HttpResponse:
        patient = self._patient(request, patient_id)
        removal = self._removal(patient)

        def run(cleaned: dict[str, Any]) -> tuple[str, str]:
            take_removal_back(removal=removal, by=request.user, at=now_of(request).at)
            return self._url(patient_id), _("Nothing is removed.")

        return self._act(request, patient, _("Do not remove it"), (removal.reason,), Form(posted(request)), run)

    def _patient(self, request: HttpRequest, patient_id: UUID) -> Patient:
        check(request.user, Act.END_KEEPING)
        rows = visible_patients(request.user, now_of(request).at).filter(pk=patient_id)
        rows = with_head(rows.select_related("site__clinic", "user"), Patient.objects.all(), "pk")
        patient: Patient = found(rows)
        request.head = patient.head
        return patient

    def _removal(self, patient: Patient) -> IdentityRemoval:
        rows = IdentityRemoval.objects.filter(patient=patient, ended_at__isnull=True)
        removal: IdentityRemoval = found(rows.select_related("patient", "asked_by"))
        return removal

    def _url(self, patient_id: UUID) -> str:
        return reverse("admin:journey_identityremoval_keeping", args=[patient_id])

    def _act(
        self, request: HttpRequest, patient: Patient, verb: str, lines: tuple[str, ...], form: Form, run: Any
    ) -> HttpResponse:
        page = ActPage(
            title=verb,
            verb=verb,
            about=_("Record {number}").format(number=patient.record_no),
            lines=lines,
            form=form,
            back=self._url(patient.pk),
            run=run,
        )
        return answer(self, request, page)
