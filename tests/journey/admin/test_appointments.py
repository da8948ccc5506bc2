"""Visits: booking, moving, and what becomes of them; every refusal is a sentence, every click counts once."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts.roles import Role
from journey.actions.appointments import book_appointment
from journey.actions.people import AllergyLine, confirm_allergies
from journey.models import Appointment, Journey
from tests.builders import NOW, journey_at, newest_cycle, patient, staff
from tests.journey.admin.staff_pages import LISTS, client_of, said, the_time_is

ACTS = ["move", "cancel", "arrived", "done", "no_show"]
ADD = "admin:journey_appointment_add"


@pytest.fixture
def journey(preparation: Journey) -> Iterator[Journey]:
    with the_time_is(NOW):
        yield preparation


@pytest.fixture
def visit(journey: Journey) -> Appointment:
    """In an hour, for half an hour, with Dr Osei."""
    return booked(journey, NOW + timedelta(hours=1))


def booked(journey: Journey, starts: datetime) -> Appointment:
    return book_appointment(
        cycle=newest_cycle(journey), clinician=staff(), kind="preparation", starts_at=starts,
        ends_at=starts + timedelta(minutes=30), by=staff(Role.COORDINATOR), at=NOW,
    )  # fmt: skip


def at(visit: Appointment, name: str = "change") -> str:
    return reverse(f"admin:journey_appointment_{name}", args=[visit.pk])


def booking(journey: Journey, /, **changed: str) -> dict[str, str]:
    return {
        "journey": str(journey.pk), "kind": "preparation", "clinician": str(staff().pk), "day": "2026-11-26",
        "start": "09:00", "end": "09:30", **changed,
    }  # fmt: skip


def moving(visit: Appointment, **changed: str) -> dict[str, str]:
    return {
        "day": "2026-11-25", "start": "10:00", "end": "10:30", "clinician": str(visit.clinician_id), "reason": "",
        "version": str(visit.version), **changed,
    }  # fmt: skip


# Doors ----------------------------------------------------------------------------------------------


def test_visit_page_signed_out_asks_to_sign_in(visit: Appointment) -> None:
    for name in ("change", *ACTS):
        response = Client().get(at(visit, name), follow=True)

        assert response.redirect_chain[-1][0].startswith(reverse("account_login")), name


def test_visit_page_for_the_patient_is_not_found(visit: Appointment) -> None:
    client = client_of(visit.patient.user)

    for name in ("change", *ACTS):
        assert client.get(at(visit, name)).status_code == client.post(at(visit, name)).status_code == 404, name


def test_visit_page_opens_for_the_roles_that_may(visit: Appointment) -> None:
    expected: dict[Role, set[str]] = {
        Role.CLINICIAN: {"change", *ACTS},
        Role.NURSE: {"change", *ACTS},
        Role.COORDINATOR: {"change", *ACTS},
        Role.MANAGER: {"change"},
        Role.AUDITOR: set(),
    }
    for role, may in expected.items():
        client = client_of(role)

        assert {name for name in ("change", *ACTS) if client.get(at(visit, name)).status_code == 200} == may, role
        assert (client.get(reverse(ADD)).status_code == 200) is (may > {"change"}), role


# Booking ----------------------------------------------------------------------------------------------


def test_book_on_the_clinics_clock(journey: Journey) -> None:
    response = client_of(Role.COORDINATOR).post(reverse(ADD), booking(journey))

    visit = Appointment.objects.get()
    assert response["Location"] == at(visit)
    assert (visit.starts_at, visit.ends_at) == (
        datetime(2026, 11, 26, 9, tzinfo=UTC),
        datetime(2026, 11, 26, 9, 30, tzinfo=UTC),
    )


def test_book_twice_is_one_visit(journey: Journey) -> None:
    client = client_of(Role.COORDINATOR)

    answers = [client.post(reverse(ADD), booking(journey)) for _click in range(2)]

    assert [each.status_code for each in answers] == [303, 303]
    assert answers[0]["Location"] == answers[1]["Location"]
    assert Appointment.objects.count() == 1


MISTYPED: list[tuple[dict[str, str], str]] = [
    ({"day": "2026-11-24", "start": "09:00"}, "Choose a time in the future."),
    ({"day": "2026-11-23"}, "Choose a time in the future."),
    ({"end": "08:00"}, "The visit must end after it starts."),
    ({"end": "09:00"}, "The visit must end after it starts."),
    ({"end": "23:00"}, "A visit takes at most 12 hours."),
    ({"day": "2027-03-28", "start": "01:30", "end": "03:00"}, "This time does not exist"),
    ({"day": "2027-10-31", "start": "01:30", "end": "03:00"}, "show this time twice"),
    ({"day": ""}, "Enter the day."),
    ({"day": "2026-02-31"}, "Enter a valid date."),
    ({"start": "25:00"}, "Enter a valid time."),
    ({"kind": ""}, "Choose the visit."),
    ({"clinician": ""}, "Choose who sees the patient."),
    ({"journey": ""}, "Choose the patient."),
    ({"journey": "00000000-0000-0000-0000-000000000000"}, "Choose a patient of the list."),
    ({"journey": "nonsense"}, "nonsense"),
]


def test_book_refuses_with_a_sentence_and_keeps_what_was_typed(journey: Journey) -> None:
    client = client_of(Role.COORDINATOR)

    for changed, sentence in MISTYPED:
        response = client.post(reverse(ADD), booking(journey, **changed))

        assert response.status_code == 422, changed
        assert sentence in said(response), changed
        assert "There is a problem" in said(response), changed
        assert f'value="{changed.get("end", "09:30")}"' in response.content.decode(), changed
        assert not Appointment.objects.exists(), changed


@pytest.mark.parametrize(
    ("whose", "sentence"),
    [
        ("clinician", "Dr Osei already has a visit on 26 November 2026 from 9:15am to 9:45am, with Tom Okafor."),
        ("patient", "Rosa Marsh already has a visit on 26 November 2026 from 9:15am to 9:45am, with Dr Osei."),
    ],
)
def test_book_over_another_visit_says_whose_time_is_taken(journey: Journey, whose: str, sentence: str) -> None:
    other = journey if whose == "patient" else journey_at("consultation", who=patient("Tom Okafor"))
    booked(other, datetime(2026, 11, 26, 9, 15, tzinfo=UTC))
    clinician = staff(Role.CLINICIAN, "Dr Lind") if whose == "patient" else staff()

    response = client_of(Role.COORDINATOR).post(reverse(ADD), booking(journey, clinician=str(clinician.pk)))

    assert response.status_code == 409
    assert sentence in said(response)
    assert Appointment.objects.count() == 1


def test_book_from_the_workspace_knows_the_patient_and_the_visit(journey: Journey) -> None:
    page = client_of(Role.COORDINATOR).get(reverse(ADD), {"journey": str(journey.pk), "kind": "w6"}).content.decode()

    assert f'value="{journey.pk}" selected' in page
    assert 'value="w6" selected' in page


def test_suggestions_name_record_and_side(journey: Journey) -> None:
    asked = {"term": "ros", "app_label": "journey", "model_name": "appointment", "field_name": "journey"}

    found = client_of(Role.COORDINATOR).get(reverse("admin:autocomplete"), asked).json()["results"]

    record = journey.patient.record_no
    assert found == [{"id": str(journey.pk), "text": f"Rosa Marsh, {record}, RIGHT base of thumb (CMC1)"}]


@pytest.mark.parametrize("role", [Role.MANAGER, Role.AUDITOR])
def test_suggestions_are_only_rows_that_the_reader_may_see(journey: Journey, role: Role) -> None:
    asked = {"term": "ros", "app_label": "journey", "model_name": "appointment", "field_name": "journey"}
    response = client_of(role).get(reverse("admin:autocomplete"), asked)

    assert response.status_code == (200 if role is Role.MANAGER else 403)


# Moving, cancelling, marking ------------------------------------------------------------------------


def test_move_keeps_both_times_and_leads_to_the_new_one(visit: Appointment) -> None:
    response = client_of(Role.COORDINATOR).post(at(visit, "move"), moving(visit))

    visit.refresh_from_db()
    assert visit.state == "moved"
    assert response["Location"] == at(visit.moved_to)
    assert "Open the new time" in said(client_of(Role.NURSE).get(at(visit)))


def test_move_by_half_an_hour_does_not_collide_with_itself(visit: Appointment) -> None:
    form = moving(visit, day="2026-11-24", start="11:15", end="11:45")

    assert client_of(Role.COORDINATOR).post(at(visit, "move"), form).status_code == 303


def test_move_twice_by_the_same_person_is_one_move(visit: Appointment) -> None:
    client = client_of(Role.COORDINATOR)

    answers = [client.post(at(visit, "move"), moving(visit)).status_code for _click in range(2)]

    assert answers == [303, 303]
    assert Appointment.objects.count() == 2


def test_move_by_a_second_person_says_who_was_first(visit: Appointment) -> None:
    form = moving(visit)
    client_of(Role.COORDINATOR).post(at(visit, "move"), form)

    response = client_of(Role.NURSE).post(at(visit, "move"), {**form, "start": "14:00", "end": "14:30"})

    assert response.status_code == 409
    assert "already marked “moved” by Ana Cruz" in said(response)
    assert 'value="14:00"' in response.content.decode()


@pytest.mark.parametrize(("name", "state"), [("arrived", "arrived"), ("done", "done"), ("no_show", "no_show")])
def test_mark_twice_is_one_mark(visit: Appointment, name: str, state: str) -> None:
    with the_time_is(NOW + timedelta(hours=2)):
        client = client_of(Role.NURSE)
        answers = [client.post(at(visit, name), {"version": str(visit.version)}).status_code for _click in range(2)]

    visit.refresh_from_db()
    assert answers == [303, 303]
    assert (visit.state, visit.version) == (state, 2)


@pytest.mark.parametrize("name", ["done", "no_show"])
def test_mark_before_the_visit_says_why_not(visit: Appointment, name: str) -> None:
    client = client_of(Role.NURSE)

    response = client.post(at(visit, name), {"version": str(visit.version)})

    assert response.status_code == 409
    assert "This visit has not started yet." in said(response)
    assert "This visit has not started yet." in said(client.get(at(visit)))


def test_cancel_needs_who_and_why(visit: Appointment) -> None:
    client = client_of(Role.COORDINATOR)
    for field, typed, sentence in (
        ("state", "", "Say who cancels."),
        ("reason", " ", "Say why the visit is cancelled."),
        ("state", "done", "done"),
    ):
        form = {"state": "cancelled_by_patient", "reason": "Ill", "version": str(visit.version), field: typed}

        response = client.post(at(visit, "cancel"), form)

        visit.refresh_from_db()
        assert response.status_code == 422, (field, typed)
        assert sentence in said(response), (field, typed)
        assert visit.state == "booked", (field, typed)


def test_cancel_from_an_old_page_saves_nothing(visit: Appointment) -> None:
    client_of(Role.NURSE).post(at(visit, "arrived"), {"version": str(visit.version)})
    form = {"state": "cancelled_by_clinic", "reason": "Doctor ill", "version": str(visit.version)}

    response = client_of(Role.COORDINATOR).post(at(visit, "cancel"), form)

    visit.refresh_from_db()
    assert response.status_code == 409
    assert "Doctor ill" in response.content.decode()
    assert visit.state == "arrived"


# The list ---------------------------------------------------------------------------------------------


def test_list_by_day_goes_by_the_clinics_days(journey: Journey) -> None:
    for each in (1, 24, 120, 400):
        booked(journey, NOW + timedelta(hours=each))
    client = client_of(Role.NURSE)
    expected = {
        "today": [1],
        "tomorrow": [24],
        "week": [1, 24, 120],
        "coming": [1, 24, 120, 400],
        "": [1, 24, 120, 400],
    }

    for day, hours in expected.items():
        page = client.get(reverse(LISTS["appointments"]), {"day": day} if day else {})

        starts = [row.starts_at for row in page.context["cl"].result_list]
        assert starts == [NOW + timedelta(hours=each) for each in hours], day


def test_booking_for_somebody_says_what_they_react_to(visit: Appointment) -> None:
    line = AllergyLine("Penicillin", "antibiotic", "rash")
    confirm_allergies(patient=visit.patient, lines=(line,), none_known=False, by=staff(Role.NURSE), at=NOW)
    client = Client()
    client.force_login(staff(Role.COORDINATOR))
    start = visit.starts_at.strftime("%Y-%m-%dT%H:%MZ")
    asked = f"clinician={visit.clinician_id}&kind={visit.kind}&start={start}"
    for address in (
        f"add/?journey={visit.journey_id}",
        f"find/?visit={visit.pk}",
        f"find/?journey={visit.journey_id}&kind={visit.kind}&first=2026-11-25&last=2026-11-30&part=any",
        f"slot/?journey={visit.journey_id}&{asked}",
        f"slot/?visit={visit.pk}&{asked}",
    ):
        page = client.get(f"/admin/journey/appointment/{address}")
        assert page.status_code == 200, address
        assert page.content.decode().count("<strong>Penicillin</strong>: rash, severity not known") == 1, address
