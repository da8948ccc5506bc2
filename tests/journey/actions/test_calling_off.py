"""A journey that is postponed or closed: no visit of it is reminded of that falls away, held times are free, and staff
call off the rest with one tick."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail as sent

from accounts import mail
from accounts.models import User
from accounts.roles import Role
from journey.access.standing_visits import still_holds
from journey.actions.appointments import book_appointment
from journey.actions.moves import make_move
from journey.actions.people import set_postal_address
from journey.actions.reminders import note_reminders, send_reminders
from journey.domain.moves import Choices, Move
from journey.domain.stages import JourneyStatus
from journey.domain.standing_visits import TREATMENT, falls_away
from journey.models import Appointment, Journey, Reminder
from tests.builders import NOW, fresh, newest_cycle, staff
from tests.journey.admin.workspace_pages import at_now, get, post, words
from tests.walked import walked

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
SOON = NOW + 6 * DAY


@pytest.fixture(scope="module")
def after_of_this_file(file_transaction: None) -> Journey:
    return _with_address(walked("post_care", day=3))


@pytest.fixture(scope="module")
def before_of_this_file(file_transaction: None) -> Journey:
    return walked("preparation", procedure_at=SOON)


@pytest.fixture
def after(after_of_this_file: Journey, db: None) -> Journey:
    return fresh(after_of_this_file)


@pytest.fixture
def before(before_of_this_file: Journey, db: None) -> Journey:
    return fresh(before_of_this_file)


def _with_address(journey: Journey) -> Journey:
    user = journey.patient.user
    assert user is not None
    user.email = "rosa@example.org"
    user.save()
    set_postal_address(journey.patient, "12 Mill Lane", by=desk(), at=NOW)
    return journey


def desk() -> User:
    return staff(Role.COORDINATOR)


def book(journey: Journey, kind: str, start: Any, **more: Any) -> Appointment:
    values: dict[str, Any] = {"clinician": staff(), "by": desk(), "at": NOW - 2 * DAY, **more}
    return book_appointment(cycle=newest_cycle(journey), kind=kind, starts_at=start, ends_at=start + HOUR / 2, **values)


def move(journey: Journey, kind: Move, *, call_off: bool = False, **chosen: Any) -> None:
    make_move(journey=journey, move=kind, by=staff(), at=NOW, choices=Choices(**chosen), call_off=call_off)


def state(visit: Appointment) -> str:
    visit.refresh_from_db()
    return visit.state


def written(at: Any) -> list[Any]:
    sent.outbox.clear()
    note_reminders(at=at)
    send_reminders(at=at)
    mail.deliver_due(at=at)
    return [message.body for message in sent.outbox if "visit" in message.body]


def test_nobody_reads_of_a_visit_after_a_death_noted_before_or_not(after: Journey) -> None:
    visit, held = book(after, "w2", SOON), book(after, "w6", SOON + 2 * DAY, state="offered")
    day_before = SOON - DAY + HOUR / 4
    note_reminders(at=day_before)
    assert visit.reminders.exists()

    move(after, Move.RECORD_DEATH)

    assert (state(visit), state(held)) == ("booked", "cancelled_by_clinic")
    assert written(day_before + HOUR) == []
    Reminder.objects.all().delete()
    assert written(day_before + HOUR) == []
    assert not visit.reminders.exists()
    Appointment.objects.filter(pk=visit.pk).update(state="no_show", state_at=SOON)
    assert written(SOON + HOUR) == []


def test_who_withdraws_keeps_the_safety_visits_only_when_they_keep_the_checks(after: Journey) -> None:
    check, needle = book(after, "w2", SOON), book(after, "injection", SOON + DAY)
    move(after, Move.WITHDRAW, call_off=True, note="Enough.")
    assert (state(check), state(needle)) == ("booked", "cancelled_by_clinic")
    assert "Enough." in needle.state_reason
    assert len(written(SOON - DAY + HOUR / 4)) == 1

    move(after, Move.WITHDRAW, call_off=True, keep_safety_checks=False)
    assert state(check) == "cancelled_by_clinic"


@pytest.mark.parametrize("call_off", [True, False])
def test_postponed_treatment_day_is_called_off_in_the_same_move_or_at_least_not_reminded(
    before: Journey, call_off: bool
) -> None:
    day, ready = book(before, "procedure", SOON), book(before, "preparation", SOON - DAY)
    held = book(before, "harvest", SOON + DAY, state="offered")

    move(before, Move.POSTPONE, call_off=call_off, reason_code="infection")

    assert state(day) == ("cancelled_by_clinic" if call_off else "booked")
    assert (state(ready), state(held)) == ("booked", "cancelled_by_clinic")
    note_reminders(at=SOON - DAY + HOUR / 4)
    # Whoever no message reaches is called about the change.
    assert list(day.reminders.values_list("occasion", "channel")) == [("visit_cancelled", "call")] * call_off


def test_many_rows_and_one_are_asked_the_same(before: Journey) -> None:
    kinds = [*sorted(TREATMENT), "w2", "yearly", "unscheduled"]
    for number, kind in enumerate(kinds):
        book(before, kind, SOON + number * DAY)
    for status in JourneyStatus:
        for keeps in (True, False):
            Journey.objects.filter(pk=before.pk).update(status=status, keeps_safety_checks=keeps)
            found = set(Appointment.objects.filter(still_holds()).values_list("kind", flat=True))
            assert found == {each for each in kinds if not falls_away(each, status, keeps_safety_checks=keeps)}, status


def test_confirm_page_lists_what_falls_away_and_one_tick_cancels_it(before: Journey) -> None:
    day, _ready = book(before, "procedure", SOON), book(before, "preparation", SOON - DAY)
    with at_now():
        page = words(get(before, "move/postpone/"))
        typed = {"version": str(before.version), "reason_code": "infection", "call_off": "on"}
        seen = post(before, "move/postpone/", typed).context["preview"].fingerprint  # type: ignore[attr-defined]
        assert post(before, "move/postpone/", {**typed, "seen": seen}).status_code == 303

    listed = page.partition("Visits booked for the treatment")[2].partition("What the patient")[0]
    assert " ".join(listed.split()) == "Procedure: Monday 30 November, 10am (moves along if you choose a new day)"
    assert state(day) == "cancelled_by_clinic"


def test_treatment_day_stays_that_the_postponed_date_meets(before: Journey) -> None:
    day, other = book(before, "procedure", SOON + DAY), book(before, "harvest", SOON)
    move(before, Move.POSTPONE, call_off=True, reason_code="infection", procedure_at=SOON + DAY)
    assert (state(day), state(other)) == ("booked", "cancelled_by_clinic")
