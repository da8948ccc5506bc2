"""When to call: the cards for where a patient is now, from the pathway's lists and the clinic's numbers."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from journey.domain.stages import HarvestMode, StageCode
from journey.models import Cycle
from journey.presenters.calls import Call, clinic_calls, emergency_call, is_clinic_open
from journey.presenters.clinic import ClinicCard
from journey.presenters.scene import Scene

# After these the pathway's list is about harm from a needle: call at once. The others can wait for opening hours.
AT_ONCE = (StageCode.HARVESTING, StageCode.INJECTION, StageCode.POST_CARE)


@dataclass(frozen=True)
class CareCard:
    """`level` is calm, today or now. `calls` are in the order to ring them, never empty."""

    level: str
    level_word: str
    title: str
    points: tuple[str, ...]
    calls: tuple[Call, ...]


def home_cards(scene: Scene) -> tuple[CareCard, ...]:
    """For the stage the patient is at; after a needle what to call about at once never leaves the page, and before it
    what may move the day."""
    place = scene.place or StageCode.FOLLOW_UP
    own = _points(scene, scene.cycle, place)
    at_once = _needle_points(scene)
    if place in AT_ONCE:
        before = not scene.closed and _is_before_needle(scene.cycle, place)
        calm = _points(scene, scene.cycle, StageCode.PREPARATION) if before else ()
        return _cards(scene, calm, at_once or own)
    return _cards(scene, () if scene.closed else own, at_once)


def stage_cards(scene: Scene, cycle: Cycle, code: StageCode) -> tuple[CareCard, ...]:
    """For one stage, all three levels where the stage has them."""
    own = _points(scene, cycle, code)
    unsure = (_("you are not sure what you may do"), _("you want to change a visit"))
    if code in AT_ONCE and not (code is StageCode.HARVESTING and _nothing_taken(cycle)):
        return _cards(scene, unsure, own)
    return _cards(scene, own, _needle_points(scene))


def calm_card(points: tuple[str, ...], clinic: ClinicCard) -> CareCard:
    """What can wait for the opening hours."""
    call = Call(clinic.clinic_tel, clinic.clinic_phone)
    return CareCard("calm", _("Not urgent"), _("Call us when we are open if:"), points, (call,))


def at_once_card(title: str, points: tuple[str, ...], clinic: ClinicCard, *, closed: bool) -> CareCard:
    return CareCard("today", _("Urgent"), title, points, clinic_calls(clinic, closed=closed))


def emergency_card(points: tuple[str, ...], clinic: ClinicCard) -> CareCard:
    title = _("Call {number} now for any of these:").format(number=clinic.emergency_number)
    return CareCard("now", _("Emergency"), title, points, (emergency_call(clinic),))


def _cards(scene: Scene, calm: tuple[str, ...], at_once: tuple[str, ...]) -> tuple[CareCard, ...]:
    clinic, cards = scene.clinic, []
    if calm and clinic.clinic_tel:
        cards.append(calm_card(calm, clinic))
    if at_once and clinic.clinic_tel:
        closed = not is_clinic_open(scene.settings, scene.at)
        cards.append(at_once_card(_("Call us at once if:"), at_once, clinic, closed=closed))
    if clinic.emergency_tel:
        cards.append(emergency_card(tuple(item.label for item in scene.pathway.red_flags.items), clinic))
    return tuple(cards)


def _needle_points(scene: Scene) -> tuple[str, ...]:
    """After an injection the list of the first two weeks, after a harvest alone that of the harvest."""
    if scene.cycle.injection_at is not None or any(cycle.injection_at for cycle in scene.cycles):
        return _points(scene, scene.cycle, StageCode.POST_CARE)
    if scene.snapshot.any_needle:
        return _points(scene, scene.cycle, StageCode.HARVESTING)
    return ()


def _points(scene: Scene, cycle: Cycle, code: StageCode) -> tuple[str, ...]:
    return tuple(scene.filled(line) for line in scene.stage_text(cycle, code).call_when)


def _is_before_needle(cycle: Cycle, place: StageCode) -> bool:
    needle = {StageCode.HARVESTING: cycle.harvest_at, StageCode.INJECTION: cycle.injection_at}
    return place in needle and needle[place] is None


def _nothing_taken(cycle: Cycle) -> bool:
    return cycle.harvest_mode in (HarvestMode.DONOR_PRODUCT, HarvestMode.BANKED_CELLS)
