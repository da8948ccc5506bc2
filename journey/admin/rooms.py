"""The clinic's rooms, and what each kind of visit takes. For managers."""

from datetime import datetime
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from journey.access.capacity import visit_shapes
from journey.actions.rooms import add_room, edit_room, set_visit_type
from journey.admin import marks
from journey.admin.acts import ActPage, answer, posted
from journey.admin.base import ClinicModelAdmin, column, now_of
from journey.forms.capacity import RoomChangeForm, RoomForm, VisitTypeForm, shape_values
from journey.models import Room, VisitType
from journey.policies import Act, check
from journey.presenters.capacity import visit_types
from journey.presenters.record_page import RecordPage
from journey.presenters.visit_words import KINDS
from journey.presenters.worklists import Now


@admin.register(Room)
class RoomAdmin(ClinicModelAdmin):
    reads = Act.EDIT_SETTINGS
    add_label = gettext_lazy("Add a room")
    adds = Act.EDIT_SETTINGS
    ordering = ("site__name", "name", "id")
    list_display = (
        column("name", gettext_lazy("name"), order="name"),
        column("site", gettext_lazy("site"), order="site__name"),
        column("kind", gettext_lazy("kind"), order="kind"),
        column("used", gettext_lazy("in use")),
    )

    def visible(self, user: User, at: datetime) -> QuerySet[Room]:
        return Room.objects.select_related("site")

    def cells(self, row: Room, now: Now) -> dict[str, Any]:
        used = _("Yes") if row.is_used else marks.tag(_("No"), "plain")
        return {"name": row.name, "site": row.site, "kind": row.get_kind_display(), "used": used}

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        check(request.user, Act.EDIT_SETTINGS)
        back = reverse("admin:journey_room_changelist")

        def run(cleaned: dict[str, Any]) -> tuple[str, str]:
            room = add_room(by=request.user, at=now_of(request).at, **cleaned)
            return back, _("{room} is added.").format(room=room)

        form = RoomForm(posted(request), initial={"kind": "consulting"})
        page = ActPage(title=_("Add a room"), verb=_("Add the room"), form=form, back=back, run=run)
        return answer(self, request, page)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        room, back = self.found(request, object_id), reverse("admin:journey_room_changelist")
        stored = {"name": room.name, "kind": room.kind, "is_used": room.is_used, "version": room.version}

        def run(cleaned: dict[str, Any]) -> tuple[str, str]:
            version = cleaned.pop("version")
            edit_room(room=room, by=request.user, at=now_of(request).at, expected_version=version, **cleaned)
            return back, _("The room is saved.")

        page = ActPage(
            title=_("Change a room"),
            verb=_("Save the room"),
            about=f"{room.name}, {room.site}",
            lines=(_("Visits that are booked in it keep it."),),
            form=RoomChangeForm(posted(request), initial=stored),
            back=back,
            run=run,
        )
        return answer(self, request, page)


@admin.register(VisitType)
class VisitTypeAdmin(ClinicModelAdmin):
    """One page with every kind of visit: the clinic changes what a kind takes, it invents none."""

    menu_name = gettext_lazy("Visit types")
    reads = Act.EDIT_SETTINGS

    def visible(self, user: User, at: datetime) -> QuerySet[VisitType]:
        return VisitType.objects.all()

    def get_urls(self) -> list[Any]:
        own = path("<slug:kind>/set/", self.admin_site.admin_view(self.set), name="journey_visittype_set")
        return [own, *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        check(request.user, Act.EDIT_SETTINGS)
        table = visit_types(visit_shapes(), now_of(request))
        page = RecordPage(facts=(), tables=(table,))
        context = {"title": _("Visit types"), "record": page}
        return self.page(request, "admin/record.html", context)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        row = self.found(request, object_id)
        return HttpResponseRedirect(reverse("admin:journey_visittype_set", args=[row.kind]))

    def set(self, request: HttpRequest, kind: str) -> HttpResponse:
        check(request.user, Act.EDIT_SETTINGS)
        shape = visit_shapes().get(kind)
        if shape is None:
            raise Http404
        row = VisitType.objects.filter(kind=kind).first()
        stored = shape_values(shape, row)
        form, back = VisitTypeForm(posted(request), initial=stored), reverse("admin:journey_visittype_changelist")

        def run(cleaned: dict[str, Any]) -> tuple[str, str]:
            values = {"kind": kind, "values": form.values(), "expected_version": cleaned["version"]}
            set_visit_type(by=request.user, at=now_of(request).at, **values)
            return back, _("The visit type is saved.")

        page = ActPage(
            title=_("Change what a visit takes"),
            verb=_("Save the visit type"),
            about=str(KINDS[kind]),
            lines=(
                _("It holds for visits that are booked from now on. Those that are booked keep their time and room."),
            ),
            form=form,
            back=back,
            run=run,
        )
        return answer(self, request, page)
