"""Where on the body: the treated hand and joints, and the place cells come from, in a patient's words."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from journey.domain.joints import parse_hand_joint
from journey.domain.stages import CellSource, HarvestMode, Tissue
from journey.models import Cycle, Journey
from journey.models.treated import treated_joints


def spot_in(session: Cycle) -> str:
    """The joint code that places the warm spot on the drawn hand, of what was treated in a session or is planned; only
    the side while no joint is recorded."""
    joints, hand = treated_joints(session), session.journey.target_hand
    if joints:
        return parse_hand_joint(joints[0]).code
    return f"{hand[0].upper()}-" if hand else ""


def treated(journey: Journey) -> str:
    """ "Right hand, base of thumb", as much of it as is planned now; empty before the consultation."""
    return _place(journey, journey.joints)


def treated_in(session: Cycle) -> str:
    """The same of what was treated in a session, of the plan until then."""
    return _place(session.journey, treated_joints(session))


def inside(words: str) -> str:
    """The same inside a sentence: "right hand, base of thumb"."""
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


def _place(journey: Journey, joints: Sequence[str]) -> str:
    if not journey.target_hand:
        return ""
    words = [_("Right hand") if journey.target_hand == "right" else _("Left hand")]
    return ", ".join([*words, *(_(parse_hand_joint(code).joint.plain) for code in joints)])
