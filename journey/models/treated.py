"""Where a session was treated: what its own record says, whatever the plan of the journey says today."""

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet

from journey.models.journey import Cycle
from journey.models.record import LINES


def treated_joints(cycle: Cycle) -> tuple[str, ...]:
    """The joints that were injected in this session; those of the plan until that is written down. Read with the
    session after `with_gate_rows` and `with_treated_joints`, else by a statement of its own."""
    given = _given(cycle) if cycle.injection_at is not None else []
    return tuple(dict.fromkeys(joint for joint in given if joint)) or tuple(cycle.journey.joints)


def with_treated_joints(cycles: QuerySet[Cycle]) -> QuerySet[Cycle]:
    """For lists: no statement a row."""
    return cycles.select_related("journey").annotate(given_joints=ArraySubquery(_targets(OuterRef("pk"))))


def _given(cycle: Cycle) -> list[str]:
    loaded = cycle.__dict__
    if "injection" in loaded.get("record", {}):
        rows = loaded["record"]["injection"] or ()
        return [line["joint"] for row in rows for line in row["lines"]["targets"]]
    return loaded["given_joints"] if "given_joints" in loaded else list(_targets(cycle.pk))


def _targets(cycle: Any) -> QuerySet[Any, str]:
    lines: Any = LINES["injection", "targets"]
    return lines.objects.filter(record__cycle=cycle).order_by("place").values_list("joint", flat=True)
