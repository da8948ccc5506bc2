"""A patient's helpers: inviting one, changing what one may do, ending it. And for a helper: whom they help."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.fresh import ask_again
from journey import access
from journey.actions.caregivers import Invitation, change_help, end_help, invite_caregiver
from journey.actions.helper_links import send_again
from journey.domain.errors import AlreadyDone, MoveNotAllowed, NotAccepted
from journey.forms.caregivers import ChangeHelpForm, InviteForm
from journey.forms.refused import put_refusal
from journey.models import Caregiver, Patient
from journey.presenters.caregivers import helpers_page, people_page
from journey.presenters.clinic import clinic_card
from journey.views.patient.frame import show


@require_safe
def helpers(request: HttpRequest) -> HttpResponse:
    """Who helps, what each may do, and every time they looked or answered."""
    patient = _own_patient(request)
    page = helpers_page(access.caregivers_with_uses(patient), access.acts_of_helpers(patient), patient, timezone.now())
    return show(request, "patient/helpers.html", clinic_card(patient.site.clinic), current="account", page=page)


@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: HttpRequest) -> HttpResponse:
    """One page, with the least chosen beforehand: a name, an address, and Send. For who has just shown who they are."""
    at = timezone.now()
    patient = _own_patient(request)
    if again := ask_again(request, request.path):
        return again
    form = InviteForm(request.POST if request.method == "POST" else None, at=at, zone=patient.zone)
    if request.method == "POST" and form.is_valid():
        cleaned = dict(form.cleaned_data)
        token = cleaned.pop("token")
        try:
            asked = Invitation(**cleaned)
            helper = invite_caregiver(patient=patient, asked=asked, by=request.user, at=at, token=token)
        except NotAccepted as refusal:
            put_refusal(form, refusal)
        else:
            messages.success(request, _sent_words(helper))
            return HttpResponseRedirect(reverse("patient:helpers"), status=303)
    status = 422 if request.method == "POST" else 200
    card = clinic_card(patient.site.clinic)
    return show(request, "patient/invite_helper.html", card, status=status, current="account", form=form)


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, caregiver_id: UUID) -> HttpResponse:
    """Another level or another end. It counts from the helper's next page on. As inviting, for who has just shown who
    they are: a phone that lies open must not make somebody who only looks into one who manages."""
    at = timezone.now()
    caregiver = access.get_own_caregiver(request.user, caregiver_id)
    patient = caregiver.patient
    if again := ask_again(request, request.path):
        return again
    form = ChangeHelpForm(
        request.POST if request.method == "POST" else None, caregiver=caregiver, at=at, zone=patient.zone
    )
    if form.is_valid():
        try:
            change_help(caregiver=caregiver, by=request.user, at=at, **form.cleaned_data)
        except MoveNotAllowed as refusal:
            messages.info(request, refusal.sentence)
        else:
            messages.success(request, _("Changed. It counts for {name} from now on.").format(name=caregiver.name))
        return HttpResponseRedirect(reverse("patient:helpers"), status=303)
    status = 422 if request.method == "POST" else 200
    card = clinic_card(patient.site.clinic)
    shown = {"form": form, "helper": caregiver}
    return show(request, "patient/change_helper.html", card, status=status, current="account", **shown)


@require_POST
def invite_again(request: HttpRequest, caregiver_id: UUID) -> HttpResponse:
    """The same invitation with a new link; the one before stops working."""
    caregiver = access.get_own_caregiver(request.user, caregiver_id)
    try:
        send_again(caregiver=caregiver, by=request.user, at=timezone.now())
    except MoveNotAllowed as refusal:
        messages.info(request, refusal.sentence)
    else:
        messages.success(request, _sent_words(caregiver))
    return HttpResponseRedirect(reverse("patient:helpers"), status=303)


@require_POST
def end(request: HttpRequest, caregiver_id: UUID) -> HttpResponse:
    """At once, in one press: who was stopped by mistake is invited again."""
    caregiver = access.get_own_caregiver(request.user, caregiver_id)
    try:
        end_help(caregiver=caregiver, by=request.user, at=timezone.now())
    except AlreadyDone as refusal:
        messages.info(request, refusal.sentence)
    else:
        messages.success(request, _("{name} cannot see your pages any more.").format(name=caregiver.name))
    return HttpResponseRedirect(reverse("patient:helpers"), status=303)


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """Whom this person helps: a list to choose from. Who has no pages of their own and helps one person goes there."""
    if not access.has_helped(request.user):
        raise Http404
    at = timezone.now()
    rows = access.helped_people(request.user, at=at)
    is_patient = access.find_own_patient(request.user, at=at) is not None
    if len(rows) == 1 and not is_patient and "all" not in request.GET:
        return HttpResponseRedirect(reverse("patient:person", args=[rows[0].patient_id]), status=303)
    card = clinic_card(access.the_clinic())
    page = people_page(rows, at)
    return show(request, "patient/people.html", card, current="people", page=page, is_patient=is_patient)


@require_POST
def stop_helping(request: HttpRequest, caregiver_id: UUID) -> HttpResponse:
    """A helper gives the help back."""
    caregiver = access.get_own_help(request.user, caregiver_id)
    end_help(caregiver=caregiver, by=request.user, at=timezone.now())
    messages.success(request, _("You do not help {name} any more.").format(name=caregiver.patient.full_name))
    return HttpResponseRedirect(f"{reverse('patient:people')}?all=1", status=303)


def _sent_words(helper: Caregiver) -> str:
    return _("An invitation is on its way to {address}. Tell {name}: it asks for your date of birth.").format(
        address=helper.email, name=helper.name
    )


def _own_patient(request: HttpRequest) -> Patient:
    patient = access.find_own_patient(request.user, at=timezone.now())
    if patient is None:
        raise Http404
    return patient
