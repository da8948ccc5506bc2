"""A patient's first page, the page of each journey, and what we hold about them."""

from collections.abc import Iterable
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from journey import access
from journey.domain.stages import JourneyStatus, StageCode
from journey.domain.transitions import OPEN_STATUSES
from journey.models import Cycle, Journey, Stage
from journey.presenters.account import account_page
from journey.presenters.clinic import clinic_card
from journey.presenters.home import home_page
from journey.presenters.scene import Scene
from journey.views.patient.frame import show


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The newest open journey. Staff go to their own screens."""
    if request.user.is_staff:
        return HttpResponseRedirect(reverse("admin:index"))
    journeys = _by_journey(access.own_cycles(request.user))
    return _page(request, journeys, next(iter(journeys))) if journeys else _without_journey(request)


@require_safe
def journey(request: HttpRequest, journey_id: UUID) -> HttpResponse:
    """One journey of the patient, also a closed one."""
    journeys = _by_journey(access.own_cycles(request.user))
    if journey_id not in journeys:
        raise Http404
    return _page(request, journeys, journey_id)


@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """What we hold about the patient, and their sign-in."""
    patient = access.find_own_patient(request.user)
    if patient is None:
        raise Http404
    clinic = clinic_card(patient.site.clinic)
    return show(request, "patient/account.html", clinic, current="account", page=account_page(patient))


def by_stage(stages: Iterable[Stage], cycles: Iterable[Cycle]) -> dict[UUID, dict[StageCode, Stage]]:
    """The stages of each cycle, both ways round."""
    found: dict[UUID, dict[StageCode, Stage]] = {cycle.pk: {} for cycle in cycles}
    for stage in stages:
        found[stage.cycle_id][StageCode(stage.code)] = stage
    return found


def _by_journey(cycles: Iterable[Cycle]) -> dict[UUID, list[Cycle]]:
    """The open journeys first, of each kind the newest first."""
    found: dict[UUID, list[Cycle]] = {}
    for cycle in cycles:
        found.setdefault(cycle.journey_id, []).append(cycle)
    newest_first = sorted(found, key=lambda pk: found[pk][0].journey.started_at, reverse=True)
    return {pk: found[pk] for pk in sorted(newest_first, key=lambda pk: _status(found[pk]) not in OPEN_STATUSES)}


def _status(cycles: list[Cycle]) -> JourneyStatus:
    return JourneyStatus(cycles[0].journey.status)


def _page(request: HttpRequest, journeys: dict[UUID, list[Cycle]], journey_id: UUID) -> HttpResponse:
    at, cycles = timezone.now(), journeys[journey_id]
    shown: Journey = cycles[-1].journey
    clinic = clinic_card(shown.patient.site.clinic)
    if shown.status == JourneyStatus.CLOSED_DECEASED:
        return show(request, "patient/home_closed.html", clinic)
    scene = Scene(
        cycles=cycles,
        stages=by_stage(access.journey_stages(shown), cycles),
        check_ins=access.check_ins_that_matter(shown, at),
        visits=access.journey_visits(shown, at),
        at=at,
    )
    others = [rows[-1].journey for pk, rows in journeys.items() if pk != journey_id]
    return show(request, "patient/home.html", clinic, current="journey", page=home_page(scene, others))


def _without_journey(request: HttpRequest) -> HttpResponse:
    """A calm page while the clinic has not started anything. A sign-in without a record has nothing here."""
    patient = access.find_own_patient(request.user)
    if patient is None:
        raise Http404
    clinic = clinic_card(patient.site.clinic)
    return show(request, "patient/home_empty.html", clinic, current="journey", patient=patient)
