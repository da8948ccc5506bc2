"""One more set of vitals, while the patient is watched."""

from collections.abc import Collection
from datetime import UTC, datetime

from django.db import transaction

from accounts.models import User
from journey import policies
from journey.actions.locking import locked_journey
from journey.actions.permission import check_may
from journey.actions.records import save_record
from journey.domain.errors import MoveNotAllowed, NotAccepted
from journey.domain.record.entries import Entry, Values, complete
from journey.domain.record.post_care.clock import VITALS
from journey.domain.record.post_care.observation import OBSERVATION
from journey.domain.words import say as _
from journey.models import Cycle
from journey.standing import standing_of


@transaction.atomic
def add_vitals(*, cycle: Cycle, values: Values, by: User, at: datetime, seen: Collection[str] = ()) -> Entry:
    """Add a line to what is stored by then, in the order of time; the first one begins the observation. Who writes the
    observation. Two people never overwrite one another here, and the same line sent twice is one.

    Raises MoveNotAllowed before the needle, NotAccepted without a time or a value, and what `save_record` raises.
    """
    journey = locked_journey(cycle.journey)
    check_may(by, policies.writes(OBSERVATION), journey.patient_id, at=at)
    standing = standing_of(journey, at, cycle_id=cycle.pk)
    if standing.facts.injection_at is None:
        raise MoveNotAllowed(_("Record the time of the injection first."))
    line = complete(OBSERVATION, {}, {VITALS: [values]}).of(VITALS)[0]
    _check_line(line)
    now = standing.facts.record.of(OBSERVATION.code)
    if any(_content(each) == _content(line) for each in now.of(VITALS)):
        return now
    begun = {} if now.get("observation_start") else {"observation_start": line["taken_at"]}
    lines = sorted([*now.of(VITALS), line], key=lambda each: each["taken_at"] or at)
    return save_record(cycle=cycle, section=OBSERVATION, values=begun, lines={VITALS: lines}, by=by, at=at, seen=seen)


def _check_line(line: Values) -> None:
    if line["taken_at"] is None:
        raise NotAccepted(_("Write when they were taken."), field="taken_at")
    if all(line[each.name] == each.blank for each in OBSERVATION.group[VITALS].fields if each.name != "taken_at"):
        raise NotAccepted(_("Write at least one value."), field="heart_rate")


def _content(line: Values) -> dict[str, object]:
    """What a line says, whoever wrote it: no id, and its time in one zone."""
    taken = line["taken_at"]
    return {**line, "id": None, "taken_at": taken.astimezone(UTC) if taken else None}
