"""The two sheets that a patient takes along: the red-flag card, and what an ambulance crew needs to know."""

from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils.translation import gettext as _

from journey.domain.stages import StageCode
from journey.models import Cycle
from journey.presenters import places
from journey.presenters.calls import clinic_calls
from journey.presenters.care_cards import CareCard, stage_cards
from journey.presenters.emergency_sheet import Fact, sheet_of
from journey.presenters.scene import Scene


@dataclass(frozen=True)
class RedFlagCard:
    """`cards` are those to act on: call us at once, call the emergency number."""

    name: str
    treated: str
    cards: tuple[CareCard, ...]
    sheet_url: str
    back_url: str


@dataclass(frozen=True)
class EmergencyPage:
    facts: tuple[Fact, ...]
    card_url: str
    back_url: str


def red_flag_card(scene: Scene) -> RedFlagCard:
    cards = stage_cards(scene, treated_session(scene), StageCode.POST_CARE)
    worried = [_on_paper(card, scene) for card in cards if card.level != "calm"]
    return RedFlagCard(
        name=scene.patient.full_name,
        treated=places.treated_in(treated_session(scene)),
        cards=tuple(reversed(worried)),
        sheet_url=reverse("patient:emergency_sheet", args=[scene.journey.pk]),
        back_url=reverse("patient:journey", args=[scene.journey.pk]),
    )


def _on_paper(card: CareCard, scene: Scene) -> CareCard:
    """A printed card is read at any hour: it says which number is for when, and not that we are closed now."""
    if card.level == "now":
        return card
    first, *others = clinic_calls(scene.clinic, closed=False)
    return replace(card, calls=(replace(first, label=_("When we are open:")), *others))


def emergency_page(scene: Scene) -> EmergencyPage:
    return EmergencyPage(
        facts=sheet_of(scene.journey, treated_session(scene), scene.cycle, scene.clinic),
        card_url=reverse("patient:red_flag_card", args=[scene.journey.pk]),
        back_url=reverse("patient:journey", args=[scene.journey.pk]),
    )


def treated_session(scene: Scene) -> Cycle:
    """The session of the latest needle; the newest while there was none."""
    used = [cycle for cycle in scene.cycles if cycle.injection_at or cycle.harvest_at]
    return used[-1] if used else scene.cycle
