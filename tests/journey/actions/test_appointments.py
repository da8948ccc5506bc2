"""Visits: nobody is in two places at once, and a moved or cancelled visit says who and why."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from accounts.models import User
from journey.actions.appointments import book_appointment, move_appointment, set_appointment_state
from journey.domain.errors import AlreadyDone, MoveNotAllowed, NotAccepted, NotPermitted, StaleVersion
from journey.models import Appointment, AppointmentState, Clinic, Journey
from tests.builders import NOW, fresh, newest_cycle, staff

NINE = NOW + timedelta(days=7)
HALF = timedelta(minutes=30)


def book(journey: Journey, start: datetime = NINE, end: datetime | None = None, **more: Any) -> Appointment:
    values: dict[str, Any] = {
        "clinician": staff("clinician"),
        "kind": "w2",
        "by": staff("coordinator"),
        "at": NOW,
        **more,
    }
    return book_appointment(cycle=newest_cycle(journey), starts_at=start, ends_at=end or start + 2 * HALF, **values)


def other_doctor() -> User:
    return staff("clinician", "Dr Abel")


class TestBooking:
    """LOG-10, BAD-04: times that cannot be, in the past, over another visit, in a night when the clock changes."""

    @pytest.mark.parametrize("role", ["clinician", "nurse", "coordinator"])
    def test_visit_is_booked_by_the_desk(self, post_care: Journey, role: str) -> None:
        visit = book(post_care, by=staff(role))

        assert (visit.state, visit.patient, visit.site) == ("booked", post_care.patient, post_care.patient.site)
        assert post_care.events.get(kind="visit_booked").data["starts_at"] == NINE.isoformat()

    @pytest.mark.parametrize("role", ["manager", "auditor"])
    def test_visit_is_not_booked_by_others(self, post_care: Journey, role: str) -> None:
        with pytest.raises(NotPermitted):
            book(post_care, by=staff(role))

    @pytest.mark.parametrize(
        ("start", "end"),
        [(NOW, NOW + HALF), (NOW - HALF, NOW + HALF), (NINE, NINE), (NINE, NINE - HALF)],
        ids=["now", "past", "no length", "backwards"],
    )
    def test_time_that_cannot_be_is_refused(self, post_care: Journey, start: datetime, end: datetime) -> None:
        with pytest.raises(NotAccepted):
            book(post_care, start, end)
        assert not Appointment.objects.filter(patient=post_care.patient).exists()

    @pytest.mark.parametrize("kind", ["", "party"])
    def test_unknown_kind_of_visit_is_refused(self, post_care: Journey, kind: str) -> None:
        with pytest.raises(NotAccepted):
            book(post_care, kind=kind)

    @pytest.mark.parametrize("order", [1, -1], ids=["first booked first", "first booked last"])
    @pytest.mark.parametrize(
        ("start", "end", "clashes"),
        [
            (NINE, NINE + 2 * HALF, True),
            (NINE - HALF, NINE + HALF, True),
            (NINE + HALF, NINE + 3 * HALF, True),
            (NINE + HALF / 2, NINE + HALF, True),
            (NINE - HALF, NINE + 3 * HALF, True),
            (NINE - HALF, NINE, False),
            (NINE + 2 * HALF, NINE + 3 * HALF, False),
        ],
        ids=["same", "over the start", "over the end", "inside", "around", "just before", "just after"],
    )
    @pytest.mark.parametrize("who", ["clinician", "patient"])
    def test_overlap_is_refused_for_clinician_and_patient_in_both_orders(
        self,
        post_care: Journey,
        follow_up: Journey,
        who: str,
        start: datetime,
        end: datetime,
        clashes: bool,
        order: int,
    ) -> None:
        second: dict[str, Any] = (
            {"journey": follow_up} if who == "clinician" else {"journey": post_care, "clinician": other_doctor()}
        )
        visits = [{"journey": post_care, "start": NINE, "end": NINE + 2 * HALF}, {**second, "start": start, "end": end}]
        first, last = visits[::order]
        book(**first)

        if not clashes:
            book(**last)
            return
        with pytest.raises(NotAccepted) as refusal:
            book(**last)
        kept = Appointment.objects.get(starts_at__gt=NOW)
        busy, other = (kept.clinician, kept.patient) if who == "clinician" else (kept.patient, kept.clinician)
        assert str(refusal.value).startswith(f"{busy} already has a visit on 1 December 2026 from ")
        assert str(refusal.value).endswith(f", with {other}.")

    def test_every_visit_in_the_way_is_named_at_the_clinics_time(self, post_care: Journey, follow_up: Journey) -> None:
        Clinic.objects.update(time_zone="Asia/Tokyo")
        book(post_care, NINE, NINE + HALF, clinician=other_doctor())
        book(follow_up, NINE + HALF, NINE + 5 * HALF / 2)
        whole_morning = {"start": NINE - HALF, "end": NINE + 6 * HALF}

        with pytest.raises(NotAccepted) as refusal:
            book(fresh(post_care), **whole_morning)

        assert str(refusal.value) == (
            f"{post_care.patient} already has a visit on 1 December 2026 from 7pm to 7:30pm, with Dr Abel. "
            f"Dr Osei already has a visit on 1 December 2026 from 7:30pm to 8:15pm, with {follow_up.patient}."
        )

    @pytest.mark.parametrize("state", ["cancelled_by_patient", "cancelled_by_clinic"])
    def test_cancelled_visit_leaves_its_time_free(self, post_care: Journey, state: str) -> None:
        first = book(post_care)
        set_appointment_state(
            appointment=first, state=AppointmentState(state), by=staff("nurse"), at=NOW, reason="Has a cold."
        )

        assert book(post_care).pk != first.pk


class TestMoving:
    def test_moved_visit_knows_its_new_one_and_keeps_who_and_why(self, post_care: Journey) -> None:
        old = book(post_care)
        new = move_appointment(
            appointment=old,
            starts_at=NINE + HALF,
            ends_at=NINE + 3 * HALF,
            by=staff("nurse"),
            at=NOW,
            reason="Bus is late.",
        )

        old.refresh_from_db()
        assert (old.state, old.moved_to, old.state_by, old.state_reason) == (
            "moved",
            new,
            staff("nurse"),
            "Bus is late.",
        )
        assert (new.state, new.kind, new.clinician) == ("booked", old.kind, old.clinician)
        assert post_care.events.filter(kind="visit_moved").count() == 1

    def test_move_onto_another_visit_leaves_the_old_one_booked(self, post_care: Journey, follow_up: Journey) -> None:
        old = book(post_care)
        book(follow_up, NINE + 4 * HALF)

        with pytest.raises(NotAccepted, match="Dr Osei already has a visit on 1 December 2026 from"):
            move_appointment(
                appointment=old, starts_at=NINE + 5 * HALF, ends_at=NINE + 7 * HALF, by=staff("nurse"), at=NOW
            )
        old.refresh_from_db()
        assert (old.state, old.moved_to) == ("booked", None)

    def test_move_to_another_clinician_frees_the_first(self, post_care: Journey, follow_up: Journey) -> None:
        old = book(post_care)
        new = move_appointment(
            appointment=old, starts_at=NINE, ends_at=NINE + HALF, clinician=other_doctor(), by=staff("nurse"), at=NOW
        )

        assert new.clinician == other_doctor()
        assert book(follow_up).clinician == old.clinician

    def test_move_into_the_past_or_of_an_ended_visit_is_refused(self, post_care: Journey) -> None:
        old = book(post_care)
        with pytest.raises(NotAccepted):
            move_appointment(appointment=old, starts_at=NOW, ends_at=NOW + HALF, by=staff("nurse"), at=NOW)

        move_appointment(appointment=old, starts_at=NINE + HALF, ends_at=NINE + 2 * HALF, by=staff("nurse"), at=NOW)
        with pytest.raises(AlreadyDone):
            move_appointment(
                appointment=old, starts_at=NINE + 4 * HALF, ends_at=NINE + 5 * HALF, by=staff("coordinator"), at=NOW
            )

    def test_stale_page_moves_nothing(self, post_care: Journey) -> None:
        old = book(post_care)
        set_appointment_state(appointment=old, state=AppointmentState.ARRIVED, by=staff("nurse"), at=NOW)

        with pytest.raises(StaleVersion):
            move_appointment(
                appointment=old,
                starts_at=NINE + HALF,
                ends_at=NINE + 2 * HALF,
                by=staff("nurse"),
                at=NOW,
                expected_version=1,
            )


class TestState:
    @pytest.mark.parametrize(
        ("state", "at", "reason", "refusal"),
        [
            ("arrived", NINE, "", None),
            ("done", NINE, "", None),
            ("no_show", NINE, "", None),
            ("done", NINE - HALF, "", MoveNotAllowed),
            ("no_show", NINE - HALF, "", MoveNotAllowed),
            ("cancelled_by_patient", NOW, "Has a cold.", None),
            ("cancelled_by_clinic", NOW, "Dr Osei is ill.", None),
            ("cancelled_by_patient", NOW, " ", NotAccepted),
            ("cancelled_by_clinic", NOW, "", NotAccepted),
        ],
    )
    def test_state_of_a_visit_follows_the_clock_and_needs_its_reason(
        self, post_care: Journey, state: str, at: datetime, reason: str, refusal: type[Exception] | None
    ) -> None:
        visit = book(post_care)

        if refusal:
            with pytest.raises(refusal):
                set_appointment_state(
                    appointment=visit, state=AppointmentState(state), by=staff("nurse"), at=at, reason=reason
                )
            return
        changed = set_appointment_state(
            appointment=visit, state=AppointmentState(state), by=staff("nurse"), at=at, reason=reason
        )
        assert (changed.state, changed.state_at, changed.state_by) == (state, at, staff("nurse"))
        assert post_care.events.filter(kind=f"visit_{state}").count() == 1

    def test_repeat_by_the_same_person_changes_nothing(self, post_care: Journey) -> None:
        visit = book(post_care)
        for _ in range(2):
            set_appointment_state(appointment=visit, state=AppointmentState.DONE, by=staff("nurse"), at=NINE)
        assert post_care.events.filter(kind="visit_done").count() == 1

    @pytest.mark.parametrize("state", ["arrived", "done", "no_show"])
    def test_state_set_by_somebody_already_says_who_and_when(self, post_care: Journey, state: str) -> None:
        visit, wanted = book(post_care), AppointmentState(state)
        set_appointment_state(appointment=visit, state=wanted, by=staff("nurse"), at=NINE)

        again = set_appointment_state(appointment=visit, state=wanted, by=staff("nurse"), at=NINE + HALF)
        assert again.state_at == NINE
        with pytest.raises(AlreadyDone, match="by Nurse Kim") as refusal:
            set_appointment_state(appointment=visit, state=wanted, by=staff("coordinator"), at=NINE + HALF)
        assert (refusal.value.by, refusal.value.at) == ("Nurse Kim", NINE)
        assert post_care.events.filter(kind=f"visit_{state}").count() == 1

    @pytest.mark.parametrize("second", ["done", "no_show"])
    def test_ended_visit_says_who_ended_it(self, post_care: Journey, second: str) -> None:
        visit = book(post_care)
        set_appointment_state(appointment=visit, state=AppointmentState.DONE, by=staff("nurse"), at=NINE)

        with pytest.raises(AlreadyDone) as refusal:
            set_appointment_state(appointment=visit, state=AppointmentState(second), by=staff("coordinator"), at=NINE)
        assert refusal.value.by == "Nurse Kim"
