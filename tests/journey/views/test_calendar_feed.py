"""The address that a calendar reads: what it says, whom it lets in, and what is left of each read."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from accounts.models import Kind, Outcome, Trace, Tries, User
from accounts.roles import Role
from journey.actions.appointments import book_appointment, move_appointment, set_appointment_state
from journey.actions.feeds import end_feed, make_feed
from journey.actions.own_visits import take_offered_time
from journey.models import Appointment, AppointmentState, CalendarFeed, Journey, Site
from journey.views.feed import MISSED, READ
from tests.builders import NOW, newest_cycle, staff
from tests.journey.views.patient_pages import signed_in, words
from tests.post import newest_to

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NINE = NOW + 7 * DAY


@pytest.fixture(autouse=True)
def nothing_counted(clock: None, db: None) -> Iterator[None]:
    cache.clear()
    return


def book(journey: Journey, start: datetime = NINE, **more: Any) -> Appointment:
    values: dict[str, Any] = {"clinician": staff(), "kind": "w6", "by": staff(Role.COORDINATOR), "at": NOW, **more}
    return book_appointment(cycle=newest_cycle(journey), starts_at=start, ends_at=start + HOUR / 2, **values)


def move(visit: Appointment, start: datetime, **more: Any) -> Appointment:
    values: dict[str, Any] = {"by": staff(Role.COORDINATOR), "at": NOW, **more}
    return move_appointment(appointment=visit, starts_at=start, ends_at=start + HOUR / 2, **values)


def cancel(visit: Appointment, state: str = "cancelled_by_clinic") -> None:
    desk = staff(Role.COORDINATOR)
    set_appointment_state(appointment=visit, state=AppointmentState(state), reason="Ill.", by=desk, at=NOW)


def me(journey: Journey) -> User:
    assert journey.patient.user is not None
    return journey.patient.user


def read(token: str, **headers: str) -> HttpResponse:
    return Client().get(f"/calendars/{token}.ics", headers=headers)


def entries(token: str) -> dict[str, Any]:
    """The events of the calendar by their identity."""
    response = read(token)
    assert response.status_code == 200
    return {str(each["uid"]): each for each in Calendar.from_ical(response.content).walk("VEVENT")}


class TestWhatItSays:
    def test_visit_that_moves_twice_stays_one_entry_with_a_rising_number(self, journey: Journey) -> None:
        token, first = make_feed(by=me(journey), at=NOW), book(journey)
        seen, visit = [entries(token)[str(first.pk)]], first
        for days in (1, 2):
            visit = move(visit, NINE + days * DAY)
            seen.append(entries(token)[str(first.pk)])
        cancel(visit)
        seen.append(entries(token)[str(first.pk)])

        numbers = [each["sequence"] for each in seen]
        assert numbers == sorted(set(numbers))
        assert [each["dtstart"].dt for each in seen] == [NINE, NINE + DAY, NINE + 2 * DAY, NINE + 2 * DAY]
        assert [each["status"] for each in seen] == ["CONFIRMED"] * 3 + ["CANCELLED"]
        assert str(visit.pk) not in entries(token)

    def test_time_that_was_only_offered_is_no_entry_and_one_that_is_taken_is_the_old_one_moved(
        self, journey: Journey
    ) -> None:
        token, old = make_feed(by=me(journey), at=NOW), book(journey)
        taken, freed = (book(journey, NINE + day * DAY, state="offered", instead_of=old) for day in (1, 2))
        before = entries(token)[str(old.pk)]
        take_offered_time(visit=taken, by=me(journey), at=NOW)

        after = entries(token)
        assert after[str(old.pk)]["dtstart"].dt == taken.starts_at
        assert after[str(old.pk)]["sequence"] > before["sequence"]
        assert {str(freed.pk), str(taken.pk)}.isdisjoint(after)

    @pytest.mark.parametrize("state", ["cancelled_by_patient", "entered_in_error"])
    def test_visit_that_is_off_stays_and_says_so(self, journey: Journey, state: str) -> None:
        token, visit = make_feed(by=me(journey), at=NOW), book(journey)
        cancel(visit, state)
        assert entries(token)[str(visit.pk)]["status"] == "CANCELLED"

    def test_nothing_tells_what_the_visits_are_for(self, journey: Journey) -> None:
        book(journey)
        content = read(make_feed(by=me(journey), at=NOW)).content.decode()
        for word in ("Rosa", "Osei", "check", "hand", "Hand", "cell"):
            assert word not in content

    def test_file_of_one_visit_is_the_same_entry(self, rosa: Client, journey: Journey) -> None:
        token, old = make_feed(by=me(journey), at=NOW), book(journey)
        new = move(old, NINE + DAY)
        response = rosa.get(reverse("patient:visit_file", args=[old.pk]))

        (event,) = Calendar.from_ical(response.content).walk("VEVENT")
        assert event.to_ical() == entries(token)[str(old.pk)].to_ical()
        assert event["url"].endswith(f"/visits/{new.pk}/")
        assert response.headers["Content-Disposition"] == 'attachment; filename="visit.ics"'

    def test_offered_time_has_no_file(self, rosa: Client, journey: Journey) -> None:
        assert rosa.get(reverse("patient:visit_file", args=[book(journey, state="offered").pk])).status_code == 404


class TestClinician:
    def test_visit_that_goes_to_a_colleague_is_off_in_one_calendar_and_on_in_the_other(self, journey: Journey) -> None:
        mine, other = staff(), staff(Role.NURSE)
        tokens = [make_feed(by=person, at=NOW) for person in (mine, other)]
        visit = book(journey)
        move(visit, NINE + DAY, clinician=other)

        old, new = (entries(token)[str(visit.pk)] for token in tokens)
        assert (old["status"], old["dtstart"].dt) == ("CANCELLED", NINE)
        assert (new["status"], new["dtstart"].dt) == ("CONFIRMED", NINE + DAY)

    def test_read_leaves_a_row_with_all_whom_it_told_of(self, journey: Journey) -> None:
        token = make_feed(by=staff(), at=NOW)
        book(journey)
        read(token)
        row = Trace.objects.filter(kind=Kind.FEED).latest("number")
        assert (row.actor_id, row.actor_roles, row.patient_id) == (staff().pk, ["clinician"], None)
        assert row.shown == [journey.patient_id]

    @pytest.mark.parametrize("taken", ["role", "site", "sign-in"])
    def test_person_who_left_reads_nothing_more(self, journey: Journey, taken: str) -> None:
        token, visit = make_feed(by=staff(), at=NOW), book(journey)
        if taken == "role":
            staff().groups.clear()
        elif taken == "site":
            staff().site_memberships.all().delete()
        else:
            User.objects.filter(pk=staff().pk).update(is_active=False)
        if taken == "site":
            assert str(visit.pk) not in entries(token)
        else:
            assert read(token).status_code == 404


class TestDoor:
    def test_address_is_kept_as_a_hash_alone_and_the_person_is_told(self, journey: Journey) -> None:
        User.objects.filter(pk=me(journey).pk).update(email="rosa@example.org")
        token = make_feed(by=User.objects.get(pk=me(journey).pk), at=NOW)
        assert len(token) >= 43
        assert token not in str(CalendarFeed.objects.values())
        assert token not in str(Trace.objects.filter(table_name="journey_calendarfeed").values())
        assert newest_to("rosa@example.org").subject == "A calendar can read your visits now"

    def test_read_sets_no_cookie_and_leaves_one_row(self, journey: Journey) -> None:
        token = make_feed(by=me(journey), at=NOW)
        before = Trace.objects.count()
        response = read(token)

        assert not response.cookies
        assert response.headers["Cache-Control"] == "private, no-cache"
        row = Trace.objects.latest("number")
        assert Trace.objects.count() == before + 1
        assert (row.kind, row.outcome, row.page) == (Kind.FEED, Outcome.DONE, "calendar_feed")
        assert (row.patient_id, row.actor_id, row.ip) == (journey.patient_id, me(journey).pk, "127.0.0.1")

    def test_same_file_is_not_sent_twice_and_each_read_leaves_its_row(self, journey: Journey) -> None:
        token = make_feed(by=me(journey), at=NOW)
        tag = read(token).headers["ETag"]
        again = read(token, if_none_match=tag)
        assert (again.status_code, again.content) == (304, b"")
        assert Trace.objects.filter(kind=Kind.FEED).count() == 2
        book(journey)
        assert read(token, if_none_match=tag).status_code == 200

    def test_revoked_or_older_address_is_gone_at_once(self, journey: Journey) -> None:
        """A leaked address, used again after it was ended or renewed."""
        old = make_feed(by=me(journey), at=NOW)
        new = make_feed(by=me(journey), at=NOW)
        assert [read(old).status_code, read(new).status_code] == [404, 200]
        end_feed(by=me(journey), at=NOW)
        assert read(new).status_code == 404
        assert read("a" * 43).content == read(old).content == b""

    @pytest.mark.parametrize("how", ["closed", "deceased"])
    def test_patient_who_is_gone_has_no_calendar(self, journey: Journey, how: str) -> None:
        token = make_feed(by=me(journey), at=NOW)
        if how == "closed":
            User.objects.filter(pk=me(journey).pk).update(is_active=False)
        else:
            Journey.objects.filter(pk=journey.pk).update(status="closed_deceased")
        assert read(token).status_code == 404

    def test_guessing_is_counted_and_stops_nobody_whose_address_works(self, journey: Journey) -> None:
        token = make_feed(by=me(journey), at=NOW)
        assert read("wrong").status_code == 404
        Tries.objects.update(count=MISSED.most)
        stopped = [read("wrong") for _try in range(2)]
        assert [each.status_code for each in stopped] == [429, 429]
        assert Trace.objects.filter(kind=Kind.FEED, outcome=Outcome.DENIED).count() == 1
        assert read(token).status_code == 200

    def test_address_that_is_asked_all_the_time_is_told_to_wait(self, journey: Journey) -> None:
        token = make_feed(by=me(journey), at=NOW)
        read(token)
        Tries.objects.update(count=READ.most)
        assert read(token).status_code == 429

    def test_site_called_after_its_work_is_not_named(self, journey: Journey) -> None:
        Site.objects.update(name="Hand Surgery Centre")
        book(journey)
        assert "Surgery" not in read(make_feed(by=me(journey), at=NOW)).content.decode()


class TestPages:
    @pytest.mark.parametrize("who", ["patient", "clinician"])
    def test_address_is_shown_once_and_stops_with_two_presses(self, journey: Journey, who: str) -> None:
        browser = signed_in(me(journey) if who == "patient" else staff())
        page = reverse("patient:calendar" if who == "patient" else "admin:journey_appointment_calendar_phone")
        assert "Stop this address" not in words(browser.get(page))
        made = browser.post(page, {"press": "make"})
        address = made.context["address"]

        assert made.headers["Cache-Control"].endswith("private")
        assert "no-store" in made.headers["Cache-Control"]
        assert Client().get(address.removeprefix("http://localhost:8000")).status_code == 200
        again = words(browser.get(page))
        assert address not in again
        assert "Stop this address" in again
        browser.post(page, {"press": "end"})
        assert Client().get(address.removeprefix("http://localhost:8000")).status_code == 404

    def test_account_page_leads_there(self, rosa: Client) -> None:
        assert reverse("patient:calendar") in rosa.get(reverse("patient:account")).content.decode()
