"""The work queue: who sees what, that its numbers are the rows of their lists, and that it costs the same when busy."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.db import transaction
from django.test import Client
from django.urls import reverse

from accounts.roles import Role
from journey.actions.appointments import book_appointment
from journey.actions.consent_withdrawing import withdraw_consent
from journey.actions.contacts import log_contact
from journey.actions.sending import mark_seen
from journey.domain.consent import Scope
from journey.models import CheckIn, Journey
from journey.presenters import when
from tests.builders import NOW, check_in_of, clinic, journey_at, newest_cycle, pathway_version, send, staff
from tests.builders import patient as new_patient
from tests.journey.admin.staff_pages import (
    LISTS,
    alert_of,
    answers_of,
    client_of,
    counts,
    index,
    said,
    the_time_is,
)
from tests.statements import statements
from tests.walked import walked

MENU = {
    Role.CLINICIAN: {"journeys", "patients", "alerts", "check-ins", "appointments", "versions"},
    Role.NURSE: {"journeys", "patients", "alerts", "check-ins", "appointments", "versions"},
    Role.COORDINATOR: {"journeys", "patients", "alerts", "check-ins", "appointments", "versions"},
    Role.MANAGER: set(LISTS),
    Role.AUDITOR: set(),
}


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    with the_time_is(NOW):
        yield


@pytest.fixture
def post_care(db: None) -> Journey:
    """Of this test alone: the numbers of a queue count every journey that there is."""
    return walked("post_care", day=3)


@pytest.fixture
def preparation(db: None) -> Journey:
    return walked("preparation")


# Doors --------------------------------------------------------------------------------------------


def test_index_signed_out_asks_to_sign_in(db: None) -> None:
    response = Client().get(reverse("admin:index"), follow=True)

    assert response.redirect_chain[-1][0].startswith(reverse("account_login"))


@pytest.mark.parametrize("address", ["/admin/", "/admin/login/", "/admin/journey/patient/", "/admin/nothing/here/"])
def test_admin_for_a_patient_is_not_found(db: None, address: str) -> None:
    assert client_of(new_patient().user).get(address).status_code == 404


def test_admin_for_staff_without_a_role_is_not_found(db: None) -> None:
    person = staff(Role.NURSE, "No Role")
    person.groups.clear()

    assert index(client_of(person)).status_code == 404


def test_admin_login_for_staff_leads_to_the_queue(db: None) -> None:
    assert client_of(Role.NURSE).get("/admin/login/")["Location"] == reverse("admin:index")


@pytest.mark.parametrize("role", Role)
def test_menu_shows_each_role_only_its_screens(db: None, role: Role) -> None:
    clinic()
    response = index(client_of(role))

    shown = {name for name, address in LISTS.items() if f'href="{reverse(address)}"' in response.content.decode()}
    assert shown == MENU[role]


@pytest.mark.parametrize("role", Role)
def test_list_opens_for_the_roles_that_have_it_and_no_other(db: None, role: Role) -> None:
    clinic()
    client = client_of(role)

    found = {name: client.get(reverse(address), follow=True).status_code for name, address in LISTS.items()}

    assert found == {name: 200 if name in MENU[role] else 403 for name in LISTS}


def test_index_of_an_auditor_shows_no_patient(post_care: Journey) -> None:
    alert_of(post_care)

    assert post_care.patient.full_name not in said(index(client_of(Role.AUDITOR)))


def test_queue_of_a_coordinator_has_no_answers_to_read(post_care: Journey) -> None:
    alert_of(post_care)
    shown = counts(index(client_of(Role.COORDINATOR)))

    assert shown["call"] == "1"
    assert not {"watch", "unread", "not-triaged"} & shown.keys()


# Numbers ------------------------------------------------------------------------------------------


def test_row_without_work_says_none_and_is_no_link(db: None) -> None:
    clinic()
    response = index(client_of(Role.NURSE))

    assert set(counts(response).values()) == {""}
    assert "None Urgent now, nobody has taken it" in said(response)
    assert "?show=urgent" not in response.content.decode()


def test_oldest_call_is_named_with_its_owner_and_time_left(post_care: Journey) -> None:
    alert_of(post_care)
    with the_time_is(NOW + timedelta(minutes=46)):
        words = said(index(client_of(Role.NURSE)))

    assert f"{post_care.patient.full_name} , 46 minutes ago. No owner." in words
    assert "23 h 14 min left" in words


def test_call_after_its_time_says_over(post_care: Journey) -> None:
    alert_of(post_care)
    with the_time_is(NOW + timedelta(hours=25)):
        assert "1 h 0 min over" in said(index(client_of(Role.NURSE)))


def test_watch_answers_leave_the_queue_when_read(db: None) -> None:
    journey = walked("post_care", day=5)
    send(check_in_of(journey, "A-5"), at=NOW, pain_worst=7)
    client = client_of(Role.NURSE)
    before = counts(index(client))["watch"]

    mark_seen(submission=answers_of(check_in_of(journey, "A-5")), by=staff(Role.NURSE), at=NOW)

    assert (before, counts(index(client))["watch"]) == ("1", "")


@pytest.mark.parametrize("result", ["reached", "no_answer"])
def test_call_about_being_ready_ends_only_when_the_patient_is_reached(db: None, result: str) -> None:
    journey = walked("preparation", procedure_at=NOW + timedelta(days=6))
    send(check_in_of(journey, "P-7"), at=NOW, meds_plan="unsure")
    later = NOW + timedelta(minutes=5)

    log_contact(
        cycle=newest_cycle(journey), purpose="other", route="phone", result=result, by=staff(Role.NURSE), at=later
    )

    with the_time_is(later):
        assert counts(index(client_of(Role.NURSE)))["call-today"] == ("" if result == "reached" else "1")


def test_whoever_is_of_high_priority_is_called_first_and_every_list_says_it_in_words(db: None) -> None:
    """clinical.md 3.5, RDY-08: a blood thinner was stopped. It was sent last and comes first."""
    on = NOW + timedelta(days=6)
    first = walked("preparation", procedure_at=on)
    second = journey_at("preparation", at=NOW, procedure_at=on, who=new_patient("Zoe Lang"))
    send(check_in_of(first, "P-7"), at=NOW, meds_plan="unsure")
    send(check_in_of(second, "P-7"), at=NOW + timedelta(minutes=1), stopped_thinner="yes")
    client = client_of(Role.NURSE)

    with the_time_is(NOW + timedelta(minutes=5)):
        queue = next(row for row in index(client).context["queue"] if row.key == "call-today")
        page = client.get(reverse(LISTS["check-ins"]) + "?show=call-today")

    assert (queue.name, "high priority" in queue.words) == ("Zoe Lang", True)
    assert [row.journey_id for row in page.context["cl"].result_list] == [second.pk, first.pk]
    shown = page.content.decode()
    assert shown.count('<span class="tag tag--now">High priority</span>') == 1


def test_two_missed_in_a_row_are_one_patient_to_phone(db: None) -> None:
    journey = walked("post_care", day=4)  # are over, none was sent
    client = client_of(Role.COORDINATOR)

    rows = client.get(reverse(LISTS["check-ins"]) + "?show=phone-today").context["cl"].result_list

    assert [(row.journey_id, row.code) for row in rows] == [(journey.pk, "A-3")]


def missed(journey: Journey, *codes: str) -> None:
    """Only these of the check-ins are not sent, missed an hour ago, each a minute after the one before."""
    CheckIn.objects.filter(journey=journey).update(state="cancelled", cancelled_at=NOW)
    pattern = check_in_of(journey, "A-5")
    for number, code in enumerate(codes):
        due = NOW - timedelta(hours=2) + timedelta(minutes=number)
        made = {"opens_at": due, "due_at": due, "closes_at": due + timedelta(hours=1), "state": "open"}
        known = {"journey": journey, "cycle": pattern.cycle, "code": code, "number": 0}
        kept = {**made, "cancelled_at": None, "stage_code": "post_care", "pathway_version": pattern.pathway_version}
        CheckIn.objects.update_or_create(**known, defaults=kept)


def test_those_asked_once_and_two_in_a_row_are_a_call_with_what_to_do(db: None) -> None:
    """clinical.md 3.2, "if missed"."""
    journey, client = walked("post_care", day=1), client_of(Role.COORDINATOR)
    address = reverse(LISTS["check-ins"]) + "?show=phone-today"
    cases = (
        (["A-0"], ["A-0"]), (["A-14"], ["A-14"]), (["EXTRA"], ["EXTRA"]), (["A-5"], []), (["H-1"], []),
        (["H-1", "H-3"], ["H-3"]), (["P-1"], ["P-1"]),
    )  # fmt: skip
    for codes, expected in cases:
        missed(journey, *codes)
        assert [row.code for row in client.get(address).context["cl"].result_list] == expected, codes

    assert "Phone call the same day" in said(index(client))
    assert "Phone call the same day" in said(client.get(address))


def test_overdue_ends_when_the_next_one_is_sent(db: None) -> None:
    journey = walked("post_care", day=5)
    client = client_of(Role.COORDINATOR)
    before = int(counts(index(client))["overdue"])

    send(check_in_of(journey, "A-5"), at=NOW)

    assert before > 0
    assert counts(index(client))["overdue"] == ""


@pytest.mark.parametrize("scope", [Scope.TREATMENT, Scope.APP])
def test_consent_taken_back_asks_for_a_call_until_the_patient_was_reached(db: None, scope: Scope) -> None:
    journey, client = walked("harvesting"), client_of(Role.NURSE)
    cycle, user = newest_cycle(journey), journey.patient.user
    before = counts(index(client))["consent-back"]
    assert user is not None
    withdraw_consent(cycle=cycle, scope=scope, by=user, at=NOW)

    assert (before, counts(index(client))["consent-back"]) == ("", "1")
    log_contact(cycle=cycle, purpose="other", route="phone", result="reached", by=staff(Role.NURSE), at=NOW)
    assert counts(index(client))["consent-back"] == ""


def test_call_is_due_for_whoever_the_app_does_not_ask_until_they_were_reached(db: None) -> None:
    journey, client = walked("post_care", day=3), client_of(Role.NURSE)
    cycle, user = newest_cycle(journey), journey.patient.user
    assert user is not None
    withdraw_consent(cycle=cycle, scope=Scope.APP, by=user, at=NOW)

    found = counts(index(client))
    assert (found["by-call"], found["overdue"], found["phone-today"]) == ("1", "", "")
    page = said(client.get(reverse("admin:journey_journey_change", args=[journey.pk])))
    assert "Not asked by the app: call" in page
    assert "Ask by phone or at a visit, from" in page
    assert client.get(reverse("admin:journey_journey_enter", args=[journey.pk])).status_code == 200
    log_contact(cycle=cycle, purpose="other", route="phone", result="reached", by=staff(Role.NURSE), at=NOW)
    assert counts(index(client))["by-call"] == ""


def test_no_next_visit_ends_when_one_is_booked(preparation: Journey) -> None:
    client = client_of(Role.COORDINATOR)
    before = counts(index(client))["no-visit"]

    starts = NOW + timedelta(days=1)
    book_appointment(
        cycle=newest_cycle(preparation), clinician=staff(), kind="preparation", starts_at=starts,
        ends_at=starts + timedelta(minutes=30), by=staff(Role.COORDINATOR), at=NOW,
    )  # fmt: skip

    assert (before, counts(index(client))["no-visit"]) == ("1", "")


def test_our_turn_is_for_the_lead_clinician_alone(preparation: Journey) -> None:
    """Nothing is open for the patient ten days before the procedure but P-14 and the start questions; once they are
    sent, the clinic moves next."""
    for code in ("P-BASE", "P-14"):
        send(check_in_of(preparation, code), at=NOW)

    lead = counts(index(client_of(preparation.lead_clinician)))["mine"]
    other = counts(index(client_of(staff(Role.CLINICIAN, "Dr Other"))))["mine"]

    assert (lead, other) == ("1", "")


# Around the queue ---------------------------------------------------------------------------------


def test_banner_names_what_is_missing(db: None) -> None:
    clinic(emergency_number="", evidence_text="", sender_name="")
    pathway_version(approved=False)

    words = said(index(client_of(Role.MANAGER)))

    assert "no check-in can be sent: emergency number, evidence text, name that messages come from" in words
    assert "No clinician stands for the triage rules of" in words
    assert "Fill them in" in words


def test_banner_is_gone_when_all_is_set_up(db: None) -> None:
    clinic()
    pathway_version()

    assert "Not everything works yet" not in said(index(client_of(Role.MANAGER)))


def test_index_before_the_clinic_is_set_up_says_so(db: None) -> None:

    assert "not set up yet" in said(index(client_of(Role.MANAGER)))


def test_visits_of_today_are_those_of_the_clinics_day(preparation: Journey) -> None:
    for hours in (2, 26):
        starts = NOW + timedelta(hours=hours)
        book_appointment(
            cycle=newest_cycle(preparation), clinician=staff(), kind="preparation", starts_at=starts,
            ends_at=starts + timedelta(minutes=30), by=staff(Role.COORDINATOR), at=NOW,
        )  # fmt: skip

    assert [row.time for row in index(client_of(Role.NURSE)).context["visits"]] == ["midday"]


@pytest.mark.parametrize(
    ("walk", "day", "expected"),
    [
        (("post_care", 2), 2, ["48 to 72 hour call"]),
        (("post_care", 3), 8, ["48 to 72 hour call", "Two-week check"]),
        (("follow_up", 30), 33, ["Six-week check"]),
        (("follow_up", 40), 60, ["Six-week check"]),
        (("follow_up", 40), 64, []),
    ],
)
def test_due_and_not_booked_shows_the_windows_that_are_near(
    db: None, walk: tuple[str, int], day: int, expected: list[str]
) -> None:
    stage, walked_on = walk
    walked(stage, day=walked_on)
    with time_machine.travel(NOW + timedelta(days=day - walked_on), tick=False):
        assert [row.visit for row in index(client_of(Role.COORDINATOR)).context["due"]] == expected


def test_due_visit_leads_to_the_free_times_of_its_window(db: None) -> None:
    walked("follow_up", day=40)
    desk = client_of(Role.COORDINATOR)
    (row,) = index(desk).context["due"]

    page = desk.get(row.book_url)

    form = page.context["form"]
    assert (page.status_code, page.context["asked"]) == (200, True)
    assert (form.cleaned_data["kind"], when.day_month(form.cleaned_data["last"])) == ("w6", row.latest)
    assert form.cleaned_data["first"] == NOW.date()


def test_due_visit_that_is_booked_leaves_the_table(db: None) -> None:
    journey = walked("follow_up", day=40)
    starts = NOW + timedelta(days=2)
    book_appointment(
        cycle=newest_cycle(journey), clinician=staff(), kind="w6", starts_at=starts,
        ends_at=starts + timedelta(minutes=30), by=staff(Role.COORDINATOR), at=NOW,
    )  # fmt: skip

    assert not index(client_of(Role.COORDINATOR)).context["due"]


def test_header_names_the_person_the_clinic_and_its_zone(db: None) -> None:
    clinic()
    words = said(index(client_of(Role.NURSE)))

    assert "Elm Street Hand Clinic Menu Nurse Kim ·" in words
    assert "· clinic time: London · Change password / Second factor / Devices / Log out" in words


# Cost ---------------------------------------------------------------------------------------------


def test_index_takes_the_same_few_statements_however_much_waits(db: None) -> None:
    address, undo = reverse("admin:index"), transaction.savepoint()
    alert_of(walked("post_care", day=3))
    for day in (2, 5, 7):
        new_patient(f"Extra {day}")
        send(check_in_of(walked("post_care", day=day), f"A-{day}"), at=NOW, pain_worst=7)
    busy = statements(client_of(Role.CLINICIAN), address)
    transaction.savepoint_rollback(undo)
    clinic()
    pathway_version()

    assert statements(client_of(Role.CLINICIAN), address) == busy <= 14
