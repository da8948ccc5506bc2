"""Letters: who gets one about what, when it leaves the queue by itself, and what posting it means."""

from datetime import datetime, time, timedelta
from typing import Any

import pytest
from django.http import Http404

from accounts.roles import Role
from journey.access.letters import to_post, visible_letters
from journey.actions.appointments import book_appointment, move_appointment, set_appointment_state
from journey.actions.capacity import add_closure, add_leave
from journey.actions.contacts import log_contact
from journey.actions.letters import post_letters, queue_letter
from journey.actions.moves import make_move
from journey.actions.people import change_postal_address
from journey.actions.reminders import choose_reminders, note_change, note_reminders, send_reminders
from journey.domain.contact_ladder import Step
from journey.domain.errors import AlreadyDone, MoveNotAllowed, NotAccepted, NotPermitted
from journey.domain.moves import Choices, Move
from journey.domain.reminders import Occasion
from journey.models import Appointment, AppointmentState, ContactAttempt, Journey, JourneyEvent, Patient, Reminder
from journey.notifications.letters import printed
from tests.builders import NOW, fresh, newest_cycle, other_site, staff
from tests.walked import walked

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ADDRESS = "12 Mill Lane\nOld Town\nOT1 2AB"
VISIT = NOW + 14 * DAY
A_WEEK_BEFORE = VISIT - 7 * DAY


@pytest.fixture(scope="module")
def rosa_of_this_file(file_transaction: None) -> Journey:
    rosa = walked("post_care", day=3)
    change_postal_address(patient=rosa.patient, postal_address=ADDRESS, by=desk(), at=NOW)
    return rosa


@pytest.fixture
def rosa(rosa_of_this_file: Journey, db: None) -> Journey:
    return fresh(rosa_of_this_file)


def desk(name: str = "") -> Any:
    return staff(Role.COORDINATOR, name)


def visit_of(journey: Journey, start: datetime = VISIT, **more: Any) -> Appointment:
    values: dict[str, Any] = {"clinician": staff(), "kind": "unscheduled", "by": desk(), "at": NOW, **more}
    return book_appointment(cycle=newest_cycle(journey), starts_at=start, ends_at=start + HOUR / 2, **values)


def chooses(journey: Journey, **changed: Any) -> None:
    known = {"by_email": False, "by_text": False, "by_letter": True, "postal_address": ADDRESS}
    times = {"quiet_from": time(21), "quiet_until": time(8), "daily": False}
    patient = journey.patient
    choose_reminders(patient=patient, by=patient.user, at=NOW, **{**known, **times, **changed})


def queue(at: datetime) -> list[str]:
    return list(to_post(visible_letters(desk(), at), at).order_by("leaves_at").values_list("occasion", flat=True))


def noted(at: datetime) -> list[str]:
    note_reminders(at=at)
    return queue(at)


class TestWhoGetsOne:
    def test_it_goes_to_whoever_chose_it_or_is_reached_by_nothing_else(self, rosa: Journey) -> None:
        visit_of(rosa)
        user = rosa.patient.user
        assert user is not None
        cases: list[tuple[str, dict[str, Any], dict[str, Any], dict[str, Any], list[str]]] = [
            ("chose letters", {}, {"email": "rosa@example.org"}, {"by_letter": True}, ["visit_week"]),
            ("chose e-mail", {}, {"email": "rosa@example.org"}, {"by_email": True, "by_letter": False}, []),
            ("has neither", {"phone": ""}, {"email": ""}, {"by_letter": False}, ["visit_week"]),
            ("no sign-in", {"user": None}, {}, {"by_letter": False}, ["visit_week"]),
            ("account closed", {}, {"is_active": False}, {"by_letter": True}, []),
            ("no address", {"postal_address": ""}, {"email": ""}, {"by_letter": False}, []),
        ]
        for name, of_patient, of_user, choice, expected in cases:
            Reminder.objects.all().delete()
            chooses(rosa, **choice)
            Patient.objects.filter(pk=rosa.patient_id).update(**of_patient)
            type(user).objects.filter(pk=user.pk).update(**of_user)
            assert noted(A_WEEK_BEFORE) == expected, name
            standard = {"user": user, "phone": "01632 960 001", "postal_address": ADDRESS}
            Patient.objects.filter(pk=rosa.patient_id).update(**standard)
            type(user).objects.filter(pk=user.pk).update(email="", is_active=True)

    def test_second_look_writes_none_and_no_mail_is_made_of_it(self, rosa: Journey) -> None:
        visit_of(rosa)
        chooses(rosa)
        assert [note_reminders(at=A_WEEK_BEFORE + n * HOUR) for n in range(2)] == [1, 0]
        assert send_reminders(at=A_WEEK_BEFORE + HOUR) == 0
        assert noted(VISIT - DAY) == ["visit_week"], "the day before is too late for the post"

    def test_moved_and_closed_are_told_while_the_post_can_still_come(self, rosa: Journey) -> None:
        visit = visit_of(rosa)
        chooses(rosa)
        near = {"visit": visit, "occasion": Occasion.VISIT_CLOSED, "before": visit.starts_at}
        assert note_change(at=VISIT - 2 * DAY, **near) == 0
        assert note_change(at=VISIT - 3 * DAY, **near) == 1
        assert queue(VISIT - 3 * DAY) == ["visit_closed"]

    def test_choice_needs_an_address_and_keeps_it_by_its_lines(self, rosa: Journey) -> None:
        with pytest.raises(NotAccepted, match="Enter the address"):
            chooses(rosa, postal_address=" \n ")
        with pytest.raises(NotAccepted, match="at most 6 lines"):
            chooses(rosa, postal_address="\n".join("1234567"))
        chooses(rosa, postal_address="  3   High Road \r\n\r\n Old Town ")
        rosa.patient.refresh_from_db()
        assert rosa.patient.postal_address == "3 High Road\nOld Town"
        assert JourneyEvent.objects.filter(journey=rosa, kind="address_changed").count() == 2


class TestWhatIsSo:
    """Nothing is taken back by hand: the queue is asked of what is so now."""

    def test_letter_about_a_visit_leaves_when_the_visit_does(self, rosa: Journey) -> None:
        at, visit = A_WEEK_BEFORE, visit_of(rosa)
        chooses(rosa)
        assert noted(at) == ["visit_week"]
        assert queue(VISIT) == []
        leave = add_leave(person=staff(), starts_at=VISIT - HOUR, ends_at=VISIT + HOUR, by=desk(), at=NOW)
        assert queue(at) == []
        type(leave).objects.filter(pk=leave.pk).delete()
        days = {"site": rosa.patient.site, "kind": "closure", "name": "Fair", "first": VISIT.date()}
        closed = add_closure(last=VISIT.date(), to_clock=time(10, 15), by=desk(), at=NOW, **days)
        assert (VISIT.hour, queue(at)) == (10, [])
        for changed in ({"to_clock": time(10)}, {"first": VISIT.date() + DAY, "last": VISIT.date() + DAY}):
            type(closed).objects.filter(pk=closed.pk).update(**changed)
            assert queue(at) == ["visit_week"], changed
        set_appointment_state(
            appointment=visit, state=AppointmentState.CANCELLED_BY_PATIENT, reason="x", by=desk(), at=at
        )
        assert queue(at) == []

    def test_move_takes_the_old_day_and_missed_ends_with_another_time(self, rosa: Journey) -> None:
        visit = visit_of(rosa)
        chooses(rosa)
        note_reminders(at=A_WEEK_BEFORE)
        new = move_appointment(
            appointment=visit, starts_at=VISIT + DAY, ends_at=VISIT + DAY + HOUR / 2, by=desk(), at=A_WEEK_BEFORE
        )
        note_change(visit=new, occasion=Occasion.VISIT_MOVED, before=VISIT, at=A_WEEK_BEFORE)
        assert queue(A_WEEK_BEFORE) == ["visit_moved"]
        (letter,) = to_post(Reminder.objects.all(), A_WEEK_BEFORE)
        assert "The new time is Wednesday 9 December at 10:00am" in printed(letter, NOW).lines[0]
        later = VISIT + 2 * DAY
        set_appointment_state(appointment=new, state=AppointmentState.NO_SHOW, reason="x", by=desk(), at=later)
        assert noted(later) == ["visit_missed"]
        visit_of(rosa, VISIT + 7 * DAY, at=later)
        assert queue(later) == []


class TestLadder:
    def due(self, rosa: Journey, at: datetime = NOW, code: str = "W6", by: Any = None) -> Reminder:
        cycle = newest_cycle(rosa)
        return queue_letter(cycle=cycle, code=code, by=by or desk(), at=at)

    def test_posted_letter_is_the_try_of_the_ladder_once(self, rosa: Journey) -> None:
        letters = {self.due(rosa, by=person).pk for person in (desk(), desk(), staff(Role.NURSE))}
        assert (len(letters), queue(NOW)) == (1, ["visit_due"])
        words = printed(Reminder.objects.get(), NOW)
        assert words.to == ("Rosa Marsh", "12 Mill Lane", "Old Town", "OT1 2AB")

        posted, refused = post_letters(letters=letters, by=desk(), at=NOW + HOUR)
        assert ([each.pk for each in posted], refused) == (list(letters), [])
        attempt = ContactAttempt.objects.get()
        assert (attempt.route, attempt.purpose, attempt.at, attempt.by) == (Step.LETTER, "silence", NOW + HOUR, desk())
        assert queue(NOW + HOUR) == []
        assert post_letters(letters=letters, by=desk(), at=NOW + HOUR) == ([], [])
        _none, (late,) = post_letters(letters=letters, by=staff(Role.NURSE), at=NOW + HOUR)
        assert late.why == "Ana Cruz has posted this letter already. Do not post it twice."
        assert ContactAttempt.objects.count() == 1
        with pytest.raises(AlreadyDone, match="Ana Cruz has posted a letter about this visit"):
            self.due(rosa, NOW + HOUR)

    def test_letter_says_nothing_of_the_treatment(self, rosa: Journey) -> None:
        words = " ".join(str(each) for each in vars(printed(self.due(rosa), NOW)).values()).lower()
        for told in ("hand", "stem", "cell", "inject", "pain", "osei", "elm street", "check"):
            assert told not in words

    def test_it_leaves_when_they_were_reached_or_booked_and_comes_back_when_asked_again(self, rosa: Journey) -> None:
        letter = self.due(rosa)
        route = {"purpose": "silence", "route": "phone", "result": "reached"}
        log_contact(cycle=newest_cycle(rosa), by=desk(), at=NOW + HOUR, **route)
        assert queue(NOW + HOUR) == []
        _none, (refused,) = post_letters(letters=[letter.pk], by=desk(), at=NOW + HOUR)
        assert refused.why == "This letter is not so any more. Do not post it."
        assert self.due(rosa, NOW + 2 * DAY).pk == letter.pk
        assert queue(NOW + 2 * DAY) == ["visit_due"]
        visit = visit_of(rosa, NOW + 39 * DAY, kind="w6", at=NOW + 2 * DAY, why_outside="Asked for.")
        assert queue(NOW + 2 * DAY) == []
        set_appointment_state(
            appointment=visit, state=AppointmentState.CANCELLED_BY_PATIENT, reason="x", by=desk(), at=NOW + 3 * DAY
        )
        assert queue(NOW + 3 * DAY) == ["visit_due"]
        Patient.objects.update(postal_address="")
        assert queue(NOW + 3 * DAY) == []

    def test_it_is_refused_without_an_address_to_others_and_for_who_stopped_everything(self, rosa: Journey) -> None:
        far = staff(Role.COORDINATOR, "Far Desk", site=other_site())
        for person, wrong in ((staff(Role.MANAGER), NotPermitted), (far, Http404)):
            with pytest.raises(wrong):
                self.due(rosa, by=person)
        for code in ("W99", "CALL_48_72H"):
            with pytest.raises(NotAccepted):
                self.due(rosa, code=code)
        letter = self.due(rosa)
        for person, wrong in ((staff(Role.MANAGER), NotPermitted), (far, Http404)):
            with pytest.raises(wrong):
                post_letters(letters=[letter.pk], by=person, at=NOW)
        Patient.objects.update(postal_address="")
        with pytest.raises(NotAccepted, match="There is no postal address"):
            self.due(fresh(rosa))
        Patient.objects.update(postal_address=ADDRESS)
        choices = Choices(note="x", keep_safety_checks=False)
        make_move(journey=rosa, move=Move.WITHDRAW, by=staff(), at=NOW, choices=choices)
        assert queue(NOW) == []
        with pytest.raises(MoveNotAllowed):
            self.due(fresh(rosa))
