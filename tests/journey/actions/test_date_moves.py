"""A date moves with all that follows: what is previewed is what is done, whole or not at all, and can be taken back."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.http import Http404

from accounts.models import User
from accounts.roles import Role
from journey.actions.appointments import book_appointment, move_appointment, set_appointment_state
from journey.actions.date_moves import Moved, last_move, move_date, preview_date_move
from journey.actions.own_changes import note_change_read
from journey.actions.own_visits import take_offered_time
from journey.actions.plans import record_plan
from journey.actions.records import save_record
from journey.actions.taking_back import check_ins_of
from journey.domain.date_changes import DateMove, Stays, compare, joined
from journey.domain.errors import MoveNotAllowed, NotAccepted, NotPermitted, StaleVersion
from journey.domain.record.sections import SECTIONS
from journey.domain.windows import Anchor
from journey.models import Appointment, CheckIn, Journey, JourneyEvent
from journey.presenters.date_plan import date_plan
from tests.builders import NOW, check_in_of, fresh, newest_cycle, other_site, send, staff
from tests.walked import walked

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
DATE = NOW + 20 * DAY
MEDICINES = 28


@pytest.fixture(scope="module")
def journey_of_this_file(file_transaction: None) -> Journey:
    """Procedure in 20 days, 28 medicines that stop and start again, check-ins, and the visit of the day."""
    journey = walked("preparation", procedure_at=DATE)
    lines = [
        {
            "name": f"Tablet {number}", "drug_class": "nsaid_oral", "plan": "stop", "stop_days": 3 + number % 10,
            "restart_days": 5 + number % 9, "decided_by": str(staff().pk),
        }
        for number in range(MEDICINES)
    ]  # fmt: skip
    values: dict[str, Any] = {"values": {"takes_medicines": True}, "lines": {"medicines": lines}}
    section = SECTIONS["medicine_plan"]
    save_record(cycle=newest_cycle(journey), section=section, by=staff(), at=NOW, **values)
    book(journey, DATE)
    return journey


@pytest.fixture
def rosa(journey_of_this_file: Journey, db: None) -> Journey:
    return fresh(journey_of_this_file)


def desk() -> User:
    return staff(Role.COORDINATOR)


def book(journey: Journey, start: datetime, kind: str = "procedure", **more: Any) -> Appointment:
    values: dict[str, Any] = {"clinician": staff(), "by": desk(), "at": NOW, **more}
    return book_appointment(cycle=newest_cycle(journey), kind=kind, starts_at=start, ends_at=start + HOUR, **values)


def preview(journey: Journey, to: datetime, **more: Any) -> Moved:
    values: dict[str, Any] = {"anchor": Anchor.PROCEDURE, "by": desk(), "at": NOW, **more}
    return preview_date_move(journey=journey, moment=to, look=date_plan, **values)


def move(journey: Journey, to: datetime, seen: str, **more: Any) -> Moved:
    values: dict[str, Any] = {"anchor": Anchor.PROCEDURE, "by": desk(), "at": NOW, "reason": "Theatre.", **more}
    return move_date(journey=journey, moment=to, look=date_plan, seen=seen, **values)


def moved(journey: Journey, to: datetime, **more: Any) -> Moved:
    done = move(journey, to, preview(journey, to, **more).move.fingerprint, **more)
    assert done.is_done
    return done


def kept(move: DateMove) -> list[Stays]:
    """What does not move, apart from how long consent and start questions are good."""
    return [each for each in move.stays if "good until" not in each.why]


@pytest.mark.parametrize("by", [DAY, -3 * DAY, 2 * HOUR, 7 * DAY + 3 * HOUR, 125 * DAY], ids=str)
def test_more_than_60_things_change_exactly_as_previewed(rosa: Journey, by: timedelta) -> None:
    """125 days on lies behind the change of the clocks in March, 40 behind the start questions' age."""
    before = date_plan(rosa, NOW)
    seen = preview(rosa, DATE + by).move
    assert date_plan(fresh(rosa), NOW) == before, "a preview saves nothing"
    assert len(seen.changes) >= (60 if abs(by) >= DAY else 5)

    done = move(rosa, DATE + by, seen.fingerprint)

    assert done.is_done
    assert compare(before, date_plan(fresh(rosa), NOW)) == seen.changes == done.move.changes
    assert JourneyEvent.objects.filter(journey=rosa, kind="date_moved").count() == 1


def test_preview_names_medicines_food_check_ins_and_the_visit(rosa: Journey) -> None:
    found = preview(rosa, DATE + 2 * DAY).move
    assert {each.group for each in found.changes} == {"days", "check_ins", "visits"}
    assert {"Stop Tablet 1", "You may take Tablet 1 again", "Visit: Your treatment day"} <= {
        each.title for each in found.changes
    }
    assert kept(found) == []
    assert [each.title for each in found.stays] == ["Consent"]


def test_something_that_changed_since_the_preview_shows_the_new_one_and_moves_nothing(rosa: Journey) -> None:
    seen = preview(rosa, DATE + DAY).move
    book(rosa, DATE + DAY + 5 * HOUR, kind="preparation")
    again = move(rosa, DATE + DAY, seen.fingerprint)

    assert not again.is_done
    assert [each.why for each in kept(again.move)] == ["It is after the new day now. Move it by hand."]
    assert newest_cycle(fresh(rosa)).procedure_at == DATE
    assert not JourneyEvent.objects.filter(journey=rosa, kind__in=["date_moved", "visit_moved"]).exists()
    assert move(rosa, DATE + DAY, again.move.fingerprint).is_done


def test_preview_of_another_moment_does_not_count(rosa: Journey) -> None:
    assert not move(rosa, DATE + 2 * DAY, preview(rosa, DATE + DAY).move.fingerprint).is_done


def test_page_that_is_older_than_the_journey_is_refused(rosa: Journey) -> None:
    version, seen = fresh(rosa).version, preview(rosa, DATE + DAY).move.fingerprint
    record_plan(journey=rosa, values={"anticoagulant": True}, by=staff(), at=NOW)
    with pytest.raises(StaleVersion):
        move(rosa, DATE + DAY, seen, expected_version=version)


def test_visit_of_the_day_moves_along_and_one_that_cannot_stays_with_the_reason(rosa: Journey) -> None:
    visit = Appointment.objects.get(journey=rosa, kind="procedure")
    other = walked("preparation", name="Ken Ode")
    book(other, DATE + DAY, kind="preparation")
    found = preview(rosa, DATE + DAY).move
    assert [each.title for each in kept(found)] == ["Visit: 14 December 2026, 10am"]
    assert "Dr Osei already has a visit" in found.stays[0].why
    moved(rosa, DATE + DAY)
    visit.refresh_from_db()
    assert (visit.state, visit.starts_at) == ("booked", DATE)


def test_done_things_stay_done(rosa: Journey) -> None:
    send(check_in_of(rosa, "P-BASE"), at=NOW + 8 * DAY)
    at = NOW + 8 * DAY
    found = preview(rosa, DATE + DAY, at=at).move
    assert "check-in:P-BASE:0" not in {each.key for each in found.changes}
    assert [each.why for each in kept(found)] == ["It is done already."]
    moved(rosa, DATE + DAY, at=at)
    assert CheckIn.objects.get(cycle=newest_cycle(rosa), code="P-BASE").state == "submitted"


def test_start_questions_that_get_too_old_are_asked_again_and_said_so(rosa: Journey) -> None:
    at = NOW + 8 * DAY
    send(check_in_of(rosa, "P-BASE"), at=at)
    found = {each.key: each for each in preview(rosa, DATE + 40 * DAY, at=at).move.changes}
    assert found["check-in:P-BASE:0"].before == "sent"


class TestTakingBack:
    def test_move_back_within_a_day_restores_the_plan_and_deletes_nothing(self, rosa: Journey) -> None:
        before = date_plan(rosa, NOW)
        moved(rosa, DATE + DAY)
        later = NOW + 5 * HOUR
        event = last_move(rosa, Anchor.PROCEDURE, later)
        assert event is not None
        moved(rosa, datetime.fromisoformat(event.data["from"]), at=later)

        assert compare(before, date_plan(fresh(rosa), NOW)) == ()
        assert JourneyEvent.objects.filter(journey=rosa, kind="date_moved").count() == 2

    def test_start_questions_that_were_asked_again_are_sent_as_before_and_nothing_else_differs(
        self, rosa: Journey
    ) -> None:
        at = NOW + 8 * DAY
        send(check_in_of(rosa, "P-BASE"), at=at)
        cycle, later = newest_cycle(rosa), at + 3 * HOUR
        plan, rows = date_plan(fresh(rosa), later), check_ins_of(cycle)
        moved(rosa, DATE + 40 * DAY, at=at + HOUR)
        assert check_in_of(rosa, "P-BASE").state == "scheduled"
        book(rosa, DATE + 40 * DAY + 2 * HOUR, kind="harvest", at=at + HOUR)

        back = moved(rosa, DATE, at=later)

        assert check_ins_of(cycle) == rows
        assert [each.why for each in kept(back.move)] == [
            "It was on that day before the date moved there.", "It is done already.",
        ]  # fmt: skip
        assert {each.key for each in compare(plan, date_plan(fresh(rosa), later))} == {"visit:harvest:1"}

    def test_start_questions_that_were_sent_again_meanwhile_stay_as_the_date_has_them(self, rosa: Journey) -> None:
        at = NOW + 8 * DAY
        send(check_in_of(rosa, "P-BASE"), at=at)
        moved(rosa, DATE + 12 * DAY, at=at)
        moved(rosa, DATE + 40 * DAY, at=at + HOUR)
        CheckIn.objects.filter(journey=rosa, code="P-BASE").update(opens_at=at)
        send(check_in_of(rosa, "P-BASE"), at=at + 2 * HOUR)
        moved(rosa, DATE + 12 * DAY, at=at + 3 * HOUR)
        assert check_in_of(rosa, "P-BASE").submitted_at == at + 2 * HOUR

    def test_after_a_day_or_another_date_it_is_a_new_decision(self, rosa: Journey) -> None:
        moved(rosa, DATE + DAY)
        assert last_move(rosa, Anchor.PROCEDURE, NOW + DAY) is not None
        assert last_move(rosa, Anchor.PROCEDURE, NOW + DAY + HOUR) is None
        assert last_move(rosa, Anchor.INJECTION, NOW) is None


class TestRefusing:
    @pytest.mark.parametrize(
        ("to", "refusal"), [(NOW - DAY, NotAccepted), (NOW - HOUR, NotAccepted)], ids=["yesterday", "an hour ago"]
    )
    def test_moment_that_is_over_is_refused_already_in_the_preview(
        self, rosa: Journey, to: datetime, refusal: type[Exception]
    ) -> None:
        with pytest.raises(refusal):
            preview(rosa, to)

    def test_date_that_is_not_set_cannot_move(self, rosa: Journey) -> None:
        with pytest.raises(MoveNotAllowed):
            preview(rosa, NOW, anchor=Anchor.INJECTION, by=staff())

    def test_desk_does_not_move_what_happened_and_another_team_finds_nobody(self, rosa: Journey) -> None:
        with pytest.raises(NotPermitted):
            preview(rosa, NOW, anchor=Anchor.INJECTION)
        far = staff(Role.COORDINATOR, "Far Desk", site=other_site())
        for act in (lambda: preview(rosa, DATE + DAY, by=far), lambda: move(rosa, DATE + DAY, "", by=far)):
            with pytest.raises(Http404):
                act()


def told(*lines: tuple[str, str, str]) -> dict[str, Any]:
    return {"told": [{"key": key, "title": key, "before": before, "after": after} for key, before, after in lines]}


@pytest.mark.parametrize(
    ("moves", "expected"),
    [
        ([told(("a", "1", "2"))], {"a": ("1", "2")}),
        ([told(("a", "1", "2")), told(("a", "2", "3"))], {"a": ("1", "3")}),
        ([told(("a", "1", "2")), told(("a", "2", "1"))], {}),
        ([told(("a", "1", "2")), told(("b", "4", "5"))], {"a": ("1", "2"), "b": ("4", "5")}),
    ],
)
def test_several_moves_are_told_as_one(moves: list[dict[str, Any]], expected: dict[str, tuple[str, str]]) -> None:
    assert {each["key"]: (each["before"], each["after"]) for each in joined(moves)} == expected


def test_reading_is_kept_once(rosa: Journey) -> None:
    me = rosa.patient.user
    assert me is not None
    assert note_change_read(journey=rosa, by=me, at=NOW) is None
    moved(rosa, DATE + DAY)
    for hours in (1, 2):
        note_change_read(journey=rosa, by=me, at=NOW + hours * HOUR)
    assert JourneyEvent.objects.filter(journey=rosa, kind="date_change_read", by=me).count() == 1


def test_visit_of_the_treatment_day_is_moved_swapped_or_called_off_by_no_other_way(rosa: Journey) -> None:
    day = Appointment.objects.get(patient=rosa.patient, kind="procedure", state="booked")
    asked: dict[str, Any] = {"by": desk(), "at": NOW}
    later = {"starts_at": DATE + DAY, "ends_at": DATE + DAY + HOUR}
    other = staff(Role.CLINICIAN, "Dr Abel")
    acts = [
        lambda: move_appointment(appointment=day, **later, **asked),
        lambda: move_appointment(appointment=day, starts_at=DATE + HOUR, ends_at=DATE + 2 * HOUR, **asked),
        lambda: set_appointment_state(appointment=day, state="cancelled_by_clinic", reason="Ill.", **asked),  # type: ignore[arg-type]
        lambda: book(rosa, DATE + DAY, state="offered"),
        lambda: book(rosa, DATE + DAY, state="offered", instead_of=day),
    ]
    for act in acts:
        with pytest.raises(MoveNotAllowed):
            act()
    # An offer from before the rule, which the patient takes or staff mark.
    old = {"patient": rosa.patient, "journey": rosa, "cycle": day.cycle, "site": day.site, "clinician": staff()}
    held = Appointment.objects.create(
        **old, **later, kind="procedure", state="offered", instead_of=day, offer_ends_at=DATE, state_at=NOW
    )
    with pytest.raises(MoveNotAllowed, match="Please call us"):
        take_offered_time(visit=held, by=rosa.patient.user, at=NOW)
    with pytest.raises(MoveNotAllowed):
        set_appointment_state(appointment=held, state="confirmed", **asked)  # type: ignore[arg-type]
    day.refresh_from_db()
    assert (day.state, day.starts_at, newest_cycle(rosa).procedure_at) == ("booked", DATE, DATE)

    new = move_appointment(appointment=day, starts_at=DATE, ends_at=DATE + HOUR, clinician=other, **asked)
    assert (new.clinician, new.starts_at) == (other, DATE)
