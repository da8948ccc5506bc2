"""Where on the body: the treated hand and joints, and the place cells come from, in a patient's words."""

from django.utils.translation import gettext as _

from journey.domain.joints import HandJoint, parse_hand_joint
from journey.domain.stages import CellSource, HarvestMode, Tissue
from journey.models import Cycle, Journey


def spot_code(journey: Journey) -> str:
    """The joint code that places the warm spot on the drawn hand; only the side while no joint is recorded."""
    joints = _joints(journey)
    if joints:
        return joints[0].code
    return f"{journey.target_hand[0].upper()}-" if journey.target_hand else ""


def treated(journey: Journey) -> str:
    """ "Right hand, base of thumb", as much of it as is known; empty before the consultation."""
    if not journey.target_hand:
        return ""
    words = [_("Right hand") if journey.target_hand == "right" else _("Left hand")]
    return ", ".join([*words, *(_(each.joint.plain) for each in _joints(journey))])


def treated_inside(journey: Journey) -> str:
    """The same inside a sentence: "right hand, base of thumb"."""
    words = treated(journey)
    return words[:1].lower() + words[1:]


def cells_from(cycle: Cycle) -> str:
    """Where own cells are taken: "hip" or "tummy"."""
    words: dict[str, str] = {Tissue.BONE_MARROW: _("hip"), Tissue.ADIPOSE: _("tummy")}
    return words.get(cycle.tissue, _("hip or tummy"))


def agreed(cycle: Cycle, kept_from: int | None) -> str:
    """What was decided at the consultation: "one session with your own cells"."""
    if not cycle.cell_source:
        return ""
    if cycle.harvest_mode == HarvestMode.BANKED_CELLS:
        cells = _("your own kept cells")
        if kept_from is not None:
            cells = _("cells kept from session {number}").format(number=kept_from)
    elif cycle.cell_source == CellSource.ALLOGENEIC:
        cells = _("cells from a donor")
    else:
        cells = _("your own cells")
    words = _("one session with {cells}") if cycle.number == 1 else _("one more session with {cells}")
    return words.format(cells=cells)


def _joints(journey: Journey) -> list[HandJoint]:
    return [parse_hand_joint(code) for code in journey.joints]
