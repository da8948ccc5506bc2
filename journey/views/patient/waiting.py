"""Coming earlier: joining and leaving the waiting list, and the answer to a time that became free."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from journey.access import get_own_visit, helping_of, visits_of
from journey.access.waiting import place_of
from journey.actions import waiting as actions
from journey.domain.caregiving import OwnAct
from journey.domain.errors import MoveNotAllowed, NotAccepted
from journey.forms.refused import put_refusal
from journey.forms.waiting import EarlierForm
from journey.models import Appointment, AppointmentState
from journey.presenters import own_visits as presenter
from journey.presenters.clinic import clinic_card
from journey.views.patient.frame import show

LEAVE, YES, NO = "leave", "yes", "no"


@require_http_methods(["GET", "HEAD", "POST"])
def earlier(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    at = timezone.now()
    row = get_own_visit(request.user, visit_id, OwnAct.BOOK, at=at)
    place = place_of(row)
    if request.POST.get("press") == LEAVE:
        actions.leave_waiting(visit=row, by=request.user, at=at)
        messages.success(request, _("You no longer wait. Your visit stays as it is."))
        return _to("visit", row)
    page = presenter.visit_page(row, at, user=request.user, may_act=True)
    posted = request.POST if request.method == "POST" else None
    if posted is None and not page.earlier_url:
        return _to("visit", row)
    start: dict[str, Any] = {"part": "any", "notice_days": 2}
    if place is not None:
        start = {"weekdays": place.weekdays.split(","), "part": place.part, "notice_days": place.notice_days}
    form = EarlierForm(posted, initial=start)
    if form.is_valid():
        try:
            actions.join_waiting(visit=row, by=request.user, at=at, **form.cleaned_data)
        except MoveNotAllowed as refusal:
            messages.warning(request, refusal.sentence)
            return _to("visit", row)
        except NotAccepted as refusal:
            put_refusal(form, refusal)
        else:
            messages.success(request, _("You are on the list. Your visit stays until you have an earlier time."))
            return _to("visit", row)
    status = 422 if form.errors else 200
    return _show(request, "patient/visit_earlier.html", row, status=status, form=form, page=page, waits=place)


@require_http_methods(["GET", "HEAD", "POST"])
def offer(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    at = timezone.now()
    row = get_own_visit(request.user, visit_id, OwnAct.BOOK, at=at)
    press = request.POST.get("press")
    if press in {YES, NO}:
        return _answered(request, row, press, at)
    if row.state != AppointmentState.OFFERED or row.waiting_id is None:
        if row.waiting_id is not None and row.state == AppointmentState.CANCELLED_BY_CLINIC:
            messages.warning(request, actions.gone(row))
        return _to_list(row) if row.waiting_id is not None else _to("visit", row)
    page = presenter.offer_page(row, visits_of(row.journey), at)
    status = 422 if request.method == "POST" else 200
    return _show(request, "patient/visit_offer.html", row, status=status, page=page)


def _answered(request: HttpRequest, row: Appointment, press: str, at: Any) -> HttpResponse:
    """The loser of a race, and whoever comes late, reads a sentence."""
    try:
        if press == YES:
            actions.accept_earlier(visit=row, by=request.user, at=at)
            words = _("Thank you. We hold this time and confirm it.")
            stays = _("Thank you. We hold this time and confirm it. Until then your visit stays.")
            messages.success(request, stays if row.instead_of_id else words)
        else:
            actions.decline_earlier(visit=row, by=request.user, at=at)
            stays = _("Good. Your visit stays as it is, and you stay on the list.")
            messages.success(request, stays if row.instead_of_id else _("Good. You stay on the list."))
    except MoveNotAllowed as refusal:
        messages.warning(request, refusal.sentence)
    return _to_list(row)


def _show(request: HttpRequest, template: str, row: Appointment, **context: Any) -> HttpResponse:
    card = clinic_card(row.patient.site.clinic)
    return show(request, template, card, helping=helping_of(row), current="journey", **context)


def _to(name: str, row: Appointment) -> HttpResponse:
    return HttpResponseRedirect(reverse(f"patient:{name}", args=[row.pk]), status=303)


def _to_list(row: Appointment) -> HttpResponse:
    return HttpResponseRedirect(reverse("patient:visits", args=[row.journey_id]), status=303)
