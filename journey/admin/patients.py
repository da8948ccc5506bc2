"""People of the clinic: the list, a person's page, adding one, and starting a journey."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from journey.access import own_sites, visible_patients
from journey.actions.caregivers import end_help
from journey.actions.correcting import CORRECTABLE, Corrected, Details, correct_patient
from journey.actions.inviting import invite_patient, take_invitation_back
from journey.actions.people import add_patient, change_postal_address
from journey.actions.plans import open_journey
from journey.actions.renewing import renew_sign_in, review_renewals
from journey.admin import filters, marks
from journey.admin.acts import ActPage, answer, posted
from journey.admin.base import SEARCH_HELP, ClinicModelAdmin, clinic_of, column, now_of
from journey.forms.caregivers import EndHelpForm
from journey.forms.opened_records import ReviewForm
from journey.forms.patients import AddressForm, CorrectForm, PatientForm, RenewSignInForm, StartJourneyForm
from journey.models import Journey, Patient, Site
from journey.policies import Act, check
from journey.presenters import when
from journey.presenters.list_columns import ATTENTION, with_columns, with_newest_journey
from journey.presenters.patient_page import helpers_stay, patient_page
from journey.presenters.worklists import PATIENTS, Now


@admin.register(Patient)
class PatientAdmin(ClinicModelAdmin):
    add_label = gettext_lazy("Add a patient")
    adds = Act.ADD_PATIENT
    patient_path = ""
    row_id, row_pages = (
        "patient_id",
        ("start-journey", "correct", "address", "invite", "renew-sign-in", "review-sign-in", "take-invitation-back"),
    )
    search_fields = ("full_name",)
    search_help_text = SEARCH_HELP
    ordering = ("full_name", "id")
    list_display = (
        column("name", gettext_lazy("name"), order="full_name"),
        column("record_no", gettext_lazy("record number"), order="record_no"),
        column("treated", gettext_lazy("treated hand")),
        column("stage", gettext_lazy("stage"), order="stage"),
        column("next_visit", gettext_lazy("next visit"), order="next_visit"),
        column("last_sent", gettext_lazy("last check-in"), order="last_sent"),
        column("attention", gettext_lazy("needs attention"), order="attention"),
    )
    list_filter = (
        filters.made(filters.ShowFilter, narrows=PATIENTS),
        filters.AttentionFilter,
        filters.made(filters.StageFilter, of_patients=True),
        filters.made(filters.StatusFilter, of_patients=True),
        filters.made(filters.LeadFilter, of_patients=True),
        filters.SiteFilter,
    )

    def visible(self, user: User, at: datetime) -> QuerySet[Patient]:
        return visible_patients(user, at)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Patient]:
        rows = with_newest_journey(super().get_queryset(request))
        return with_columns(rows, now_of(request), owner="journey__patient")

    def cells(self, row: Any, now: Now) -> dict[str, Any]:
        newest = row.newest and Journey(**{name: row.newest[name] for name in ("status", "target_hand", "joints")})
        none = marks.tag(_("No journey yet"), "plain")
        return {
            "name": row.full_name,
            "record_no": row.record_no,
            "treated": marks.treated(newest) if newest else "–",
            "stage": marks.stage_tag(row.stage, newest.status) if newest else none,
            **people_cells(row, now),
        }

    def url_of(self, row: Any) -> str:
        """The workspace of the newest journey, else the person's own page."""
        if row.newest:
            return reverse("admin:journey_journey_change", args=[row.newest["id"]])
        return super().url_of(row)

    def get_urls(self) -> list[Any]:
        end_help = path(
            "<uuid:patient_id>/helpers/<uuid:caregiver_id>/end/",
            self.admin_site.admin_view(self.end_help),
            name="journey_patient_end_help",
        )
        return [end_help, *super().get_urls()]

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        check(request.user, Act.ADD_PATIENT)
        now, clinic = now_of(request), clinic_of(request)
        zone = {"time_zone": clinic.time_zone} if clinic else {}
        sites = own_sites(request.user)
        form = PatientForm(posted(request), at=now.at, sites=sites, initial=zone)

        def run(cleaned: dict[str, Any]) -> tuple[str, str]:
            patient = add_patient(by=request.user, at=now.at, **cleaned)
            return super(PatientAdmin, self).url_of(patient), _("{name} is added.").format(name=patient)

        page = ActPage(
            title=_("Add a patient"),
            verb=_("Add the patient"),
            form=form,
            back=reverse("admin:journey_patient_changelist"),
            run=run,
        )
        return answer(self, request, page)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        patient = self.found(request, object_id)
        record = patient_page(patient, now_of(request))
        context = {"title": patient.full_name, "record": record, "original": patient}
        return self.page(request, "admin/record.html", context)

    def start_journey(self, request: HttpRequest, patient_id: UUID) -> HttpResponse:
        check(request.user, Act.ADD_PATIENT)
        patient = self.found(request, patient_id)

        def run(cleaned: dict[str, Any]) -> tuple[str, str]:
            journey = open_journey(patient=patient, by=request.user, at=now_of(request).at, **cleaned)
            return reverse("admin:journey_journey_change", args=[journey.pk]), _("The journey has started.")

        page = ActPage(
            title=_("Start a journey"),
            about=patient.full_name,
            verb=_("Start the journey"),
            lines=(_("A new journey opens at consultation, on the newest published pathway."),),
            form=StartJourneyForm(posted(request), site_id=patient.site_id),
            back=super().url_of(patient),
            run=run,
        )
        return answer(self, request, page)

    def correct(self, request: HttpRequest, patient_id: UUID) -> HttpResponse:
        check(request.user, Act.CORRECT_PATIENT)
        patient = self.found(request, patient_id)
        sites = Site.objects.filter(Q(pk__in=own_sites(request.user).order_by()) | Q(pk=patient.site_id))
        form = CorrectForm(posted(request), instance=patient, sites=sites.order_by("name"))

        def run(cleaned: dict[str, Any]) -> tuple[str, str]:
            reason, version = cleaned["reason"], cleaned["version"]
            who = {"by": request.user, "at": now_of(request).at}
            given = {name: cleaned.get(name, patient.email) for name in CORRECTABLE}
            done = correct_patient(
                patient=patient, details=Details(**given), reason=reason, expected_version=version, **who
            )
            return super(PatientAdmin, self).url_of(patient), _what_was_corrected(done)

        page = ActPage(
            title=_("Correct the details"),
            about=patient.full_name,
            verb=_("Save the correction"),
            lines=_what_correcting_means(patient),
            form=form,
            back=super().url_of(patient),
            run=run,
            differences=lambda: _differences(form, self.found(request, patient_id)),
        )
        return answer(self, request, page)

    def address(self, request: HttpRequest, patient_id: UUID) -> HttpResponse:
        check(request.user, Act.ADD_PATIENT)
        patient = self.found(request, patient_id)

        def run(cleaned: dict[str, Any]) -> tuple[str, str]:
            address, version = cleaned["postal_address"], cleaned["version"]
            who = {"by": request.user, "at": now_of(request).at}
            change_postal_address(patient=patient, postal_address=address, expected_version=version, **who)
            return super(PatientAdmin, self).url_of(patient), _("The postal address is saved.")

        given = {"postal_address": patient.postal_address, "version": patient.version}
        page = ActPage(
            title=_("Postal address"),
            about=patient.full_name,
            verb=_("Save the address"),
            lines=(_("Letters go there. Without a sign-in the patient gets a letter about each visit."),),
            form=AddressForm(posted(request), initial=given),
            back=super().url_of(patient),
            run=run,
        )
        return answer(self, request, page)

    def invite(self, request: HttpRequest, patient_id: UUID) -> HttpResponse:
        check(request.user, Act.ADD_PATIENT)
        patient = self.found(request, patient_id)
        back = super().url_of(patient)

        def run(cleaned: dict[str, Any]) -> tuple[str, str]:
            sent = invite_patient(patient=patient, by=request.user, at=now_of(request).at)
            return back, _("An invitation is on its way to {address}.").format(address=sent.address)

        page = ActPage(
            title=_("Invite by e-mail"),
            about=patient.full_name,
            verb=_("Send the invitation"),
            lines=(
                _("A link goes to {address}. It works for 7 days, and once.").format(address=patient.email or "–"),
                _("The patient gives their date of birth and chooses how to sign in."),
                _("An earlier invitation stops working."),
            ),
            form=Form(posted(request)),
            back=back,
            run=run,
        )
        return answer(self, request, page)

    def renew_sign_in(self, request: HttpRequest, patient_id: UUID) -> HttpResponse:
        check(request.user, Act.RENEW_SIGN_IN)
        patient = self.found(request, patient_id)
        back = super().url_of(patient)

        def run(cleaned: dict[str, Any]) -> tuple[str, str]:
            sent = renew_sign_in(patient=patient, by=request.user, at=now_of(request).at, **cleaned)
            return back, _("A link is on its way to {address}.").format(address=sent.address)

        page = ActPage(
            title=_("Give a new way to sign in"),
            about=patient.full_name,
            verb=_("Change the address and send the link"),
            lines=(
                _("Only for a patient who is here and can no longer sign in: the mailbox is lost, nothing else works."),
                _("At once: every device is signed out, password and passkeys go, codes to the old address stop."),
                _("A link goes to the new address. It works for 7 days, once, and asks for the date of birth."),
                _("The old address is told. The patient reads in the app that you did this."),
                *helpers_stay(patient, now_of(request).at),
            ),
            form=RenewSignInForm(posted(request)),
            back=back,
            run=run,
        )
        return answer(self, request, page)

    def review_sign_in(self, request: HttpRequest, patient_id: UUID) -> HttpResponse:
        check(request.user, Act.REVIEW_SIGN_IN)
        patient = self.found(request, patient_id)
        back = super().url_of(patient)

        def run(cleaned: dict[str, Any]) -> tuple[str, str]:
            review_renewals(patient=patient, by=request.user, at=now_of(request).at, **cleaned)
            return back, _("Marked as reviewed.")

        page = ActPage(
            title=_("Review the new way to sign in"),
            about=patient.full_name,
            verb=_("Mark as reviewed"),
            lines=(
                _("Ask the patient in person or by the phone number that you know: was it them, and do they get in?"),
                _("If it was not them, give a new way to sign in at once and tell the clinicians."),
                *helpers_stay(patient, now_of(request).at),
            ),
            form=ReviewForm(posted(request)),
            back=back,
            run=run,
        )
        return answer(self, request, page)

    def take_invitation_back(self, request: HttpRequest, patient_id: UUID) -> HttpResponse:
        check(request.user, Act.ADD_PATIENT)
        patient = self.found(request, patient_id)
        back = super().url_of(patient)

        def run(cleaned: dict[str, Any]) -> tuple[str, str]:
            take_invitation_back(patient=patient, by=request.user, at=now_of(request).at)
            return back, _("The link does not work any more.")

        page = ActPage(
            title=_("Take the invitation back"),
            about=patient.full_name,
            verb=_("Take it back"),
            lines=(_("The link in the mail stops working at once."),),
            form=Form(posted(request)),
            back=back,
            run=run,
        )
        return answer(self, request, page)

    def end_help(self, request: HttpRequest, patient_id: UUID, caregiver_id: UUID) -> HttpResponse:
        check(request.user, Act.END_HELP)
        patient = self.found(request, patient_id)
        caregiver = patient.caregivers.filter(pk=caregiver_id).first()
        if caregiver is None:
            raise Http404
        back = super().url_of(patient)

        def run(cleaned: dict[str, Any]) -> tuple[str, str]:
            end_help(caregiver=caregiver, by=request.user, at=now_of(request).at, **cleaned)
            return back, _("The help of {name} has ended.").format(name=caregiver)

        page = ActPage(
            title=_("End a helper's access"),
            about=patient.full_name,
            verb=_("End it now"),
            lines=(
                _("{name} can see and answer nothing from this moment on, also in the middle of a form.").format(
                    name=caregiver
                ),
                _("The patient sees that the clinic ended it. The reason is for staff."),
            ),
            form=EndHelpForm(posted(request)),
            back=back,
            run=run,
        )
        return answer(self, request, page)


def _what_correcting_means(patient: Patient) -> list[str]:
    lines = [
        _("What stood here before stays in the log. A patient who signs in is told that the clinic changed something."),
        _("Another date of birth or e-mail address stops an invitation that is out: send a new one then."),
    ]
    if patient.user_id is not None:
        lines.append(
            _("The patient signs in with the e-mail address, so it is not changed here: give a new way to sign in.")
        )
    return lines


def _what_was_corrected(done: Corrected) -> str:
    if not done.changed:
        return _("Nothing was different, so nothing changed.")
    if done.ended_invitation:
        return _("The details are corrected. The invitation that was out has stopped: send a new one.")
    return _("The details are corrected.")


def _differences(form: CorrectForm, stored: Patient) -> list[tuple[str, str, str]]:
    typed = form.cleaned_data
    rows = [
        (str(field.label), _said(getattr(stored, name)), _said(typed[name]))
        for name, field in form.fields.items()
        if name in CORRECTABLE
    ]
    return [row for row in rows if row[1] != row[2]]


def _said(value: Any) -> str:
    return when.day_month_year(value) if isinstance(value, date) else str(value) or _("None")


def people_cells(row: Any, now: Now) -> dict[str, Any]:
    """The computed columns that patients and journeys share."""
    attention = ATTENTION.get(row.attention)
    return {
        "next_visit": marks.keep(now.short(row.next_visit)) if row.next_visit else _("None booked"),
        "last_sent": marks.keep(now.short(row.last_sent)) if row.last_sent else _("None"),
        "attention": marks.tag(*attention) if attention else _("No"),
    }
