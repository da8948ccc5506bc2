"""The rota of those on call, of the sites where the reader works. For coordinators and managers."""

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
from accounts.roles import Role
from journey.access import own_sites
from journey.actions.on_call import add_duty, end_duty
from journey.admin import marks
from journey.admin.acts import ActPage, answer, posted
from journey.admin.base import ClinicModelAdmin, column, now_of
from journey.forms.on_call import DutyForm
from journey.forms.staff_fields import people_with
from journey.models import OnCallDuty
from journey.policies import Act, check
from journey.presenters import when
from journey.presenters.on_call import duty_span
from journey.presenters.record_page import Button, Fact, RecordPage
from journey.presenters.worklists import Now


@admin.register(OnCallDuty)
class OnCallAdmin(ClinicModelAdmin):
    menu_name = gettext_lazy("On call")
    add_label = gettext_lazy("Put somebody on call")
    reads = adds = Act.PLAN_ON_CALL
    row_id, row_pages = "duty_id", ("end",)
    ordering = ("-starts_at", "id")
    list_display = (
        column("name", gettext_lazy("who"), order="person__display_name"),
        column("site", gettext_lazy("site"), order="site__name"),
        column("place", gettext_lazy("place"), order="place"),
        column("span", gettext_lazy("on call"), order="starts_at"),
        column("state", gettext_lazy("state"), order="ends_at"),
    )

    def visible(self, user: User, at: datetime) -> QuerySet[OnCallDuty]:
        mine = own_sites(user).order_by().values("pk")
        return OnCallDuty.objects.filter(site__in=mine).select_related("person", "site")

    def cells(self, row: OnCallDuty, now: Now) -> dict[str, Any]:
        return {
            "name": str(row.person),
            "site": row.site,
            "place": row.get_place_display(),
            "span": marks.keep(duty_span(row, now)),
            "state": _state(row, now),
        }

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        check(request.user, Act.PLAN_ON_CALL)
        now, sites = now_of(request), own_sites(request.user)
        people = people_with(Role.CLINICIAN, Role.NURSE, sites=sites.order_by().values("pk"))
        form = DutyForm(posted(request), people=people, sites=sites, zone=now.zone)

        def run(cleaned: dict[str, Any]) -> tuple[str, str]:
            names = ("site", "person", "place", "starts_at", "ends_at", "weeks")
            add_duty(by=request.user, at=now.at, **{name: cleaned[name] for name in names})
            return reverse("admin:journey_oncallduty_changelist"), _("{who} is on call then.").format(
                who=cleaned["person"]
            )

        page = ActPage(
            title=_("Put somebody on call"),
            verb=_("Save the duty"),
            lines=(
                _("Times are clinic time ({place}).").format(place=when.place(now.zone)),
                _("The first on call is told of every alert at once, the second when nobody has taken it."),
            ),
            form=form,
            back=reverse("admin:journey_oncallduty_changelist"),
            run=run,
        )
        return answer(self, request, page)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        duty, now = self.found(request, object_id), now_of(request)
        over = duty.ends_at <= now.at
        url = reverse("admin:journey_oncallduty_end", args=[duty.pk])
        record = RecordPage(
            facts=(
                Fact(_("Who"), str(duty.person)),
                Fact(_("Site"), str(duty.site)),
                Fact(_("Place"), duty.get_place_display()),
                Fact(_("On call"), duty_span(duty, now)),
            ),
            buttons=(Button(_("Take out of the rota"), "" if over else url, why=_("It is over."), quiet=True),),
        )
        title = _("On call: {who}").format(who=duty.person)
        return self.page(request, "admin/record.html", {"title": title, "record": record, "original": duty})

    def end(self, request: HttpRequest, duty_id: UUID) -> HttpResponse:
        duty, now = self.found(request, duty_id), now_of(request)

        def run(cleaned: dict[str, Any]) -> tuple[str, str]:
            end_duty(duty=duty, by=request.user, at=now.at)
            return reverse("admin:journey_oncallduty_changelist"), _("The duty is taken out of the rota.")

        page = ActPage(
            title=_("Take out of the rota"),
            verb=_("Take this duty out"),
            about=f"{duty.person}, {duty_span(duty, now)}",
            lines=(_("Until somebody else is on call, the lead clinician or all clinicians of the site are told."),),
            form=Form(posted(request)),
            back=self.url_of(duty),
            run=run,
        )
        return answer(self, request, page)


def _state(row: OnCallDuty, now: Now) -> Any:
    if row.ends_at <= now.at:
        return _("Over")
    return marks.tag(_("Now"), "expected") if row.starts_at <= now.at else _("To come")
