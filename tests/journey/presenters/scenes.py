"""A patient's pages as their views assemble them, at a moment that the test chooses."""

from datetime import datetime, timedelta

from accounts.models import User
from journey import access
from journey.actions.moves import make_move
from journey.domain.moves import Choices, Move
from journey.domain.stages import StageCode
from journey.models import Journey, Stage
from journey.presenters import when
from journey.presenters.home import HomePage, home_page
from journey.presenters.scene import Scene
from journey.presenters.stage import StagePage, stage_page
from journey.presenters.story import KINDS
from journey.presenters.timeline import Stop
from journey.views.patient.home import by_stage
from tests.builders import NOW, decided_again, fresh, newest_cycle, staff

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def plain(text: str) -> str:
    """With ordinary spaces and hyphens: some words are kept together on the page."""
    return text.replace(when.KEEP, " ").replace("\u2011", "-")


def patient_of(journey: Journey) -> User:
    assert journey.patient.user is not None
    return journey.patient.user


def scene_of(journey: Journey, at: datetime = NOW) -> Scene:
    """The scene of the home page."""
    cycles = [each for each in access.own_cycles(patient_of(journey), at=NOW) if each.journey_id == journey.pk]
    shown = cycles[-1].journey
    return Scene(
        cycles=cycles,
        stages=by_stage(access.journey_stages(shown), cycles),
        check_ins=access.check_ins_that_matter(shown, at),
        visits=access.journey_visits(shown, at),
        at=at,
    )


def home_of(journey: Journey, at: datetime = NOW) -> HomePage:
    return home_page(scene_of(journey, at))


def stage_row(journey: Journey, code: StageCode | str, session: int = 1) -> Stage:
    return Stage.objects.get(cycle__journey=journey, cycle__number=session, code=code)


def stage_of(journey: Journey, code: StageCode | str, at: datetime = NOW, session: int = 1) -> StagePage:
    wanted = stage_row(journey, code, session)
    cycles = access.cycles_of_stage(patient_of(journey), wanted.pk, at=NOW)
    rows = access.told_stages(cycles[-1].journey, KINDS)
    cycle = next(each for each in cycles if each.pk == wanted.cycle_id)
    scene = Scene(
        cycles=cycles,
        stages=by_stage(rows, cycles),
        check_ins=access.stage_check_ins(cycle, wanted.code),
        visits=access.journey_visits(cycles[-1].journey, at),
        at=at,
    )
    return stage_page(scene, next(row for row in rows if row.pk == wanted.pk))


def second_session(follow_up: Journey) -> Journey:
    """A hundred days after the injection another session is agreed and opened."""
    cycle = newest_cycle(follow_up)
    cycle.injection_at, cycle.discharge_at = NOW - 100 * DAY, NOW - 100 * DAY + HOUR
    cycle.harvest_at = NOW - 100 * DAY - 2 * HOUR
    cycle.save()
    decided_again(follow_up)
    make_move(journey=fresh(follow_up), move=Move.OPEN_NEW_CYCLE, by=staff("clinician"), at=NOW, choices=Choices())
    return fresh(follow_up)


def line_of(page: HomePage) -> list[Stop]:
    """The stops of the present session."""
    return list(page.chapters[-1].stops)
