"""The one notice of a moved treatment day, or of a time that was put right, on a patient's first page."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from accounts.roles import Role
from journey.actions.date_moves import move_date, preview_date_move
from journey.domain.windows import Anchor
from journey.models import Journey, Reminder
from journey.presenters.date_plan import date_plan
from tests.builders import NOW, fresh, newest_cycle, staff
from tests.journey.views.patient_pages import patient_of, the_clock_at, words

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TITLE = "Your treatment day has moved"


def move(journey: Journey, days: int, at: Any) -> None:
    day = newest_cycle(journey).procedure_at
    assert day is not None
    values: dict[str, Any] = {
        "journey": journey, "anchor": Anchor.PROCEDURE, "moment": day + days * DAY, "look": date_plan,
        "by": staff(Role.COORDINATOR), "at": at,
    }  # fmt: skip
    assert move_date(seen=preview_date_move(**values).move.fingerprint, reason="Theatre.", **values).is_done


def home(journey: Journey, at: Any) -> str:
    with the_clock_at(at):
        return words(patient_of(journey).get(reverse("patient:home")))  # type: ignore[arg-type]


def test_two_moves_are_one_notice_until_it_is_read(preparation: Journey) -> None:
    assert TITLE not in home(preparation, NOW)
    move(preparation, 1, NOW)
    move(preparation, 1, NOW + HOUR)
    page = home(preparation, NOW + 2 * HOUR)
    assert page.count(TITLE) == 1
    assert "It was: Friday 4 December" in page.replace("\u00a0", " ")
    assert "It is now: Sunday 6 December" in page.replace("\u00a0", " ")
    with the_clock_at(NOW + 3 * HOUR):
        for _click in range(2):
            patient_of(preparation).post(reverse("patient:change_read", args=[preparation.pk]))
    assert TITLE not in home(preparation, NOW + 4 * HOUR)


def test_day_that_came_back_is_no_news(preparation: Journey) -> None:
    move(preparation, 3, NOW)
    move(preparation, -3, NOW + HOUR)
    assert TITLE not in home(preparation, NOW + 2 * HOUR)


@pytest.mark.parametrize("days", [5])
def test_new_move_after_the_reading_is_a_new_notice(preparation: Journey, days: int) -> None:
    move(preparation, 1, NOW)
    with the_clock_at(NOW + HOUR):
        patient_of(preparation).post(reverse("patient:change_read", args=[preparation.pk]))
    move(preparation, days, NOW + 2 * HOUR)
    assert "It was: Saturday 5 December" in home(preparation, NOW + 3 * HOUR).replace("\u00a0", " ")


def test_injection_that_was_at_another_time_is_one_notice_and_one_message(post_care: Journey) -> None:
    """A time that was recorded turns out otherwise, twice."""
    user = post_care.patient.user
    assert user is not None
    user.email = "rosa@example.org"
    user.save()
    was = newest_cycle(post_care).injection_at
    assert was is not None
    for number in (1, 2):
        values: dict[str, Any] = {
            "journey": fresh(post_care), "anchor": Anchor.INJECTION, "moment": was + number * HOUR / 6,
            "look": date_plan, "by": staff(), "at": NOW + number * HOUR,
        }  # fmt: skip
        seen = preview_date_move(**values).move
        assert seen.for_patient()
        assert move_date(seen=seen.fingerprint, reason="The clock was wrong.", **values).is_done

    page = home(post_care, NOW + 3 * HOUR)
    assert (page.count("We put a time right"), page.count("When you had your injection")) == (1, 1)
    assert TITLE not in page
    assert Reminder.objects.filter(patient=post_care.patient, occasion="dates_changed").count() == 1
    with the_clock_at(NOW + 4 * HOUR):
        patient_of(post_care).post(reverse("patient:change_read", args=[post_care.pk]))
    assert "We put a time right" not in home(post_care, NOW + 5 * HOUR)
