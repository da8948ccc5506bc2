"""Rooms, hours, leave and closed days, and how they bind a booking."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.http import Http404

from accounts.models import User
from journey.access.capacity import site_capacity, visit_shapes
from journey.access.closures import gap_of, to_move
from journey.actions.appointments import book_appointment, move_appointment, set_appointment_state
from journey.actions.capacity import add_closure, add_leave, open_again, set_hours, take_leave_back
from journey.actions.rooms import add_room, edit_room, set_visit_type
from journey.domain.errors import NotAccepted, NotPermitted, SlotTaken, StaleVersion
from journey.domain.slots import Wish, free_slots
from journey.domain.visit_types import DEFAULTS, RoomNeed
from journey.models import (
    Appointment,
    AppointmentKind,
    AppointmentState,
    Closure,
    Journey,
    Leave,
    Room,
    Site,
    WorkingHours,
)
from tests.builders import NOW, newest_cycle, other_site, patient, staff, work_at

NINE = NOW + timedelta(days=7)  # Tuesday 1 December 2026, 10am in London
HOUR, DAY, QUARTER = timedelta(hours=1), timedelta(days=1), timedelta(minutes=15)
LONDON = ZoneInfo("Europe/London")
TODAY, SAINT = NOW.date(), NINE.date()


def home() -> Site:
    return Site.objects.get(name="Elm Street")


def book(journey: Journey, start: datetime = NINE, **more: Any) -> Appointment:
    values: dict[str, Any] = {"clinician": staff(), "kind": "w2", "by": staff("coordinator"), "at": NOW, **more}
    return book_appointment(cycle=newest_cycle(journey), starts_at=start, ends_at=start + HOUR, **values)


def room(name: str = "Room 1", kind: str = "consulting") -> Room:
    return add_room(site=home(), name=name, kind=kind, by=staff("manager"), at=NOW)


def hours(text: str = "Mon-Fri 09:00-17:00", person: User | None = None, site: Site | None = None, **more: Any) -> Any:
    values: dict[str, Any] = {"by": staff("coordinator"), "at": NOW, **more}
    return set_hours(person=person or staff(), site=site or home(), hours=text, **values)


def leave(start: datetime = NINE - HOUR, end: datetime = NINE + HOUR, **more: Any) -> Leave:
    return add_leave(
        **{"person": staff(), "starts_at": start, "ends_at": end, "by": staff("coordinator"), "at": NOW, **more}
    )


def closed(first: date = SAINT, last: date = SAINT, site: Site | None = None, **more: Any) -> Closure:
    values = {"kind": "holiday", "name": "St Nick", "by": staff("manager"), "at": NOW, **more}
    return add_closure(site=site, first=first, last=last, **values)


class TestWhatBinds:
    """A slot on a holiday, on leave or outside hours is refused with a sentence that says which."""

    @pytest.mark.parametrize("days", [0, 1])
    def test_closed_day_is_refused_by_name(self, post_care: Journey, days: int) -> None:
        closed(last=NINE.date() + DAY)
        with pytest.raises(NotAccepted, match=r"Closed on [12] December 2026: St Nick"):
            book(post_care, NINE + days * DAY)
        assert book(post_care, NINE + 2 * DAY)

    def test_closed_day_of_another_site_does_not_bind(self, post_care: Journey) -> None:
        closed(site=other_site(), by=at_oak("manager"))
        assert book(post_care)

    @pytest.mark.parametrize(
        ("start", "refused"), [(NINE, True), (NINE + HOUR, False), (NINE - 2 * HOUR, False), (NINE - 1.5 * HOUR, True)]
    )
    def test_leave_binds_as_long_as_it_lasts(self, post_care: Journey, start: datetime, refused: bool) -> None:
        leave()
        if not refused:
            assert book(post_care, start)
            return
        with pytest.raises(NotAccepted, match="Dr Osei is away then, until 1 December 2026, 11am"):
            book(post_care, start)
        assert book(post_care, start, clinician=staff("nurse"))

    @pytest.mark.parametrize("start", [NINE - 2 * HOUR, NINE + 6.5 * HOUR, NINE + 4 * DAY])
    def test_outside_the_hours_needs_a_reason_that_is_kept(self, post_care: Journey, start: datetime) -> None:
        hours()
        with pytest.raises(NotAccepted, match="say why it is outside the hours") as refusal:
            book(post_care, start)
        assert refusal.value.field == "why_outside"

        assert book(post_care, start, why_outside="Comes straight from the airport.")
        assert post_care.events.get(kind="visit_booked").reason == "Comes straight from the airport."

    def test_reason_opens_neither_a_closed_day_nor_leave(self, post_care: Journey) -> None:
        hours()
        closed()
        leave(NINE + DAY, NINE + 2 * DAY)
        for start in (NINE, NINE + DAY):
            with pytest.raises(NotAccepted):
                book(post_care, start, why_outside="Please.")

    @pytest.mark.parametrize(
        ("kind", "who", "may"),
        [("procedure", "nurse", False), ("procedure", "clinician", True), ("call", "coordinator", True),
         ("w6", "coordinator", False), ("w6", "nurse", True)],
    )  # fmt: skip
    def test_visit_is_with_somebody_who_does_such_visits(
        self, post_care: Journey, kind: str, who: str, may: bool
    ) -> None:
        if may:
            assert book(post_care, kind=kind, clinician=staff(who)).clinician == staff(who)
            return
        with pytest.raises(NotAccepted, match="does not do visits of this kind"):
            book(post_care, kind=kind, clinician=staff(who))

    @pytest.mark.parametrize(
        ("start", "end"),
        [(NINE + 13 * HOUR, NINE + 15 * HOUR), (NINE, NINE + 13 * HOUR), (NINE, NINE), (NOW - HOUR, NOW + HOUR)],
        ids=["over midnight", "too long", "no length", "past"],
    )
    def test_time_that_cannot_be_is_refused_also_with_a_reason(
        self, post_care: Journey, start: datetime, end: datetime
    ) -> None:
        with pytest.raises(NotAccepted):
            book_appointment(
                cycle=newest_cycle(post_care), clinician=staff(), kind="w2", starts_at=start, ends_at=end,
                by=staff("coordinator"), at=NOW, why_outside="Please.",
            )  # fmt: skip


class TestRooms:
    def test_visit_gets_a_free_room_and_holds_it_for_cleaning(self, post_care: Journey, follow_up: Journey) -> None:
        first, second = room(), room("Room 2")
        one = book(post_care)
        other = book(follow_up, NINE + HOUR, clinician=staff("nurse"))

        assert (one.room, one.occupied_from, one.occupied_until) == (first, NINE, NINE + HOUR + timedelta(minutes=5))
        assert other.room == second

    def test_without_a_free_room_nothing_is_booked(self, post_care: Journey, follow_up: Journey) -> None:
        room()
        book(post_care)
        with pytest.raises(SlotTaken, match="Room 1 is taken at that time, with preparing and cleaning up"):
            book(follow_up, NINE + HOUR, clinician=staff("nurse"))
        room("Room 2")
        room("Theatre", "procedure")
        book(follow_up, NINE + HOUR, clinician=staff("nurse"))
        with pytest.raises(SlotTaken, match="No room for this visit is free"):
            book_appointment(
                cycle=newest_cycle(follow_up), clinician=staff("nurse", "Nurse Ada"), kind="w2",
                starts_at=NINE + HOUR / 2, ends_at=NINE + HOUR, by=staff("coordinator"), at=NOW,
            )  # fmt: skip

    def test_call_takes_no_room_and_a_site_without_rooms_asks_for_none(self, post_care: Journey) -> None:
        assert book(post_care).room is None
        room()
        assert book(post_care, NINE + HOUR, kind="call").room is None

    @pytest.mark.parametrize("case", ["wrong kind", "not used", "other site"])
    def test_room_that_does_not_fit_is_refused(self, post_care: Journey, case: str) -> None:
        theatre, old = room("Theatre", "procedure"), room("Old")
        edit_room(room=old, name="Old", kind="consulting", is_used=False, by=staff("manager"), at=NOW)
        far = add_room(site=other_site(), name="Far", kind="consulting", by=staff("manager"), at=NOW)
        chosen = {"wrong kind": theatre, "not used": old, "other site": far}[case]
        with pytest.raises(NotAccepted, match="does not fit"):
            book(post_care, room=chosen)

    def test_move_by_half_an_hour_stays_in_its_room(self, post_care: Journey) -> None:
        room()
        old = book(post_care, room=room("Room 2"))
        new = move_appointment(
            appointment=old, starts_at=NINE + HOUR / 2, ends_at=NINE + 1.5 * HOUR, by=staff("nurse"), at=NOW
        )
        assert (new.room, new.state) == (old.room, "booked")

    def test_room_with_visits_to_come_stays_in_use(self, post_care: Journey) -> None:
        mine = room()
        visit = book(post_care)
        with pytest.raises(NotAccepted, match="1 visit to come is in this room"):
            edit_room(room=mine, name="X", kind="consulting", is_used=False, by=staff("manager"), at=NOW)
        set_appointment_state(
            appointment=visit, state=AppointmentState.CANCELLED_BY_CLINIC, reason="Ill.", by=staff("nurse"), at=NOW
        )
        edit_room(room=mine, name="X", kind="consulting", is_used=False, by=staff("manager"), at=NOW)
        assert not Room.objects.get().is_used

    def test_two_managers_at_once_do_not_overwrite(self, post_care: Journey) -> None:
        mine = room()
        values = {"room": mine, "kind": "consulting", "is_used": True, "by": staff("manager"), "at": NOW}
        edit_room(name="One", expected_version=1, **values)
        with pytest.raises(StaleVersion):
            edit_room(name="Two", expected_version=1, **values)

    def test_visit_type_binds_what_is_booked_from_now_on(self, post_care: Journey, follow_up: Journey) -> None:
        room()
        before = book(post_care)
        values = {"minutes": 40, "room": "consulting", "by_nurse": True, "prepare": 15, "clean_up": 0}
        set_visit_type(kind="w2", values=values, by=staff("manager"), at=NOW)
        after = book(follow_up, NINE + 2 * HOUR, clinician=staff("nurse"))

        before.refresh_from_db()
        assert before.occupied_from == NINE
        assert (after.occupied_from, after.occupied_until) == (after.starts_at - QUARTER, after.ends_at)
        assert visit_shapes()["w2"].minutes == 40

    def test_every_kind_of_visit_has_a_shape(self) -> None:
        assert set(DEFAULTS) == set(AppointmentKind)


def at_oak(role: str) -> User:
    return staff(role, f"Oak {role}", site=other_site())


class TestWhoPlans:
    """Coordinators and managers, at the sites where they work."""

    @pytest.mark.parametrize("role", ["clinician", "nurse", "auditor"])
    def test_others_plan_nothing(self, post_care: Journey, role: str) -> None:
        for act in (hours, leave, closed):
            with pytest.raises(NotPermitted):
                act(by=staff(role))
        for act in (
            lambda: add_room(site=home(), name="A", kind="consulting", by=staff(role), at=NOW),
            lambda: set_visit_type(kind="w2", values={}, by=staff(role), at=NOW),
        ):
            with pytest.raises(NotPermitted):
                act()

    def test_coordinator_of_another_site_plans_nothing_here(self, post_care: Journey) -> None:
        oak = at_oak("coordinator")
        for act in (lambda: hours(by=oak), lambda: closed(site=home(), by=oak)):
            with pytest.raises(Http404):
                act()
        with pytest.raises(NotAccepted, match="does not work at a site of yours"):
            leave(by=oak)
        mine = leave()
        with pytest.raises(NotAccepted, match="does not work at a site of yours"):
            take_leave_back(leave=mine, by=oak, at=NOW)

    def test_all_sites_are_closed_by_a_manager(self, post_care: Journey) -> None:
        with pytest.raises(NotPermitted):
            closed(by=staff("coordinator"))
        assert closed(site=home(), by=staff("coordinator")).site == home()


class TestHours:
    def test_hours_are_kept_changed_and_taken_away(self, post_care: Journey) -> None:
        assert hours().version == 1
        assert hours("Mon 09:00-12:00", expected_version=1).version == 2
        with pytest.raises(StaleVersion):
            hours(expected_version=1)
        assert hours(" ") is None
        assert not WorkingHours.objects.exists()

    @pytest.mark.parametrize("text", ["Monday", "Mon 17:00-09:00", "Mon 9-5"])
    def test_hours_that_cannot_be_read_are_refused(self, post_care: Journey, text: str) -> None:
        with pytest.raises(NotAccepted) as refusal:
            hours(text)
        assert refusal.value.field == "hours"

    def test_nobody_works_at_two_sites_at_once(self, post_care: Journey) -> None:
        work_at(other_site(), staff(), staff("coordinator"))
        hours("Mon-Wed 09:00-12:00")
        with pytest.raises(NotAccepted, match="On Wednesday these hours overlap those at Elm Street"):
            hours("Wed 11:00-13:00", site=other_site())
        assert hours("Wed 12:00-13:00", site=other_site())


class TestLeave:
    def test_same_leave_twice_is_one_and_its_visits_are_listed(self, post_care: Journey) -> None:
        visit = book(post_care)
        assert leave() == leave()
        for row in (Leave.objects.get(), closed()):
            assert list(to_move(gap_of(row, LONDON), NOW)) == [visit]

    @pytest.mark.parametrize(
        ("start", "end"), [(NINE, NINE), (NINE, NINE - HOUR), (NOW - DAY, NOW), (NINE, NINE + 800 * DAY)]
    )
    def test_leave_that_cannot_be_is_refused(self, post_care: Journey, start: datetime, end: datetime) -> None:
        with pytest.raises(NotAccepted):
            leave(start, end)

    def test_leave_taken_back_keeps_what_was_of_it(self, post_care: Journey) -> None:
        mine = leave()
        take_leave_back(leave=mine, by=staff("coordinator"), at=NINE)
        mine.refresh_from_db()
        assert mine.ends_at == NINE
        ahead = leave(NINE + DAY, NINE + 2 * DAY)
        for _ in range(2):
            take_leave_back(leave=ahead, by=staff("coordinator"), at=NINE)
        assert list(Leave.objects.all()) == [mine]

    def test_closed_days_open_again_unless_they_are_over(self, post_care: Journey) -> None:
        days = closed()
        with pytest.raises(NotAccepted):
            open_again(closure=days, by=staff("manager"), at=NINE + DAY)
        for _ in range(2):
            open_again(closure=days, by=staff("manager"), at=NOW)
        days.refresh_from_db()
        assert (days.opened_at, days.opened_by) == (NOW, staff("manager"))
        assert book(post_care)
        assert closed() != days
        with pytest.raises(NotAccepted, match="This time is over"):
            closed(TODAY - 2 * DAY, TODAY - DAY)


class TestPartOfADay:
    @pytest.mark.parametrize(
        ("start", "refused"),
        [(NINE, True), (NINE - 1.5 * HOUR, True), (NINE - 2 * HOUR, False), (NINE + 2 * HOUR, False)],
    )
    def test_half_day_binds_for_its_hours_only(self, post_care: Journey, start: datetime, refused: bool) -> None:
        closed(from_clock=time(9), to_clock=time(12))
        if not refused:
            assert book(post_care, start)
            return
        with pytest.raises(NotAccepted, match="Closed on 1 December 2026 from 9am to midday: St Nick"):
            book(post_care, start)

    def test_closed_room_leaves_the_other_and_two_leave_none(self, post_care: Journey, follow_up: Journey) -> None:
        first, second = room(), room("Room 2")
        closed(site=home(), room=first, from_clock=time(9))
        hours()
        capacity = site_capacity(home(), DEFAULTS["w6"], SAINT, SAINT, patient=post_care.patient, zone=LONDON)
        assert {str(slot.room) for slot in free_slots(Wish(SAINT, SAINT), DEFAULTS["w6"], capacity, NOW)} == {"Room 2"}
        assert book(post_care).room == second
        closed(site=home(), room=second)
        with pytest.raises(NotAccepted, match="Closed on 1 December 2026"):
            book(follow_up, clinician=staff("nurse"))

    @pytest.mark.parametrize(
        ("changed", "field"),
        [
            ({"from_clock": time(12), "to_clock": time(9)}, ""),
            ({"from_clock": time(12), "to_clock": time(12)}, ""),
            ({"to_clock": time(0)}, ""),
            ({"last": SAINT - DAY}, ""),
            ({"first": date(2027, 3, 28), "last": date(2027, 3, 28), "from_clock": time(1, 30)}, "from_clock"),
            ({"first": date(2027, 10, 31), "last": date(2027, 10, 31), "to_clock": time(1, 30)}, "to_clock"),
            ({"first": TODAY, "last": TODAY, "to_clock": time(9)}, "last"),
        ],
    )
    def test_time_that_cannot_be_is_refused(self, post_care: Journey, changed: dict[str, Any], field: str) -> None:
        with pytest.raises(NotAccepted) as refusal:
            closed(**changed)
        assert (refusal.value.field or "") == field
        with pytest.raises(NotAccepted, match="Choose a room of this site"):
            closed(site=None, room=room())


class TestState:
    """Every state is told apart, with who and why, and a wrong mark is put right and not overwritten."""

    def mark(self, visit: Appointment, state: str, at: datetime = NINE, reason: str = "Says so.") -> Appointment:
        return set_appointment_state(
            appointment=visit, state=AppointmentState(state), by=staff("nurse"), at=at, reason=reason
        )

    def test_history_of_a_visit_is_kept_row_by_row(self, post_care: Journey) -> None:
        visit = book(post_care, state=AppointmentState.OFFERED)
        for state in ("confirmed", "arrived", "done", "entered_in_error"):
            self.mark(visit, state)
        kept = post_care.events.filter(data__appointment=str(visit.pk)).order_by("at", "pk")
        assert {row.kind for row in kept} == {
            "visit_offered", "visit_confirmed", "visit_arrived", "visit_done", "visit_entered_in_error"
        }  # fmt: skip
        assert all(row.by for row in kept)

    def test_offer_holds_its_time_and_a_request_none(self, post_care: Journey, follow_up: Journey) -> None:
        wish = book(post_care, state=AppointmentState.REQUESTED)
        offer = book(follow_up, state=AppointmentState.OFFERED)
        with pytest.raises(NotAccepted, match="already has a visit"):
            self.mark(wish, "booked", at=NOW)
        self.mark(offer, "entered_in_error", at=NOW)
        assert self.mark(wish, "booked", at=NOW).state == "booked"

    def test_did_not_come_is_put_right_with_a_reason(self, post_care: Journey) -> None:
        visit = book(post_care)
        self.mark(visit, "no_show")
        with pytest.raises(NotAccepted, match="Say why"):
            self.mark(visit, "arrived", reason=" ")
        assert self.mark(visit, "arrived").state == "arrived"

    def test_confirmed_visit_that_moves_is_to_be_confirmed_anew(self, post_care: Journey) -> None:
        visit = book(post_care)
        self.mark(visit, "confirmed", at=NOW)
        new = move_appointment(
            appointment=visit, starts_at=NINE + DAY, ends_at=NINE + DAY + HOUR, by=staff("nurse"), at=NOW
        )
        moved = post_care.events.get(kind="visit_moved")
        assert (new.state, moved.data["from"], moved.data["appointment"]) == ("booked", str(visit.pk), str(new.pk))


def test_search_has_what_is_there_in_a_fixed_number_of_statements(
    post_care: Journey, follow_up: Journey, django_assert_num_queries: Any
) -> None:
    room()
    for person in (staff(), staff("nurse")):
        hours(person=person)
    leave(NINE + DAY, NINE + 2 * DAY)
    shape, site, who = DEFAULTS["w6"], home(), patient("Ken Ode")
    for number in range(2):
        book(post_care, NINE + number * DAY * 7, another=bool(number))
        with django_assert_num_queries(5):
            capacity = site_capacity(site, shape, TODAY, TODAY + 30 * DAY, patient=who, zone=LONDON)
    assert [str(person.key) for person in capacity.people] == ["Dr Osei", "Nurse Kim"]
    assert not capacity.people[0].taken.is_free(NINE, NINE + HOUR)
    assert not capacity.people[0].taken.is_free(NINE + DAY, NINE + DAY + HOUR)
    assert capacity.people[1].taken.is_free(NINE, NINE + HOUR)
    assert capacity.rooms is not None
    assert not capacity.rooms[0].taken.is_free(NINE, NINE + HOUR)
    assert site_capacity(site, DEFAULTS["call"], TODAY, TODAY, patient=who, zone=LONDON).rooms is None
    assert RoomNeed.NONE is DEFAULTS["call"].room
