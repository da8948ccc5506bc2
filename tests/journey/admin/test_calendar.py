"""The coordinator's calendar: looking at a day or a week, finding a free time, taking it, and losing it to another."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Trace
from accounts.roles import Role
from journey.actions.appointments import book_appointment, set_appointment_state
from journey.actions.capacity import add_closure, add_leave, set_hours
from journey.actions.rooms import add_room
from journey.models import Appointment, Closure, Cycle, Journey, Leave, Room, Site, VisitType, WorkingHours
from tests.builders import NOW, fresh, newest_cycle, other_site, patient, staff, work_at
from tests.journey.admin.staff_pages import client_of, said, the_time_is
from tests.walked import walked

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NINE = NOW + 7 * DAY - HOUR  # Tuesday 1 December 2026, 9am in London
MONDAY = NINE.date() - DAY


@pytest.fixture(scope="module")
def clinic_of_this_file(file_transaction: None) -> Journey:
    """Two people with hours, a room of each kind, and Rosa six weeks before her check."""
    with the_time_is(NOW):
        rosa = walked("post_care", day=3)
        home, desk = rosa.patient.site, staff(Role.COORDINATOR)
        for person in (staff(), staff(Role.NURSE)):
            set_hours(person=person, site=home, hours="Mon-Fri 09:00-12:00", by=desk, at=NOW)
        for name, kind in (("Room 1", "consulting"), ("Theatre", "procedure")):
            add_room(site=home, name=name, kind=kind, by=staff(Role.MANAGER), at=NOW)
    return rosa


@pytest.fixture
def rosa(clinic_of_this_file: Journey, db: None) -> Iterator[Journey]:
    with the_time_is(NOW):
        yield fresh(clinic_of_this_file)


def desk() -> Client:
    return client_of(Role.COORDINATOR)


def ken() -> Cycle:
    """The session of somebody else, who has only just been added."""
    source = Journey.objects.earliest("started_at")
    journey = Journey.objects.create(
        patient=patient("Ken Ode", user=None), pathway_version=source.pathway_version, status_since=NOW, started_at=NOW
    )
    return Cycle.objects.create(journey=journey, number=1, opened_at=NOW)


def book(cycle: Cycle, start: datetime = NINE, **more: Any) -> Appointment:
    values: dict[str, Any] = {"clinician": staff(), "kind": "w6", "by": staff(Role.COORDINATOR), "at": NOW, **more}
    length = values.pop("length", HOUR / 2)
    return book_appointment(cycle=cycle, starts_at=start, ends_at=start + length, **values)


def url(name: str, **asked: Any) -> str:
    return f"{reverse(f'admin:journey_appointment_{name}')}?{urlencode(asked, doseq=True)}"


def search(for_: Journey, **changed: Any) -> str:
    asked = {"journey": for_.pk, "kind": "w6", "first": MONDAY, "last": MONDAY + 6 * DAY, "part": "any"}
    return url("find", **{**asked, **changed})


def slot(for_: Journey, at: datetime = NINE, **changed: Any) -> str:
    asked = {"journey": for_.pk, "kind": "w6", "clinician": staff().pk, "start": f"{at:%Y-%m-%dT%H:%MZ}"}
    return url("slot", **{**asked, **changed})


def clocks(response: Any) -> list[tuple[str, str, list[str]]]:
    return [(line.day, line.person, [time.clock for time in line.times]) for line in response.context["lines"]]


class TestFinding:
    def test_only_room_taken_all_morning_leaves_no_time(self, rosa: Journey) -> None:
        book(ken(), length=3 * HOUR)
        assert clocks(desk().get(search(rosa, weekdays=["1"], part="morning"))) == []

    def test_another_room_opens_the_morning_again(self, rosa: Journey) -> None:
        add_room(site=rosa.patient.site, name="Room 2", kind="consulting", by=staff(Role.MANAGER), at=NOW)
        book(ken(), length=3 * HOUR)
        ((_day, person, times),) = clocks(desk().get(search(rosa, weekdays=["1"])))

        assert person == "Nurse Kim"
        assert times[:2] == ["9am", "9:15am"]
        assert times[-1] == "11:30am"

    def test_person_and_days_narrow_the_search(self, rosa: Journey) -> None:
        found = clocks(desk().get(search(rosa, clinician=staff().pk, weekdays=["2", "3"])))
        assert [person for _day, person, _times in found] == ["Dr Osei", "Dr Osei"]

    def test_afternoon_has_none_and_says_what_to_change(self, rosa: Journey) -> None:
        page = desk().get(search(rosa, part="afternoon"))
        assert "No free time fits" in said(page)
        assert "Book a time of your own" in said(page)

    def test_leave_and_closed_days_leave_no_time(self, rosa: Journey) -> None:
        add_leave(person=staff(), starts_at=NINE - DAY, ends_at=NINE + 6 * DAY, by=staff(Role.COORDINATOR), at=NOW)
        add_closure(
            site=None, kind="holiday", name="St Nick", first=NINE.date(), last=NINE.date() + 5 * DAY,
            by=staff(Role.MANAGER), at=NOW,
        )  # fmt: skip
        found = clocks(desk().get(search(rosa)))
        assert [(person, times[0]) for _day, person, times in found] == [("Nurse Kim", "9am")]

    @pytest.mark.parametrize(
        ("changed", "sentence"),
        [
            ({"journey": ""}, "Choose the patient."),
            ({"journey": "nobody"}, "Choose a patient of the list."),
            ({"kind": ""}, "Choose the visit."),
            ({"first": ""}, "Enter the first day."),
            ({"last": MONDAY - DAY}, "The last day must not be before the first."),
            ({"first": "2020-01-01", "last": "2020-01-02"}, "These days are over. Search from today on."),
            ({"last": MONDAY + 500 * DAY}, "Search at most 400 days at once."),
            ({"first": "x"}, "Enter a valid date."),
        ],
    )
    def test_search_that_cannot_be_keeps_what_was_typed(
        self, rosa: Journey, changed: dict[str, Any], sentence: str
    ) -> None:
        page = desk().get(search(rosa, **changed))
        assert page.status_code == 422
        assert sentence in said(page)
        assert page.context["form"]["part"].value() == "any"

    def test_search_leaves_a_row_of_whom_it_showed(self, rosa: Journey) -> None:
        desk().get(search(rosa))
        assert Trace.objects.filter(kind="list").latest("number").shown == [rosa.patient_id]

    def test_patient_of_another_team_is_not_searched_for(self, rosa: Journey) -> None:
        far = client_of(staff(Role.COORDINATOR, "Far desk", site=other_site()))
        assert far.get(search(rosa)).status_code == 422
        assert far.get(slot(rosa)).status_code == 404
        assert far.post(slot(rosa), {"state": "booked"}).status_code == 404


class TestTaking:
    def test_slot_is_booked_in_two_steps(self, rosa: Journey) -> None:
        browser = desk()
        times = browser.get(search(rosa, clinician=staff().pk, weekdays=["1"])).context["lines"][0].times
        page = browser.get(times[0].url)
        assert all(word in said(page) for word in ("Rosa Marsh", "Six-week check", "9am to 9:30am", "Dr Osei"))
        done = browser.post(times[0].url, {"state": "booked"})

        visit = Appointment.objects.get(starts_at=NINE)
        assert (done.status_code, visit.room.name, visit.state) == (303, "Room 1", "booked")
        assert browser.post(times[0].url, {"state": "booked"}).status_code == 303
        assert Appointment.objects.filter(starts_at=NINE).count() == 1

    def test_offer_is_held_and_then_booked(self, rosa: Journey) -> None:
        browser = desk()
        browser.post(slot(rosa), {"state": "offered"})
        visit = Appointment.objects.get(starts_at=NINE)
        assert visit.state == "offered"
        assert browser.post(slot(newest_cycle(rosa).journey, NINE), {"state": "booked"}).status_code == 409
        browser.post(reverse("admin:journey_appointment_booked", args=[visit.pk]), {"version": visit.version})
        visit.refresh_from_db()
        assert visit.state == "booked"
        assert "Offered a visit" in said(browser.get(reverse("admin:journey_appointment_change", args=[visit.pk])))

    def test_loser_of_a_race_reads_why_and_takes_the_next(self, rosa: Journey) -> None:
        browser = desk()
        assert browser.get(slot(rosa)).status_code == 200
        book(ken())

        lost = browser.post(slot(rosa), {"state": "booked"})
        assert lost.status_code == 409
        assert "Dr Osei already has a visit on 1 December 2026 from 9am to 9:30am, with Ken Ode." in said(lost)
        offered = lost.context["offers"]
        assert [time.clock for time in offered][:2] == ["9:45am", "10am"]  # the room is cleaned until 9:35am
        assert browser.post(offered[0].url, {"state": "booked"}).status_code == 303
        assert newest_cycle(rosa).appointments.get(starts_at__gt=NINE).starts_at == NINE + 3 * HOUR / 4

    def test_time_by_hand_that_is_taken_or_does_not_fit_comes_with_the_next_free_ones(self, rosa: Journey) -> None:
        browser, mine = desk(), book(newest_cycle(rosa), NINE + 2 * DAY, kind="call", length=HOUR / 4)
        book(ken())
        hours = {"start": "09:00", "end": "09:30", "day": NINE.date(), "clinician": staff().pk}
        add, move = reverse("admin:journey_appointment_add"), reverse("admin:journey_appointment_move", args=[mine.pk])
        typed = {"journey": rosa.pk, "kind": "w6", **hours}
        moved = {**hours, "end": "09:15", "version": mine.version, "reason": "Ill."}
        outside = {"start": "15:00", "end": "15:30"}
        for address, values, status in (
            (add, typed, 409), (move, moved, 409), (add, {**typed, **outside}, 422), (move, {**moved, **outside}, 422)
        ):  # fmt: skip
            page = browser.post(address, values)
            assert (page.status_code, "The next free times" in said(page)) == (status, True), address
            times = page.context["offers"]
            assert browser.get(times[0].url).status_code == 200
        page = browser.post(add, {**typed, "kind": "call", "start": "09:00", "end": "09:00"})
        assert (page.status_code, page.context["offers"]) == (422, ())

    @pytest.mark.parametrize("broken", [
        {"start": "tomorrow"}, {"start": ""}, {"clinician": "x"}, {"clinician": "6" * 32}, {"kind": "party"},
        {"journey": "x"}, {"visit": "x"}, {"visit": "6" * 32},
    ])  # fmt: skip
    def test_address_that_names_nothing_is_not_found(self, rosa: Journey, broken: dict[str, str]) -> None:
        assert desk().get(slot(rosa, **broken)).status_code == 404

    @pytest.mark.parametrize(
        ("start", "sentence"),
        [
            (NOW - DAY, "Choose a time in the future."),
            (NINE + 4 * HOUR, "Dr Osei works at Elm Street from 9am to midday"),
            (NINE + 14.75 * HOUR, "A visit begins and ends on the same day."),
        ],
    )
    def test_time_that_was_never_offered_is_refused(self, rosa: Journey, start: datetime, sentence: str) -> None:
        page = desk().post(slot(rosa, start), {"state": "booked"})
        assert (page.status_code, Appointment.objects.filter(starts_at=start).count()) == (422, 0)
        assert sentence in said(page)

    def test_visit_moves_to_a_slot_and_its_own_time_is_offered_too(self, rosa: Journey) -> None:
        visit, browser = book(newest_cycle(rosa)), desk()
        page = browser.get(url("find", visit=visit.pk, first=NINE.date(), last=NINE.date(), part="any"))
        ((_day, _who, times), _nurse) = clocks(page)
        assert times[0] == "9am"
        way = next(time.url for time in page.context["lines"][0].times if time.clock == "9:15am")
        assert browser.post(way, {"reason": "Bus is late."}).status_code == 303

        visit.refresh_from_db()
        assert (visit.state, visit.state_reason) == ("moved", "Bus is late.")
        assert visit.moved_to is not None
        assert visit.moved_to.starts_at == NINE + HOUR / 4
        assert browser.get(way).status_code == 404


def look(**asked: Any) -> Any:
    return desk().get(url("calendar", day=NINE.date(), **asked))


def cells(response: Any) -> dict[str, dict[str, list[str]]]:
    """Column, then clock, then what stands there."""
    made = response.context["calendar"]
    found: dict[str, dict[str, list[str]]] = {column: {} for column in made.columns}
    for clock, row in made.rows:
        for cell in row:
            found[cell.column][clock] = [entry.name or entry.visit for entry in cell.entries] or [cell.word]
    return found


class TestCalendar:
    def test_day_shows_each_person_free_busy_away_and_off(self, rosa: Journey) -> None:
        book(newest_cycle(rosa), NINE + HOUR / 2, length=HOUR)
        add_leave(person=staff(Role.NURSE), starts_at=NINE, ends_at=NINE + HOUR, by=staff(Role.COORDINATOR), at=NOW)
        seen = cells(look())

        doctor, nurse = seen["Dr Osei"], seen["Nurse Kim"]
        assert (doctor["9am"], doctor["9:30am"], doctor["10am"]) == (["free"], ["Rosa Marsh"], ["until 10:30am"])
        assert (nurse["9am"], nurse["10am"], nurse["midday"]) == (["away"], ["free"], ["not working"])

    def test_rooms_week_one_person_and_one_room(self, rosa: Journey) -> None:
        book(newest_cycle(rosa))
        book(ken(), NINE + DAY, kind="call")
        room = Room.objects.get(name="Room 1")
        week = {"span": "week"}

        assert cells(look(of="rooms"))["Room 1"]["9am"] == ["Rosa Marsh"]
        assert set(cells(look(of="rooms"))) == {"Room 1", "Theatre"}
        assert cells(look(of=room.pk))["Room 1"]["9am"] == ["Rosa Marsh"]
        whole = cells(look(**week))
        assert next(iter(whole)).startswith("Mon")
        assert len(whole) == 5
        assert sorted(name for day in whole.values() for name in day["9am"] if name) == ["Ken Ode", "Rosa Marsh"]
        assert [day["9am"] for day in cells(look(of=staff(Role.NURSE).pk, **week)).values()][:5] == [["free"]] * 5
        assert sum(["Rosa Marsh"] in day.values() for day in cells(look(of=room.pk, **week)).values()) == 1

    def test_closed_day_says_its_name(self, rosa: Journey) -> None:
        day = NINE.date()
        add_closure(
            site=rosa.patient.site, kind="closure", name="Painting", first=day, last=day, by=staff(Role.MANAGER),
            at=NOW,
        )  # fmt: skip
        assert cells(look())["Dr Osei"]["9am"] == ["closed: Painting"]

    def test_cancelled_moved_and_wrong_visits_are_not_there(self, rosa: Journey) -> None:
        visit = book(newest_cycle(rosa))
        set_appointment_state(appointment=visit, state="entered_in_error", reason="Twin.", by=staff(Role.NURSE), at=NOW)
        assert cells(look())["Dr Osei"]["9am"] == ["free"]

    def test_patient_of_another_team_is_busy_without_a_name(self, rosa: Journey) -> None:
        book(newest_cycle(rosa))
        Site.objects.get(name="Elm Street").memberships.filter(person=staff(Role.COORDINATOR)).delete()
        browser = client_of(Role.COORDINATOR)
        assert "You work at no site" in said(browser.get(url("calendar")))
        other = other_site()
        other.memberships.create(person=staff(Role.COORDINATOR), given_at=NOW)
        other.memberships.create(person=staff(), given_at=NOW)
        WorkingHours.objects.filter(person=staff()).update(site=other)
        page = browser.get(url("calendar", day=NINE.date()))
        assert cells(page)["Dr Osei"]["9am"] == ["Patient of another team"]
        assert "Rosa" not in said(page)
        assert Trace.objects.filter(kind="list").latest("number").shown == []

    @pytest.mark.parametrize("asked", [{"day": "x"}, {"day": "9999-12-31"}, {"of": "x"}, {"site": "x"}, {"span": "x"}])
    def test_address_with_nonsense_shows_today(self, rosa: Journey, asked: dict[str, str]) -> None:
        page = desk().get(url("calendar", **asked))
        assert (page.status_code, page.context["calendar"].title) == (200, "Tuesday 24\xa0November")

    def test_ten_thousand_visits_are_bounded_and_cost_as_many_statements_as_one(self, rosa: Journey) -> None:
        book(newest_cycle(rosa))
        browser, looks = desk(), [{}, {"of": "rooms"}, {"span": "week"}]
        few = [statements(browser, asked)[0] for asked in looks]
        many_visits(newest_cycle(rosa))

        for asked, before in zip(looks, few, strict=True):
            count, page = statements(browser, asked)
            assert count == before
            rows = page.context["calendar"].rows
            assert sum(len(cell.entries) for _clock, row in rows for cell in row) <= 400
            assert "Only the first 400 visits are shown" in said(page)


def statements(browser: Client, asked: dict[str, str]) -> tuple[int, Any]:
    with CaptureQueriesContext(connection) as told:
        page = browser.get(url("calendar", day=NINE.date(), **asked))
    return len(told), page


def many_visits(cycle: Cycle) -> None:
    """Straight into the table, and done in no time at all: what no clinic has, but a table may."""
    values = {"patient": cycle.journey.patient, "journey": cycle.journey, "cycle": cycle, "clinician": staff()}
    site, step = cycle.journey.patient.site, timedelta(seconds=2)
    Appointment.objects.bulk_create(
        Appointment(
            **values, site=site, kind="call", state="no_show", starts_at=NINE + n * step, ends_at=NINE + n * step + HOUR
        )
        for n in range(10_000)
    )


class TestSettingUp:
    """Every page is typed into once, wrongly and rightly; what was typed stays."""

    def at(self, model: str, name: str = "add", *args: Any) -> str:
        return reverse(f"admin:journey_{model}_{name}", args=args)

    def test_rooms(self, rosa: Journey) -> None:
        boss, site = client_of(Role.MANAGER), rosa.patient.site
        wrong = boss.post(self.at("room"), {"site": site.pk, "name": "Room 1", "kind": "consulting"})
        assert (wrong.status_code, "a room of that name already" in said(wrong)) == (422, True)
        assert boss.post(self.at("room"), {"site": site.pk, "name": "Room 9", "kind": "procedure"}).status_code == 303
        room = Room.objects.get(name="Room 9")
        changed = {"name": "Room 10", "kind": "procedure", "version": room.version}
        assert boss.post(self.at("room", "change", room.pk), changed).status_code == 303
        room.refresh_from_db()
        assert (room.name, room.is_used) == ("Room 10", False)
        assert boss.post(self.at("room", "change", room.pk), changed).status_code == 409
        assert "Room 10" in said(boss.get(self.at("room", "changelist")))

    def test_hours(self, rosa: Journey) -> None:
        browser, far = desk(), staff(Role.NURSE, "Nurse Ada")
        values = {"person": far.pk, "site": rosa.patient.site.pk, "hours": "Mon-Fri 9-5"}
        wrong = browser.post(self.at("workinghours"), values)
        assert (wrong.status_code, "Mon-Fri 9-5" in wrong.content.decode()) == (422, True)
        assert browser.post(self.at("workinghours"), {**values, "hours": "Mon-Fri 09:00-17:00"}).status_code == 303
        row = WorkingHours.objects.get(person=far)
        assert "Monday to Friday, 9am to 5pm" in said(browser.get(self.at("workinghours", "changelist")))
        address = self.at("workinghours", "change", row.pk)
        assert browser.post(address, {"hours": "Tue 09:00-10:00", "version": 1}).status_code == 303
        assert browser.post(address, {"hours": "", "version": 1}).status_code == 409
        assert browser.post(address, {"hours": "", "version": 2}).status_code == 303
        assert not WorkingHours.objects.filter(person=far).exists()

    def test_leave_lists_the_visits_that_lie_in_it_with_a_way_to_move_each(self, rosa: Journey) -> None:
        visit, browser = book(newest_cycle(rosa)), desk()
        day = NINE.date()
        values = {"person": staff().pk, "first": day, "last": day - DAY}
        assert browser.post(self.at("leave"), values).status_code == 422
        values |= {"last": day, "from_clock": "08:00", "to_clock": "07:00"}
        assert browser.post(self.at("leave"), values).status_code == 422
        done = browser.post(self.at("leave"), {**values, "to_clock": ""}, follow=True)
        assert "Visits in this time that have to move: 1." in said(done)
        assert "Rosa Marsh" in said(done)
        assert reverse("admin:journey_appointment_another_time", args=[visit.pk]) in done.content.decode()
        assert Trace.objects.filter(kind="list").latest("number").shown == [rosa.patient_id]
        leave = Leave.objects.get()
        assert "Dr Osei" in said(browser.get(self.at("leave", "changelist")))
        assert browser.post(self.at("leave", "take_back", leave.pk)).status_code == 303
        assert not Leave.objects.exists()

    def test_closed_days(self, rosa: Journey) -> None:
        book(newest_cycle(rosa))
        day, name = NINE.date(), "Christmas"
        values = {"site": "", "kind": "holiday", "name": name, "first": day, "last": day}
        assert desk().post(self.at("closure"), values).status_code == 422  # a coordinator closes a site, not all
        boss = client_of(Role.MANAGER)
        done = boss.post(self.at("closure"), values, follow=True)
        assert all(words in said(done) for words in ("All sites", "Rosa Marsh", "have to move: 1."))
        closure = Closure.objects.get()
        assert desk().post(self.at("closure", "open", closure.pk)).status_code == 403
        assert boss.post(self.at("closure", "open", closure.pk)).status_code == 303
        mine = {**values, "site": rosa.patient.site.pk}
        assert desk().post(self.at("closure"), mine).status_code == 303
        assert name in said(desk().get(self.at("closure", "changelist")))

    def test_visit_types(self, rosa: Journey) -> None:
        boss, address = client_of(Role.MANAGER), reverse("admin:journey_visittype_set", args=["w6"])
        assert "30 minutes" in said(boss.get(self.at("visittype", "changelist")))
        values = {"minutes": 40, "room": "consulting", "seen_by": ["nurse"], "prepare": 0, "clean_up": 10, "version": 0}
        assert boss.post(address, {**values, "minutes": 2}).status_code == 422
        assert boss.post(address, values).status_code == 303
        assert boss.post(address, values).status_code == 409
        assert "40 minutes" in said(boss.get(self.at("visittype", "changelist")))
        assert VisitType.objects.get().shape.clean_up == 10
        assert boss.get(reverse("admin:journey_visittype_set", args=["party"])).status_code == 404


def test_hours_that_change_list_the_visits_outside_them(rosa: Journey) -> None:
    book(newest_cycle(rosa))
    row = WorkingHours.objects.get(person=staff())
    address = reverse("admin:journey_workinghours_change", args=[row.pk])
    assert "Outside:" not in said(desk().get(address))
    page = desk().post(address, {"hours": "Mon-Fri 13:00-17:00", "version": row.version}, follow=True)

    assert "Visits that lie outside the new hours, to move or to keep: 1." in said(page)  # type: ignore[arg-type]
    assert "Outside: Tue 1 Dec, 9am" in said(page).replace("\u00a0", " ")  # type: ignore[arg-type]


def test_calendar_opens_where_the_person_sees_patients(rosa: Journey) -> None:
    far, nurse = other_site(), staff(Role.NURSE)
    work_at(Site.objects.create(clinic=far.clinic, name="Ash Lane"), nurse)
    page = client_of(nurse).get(reverse("admin:journey_appointment_calendar"))
    assert page.context["site"] == rosa.patient.site
