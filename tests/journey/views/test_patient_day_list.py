"""The list of the days before a procedure: what a patient reads and ticks, once, and what staff see of it."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accounts.models import User
from journey.actions.plans import record_date
from journey.actions.records import save_record
from journey.domain.gates import Gate
from journey.domain.record.preparation.day_plan import reading_key
from journey.domain.record.sections import SECTIONS
from journey.domain.windows import Anchor
from journey.models import Journey, JourneyEvent
from journey.models.cycle_rows import TICKED
from journey.presenters.day_list import DayList
from journey.presenters.history import WHAT
from journey.standing import standing_of
from tests.builders import NOW, fresh, helper_of, newest_cycle, staff
from tests.journey.presenters.scenes import patient_of, plain, stage_of

pytestmark = pytest.mark.usefixtures("clock")
STOP = {"name": "Ibuprofen", "drug_class": "nsaid_oral", "plan": "stop", "stop_days": 7, "restart_days": 14}
KEEP = {"name": "Aspirin", "drug_class": "aspirin_cardiac", "plan": "keep"}


def record(journey: Journey, section: str, values: dict[str, Any], **lines: list[dict[str, Any]]) -> None:
    save_record(cycle=newest_cycle(journey), section=SECTIONS[section], values=values, lines=lines, by=staff(), at=NOW)


def take(journey: Journey, *medicines: dict[str, Any], decided: bool = True) -> None:
    """The medicine plan, decided by the doctor."""
    who = {"decided_by": str(staff().pk)} if decided else {}
    record(journey, "medicine_plan", {"takes_medicines": True}, medicines=[{**each, **who} for each in medicines])


def list_of(journey: Journey) -> DayList:
    found = stage_of(fresh(journey), "preparation").list
    assert found is not None
    return found


def told(journey: Journey) -> list[tuple[str, list[tuple[str, str]]]]:
    """Title of each day, with the title and the clock time of each line."""
    return [(plain(day.title), [(line.title, plain(line.when)) for line in day.lines]) for day in list_of(journey).days]


def key_of(journey: Journey, title: str) -> str:
    return next(line.key for day in list_of(journey).days for line in day.lines if line.title == title)


def post(client: Client, journey: Journey, **typed: str) -> HttpResponse:
    return client.post(reverse("patient:day_list", args=[journey.pk]), typed)  # type: ignore[return-value]


def ticks(journey: Journey) -> list[tuple[str, bool]]:
    rows = JourneyEvent.objects.filter(journey=journey, kind=TICKED).order_by("data__number")
    return [(each.data["kind"], each.data["done"]) for each in rows]


def test_list_goes_from_day_to_day_with_clock_times_and_real_dates(preparation: Journey) -> None:
    take(preparation, STOP, KEEP)
    record(preparation, "day_plan", {"fasting_plan": "asa_standard", "told_for": None})

    assert told(preparation) == [
        ("All the time until then", [("Keep taking Aspirin", "")]),
        ("Friday 27 November", [("Stop Ibuprofen", "")]),
        ("Wednesday 2 December", [("No alcohol", "From 10am")]),
        (
            "Friday 4 December",
            [
                ("No meat, no fried or fatty food", "From 2am"),
                ("No food", "From 4am"),
                ("No drinks", "From 8am"),
                ("Your treatment", "10am"),
            ],
        ),
        ("Saturday 19 December", [("You may take Ibuprofen again", "")]),
    ]


def test_line_that_nobody_decided_is_not_told(preparation: Journey) -> None:
    take(preparation, STOP, decided=False)

    assert [title for title, _lines in told(preparation)] == ["Wednesday 2 December", "Friday 4 December"]


def test_tick_is_kept_once_can_be_taken_back_and_staff_see_it(
    preparation: Journey, sign_in: Callable[[User], Client]
) -> None:
    take(preparation, STOP)
    client, key = sign_in(patient_of(preparation)), key_of(preparation, "Stop Ibuprofen")

    for _press in range(2):
        response = post(client, preparation, done=key)
        assert response.status_code == 303
    assert ticks(preparation) == [("stop", True)]
    page = client.get(response["Location"]).content.decode()
    assert "Not done after all" in page
    assert "ticked" in dict(_worked_out(preparation))["Ibuprofen"]

    post(client, preparation, undone=key)
    post(client, preparation, undone=key)
    assert ticks(preparation) == [("stop", True), ("stop", False)]
    assert TICKED in WHAT


def _worked_out(journey: Journey) -> list[tuple[str, str]]:
    facts, section = standing_of(fresh(journey), NOW).facts, SECTIONS["medicine_plan"]
    return [line for works_out in section.works_out for line in works_out(facts.record.of(section.code), facts)]


def test_tick_counts_for_its_date_only(preparation: Journey, sign_in: Callable[[User], Client]) -> None:
    take(preparation, STOP)
    client, key = sign_in(patient_of(preparation)), key_of(preparation, "Stop Ibuprofen")
    post(client, preparation, done=key)
    later = datetime(2026, 12, 7, 10, tzinfo=UTC)
    record_date(journey=preparation, anchor=Anchor.PROCEDURE, moment=later, by=staff(), at=NOW)

    assert post(client, preparation, done=key).status_code == 303
    assert post(client, preparation, done="stop:nothing").status_code == 303
    assert post(client, preparation).status_code == 303
    assert ticks(preparation) == [("stop", True)]
    assert [line.done for day in list_of(preparation).days for line in day.lines if line.key] == ["", "", ""]


def test_reading_the_plan_opens_its_check_until_the_plan_changes(
    preparation: Journey, sign_in: Callable[[User], Client]
) -> None:
    record(preparation, "day_plan", {"fasting_plan": "asa_standard", "told_for": None})
    assert not _passed(preparation)

    post(sign_in(patient_of(preparation)), preparation, done=reading_key(standing_of(fresh(preparation), NOW).facts))
    assert _passed(preparation)

    record(preparation, "day_plan", {"fasting_plan": "none"})
    assert not _passed(preparation)


def _passed(journey: Journey) -> bool:
    report = standing_of(fresh(journey), NOW).gate(Gate.G2)
    return next(line.passed for line in report.lines if line.check_id == "G2-04")


def test_helper_who_may_only_look_ticks_nothing(preparation: Journey, sign_in: Callable[[User], Client]) -> None:
    take(preparation, STOP)
    key = key_of(preparation, "Stop Ibuprofen")
    looks, fills_in = (
        helper_of(preparation.patient, level, name) for level, name in (("see", "Bo"), ("fill_in", "Al"))
    )
    assert looks.user
    assert fills_in.user

    assert post(sign_in(looks.user), preparation, done=key).status_code == 403
    assert ticks(preparation) == []
    assert post(sign_in(fills_in.user), preparation, done=key).status_code == 303
    assert ticks(preparation) == [("stop", True)]


def test_list_ends_with_the_needle_but_for_what_comes_after(post_care: Journey) -> None:
    assert stage_of(post_care, "preparation").list is None
