"""The waiting list for a visit that is due and has no time yet: what the patient would accept."""

from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from journey.access.waiting import open_places
from journey.actions.waiting_due import take_off_list, wait_for_due
from journey.admin.workspace_forms import Desk, answer, back
from journey.domain.visits import kind_of, visit_window
from journey.forms.waiting import WaitForm
from journey.models import Appointment, Ask, Cycle
from journey.models.pathway_version import visit_specs_of
from journey.policies import Act
from journey.presenters import when
from journey.presenters.due_visits import title_of

LEAVE = "leave"


def wait(desk: Desk, visit_code: str) -> HttpResponse:
    """Begins with what is known: their place on the list, else what they wished when no offered time fitted."""
    desk.check(Act.BOOK)
    spec = visit_specs_of(desk.journey.pathway_version_id).get(visit_code)
    injected = Cycle.objects.filter(journey=desk.journey, injection_at__isnull=False).order_by("-number")
    cycle = injected.select_related("journey__patient").first()
    if spec is None or cycle is None:
        raise Http404
    to = reverse("admin:journey_appointment_waiting")
    if desk.is_post and desk.request.POST.get("press") == LEAVE:
        take_off_list(cycle=cycle, code=visit_code, by=desk.user, at=desk.at)
        return back(desk, _("Taken off the waiting list."), to)
    place = open_places().filter(cycle=cycle, code=visit_code).first()
    form = WaitForm(desk.posted, initial=_known(cycle, visit_code))

    def act() -> None:
        wait_for_due(cycle=cycle, code=visit_code, by=desk.user, at=desk.at, **form.cleaned_data)

    window = visit_window(spec, cycle.injection_at, cycle.journey.patient.zone)
    context = {
        "verb": _("Save") if place else _("Put on the waiting list"),
        "about": title_of(visit_code),
        "window": when.span(window.earliest, window.latest, desk.clock.today),
        "waits": place is not None,
    }
    template = "admin/journey/journey/wait.html"
    title, done = _("Waiting list"), _("On the waiting list. A free time that fits is offered by itself.")
    return answer(desk, form, act, done=done, title=title, template=template, context=context, to=to)


def _known(cycle: Cycle, code: str) -> dict[str, Any]:
    place = open_places().filter(cycle=cycle, code=code).first()
    if place is not None:
        return {"weekdays": place.weekdays.split(","), "part": place.part, "notice_days": place.notice_days}
    asked = Appointment.objects.filter(cycle=cycle, kind=kind_of(code), ask=Ask.OTHER_TIMES).order_by("-asked_at")
    wish = asked.values("ask_weekdays", "ask_part").first() or {"ask_weekdays": "", "ask_part": ""}
    return {"weekdays": wish["ask_weekdays"].split(","), "part": wish["ask_part"] or "any", "notice_days": 2}
