"""What patients are told of their visits: times that are offered, and what the clinic moves or cancels."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core import mail as sent
from django.urls import reverse

from accounts import mail
from accounts.models import User
from accounts.roles import Role
from journey.access import visible_appointments, visible_journeys
from journey.access.letters import to_post
from journey.actions.appointments import book_appointment, move_appointment, set_appointment_state
from journey.actions.contacts import log_contact
from journey.actions.date_moves import move_date, preview_date_move
from journey.actions.moves import make_move
from journey.actions.people import set_postal_address
from journey.actions.reminders import note_reminders, send_reminders
from journey.actions.waiting import end_offers
from journey.domain.moves import Choices, Move
from journey.domain.windows import Anchor
from journey.models import Appointment, Journey, Patient, Reminder, ReminderChoice
from journey.notifications.reminders import line_of
from journey.presenters.date_plan import date_plan
from journey.presenters.worklists import JOURNEYS, VISITS, Now
from tests.builders import LONDON, NOW, fresh, newest_cycle, staff
from tests.journey.admin.staff_pages import client_of, said, the_time_is
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

    def test_choice_that_lapsed_after_the_end_waits_while_the_patient_is_looked_after(self, rosa: Journey) -> None:
        book(rosa, state="offered")
        later = NOW + 7 * DAY + HOUR
        end_offers(at=later)
        for status, keeps, waits in (
            ("closed_completed", True, 1), ("closed_withdrawn", True, 1), ("closed_withdrawn", False, 0),
            ("closed_transferred", True, 0),
        ):  # fmt: skip
            Journey.objects.filter(pk=rosa.pk).update(status=status, keeps_safety_checks=keeps)
            assert len(listed("offers-lapsed", later)) == waits, status

    def test_choice_that_lapsed_is_done_with_when_the_visit_is_booked(self, rosa: Journey) -> None:
        book(rosa, state="offered")
        later = NOW + 7 * DAY + HOUR
        end_offers(at=later)
        book(rosa, TEN + 5 * DAY, at=later + HOUR)
        assert listed("offers-lapsed", later + HOUR) == []


class TestWhatTheClinicChanges:
    def test_visit_moved_within_its_last_day_is_told_with_the_new_time_and_not_again(self, rosa: Journey) -> None:
        visit, at = book(rosa), TEN - 20 * HOUR
        times = {"starts_at": TEN + 2 * HOUR, "ends_at": TEN + 3 * HOUR}
        move_appointment(appointment=visit, by=desk(), at=at, tell=True, **times)
        (line,) = written(at)
        assert line.startswith("Your visit has moved. The new time is Tuesday 1 December at 12:00pm")
        assert written(at + 3 * HOUR) == []

    def test_visit_that_keeps_its_time_is_not_told_unless_an_earlier_move_still_is(self, rosa: Journey) -> None:
        visit, at = book(rosa), TEN - 20 * HOUR
        longer = {"by": desk(), "at": at, "tell": True}
        times = {"starts_at": TEN, "ends_at": TEN + HOUR}
        visit = move_appointment(appointment=visit, clinician=staff("nurse"), **longer, **times)
        assert written(at) == []

        times = {"starts_at": TEN + 2 * HOUR, "ends_at": TEN + 3 * HOUR}
        visit = move_appointment(appointment=visit, **longer, **times)
        move_appointment(appointment=visit, clinician=staff(), **longer, **times)
        (line,) = written(at)
        assert line.startswith("Your visit has moved. The new time is Tuesday 1 December at 12:00pm")

    def test_pages_say_why_no_message_goes(self, rosa: Journey) -> None:
        visit, begun = book(rosa), book(rosa, TEN + DAY)
        typed = {"day": "2026-12-01", "start": "10:00", "end": "10:45", "clinician": visit.clinician_id, "version": 1}
        cancel = {"state": "cancelled_by_clinic", "reason": "Ill.", "version": 1, "tell": "on"}
        with the_time_is(NOW):
            browser = client_of(Role.COORDINATOR)
            address = reverse("admin:journey_appointment_move", args=[visit.pk])
            moved = browser.post(address, {**typed, "tell": "on"}, follow=True)
        with the_time_is(TEN + DAY + HOUR / 4):
            browser = client_of(Role.COORDINATOR)
            address = reverse("admin:journey_appointment_cancel", args=[begun.pk])
            over = browser.post(address, cancel, follow=True)
            Journey.objects.filter(pk=rosa.pk).update(status="closed_transferred")
            left = book(rosa, TEN + 2 * DAY)
            address = reverse("admin:journey_appointment_cancel", args=[left.pk])
            gone = browser.post(address, cancel, follow=True)

        assert "No message goes: the time is the same." in said(moved)
        assert "No message goes: the time of the visit has come." in said(over)
        assert "No message goes: this patient is not looked after here any more." in said(gone)

    def test_cancelled_visit_is_told_when_the_clinic_cancels_it_and_still_stands_so(self, rosa: Journey) -> None:
        visits = [book(rosa, TEN + n * DAY) for n in range(3)]
        for visit, state, tell in zip(visits, ["clinic", "patient", "clinic"], [True, True, False], strict=True):
            told: dict[str, Any] = {"state": f"cancelled_by_{state}", "reason": "Ill.", "tell": tell}
            set_appointment_state(appointment=visit, by=desk(), at=NOW, **told)
        (line,) = written(NOW)
        assert line.startswith("Your visit on Tuesday 1 December at 10:00am, clinic time, is cancelled.")

    def test_letter_tells_of_it_whoever_is_reached_by_nothing_else(self, rosa: Journey) -> None:
        rosa.patient.user.email = ""
        rosa.patient.user.save()
        Patient.objects.update(phone="")
        set_postal_address(rosa.patient, "12 Mill Lane", by=desk(), at=NOW)
        visit, more = book(rosa), {"reason": "Ill.", "by": desk(), "at": NOW, "tell": True}
        set_appointment_state(appointment=visit, state="cancelled_by_clinic", **more)  # type: ignore[arg-type]
        (letter,) = to_post(Reminder.objects.all(), NOW)
        assert letter.occasion == "visit_cancelled"

    def test_moved_treatment_day_is_one_message_that_says_nothing_of_it(self, db: None) -> None:
        rosa = walked("preparation", procedure_at=TEN + 10 * DAY)
        rosa.patient.user.email = "rosa@example.org"
        rosa.patient.user.save()
        for n in (1, 2):
            values: dict[str, Any] = {"anchor": Anchor.PROCEDURE, "moment": TEN + (10 + n) * DAY, "look": date_plan}
            seen = preview_date_move(journey=rosa, by=desk(), at=NOW, **values).move.fingerprint
            assert move_date(journey=rosa, by=desk(), at=NOW, seen=seen, **values).is_done
        assert written(NOW) == ["Your dates have changed. Sign in to read what is new."]

        postponed = Choices(reason_code="infection")
        make_move(journey=fresh(rosa), move=Move.POSTPONE, by=staff(), at=NOW + HOUR, choices=postponed)
        assert written(NOW + HOUR) == ["Your dates have changed. Sign in to read what is new."]
        make_move(journey=fresh(rosa), move=Move.RECORD_DEATH, by=staff(), at=NOW + 2 * HOUR)
        assert written(NOW + 2 * HOUR) == []

    def test_pages_send_it_unless_the_tick_is_taken_away(self, rosa: Journey) -> None:
        visit = book(rosa)
        with the_time_is(NOW):
            browser = client_of(Role.COORDINATOR)
            address = reverse("admin:journey_appointment_move", args=[visit.pk])
            page = browser.get(address)
            typed = {
                "day": "2026-12-02",
                "start": "10:00",
                "end": "10:30",
                "clinician": visit.clinician_id,
                "version": 1,
            }
            moved = browser.post(address, {**typed, "tell": "on"}, follow=True)
            new = Appointment.objects.get(state="booked")
            cancel = {"state": "cancelled_by_clinic", "reason": "Ill.", "version": 1}
            browser.post(reverse("admin:journey_appointment_cancel", args=[new.pk]), cancel)

        assert page.context["form"]["tell"].value() is True
        assert "A message goes to the patient." in said(moved)
        assert [*Reminder.objects.values_list("occasion", flat=True)] == ["visit_moved"]
        assert written(NOW) == []


class TestWhomNoMessageReaches:
    """No sign-in: a letter where the post is in time, else a call that waits in the work queue."""

    def waits(self, at: datetime) -> list[Journey]:
        now = Now.of(at, ZoneInfo(LONDON), desk(), 30)
        return list(JOURNEYS["changes-untold"](visible_journeys(desk(), at), now))

    def test_moved_and_cancelled_visits_are_a_letter_or_a_call(self, rosa: Journey) -> None:
        Patient.objects.filter(pk=rosa.patient_id).update(user=None)
        call = {"purpose": "silence", "route": "phone", "by": desk(), "cycle": newest_cycle(rosa)}
        visit = book(fresh(rosa))
        later = {"starts_at": TEN + DAY, "ends_at": TEN + DAY + HOUR / 2}
        new = move_appointment(appointment=visit, by=desk(), at=NOW, tell=True, **later)
        assert self.waits(NOW) == [rosa]
        log_contact(result="no_answer", at=NOW + HOUR, **call)
        assert self.waits(NOW + HOUR) == [rosa]
        log_contact(result="reached", at=NOW + 2 * HOUR, **call)
        assert self.waits(NOW + 2 * HOUR) == []

        Patient.objects.filter(pk=rosa.patient_id).update(postal_address="12 Mill Lane")
        off = {"state": "cancelled_by_clinic", "reason": "Ill.", "by": desk(), "tell": True}
        set_appointment_state(appointment=Appointment.objects.get(pk=new.pk), at=NOW + 3 * HOUR, **off)
        assert self.waits(NOW + 3 * HOUR) == []
        (letter,) = to_post(Reminder.objects.all(), NOW + 3 * HOUR)
        assert letter.occasion == "visit_cancelled"

    @pytest.mark.parametrize("address", ["", "12 Mill Lane"], ids=["call", "letter"])
    def test_moved_treatment_day_is_a_letter_or_a_call_once(self, db: None, address: str) -> None:
        journey = walked("preparation")
        Patient.objects.filter(pk=journey.patient_id).update(user=None, postal_address=address)
        day = newest_cycle(journey).procedure_at
        assert day is not None
        for number in (1, 2):
            values: dict[str, Any] = {
                "journey": fresh(journey), "anchor": Anchor.PROCEDURE, "moment": day + number * DAY, "look": date_plan,
                "by": desk(), "at": NOW + number * HOUR,
            }  # fmt: skip
            seen = preview_date_move(**values).move.fingerprint
            assert move_date(seen=seen, reason="Theatre.", **values).is_done
        at = NOW + 3 * HOUR
        letters = list(to_post(Reminder.objects.all(), at))
        assert (len(letters), self.waits(at)) == ((1, []) if address else (0, [journey]))
        assert Reminder.objects.filter(occasion="dates_changed").count() == 1
        if address:
            assert line_of(letters[0]).startswith("Your dates have changed. Please call us")
        assert to_post(Reminder.objects.all(), day + 3 * DAY).count() == 0
        assert self.waits(day + 3 * DAY) == []

    def test_letter_that_waits_silences_no_later_message_and_no_call(self, db: None) -> None:
        journey = walked("preparation", procedure_at=TEN + 10 * DAY)
        patient, user = journey.patient, journey.patient.user
        user.email = "rosa@example.org"
        user.save()
        ReminderChoice.objects.create(patient=patient, by_letter=True)
        Patient.objects.filter(pk=patient.pk).update(postal_address="12 Mill Lane")

        def moves(moment: datetime, at: datetime) -> None:
            values: dict[str, Any] = {
                "journey": fresh(journey), "anchor": Anchor.PROCEDURE, "moment": moment, "look": date_plan,
                "by": desk(), "at": at,
            }  # fmt: skip
            seen = preview_date_move(**values).move.fingerprint
            assert move_date(seen=seen, reason="Theatre.", **values).is_done

        for number in (1, 2):
            moves(TEN + (10 + number) * DAY, NOW + number * HOUR)
            assert written(NOW + number * HOUR) == ["Your dates have changed. Sign in to read what is new."]
            assert to_post(Reminder.objects.filter(channel="letter"), NOW + number * HOUR).count() == 1

        Patient.objects.filter(pk=patient.pk).update(user=None)
        at = TEN + 10 * DAY
        assert self.waits(at) == []
        moves(at + 3 * DAY, at)
        assert self.waits(at) == [journey]
        moves(at + 4 * DAY, at + HOUR)
        assert Reminder.objects.filter(channel="call").count() == 1
