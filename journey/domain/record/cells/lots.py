"""The numbers by which a recall finds a product: kits, lots, units, donations."""

import re
from collections.abc import Iterable

from journey.domain.record.entries import Entry

LOTS = ("device_lot", "kit_lot", "donation_id", "lot", "unit_no", "bank_lot")
SECTIONS_WITH_LOTS = frozenset({"processing", "donor_unit", "banked_cells"})


def lot_key(typed: str) -> str:
    """As it is searched: without spaces and in capital letters, however it was typed or printed."""
    return re.sub(r"\s", "", typed).upper()


def lots_of(entry: Entry) -> frozenset[str]:
    found = [entry.get(name) or "" for name in LOTS]
    found += [each["additive_lot"] for each in entry.of("additives")]
    return frozenset(lot_key(each) for each in found if each.strip())


def with_lots(known: Iterable[str], entry: Entry) -> list[str]:
    """Those that were known, too: a corrected number may have stood on the label."""
    return sorted({*known, *lots_of(entry)})
