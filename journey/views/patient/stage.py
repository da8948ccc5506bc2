"""One stage of a patient's journey, whatever its state."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from journey import access
from journey.domain.caregiving import OwnAct
from journey.presenters.questions import stage_questions
from journey.presenters.scene import Scene
from journey.presenters.stage import stage_page
from journey.presenters.story import KINDS
from journey.views.patient.frame import show
from journey.views.patient.home import by_stage


@require_safe
def stage(request: HttpRequest, stage_id: UUID) -> HttpResponse:
    at = timezone.now()
    cycles = access.cycles_of_stage(request.user, stage_id, at=at)
    shown = cycles[-1].journey
    rows = access.told_stages(shown, KINDS)
    wanted = next(row for row in rows if row.pk == stage_id)
    cycle = next(each for each in cycles if each.pk == wanted.cycle_id)
    scene = Scene(
        cycles=cycles,
        stages=by_stage(rows, cycles),
        check_ins=access.stage_check_ins(cycle, wanted.code),
        visits=access.journey_visits(shown, at),
        at=at,
    )
    helping = access.helping_of(cycles[-1])
    page = stage_page(scene, wanted, may_answer=helping is None or helping.may(OwnAct.ANSWER))
    questions = stage_questions(wanted, request.user, shown.patient, at)
    context = {"page": page, "questions": questions, "stage_id": stage_id}
    return show(request, "patient/stage.html", scene.clinic, helping=helping, current="journey", **context)
