"""A patient's pages of visits: what they read, what they press, and what happens to a second press."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.roles import Role
from journey.actions.appointments import book_appointment, set_appointment_state
from journey.actions.capacity import set_hours
from journey.actions.visit_asks import refuse_ask
from journey.actions.waiting import follow_waiting
from journey.models import Appointment, Journey, Patient, Site
from tests.builders import NOW, newest_cycle, staff
from tests.journey.views.patient_pages import signed_in, words

pytestmark = pytest.mark.usefixtures("clock")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NINE = NOW + 7 * DAY
TYPED = {"ask": "move", "words": "I work then.", "part": "any"}


def visit_of(journey: Journey, start: Any = NINE, **more: Any) -> Appointment:
    values: dict[str, Any] = {"clinician": staff(), "kind": "w6", "by": staff(Role.COORDINATOR), "at": NOW, **more}
    return book_appointment(cycle=newest_cycle(journey), starts_at=start, ends_at=start + HOUR / 2, **values)


def url(name: str, visit: Appointment) -> str:
    return reverse(f"patient:{name}", args=[visit.pk])


def test_visit_says_when_on_both_clocks_the_way_and_what_to_bring(rosa: Client, journey: Journey) -> None:
    Patient.objects.update(time_zone="Asia/Tokyo")
    Site.objects.update(directions="Bus 7 stops at the door.")
    page = words(rosa.get(url("visit", visit_of(journey))))

    for text in (
        "Six-week check", "10am (London time)", "7pm (Tokyo time)", "4 Elm Street", "Bus 7 stops at the door.",
        "A list of the medicines you take", "Yes, I will be there",
    ):  # fmt: skip
        assert text in page.replace("\u00a0", " ")


def test_confirmed_visit_says_so_on_every_page_and_cannot_be_confirmed_again(rosa: Client, journey: Journey) -> None:
    visit = visit_of(journey)
    for _click in range(2):
        page = words(rosa.post(url("visit_confirm", visit), follow=True))
        assert "We know that you will come" in page
    assert "You said yes" in page
    assert "I will be there" not in page


def test_offered_times_stand_on_the_first_page_and_a_second_press_leads_to_the_visit(
    rosa: Client, journey: Journey
) -> None:
    first, second = (visit_of(journey, NINE + day * DAY, state="offered") for day in (0, 1))
    assert "We hold 2 times for you" in words(rosa.get(reverse("patient:home")))
    assert "10am, with Dr Osei" in words(rosa.get(url("visit", first), follow=True))
    for _click in range(2):
        page = words(rosa.post(url("visit_times", first), {"time": str(second.pk), "part": "any"}, follow=True))
        assert "You said yes" in page

    assert "no longer held" in words(rosa.post(url("visit_times", first), {"time": str(first.pk)}, follow=True))


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [({"part": "any"}, "Choose a time."), ({"time": "none", "part": "morning"}, "Tell us why, in a few words.")],
)
def test_times_page_keeps_what_was_chosen(rosa: Client, journey: Journey, typed: dict[str, str], sentence: str) -> None:
    page = rosa.post(url("visit_times", visit_of(journey, state="offered")), typed)
    assert page.status_code == 422
    assert sentence in words(page)
    assert page.context["form"]["part"].value() == typed["part"]


def test_none_that_fits_says_what_happens_next(rosa: Client, journey: Journey) -> None:
    visit = visit_of(journey, state="offered")
    page = words(
        rosa.post(url("visit_times", visit), {"time": "none", "words": "At work.", "part": "any"}, follow=True)
    )
    assert "We look for other times" in page
    assert "You asked us" in page


def test_ask_stands_with_the_visit_until_the_clinic_has_answered(rosa: Client, journey: Journey) -> None:
    visit = visit_of(journey)
    for _click in range(2):
        page = words(rosa.post(url("visit_change", visit), TYPED, follow=True))
        assert "This one is kept until you have a new one" in page
    refuse_ask(visit=visit, answer="Nobody is here then.", by=staff(Role.COORDINATOR), at=NOW)
    assert "Nobody is here then." in words(rosa.get(url("visit", visit)))


def test_ask_without_a_reason_is_refused_and_keeps_the_choice(rosa: Client, journey: Journey) -> None:
    page = rosa.post(url("visit_change", visit_of(journey)), {**TYPED, "words": "", "weekdays": ["2"]})
    assert page.status_code == 422
    assert "Tell us why" in words(page)
    assert page.context["form"]["weekdays"].value() == ["2"]


def test_visit_that_the_clinic_cancelled_meanwhile_is_said_to_have_changed(rosa: Client, journey: Journey) -> None:
    visit = visit_of(journey)
    values: dict[str, Any] = {"state": "cancelled_by_clinic", "reason": "Ill.", "by": staff(), "at": NOW}
    set_appointment_state(appointment=visit, **values)
    for name in ("visit_change", "visit_confirm"):
        page = words(rosa.post(url(name, visit), TYPED, follow=True))
        assert "changed meanwhile" in page
        assert "We cancelled" in page
    assert "Ill." not in page


def test_list_holds_coming_and_earlier_but_no_time_that_was_given_back(rosa: Client, journey: Journey) -> None:
    old = visit_of(journey)
    gone = visit_of(journey, NINE + DAY, state="offered", instead_of=old)
    new = visit_of(journey, NINE + 2 * DAY, state="offered", instead_of=old)
    rosa.post(url("visit_times", new), {"time": str(new.pk), "part": "any"})
    page = rosa.get(reverse("patient:visits", args=[journey.pk])).context["page"]

    assert [task.key for task in page.coming] == [f"visit-{new.pk}"]
    assert [(task.key, task.status) for task in page.earlier] == [(f"visit-{old.pk}", "Moved")]
    assert str(gone.pk) not in str(page)


class TestComingEarlier:
    @pytest.fixture
    def visit(self, journey: Journey) -> Appointment:
        site, desk = journey.patient.site, staff(Role.COORDINATOR)
        set_hours(person=staff(), site=site, hours="Tue 10:00-10:30", by=desk, at=NOW)
        return visit_of(journey, NOW + 21 * DAY, kind="unscheduled")

    @pytest.fixture
    def offer(self, rosa: Client, visit: Appointment) -> Appointment:
        rosa.post(url("visit_earlier", visit), {"part": "any", "notice_days": "1"})
        follow_waiting(at=NOW)
        return Appointment.objects.get(state="offered")

    def test_joined_changed_and_left_again(self, rosa: Client, visit: Appointment) -> None:
        page = words(rosa.post(url("visit_earlier", visit), {"part": "morning", "notice_days": "3"}, follow=True))
        assert "You are on the list" in page
        assert "You wait for an earlier time" in page
        form = rosa.get(url("visit_earlier", visit)).context["form"]
        assert (form["part"].value(), form["notice_days"].value()) == ("morning", 3)
        assert "You no longer wait" in words(rosa.post(url("visit_earlier", visit), {"press": "leave"}, follow=True))

    def test_what_is_missing_is_named_and_what_was_chosen_stays(self, rosa: Client, visit: Appointment) -> None:
        page = rosa.post(url("visit_earlier", visit), {"weekdays": ["1"]})
        assert page.status_code == 422
        assert "Choose how long before you must know." in words(page)
        assert page.context["form"]["weekdays"].value() == ["1"]

    def test_treatment_day_has_no_such_link(self, rosa: Client, journey: Journey) -> None:
        visit = visit_of(journey, kind="injection")
        assert "I can come earlier" not in words(rosa.get(url("visit", visit)))
        assert rosa.get(url("visit_earlier", visit)).status_code == 303

    def test_offer_stands_on_the_first_page_and_one_press_says_yes(
        self, rosa: Client, visit: Appointment, offer: Appointment
    ) -> None:
        assert "An earlier time" in words(rosa.get(reverse("patient:home")))
        page = words(rosa.get(url("visit", offer), follow=True)).replace("\u00a0", " ")
        assert "We hold this time until Wednesday 25 November, 10am" in page
        assert "Your time now: Tuesday 15 December, 10am" in page
        for _press in range(2):
            assert "We hold this time and confirm it" in words(
                rosa.post(url("visit_offer", offer), {"press": "yes"}, follow=True)
            )
        visit.refresh_from_db()
        assert visit.state == "booked"

    def test_late_press_reads_that_the_time_is_gone(self, rosa: Client, offer: Appointment) -> None:
        follow_waiting(at=NOW + DAY)
        page = words(rosa.post(url("visit_offer", offer), {"press": "yes"}, follow=True))
        assert "no longer held for you. Your visit stays as it is." in page

    def test_staff_read_who_waits_and_confirm(self, rosa: Client, visit: Appointment, offer: Appointment) -> None:
        desk = signed_in(staff(Role.COORDINATOR))
        listed = reverse("admin:journey_appointment_waiting")
        assert "Offered Tue 1 Dec, 10am, held until" in words(desk.get(listed)).replace("\u00a0", " ")
        rosa.post(url("visit_offer", offer), {"press": "yes"})
        assert "said yes to an earlier time" in words(desk.get(reverse("admin:index")))
        (row,) = desk.get(listed).context["rows"]
        assert row.offer.replace("\u00a0", " ") == "Said yes to Tue 1 Dec, 10am"
        desk.post(row.confirm_url, {"version": Appointment.objects.get(pk=offer.pk).version})

        visit.refresh_from_db()
        assert (visit.state, visit.moved_to_id) == ("moved", offer.pk)
        assert "Nobody waits for a time." in words(desk.get(listed))
