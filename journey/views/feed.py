"""The address that a calendar reads visits from: nobody is signed in, the address itself is the key."""

from dataclasses import replace
from datetime import datetime, timedelta

from allauth.core.internal.ratelimit import get_ip
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from accounts.limits import Limit, number_of
from accounts.links import public
from accounts.models import Kind, Outcome
from accounts.trace.noting import note
from accounts.trace.requests import acts_of
from journey.access import the_clinic
from journey.access.feeds import entries_of, find_feed
from journey.models import Appointment, CalendarFeed
from journey.presenters.feed import calendar_file, tag_of

CALENDAR = "text/calendar; charset=utf-8"
# Calendars ask every few minutes at the most; many of one service come from one place.
READ = Limit("calendar read", 60, timedelta(hours=1))
MISSED = Limit("calendar missed by place", 100, timedelta(minutes=10))


@require_safe
@login_not_required
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """Each read leaves a row, before the file leaves. A wrong address counts, one that works is never stopped by the
    wrong ones of others: they may share their place on the net."""
    at = timezone.now()
    found = find_feed(token)
    if found is None:
        return _missed(request, MISSED, get_ip(request), at)
    number = number_of(READ, str(found.pk), at=at)
    if number > READ.most:
        return _stopped(request, READ, number)
    entries = entries_of(found, at)
    shown = None if found.patient_id else sorted({each.visit.patient_id for each in entries})
    acts = replace(acts_of(request, found.user), acting_for=None)
    # A clinician's calendar is a list, and nobody's row.
    row = found.pk if found.patient_id else None
    note(Kind.FEED, acts, table=CalendarFeed._meta.db_table, row=row, patient=found.patient_id, shown=shown)
    content = _file(found, entries)
    response = HttpResponse(content, content_type=CALENDAR)
    # Kept by the calendar that asked, and asked for again each time: without that no entity tag is of use.
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["ETag"] = tag_of(content)
    answer = get_conditional_response(request, etag=response.headers["ETag"], response=response)
    if isinstance(answer, HttpResponseNotModified):
        answer.headers["Cache-Control"] = response.headers["Cache-Control"]
    return answer or response


def _file(found: CalendarFeed, entries: list) -> bytes:  # type: ignore[type-arg]
    clinic = found.patient.site.clinic if found.patient else the_clinic()
    page = "patient:visit" if found.patient else "admin:journey_appointment_change"

    def link(visit: Appointment) -> str:
        return public(reverse(page, args=[visit.pk]))

    with translation.override(found.patient.language if found.patient else None):
        return calendar_file(entries, name=clinic.sender_name, zone=clinic.zone, link=link)


def _missed(request: HttpRequest, limit: Limit, of: str, at: datetime) -> HttpResponse:
    number = number_of(limit, of, at=at)
    if number > limit.most:
        return _stopped(request, limit, number)
    return HttpResponse("", content_type="text/plain", status=404)


def _stopped(request: HttpRequest, limit: Limit, number: int) -> HttpResponse:
    if number == limit.most + 1:
        note(Kind.FEED, acts_of(request), outcome=Outcome.DENIED, reason=f"limit: {limit.name}")
    response = HttpResponse("", content_type="text/plain", status=429)
    response.headers["Retry-After"] = str(int(limit.within.total_seconds()))
    return response
