"""The pages on which the record is written: what is stored now, and what changed under an old page."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from journey import policies
from journey.domain.stages import StageCode
from journey.domain.transitions import CLOSED_STATUSES
from journey.domain.windows import Anchor
from journey.policies import Act
from journey.presenters import staff_words, when
from journey.presenters.gate_lines import Button
from journey.presenters.staff_timeline import Clock
from journey.standing import Standing

TITLES: Mapping[str, staff_words.Words] = {
    "consult": gettext_lazy("Consultation"),
    "procedure": gettext_lazy("Procedure planned"),
    "range": gettext_lazy("Procedure planned between"),
    "harvest": gettext_lazy("Harvest started"),
    "injection": gettext_lazy("Last injection given"),
    "discharge": gettext_lazy("Went home"),
}
RANGE = "range"


@dataclass(frozen=True)
class DateRow:
    title: str
    value: str
    more: str
    button: Button


def date_rows(
    standing: Standing, stages: Mapping[Anchor, Collection[StageCode]], happened: Collection[Anchor], reader: User
) -> tuple[DateRow, ...]:
    """Every moment of the newest session. `stages`: where each may be recorded; `happened`: those that are no plans."""
    clock = Clock(standing.at, standing.clinic_zone)
    rows = [_row(standing, anchor, stages[anchor], anchor in happened, reader, clock) for anchor in stages]
    if standing.cycle.procedure_at is None:
        rows.insert(2, _range_row(standing, stages[Anchor.PROCEDURE], reader, clock))
    return tuple(rows)


def _row(
    standing: Standing, anchor: Anchor, stages: Collection[StageCode], happened: bool, reader: User, clock: Clock
) -> DateRow:
    moment: datetime | None = getattr(standing.cycle, f"{anchor}_at")
    verb = _("Change") if moment else _("Record") if happened else _("Plan")
    more = ""
    if anchor in {Anchor.HARVEST, Anchor.INJECTION} and standing.cycle.product_id:
        more = _("Product {id}").format(id=standing.cycle.product_id)
    act = Act.SET_ANCHORS if happened else Act.BOOK
    button = _button(standing, anchor, verb, act, stages, reader, moves=moment is not None)
    return DateRow(str(TITLES[anchor]), clock.moment(moment) if moment else _("Not recorded"), more, button)


def _range_row(standing: Standing, stages: Collection[StageCode], reader: User, clock: Clock) -> DateRow:
    cycle = standing.cycle
    value = _("Not planned")
    if cycle.planned_from and cycle.planned_to:
        value = when.span(cycle.planned_from, cycle.planned_to, clock.today)
    button = _button(standing, RANGE, _("Plan"), Act.BOOK, stages, reader)
    return DateRow(str(TITLES[RANGE]), value, _("While there is no date yet"), button)


def _button(
    standing: Standing,
    name: str,
    verb: str,
    act: Act,
    stages: Collection[StageCode],
    reader: User,
    *,
    moves: bool = False,
) -> Button:
    """`moves`: a date that is set moves with all that follows from it, after a preview."""
    words = f"{verb}: {str(TITLES[name]).lower()}"
    why = why_not_now(standing, stages) if policies.may(reader, act) else policies.reason_not(act)
    if why:
        return Button(words, why=why)
    page = "move_date" if moves else "date"
    return Button(words, reverse(f"admin:journey_journey_{page}", args=[standing.journey.pk, name]))


def why_not_now(standing: Standing, stages: Collection[StageCode]) -> str:
    """Why a moment of these stages cannot be recorded now; blank when it can."""
    if standing.snapshot.journey in CLOSED_STATUSES:
        return _("This journey is closed.")
    if standing.snapshot.current not in stages:
        names = " / ".join(str(staff_words.STAGES[code]) for code in StageCode if code in stages)
        return _("Only in: {stages}.").format(stages=names)
    return ""


@dataclass(frozen=True)
class Difference:
    """One field of a page that was old when it was sent."""

    label: str
    opened: str
    now: str
    typed: str
    both: bool


def difference(label: str, opened: Any, now: Any, typed: Any) -> Difference | None:
    """None when neither side changed it."""
    if opened == now and opened == typed:
        return None
    words = [str(value) if value not in (None, "", []) else _("nothing") for value in (opened, now, typed)]
    return Difference(str(label), words[0], words[1], words[2], both=opened not in {now, typed} and now != typed)
