"""The pages of postponing and resuming: the preview, the button, a second click, what changed between, taking back."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from accounts.models import User
from accounts.roles import Role
from journey.actions.appointments import book_appointment
from journey.actions.plans import record_plan
from journey.domain.date_changes import MOVED
from journey.models import Journey, JourneyEvent
from tests.builders import NOW, fresh, newest_cycle, staff
from tests.journey.admin.workspace_pages import at_now, get, post, words
from tests.journey.views.patient_pages import patient_of, the_clock_at
from tests.journey.views.patient_pages import words as patient_words
from tests.walked import walked

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
DATE = NOW + 20 * DAY
NEW = {"procedure_at_day": "2027-01-12", "procedure_at_clock": "10:00"}
NONE = {"procedure_at_day": "", "procedure_at_clock": ""}


@pytest.fixture(autouse=True)
def the_clock() -> Iterator[None]:
    with at_now():
        yield


@pytest.fixture(scope="module")
def journey_of_this_file(file_transaction: None) -> Journey:
    journey = walked("preparation", procedure_at=DATE)
    book_appointment(
        cycle=newest_cycle(journey), kind="procedure", clinician=staff(), starts_at=DATE, ends_at=DATE + HOUR,
        by=cora(), at=NOW,
    )  # fmt: skip
    return journey


@pytest.fixture
def rosa(journey_of_this_file: Journey, db: None) -> Journey:
    return fresh(journey_of_this_file)


def cora(name: str = "Cora Lind") -> User:
    return staff(Role.COORDINATOR, name)


def typed(rosa: Journey, **more: Any) -> dict[str, Any]:
    return {"version": rosa.version, "reason_code": "infection", "note": "A cold.", "call_off": "on", **NEW, **more}


def sent(rosa: Journey, values: dict[str, Any], move: str = "postpone", who: User | None = None) -> Any:
    return post(rosa, f"move/{move}/", values, who=who or cora())


def seen(page: Any) -> str:
    return str(page.context["preview"].fingerprint)


def done(rosa: Journey, values: dict[str, Any], move: str = "postpone") -> None:
    assert sent(rosa, {**values, "seen": seen(sent(rosa, values, move))}, move).status_code == 303


def test_preview_then_button_then_second_click(rosa: Journey) -> None:
    values = typed(rosa)
    page = sent(rosa, values)
    assert page.status_code == 200
    shown = words(page)
    for heading in ("The journey (", "Check-ins (", "Visits (1)", "What does not move, and why", "What the patient"):
        assert heading in shown
    read = shown.partition("What the patient will read")[2]
    assert "Your date has moved because there is a sign of infection. New date: Tuesday 12 January 2027." in read
    assert all(each.title in read for each in page.context["preview"].reads)
    assert fresh(rosa).status == "active"

    for _click in range(2):
        assert sent(rosa, {**values, "seen": seen(page)}).status_code == 303
    assert fresh(rosa).status == "postponed"
    assert JourneyEvent.objects.filter(journey=rosa, kind=MOVED).count() == 1


def test_other_person_is_told_who_was_first(rosa: Journey) -> None:
    values = typed(rosa)
    mark = seen(sent(rosa, values))
    assert sent(rosa, {**values, "seen": mark}).status_code == 303
    page = sent(rosa, {**values, "seen": mark}, who=cora("Bo Lind"))
    assert page.status_code == 409
    assert "Cora Lind did this already: Postpone." in words(page)


def test_journey_that_changed_meanwhile_shows_the_new_preview_and_keeps_what_was_typed(rosa: Journey) -> None:
    values = typed(rosa)
    mark = seen(sent(rosa, values))
    record_plan(journey=rosa, values={"anticoagulant": True}, by=staff(), at=NOW)
    page = sent(rosa, {**values, "seen": mark})
    assert page.status_code == 409
    assert "Nothing was saved. Dr Osei did something else meanwhile: plan recorded." in words(page)
    form = page.context["form"]
    assert (form["note"].value(), form["reason_code"].value()) == ("A cold.", "infection")
    assert sent(rosa, {**values, "version": form["version"].value(), "seen": seen(page)}).status_code == 303


def test_time_that_was_taken_meanwhile_shows_the_new_preview(rosa: Journey) -> None:
    values = typed(rosa)
    mark = seen(sent(rosa, values))
    other, start = walked("preparation"), DATE + 29 * DAY
    book_appointment(
        cycle=newest_cycle(other), kind="preparation", clinician=staff(), starts_at=start, ends_at=start + HOUR,
        by=cora(), at=NOW,
    )  # fmt: skip
    page = sent(rosa, {**values, "seen": mark})
    assert page.status_code == 409
    assert "Nothing was saved. Something changed since you saw the preview." in words(page)
    assert "Dr Osei already has a visit" in words(page).partition("What does not move")[2]


def test_patient_reads_one_notice_also_without_a_new_day_and_after_it_is_known(rosa: Journey) -> None:
    done(rosa, typed(rosa, **NONE))
    shown = patient_words(patient_of(rosa).get("/"))
    assert "It was: Monday 14 December, 10am. It is now: no day set yet." in shown
    assert "Your treatment day No day set yet" in shown
    assert "No longer needed" not in shown

    later = fresh(rosa)
    with the_clock_at(NOW + HOUR / 12):
        done(later, {"version": later.version, "note": "", **NEW}, "resume")
        shown = patient_words(patient_of(rosa).get("/"))
    assert "It was: Monday 14 December, 10am. It is now: Tuesday 12 January 2027, 10am." in shown
    assert shown.count("Your treatment day has moved") == 1


def test_dates_page_leads_to_taking_it_back_on_the_page_of_resuming(rosa: Journey) -> None:
    done(rosa, typed(rosa))
    assert "Take the postponing back: treatment on Monday 14 December, 10am" in words(get(rosa, "dates/", who=cora()))
    form = get(rosa, "move/resume/?undo=1", who=cora()).context["form"]  # type: ignore[attr-defined]
    assert form["procedure_at"].value() == DATE
    again = fresh(rosa)
    done(again, {**typed(again), "procedure_at_day": f"{DATE:%Y-%m-%d}"}, "resume")
    assert (fresh(rosa).status, newest_cycle(fresh(rosa)).procedure_at) == ("active", DATE)
    assert "Take the postponing back" not in words(get(rosa, "dates/", who=cora()))
