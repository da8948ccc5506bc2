"""The follow-up planner: its three lists, the ladder of contact, and booking several with a preview of the refused."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from accounts.roles import Role
from journey.actions.appointments import book_appointment, move_appointment
from journey.actions.capacity import set_hours
from journey.actions.contacts import log_contact
from journey.actions.date_moves import move_date, preview_date_move
from journey.actions.own_visits import refuse_offered_times
from journey.domain.date_changes import DateMove
from journey.domain.windows import Anchor
from journey.models import Appointment, AppointmentState, Journey, Reminder
from journey.presenters import planner
from journey.presenters.date_plan import date_plan
from journey.presenters.due_visits import due_visits
from journey.presenters.planner import PlanRow
from journey.presenters.worklists import VISITS, Now
from tests.builders import LONDON, NOW, fresh, newest_cycle, other_site, staff
from tests.journey.admin.staff_pages import client_of, said, the_time_is
from tests.walked import walked

DAY = timedelta(days=1)
PLANNER, BOOK = "admin:journey_appointment_planner", "admin:journey_appointment_planner_book"


@pytest.fixture(scope="module")
def clinic_of_this_file(file_transaction: None) -> Journey:
    with the_time_is(NOW):
        rosa = walked("post_care", day=3)
        set_hours(
            person=staff(), site=rosa.patient.site, hours="Mon-Fri 09:00-12:00", by=staff(Role.COORDINATOR), at=NOW
        )
    return rosa


@pytest.fixture
def rosa(clinic_of_this_file: Journey, db: None) -> Journey:
    return fresh(clinic_of_this_file)


def at_day(number: int) -> datetime:
    """Rosa's injection was three days before NOW."""
    return NOW + (number - 3) * DAY


def lists(at: datetime) -> dict[str, list[PlanRow]]:
    with the_time_is(at):
        page = client_of(Role.COORDINATOR).get(reverse(PLANNER))
    assert page.status_code == 200
    return {each.key: list(each.rows) for each in page.context["lists"]}


def visits(at: datetime) -> dict[str, list[str]]:
    return {key: [row.visit for row in rows] for key, rows in lists(at).items()}


def call(rosa: Journey, at: datetime, route: str, result: str = "no_answer") -> None:
    log_contact(
        cycle=newest_cycle(rosa), purpose="silence", route=route, result=result, by=staff(Role.COORDINATOR), at=at
    )


def post(at: datetime, **typed: Any) -> Any:
    with the_time_is(at):
        return client_of(Role.COORDINATOR).post(reverse(BOOK), typed)


@pytest.mark.parametrize(
    ("day", "list_of_six_weeks"),
    [(20, "due"), (43, "due"), (44, "soon"), (49, "soon"), (50, "missed"), (79, "missed"), (80, None)],
)
def test_six_week_check_stands_in_one_list_by_its_window(
    rosa: Journey, day: int, list_of_six_weeks: str | None
) -> None:
    """Day 42, -5 and +7 (clinical.md 2.6); when the next check opens, on day 80, the missed one is not chased."""
    found = [key for key, rows in visits(at_day(day)).items() if "Six-week check" in rows]
    assert found == ([list_of_six_weeks] if list_of_six_weeks else [])


def test_booked_or_offered_visit_is_not_due(rosa: Journey) -> None:
    start = at_day(44)  # a Monday
    for state in (AppointmentState.OFFERED, AppointmentState.BOOKED):
        start += DAY
        book_appointment(
            cycle=newest_cycle(rosa), clinician=staff(), kind="w6", starts_at=start, ends_at=start + DAY / 48,
            by=staff(Role.COORDINATOR), at=NOW, state=state,
        )  # fmt: skip
        assert "Six-week check" not in [name for names in visits(at_day(40)).values() for name in names]


def test_ladder_says_the_next_try_and_leads_to_it(rosa: Journey) -> None:
    (row,) = [each for each in lists(at_day(50))["missed"] if each.visit == "Six-week check"]
    assert (row.contact, row.next_try, row.is_late) == ("Not started", "Send a message: today", False)
    assert row.contact_url.endswith("?purpose=silence&route=message")
    call(rosa, at_day(50), "message")
    call(rosa, at_day(52), "message")

    (row,) = [each for each in lists(at_day(58))["missed"] if each.visit == "Six-week check"]
    assert (row.contact, row.next_try, row.is_late) == ("2 of 5 steps", "Call: today", True)


def test_last_step_waits_for_the_next_check_and_offers_to_close(rosa: Journey) -> None:
    for day, route in ((50, "message"), (52, "message"), (54, "phone"), (56, "phone"), (58, "letter")):
        call(rosa, at_day(day), route)
    (row,) = [each for each in lists(at_day(60))["missed"] if each.visit == "Six-week check"]

    assert (row.next_try, row.contact_url) == ("Wait for the next check", "")
    with the_time_is(at_day(60)):
        assert client_of(Role.COORDINATOR).get(row.contact_url or reverse(PLANNER)).status_code == 200


def test_letter_step_leads_to_the_print_queue_and_its_post_is_the_try(rosa: Journey) -> None:
    for day, route in ((50, "message"), (52, "message"), (54, "phone"), (56, "phone")):
        call(rosa, at_day(day), route)
    (row,) = [each for each in lists(at_day(58))["missed"] if each.visit == "Six-week check"]
    assert (row.next_try, row.wait_url) == ("Send a letter: today", "")
    with the_time_is(at_day(58)):
        browser = client_of(Role.COORDINATOR)
        address = reverse("admin:journey_patient_address", args=[rosa.patient_id])
        assert address in browser.get(row.contact_url).content.decode()
        assert browser.post(address, {"postal_address": " \n", "version": rosa.patient.version}).status_code == 422
        stale = {"postal_address": "12 Mill Lane", "version": 0}
        assert browser.post(address, stale).status_code == 409
        assert browser.post(address, {**stale, "version": rosa.patient.version}).status_code == 303
        assert "12 Mill Lane" in said(browser.get(row.contact_url))
        for _click in range(2):
            assert browser.post(row.contact_url).status_code == 303
        letter = Reminder.objects.get()
    (row,) = [each for each in lists(at_day(58))["missed"] if each.visit == "Six-week check"]
    assert row.next_try == "The letter is on the print queue"
    with the_time_is(at_day(58)):
        browser.post(reverse("admin:journey_reminder_post"), {"letter": letter.pk})
    (row,) = [each for each in lists(at_day(60))["missed"] if each.visit == "Six-week check"]
    assert (row.contact, row.next_try) == ("5 of 5 steps", "Wait for the next check")


def test_due_visit_waits_for_a_time_with_what_the_patient_wished(rosa: Journey) -> None:
    (row,) = [each for each in lists(at_day(20))["due"] if each.visit == "Six-week check"]
    assert row.wait == "Put on the waiting list"
    start = at_day(44)
    offer = book_appointment(
        cycle=newest_cycle(rosa), clinician=staff(), kind="w6", starts_at=start, ends_at=start + DAY / 48,
        by=staff(Role.COORDINATOR), at=at_day(20), state=AppointmentState.OFFERED,
    )  # fmt: skip
    wish = {"words": "I work.", "part": "afternoon", "weekdays": ["1"]}
    refuse_offered_times(visit=offer, by=rosa.patient.user, at=at_day(20), **wish)
    with the_time_is(at_day(20)):
        browser = client_of(Role.COORDINATOR)
        form = browser.get(row.wait_url).context["form"]
        assert (form.initial["part"], form.initial["weekdays"]) == ("afternoon", ["1"])
        assert browser.post(row.wait_url, {"part": "night"}).status_code == 422
        done = browser.post(row.wait_url, {"part": "any", "notice_days": "2"}, follow=True)
        assert "Six-week check Not booked, until 9 January" in said(done)
    (row,) = [each for each in lists(at_day(20))["due"] if each.visit == "Six-week check"]
    assert row.wait == "On the waiting list"
    with the_time_is(at_day(20)):
        assert "Nobody waits for a time." in said(browser.post(row.wait_url, {"press": "leave"}, follow=True))


def test_preview_books_nothing_and_the_button_books_what_was_shown_once(rosa: Journey) -> None:
    ticked = [f"{rosa.pk}:W6", f"{rosa.pk}:M3"]
    preview = post(at_day(40), visit=ticked)
    rows = preview.context["rows"]
    assert [(row.visit, bool(row.value)) for row in rows] == [("Six-week check", True)]
    assert not Appointment.objects.filter(journey=rosa, kind="w6").exists()

    typed = {"confirmed": "1", "how": "booked", "slot": [row.value for row in rows]}
    for _click in range(2):
        assert post(at_day(40), **typed).status_code == 303
    visit = Appointment.objects.get(journey=rosa, kind="w6")
    assert rows[0].words.startswith(f"{visit.starts_at:%A}")


def test_preview_names_the_refused_with_the_reason(rosa: Journey) -> None:
    page = post(at_day(20), visit=[f"{rosa.pk}:W6"], how="offered")
    assert "Offer these times (1)" in said(page)
    with the_time_is(NOW):
        set_hours(person=staff(), site=rosa.patient.site, hours="", by=staff(Role.COORDINATOR), at=NOW)
    page = post(at_day(20), visit=[f"{rosa.pk}:W6"])
    assert "Can be done for 0 of 1" in said(page)
    assert "No free time fits the window." in said(page)


def test_time_that_somebody_took_meanwhile_is_named_and_the_next_is_one_press_away(rosa: Journey) -> None:
    (row,) = post(at_day(40), visit=[f"{rosa.pk}:W6"]).context["rows"]
    start = datetime.fromisoformat(row.value.split("|")[3])
    book_appointment(
        cycle=newest_cycle(rosa), clinician=staff(), kind="call", starts_at=start, ends_at=start + DAY / 96,
        by=staff(), at=NOW,
    )  # fmt: skip
    with the_time_is(at_day(40)):
        browser = client_of(Role.COORDINATOR)
        page: Any = browser.post(reverse(BOOK), {"confirmed": "1", "how": "booked", "slot": [row.value]})
    assert page.status_code == 409
    assert "Rosa Marsh: not booked." in said(page)
    assert "Somebody was faster. These times are free next." in said(page)
    assert not Appointment.objects.filter(journey=rosa, kind="w6").exists()

    (row,) = page.context["rows"]
    assert post(at_day(40), confirmed="1", how="booked", slot=[row.value]).status_code == 303
    assert Appointment.objects.get(journey=rosa, kind="w6").starts_at > start


@pytest.mark.parametrize("value", ["", "x|y", "x|W6|y|2026-13-01", "a|b|c|d|e"])
def test_forged_line_is_refused_calmly(rosa: Journey, value: str) -> None:
    assert post(at_day(40), confirmed="1", how="booked", slot=[value]).status_code == 303
    assert not Appointment.objects.filter(journey=rosa, kind="w6").exists()


@pytest.mark.parametrize(
    ("day", "became"), [(20, "Later"), (40, "Due, not booked"), (60, "Missed: no visit")], ids=["before", "in", "after"]
)
def test_table_of_a_journey_says_what_became_of_each_visit(rosa: Journey, day: int, became: str) -> None:
    with the_time_is(at_day(day)):
        page: Any = client_of(Role.MANAGER).get(reverse("admin:journey_journey_follow_ups", args=[rosa.pk]))
    (table,) = page.context["record"].tables
    rows = {row[0]: row[1:] for row in table.rows}

    assert rows["Six-week check"][3] == became
    assert [text.replace("\u00a0", " ") for text in rows["Six-week check"][:3]] == [
        "28 December 2026", "2 January 2027", "9 January 2027",
    ]  # fmt: skip
    assert list(rows)[-1] == "Year 5 check"


def test_all_are_read_at_once_and_each_list_says_its_total(
    rosa: Journey, monkeypatch: pytest.MonkeyPatch, django_assert_max_num_queries: Any
) -> None:
    """Newer ones neither push out older ones nor those of the next page."""
    cycle = newest_cycle(rosa)
    for _more in range(4):
        rosa.pk, cycle.pk = uuid4(), uuid4()
        rosa._state.adding = cycle._state.adding = True
        rosa.save()
        cycle.journey, cycle.product_id = rosa, ""
        cycle.injection_at += DAY / 144
        cycle.save()
    monkeypatch.setattr(planner, "LONGEST", 2)
    now = Now.of(at_day(44), ZoneInfo(LONDON), staff(Role.COORDINATOR), 30)
    with django_assert_max_num_queries(5):  # the pathways in force, who asks, and the visits
        assert len([each for each in due_visits(now) if each.code == "W6"]) == 5

    with the_time_is(at_day(44)):
        first, last = (client_of(Role.COORDINATOR).get(f"{reverse(PLANNER)}?soon={page}") for page in (1, 3))
    soon = first.context["lists"][0]
    assert (soon.total, len(soon.rows), soon.after) == (5, 2, "?soon=2#soon-h")
    assert "Window closes in 5 days (5)" in said(first)
    assert "1 to 2 of 5, the window that ends first stands first." in said(first)
    assert len(last.context["lists"][0].rows) == 1


def test_visit_that_nobody_marked_covers_a_day_after_its_end_and_then_waits_to_be_marked(rosa: Journey) -> None:
    start = at_day(45)
    visit = book_appointment(
        cycle=newest_cycle(rosa), clinician=staff(), kind="w6", starts_at=start, ends_at=start + DAY / 48,
        by=staff(Role.COORDINATOR), at=NOW,
    )  # fmt: skip

    def stands(at: datetime) -> tuple[bool, int]:
        now = Now.of(at, ZoneInfo(LONDON), staff(Role.COORDINATOR), 30)
        due = any("Six-week check" in names for names in visits(at).values())
        return due, VISITS["visits-unmarked"](Appointment.objects.all(), now).count()

    assert stands(start + DAY) == (False, 0)
    assert stands(start + 2 * DAY) == (True, 1)
    Appointment.objects.filter(pk=visit.pk).update(state=AppointmentState.DONE)
    assert stands(start + 2 * DAY) == (False, 0)


class TestTimePutRight:
    """The injection was a day later than recorded: the first of the six-week check's days is the 38th as counted from
    the old time (clinical.md 2.6: day 42, -5)."""

    def visit(self, rosa: Journey, day: int) -> Appointment:
        times = {"starts_at": at_day(day), "ends_at": at_day(day) + DAY / 48}
        by: dict[str, Any] = {"by": staff(Role.COORDINATOR), "at": NOW}
        return book_appointment(cycle=newest_cycle(rosa), clinician=staff(), kind="w6", **times, **by)

    def corrected(self, rosa: Journey, by: timedelta = DAY) -> DateMove:
        cycle = newest_cycle(fresh(rosa))
        assert cycle.injection_at is not None
        for anchor in (Anchor.DISCHARGE, Anchor.INJECTION) if by > DAY * 0 else (Anchor.INJECTION, Anchor.DISCHARGE):
            asked: dict[str, Any] = {"journey": rosa, "anchor": anchor, "look": date_plan, "by": staff(), "at": NOW}
            asked["moment"] = getattr(cycle, f"{anchor}_at") + by
            found = preview_date_move(**asked).move
            assert move_date(seen=found.fingerprint, reason="Read wrongly.", **asked).is_done
        return found

    def listed(self) -> list[str]:
        with the_time_is(NOW):
            page = client_of(Role.COORDINATOR).get(reverse(PLANNER))
        rows = page.context["outside"]
        assert ("Booked, but outside their days" in said(page)) is bool(rows)
        return [f"{row.visit}: {row.booked}, days {row.days}" for row in rows]

    @pytest.mark.parametrize(("day", "is_left"), [(37, True), (38, False), (30, False)])
    def test_visit_that_lies_outside_its_days_now_is_named_and_listed_to_be_moved(
        self, rosa: Journey, day: int, is_left: bool
    ) -> None:
        """One that staff had booked outside on purpose is not."""
        self.visit(rosa, day)
        stays = [each for each in self.corrected(rosa).stays if "outside its days now" in each.why]
        assert len(stays) == len(self.listed()) == is_left

    def test_leaves_the_list_when_it_was_moved_or_the_time_was_taken_back(self, rosa: Journey) -> None:
        visit = self.visit(rosa, 37)
        self.corrected(rosa)
        assert self.listed() == [
            "Six-week check: Monday 28\xa0December, 10am, days 29\xa0December to 10\xa0January\xa02027"
        ]
        self.corrected(rosa, -DAY)
        assert self.listed() == []
        self.corrected(rosa)
        times = {"starts_at": at_day(34), "ends_at": at_day(34) + DAY / 48}
        move_appointment(appointment=visit, by=staff(Role.COORDINATOR), at=NOW, **times)
        assert self.listed() == []

    def test_other_site_reads_nothing_of_it(self, rosa: Journey) -> None:
        self.visit(rosa, 37)
        self.corrected(rosa)
        with the_time_is(NOW):
            far = client_of(staff(Role.COORDINATOR, "Far Desk", site=other_site()))
            assert far.get(reverse(PLANNER)).context["outside"] == ()


@pytest.mark.parametrize("who", ["Cora Lind", None])
def test_next_try_is_the_coordinators_or_the_desks(rosa: Journey, who: str | None) -> None:
    if who:
        Journey.objects.filter(pk=rosa.pk).update(coordinator=staff(Role.COORDINATOR, who))
    (row,) = [each for each in lists(at_day(50))["missed"] if each.visit == "Six-week check"]
    assert row.who == (who or "The desk")
    with the_time_is(at_day(50)):
        assert f">{row.who}</td>" in client_of(Role.COORDINATOR).get(reverse(PLANNER)).content.decode()
