"""A patient's visits: the list, one of them, choosing an offered time, confirming, and asking for a change."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from journey.access import get_own_journey, get_own_visit, helping_of, visits_of
from journey.access.waiting import place_of
from journey.actions import own_visits as actions
from journey.domain.caregiving import OwnAct
from journey.domain.errors import MoveNotAllowed, NotAccepted
from journey.domain.stages import JourneyStatus
from journey.forms.own_visits import NONE_FITS, ChangeForm, TimesForm
from journey.forms.refused import put_refusal
from journey.models import Appointment, AppointmentState
from journey.models.appointment import NEEDLE_DAYS
from journey.presenters import own_visits as presenter
from journey.presenters.clinic import clinic_card
from journey.presenters.tasks import times_url
from journey.presenters.visit_plain_words import VISIT_WORDS
from journey.views.patient.frame import home_url, show


@require_safe
def visits(request: HttpRequest, journey_id: UUID) -> HttpResponse:
    at = timezone.now()
    journey = get_own_journey(request.user, journey_id, at=at)
    helping = helping_of(journey)
    page = presenter.visits_page(journey, visits_of(journey), at, home_url(helping), user=request.user)
    card = clinic_card(journey.patient.site.clinic)
    return show(request, "patient/visits.html", card, helping=helping, current="journey", page=page)


@require_safe
def visit(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    at = timezone.now()
    row = get_own_visit(request.user, visit_id, at=at)
    if row.state == AppointmentState.OFFERED:
        return HttpResponseRedirect(times_url(row), status=303)
    helping = helping_of(row)
    may_act = helping is None or helping.may(OwnAct.BOOK)
    alive = row.journey.status != JourneyStatus.CLOSED_DECEASED
    page = presenter.visit_page(row, at, user=request.user, may_act=may_act and alive, waits=place_of(row) is not None)
    return _show(request, "patient/visit.html", row, page=page)


@require_http_methods(["GET", "HEAD", "POST"])
def times(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    at = timezone.now()
    row = get_own_visit(request.user, visit_id, OwnAct.BOOK, at=at)
    every = visits_of(row.journey)
    offered = presenter.offered_times(every, row, at)
    posted = request.POST if request.method == "POST" else None
    if not offered and posted is None:
        return _to_list(row)
    form = TimesForm(posted, times=[(each.key, each.words) for each in offered], initial={"part": "any"})
    if posted is not None and posted.get("time") not in {*(each.key for each in offered), NONE_FITS, None, ""}:
        return _no_longer(request, row, every, posted["time"], at)
    if form.is_valid():
        try:
            return _chosen(request, row, form.cleaned_data, every, at)
        except MoveNotAllowed as refusal:
            messages.warning(request, refusal.sentence)
            return _to_list(row)
        except NotAccepted as refusal:
            put_refusal(form, refusal)
    shown = {"form": form, "title": VISIT_WORDS[row.kind], "kept": presenter.kept_time(every, row, at)}
    shown["cannot_stay"] = presenter.cannot_stay(every, row)
    return _show(request, "patient/visit_times.html", row, status=422 if form.errors else 200, **shown)


def _chosen(request: HttpRequest, row: Appointment, typed: dict[str, Any], every: Any, at: Any) -> HttpResponse:
    wish = {"part": typed["part"], "weekdays": typed["weekdays"]}
    if typed["time"] == NONE_FITS:
        actions.refuse_offered_times(visit=row, words=typed["words"], by=request.user, at=at, **wish)
        messages.success(request, _("Thank you. We look for other times and tell you."))
        return _to_list(row)
    taken = next(each for each in every if str(each.pk) == typed["time"])
    actions.take_offered_time(visit=taken, by=request.user, at=at)
    messages.success(request, _("Your time is booked. You do not have to do more."))
    return _to("visit", taken)


def _no_longer(request: HttpRequest, row: Appointment, every: Any, key: str, at: Any) -> HttpResponse:
    """A second click on the same time leads to it; a time that somebody freed meanwhile is said to be gone."""
    mine = next((each for each in every if str(each.pk) == key), None)
    if mine is not None and mine.state == AppointmentState.CONFIRMED and mine.state_by_id == request.user.pk:
        return _to("visit", mine)
    messages.warning(request, _("This time is no longer held for you. Please look at your visits again."))
    return _to_list(row)


@require_POST
def confirm(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    at = timezone.now()
    row = get_own_visit(request.user, visit_id, OwnAct.BOOK, at=at)
    try:
        actions.confirm_visit(visit=row, by=request.user, at=at)
    except MoveNotAllowed as refusal:
        messages.warning(request, refusal.sentence)
    else:
        messages.success(request, _("Thank you. We know that you will come."))
    return _to("visit", row)


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    at = timezone.now()
    row = get_own_visit(request.user, visit_id, OwnAct.BOOK, at=at)
    cancels = row.kind not in NEEDLE_DAYS
    posted = request.POST if request.method == "POST" else None
    form = ChangeForm(posted, cancels=cancels)
    if posted is None and not presenter.visit_page(row, at, user=request.user, may_act=True).change_url:
        return _to("visit", row)
    if form.is_valid():
        try:
            done = actions.ask_about_visit(visit=row, by=request.user, at=at, **form.cleaned_data)
        except MoveNotAllowed as refusal:
            messages.warning(request, refusal.sentence)
            return _to("visit", row)
        except NotAccepted as refusal:
            put_refusal(form, refusal)
        else:
            ended = done.state == AppointmentState.CANCELLED_BY_PATIENT
            words = (
                _("The visit is cancelled.") if ended else _("We have your message. We look for a way and tell you.")
            )
            messages.success(request, words)
            return _to("visit", row)
    page = presenter.visit_page(row, at, user=request.user, may_act=True)
    shown = {"form": form, "page": page, "is_needle_day": not cancels}
    return _show(request, "patient/visit_change.html", row, status=422 if form.errors else 200, **shown)


@require_POST
def take_back(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    at = timezone.now()
    row = get_own_visit(request.user, visit_id, OwnAct.BOOK, at=at)
    actions.take_ask_back(visit=row, by=request.user, at=at)
    messages.success(request, _("Good. Your visit stays as it is."))
    return _to("visit", row)


def _show(request: HttpRequest, template: str, row: Appointment, **context: Any) -> HttpResponse:
    card = clinic_card(row.patient.site.clinic)
    back = reverse("patient:visits", args=[row.journey_id])
    return show(request, template, card, helping=helping_of(row), current="journey", back=back, **context)


def _to(name: str, row: Appointment) -> HttpResponse:
    return HttpResponseRedirect(reverse(f"patient:{name}", args=[row.pk]), status=303)


def _to_list(row: Appointment) -> HttpResponse:
    return HttpResponseRedirect(reverse("patient:visits", args=[row.journey_id]), status=303)
