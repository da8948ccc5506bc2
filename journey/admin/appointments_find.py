"""Searching free times and taking one: two steps from "who needs a visit" to a visit."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from journey.access import found, reached_sites, visible_appointments, visible_journeys
from journey.access.capacity import visit_shapes
from journey.access.heads import with_head
from journey.actions.appointments import book_appointment, move_appointment
from journey.admin.acts import ActPage, answer, posted
from journey.admin.appointments_closed import moved_said
from journey.admin.base import note_shown, now_of
from journey.admin.journey_picker import JourneyPicker
from journey.domain.days import local_date
from journey.domain.errors import SlotTaken
from journey.domain.visit_types import SeenBy
from journey.forms.find import ChangeTimeForm, FindForm, MoveToSlotForm, TakeSlotForm
from journey.forms.staff_fields import people_with
from journey.models import Appointment, AppointmentState, Cycle, Journey, Patient
from journey.models.appointment import STANDING, TO_COME
from journey.policies import Act, check
from journey.presenters import staff_words, when
from journey.presenters.capacity import span
from journey.presenters.free_times import find_slots, lines, next_free
from journey.presenters.visit_words import KINDS, journey_name
from journey.presenters.worklists import Now

if TYPE_CHECKING:
    from journey.admin.appointments import AppointmentAdmin

AHEAD = timedelta(days=14)
MOVABLE = frozenset({AppointmentState.OFFERED, *STANDING})


def find(admin: "AppointmentAdmin", request: HttpRequest) -> HttpResponse:
    """Everything asked stands in the address, so a search can be kept, sent and gone back to."""
    check(request.user, Act.BOOK)
    now = now_of(request)
    visit = _visit(request, now)
    form = _form(admin, request, now, visit)
    offers = request.GET.get("how") == AppointmentState.OFFERED
    context: dict[str, Any] = {"title": _("Find a free time"), "form": form, "visit_id": visit.pk if visit else ""}
    context["how"] = AppointmentState.OFFERED.value if offers else ""
    context["media"] = form.media
    if visit is not None:
        context["about"] = f"{visit.patient.full_name}: {KINDS[visit.kind]}"
        context["now_at"] = span(visit.starts_at, visit.ends_at, now.zone, now)
        note_shown(request, [visit.patient_id], Appointment._meta.db_table)
    if not form.is_bound:
        return admin.page(request, "admin/find.html", context)
    if not form.is_valid():
        context["errors"] = form.errors
        return admin.page(request, "admin/find.html", context, status=422)
    cleaned = form.cleaned_data
    journey, kind = (visit.journey, visit.kind) if visit else (cleaned["journey"], cleaned["kind"])
    slots = find_slots(journey, kind, form.wish(), now, person=cleaned["clinician"], visit=visit)
    context["lines"] = lines(slots, journey, kind, now, visit, how=context["how"])
    context["asked"] = True
    if visit is None:
        context["found_for"] = f"{journey_name(journey)}: {KINDS[kind]}"
        context["by_hand"] = f"{reverse('admin:journey_appointment_add')}?journey={journey.pk}&kind={kind}"
        request.head = journey.head
        note_shown(request, [journey.patient_id], Appointment._meta.db_table)
    else:
        context["by_hand"] = reverse("admin:journey_appointment_move", args=[visit.pk])
    return admin.page(request, "admin/find.html", context)


def _form(admin: "AppointmentAdmin", request: HttpRequest, now: Now, visit: Appointment | None) -> FindForm:
    asked = request.GET
    journeys = _with_head(visible_journeys(request.user, now.at).select_related("patient__site__clinic"))
    sites = reached_sites(request.user, now.at)
    first = now.today + timedelta(days=1)
    start = {"first": first, "last": first + AHEAD, "part": "any"}
    if visit is not None:
        day = max(local_date(visit.starts_at, now.zone), now.today)
        start = {**start, "first": day, "last": day + AHEAD}
    else:
        start |= {name: asked[name] for name in ("journey", "kind", "first", "last", "clinician") if name in asked}
    start |= {"part": asked.get("wish", start["part"]), "weekdays": asked.get("on", "").split(",")}
    return FindForm(
        asked if "first" in asked and "part" in asked else None,
        kinds=staff_words.choices(KINDS),
        journeys=None if visit else journeys,
        people=people_with(*(who.value for who in SeenBy), sites=sites),
        named=journey_name,
        picker=JourneyPicker(Appointment._meta.get_field("journey"), admin.admin_site),
        today=now.today,
        initial=start,
    )


def _visit(request: HttpRequest, now: Now) -> Appointment | None:
    """The visit that is to move, if the address names one."""
    if "visit" not in request.GET:
        return None
    rows = visible_appointments(request.user, now.at).select_related(
        "journey__patient__site__clinic", "patient", "clinician", "site__clinic"
    )
    visit: Appointment = found(_with_head(rows.filter(pk=_key(request.GET, "visit"))))
    request.head = visit.head
    return visit


def _with_head(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Of rows that this person reads."""
    return with_head(rows, Patient.objects.all(), "patient")


def _key(asked: QueryDict, name: str) -> UUID:
    try:
        return UUID(asked.get(name, ""))
    except ValueError as error:
        raise Http404 from error


def slot(admin: "AppointmentAdmin", request: HttpRequest) -> HttpResponse:
    """The second step: what will be booked, and the button. The loser of a race reads why, and what is free next."""
    check(request.user, Act.BOOK)
    now = now_of(request)
    visit = _visit(request, now)
    journey = visit.journey if visit else journey_named(request, now)
    kind = visit.kind if visit else request.GET.get("kind", "")
    shape = visit_shapes().get(kind)
    if shape is None or (visit is not None and visit.state not in MOVABLE):
        raise Http404
    people = people_with(*(who.value for who in SeenBy), sites=[journey.patient.site_id])
    person: User = found(people.filter(pk=_key(request.GET, "clinician")))
    starts_at = _moment(request.GET)
    ends_at = starts_at + shape.length

    def run(cleaned: dict[str, Any]) -> tuple[str, str]:
        taken = {"clinician": person, "starts_at": starts_at, "ends_at": ends_at, "by": request.user, "at": now.at}
        if visit is not None and cleaned.get("state") != AppointmentState.OFFERED:
            new = _moved(visit, cleaned, taken)
        else:
            new = _booked(journey, kind, cleaned, taken, visit)
        moment = when.moment(new.starts_at, now.zone, now.today)
        words = _("Moved to {moment}.") if visit else _("Booked: {moment}.")
        where = admin.url_of(new)
        if new.state == AppointmentState.OFFERED and (visit is None or visit.state != AppointmentState.OFFERED):
            words = _("Offered, and held: {moment}. Offer more times here, or go on: the patient chooses.")
            where = _search_again(new, visit, now)
        said = words.format(moment=moment)
        if visit is not None and new.state in TO_COME:
            said = f"{said} {moved_said(new, cleaned, visit)}".strip()
        return where, said

    how = request.GET.get("how", "booked")
    form = MoveToSlotForm(posted(request)) if visit else TakeSlotForm(posted(request), initial={"state": how})
    if visit is not None and visit.state in TO_COME:
        form = ChangeTimeForm(posted(request), initial={"state": how})
    note_shown(request, [journey.patient_id], Appointment._meta.db_table)
    back = reverse("admin:journey_appointment_find")
    page = ActPage(
        title=_("Move to this time") if visit else _("Take this time"),
        verb=_("Move the visit") if visit else _("Take the time"),
        lines=(_("Times are clinic time ({place}).").format(place=when.place(now.zone)),),
        facts=_facts(journey, kind, person, (starts_at, ends_at), visit, now),
        form=form,
        back=f"{back}?visit={visit.pk}" if visit else f"{back}?journey={journey.pk}&kind={kind}",
        run=run,
        offers=lambda: next_free(journey, kind, local_date(starts_at, now.zone), now, visit),
    )
    return answer(admin, request, page)


def _facts(
    journey: Journey, kind: str, person: User, period: tuple[datetime, datetime], visit: Appointment | None, now: Now
) -> list[tuple[str, Any]]:
    start, end = when.moment(period[0], now.zone, now.today), when.clock(period[1].astimezone(now.zone))
    facts = [
        (_("Patient"), journey_name(journey)),
        (_("Visit"), str(KINDS[kind])),
        (_("When"), _("{start} to {end}").format(start=start, end=end)),
        (_("With"), str(person)),
        (_("Site"), str(journey.patient.site)),
    ]
    if visit is not None:
        before = span(visit.starts_at, visit.ends_at, now.zone, now)
        facts.append((_("Now"), _("{when}, with {who}").format(when=before, who=visit.clinician)))
    return facts


def journey_named(request: HttpRequest, now: Now) -> Journey:
    """In the address; what the patient reacts to stands on the page. Raises Http404 for one out of reach."""
    rows = visible_journeys(request.user, now.at).select_related("patient__site__clinic")
    journey: Journey = found(_with_head(rows.filter(pk=_key(request.GET, "journey"))))
    request.head = journey.head
    return journey


def _moment(asked: QueryDict) -> datetime:
    try:
        return datetime.strptime(asked.get("start", ""), "%Y-%m-%dT%H:%MZ").replace(tzinfo=UTC)
    except ValueError as error:
        raise Http404 from error


def _search_again(new: Appointment, visit: Appointment | None, now: Now) -> str:
    """The same search, for the next time to offer."""
    first = local_date(new.starts_at, now.zone)
    asked: dict[str, Any] = {"visit": visit.pk} if visit else {"journey": new.journey_id, "kind": new.kind}
    asked |= {"first": first, "last": first + AHEAD, "part": "any", "how": AppointmentState.OFFERED.value}
    return f"{reverse('admin:journey_appointment_find')}?{urlencode(asked)}"


def _booked(
    journey: Journey, kind: str, cleaned: dict[str, Any], taken: dict[str, Any], visit: Appointment | None
) -> Appointment:
    """The same time taken twice by one person is one visit: the second finds the first. An offer for a `visit` belongs
    to the session of it."""
    cycles = Cycle.objects.select_related("journey__patient__site__clinic").filter(journey=journey)
    cycle = cycles.get(pk=visit.cycle_id) if visit else cycles.order_by("-number")[0]
    state = AppointmentState(cleaned["state"])
    try:
        return book_appointment(cycle=cycle, kind=kind, state=state, instead_of=visit, **taken)
    except SlotTaken:
        wanted = {name: taken[name] for name in ("clinician", "starts_at", "ends_at")}
        mine = Appointment.objects.filter(cycle=cycle, kind=kind, state=state, state_by=taken["by"], **wanted).first()
        if mine is None:
            raise
        return mine


def _moved(visit: Appointment, cleaned: dict[str, Any], taken: dict[str, Any]) -> Appointment:
    return move_appointment(appointment=visit, reason=cleaned["reason"], tell=cleaned["tell"], **taken)
