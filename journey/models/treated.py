"""Where a session was treated: what its own record says, whatever the plan of the journey says today."""

from collections.abc import Iterable
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet

from journey.models.journey import Cycle
from journey.models.record import LINES


def treated_joints(cycle: Cycle) -> tuple[str, ...]:
    """The joints that were injected in this session; those of the plan until that is written down. Read with the
    session after `with_gate_rows` and `with_treated_joints`, else by a statement of its own."""
    return each_once(_given(cycle) if cycle.injection_at is not None else [], cycle.journey.joints)


def each_once(given: Iterable[str], planned: Iterable[str]) -> tuple[str, ...]:
    """Of the targets that were written down, else of the plan."""
    return tuple(dict.fromkeys(joint for joint in given if joint)) or tuple(planned)


def with_treated_joints(cycles: QuerySet[Cycle]) -> QuerySet[Cycle]:
    """For lists: no statement a row."""
    return cycles.select_related("journey").annotate(given_joints=ArraySubquery(targets_of(OuterRef("pk"))))


def _given(cycle: Cycle) -> list[str]:
    loaded = cycle.__dict__
    if "injection" in loaded.get("record", {}):
        rows = loaded["record"]["injection"] or ()
        return [line["joint"] for row in rows for line in row["lines"]["targets"]]
    return loaded["given_joints"] if "given_joints" in loaded else list(targets_of(cycle.pk))


def targets_of(cycle: Any) -> QuerySet[Any, str]:
    """The joints of the lines of a session's injection (an id or an outer reference)."""
    lines: Any = LINES["injection", "targets"]
    return lines.objects.filter(record__cycle=cycle).order_by("place").values_list("joint", flat=True)
