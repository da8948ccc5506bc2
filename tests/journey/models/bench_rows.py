"""A row of each table of the bench, and what breaks each of their rules."""

from collections.abc import Callable
from typing import Any

from journey.models import FallReason, Journey, PathwayVersion, SavedCase
from tests.builders import NOW, staff

APPEND_ONLY = [FallReason]
NEVER_DELETED = [SavedCase]


def write_rows() -> None:
    second_version()
    saved_case()
    fall_reason()


def second_version() -> PathwayVersion:
    """The same document under another number, not published."""
    first = PathwayVersion.objects.defer(None).order_by("number")[0]
    values = {"name": first.name, "document": first.document, "checksum": "0" * 64}
    return PathwayVersion.objects.get_or_create(number=2, defaults=values)[0]


def saved_case(**changed: Any) -> SavedCase:
    known = {"name": "fever", "inputs": {"day": 3, "temp_c": 39.0}, "expected": "urgent_now"}
    return SavedCase.objects.create(**{**known, "saved_at": NOW, "saved_by": staff(), **changed})


def fall_reason(**changed: Any) -> FallReason:
    known = {
        "old": PathwayVersion.objects.get(number=1), "new": second_version(), "case": "fever", "key": "a" * 64,
        "inputs": {"day": 3, "temp_c": 39.0}, "old_level": "urgent_now", "old_route": "clinic_now",
        "old_rules": "INF-07", "new_level": "call_24h", "new_route": "clinic_24h", "reason": "It was too strict.",
        "at": NOW, "by": staff(),
    }  # fmt: skip
    return FallReason.objects.create(**{**known, **changed})


BREAKS: dict[str, Callable[[Journey], object]] = {
    "saved_case_level_known": lambda journey: saved_case(name="b", expected="odd"),
    "saved_case_has_a_name": lambda journey: saved_case(name=""),
    "saved_case_left_out_paired": lambda journey: saved_case(name="b", left_out_at=NOW),
    "one_reason_for_a_fall": lambda journey: fall_reason(),
    "fall_between_two_versions": lambda journey: fall_reason(old=second_version()),
    "fall_has_a_reason": lambda journey: fall_reason(key="b" * 64, reason=""),
    "fall_levels_of_one_table": lambda journey: fall_reason(key="b" * 64, new_level="ready"),
}
