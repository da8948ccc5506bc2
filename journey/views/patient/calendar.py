"""Visits in the patient's own calendar: an address that it reads by itself, and one visit as a file."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.fresh import ask_again
from accounts.links import public
from journey import access
from journey.access.feeds import entry_of, open_feed
from journey.actions import feeds as actions
from journey.domain.days import local_date
from journey.presenters import when
from journey.presenters.clinic import clinic_card
from journey.presenters.feed import calendar_file
from journey.views.feed import CALENDAR
from journey.views.patient.frame import show

MAKE, END = "make", "end"


@require_http_methods(["GET", "HEAD", "POST"])
def calendar(request: HttpRequest) -> HttpResponse:
    """The address is shown by the answer to the press that made it, and never again: it is kept nowhere."""
    at = timezone.now()
    patient = access.find_own_patient(request.user, at=at)
    if patient is None:
        raise Http404
    press, address, status = request.POST.get("press", ""), "", 200
    if press == MAKE:
        if again := ask_again(request, request.path):
            return again
        address = address_of(actions.make_feed(by=request.user, at=at))
    elif press == END:
        actions.end_feed(by=request.user, at=at)
        messages.success(request, _("The address is stopped. No calendar reads your visits with it any more."))
        return HttpResponseRedirect(reverse("patient:calendar"), status=303)
    elif request.method == "POST":
        status = 422
    feed = open_feed(request.user)
    since = when.day(local_date(feed.made_at, patient.zone), local_date(at, patient.zone)) if feed else ""
    card = clinic_card(patient.site.clinic)
    return show(request, "patient/calendar.html", card, current="account", status=status, address=address, since=since)


@require_safe
def visit_file(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """The same entry as in the calendar's address, so that a calendar that has both shows one."""
    row = access.get_own_visit(request.user, visit_id, at=timezone.now())
    entry = entry_of(row)
    if entry is None:
        raise Http404
    clinic = row.patient.site.clinic
    page = public(reverse("patient:visit", args=[entry.visit.pk]))
    content = calendar_file([entry], name=clinic.sender_name, zone=clinic.zone, link=lambda _visit: page)
    return HttpResponse(
        content, content_type=CALENDAR, headers={"Content-Disposition": 'attachment; filename="visit.ics"'}
    )


def address_of(token: str) -> str:
    return public(reverse("calendar_feed", args=[token]))
