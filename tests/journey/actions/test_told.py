"""What patients are told of their visits: times that are offered, and what the clinic moves or cancels."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core import mail as sent

from accounts import mail
from accounts.models import User
from accounts.roles import Role
from journey.access import visible_appointments
from journey.actions.appointments import book_appointment, move_appointment, set_appointment_state
from journey.actions.contacts import log_contact
from journey.actions.reminders import note_reminders, send_reminders
from journey.actions.waiting import end_offers
from journey.models import Appointment, Journey, Reminder
from journey.presenters.worklists import VISITS, Now
from tests.builders import LONDON, NOW, fresh, newest_cycle, staff
from tests.walked import walked

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
TEN = datetime(2026, 12, 1, 10, tzinfo=UTC)


@pytest.fixture(scope="module")
def rosa_of_this_file(file_transaction: None) -> Journey:
    rosa = walked("post_care", day=3)
    user = rosa.patient.user
    assert user is not None
    user.email = "rosa@example.org"
    user.save()
    return rosa


@pytest.fixture
def rosa(rosa_of_this_file: Journey, db: None) -> Journey:
    return fresh(rosa_of_this_file)


def desk() -> User:
    return staff(Role.COORDINATOR)


def book(journey: Journey, start: datetime = TEN, **more: Any) -> Appointment:
    values: dict[str, Any] = {"clinician": staff(), "kind": "w6", "by": desk(), "at": NOW, **more}
    return book_appointment(cycle=newest_cycle(journey), starts_at=start, ends_at=start + HOUR / 2, **values)


def written(at: datetime) -> list[str]:
    """What leaves about visits."""
    sent.outbox.clear()
    note_reminders(at=at)
    send_reminders(at=at)
    mail.deliver_due(at=at)
    return [line for message in sent.outbox for line in message.body.split("\n") if "visit" in line or "dates" in line]


def listed(key: str, at: datetime) -> list[Appointment]:
    now = Now.of(at, ZoneInfo(LONDON), desk(), 30)
    return list(VISITS[key](visible_appointments(desk(), at), now))


class TestOfferedTimes:
    def test_one_choice_is_told_once_in_words_of_its_own(self, rosa: Journey) -> None:
        first, _second = (book(rosa, TEN + n * DAY, state="offered") for n in range(2))
        assert written(NOW) == ["We have times for your visit. Sign in and choose one."]
        book(rosa, TEN + 2 * DAY, state="offered")
        assert Reminder.objects.filter(occasion="visit_offer").count() == 1
        move_appointment(appointment=first, starts_at=TEN + HOUR, ends_at=TEN + 2 * HOUR, by=desk(), at=NOW)
        assert Reminder.objects.filter(occasion="visit_offer").count() == 2

    def test_choice_that_is_gone_before_the_message_leaves_is_not_told(self, rosa: Journey) -> None:
        offer = book(rosa, state="offered")
        why: dict[str, Any] = {"state": "cancelled_by_clinic", "reason": "Ill."}
        set_appointment_state(appointment=offer, by=desk(), at=NOW, **why)
        assert written(NOW) == []

    def test_choice_that_lapsed_waits_for_the_desk_until_something_came_of_it(self, rosa: Journey) -> None:
        for n in range(2):
            book(rosa, TEN + n * DAY, state="offered")
        later = NOW + 7 * DAY + HOUR
        assert listed("offers-lapsed", later) == []
        assert end_offers(at=later) == 2

        (row,) = listed("offers-lapsed", later)
        assert row.kind == "w6"
        call: dict[str, Any] = {"purpose": "silence", "route": "phone", "by": desk(), "cycle": newest_cycle(rosa)}
        log_contact(result="no_answer", at=later + HOUR, **call)
        assert listed("offers-lapsed", later + HOUR) == [row]
        log_contact(result="reached", at=later + HOUR, **call)
        assert listed("offers-lapsed", later + HOUR) == []

    def test_choice_that_lapsed_is_done_with_when_the_visit_is_booked(self, rosa: Journey) -> None:
        book(rosa, state="offered")
        later = NOW + 7 * DAY + HOUR
        end_offers(at=later)
        book(rosa, TEN + 5 * DAY, at=later + HOUR)
        assert listed("offers-lapsed", later + HOUR) == []
