"""What each kind of visit takes: minutes, room, who, and the room's minutes before and after (clinical.md 2.6, 3.2).

The numbers are design defaults; a clinic changes them on its page of visit types.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

SHORTEST, LONGEST = 5, 12 * 60
MOST_AROUND = 4 * 60


class RoomNeed(StrEnum):
    NONE = "none"
    CONSULTING = "consulting"
    PROCEDURE = "procedure"


class SeenBy(StrEnum):
    """Who may see the patient at a visit; the values are those of the roles."""

    CLINICIAN = "clinician"
    NURSE = "nurse"
    COORDINATOR = "coordinator"


@dataclass(frozen=True)
class VisitShape:
    """`prepare` and `clean_up` are minutes that the room is taken before and after the patient."""

    minutes: int
    room: RoomNeed
    seen_by: frozenset[SeenBy]
    prepare: int = 0
    clean_up: int = 0

    @property
    def length(self) -> timedelta:
        return timedelta(minutes=self.minutes)

    def occupied(self, starts_at: datetime, ends_at: datetime) -> tuple[datetime, datetime]:
        """From when until when the room of such a visit is taken."""
        return starts_at - timedelta(minutes=self.prepare), ends_at + timedelta(minutes=self.clean_up)


DOCTOR = frozenset({SeenBy.CLINICIAN})
CLINICAL = frozenset({SeenBy.CLINICIAN, SeenBy.NURSE})
ANYONE = frozenset(SeenBy)
_CHECK = VisitShape(30, RoomNeed.CONSULTING, CLINICAL, clean_up=5)
_CALL = VisitShape(15, RoomNeed.NONE, ANYONE)

DEFAULTS: Mapping[str, VisitShape] = MappingProxyType(
    {
        "consultation": VisitShape(45, RoomNeed.CONSULTING, DOCTOR, clean_up=5),
        "preparation": _CHECK,
        # Harvest and injection on one day, with the watching afterwards (clinical.md 2.3 to 2.5).
        "procedure": VisitShape(180, RoomNeed.PROCEDURE, DOCTOR, prepare=30, clean_up=30),
        "harvest": VisitShape(90, RoomNeed.PROCEDURE, DOCTOR, prepare=30, clean_up=30),
        "injection": VisitShape(90, RoomNeed.PROCEDURE, DOCTOR, prepare=15, clean_up=15),
        "call_48_72h": _CALL,
        "w2": VisitShape(20, RoomNeed.CONSULTING, CLINICAL, clean_up=5),
        "w6": _CHECK,
        "m3": _CHECK,
        "m6": _CHECK,
        "m12": VisitShape(45, RoomNeed.CONSULTING, CLINICAL, clean_up=5),
        "yearly": VisitShape(20, RoomNeed.NONE, ANYONE),  # by the app, and a call
        "call": _CALL,
        "unscheduled": _CHECK,
    }
)
