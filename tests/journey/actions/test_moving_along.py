"""Postponing, and going on with another day: what is previewed is what is done, and it can be taken back."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.http import Http404

from accounts.models import User
from accounts.roles import Role
from journey.actions.appointments import book_appointment, set_appointment_state
from journey.actions.date_moves import Moved, last_move
from journey.actions.moves import make_move
from journey.actions.moving_along import last_postponing, move_along, preview_moving_along
from journey.actions.records import save_record
from journey.domain.date_changes import compare
from journey.domain.errors import AlreadyDone, MoveNotAllowed, NotAccepted, NotPermitted, StaleVersion
from journey.domain.moves import Choices, Move
from journey.domain.record.sections import SECTIONS
from journey.domain.windows import Anchor
from journey.models import Appointment, CheckIn, Journey, JourneyEvent, Reminder
from journey.presenters.date_plan import journey_plan
from tests.builders import NOW, check_in_of, fresh, newest_cycle, other_site, send, staff
from tests.walked import walked

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
DATE = NOW + 20 * DAY
NEW = DATE + 9 * DAY


@pytest.fixture(scope="module")
def journey_of_this_file(file_transaction: None) -> Journey:
    """Procedure in 20 days, a medicine that stops and starts again, check-ins, and the visit of the day."""
    journey = walked("preparation", procedure_at=DATE)
    lines = [
        {
            "name": "Tablet", "drug_class": "nsaid_oral", "plan": "stop", "stop_days": 3, "restart_days": 5,
            "decided_by": str(staff().pk),
        }
    ]  # fmt: skip
    values: dict[str, Any] = {"values": {"takes_medicines": True}, "lines": {"medicines": lines}}
    save_record(cycle=newest_cycle(journey), section=SECTIONS["medicine_plan"], by=staff(), at=NOW, **values)
    book(journey, DATE)
    return journey


@pytest.fixture
def rosa(journey_of_this_file: Journey, db: None) -> Journey:
    return fresh(journey_of_this_file)


def desk(name: str = "Cora Lind") -> User:
    return staff(Role.COORDINATOR, name)


def book(journey: Journey, start: datetime, kind: str = "procedure", **more: Any) -> Appointment:
    values: dict[str, Any] = {"clinician": staff(), "by": desk(), "at": NOW, **more}
    return book_appointment(cycle=newest_cycle(journey), kind=kind, starts_at=start, ends_at=start + HOUR, **values)


def asked(move: Move = Move.POSTPONE, to: datetime | None = NEW, **more: Any) -> dict[str, Any]:
    choices = Choices(reason_code="infection" if move is Move.POSTPONE else "", procedure_at=to)
    return {"move": move, "choices": choices, "look": journey_plan, "by": desk(), "at": NOW, **more}


def preview(journey: Journey, *args: Any, **more: Any) -> Moved:
    return preview_moving_along(journey=journey, **asked(*args, **more))


def done(journey: Journey, *args: Any, **more: Any) -> Moved:
    seen = preview(journey, *args, **more).move.fingerprint
    found = move_along(journey=journey, seen=seen, **asked(*args, **more))
    assert found.is_done
    return found


def visits(journey: Journey) -> list[tuple[str, datetime]]:
    rows = Appointment.objects.filter(journey=journey, state__in=["booked", "confirmed"]).order_by("starts_at")
    return [(each.kind, each.starts_at) for each in rows]


@pytest.mark.parametrize(
    ("to", "call_off"),
    [(NEW, False), (DATE - 3 * DAY, True), (DATE + 125 * DAY, False), (None, True), (None, False)],
    ids=str,
)
def test_what_changes_is_what_was_previewed(rosa: Journey, to: datetime | None, call_off: bool) -> None:
    """125 days on lies behind the change of the clocks in March."""
    before = journey_plan(rosa, NOW)
    seen = preview(rosa, Move.POSTPONE, to, call_off=call_off).move
    assert journey_plan(fresh(rosa), NOW) == before, "a preview saves nothing"
    assert not JourneyEvent.objects.filter(journey=rosa, kind="postpone").exists()

    values = asked(Move.POSTPONE, to, call_off=call_off)
    assert move_along(journey=rosa, seen=seen.fingerprint, **values).is_done

    assert compare(before, journey_plan(fresh(rosa), NOW)) == seen.changes
    assert {"state", "days", "check_ins"} <= {each.group for each in seen.changes}
    moved = JourneyEvent.objects.get(journey=rosa, kind="date_moved")
    assert moved.data["told"] == seen.for_patient() != []


def test_preview_names_medicines_check_ins_the_visit_and_the_first_page(rosa: Journey) -> None:
    found = {each.key: each for each in preview(rosa).move.changes}
    assert {"Stop Tablet", "You may take Tablet again", "Visit: Your treatment day"} <= {
        each.title for each in found.values()
    }
    assert found["headline"].after.endswith("New date: Wednesday 23\xa0December.")
    assert (found["status"].before, found["status"].after) == ("Active", "Postponed")


def test_visit_of_the_day_moves_with_a_new_date_and_is_freed_without_one_with_one_message(rosa: Journey) -> None:
    done(rosa)
    assert visits(rosa) == [("procedure", NEW)]
    done(fresh(rosa), Move.POSTPONE, None, call_off=True)
    assert visits(rosa) == []
    assert set(Reminder.objects.values_list("occasion", flat=True)) == {"dates_changed"}


@pytest.mark.parametrize("call_off", [True, False], ids=["cancelled", "stays"])
def test_visit_that_cannot_move_is_named_with_the_reason_and_cancelled_only_when_asked(
    rosa: Journey, call_off: bool
) -> None:
    book(walked("preparation", name="Ken Ode"), NEW, kind="preparation")
    found = done(rosa, call_off=call_off).move
    (why,) = [each.why for each in found.stays if each.title == "Visit: 14 December 2026, 10am"]
    assert "Dr Osei already has a visit" in why
    assert why.endswith("It is cancelled.") is call_off
    assert visits(rosa) == ([] if call_off else [("procedure", DATE)])


def test_visit_on_another_day_than_the_new_one_is_named(rosa: Journey) -> None:
    book(rosa, DATE + 2 * DAY, kind="injection")
    stays = {each.title: each.why for each in preview(rosa).move.stays}
    assert "another day than the treatment" in stays["Visit: 16 December 2026, 10am"]


def test_something_that_changed_since_the_preview_moves_nothing(rosa: Journey) -> None:
    seen = preview(rosa).move.fingerprint
    book(rosa, NEW + 5 * HOUR, kind="preparation")
    again = move_along(journey=rosa, seen=seen, **asked())
    assert not again.is_done
    assert fresh(rosa).status == "active"
    assert newest_cycle(rosa).procedure_at == DATE
    assert move_along(journey=rosa, seen=again.move.fingerprint, **asked()).is_done


def test_other_reason_or_day_than_previewed_is_not_done(rosa: Journey) -> None:
    seen = preview(rosa).move.fingerprint
    for choices in (Choices(reason_code="staffing", procedure_at=NEW), Choices("infection", procedure_at=NEW + DAY)):
        assert not move_along(journey=rosa, seen=seen, **{**asked(), "choices": choices}).is_done


def test_second_person_is_told_who_was_first_and_a_second_click_changes_nothing(rosa: Journey) -> None:
    values: dict[str, Any] = {"seen": preview(rosa).move.fingerprint, "expected_version": rosa.version}
    for _click in range(2):
        assert move_along(journey=rosa, **values, **asked()).is_done
    with pytest.raises(AlreadyDone, match="Cora Lind did this already: Postpone"):
        move_along(journey=rosa, **values, **asked(by=desk("Bo Lind")))
    with pytest.raises(StaleVersion, match="Cora Lind did something else meanwhile: Postpone"):
        move_along(journey=rosa, **values, **asked(Move.RESUME, by=desk("Bo Lind")))
    assert JourneyEvent.objects.filter(journey=rosa, kind="date_moved").count() == 1


class TestTakingBack:
    @pytest.mark.parametrize("to", [NEW, NEW + 40 * DAY, None], ids=str)
    def test_resuming_on_the_day_before_restores_the_plan_and_the_visit(
        self, rosa: Journey, to: datetime | None
    ) -> None:
        later, plan = NOW + 5 * HOUR, journey_plan(rosa, NOW)
        done(rosa, Move.POSTPONE, to, call_off=True)
        event = last_postponing(fresh(rosa), later)
        assert event is not None
        assert event.data["from"] == DATE.isoformat()
        done(fresh(rosa), Move.RESUME, DATE, at=later)

        assert compare(plan, journey_plan(fresh(rosa), NOW)) == ()
        assert visits(rosa) == [("procedure", DATE)]
        assert last_postponing(fresh(rosa), later) is None

    def test_time_that_was_given_away_meanwhile_is_named(self, rosa: Journey) -> None:
        done(rosa, Move.POSTPONE, None, call_off=True)
        book(walked("preparation", name="Ken Ode"), DATE, kind="preparation")
        found = done(fresh(rosa), Move.RESUME, DATE, at=NOW + HOUR).move
        assert any("Dr Osei already has a visit" in each.why for each in found.stays)
        assert visits(rosa) == []

    def test_after_a_day_or_resuming_on_another_day_it_is_a_new_decision(self, rosa: Journey) -> None:
        done(rosa, Move.POSTPONE, None, call_off=True)
        assert last_postponing(fresh(rosa), NOW + DAY + HOUR) is None
        done(fresh(rosa), Move.RESUME, NEW, at=NOW + HOUR)
        assert visits(rosa) == []
        event = last_move(fresh(rosa), Anchor.PROCEDURE, NOW + 2 * HOUR)
        assert event is not None
        assert (event.data["from"], event.data["to"]) == (None, NEW.isoformat())

    def test_visit_that_staff_cancelled_themselves_stays_cancelled(self, rosa: Journey) -> None:
        other = book(rosa, DATE + 3 * DAY, kind="harvest")
        set_appointment_state(appointment=other, state="cancelled_by_clinic", reason="Ill.", by=desk(), at=NOW)  # type: ignore[arg-type]
        done(rosa, Move.POSTPONE, None, call_off=True)
        done(fresh(rosa), Move.RESUME, DATE, at=NOW + HOUR)
        assert visits(rosa) == [("procedure", DATE)]


def test_resuming_without_a_day_moves_nothing(rosa: Journey) -> None:
    done(rosa)
    found = done(fresh(rosa), Move.RESUME, None).move
    assert {each.group for each in found.changes} == {"state"}
    assert JourneyEvent.objects.filter(journey=rosa, kind="date_moved").count() == 1


class TestStartQuestions:
    """They are good for 30 days (clinical.md 8.2): sent 12 days before the first date, so for 18 days after it."""

    SENT = NOW + 8 * DAY

    @pytest.mark.parametrize(("days", "is_asked"), [(18, False), (19, True)])
    @pytest.mark.parametrize("without", [False, True], ids=["at once", "after a time without a day"])
    def test_are_asked_again_when_they_get_too_old_for_the_new_day_and_the_preview_says_so(
        self, rosa: Journey, days: int, is_asked: bool, without: bool
    ) -> None:
        at = self.SENT
        send(check_in_of(rosa, "P-BASE"), at=at)
        move, to = (Move.RESUME if without else Move.POSTPONE), DATE + days * DAY
        if without:
            done(rosa, Move.POSTPONE, None, at=at)
        found = preview(fresh(rosa), move, to, at=at).move
        changes = {each.key: each for each in found.changes}
        words = (
            [changes["baseline"].after] if is_asked else [x.why for x in found.stays if x.title == "Start questions"]
        )
        assert [word.endswith("too old for the day: asked again") for word in words] == [is_asked]
        assert ("check-in:P-BASE:0" in changes) is is_asked

        done(fresh(rosa), move, to, at=at)

        assert check_in_of(rosa, "P-BASE").state == ("scheduled" if is_asked else "submitted")

    def test_that_were_asked_again_are_sent_as_before_when_it_is_taken_back(self, rosa: Journey) -> None:
        send(check_in_of(rosa, "P-BASE"), at=self.SENT)
        done(rosa, Move.POSTPONE, DATE + 40 * DAY, at=self.SENT + HOUR)
        assert check_in_of(rosa, "P-BASE").state == "scheduled"
        done(fresh(rosa), Move.RESUME, DATE, at=self.SENT + 2 * HOUR)
        assert check_in_of(rosa, "P-BASE").submitted_at == self.SENT


def test_check_ins_after_a_harvest_go_on_through_a_postponing_that_is_taken_back(db: None) -> None:
    journey = walked("injection")
    asks = CheckIn.objects.filter(cycle=newest_cycle(journey), code__startswith="H-", state="scheduled")
    day, codes = newest_cycle(journey).procedure_at, set(asks.values_list("code", flat=True))
    assert codes
    for move, to in ((Move.POSTPONE, None), (Move.RESUME, day)):
        done(fresh(journey), move, to)
        assert set(asks.values_list("code", flat=True)) == codes


class TestRefusing:
    @pytest.mark.parametrize(
        ("choices", "refusal"),
        [(Choices(procedure_at=NEW), NotAccepted), (Choices("infection", procedure_at=NOW - DAY), NotAccepted)],
        ids=["no reason", "a day that is over"],
    )
    def test_what_the_move_refuses_is_refused_in_the_preview(
        self, rosa: Journey, choices: Choices, refusal: type[Exception]
    ) -> None:
        with pytest.raises(refusal):
            preview_moving_along(journey=rosa, **{**asked(), "choices": choices})

    def test_closed_journey_roles_and_teams(self, rosa: Journey) -> None:
        for by, refusal in (
            (staff(Role.MANAGER), NotPermitted),
            (staff(Role.COORDINATOR, "Far Desk", site=other_site()), Http404),
        ):
            with pytest.raises(refusal):
                preview(rosa, by=by)
            with pytest.raises(refusal):
                move_along(journey=rosa, seen="", **asked(by=by))
        make_move(journey=rosa, move=Move.TRANSFER, by=staff(), at=NOW, choices=Choices(note="Leeds."))
        with pytest.raises(MoveNotAllowed):
            preview(fresh(rosa))
