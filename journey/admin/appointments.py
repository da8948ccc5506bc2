"""Visits: the day's list, booking, and what happens to a booked one."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from journey.access import reached_sites, visible_appointments, visible_journeys
from journey.actions.appointments import book_appointment, move_appointment, set_appointment_state
from journey.actions.visit_asks import refuse_ask
from journey.admin import filters, marks
from journey.admin.acts import ActPage, answer, posted
from journey.admin.appointments_closed import another_time, messages_of, messages_said, moved_said, told
from journey.admin.appointments_find import find, journey_named, slot
from journey.admin.appointments_numbers import numbers, numbers_people
from journey.admin.appointments_planner import book_several, plan_follow_ups
from journey.admin.base import SEARCH_HELP, ClinicModelAdmin, column, now_of
from journey.admin.calendar import calendar
from journey.admin.calendar_phone import calendar_phone
from journey.admin.journey_picker import JourneyPicker
from journey.admin.waiting import waiting_list
from journey.domain.days import at_local, local_date
from journey.domain.errors import NotAccepted
from journey.domain.visit_states import needs_reason
from journey.forms.appointments import BookForm, CancelForm, MoveForm, ReasonForm, VisitStateForm, period_of
from journey.forms.own_visits import RefuseAskForm
from journey.models import Appointment, AppointmentState, Cycle
from journey.models.appointment import TO_COME
from journey.policies import Act, check
from journey.presenters import staff_words, when
from journey.presenters.free_times import Time, next_free
from journey.presenters.visit_page import BUTTONS, visit_page
from journey.presenters.visit_words import ASKS, KINDS, SAID_YES, STATES, journey_name
from journey.presenters.worklists import VISITS, Now


class DayFilter(filters.StartingFilter):
    """Days of the clinic's own calendar. A list of visits opens on those to come: years of done ones lie behind it."""

    title = gettext_lazy("day")
    parameter_name = "day"
    spans = {
        "coming": (gettext_lazy("Today and later"), 0, None),
        "today": (gettext_lazy("Today"), 0, 1),
        "tomorrow": (gettext_lazy("Tomorrow"), 1, 2),
        "week": (gettext_lazy("Next 7 days"), 0, 7),
        "month": (gettext_lazy("Next 4 weeks"), 0, 28),
        "past": (gettext_lazy("Before today"), None, 0),
        "all": (gettext_lazy("All"), None, None),
    }

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(key, title) for key, (title, _first, _end) in self.spans.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        _title, first, end = self.spans.get(self.value() or "", self.spans["coming"])
        if first is not None:
            queryset = queryset.filter(starts_at__gte=self._midnight(first))
        return queryset if end is None else queryset.filter(starts_at__lt=self._midnight(end))

    def _midnight(self, ahead: int) -> Any:
        return at_local(self.now.today + timedelta(days=ahead), MIDNIGHT, self.now.zone)


class StateFilter(filters.WordFilter):
    title = gettext_lazy("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(STATES.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(state=self.value()) if self.value() in STATES else queryset


class ShowVisits(filters.ShowFilter):
    narrows = VISITS


PAGES = ("refuse", "move", "cancel", "booked", "confirmed", "arrived", "done", "no-show", "error")


@admin.register(Appointment)
class AppointmentAdmin(ClinicModelAdmin):
    add_label = gettext_lazy("Book a visit")
    adds = Act.BOOK
    patient_path = "patient"
    row_id, row_pages = "visit_id", PAGES
    search_fields = ("patient__full_name",)
    search_help_text = SEARCH_HELP
    ordering = ("starts_at", "id")
    show_facets = admin.ShowFacets.ALLOW
    list_display = (
        column("name", gettext_lazy("patient"), order="patient__full_name"),
        column("period", gettext_lazy("when"), order="starts_at"),
        column("visit", gettext_lazy("visit"), order="kind"),
        column("treated", gettext_lazy("treated hand")),
        column("clinician", gettext_lazy("with"), order="clinician__display_name"),
        column("state", gettext_lazy("state"), order="state"),
    )
    list_filter = (ShowVisits, DayFilter, StateFilter, filters.made(filters.SiteFilter, path="site"))

    def get_urls(self) -> list[Any]:
        pages = {
            "calendar": ("calendar", calendar),
            "calendar_phone": ("calendar/phone", calendar_phone),
            "find": ("find", find),
            "slot": ("slot", slot),
            "planner": ("planner", plan_follow_ups),
            "waiting": ("waiting", waiting_list),
            "planner_book": ("planner/book", book_several),
            "numbers": ("numbers", numbers),
            "numbers_people": ("numbers/people", numbers_people),
        }
        own = [
            path(f"{address}/", self.admin_site.admin_view(partial(page, self)), name=f"journey_appointment_{name}")
            for name, (address, page) in pages.items()
        ]
        of_one = {"another_time": ("another-time", another_time), "told": ("told", told)}
        own += [
            path(
                f"<uuid:visit_id>/{address}/",
                self.admin_site.admin_view(partial(page, self)),
                name=f"journey_appointment_{name}",
            )
            for name, (address, page) in of_one.items()
        ]
        return [*own, *super().get_urls()]

    def visible(self, user: User, at: datetime) -> QuerySet[Appointment]:
        rows = visible_appointments(user, at)
        return rows.select_related(
            "patient", "journey", "cycle", "clinician", "site__clinic", "room", "state_by", "moved_from"
        )

    def cells(self, row: Appointment, now: Now) -> dict[str, Any]:
        return {
            "name": row.patient.full_name,
            "period": marks.keep(_period(row, now)),
            "visit": KINDS[row.kind],
            "treated": marks.treated(row.journey),
            "clinician": row.clinician,
            "state": _state(row),
        }

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        visit = self.found(request, object_id)
        context = {"title": visit.patient.full_name, "subtitle": KINDS[visit.kind], "original": visit}
        context["record"] = visit_page(visit, now_of(request))
        return self.page(request, "admin/record.html", context)

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        check(request.user, Act.BOOK)
        now = now_of(request)
        journeys = visible_journeys(request.user, now.at).select_related("patient__site__clinic")
        given = {name: request.GET[name] for name in ("journey", "kind") if name in request.GET}
        if "journey" in given:
            journey_named(request, now)  # its head
        form = BookForm(
            posted(request),
            zone=now.zone,
            at=now.at,
            kinds=staff_words.choices(KINDS),
            journeys=journeys,
            sites=reached_sites(request.user, now.at),
            picker=JourneyPicker(Appointment._meta.get_field("journey"), self.admin_site),
            named=journey_name,
            initial=given,
        )

        def run(cleaned: dict[str, Any]) -> tuple[str, str]:
            visit = self._book(request, cleaned, now)
            moment = when.moment(visit.starts_at, now.zone, now.today)
            return self.url_of(visit), _("Booked: {moment}.").format(moment=moment)

        def free() -> list[Time]:
            asked = form.cleaned_data
            return next_free(asked["journey"], asked["kind"], local_date(asked["starts_at"], now.zone), now, None)

        page = ActPage(
            title=_("Book a visit"),
            verb=_("Book this visit"),
            lines=(_("Times are clinic time ({place}).").format(place=when.place(now.zone)),),
            form=form,
            back=reverse("admin:journey_appointment_changelist"),
            run=run,
            offers=free,
        )
        return answer(self, request, page)

    def _book(self, request: HttpRequest, cleaned: dict[str, Any], now: Now) -> Appointment:
        """The same form sent twice is one visit: the second finds the first."""
        journey = cleaned["journey"]
        cycle = Cycle.objects.select_related("journey__patient__site").filter(journey=journey).order_by("-number")[0]
        wanted = {name: cleaned[name] for name in ("clinician", "kind", "starts_at", "ends_at")}
        try:
            more = {"why_outside": cleaned["why_outside"], "another": cleaned["another"]}
            return book_appointment(cycle=cycle, by=request.user, at=now.at, **more, **wanted)
        except NotAccepted:
            booked = Appointment.objects.filter(cycle=cycle, state=AppointmentState.BOOKED, **wanted).first()
            if booked is None:
                raise
            return booked

    def move(self, request: HttpRequest, visit_id: UUID) -> HttpResponse:
        check(request.user, Act.BOOK)
        visit, now = self.found(request, visit_id), now_of(request)
        form = MoveForm(
            posted(request),
            zone=now.zone,
            at=now.at,
            site_id=visit.site_id,
            initial={**period_of(visit, now.zone), "version": visit.version},
        )

        def run(cleaned: dict[str, Any]) -> tuple[str, str]:
            new = move_appointment(
                appointment=visit,
                starts_at=cleaned["starts_at"],
                ends_at=cleaned["ends_at"],
                clinician=cleaned["clinician"],
                reason=cleaned["reason"],
                why_outside=cleaned["why_outside"],
                by=request.user,
                at=now.at,
                expected_version=cleaned["version"],
                tell=cleaned["tell"],
            )
            said = _("Moved to {moment}.").format(moment=when.moment(new.starts_at, now.zone, now.today))
            if new.state in TO_COME:
                said = f"{said} {moved_said(new, cleaned, visit)}".strip()
            return self.url_of(new), said

        lines = (
            _("Now: {moment}.").format(moment=when.moment(visit.starts_at, now.zone, now.today)),
            _("The old time is freed, and both stay in the record."),
        )
        if visit.is_treatment_day:
            lines += (_("The start stays: a treatment day moves with all that belongs to it, in the journey."),)

        def free() -> list[Time]:
            day = local_date(form.cleaned_data["starts_at"], now.zone)
            return [] if visit.is_treatment_day else next_free(visit.journey, visit.kind, day, now, visit)

        return self._answer(request, visit, "move", form, run, lines, free)

    def refuse(self, request: HttpRequest, visit_id: UUID) -> HttpResponse:
        check(request.user, Act.BOOK)
        visit, now = self.found(request, visit_id), now_of(request)

        def run(cleaned: dict[str, Any]) -> tuple[str, str]:
            values = {"answer": cleaned["answer"], "expected_version": cleaned["version"]}
            refuse_ask(visit=visit, by=request.user, at=now.at, **values)
            return self.url_of(visit), _("The patient reads your answer.")

        form = RefuseAskForm(posted(request), initial={"version": visit.version})
        lines = (_("They ask: {words}").format(words=visit.ask_words),) if visit.asks else ()
        return self._answer(request, visit, "refuse", form, run, lines)

    def booked(self, request: HttpRequest, visit_id: UUID) -> HttpResponse:
        return self._set(request, visit_id, "booked", AppointmentState.BOOKED)

    def confirmed(self, request: HttpRequest, visit_id: UUID) -> HttpResponse:
        return self._set(request, visit_id, "confirmed", AppointmentState.CONFIRMED)

    def error(self, request: HttpRequest, visit_id: UUID) -> HttpResponse:
        return self._set(request, visit_id, "error", AppointmentState.ENTERED_IN_ERROR)

    def arrived(self, request: HttpRequest, visit_id: UUID) -> HttpResponse:
        return self._set(request, visit_id, "arrived", AppointmentState.ARRIVED)

    def done(self, request: HttpRequest, visit_id: UUID) -> HttpResponse:
        return self._set(request, visit_id, "done", AppointmentState.DONE)

    def no_show(self, request: HttpRequest, visit_id: UUID) -> HttpResponse:
        return self._set(request, visit_id, "no_show", AppointmentState.NO_SHOW)

    def cancel(self, request: HttpRequest, visit_id: UUID) -> HttpResponse:
        check(request.user, Act.BOOK)
        visit, now = self.found(request, visit_id), now_of(request)

        def run(cleaned: dict[str, Any]) -> tuple[str, str]:
            set_appointment_state(
                appointment=visit,
                state=AppointmentState(cleaned["state"]),
                reason=cleaned["reason"],
                by=request.user,
                at=now.at,
                expected_version=cleaned["version"],
                tell=cleaned["tell"],
            )
            said = _("The visit is cancelled.")
            if cleaned["state"] == AppointmentState.CANCELLED_BY_CLINIC and visit.state in TO_COME:
                about = messages_said(messages_of(visit), cleaned, visit)
                if cleaned["tell"] and visit.starts_at <= now.at:
                    about = _("No message goes: the time of the visit has come.")
                said = f"{said} {about}".strip()
            return self.url_of(visit), said

        agreed = {"state": "cancelled_by_patient", "reason": visit.ask_words} if visit.asks else {}
        form = CancelForm(posted(request), initial={"version": visit.version, **agreed})
        line = _("The time is freed. The record keeps the reason.")
        return self._answer(request, visit, "cancel", form, run, (line,))

    def _set(self, request: HttpRequest, visit_id: UUID, name: str, state: AppointmentState) -> HttpResponse:
        check(request.user, Act.BOOK)
        visit, now = self.found(request, visit_id), now_of(request)

        def run(cleaned: dict[str, Any]) -> tuple[str, str]:
            version, reason = cleaned["version"], cleaned.get("reason", "")
            values = {"state": state, "reason": reason, "expected_version": version}
            set_appointment_state(appointment=visit, by=request.user, at=now.at, **values)
            return self.url_of(visit), _("The visit is marked: {state}.").format(state=STATES[state])

        kind = ReasonForm if needs_reason(visit.state, state) else VisitStateForm
        form = kind(posted(request), initial={"version": visit.version})
        line = _("The visit is marked “{state}” with your name and the time.").format(state=STATES[state])

        def free() -> list[Time]:
            return next_free(visit.journey, visit.kind, local_date(visit.starts_at, now.zone), now, None)

        return self._answer(request, visit, name, form, run, (line,), free)

    def _answer(
        self,
        request: HttpRequest,
        visit: Appointment,
        name: str,
        form: Any,
        run: Any,
        lines: Any,
        offers: Callable[[], list[Time]] | None = None,
    ) -> HttpResponse:
        now = now_of(request)
        moment = when.moment(visit.starts_at, now.zone, now.today)
        title, verb = BUTTONS[name]
        page = ActPage(
            title=title,
            verb=verb,
            about=f"{visit.patient.full_name}: {KINDS[visit.kind]}, {moment}",
            lines=lines,
            form=form,
            back=self.url_of(visit),
            run=run,
            offers=offers,
        )
        return answer(self, request, page)


def _state(row: Appointment) -> Any:
    if row.state == AppointmentState.OFFERED and row.accepted_at is not None:
        return marks.tag(ASKS[SAID_YES], "watch")
    if row.asks:
        return marks.tag(ASKS[row.ask], "watch")
    return marks.tag(STATES[row.state], TONES.get(row.state, "plain"))


def _period(row: Appointment, now: Now) -> str:
    ends = when.clock(row.ends_at.astimezone(now.zone))
    return _("{start} to {end}").format(start=now.short(row.starts_at), end=ends)


MIDNIGHT = time(0)
TONES = {"booked": "", "confirmed": "", "offered": "watch", "arrived": "here", "no_show": "watch"}
