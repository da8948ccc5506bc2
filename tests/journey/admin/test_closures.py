"""The worklist of a closed time: whose visit lies in it, where else it can be, who knows, and who is left."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Trace, User
from accounts.roles import Role
from journey.actions.appointments import book_appointment, move_appointment, set_appointment_state
from journey.actions.capacity import add_leave, set_hours
from journey.actions.contacts import log_contact
from journey.actions.reminders import send_reminders
from journey.actions.rooms import add_room
from journey.models import Appointment, Closure, Cycle, Journey, Leave, Reminder, Room
from journey.presenters.closure_list import LONGEST
from tests.builders import NOW, fresh, newest_cycle, other_site, patient, staff, work_at
from tests.journey.admin.staff_pages import client_of, counts, index, said, the_time_is
from tests.post import delivered
from tests.walked import walked

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NINE = NOW + 9 * DAY - HOUR  # Thursday 3 December 2026, 9am in London
THURSDAY = NINE.date()


@pytest.fixture(scope="module")
def clinic_of_this_file(file_transaction: None) -> Journey:
    """Rosa's two-week check may be from 3 December on; two people see patients, in one room."""
    with the_time_is(NOW):
        rosa = walked("post_care", day=3)
        for person in (staff(), staff(Role.NURSE)):
            hours = {"hours": "Mon-Fri 09:00-17:00", "by": staff(Role.COORDINATOR), "at": NOW}
            set_hours(person=person, site=rosa.patient.site, **hours)
        add_room(site=rosa.patient.site, name="Room 1", kind="consulting", by=staff(Role.MANAGER), at=NOW)
    return rosa


@pytest.fixture
def rosa(clinic_of_this_file: Journey, db: None) -> Iterator[Journey]:
    with the_time_is(NOW):
        yield fresh(clinic_of_this_file)


def desk(name: str = "") -> Client:
    return client_of(staff(Role.COORDINATOR, name))


def somebody(name: str, **more: Any) -> Cycle:
    source = Journey.objects.earliest("started_at")
    journey = Journey.objects.create(
        patient=patient(name, user=None, **more), pathway_version=source.pathway_version, status_since=NOW,
        started_at=NOW,
    )  # fmt: skip
    return Cycle.objects.create(journey=journey, number=1, opened_at=NOW)


def book(cycle: Cycle, start: datetime = NINE, **more: Any) -> Appointment:
    values: dict[str, Any] = {"clinician": staff(), "kind": "w2", "by": staff(Role.COORDINATOR), "at": NOW, **more}
    return book_appointment(cycle=cycle, starts_at=start, ends_at=start + HOUR / 2, **values)


def closes(browser: Client, rosa: Journey, **changed: Any) -> Any:
    values = {
        "site": rosa.patient.site.pk,
        "kind": "closure",
        "name": "Burst pipe",
        "first": THURSDAY,
        "last": THURSDAY,
    }
    return browser.post(reverse("admin:journey_closure_add"), {**values, **changed}, follow=True)


def at(visit: Appointment, name: str = "another_time") -> str:
    return reverse(f"admin:journey_appointment_{name}", args=[visit.pk])


def listed() -> str:
    return reverse("admin:journey_closure_change", args=[Closure.objects.latest("entered_at").pk])


def first_time(browser: Client, visit: Appointment) -> str:
    return str(browser.get(at(visit)).context["form"].fields["times"].choices[0][0])


class TestEntering:
    def test_half_a_day_lists_its_visits_and_no_other_by_the_end_of_the_window(self, rosa: Journey) -> None:
        book(somebody("Ken Ode"), kind="call", clinician=staff(Role.NURSE))
        mine, _later = book(newest_cycle(rosa)), book(somebody("Ada Low"), NINE + 5 * HOUR, kind="call")
        page = closes(desk(), rosa, to_clock="12:00")

        words = said(page)
        assert "Visits in this time that have to move: 2." in words
        assert words.index("Rosa Marsh") < words.index("Ken Ode")
        assert "Ada Low" not in words
        assert "Thu 3 Dec, midnight to 12pm" in words or "midday" in words
        assert at(mine) in page.content.decode()
        assert set(Trace.objects.filter(kind="list").latest("number").shown) == {
            rosa.patient_id, Appointment.objects.get(patient__full_name="Ken Ode").patient_id
        }  # fmt: skip

    @pytest.mark.parametrize(
        ("changed", "sentence"),
        [
            ({"from_clock": "12:00", "to_clock": "09:00"}, "must end after it starts"),
            ({"to_clock": "00:00"}, "must end after it starts"),
            ({"last": THURSDAY - DAY}, "must not be before the first"),
            ({"from_clock": "noon"}, "Enter a valid time"),
            ({"site": ""}, "Choose the site"),
            ({"first": "2027-03-28", "last": "2027-03-28", "from_clock": "01:30"}, "This time does not exist"),
        ],
    )
    def test_time_that_cannot_be_is_refused_and_kept(
        self, rosa: Journey, changed: dict[str, Any], sentence: str
    ) -> None:
        page = closes(desk(), rosa, **changed)
        assert (page.status_code, sentence in said(page)) == (422, True)
        assert "Burst pipe" in page.content.decode()
        assert not Closure.objects.exists()

    def test_room_of_another_site_is_none(self, rosa: Journey) -> None:
        far = Room.objects.create(site=other_site(), name="Far", kind="consulting")
        assert closes(desk(), rosa, room=far.pk).status_code == 422
        work_at(other_site(), staff(Role.COORDINATOR))
        page = closes(desk(), rosa, room=far.pk)
        assert (page.status_code, "Choose a room of this site." in said(page)) == (422, True)

    def test_closed_room_lists_who_is_in_it_and_offers_the_other_room_at_the_same_time(self, rosa: Journey) -> None:
        visit = book(newest_cycle(rosa))
        other = add_room(site=rosa.patient.site, name="Room 2", kind="consulting", by=staff(Role.MANAGER), at=NOW)
        closes(desk(), rosa, room=Room.objects.get(name="Room 1").pk)
        browser = desk()
        browser.post(at(visit), {"way": "move", "times": first_time(browser, visit), "version": visit.version})
        visit.refresh_from_db()
        assert visit.moved_to is not None
        assert (visit.moved_to.starts_at, visit.moved_to.room) == (NINE, other)


class TestSettling:
    def test_each_is_settled_in_their_own_way_until_nobody_is_left(self, rosa: Journey) -> None:
        User.objects.filter(pk=rosa.patient.user_id).update(email="rosa@example.org")
        mine, his = book(newest_cycle(rosa)), book(somebody("Ken Ode"), NINE + HOUR, kind="call")
        browser = desk()
        assert "Still to do 2" in said(closes(browser, rosa))

        moved = {"way": "move", "times": first_time(browser, mine), "tell": "on", "version": mine.version}
        done = browser.post(at(mine), moved, follow=True)
        assert "Moved to Friday 4 December, 9am. A message goes to the patient." in said(done)
        assert "Message on its way" in said(done)
        send_reminders(at=NOW)
        assert len(delivered()) == 1
        words = said(browser.get(listed()))
        assert all(each in words for each in ("moved 1", "message sent 1", "Still to do 1"))

        nobody = browser.post(
            at(his), {"way": "move", "times": first_time(browser, his), "tell": "on", "version": 1}, follow=True
        )
        assert "No message can reach this patient: call them." in said(nobody)
        for result, left in (("no_answer", "Tried 1 time, not reached yet"), ("reached", "Reached by Ana Cruz, Phone")):
            tried = browser.post(at(his, "told"), {"route": "phone", "result": result}, follow=True)
            assert left in said(tried)
        assert "Complete: everybody has another time or is called off, and knows." in said(browser.get(listed()))

    def test_offered_times_keep_the_person_on_the_list(self, rosa: Journey) -> None:
        visit, browser = book(newest_cycle(rosa)), desk()
        closes(browser, rosa)
        keys = [key for key, _words in browser.get(at(visit)).context["form"].fields["times"].choices][:2]
        done = browser.post(at(visit), {"way": "offer", "times": keys, "version": visit.version}, follow=True)
        assert "2 times are offered and held." in said(done)
        assert "2 times offered, held until Tue 1 Dec" in said(done)
        assert "Still to do 1" in said(done)

    @pytest.mark.parametrize(
        ("values", "sentence"),
        [
            ({"way": "move"}, "Tick one time to move the visit to."),
            ({"way": "move", "times": ["a", "b"]}, "Choose times of the list."),
            ({"way": "offer"}, "Tick the times to offer."),
            ({}, "Choose what to do."),
        ],
    )
    def test_choice_that_is_none_is_refused(self, rosa: Journey, values: dict[str, Any], sentence: str) -> None:
        visit, browser = book(newest_cycle(rosa)), desk()
        closes(browser, rosa)
        page = browser.post(at(visit), {"version": visit.version, **values})
        assert (page.status_code, sentence in said(page)) == (422, True)
        visit.refresh_from_db()
        assert visit.state == "booked"

    def test_slower_coordinator_reads_why_and_what_is_free_now(self, rosa: Journey) -> None:
        visit, browser = book(newest_cycle(rosa)), desk()
        closes(browser, rosa)
        key = first_time(browser, visit)
        book(somebody("Ken Ode"), NINE + DAY, kind="call")
        lost = browser.post(at(visit), {"way": "move", "times": key, "version": visit.version})
        assert (lost.status_code, "with Ken Ode" in said(lost)) == (409, True)
        assert first_time(browser, visit) != key

        move_appointment(
            appointment=visit, starts_at=NINE + 4 * DAY, ends_at=NINE + 4 * DAY + HOUR / 2,
            by=staff(Role.COORDINATOR, "Bo Lind"), at=NOW,
        )  # fmt: skip
        late = browser.post(at(visit), {"way": "move", "times": key, "version": visit.version}, follow=True)
        assert "This visit is marked: Moved." in said(late)
        assert Appointment.objects.filter(journey=rosa).count() == 2

    def test_opened_again_tells_once_whoever_heard_otherwise_and_nobody_else(self, rosa: Journey) -> None:
        User.objects.filter(pk=rosa.patient.user_id).update(email="rosa@example.org")
        mine = book(newest_cycle(rosa))
        spoken, silent, gone = (
            book(somebody(name), NINE + hour * HOUR, kind="call")
            for name, hour in (("Ken Ode", 1), ("Ada Low", 2), ("Sam Poe", 3))
        )
        browser = desk()
        closes(browser, rosa)
        keys = [key for key, _words in browser.get(at(mine)).context["form"].fields["times"].choices][:2]
        browser.post(at(mine), {"way": "offer", "times": keys, "tell": "on", "version": mine.version})
        browser.post(at(spoken, "told"), {"route": "phone", "result": "reached"})
        browser.post(at(gone), {"way": "move", "times": first_time(browser, gone), "version": gone.version})
        send_reminders(at=NOW)
        assert len(delivered()) == 1

        url = reverse("admin:journey_closure_open", args=[Closure.objects.get().pk])
        words = said(browser.get(url))
        for name, becomes in (
            ("Rosa Marsh", "is told that it takes place"), ("Ken Ode", "is told that it takes place"),
            ("Ada Low", "has heard nothing, and gets no message"), ("Sam Poe", "moved to"),
        ):  # fmt: skip
            assert becomes in words[words.index(name) :][:90], name
        with the_time_is(NOW + HOUR / 60):  # after Ken Ode was reached about the visit that falls away
            assert [browser.post(url).status_code for _click in range(2)] == [303, 303]
        assert not Appointment.objects.filter(instead_of=mine, state="offered").exists()
        told = Reminder.objects.filter(occasion="visit_stands").values_list("visit", "channel")
        assert set(told) == {(mine.pk, "email"), (spoken.pk, "call")}
        send_reminders(at=NOW + HOUR / 12)
        with the_time_is(NOW + HOUR / 12):
            assert [message.body.split("\n")[0] for message in delivered()][-1:] == [
                "Your visit on Thursday 3 December at 9:00am, clinic time, takes place after all. Please come then."
            ]
            assert silent.reminders.count() == 0
            assert "1 Changed visits, patient not reached Ken Ode" in said(index(browser))

            closes(browser, rosa, name="Burst again")
            browser.post(at(mine), {"way": "call", "tell": "on", "version": mine.version})
        send_reminders(at=NOW + HOUR / 6)
        with the_time_is(NOW + HOUR / 6):
            assert "We cannot see you on Thursday 3 December" in delivered()[-1].body

    def test_message_that_waits_is_not_sent_when_the_time_is_open_again(self, rosa: Journey) -> None:
        User.objects.filter(pk=rosa.patient.user_id).update(email="rosa@example.org")
        mine, browser = book(newest_cycle(rosa)), desk()
        closes(browser, rosa)
        browser.post(at(mine), {"way": "call", "tell": "on", "version": mine.version})
        browser.post(reverse("admin:journey_closure_open", args=[Closure.objects.get().pk]))
        send_reminders(at=NOW + HOUR)
        assert delivered() == []

    def test_treatment_day_of_the_list_leads_to_the_move_of_its_date(self, rosa: Journey) -> None:
        ready = walked("preparation", procedure_at=NINE + HOUR)
        book(newest_cycle(ready), NINE + HOUR, kind="procedure")
        page = closes(desk(), rosa)
        assert reverse("admin:journey_journey_move_date", args=[ready.pk, "procedure"]) in page.content.decode()

    def test_opened_again_leaves_what_was_moved(self, rosa: Journey) -> None:
        mine, browser = book(newest_cycle(rosa)), desk()
        book(somebody("Ken Ode"), NINE + HOUR, kind="call")
        closes(browser, rosa)
        browser.post(at(mine), {"way": "move", "times": first_time(browser, mine), "version": mine.version})
        page = browser.post(reverse("admin:journey_closure_open", args=[Closure.objects.get().pk]), follow=True)
        assert "Open again. What was moved stays where it is." in said(page)
        assert "Rosa Marsh" in said(page)
        assert "Ken Ode" not in said(page)
        assert "Open again" in said(browser.get(reverse("admin:journey_closure_changelist")))

    def test_leave_of_one_person_has_the_same_list(self, rosa: Journey) -> None:
        visit, browser = book(newest_cycle(rosa)), desk()
        leave = add_leave(
            person=staff(), starts_at=NINE - HOUR, ends_at=NINE + HOUR, by=staff(Role.COORDINATOR), at=NOW
        )
        page = browser.get(reverse("admin:journey_leave_change", args=[Leave.objects.get().pk]))
        assert at(visit) in page.content.decode()
        done = browser.post(at(visit), {"way": "call", "tell": "on", "version": visit.version})
        assert done.url == reverse("admin:journey_leave_change", args=[leave.pk])


def test_same_statements_for_any_number_of_people(rosa: Journey) -> None:
    browser = desk()
    book(newest_cycle(rosa))
    closes(browser, rosa)
    counted = []
    for number in range(2):
        with CaptureQueriesContext(
            connection,
        ) as caught:
            browser.get(listed())
        counted.append(len(caught))
        if number:
            break
        Closure.objects.update(opened_at=NOW, opened_by=staff(Role.COORDINATOR))
        for each in range(6):
            book(somebody(f"Person {each}"), NINE + (each + 1) * HOUR, kind="call")
        Closure.objects.update(opened_at=None, opened_by=None)
    assert counted[0] == counted[1]


def test_patients_of_another_team_are_counted_and_not_named(rosa: Journey) -> None:
    far = staff(Role.COORDINATOR, "Far Desk", site=other_site())
    book_appointment(
        cycle=somebody("Ken Ode", site=other_site()), clinician=staff(Role.NURSE, "Far Nurse", site=other_site()),
        kind="call", starts_at=NINE, ends_at=NINE + HOUR / 2, by=far, at=NOW,
    )  # fmt: skip
    page = closes(client_of(Role.MANAGER), rosa, site="")
    assert "1 more visit belongs to patients of another team. Tell them." in said(page)
    assert "Ken Ode" not in said(page)


class TestWorkQueue:
    def numbers(self) -> tuple[str, str]:
        """Closures and leave, as the coordinator's first page counts them."""
        found = counts(index(desk()))
        return found["closures"], found["leave"]

    def test_closed_time_stands_in_the_queue_until_everybody_has_another_time_and_knows(self, rosa: Journey) -> None:
        visit = book(newest_cycle(rosa))
        far = staff(Role.COORDINATOR, "Far Desk", site=other_site())
        for changed, expected in (
            ({"to_clock": "09:00"}, ""),  # until she comes
            ({"from_clock": "09:30"}, ""),  # from when she has left
            ({"to_clock": "09:01"}, "1"),
            ({"room": Room.objects.get().pk}, "1"),  # hers
        ):
            Closure.objects.all().delete()
            closes(desk(), rosa, **changed)
            assert self.numbers() == (expected, ""), changed
        assert "Burst pipe" in said(index(desk()))
        assert counts(index(client_of(far)))["closures"] == ""

        new = move_appointment(
            appointment=visit, starts_at=NINE + DAY, ends_at=NINE + DAY + HOUR / 2, by=staff(Role.COORDINATOR), at=NOW
        )
        assert self.numbers() == ("1", ""), "nobody told her"
        told = client_of(Role.COORDINATOR).post(
            at(visit, "told"), {"route": "phone", "result": "reached", "note": ""}, follow=True
        )
        assert (new.state, told.status_code, self.numbers()) == ("booked", 200, ("", ""))

    def test_call_from_the_journey_settles_it_and_counts_as_heard_when_it_opens(self, rosa: Journey) -> None:
        browser, ken, ada = desk(), somebody("Ken Ode"), somebody("Ada Low")
        stays, moves = book(ken), book(ada, NINE + HOUR, kind="call")
        closes(browser, rosa)
        closure = Closure.objects.get()
        browser.post(at(stays), {"way": "call", "tell": "on", "version": stays.version})
        times = {"times": first_time(browser, moves), "version": moves.version}
        browser.post(at(moves), {"way": "move", "tell": "on", **times})
        url = reverse("admin:journey_closure_change", args=[closure.pk])
        assert "not reached yet 2" in said(browser.get(url))

        for cycle in (ken, ada):
            call = {"purpose": "silence", "route": "phone", "result": "reached"}
            log_contact(cycle=cycle, by=staff(Role.COORDINATOR), at=NOW, **call)
        assert "reached by us 2" in said(browser.get(url))
        with transaction.atomic():
            set_appointment_state(
                appointment=stays, state="cancelled_by_clinic", reason="x", by=staff(Role.COORDINATOR), at=NOW
            )
            assert self.numbers() == ("", "")
            transaction.set_rollback(True)
        browser.post(reverse("admin:journey_closure_open", args=[closure.pk]))
        told = Reminder.objects.filter(channel="call").values_list("visit", "occasion")
        assert set(told) == {(stays.pk, "visit_stands"), (Appointment.objects.get(moved_from=moves).pk, "visit_moved")}

    def test_leave_stands_there_too_and_its_list_is_the_number(self, rosa: Journey) -> None:
        book(newest_cycle(rosa))
        leave = {"starts_at": NINE, "ends_at": NINE + HOUR, "by": staff(Role.COORDINATOR), "at": NOW}
        for person in (staff(), staff(Role.NURSE)):
            add_leave(person=person, **leave)
        assert self.numbers() == ("", "1")
        browser = desk()
        (row,) = [each for each in index(browser).context["queue"] if each.key == "leave"]
        assert [each.person for each in browser.get(row.url).context["cl"].result_list] == [staff()]
        assert browser.get(row.name_url).status_code == 200

    def test_list_of_many_names_the_first_and_says_how_many_there_are(self, rosa: Journey) -> None:
        visit = book(newest_cycle(rosa))
        closes(desk(), rosa)
        for each in range(LONGEST + 4):
            visit.pk, visit.state, visit.starts_at = uuid4(), "requested", NINE + each * HOUR / 60
            visit.ends_at = visit.starts_at + HOUR / 2
            visit.room = visit.occupied_from = visit.occupied_until = None
            visit.save(force_insert=True)
        page = desk().get(listed())
        assert f"Still to do are {LONGEST + 5}: the {LONGEST} most urgent are listed" in said(page)
        assert [len(table.rows) for table in page.context["record"].tables] == [LONGEST]
