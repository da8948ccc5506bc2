"""When to call: the cards for where a patient is now, from the pathway's lists and the clinic's numbers."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from journey.domain.stages import HarvestMode, StageCode
from journey.models import Cycle
from journey.presenters.clinic import ClinicCard
from journey.presenters.scene import Scene

# After these the pathway's list is about harm from a needle: call at once. The others can wait for opening hours.
AT_ONCE = (StageCode.HARVESTING, StageCode.INJECTION, StageCode.POST_CARE)


@dataclass(frozen=True)
class CareCard:
    """`level` is calm, today or now. `tel` is empty while the clinic has not set that number."""

    level: str
    level_word: str
    title: str
    points: tuple[str, ...]
    tel: str
    words: str
    closed_tel: str = ""
    closed_phone: str = ""


def home_cards(scene: Scene) -> tuple[CareCard, ...]:
    """For the stage the patient is at; after a needle what to call about at once never leaves the page."""
    place = scene.place or StageCode.FOLLOW_UP
    own = _points(scene, scene.cycle, place)
    at_once = _needle_points(scene)
    if place in AT_ONCE:
        return _cards(scene, (), at_once or own)
    return _cards(scene, () if scene.closed else own, at_once)


def stage_cards(scene: Scene, cycle: Cycle, code: StageCode) -> tuple[CareCard, ...]:
    """For one stage, all three levels where the stage has them."""
    own = _points(scene, cycle, code)
    unsure = (_("you are not sure what you may do"), _("you want to change a visit"))
    if code in AT_ONCE and not (code is StageCode.HARVESTING and _nothing_taken(cycle)):
        return _cards(scene, unsure, own)
    return _cards(scene, own, _needle_points(scene))


def _cards(scene: Scene, calm: tuple[str, ...], at_once: tuple[str, ...]) -> tuple[CareCard, ...]:
    clinic = scene.clinic
    cards = []
    if calm and clinic.clinic_tel:
        cards.append(_phone("calm", _("Not urgent"), _("Call us when we are open if:"), calm, clinic))
    if at_once and clinic.clinic_tel:
        cards.append(_phone("today", _("Urgent"), _("Call us at once if:"), at_once, clinic))
    if clinic.emergency_tel:
        words = _("Call {number}").format(number=clinic.emergency_number)
        title = _("Call {number} now for any of these:").format(number=clinic.emergency_number)
        points = tuple(item.label for item in scene.pathway.red_flags.items)
        cards.append(CareCard("now", _("Emergency"), title, points, clinic.emergency_tel, words))
    return tuple(cards)


def _phone(level: str, word: str, title: str, points: tuple[str, ...], clinic: ClinicCard) -> CareCard:
    closed = (clinic.out_of_hours_tel, clinic.out_of_hours_phone) if level == "today" else ("", "")
    return CareCard(level, word, title, points, clinic.clinic_tel, clinic.clinic_phone, *closed)


def _needle_points(scene: Scene) -> tuple[str, ...]:
    """After an injection the list of the first two weeks, after a harvest alone that of the harvest."""
    if scene.cycle.injection_at is not None or any(cycle.injection_at for cycle in scene.cycles):
        return _points(scene, scene.cycle, StageCode.POST_CARE)
    if scene.snapshot.any_needle:
        return _points(scene, scene.cycle, StageCode.HARVESTING)
    return ()


def _points(scene: Scene, cycle: Cycle, code: StageCode) -> tuple[str, ...]:
    return tuple(scene.filled(line) for line in scene.stage_text(cycle, code).call_when)


def _nothing_taken(cycle: Cycle) -> bool:
    return cycle.harvest_mode in (HarvestMode.DONOR_PRODUCT, HarvestMode.BANKED_CELLS)
