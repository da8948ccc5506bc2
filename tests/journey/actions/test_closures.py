"""Visits of a closed time: moved or offered in one go with the message, and what may happen meanwhile."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine

from accounts.models import User
from accounts.roles import Role
from journey.actions.appointments import book_appointment, move_appointment, set_appointment_state
from journey.actions.capacity import add_closure, add_leave, open_again, set_hours
from journey.actions.closures import Time, move_aside, offer_aside, tell_closed
from journey.actions.contacts import log_contact
from journey.actions.own_visits import take_offered_time
from journey.actions.reminders import note_reminders, send_reminders
from journey.domain.errors import AlreadyDone, MoveNotAllowed, NotAccepted, NotPermitted, SlotTaken, StaleVersion
from journey.models import Appointment, AppointmentState, Closure, Journey, Reminder
from tests.builders import NOW, fresh, newest_cycle, staff
from tests.post import delivered, newest_to
from tests.walked import walked

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
TEN = NOW + 7 * DAY  # Tuesday 1 December 2026, 10am in London
HALF = HOUR / 2


@pytest.fixture(scope="module")
def rosa_of_this_file(file_transaction: None) -> Journey:
    return walked("post_care", day=3)


@pytest.fixture
def rosa(rosa_of_this_file: Journey, db: None) -> Journey:
    journey = fresh(rosa_of_this_file)
    User.objects.filter(pk=journey.patient.user_id).update(email="rosa@example.org")
    set_hours(person=staff(), site=journey.patient.site, hours="Mon-Fri 09:00-17:00", by=desk(), at=NOW)
    return journey


def desk(name: str = "") -> User:
    return staff(Role.COORDINATOR, name)


def visit_of(journey: Journey, start: datetime = TEN, **more: Any) -> Appointment:
    values: dict[str, Any] = {"clinician": staff(), "kind": "w2", "by": desk(), "at": NOW, **more}
    return book_appointment(cycle=newest_cycle(journey), starts_at=start, ends_at=start + HALF, **values)


def close(journey: Journey, **more: Any) -> Closure:
    day = TEN.date()
    values = {"kind": "closure", "name": "Burst pipe", "first": day, "last": day, "by": desk(), "at": NOW, **more}
    return add_closure(site=journey.patient.site, **values)


def time_at(start: datetime, person: User | None = None) -> Time:
    return Time(person or staff(), start, HALF)


def move(visit: Appointment, start: datetime = TEN + DAY, **more: Any) -> tuple[Appointment, int]:
    return move_aside(visit=visit, time=time_at(start), **{"tell": True, "by": desk(), "at": NOW, **more})


def offer(visit: Appointment, *starts: datetime, **more: Any) -> int:
    values = {"tell": True, "by": desk(), "at": NOW, **more}
    return offer_aside(visit=visit, times=[time_at(start) for start in starts], **values)


def mails_at(at: datetime) -> list[str]:
    with time_machine.travel(at, tick=False):
        send_reminders(at=at)
        return [each.body for each in delivered()]


class TestMoveAndTell:
    def test_moved_visit_is_told_once_with_the_new_time_and_nothing_of_the_treatment(self, rosa: Journey) -> None:
        visit = visit_of(rosa)
        close(rosa)
        new, said = move(visit)

        assert (said, new.starts_at, new.state) == (1, TEN + DAY, "booked")
        (body,) = mails_at(NOW)
        assert "Your visit has moved. The new time is Wednesday 2 December at 10:00am, clinic time." in body
        assert "check" not in body.lower().replace("check-in", "")

    def test_second_coordinator_and_a_patient_who_was_faster_change_nothing_twice(self, rosa: Journey) -> None:
        visit = visit_of(rosa)
        close(rosa)
        move(visit)
        with pytest.raises(AlreadyDone, match="already marked “moved” by Ana Cruz"):
            move(visit, TEN + 2 * DAY, by=desk("Bo Lind"))
        with pytest.raises(AlreadyDone, match="already marked “moved”"):
            offer(visit, TEN + 2 * DAY, by=desk("Bo Lind"))

        assert Reminder.objects.count() == 1

    def test_taken_time_moves_nothing_and_tells_nobody(self, rosa: Journey) -> None:
        visit = visit_of(rosa)
        close(rosa)
        visit_of(walked("preparation"), TEN + DAY, kind="call")
        with pytest.raises(SlotTaken):
            move(visit)
        with pytest.raises(SlotTaken):
            offer(visit, TEN + 2 * DAY, TEN + DAY)
        with pytest.raises(NotAccepted, match="Burst pipe"):
            move(visit, TEN + HOUR)

        assert Appointment.objects.filter(journey=rosa).get().state == "booked"
        assert not Reminder.objects.exists()

    def test_old_page_is_refused(self, rosa: Journey) -> None:
        visit = visit_of(rosa)
        with pytest.raises(StaleVersion):
            move(visit, expected_version=visit.version - 1)
        with pytest.raises(StaleVersion):
            offer(visit, TEN + DAY, expected_version=visit.version - 1)
        with pytest.raises(NotPermitted):
            offer(visit, TEN + DAY, by=staff(Role.MANAGER))
        for starts in ((), [TEN + DAY + n * HOUR for n in range(6)]):
            with pytest.raises(NotAccepted, match="Tick 1 to 5 times"):
                offer(visit, *starts)

    def test_treatment_day_moves_whole_elsewhere(self, rosa: Journey) -> None:
        procedure = Appointment(kind="procedure", patient=rosa.patient)
        for act in (lambda: move(procedure), lambda: offer(procedure, TEN + DAY)):
            with pytest.raises(MoveNotAllowed, match="moves with all that belongs to it"):
                act()


class TestOfferAndTell:
    def test_times_are_held_until_the_patient_takes_one(self, rosa: Journey) -> None:
        visit = visit_of(rosa)
        close(rosa)
        for _press in range(2):
            offer(visit, TEN + DAY, TEN + 2 * DAY)
        first, second = visit.offers.order_by("starts_at")
        (body,) = mails_at(NOW)
        assert "We cannot see you on Tuesday 1 December at 10:00am, clinic time. Do not come then." in body

        assert rosa.patient.user is not None
        take_offered_time(visit=second, by=rosa.patient.user, at=NOW + HOUR)
        for row in (visit, first, second):
            row.refresh_from_db()
        assert (visit.state, visit.moved_to_id, first.state) == ("moved", second.pk, "cancelled_by_clinic")
        with pytest.raises(AlreadyDone):
            move(visit, TEN + 3 * DAY)

    def test_message_waits_for_the_morning_unless_they_would_have_set_out(self, rosa: Journey) -> None:
        near, far = visit_of(rosa, datetime(2026, 11, 25, 9, tzinfo=UTC)), visit_of(rosa, TEN, kind="call")
        night = datetime(2026, 11, 24, 22, tzinfo=UTC)
        assert [tell_closed(visit=each, by=desk(), at=night) for each in (near, far)] == [1, 1]
        leaves = dict(Reminder.objects.values_list("visit", "leaves_at"))
        assert leaves == {near.pk: night, far.pk: datetime(2026, 11, 25, 8, tzinfo=UTC)}

    def test_patient_without_a_sign_in_gets_no_message(self, rosa: Journey) -> None:
        visit = visit_of(rosa)
        User.objects.filter(pk=rosa.patient.user_id).update(is_active=False)
        assert tell_closed(visit=Appointment.objects.get(pk=visit.pk), by=desk(), at=NOW) == 0

    def test_who_heard_not_to_come_is_told_when_only_the_clinician_changes(self, rosa: Journey) -> None:
        visit = visit_of(rosa)
        add_leave(person=staff(), starts_at=TEN - HOUR, ends_at=TEN + HOUR, by=desk(), at=NOW)
        tell_closed(visit=visit, by=desk(), at=NOW)
        assert "Do not come then." in mails_at(NOW)[-1]
        same = {"starts_at": TEN, "ends_at": TEN + HALF, "clinician": staff(Role.NURSE)}
        move_appointment(appointment=visit, by=desk(), at=NOW + MINUTE, tell=True, why_outside="Asked.", **same)
        assert "The new time is Tuesday 1 December at 10:00am, clinic time." in mails_at(NOW + MINUTE)[-1]

    def test_message_about_a_visit_that_moved_meanwhile_is_not_sent(self, rosa: Journey) -> None:
        visit = visit_of(rosa)
        tell_closed(visit=visit, by=desk(), at=NOW)
        set_appointment_state(
            appointment=visit, state=AppointmentState.CANCELLED_BY_PATIENT, reason="x", by=desk(), at=NOW
        )
        assert mails_at(NOW) == []


@pytest.mark.parametrize("by_leave", [True, False])
def test_nobody_is_reminded_of_a_visit_at_a_closed_door(rosa: Journey, by_leave: bool) -> None:
    visit_of(rosa)
    if by_leave:
        add_leave(person=staff(), starts_at=TEN - HOUR, ends_at=TEN + HOUR, by=desk(), at=NOW)
    else:
        closure = close(rosa)
    the_day_before = TEN - DAY + MINUTE
    note_reminders(at=the_day_before)
    assert not any("You have a visit" in body for body in mails_at(the_day_before))
    if not by_leave:
        open_again(closure=closure, by=desk(), at=NOW)
        Reminder.objects.all().delete()
        note_reminders(at=the_day_before)
        with time_machine.travel(the_day_before, tick=False):
            send_reminders(at=the_day_before)
            assert "You have a visit on Tuesday 1 December" in newest_to("rosa@example.org").body


def test_try_about_another_time_names_its_visit(rosa: Journey) -> None:
    visit, values = visit_of(rosa), {"route": "phone", "result": "reached", "by": desk(), "at": NOW}
    cycle = newest_cycle(rosa)
    with pytest.raises(NotAccepted):
        log_contact(cycle=cycle, purpose="new_time", **values)
    with pytest.raises(NotAccepted):
        log_contact(cycle=cycle, purpose="other", visit=visit, **values)
    assert log_contact(cycle=cycle, purpose="new_time", visit=visit, **values).visit == visit
