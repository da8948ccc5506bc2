"""The page that moves a date: the preview, the button, a second click, and what changed between."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from accounts.roles import Role
from journey.actions.appointments import book_appointment
from journey.actions.own_visits import ask_about_visit
from journey.actions.plans import record_plan
from journey.domain.date_changes import MOVED
from journey.models import Journey, JourneyEvent
from tests.builders import NOW, fresh, newest_cycle, staff
from tests.journey.admin.staff_pages import client_of, said, the_time_is
from tests.walked import walked

DAY = timedelta(days=1)
DATE = NOW + 20 * DAY


@pytest.fixture(scope="module")
def journey_of_this_file(file_transaction: None) -> Journey:
    return walked("preparation", procedure_at=DATE)


@pytest.fixture
def rosa(journey_of_this_file: Journey, db: None) -> Journey:
    return fresh(journey_of_this_file)


def url(rosa: Journey, what: str = "procedure") -> str:
    return reverse("admin:journey_journey_move_date", args=[rosa.pk, what])


def typed(rosa: Journey, days: int = 2, **more: Any) -> dict[str, Any]:
    day = DATE + days * DAY
    start = {
        "moment_day": f"{day:%Y-%m-%d}",
        "moment_clock": f"{day:%H:%M}",
        "reason": "Theatre.",
        "was": DATE.isoformat(),
    }
    return {**start, "version": fresh(rosa).version, **more}


def post(rosa: Journey, values: dict[str, Any], role: Role = Role.COORDINATOR) -> Any:
    with the_time_is(NOW):
        return client_of(role).post(url(rosa), values)


def seen(page: Any) -> str:
    return str(page.context["preview"].fingerprint)


def test_preview_then_button_then_second_click(rosa: Journey) -> None:
    values = typed(rosa)
    page = post(rosa, values)
    assert page.status_code == 200
    read = said(page).partition("What the patient will read")[2]
    assert "One message or letter says that dates changed" in read
    assert "Reminders follow the new times by themselves." in read
    assert all(each.title in read for each in page.context["preview"].reads)
    assert page.context["preview"].reads
    assert not JourneyEvent.objects.filter(kind=MOVED).exists()
    for _click in range(2):
        assert post(rosa, {**values, "seen": seen(page)}).status_code == 303

    assert newest_cycle(fresh(rosa)).procedure_at == DATE + 2 * DAY
    assert JourneyEvent.objects.filter(kind=MOVED).count() == 1


def test_journey_that_changed_meanwhile_shows_the_new_preview_and_keeps_what_was_typed(rosa: Journey) -> None:
    values = typed(rosa)
    first = seen(post(rosa, values))
    record_plan(journey=rosa, values={"anticoagulant": True}, by=staff(), at=NOW)
    page = post(rosa, {**values, "seen": first})

    assert page.status_code == 409
    assert "Nothing was moved." in said(page)
    assert page.context["form"]["reason"].value() == "Theatre."
    again = {**values, "version": page.context["form"]["version"].value(), "seen": seen(page)}
    assert post(rosa, again).status_code == 303


def test_two_coordinators_at_once_move_it_once(rosa: Journey) -> None:
    values = typed(rosa)
    mark = seen(post(rosa, values))
    assert post(rosa, {**values, "seen": mark}).status_code == 303
    with the_time_is(NOW):
        other = client_of(staff(Role.COORDINATOR, "Bo Lind"))
        page = other.post(url(rosa), {**values, "seen": mark})
    assert page.status_code == 409
    assert JourneyEvent.objects.filter(kind=MOVED).count() == 1


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"reason": ""}, "This field is required."),
        ({"moment_day": "2020-01-01"}, "Choose a procedure time in the future."),
        ({"moment_day": "2027-03-28", "moment_clock": "01:30"}, "clocks"),
    ],
)
def test_what_cannot_be_is_refused_and_kept(rosa: Journey, changed: dict[str, str], sentence: str) -> None:
    """The half hour that the clocks of London skip in March is one of them."""
    page = post(rosa, {**typed(rosa), **changed})
    assert page.status_code == 422
    assert sentence in said(page)


def test_dates_page_leads_there_and_for_a_day_to_taking_it_back(rosa: Journey) -> None:
    values = typed(rosa)
    post(rosa, {**values, "seen": seen(post(rosa, values))})
    with the_time_is(NOW + timedelta(hours=2)):
        browser = client_of(Role.COORDINATOR)
        assert "Take the last move back" in said(browser.get(reverse("admin:journey_journey_dates", args=[rosa.pk])))
        page = browser.get(f"{url(rosa)}?undo=1")
        assert page.context["form"]["moment"].value() == DATE
    with the_time_is(NOW + 2 * DAY):
        page = client_of(Role.COORDINATOR).get(reverse("admin:journey_journey_dates", args=[rosa.pk]))
        assert "Take the last move back" not in said(page)


def test_date_that_is_not_set_is_recorded_on_its_own_page(rosa: Journey) -> None:
    with the_time_is(NOW):
        page = client_of(Role.CLINICIAN).get(url(rosa, "harvest"))
    assert page.status_code == 302


def test_visit_of_the_day_leads_there_instead_of_moving_or_cancelling_alone(rosa: Journey) -> None:
    values: dict[str, Any] = {"clinician": staff(), "kind": "procedure", "starts_at": DATE, "ends_at": DATE + DAY / 24}
    visit = book_appointment(cycle=newest_cycle(rosa), by=staff(Role.COORDINATOR), at=NOW, **values)
    ask_about_visit(visit=visit, ask="move", words="I work.", by=rosa.patient.user, at=NOW)
    visit.refresh_from_db()
    with the_time_is(NOW):
        browser = client_of(Role.COORDINATOR)
        page = browser.get(reverse("admin:journey_appointment_change", args=[visit.pk]))
        cancelled = browser.post(
            reverse("admin:journey_appointment_cancel", args=[visit.pk]),
            {"state": "cancelled_by_clinic", "reason": "Ill.", "version": visit.version},
        )

    links = {button.url for button in page.context["record"].buttons}
    assert url(rosa) in links
    assert reverse("admin:journey_appointment_cancel", args=[visit.pk]) not in links
    assert not any("appointment/find" in link for link in links)
    assert cancelled.status_code == 409
    assert "A treatment day is not cancelled alone." in said(cancelled)
