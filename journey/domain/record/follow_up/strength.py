"""Strength before treatment and at a visit: means of trials, the other hand, the change (clinical.md 6.1)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from journey.domain.gate_facts import GateFacts
from journey.domain.outcomes import best_of, gain, mean_of, percent_of_other
from journey.domain.record.consultation.examination import HANDS, STRENGTHS, TRIALS
from journey.domain.record.entries import Entry, Record
from journey.domain.stages import Hand
from journey.domain.words import gettext_noop, together
from journey.domain.words import say as _

BASELINE, EXAMINATION = "baseline", "examination"
GRIP = "grip"
OTHER_HAND = {Hand.RIGHT.value: Hand.LEFT.value, Hand.LEFT.value: Hand.RIGHT.value}
NAMES: Mapping[tuple[str, str], str] = {
    ("grip", "right"): gettext_noop("Grip, right"),
    ("grip", "left"): gettext_noop("Grip, left"),
    ("pinch_key", "right"): gettext_noop("Key pinch, right"),
    ("pinch_key", "left"): gettext_noop("Key pinch, left"),
    ("pinch_tip", "right"): gettext_noop("Tip pinch, right"),
    ("pinch_tip", "left"): gettext_noop("Tip pinch, left"),
    ("pinch_tripod", "right"): gettext_noop("Tripod pinch, right"),
    ("pinch_tripod", "left"): gettext_noop("Tripod pinch, left"),
}
assert set(NAMES) == {(code, hand) for code, _words in STRENGTHS for hand, _side in HANDS}


@dataclass(frozen=True)
class Strength:
    """One measure of one hand in kg: `mean` is blank with fewer than two trials."""

    mean: Decimal | None
    best: Decimal | None
    device: str
    on: date | None


Strengths = Mapping[tuple[str, str], Strength]


def strengths(entry: Entry, on: date | None) -> Strengths:
    """By measure and hand. The device of a line, or that of its kind for the whole section."""
    found = {}
    for each in entry.of("strength"):
        kind = GRIP if each["measure"] == GRIP else "pinch"
        trials = [each[name] for name in TRIALS]
        device = each.get("device") or entry.get(f"{kind}_device") or ""
        found[each["measure"], each["hand"]] = Strength(mean_of(trials), best_of(trials), device, on)
    return found


def baseline_strengths(facts: GateFacts) -> Strengths:
    """Before this session's treatment."""
    at = facts.consult_at or facts.record.of(EXAMINATION).saved_at
    return strengths_before(facts.record, facts.on(at) if at else None)


def strengths_before(record: Record, examined_on: date | None) -> Strengths:
    """As measured in the preparation, else in the examination of the consultation."""
    measured = record.of(BASELINE)
    return {**strengths(record.of(EXAMINATION), examined_on), **strengths(measured, measured.get("measured_on"))}


def device_before(kind: str, facts: GateFacts) -> str:
    """The model that strength of this kind ("grip" or "pinch") was measured with before treatment."""
    named = facts.record.of(BASELINE).get(f"{kind}_device")
    lines = facts.record.of(EXAMINATION).of("strength")
    others = [each["device"] for each in lines if each["measure"].startswith(kind) and each["device"]]
    return named or next(iter(others), "")


def hands_without_grip(entry: Entry, facts: GateFacts) -> Iterator[str]:
    """Both hands are measured; for the other one a reason stands in."""
    if facts.target_hand is None:
        return
    treated = facts.target_hand.value
    found = strengths(entry, None)
    for hand in (treated, OTHER_HAND[treated]):
        excused = hand != treated and entry.get("other_hand_reason")
        known = found.get((GRIP, hand))
        if not excused and (known is None or known.mean is None):
            yield _("{name}: two trials", name=_(NAMES[GRIP, hand]))


def told_strength(entry: Entry, facts: GateFacts) -> Iterator[tuple[str, str]]:
    """Mean, best, percent of the other hand, and the change against before where the device is the same."""
    found, before = strengths(entry, None), baseline_strengths(facts)
    is_before = "visit_code" not in entry.values
    for (measure, hand), now in found.items():
        if not measure or not hand:
            continue
        other = found.get((measure, OTHER_HAND[hand]))
        change = "" if is_before else _change(now, before.get((measure, hand)))
        yield _(NAMES[measure, hand]), together(_own(now), _share(now, other, hand), change)


def _own(now: Strength) -> str:
    if now.mean is None:
        return _("No mean: fewer than two trials.")
    return _("Mean {mean} kg, best {best} kg.", mean=now.mean, best=now.best)


def _share(now: Strength, other: Strength | None, hand: str) -> str:
    share = percent_of_other(now.mean, other.mean if other else None)
    words = {
        "right": gettext_noop("{share} % of the left hand."),
        "left": gettext_noop("{share} % of the right hand."),
    }
    return "" if share is None else _(words[hand], share=share)


def compares(now: Strength, before: Strength | None) -> bool:
    """Measured both times, and not with two devices."""
    if before is None or before.mean is None or now.mean is None:
        return False
    one, other = (each.device.strip().casefold() for each in (now, before))
    return not one or not other or one == other


def _change(now: Strength, before: Strength | None) -> str:
    if before is None or before.mean is None:
        return _("Not measured before treatment.")
    if now.mean is None:
        return ""
    if not compares(now, before):
        words = gettext_noop("Before: {mean} kg with {device}, so the change cannot be told.")
        return _(words, mean=before.mean, device=before.device)
    more = gain(before.mean, now.mean)
    assert more is not None
    if not more:
        return _("Before {mean} kg: no change.", mean=before.mean)
    words = (
        gettext_noop("Before {mean} kg: {kg} kg more.")
        if more >= 0
        else gettext_noop("Before {mean} kg: {kg} kg less.")
    )
    return _(words, mean=before.mean, kg=abs(more))
