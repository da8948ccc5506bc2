"""A patient and the desk settle a time: offers, choosing, asking to move or to cancel, refusing, and two at once."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from accounts.models import User
from accounts.roles import Role
from journey.actions.appointments import book_appointment, move_appointment, set_appointment_state
from journey.actions.own_visits import (
    ask_about_visit,
    confirm_visit,
    refuse_offered_times,
    take_ask_back,
    take_offered_time,
)
from journey.actions.visit_asks import refuse_ask
from journey.domain.errors import AlreadyDone, MoveNotAllowed, NotAccepted, NotPermitted, SlotTaken, StaleVersion
from journey.models import Appointment, Cycle, Journey, JourneyEvent
from tests.builders import NOW, fresh, helper_of, newest_cycle, patient, staff
from tests.walked import walked

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NINE = NOW + 7 * DAY
WORDS = "I work on Tuesdays."


@pytest.fixture(scope="module")
def rosa_of_this_file(file_transaction: None) -> Journey:
    return walked("post_care", day=3)


@pytest.fixture
def rosa(rosa_of_this_file: Journey, db: None) -> Journey:
    return fresh(rosa_of_this_file)


def me(journey: Journey) -> User:
    assert journey.patient.user is not None
    return journey.patient.user


def desk() -> User:
    return staff(Role.COORDINATOR)


def book(cycle: Cycle, start: datetime = NINE, **more: Any) -> Appointment:
    values: dict[str, Any] = {"clinician": staff(), "kind": "w6", "by": desk(), "at": NOW, **more}
    return book_appointment(cycle=cycle, starts_at=start, ends_at=start + HOUR / 2, **values)


def offer(cycle: Cycle, start: datetime, **more: Any) -> Appointment:
    return book(cycle, start, state="offered", **more)


def said_of(visit: Appointment) -> list[str]:
    rows = JourneyEvent.objects.filter(journey=visit.journey_id, kind__startswith="visit_")
    return sorted(row.kind for row in rows if row.data.get("appointment") == str(visit.pk))


def states(*visits: Appointment) -> list[str]:
    return [Appointment.objects.get(pk=visit.pk).state for visit in visits]


class TestChoosing:
    def test_chosen_time_is_confirmed_and_the_others_are_free_for_somebody_else(self, rosa: Journey) -> None:
        first, second = offer(newest_cycle(rosa), NINE), offer(newest_cycle(rosa), NINE + DAY)
        take_offered_time(visit=second, by=me(rosa), at=NOW)

        assert states(first, second) == ["cancelled_by_clinic", "confirmed"]
        book(_other_cycle(), NINE)

    def test_visit_that_it_stands_for_is_moved_and_both_know_each_other(self, rosa: Journey) -> None:
        old = book(newest_cycle(rosa))
        ask_about_visit(visit=old, ask="move", words=WORDS, by=me(rosa), at=NOW)
        new = offer(newest_cycle(rosa), NINE + DAY, instead_of=old)
        assert states(old, new) == ["booked", "offered"]
        take_offered_time(visit=new, by=me(rosa), at=NOW)

        old.refresh_from_db()
        assert (old.state, old.moved_to_id, old.asks) == ("moved", new.pk, False)

    def test_second_click_changes_nothing_and_a_freed_time_is_said_to_be_gone(self, rosa: Journey) -> None:
        first, second = offer(newest_cycle(rosa), NINE), offer(newest_cycle(rosa), NINE + DAY)
        for _click in range(2):
            take_offered_time(visit=first, by=me(rosa), at=NOW)
        with pytest.raises(MoveNotAllowed, match="no longer held"):
            take_offered_time(visit=second, by=me(rosa), at=NOW)

        assert said_of(first) == ["visit_confirmed", "visit_offered"]

    def test_time_that_is_over_cannot_be_taken(self, rosa: Journey) -> None:
        with pytest.raises(MoveNotAllowed, match="over"):
            take_offered_time(visit=offer(newest_cycle(rosa), NINE), by=me(rosa), at=NINE)

    def test_none_that_fits_frees_all_and_the_desk_reads_what_would(self, rosa: Journey) -> None:
        first, second = offer(newest_cycle(rosa), NINE), offer(newest_cycle(rosa), NINE + DAY)
        refuse_offered_times(visit=first, words=WORDS, part="morning", weekdays=["4", "0"], by=me(rosa), at=NOW)

        first.refresh_from_db()
        assert states(first, second) == ["cancelled_by_patient"] * 2
        assert (first.ask, first.ask_weekdays, first.ask_part) == ("other_times", "0,4", "morning")
        offer(newest_cycle(rosa), NINE + 2 * DAY)
        first.refresh_from_db()
        assert not first.asks

    def test_desk_that_books_one_by_phone_frees_the_others(self, rosa: Journey) -> None:
        first, second = offer(newest_cycle(rosa), NINE), offer(newest_cycle(rosa), NINE + DAY)
        set_appointment_state(appointment=first, state="booked", by=desk(), at=NOW)  # type: ignore[arg-type]
        assert states(first, second) == ["booked", "cancelled_by_clinic"]

    @pytest.mark.parametrize("ending", ["move", "cancelled_by_clinic"])
    def test_visit_that_ends_takes_its_offers_with_it(self, rosa: Journey, ending: str) -> None:
        old = book(newest_cycle(rosa))
        new = offer(newest_cycle(rosa), NINE + DAY, instead_of=old)
        if ending == "move":
            times = {"starts_at": NINE + 3 * DAY, "ends_at": NINE + 3 * DAY + HOUR}
            move_appointment(appointment=old, by=desk(), at=NOW, **times)
        else:
            set_appointment_state(appointment=old, state=ending, by=desk(), at=NOW, reason="Ill.")  # type: ignore[arg-type]

        assert states(new) == ["cancelled_by_clinic"]
        with pytest.raises(MoveNotAllowed):
            take_offered_time(visit=new, by=me(rosa), at=NOW)

    def test_offer_for_a_visit_that_ended_meanwhile_is_refused(self, rosa: Journey) -> None:
        old = book(newest_cycle(rosa))
        ask_about_visit(visit=old, ask="cancel", words="Abroad.", by=me(rosa), at=NOW)
        with pytest.raises(MoveNotAllowed, match="changed meanwhile"):
            offer(newest_cycle(rosa), NINE + DAY, instead_of=old)

    def test_offered_time_is_held_against_others(self, rosa: Journey) -> None:
        offer(newest_cycle(rosa), NINE)
        with pytest.raises(SlotTaken):
            book(_other_cycle(), NINE)


class TestAsking:
    def test_ask_keeps_the_visit_and_comes_once(self, rosa: Journey) -> None:
        visit = book(newest_cycle(rosa))
        for _click in range(2):
            ask_about_visit(visit=visit, ask="move", words=WORDS, weekdays=["0"], by=me(rosa), at=NOW)

        visit.refresh_from_db()
        assert (visit.state, visit.asks, visit.ask_words) == ("booked", True, WORDS)
        assert said_of(visit) == ["visit_asked", "visit_booked"]

    def test_cancelled_check_is_free_at_once_and_a_treatment_day_waits_for_the_clinic(self, rosa: Journey) -> None:
        check = book(newest_cycle(rosa))
        day = book(newest_cycle(rosa), NINE + DAY, kind="procedure")
        for visit in (check, day):
            for _click in range(2):
                ask_about_visit(visit=visit, ask="cancel", words="Abroad.", by=me(rosa), at=NOW)

        day.refresh_from_db()
        assert states(check, day) == ["cancelled_by_patient", "booked"]
        assert day.asks

    @pytest.mark.parametrize(
        ("changed", "field"),
        [
            ({"words": "  "}, "words"),
            ({"words": "x" * 201}, "words"),
            ({"ask": "other_times"}, "ask"),
            ({"part": "midnight"}, "part"),
            ({"weekdays": ["9"]}, "weekdays"),
        ],
    )
    def test_what_cannot_be_is_refused_at_its_field(self, rosa: Journey, changed: dict[str, Any], field: str) -> None:
        visit = book(newest_cycle(rosa))
        with pytest.raises(NotAccepted) as refused:
            ask_about_visit(visit=visit, by=me(rosa), at=NOW, **{"ask": "move", "words": WORDS, **changed})
        assert refused.value.field == field

    def test_visit_that_began_is_for_the_phone(self, rosa: Journey) -> None:
        visit = book(newest_cycle(rosa))
        for act in (
            lambda: confirm_visit(visit=visit, by=me(rosa), at=NINE),
            lambda: ask_about_visit(visit=visit, ask="move", words=WORDS, by=me(rosa), at=NINE),
        ):
            with pytest.raises(MoveNotAllowed, match="call us"):
                act()

    def test_confirming_twice_is_once_and_taking_back_leaves_the_visit(self, rosa: Journey) -> None:
        visit = book(newest_cycle(rosa))
        for _click in range(2):
            confirm_visit(visit=visit, by=me(rosa), at=NOW)
        ask_about_visit(visit=visit, ask="move", words=WORDS, by=me(rosa), at=NOW)
        for _click in range(2):
            take_ask_back(visit=visit, by=me(rosa), at=NOW)

        visit.refresh_from_db()
        assert (visit.state, visit.asks) == ("confirmed", False)
        assert said_of(visit) == ["visit_ask_taken_back", "visit_asked", "visit_booked", "visit_confirmed"]

    def test_patient_who_was_lost_comes_back_with_any_answer(self, rosa: Journey) -> None:
        """clinical.md 8.3."""
        visit = book(newest_cycle(rosa))
        Journey.objects.filter(pk=rosa.pk).update(status="closed_lost_contact", status_reason="Three tries.")
        confirm_visit(visit=Appointment.objects.get(pk=visit.pk), by=me(rosa), at=NOW)

        assert fresh(rosa).status == "active"
        assert JourneyEvent.objects.get(journey=rosa, kind="reopen").reason == "The patient answered about a visit."

    @pytest.mark.parametrize("level", ["see", "fill_in"])
    def test_helper_who_does_not_manage_and_strangers_may_not(self, rosa: Journey, level: str) -> None:
        visit = book(newest_cycle(rosa))
        people = [helper_of(rosa.patient, level).user, patient("Ken Ode").user, desk()]
        for person in people:
            with pytest.raises(NotPermitted):
                ask_about_visit(visit=visit, ask="move", words=WORDS, by=person, at=NOW)  # type: ignore[arg-type]


class TestAnswering:
    def test_refusal_is_read_once_and_a_second_desk_reads_who_answered(self, rosa: Journey) -> None:
        visit = book(newest_cycle(rosa))
        asked = ask_about_visit(visit=visit, ask="move", words=WORDS, by=me(rosa), at=NOW)
        for _click in range(2):
            refuse_ask(visit=visit, answer="Nobody is here then.", by=desk(), at=NOW, expected_version=asked.version)
        with pytest.raises(AlreadyDone, match="Ana Cruz"):
            refuse_ask(visit=visit, answer="No.", by=staff(Role.COORDINATOR, "Bo Lind"), at=NOW)

        visit.refresh_from_db()
        assert (visit.asks, visit.answer) == (False, "Nobody is here then.")

    def test_page_that_is_older_than_the_ask_is_refused(self, rosa: Journey) -> None:
        visit = book(newest_cycle(rosa))
        ask_about_visit(visit=visit, ask="move", words=WORDS, by=me(rosa), at=NOW)
        with pytest.raises(StaleVersion):
            refuse_ask(visit=visit, answer="No.", by=desk(), at=NOW, expected_version=visit.version)

    @pytest.mark.parametrize("answer", ["", "x" * 201])
    def test_answer_is_a_sentence(self, rosa: Journey, answer: str) -> None:
        visit = book(newest_cycle(rosa))
        ask_about_visit(visit=visit, ask="move", words=WORDS, by=me(rosa), at=NOW)
        with pytest.raises(NotAccepted):
            refuse_ask(visit=visit, answer=answer, by=desk(), at=NOW)

    def test_moved_visit_answers_what_was_asked(self, rosa: Journey) -> None:
        visit = book(newest_cycle(rosa))
        ask_about_visit(visit=visit, ask="move", words=WORDS, by=me(rosa), at=NOW)
        move_appointment(appointment=visit, starts_at=NINE + DAY, ends_at=NINE + DAY + HOUR, by=desk(), at=NOW)
        visit.refresh_from_db()
        assert not visit.asks


def _other_cycle() -> Cycle:
    source = Journey.objects.earliest("started_at")
    journey = Journey.objects.create(
        patient=patient("Ken Ode", user=None), pathway_version=source.pathway_version, status_since=NOW, started_at=NOW
    )
    return Cycle.objects.create(journey=journey, number=1, opened_at=NOW)
