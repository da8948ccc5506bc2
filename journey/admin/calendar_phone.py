"""One's own visits in a calendar outside: the address, shown once, and the button that stops it."""

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.links import public
from journey.access.feeds import open_feed
from journey.actions.feeds import end_feed, make_feed
from journey.admin.base import now_of
from journey.policies import Act, check
from journey.presenters import when

if TYPE_CHECKING:
    from journey.admin.appointments import AppointmentAdmin

MAKE, END = "make", "end"


def calendar_phone(admin: "AppointmentAdmin", request: HttpRequest) -> HttpResponse:
    check(request.user, Act.READ_RECORDS)
    now, press = now_of(request), request.POST.get("press", "")
    context = {"title": _("Your visits on your phone"), "address": ""}
    if press == MAKE:
        token = make_feed(by=request.user, at=now.at)
        context["address"] = public(reverse("calendar_feed", args=[token]))
    elif press == END:
        end_feed(by=request.user, at=now.at)
        messages.success(request, _("The address is stopped."))
        return HttpResponseRedirect(request.path, status=303)
    feed = open_feed(request.user)
    context["since"] = when.moment(feed.made_at, now.zone, now.today) if feed else ""
    status = 422 if request.method == "POST" and not press else 200
    return admin.page(request, "admin/calendar_phone.html", context, status=status)
