"""Places on the waiting list, and offers from it, that their tables refuse."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from journey.models import Appointment, Journey, Waiting
from tests.builders import NOW, newest_cycle, staff

DAY = timedelta(days=1)


def waiting(journey: Journey, **changed: Any) -> Waiting:
    known = {
        "patient": journey.patient, "cycle": newest_cycle(journey), "kind": "w2", "part": "any", "notice_days": 1,
        "joined_at": NOW, "joined_by": journey.patient.user,
    }  # fmt: skip
    return Waiting.objects.create(**{**known, **changed})


def offer(journey: Journey, days: int = 5, **changed: Any) -> Appointment:
    starts = NOW + days * DAY
    known = {
        "patient": journey.patient, "journey": journey, "cycle": newest_cycle(journey), "clinician": staff(),
        "site": journey.patient.site, "kind": "w2",
        "starts_at": starts, "ends_at": starts + DAY / 48,
        "state": "offered", "offer_ends_at": NOW + DAY,
    }  # fmt: skip
    return Appointment.objects.create(**{**known, **changed})


def _two_offers(journey: Journey) -> None:
    place = waiting(journey)
    for days in (5, 6):
        offer(journey, days, waiting=place)


def _twice(journey: Journey) -> None:
    for _time in range(2):
        waiting(journey)


BREAKS: dict[str, Callable[[Journey], object]] = {
    "waiting_kind_known": lambda journey: waiting(journey, kind="odd"),
    "waiting_part_known": lambda journey: waiting(journey, part="odd"),
    "waiting_end_known": lambda journey: waiting(journey, end="odd", ended_at=NOW),
    "waiting_ends_with_a_reason": lambda journey: waiting(journey, ended_at=NOW),
    "waiting_notice_is_short": lambda journey: waiting(journey, notice_days=0),
    "waiting_is_not_for_a_treatment_day": lambda journey: waiting(journey, kind="procedure"),
    "one_place_for_a_visit": _twice,
    "appointment_offer_ends": lambda journey: offer(journey, offer_ends_at=None),
    "appointment_accepted_by_waiting": lambda journey: offer(journey, accepted_at=NOW),
    "one_offer_for_a_place_on_the_list": _two_offers,
}
