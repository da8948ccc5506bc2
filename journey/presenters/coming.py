"""What comes next on a first page: the check-in that opens next, and the visit or the days between which it falls."""

from django.utils.translation import gettext as _

from journey.domain.stages import StageCode
from journey.domain.windows import CheckInState
from journey.presenters import when
from journey.presenters.follow_ups import Fact, between, next_window
from journey.presenters.scene import Scene
from journey.presenters.tasks import check_in_title
from journey.presenters.visit_plain_words import VISIT_WORDS


def next_check_in(scene: Scene) -> Fact | None:
    """The next one that is planned, for whoever has nothing to do now."""
    to_come = (each for each in scene.asked if each.opens_at > scene.at)
    coming = next((each for each in to_come if each.state_at(scene.at) is CheckInState.SCHEDULED), None)
    if coming is None:
        return None
    opens = _("{title}: opens {moment}").format(
        title=check_in_title(scene, coming), moment=scene.own_near(coming.opens_at)
    )
    return Fact(_("Next check-in"), opens)


def next_visit(scene: Scene) -> Fact | None:
    """The visit that is booked; in the longer checks, without one, the days between which it falls."""
    if scene.next_visits:
        visit = scene.next_visits[0]
        name = _("Your day") if visit.kind == "procedure" else _("Next visit")
        words = when.capital(scene.clinic_near(visit.starts_at))
        return Fact(name, words if visit.kind == "procedure" else f"{words}. {VISIT_WORDS[visit.kind]}")
    window = next_window(scene, scene.cycle) if scene.place is StageCode.FOLLOW_UP and not scene.closed else None
    if window is None:
        return None
    days = when.capital(between(*window, scene.today))
    return Fact(_("Next visit"), _("{days}. No day yet.").format(days=days))
