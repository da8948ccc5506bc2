"""A patient's first page, the page of each journey, and what we hold about them."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.second_factor import own_passkeys
from journey import access
from journey.domain.caregiving import OwnAct
from journey.domain.stages import JourneyStatus, StageCode
from journey.domain.transitions import OPEN_STATUSES
from journey.models import Cycle, Journey, Patient, Stage
from journey.presenters.account import account_page
from journey.presenters.clinic import clinic_card
from journey.presenters.home import home_page
from journey.presenters.scene import Scene
from journey.views.patient.frame import show


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The newest open journey. Staff go to their own screens, who only helps others goes to these."""
    if request.user.is_staff:
        return HttpResponseRedirect(reverse("admin:index"))
    at = timezone.now()
    journeys = _by_journey(access.own_cycles(request.user, at=at))
    return _page(request, journeys, next(iter(journeys)), at) if journeys else _without_journey(request, at)


@require_safe
def journey(request: HttpRequest, journey_id: UUID) -> HttpResponse:
    """One journey of the patient, also a closed one."""
    at = timezone.now()
    return _page(request, _by_journey(access.cycles_of_journey(request.user, journey_id, at=at)), journey_id, at)


@require_safe
def person(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """The first page of somebody whom this person helps."""
    at = timezone.now()
    journeys = _by_journey(access.cycles_of_helped(request.user, patient_id, at=at))
    if journeys:
        return _page(request, journeys, next(iter(journeys)), at)
    patient = access.get_helped_patient(request.user, patient_id, at=at)
    return _not_started(request, patient, access.helping_of(patient))


@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """What we hold about the patient, and their sign-in. Who only helps others has no more than the sign-in."""
    at = timezone.now()
    patient = access.find_own_patient(request.user, at=at)
    if patient is None and not access.has_helped(request.user):
        raise Http404
    card = clinic_card(patient.site.clinic if patient else access.the_clinic())
    helps = patient is None or bool(patient.__dict__["helps"])
    page = account_page(patient, request.user, own_passkeys(request.user), at=at, helps=helps)
    return show(request, "patient/account.html", card, current="account", page=page)


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


def _page(request: HttpRequest, journeys: dict[UUID, list[Cycle]], journey_id: UUID, at: datetime) -> HttpResponse:
    cycles = journeys[journey_id]
    shown: Journey = cycles[-1].journey
    clinic, helping = clinic_card(shown.patient.site.clinic), access.helping_of(cycles[-1])
    if shown.status == JourneyStatus.CLOSED_DECEASED:
        return show(request, "patient/home_closed.html", clinic, helping=helping)
    scene = Scene(
        cycles=cycles,
        stages=by_stage(access.journey_stages(shown), cycles),
        check_ins=access.check_ins_that_matter(shown, at),
        visits=access.journey_visits(shown, at),
        at=at,
    )
    others = [rows[-1].journey for pk, rows in journeys.items() if pk != journey_id]
    may_answer = helping is None or helping.may(OwnAct.ANSWER)
    may_book = helping is None or helping.may(OwnAct.BOOK)
    page = home_page(scene, others, may_answer=may_answer, may_book=may_book, is_own=helping is None)
    helps = getattr(cycles[-1], "helps", False)
    return show(request, "patient/home.html", clinic, helping=helping, current="journey", page=page, helps=helps)


def _without_journey(request: HttpRequest, at: datetime) -> HttpResponse:
    """A calm page while the clinic has not started anything. A sign-in without a record and without anybody to help
    has nothing here."""
    patient = access.find_own_patient(request.user, at=at)
    if patient is not None:
        return _not_started(request, patient, None)
    if not access.has_helped(request.user):
        raise Http404
    return HttpResponseRedirect(reverse("patient:people"))


def _not_started(request: HttpRequest, patient: Patient, helping: access.Helping | None) -> HttpResponse:
    clinic = clinic_card(patient.site.clinic)
    return show(request, "patient/home_empty.html", clinic, helping=helping, current="journey", patient=patient)
