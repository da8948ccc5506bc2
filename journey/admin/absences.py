"""Who is there when: weekly hours, leave, closed days. For coordinators and managers, of the sites where they work."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import admin
from django.db.models import QuerySet
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from journey.access import own_sites
from journey.access.capacity import visits_outside
from journey.access.closures import gap_of, to_move, visible_closures, visible_leave
from journey.actions.capacity import add_closure, add_leave, open_again, set_hours, take_leave_back
from journey.admin import filters, marks
from journey.admin.acts import ActPage, answer, posted
from journey.admin.base import ClinicModelAdmin, column, note_shown, now_of
from journey.forms.appointments import STAFF_WHO_SEE_PATIENTS
from journey.forms.capacity import ClosureForm, HoursChangeForm, HoursForm, LeaveForm
from journey.forms.staff_fields import people_with
from journey.models import Appointment, Closure, Leave, WorkingHours
from journey.policies import Act, check, may
from journey.presenters import when
from journey.presenters.capacity import closure_span, closure_where, hours_lines, leave_span
from journey.presenters.closure_list import closure_page, leave_page, opening_facts
from journey.presenters.worklists import CLOSURES, LEAVE, Now

MOST_OUTSIDE = 60
KEPT = gettext_lazy(
    "Who has not moved keeps the visit. Who heard that it cannot be is told once that it takes place, unless another"
    " closed time or leave lies over it. Times offered instead are free again."
)


class PlanAdmin(ClinicModelAdmin):
    reads = Act.PLAN_CAPACITY
    adds = Act.PLAN_CAPACITY


@admin.register(WorkingHours)
class WorkingHoursAdmin(PlanAdmin):
    menu_name = gettext_lazy("Working hours")
    add_label = gettext_lazy("Enter somebody’s hours")
    ordering = ("person__display_name", "site__name", "id")
    list_display = (
        column("name", gettext_lazy("who"), order="person__display_name"),
        column("site", gettext_lazy("site"), order="site__name"),
        column("hours", gettext_lazy("hours of every week")),
    )

    def visible(self, user: User, at: datetime) -> QuerySet[WorkingHours]:
        return WorkingHours.objects.filter(site__in=own_sites(user).order_by().values("pk")).select_related(
            "person", "site__clinic"
        )

    def cells(self, row: WorkingHours, now: Now) -> dict[str, Any]:
        return {"name": str(row.person), "site": row.site, "hours": hours_lines(row)}

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        check(request.user, Act.PLAN_CAPACITY)
        sites, back = own_sites(request.user), reverse("admin:journey_workinghours_changelist")
        form = HoursForm(
            posted(request),
            people=people_with(*STAFF_WHO_SEE_PATIENTS, sites=sites.order_by().values("pk")),
            sites=sites,
        )

        def run(cleaned: dict[str, Any]) -> tuple[str, str]:
            set_hours(by=request.user, at=now_of(request).at, expected_version=0, **cleaned)
            return back, _("The hours of {who} are saved.").format(who=cleaned["person"])

        lines = (_("Free times are searched in these hours, minus leave, closed days and visits."),)
        page = ActPage(
            title=_("Enter somebody’s hours"), verb=_("Save the hours"), lines=lines, form=form, back=back, run=run
        )
        return answer(self, request, page)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        row, back = self.found(request, object_id), reverse("admin:journey_workinghours_changelist")
        now = now_of(request)
        form = HoursChangeForm(posted(request), initial={"hours": row.hours, "version": row.version})
        outside = visits_outside(row, now.at)
        if outside:
            note_shown(request, (each.patient_id for each in outside), Appointment._meta.db_table)

        def run(cleaned: dict[str, Any]) -> tuple[str, str]:
            values = {"person": row.person, "site": row.site, "hours": cleaned["hours"]}
            saved = set_hours(by=request.user, at=now.at, expected_version=cleaned["version"], **values)
            left = visits_outside(saved, now.at) if saved else []
            if not left:
                return back, _("The hours of {who} are saved.").format(who=row.person)
            words = _("Saved. Visits that lie outside the new hours, to move or to keep: {n}.")
            return request.path, words.format(n=len(left))

        page = ActPage(
            title=_("Change the hours"),
            verb=_("Save the hours"),
            about=f"{row.person}, {row.site}",
            lines=(_("Visits that are booked stay as they are. Those outside the hours are listed here."),),
            facts=[_outside(visit, now) for visit in outside[:MOST_OUTSIDE]],
            form=form,
            back=back,
            run=run,
        )
        return answer(self, request, page)


def _outside(visit: Appointment, now: Now) -> tuple[str, Any]:
    url = reverse("admin:journey_appointment_change", args=[visit.pk])
    return _("Outside: {when}").format(when=now.short(visit.starts_at)), marks.link(url, visit.patient.full_name)


@admin.register(Leave)
class LeaveAdmin(PlanAdmin):
    menu_name = gettext_lazy("Leave")
    add_label = gettext_lazy("Enter leave")
    row_id, row_pages = "leave_id", ("take-back",)
    ordering = ("-starts_at", "id")
    list_display = (
        column("name", gettext_lazy("who"), order="person__display_name"),
        column("away", gettext_lazy("away"), order="starts_at"),
    )
    list_filter = (filters.made(filters.ShowFilter, narrows=LEAVE),)

    def visible(self, user: User, at: datetime) -> QuerySet[Leave]:
        return visible_leave(user).select_related("person")

    def cells(self, row: Leave, now: Now) -> dict[str, Any]:
        return {"name": str(row.person), "away": leave_span(row, now)}

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        check(request.user, Act.PLAN_CAPACITY)
        now, sites = now_of(request), own_sites(request.user).order_by().values("pk")
        form = LeaveForm(posted(request), people=people_with(*STAFF_WHO_SEE_PATIENTS, sites=sites), zone=now.zone)

        def run(cleaned: dict[str, Any]) -> tuple[str, str]:
            values = {name: cleaned[name] for name in ("person", "starts_at", "ends_at")}
            leave = add_leave(by=request.user, at=now.at, **values)
            return self.url_of(leave), _affected(leave, now)

        page = ActPage(
            title=_("Enter leave"),
            verb=_("Enter the leave"),
            lines=(
                _zone(now),
                _("Visits that are booked then stay booked; the next page lists whom to move and to tell."),
            ),
            form=form,
            back=reverse("admin:journey_leave_changelist"),
            run=run,
        )
        return answer(self, request, page)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        leave, now = self.found(request, object_id), now_of(request)
        record = leave_page(leave, now)
        note_shown(request, record.shown, Appointment._meta.db_table)
        context = {"title": _("Leave of {who}").format(who=leave.person), "record": record, "original": leave}
        return self.page(request, "admin/record.html", context)

    def take_back(self, request: HttpRequest, leave_id: UUID) -> HttpResponse:
        leave, now = self.found(request, leave_id), now_of(request)

        def run(cleaned: dict[str, Any]) -> tuple[str, str]:
            take_leave_back(leave=leave, by=request.user, at=now.at)
            return reverse("admin:journey_leave_changelist"), _("The leave is taken back.")

        facts, shown = opening_facts(leave, now)
        note_shown(request, shown, Appointment._meta.db_table)
        page = ActPage(
            title=_("Take the leave back"),
            verb=_("Take this leave back"),
            about=f"{leave.person}, {leave_span(leave, now)}",
            lines=(_("Visits can be booked again from now on. Days that are over stay as leave."), KEPT),
            facts=facts,
            form=Form(posted(request)),
            back=self.url_of(leave),
            run=run,
        )
        return answer(self, request, page)


@admin.register(Closure)
class ClosureAdmin(PlanAdmin):
    menu_name = gettext_lazy("Closed times")
    add_label = gettext_lazy("Enter a closed time")
    row_id, row_pages = "closure_id", ("open",)
    ordering = ("-first", "id")
    list_display = (
        column("name", gettext_lazy("name"), order="name"),
        column("where", gettext_lazy("where"), order="site__name"),
        column("days", gettext_lazy("closed"), order="first"),
        column("kind", gettext_lazy("kind"), order="kind"),
    )
    list_filter = (filters.made(filters.ShowFilter, narrows=CLOSURES),)

    def visible(self, user: User, at: datetime) -> QuerySet[Closure]:
        return visible_closures(user).select_related("site", "room", "opened_by")

    def cells(self, row: Closure, now: Now) -> dict[str, Any]:
        return {
            "name": row.name,
            "where": closure_where(row),
            "days": closure_span(row, now),
            "kind": _("Open again") if row.opened_at else row.get_kind_display(),
        }

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        check(request.user, Act.PLAN_CAPACITY)
        now = now_of(request)
        closes_all = may(request.user, Act.EDIT_SETTINGS)
        form = ClosureForm(
            posted(request), sites=own_sites(request.user), closes_all=closes_all, initial={"kind": "holiday"}
        )

        def run(cleaned: dict[str, Any]) -> tuple[str, str]:
            closure = add_closure(by=request.user, at=now.at, **cleaned)
            return self.url_of(closure), _affected(closure, now)

        page = ActPage(
            title=_("Enter a closed time"),
            verb=_("Enter the closed time"),
            lines=(
                _zone(now),
                _("Visits that are booked then stay booked; the next page lists whom to move and to tell."),
                _("Only one person is away? Enter leave: it lists the same."),
            ),
            form=form,
            back=reverse("admin:journey_closure_changelist"),
            run=run,
        )
        return answer(self, request, page)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        closure, now = self.found(request, object_id), now_of(request)
        record = closure_page(closure, now)
        note_shown(request, record.shown, Appointment._meta.db_table)
        context = {"title": closure.name, "record": record, "original": closure}
        return self.page(request, "admin/record.html", context)

    def open(self, request: HttpRequest, closure_id: UUID) -> HttpResponse:
        closure, now = self.found(request, closure_id), now_of(request)
        check(request.user, Act.PLAN_CAPACITY if closure.site_id else Act.EDIT_SETTINGS)

        def run(cleaned: dict[str, Any]) -> tuple[str, str]:
            open_again(closure=closure, by=request.user, at=now.at)
            return self.url_of(closure), _("Open again. What was moved stays where it is.")

        facts, shown = opening_facts(closure, now)
        note_shown(request, shown, Appointment._meta.db_table)
        page = ActPage(
            title=_("Open again"),
            verb=_("Open this time again"),
            about=f"{closure.name}, {closure_span(closure, now)}",
            lines=(
                _("Visits can be booked in this time again. What was moved because of it stays where it is."),
                KEPT,
            ),
            facts=facts,
            form=Form(posted(request)),
            back=self.url_of(closure),
            run=run,
        )
        return answer(self, request, page)


def _affected(row: Closure | Leave, now: Now) -> str:
    count = to_move(gap_of(row, now.zone), now.at).count()
    if not count:
        return _("Saved. No visit lies in this time.")
    return _("Saved. Visits in this time that have to move: {n}.").format(n=count)


def _zone(now: Now) -> str:
    return _("Times are clinic time ({place}).").format(place=when.place(now.zone))
