"""What may become of a visit: which state follows which (product.md, complaints 17 and 18)."""

from collections.abc import Mapping
from types import MappingProxyType

CANCELLED = frozenset({"cancelled_by_patient", "cancelled_by_clinic"})
ENDED = CANCELLED | {"done", "no_show", "moved", "entered_in_error"}
# A mark that was wrong is put right by another one with a reason: both stay in the history.
CORRECTS = frozenset({("no_show", "arrived"), ("no_show", "done")})
NEEDS_A_REASON = CANCELLED | {"entered_in_error"}
NEEDS_THE_START = frozenset({"done", "no_show"})
_TO_COME = CANCELLED | {"arrived", "done", "no_show", "moved", "entered_in_error"}

FOLLOWS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "requested": CANCELLED | {"offered", "booked", "entered_in_error"},
        "offered": CANCELLED | {"booked", "confirmed", "moved", "entered_in_error"},
        "booked": _TO_COME | {"confirmed"},
        "confirmed": _TO_COME,
        "arrived": CANCELLED | {"done", "no_show", "moved", "entered_in_error"},
        "done": frozenset({"entered_in_error"}),
        "no_show": frozenset({"arrived", "done", "entered_in_error"}),
        "cancelled_by_patient": frozenset({"entered_in_error"}),
        "cancelled_by_clinic": frozenset({"entered_in_error"}),
        "moved": frozenset(),
        "entered_in_error": frozenset(),
    }
)


def needs_reason(before: str, after: str) -> bool:
    return after in NEEDS_A_REASON or (before, after) in CORRECTS
