"""The follow-up planner, and booking for several patients at once with a preview of the refused."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from journey.access import visible_journeys
from journey.access.capacity import visit_shapes
from journey.actions.appointments import book_appointment
from journey.actions.holding import hold_for_several
from journey.actions.locking import once_more
from journey.admin.base import note_shown, now_of
from journey.domain.errors import NotAccepted, Refusal
from journey.domain.slots import Slot, Wish
from journey.domain.visit_types import SeenBy
from journey.domain.visits import kind_of
from journey.forms.staff_fields import people_with
from journey.models import Appointment, AppointmentState, Journey, Patient
from journey.policies import Act, check, may
from journey.presenters import when
from journey.presenters.due_visits import Due, due_visits, title_of
from journey.presenters.free_times import find_slots
from journey.presenters.outside_days import visits_outside
from journey.presenters.planner import AHEAD, BACK, planner
from journey.presenters.worklists import Now

if TYPE_CHECKING:
    from journey.admin.appointments import AppointmentAdmin

MOST = 20
TRIED_TIMES = 40
AFTER_THE_WINDOW = timedelta(days=14)


@dataclass(frozen=True)
class Proposal:
    """One visit of the preview: `value` is what the form sends back; `why` says why there is none."""

    name: str
    visit: str
    words: str
    why: str
    value: str
    patient: UUID


def plan_follow_ups(admin: "AppointmentAdmin", request: HttpRequest) -> HttpResponse:
    check(request.user, Act.READ_RECORDS)
    now = now_of(request)
    lists = planner(now, request.GET.dict())
    outside = visits_outside(now)
    patients = [row.patient for each in lists for row in each.rows] + [row.patient for row in outside]
    note_shown(request, patients, Appointment._meta.db_table)
    context = {
        "title": _("Follow-up planner"),
        "lists": lists,
        "outside": outside,
        "may_book": may(request.user, Act.BOOK),
        "most": MOST,
    }
    return admin.page(request, "admin/planner.html", context)


def book_several(admin: "AppointmentAdmin", request: HttpRequest) -> HttpResponse:
    """First the preview: for each ticked visit the first time that would be taken, tried out and taken back. Then
    exactly those, each asked again; who lost one meanwhile is named with the reason, and stands in a new preview with
    the next time that is free."""
    check(request.user, Act.BOOK)
    now, back = now_of(request), reverse("admin:journey_appointment_planner")
    if request.method != "POST":
        return HttpResponseRedirect(back)
    if "confirmed" in request.POST:
        return _book(admin, request, now, back)
    ticked = list(dict.fromkeys(request.POST.getlist("visit")))[:MOST]
    if not ticked:
        messages.warning(request, _("Tick the visits first."))
        return HttpResponseRedirect(back, status=303)
    return _preview(admin, request, _due(ticked, now), now, back)


def _preview(
    admin: "AppointmentAdmin", request: HttpRequest, due: list[Due], now: Now, back: str, *, status: int = 200
) -> HttpResponse:
    """409 is for those who lost a time: what is `due` is theirs."""
    state = _state(request.POST.get("how", ""))
    rows = _tried(due, state, request.user, now)
    note_shown(request, (row.patient for row in rows), Appointment._meta.db_table)
    context = {
        "title": _("Book for several patients"),
        "rows": rows,
        "able": sum(bool(row.value) for row in rows),
        "how": state.value,
        "back": back,
        "zone": when.place(now.zone),
        "lost": status != 200,
    }
    return admin.page(request, "admin/planner_preview.html", context, status=status)


def _state(how: str) -> AppointmentState:
    return AppointmentState.OFFERED if how == AppointmentState.OFFERED else AppointmentState.BOOKED


def _due(keys: list[str], now: Now) -> list[Due]:
    """What is due still of these, as they stand."""
    due = {f"{each.cycle.journey_id}:{each.code}": each for each in due_visits(now, AHEAD, BACK)}
    return [due[key] for key in keys if key in due]


@once_more
def _tried(rows: list[Due], state: AppointmentState, user: User, now: Now) -> list[Proposal]:
    """Really booked, one after the other, so that two of them never get one time; then all of it is taken back."""
    with transaction.atomic():
        patients = Patient.objects.filter(journeys__in=[each.cycle.journey_id for each in rows])
        known = dict(patients.values_list("pk", "site"))
        hold_for_several(patients=known.keys(), sites=set(known.values()))
        found = [_proposal(each, state, user, now) for each in rows]
        transaction.set_rollback(True)
    return found


def _proposal(due: Due, state: AppointmentState, user: User, now: Now) -> Proposal:
    journey = Journey.objects.select_related("patient__site__clinic").get(pk=due.cycle.journey_id)
    kind, why = kind_of(due.code), _("No free time fits the window.")
    first = max(due.window.earliest, now.today + timedelta(days=1))
    last = due.window.latest if due.window.latest >= first else first + AFTER_THE_WINDOW
    for slot in islice(find_slots(journey, kind, Wish(first, last), now), TRIED_TIMES):
        try:
            visit = _take(due, kind, slot, state, user, now)
        except NotAccepted as refusal:
            why = refusal.sentence
            continue
        words = _("{moment}, with {who}").format(
            moment=when.moment(visit.starts_at, now.zone, now.today), who=visit.clinician
        )
        value = f"{journey.pk}|{due.code}|{visit.clinician_id}|{visit.starts_at.astimezone(UTC):%Y-%m-%dT%H:%MZ}"
        return Proposal(journey.patient.full_name, title_of(due.code), words, "", value, journey.patient_id)
    return Proposal(journey.patient.full_name, title_of(due.code), "", why, "", journey.patient_id)


def _take(due: Due, kind: str, slot: Slot, state: AppointmentState, user: User, now: Now) -> Appointment:
    times: dict[str, Any] = {"starts_at": slot.starts_at, "ends_at": slot.ends_at, "clinician": slot.person}
    return book_appointment(cycle=due.cycle, kind=kind, state=state, by=user, at=now.at, **times)


def _book(admin: "AppointmentAdmin", request: HttpRequest, now: Now, back: str) -> HttpResponse:
    state, done, lost = _state(request.POST.get("how", "")), 0, []
    for value in request.POST.getlist("slot")[:MOST]:
        name, why = _booked(value, state, request.user, now)
        done += not why
        if why:
            lost.append(":".join(value.split("|")[:2]))
            messages.warning(request, _("{name}: not booked. {why}").format(name=name, why=why))
    words = ngettext("{n} visit is booked.", "{n} visits are booked.", done)
    if state == AppointmentState.OFFERED:
        words = ngettext("{n} time is offered.", "{n} times are offered.", done)
    if done or not lost:
        messages.success(request, words.format(n=done))
    left = _due(lost, now) if lost else []
    return _preview(admin, request, left, now, back, status=409) if left else HttpResponseRedirect(back, status=303)


def _booked(value: str, state: AppointmentState, user: User, now: Now) -> tuple[str, str]:
    """Name, and why not. The same form sent twice finds what it booked before."""
    try:
        journey_id, code, person, start = value.split("|")
        starts_at = datetime.strptime(start, "%Y-%m-%dT%H:%MZ").replace(tzinfo=UTC)
        journey = visible_journeys(user, now.at).select_related("patient__site__clinic").get(pk=UUID(journey_id))
    except (ValueError, Journey.DoesNotExist):
        return "–", _("This is not on the list any more.")
    kind, name = kind_of(code), journey.patient.full_name
    people = people_with(*(who.value for who in SeenBy), sites=[journey.patient.site_id])
    clinician = people.filter(pk=person).first()
    cycle = journey.cycles.filter(injection_at__isnull=False).order_by("-number").first()
    if clinician is None or cycle is None or kind not in visit_shapes():
        return name, _("This is not on the list any more.")
    cycle.journey = journey
    mine = Appointment.objects.filter(cycle=cycle, kind=kind, starts_at=starts_at, state=state, state_by=user)
    if mine.exists():
        return name, ""
    times: dict[str, Any] = {"starts_at": starts_at, "ends_at": starts_at + visit_shapes()[kind].length}
    try:
        book_appointment(cycle=cycle, clinician=clinician, kind=kind, state=state, by=user, at=now.at, **times)
    except Refusal as refusal:
        return name, refusal.sentence
    return name, ""
