"""The waiting list: who is asked first, what they answer, and everything that may happen meanwhile."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.http import Http404

from accounts.models import User
from accounts.roles import Role
from journey.actions.appointments import book_appointment, move_appointment, set_appointment_state
from journey.actions.capacity import set_hours
from journey.actions.own_visits import ask_about_visit, take_offered_time
from journey.actions.reminders import send_reminders
from journey.actions.waiting import accept_earlier, decline_earlier, follow_waiting, join_waiting, leave_waiting
from journey.actions.waiting_due import take_off_list, wait_for_due
from journey.domain.errors import MoveNotAllowed, NotAccepted, NotPermitted
from journey.models import Appointment, AppointmentState, Journey, JourneyEvent, Patient, Reminder, Waiting
from tests.builders import NOW, fresh, helper_of, newest_cycle, other_site, patient, staff
from tests.post import newest_to
from tests.walked import walked

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
# A Tuesday, three weeks on; the nurse works on the Tuesdays before it, for half an hour.
LATER = NOW + 21 * DAY
HALF_AN_HOUR = "Tue 10:00-10:30"
WISH: dict[str, Any] = {"weekdays": [], "part": "any", "notice_days": 1}
SLOT = NOW + 7 * DAY


@pytest.fixture(scope="module")
def rosa_of_this_file(file_transaction: None) -> Journey:
    return walked("post_care", day=3)


@pytest.fixture
def rosa(rosa_of_this_file: Journey, db: None) -> Journey:
    journey = fresh(rosa_of_this_file)
    set_hours(person=staff(), site=journey.patient.site, hours=HALF_AN_HOUR, by=desk(), at=NOW)
    return journey


def me(journey: Journey) -> User:
    assert journey.patient.user is not None
    return journey.patient.user


def desk() -> User:
    return staff(Role.COORDINATOR)


def visit_of(journey: Journey, start: datetime = LATER, **more: Any) -> Appointment:
    values: dict[str, Any] = {"clinician": staff(), "kind": "unscheduled", "by": desk(), "at": NOW, **more}
    return book_appointment(cycle=newest_cycle(journey), starts_at=start, ends_at=start + HOUR / 2, **values)


def joins(visit: Appointment, at: datetime = NOW, **more: Any) -> Waiting:
    return join_waiting(visit=visit, by=me(visit.journey), at=at, **{**WISH, **more})


def offers_of(journey: Journey) -> list[Appointment]:
    return list(Appointment.objects.filter(journey=journey, waiting__isnull=False).order_by("state_at", "starts_at"))


def held_for(journey: Journey) -> Appointment:
    (offer,) = [each for each in offers_of(journey) if each.state == "offered"]
    return offer


def state(visit: Appointment) -> str:
    return str(Appointment.objects.get(pk=visit.pk).state)


def blocked(*starts: datetime) -> list[Appointment]:
    """The clinician's only times of these days are taken by others."""
    other = walked("preparation")
    return [visit_of(other, start, kind="call") for start in starts]


def free(visit: Appointment, at: datetime = NOW) -> None:
    set_appointment_state(appointment=visit, state=AppointmentState.CANCELLED_BY_CLINIC, reason="x", by=desk(), at=at)


class TestOffer:
    def test_freed_time_is_held_for_who_waits_and_the_visit_stays(self, rosa: Journey) -> None:
        first, _second = blocked(SLOT, SLOT + 7 * DAY)
        visit = visit_of(rosa)
        joins(visit)
        assert follow_waiting(at=NOW) == 0
        free(first)

        assert [follow_waiting(at=NOW) for _run in range(2)] == [1, 0]
        offer = held_for(rosa)
        assert (offer.starts_at, offer.instead_of_id, offer.offer_ends_at) == (SLOT, visit.pk, NOW + DAY)
        assert (state(visit), offer.state_by_id) == ("booked", None)

    def test_yes_is_confirmed_by_staff_and_only_then_the_old_time_is_free(self, rosa: Journey) -> None:
        visit = visit_of(rosa)
        place = joins(visit)
        follow_waiting(at=NOW)
        offer = held_for(rosa)
        for _press in range(2):
            accept_earlier(visit=offer, by=me(rosa), at=NOW)
        assert [state(offer), state(visit)] == ["offered", "booked"]
        follow_waiting(at=NOW + 2 * DAY)  # held on, whatever the clock says
        set_appointment_state(appointment=offer, state=AppointmentState.CONFIRMED, by=desk(), at=NOW + 2 * DAY)

        visit.refresh_from_db()
        assert (state(offer), visit.state, visit.moved_to_id) == ("confirmed", "moved", offer.pk)
        place.refresh_from_db()
        assert place.end == "taken"
        assert JourneyEvent.objects.filter(journey=rosa, kind="visit_offer_accepted").count() == 1

    def test_nobody_answers_so_the_next_in_line_is_asked_and_each_is_asked_once(self, rosa: Journey) -> None:
        ken = walked("preparation")
        blocked(SLOT + 7 * DAY)
        mine, his = visit_of(rosa), visit_of(ken, LATER + DAY, why_outside="Late.")
        joins(mine)
        joins(his, at=NOW + MINUTE)
        assert follow_waiting(at=NOW) == 1
        first = held_for(rosa)

        assert follow_waiting(at=NOW + DAY) == 1
        assert (state(first), first.pk) == ("cancelled_by_clinic", offers_of(rosa)[0].pk)
        assert held_for(ken).starts_at == SLOT
        assert follow_waiting(at=NOW + 2 * DAY) == 0

    def test_no_frees_it_for_the_next_and_keeps_the_place(self, rosa: Journey) -> None:
        place = joins(visit_of(rosa))
        follow_waiting(at=NOW)
        offer = held_for(rosa)
        for _press in range(2):
            decline_earlier(visit=offer, by=me(rosa), at=NOW)
        place.refresh_from_db()
        assert (state(offer), place.ended_at) == ("cancelled_by_patient", None)

    def test_it_is_said_by_mail_without_a_word_of_what_for(self, rosa: Journey) -> None:
        User.objects.filter(pk=me(rosa).pk).update(email="rosa@example.org")
        joins(visit_of(rosa))
        follow_waiting(at=NOW)
        assert [row.occasion for row in Reminder.objects.filter(visit=held_for(rosa))] == ["visit_offer"]
        send_reminders(at=NOW)
        with time_machine.travel(NOW, tick=False):
            assert "An earlier time for your visit is free" in newest_to("rosa@example.org").body


class TestNoOffer:
    @pytest.mark.parametrize(
        "wish", [{"weekdays": ["0"]}, {"part": "afternoon"}, {"notice_days": 14, "weekdays": ["1"]}]
    )
    def test_time_that_does_not_fit_is_offered_to_nobody(self, rosa: Journey, wish: dict[str, Any]) -> None:
        joins(visit_of(rosa, NOW + 14 * DAY), **wish)
        assert follow_waiting(at=NOW) == 0

    def test_check_is_not_offered_before_its_window(self, rosa: Journey) -> None:
        """clinical.md 2.6: a six-week check in the first week is none."""
        joins(visit_of(rosa, NOW + 42 * DAY, kind="w6"))
        follow_waiting(at=NOW)
        assert [each.starts_at > NOW + 14 * DAY for each in offers_of(rosa)] in ([], [True])

    @pytest.mark.parametrize("why", ["paused", "closed sign-in", "night", "asks", "chooses"])
    def test_nobody_is_asked_who_cannot_answer_now(self, rosa: Journey, why: str) -> None:
        visit, at = visit_of(rosa), NOW
        joins(visit)
        if why == "paused":
            Journey.objects.filter(pk=rosa.pk).update(status="paused")
        elif why == "closed sign-in":
            User.objects.filter(pk=me(rosa).pk).update(is_active=False)
        elif why == "night":
            at = NOW + 12 * HOUR
        elif why == "asks":
            ask_about_visit(visit=visit, ask="move", words="Work.", by=me(rosa), at=NOW)
        else:
            visit_of(rosa, LATER + 7 * DAY, state="offered")
        assert follow_waiting(at=at) == 0

    @pytest.mark.parametrize("how", ["cancelled", "over", "closed"])
    def test_place_ends_with_the_visit_and_with_the_journey(self, rosa: Journey, how: str) -> None:
        visit, at = visit_of(rosa), NOW
        place = joins(visit)
        if how == "cancelled":
            free(visit)
        elif how == "over":
            at = LATER + MINUTE
        else:
            Journey.objects.filter(pk=rosa.pk).update(status="closed_withdrawn")
        follow_waiting(at=at)
        place.refresh_from_db()
        assert (place.end, place.ended_at) == ("over", at)


class TestMeanwhile:
    def test_visit_that_staff_moved_takes_its_offer_with_it_and_the_place_stays(self, rosa: Journey) -> None:
        visit = visit_of(rosa)
        place = joins(visit)
        follow_waiting(at=NOW)
        offer, start = held_for(rosa), LATER + 7 * DAY
        move_appointment(appointment=visit, starts_at=start, ends_at=start + HOUR / 2, by=desk(), at=NOW)

        with pytest.raises(MoveNotAllowed, match="no longer held"):
            accept_earlier(visit=offer, by=me(rosa), at=NOW)
        place.refresh_from_db()
        assert place.ended_at is None

    def test_late_answer_reads_that_the_time_is_gone(self, rosa: Journey) -> None:
        joins(visit_of(rosa))
        follow_waiting(at=NOW)
        with pytest.raises(MoveNotAllowed, match="no longer held"):
            accept_earlier(visit=held_for(rosa), by=me(rosa), at=NOW + DAY)

    def test_offer_of_the_list_is_no_choice_among_several(self, rosa: Journey) -> None:
        joins(visit_of(rosa))
        follow_waiting(at=NOW)
        with pytest.raises(MoveNotAllowed):
            take_offered_time(visit=held_for(rosa), by=me(rosa), at=NOW)

    def test_ordinary_offer_ends_after_a_week_and_is_not_taken_late(self, rosa: Journey) -> None:
        offer = visit_of(rosa, state="offered")
        with pytest.raises(MoveNotAllowed, match="no longer held"):
            take_offered_time(visit=offer, by=me(rosa), at=NOW + 7 * DAY)
        follow_waiting(at=NOW + 7 * DAY)
        assert state(offer) == "cancelled_by_clinic"

    def test_who_leaves_gives_back_what_is_held(self, rosa: Journey) -> None:
        visit = visit_of(rosa)
        place = joins(visit)
        follow_waiting(at=NOW)
        for _press in range(2):
            leave_waiting(visit=visit, by=me(rosa), at=NOW)
        place.refresh_from_db()
        assert (place.end, [each.state for each in offers_of(rosa)]) == ("left", ["cancelled_by_patient"])


class TestJoining:
    def test_second_time_changes_the_wish_and_keeps_the_place(self, rosa: Journey) -> None:
        visit = visit_of(rosa)
        first = joins(visit)
        second = joins(visit, at=NOW + HOUR, weekdays=["3", "1"], part="morning", notice_days=7)
        assert (second.pk, second.joined_at, second.weekdays) == (first.pk, NOW, "1,3")

    @pytest.mark.parametrize("wish", [{"weekdays": ["9"]}, {"part": "night"}, {"notice_days": 0}])
    def test_what_is_no_choice_is_refused(self, rosa: Journey, wish: dict[str, Any]) -> None:
        with pytest.raises(NotAccepted):
            joins(visit_of(rosa), **wish)

    @pytest.mark.parametrize("which", ["offered", "past", "cancelled"])
    def test_visit_that_is_not_to_come_has_no_earlier_time(self, rosa: Journey, which: str) -> None:
        visit, at = visit_of(rosa, **({"state": "offered"} if which == "offered" else {})), NOW
        if which == "past":
            at = LATER
        elif which == "cancelled":
            free(visit)
        with pytest.raises(MoveNotAllowed):
            joins(visit, at=at)

    def test_nobody_else_joins_or_answers(self, rosa: Journey) -> None:
        visit = visit_of(rosa)
        joins(visit)
        follow_waiting(at=NOW)
        ken = patient("Ken Ode", password="four-plain-words-here").user
        helper = helper_of(rosa.patient, "fill_in", "Ana")
        for who in (ken, helper.user, desk()):
            assert who
            with pytest.raises(NotPermitted):
                join_waiting(visit=visit, by=who, at=NOW, **WISH)
            with pytest.raises(NotPermitted):
                accept_earlier(visit=held_for(rosa), by=who, at=NOW)


class TestDue:
    """A six-week check has no time yet; it may be on the Tuesdays 29 December and 5 January (clinical.md 2.6)."""

    FIRST, SECOND = NOW + 35 * DAY, NOW + 42 * DAY

    def waits(self, rosa: Journey, at: datetime = NOW, code: str = "W6", by: Any = None, **more: Any) -> Waiting:
        return wait_for_due(cycle=newest_cycle(rosa), code=code, by=by or desk(), at=at, **{**WISH, **more})

    def test_free_time_of_its_window_is_offered_and_becomes_the_visit(self, rosa: Journey) -> None:
        User.objects.filter(pk=me(rosa).pk).update(email="rosa@example.org")
        place = self.waits(rosa)
        assert [follow_waiting(at=NOW) for _run in range(2)] == [1, 0]
        offer = held_for(rosa)
        assert (offer.starts_at, offer.kind, offer.instead_of_id) == (self.FIRST, "w6", None)
        send_reminders(at=NOW)
        with time_machine.travel(NOW, tick=False):
            assert "A time for your visit is free." in newest_to("rosa@example.org").body
        accept_earlier(visit=offer, by=me(rosa), at=NOW)
        set_appointment_state(appointment=offer, state=AppointmentState.CONFIRMED, by=desk(), at=NOW)
        place.refresh_from_db()
        assert (state(offer), place.end) == ("confirmed", "taken")

    def test_visit_of_another_year_stays_when_this_years_is_offered(self, rosa: Journey) -> None:
        third_year = visit_of(rosa, NOW + 156 * 7 * DAY, kind="yearly")
        later = NOW + 100 * 7 * DAY
        self.waits(rosa, later, "Y2")
        assert follow_waiting(at=later) == 1
        assert (held_for(rosa).instead_of_id, state(third_year)) == (None, "booked")

    def test_freed_time_is_offered_and_after_a_no_the_next_one(self, rosa: Journey) -> None:
        first, _second = blocked(self.FIRST, self.SECOND)
        self.waits(rosa)
        assert follow_waiting(at=NOW) == 0
        free(first)
        assert follow_waiting(at=NOW) == 1
        decline_earlier(visit=held_for(rosa), by=me(rosa), at=NOW)
        assert [(each.state, each.state_reason) for each in offers_of(rosa)] == [
            ("cancelled_by_patient", "Does not take this time.")
        ]
        free(_second)
        assert (follow_waiting(at=NOW), held_for(rosa).starts_at) == (1, self.SECOND)
        with pytest.raises(MoveNotAllowed, match="You stay on the list"):
            accept_earlier(visit=held_for(rosa), by=me(rosa), at=NOW + DAY)

    @pytest.mark.parametrize("how", ["booked", "window over", "closed", "taken off", "paused"])
    def test_it_ends_with_a_time_with_the_window_and_with_the_journey(self, rosa: Journey, how: str) -> None:
        place, at = self.waits(rosa), NOW
        follow_waiting(at=NOW)
        if how == "booked":
            visit_of(rosa, self.SECOND, kind="w6")
        elif how == "window over":
            at = NOW + 47 * DAY
        elif how == "closed":
            Journey.objects.filter(pk=rosa.pk).update(status="closed_withdrawn")
        elif how == "taken off":
            for _click in range(2):
                take_off_list(cycle=newest_cycle(rosa), code="W6", by=desk(), at=NOW)
        else:
            Journey.objects.filter(pk=rosa.pk).update(status="paused")
        follow_waiting(at=at)
        place.refresh_from_db()
        assert place.end == {"taken off": "left", "paused": ""}.get(how, "over")
        if how in {"booked", "taken off"}:
            assert [each.state for each in offers_of(rosa)] == ["cancelled_by_clinic"]

    def test_second_time_changes_the_wish_and_keeps_the_place(self, rosa: Journey) -> None:
        first = self.waits(rosa)
        second = self.waits(rosa, NOW + HOUR, part="afternoon")
        assert (second.pk, second.joined_at, second.part) == (first.pk, NOW, "afternoon")
        assert follow_waiting(at=NOW) == 0
        with pytest.raises(NotAccepted):
            self.waits(rosa, part="night")

    def test_it_is_refused_where_nobody_can_be_asked_or_nothing_is_due(self, rosa: Journey) -> None:
        far = staff(Role.COORDINATOR, "Far Desk", site=other_site())
        for person, wrong in ((staff(Role.MANAGER), NotPermitted), (far, Http404)):
            with pytest.raises(wrong):
                self.waits(rosa, by=person)
        for code in ("CALL_48_72H", "W99"):
            with pytest.raises(NotAccepted):
                self.waits(rosa, code=code)
        with pytest.raises(MoveNotAllowed, match="The days of this visit are over"):
            self.waits(rosa, NOW + 47 * DAY)
        with pytest.raises(MoveNotAllowed, match="not due yet"):
            self.waits(rosa, code="M12")
        visit = visit_of(rosa, self.SECOND, kind="w6")
        with pytest.raises(MoveNotAllowed, match="has a time already"):
            self.waits(rosa)
        free(visit)
        Patient.objects.filter(pk=rosa.patient_id).update(user=None)
        with pytest.raises(MoveNotAllowed, match="no sign-in"):
            self.waits(rosa)
        Journey.objects.filter(pk=rosa.pk).update(status="paused")
        with pytest.raises(MoveNotAllowed, match="not running"):
            self.waits(rosa)
