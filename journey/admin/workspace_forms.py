"""What every page of the workspace shares: its journey and moment, its frame, and its answers to a refusal."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from types import MappingProxyType
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import User
from journey import policies
from journey.access import get_journey
from journey.domain.errors import AlreadyDone, NotAccepted, Refusal
from journey.forms.refused import put_refusal
from journey.models import Journey, JourneyEvent, Stage
from journey.policies import Act
from journey.presenters import when
from journey.presenters.opened import opened_flag
from journey.presenters.staff_head import who
from journey.presenters.staff_timeline import Clock
from journey.standing import Standing, standing_of
from journey.views.errors import STATUS

FORM = "admin/journey/journey/form.html"


@dataclass(frozen=True)
class Desk:
    """A member of staff at one journey, at one moment."""

    site: AdminSite
    request: HttpRequest
    journey: Journey
    at: datetime

    @property
    def user(self) -> User:
        return self.request.user

    @property
    def is_post(self) -> bool:
        return self.request.method == "POST"

    @property
    def posted(self) -> Any:
        """What a form is bound to: nothing on GET."""
        return self.request.POST if self.is_post else None

    @property
    def files(self) -> Any:
        return self.request.FILES if self.is_post else None

    @property
    def url(self) -> str:
        return reverse("admin:journey_journey_change", args=[self.journey.pk])

    @property
    def zone(self) -> ZoneInfo:
        return self.standing.clinic_zone

    @cached_property
    def standing(self) -> Standing:
        return standing_of(self.journey, self.at)

    @cached_property
    def clock(self) -> Clock:
        return Clock(self.at, self.zone)

    @property
    def open_stage(self) -> Stage:
        """The one in progress; when none is open, the one that closed last."""
        closed = [stage for stage in self.standing.stages.values() if stage.closed_at]
        return self.standing.current or max(closed, key=lambda stage: stage.closed_at)

    def check(self, act: Act) -> None:
        policies.check(self.user, act)


DeskView = Callable[..., HttpResponse]


def at_desk(site: AdminSite, view: DeskView) -> Callable[..., HttpResponse]:
    """A workspace page as a view of the admin: 404 outside the reader's journeys, refusals in the admin's frame."""

    @require_http_methods(["GET", "HEAD", "POST"])
    def inner(request: HttpRequest, journey_id: UUID, **more: Any) -> HttpResponse:
        at = timezone.now()
        desk = Desk(site, request, get_journey(request.user, journey_id, at), at)
        request.head = desk.journey.head
        try:
            return view(desk, **more)
        except Refusal as refusal:
            return refused(desk, refusal)

    return site.admin_view(inner)


def page(desk: Desk, template: str, title: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """A template of the workspace inside the admin's frame."""
    frame = {
        **desk.site.each_context(desk.request),
        "opts": Journey._meta,
        "title": title,
        "patient_name": str(desk.journey.patient),
        "who": who(desk.journey),
        "journey_url": desk.url,
        "opened": opened_flag(getattr(desk.journey, "opening", None), desk.at, desk.zone),
        "errors": status == 422,
    }
    return TemplateResponse(desk.request, template, {**frame, **context}, status=status)


def refused(desk: Desk, refusal: Refusal) -> HttpResponse:
    """The sentence of a refusal, who was first and when, and each check that is not met."""
    first = ""
    if isinstance(refusal, AlreadyDone):
        first = _("{who}, {when}.").format(who=refusal.by, when=when.relative(refusal.at, desk.at, desk.zone))
    status = STATUS.get(type(refusal), 422)
    title = _("Nothing was saved") if desk.is_post else _("This is not possible now")
    if status == 403:
        title = _("You may not do this")
    context = {"sentence": refusal.sentence, "first": first, "lines": getattr(refusal, "lines", ())}
    return page(desk, "admin/journey/journey/refused.html", title, context, status)


def answer(
    desk: Desk,
    form: Form,
    act: Callable[[], object],
    *,
    done: str,
    title: str,
    template: str = FORM,
    context: Mapping[str, Any] = MappingProxyType({}),
    later: Callable[[], dict[str, Any]] = dict,
    to: str = "",
) -> HttpResponse:
    """The page of a form: shown, refused with 422 and what was typed, or done and back at the journey (or at `to`) with
    303.

    `later` is asked only when the page is shown: what it speaks of may have changed under an accepted POST.
    """
    if desk.is_post and form.is_valid():
        try:
            act()
        except NotAccepted as refusal:
            put_refusal(form, refusal)
        else:
            return back(desk, done, to)
    return page(desk, template, title, {"form": form, **context, **later()}, 422 if form.is_bound else 200)


def back(desk: Desk, done: str, to: str = "") -> HttpResponse:
    messages.success(desk.request, done)
    return HttpResponseRedirect(to or desk.url, status=303)


def is_own_repeat(desk: Desk, kind: str, version: int) -> bool:
    """The same person sent the same page before: the record already left that version by their own act."""
    return JourneyEvent.objects.filter(journey=desk.journey, journey_version=version, kind=kind, by=desk.user).exists()
