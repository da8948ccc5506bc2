"""Movement that follows from the angles: total active motion of each finger, counts of joints (clinical.md 6.1)."""

from collections.abc import Iterator

from journey.domain.gate_facts import GateFacts
from journey.domain.outcomes import total_active_motion
from journey.domain.record.entries import Entry, Values
from journey.domain.words import gettext_noop
from journey.domain.words import say as _

JOINTS_OF_A_FINGER = ("mcp", "pip", "dip")
FINGER_ANGLES = tuple(f"{joint}_{way}" for joint in JOINTS_OF_A_FINGER for way in ("flexion", "extension"))
TAM = {
    "2": gettext_noop("Total motion, index finger"),
    "3": gettext_noop("Total motion, middle finger"),
    "4": gettext_noop("Total motion, ring finger"),
    "5": gettext_noop("Total motion, little finger"),
}


def tam_of(line: Values) -> int | None:
    return total_active_motion(
        [line[f"{joint}_flexion"] for joint in JOINTS_OF_A_FINGER],
        [line[f"{joint}_extension"] for joint in JOINTS_OF_A_FINGER],
    )


def told_movement(entry: Entry, facts: GateFacts) -> Iterator[tuple[str, str]]:
    for each in entry.of("fingers"):
        if each["finger"]:
            total = tam_of(each)
            words = _("blank: all six angles are needed") if total is None else _("{total} degrees", total=total)
            yield _(TAM[each["finger"]]), words
    if entry.get("tender_joints") or entry.get("swollen_joints"):
        words = gettext_noop("{tender} tender, {swollen} swollen")
        tender, swollen = (len(entry.get(name) or ()) for name in ("tender_joints", "swollen_joints"))
        yield _("Joints"), _(words, tender=tender, swollen=swollen)
