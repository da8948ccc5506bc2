"""The lists of people and check-ins: columns, filters, search, what reading answers shows, and what a list costs."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from accounts.roles import Role
from journey.actions.appointments import book_appointment
from journey.actions.effects import open_cycle
from journey.actions.sending import mark_seen
from journey.models import CheckIn, Journey, JourneyEvent, Patient, Site, Submission
from tests.builders import (
    NOW,
    check_in_of,
    clinic,
    fill,
    journey_at,
    newest_cycle,
    pathway_version,
    patient,
    send,
    staff,
    work_at,
)
from tests.journey.admin.staff_pages import LISTS, alert_of, answers_of, client_of, said, the_time_is
from tests.statements import statements, texts
from tests.walked import walked

MOST_STATEMENTS = 7


@pytest.fixture(autouse=True)
def clock(db: None) -> Iterator[None]:
    with the_time_is(NOW):
        yield


@pytest.fixture
def journey(db: None) -> Journey:
    """Day 3, of this test alone."""
    return walked("post_care", day=3, hand="left", joints=("L-PIP2", "L-CMC1"))


def rows(role: Role, name: str, **asked: str) -> list[Any]:
    response = client_of(role).get(reverse(LISTS[name]), asked)
    assert response.status_code == 200, response
    return list(response.context["cl"].result_list)


# Columns ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["patients", "journeys"])
def test_list_of_people_says_hand_stage_and_what_needs_attention(journey: Journey, name: str) -> None:
    alert_of(journey)
    starts = NOW + timedelta(days=2)
    book_appointment(
        cycle=newest_cycle(journey), clinician=staff(), kind="w2", starts_at=starts,
        ends_at=starts + timedelta(minutes=30), by=staff(Role.COORDINATOR), at=NOW,
    )  # fmt: skip

    words = said(client_of(Role.NURSE).get(reverse(LISTS[name])))

    for expected in ("LEFT PIP2 , CMC1", "Post-care", "Thu 26 Nov, 10am", "Tue 24 Nov, 10am", "Call in 24 h"):
        assert expected in words


@pytest.mark.parametrize("name", ["patients", "journeys"])
def test_name_of_a_person_leads_to_the_workspace(journey: Journey, name: str) -> None:
    page = client_of(Role.NURSE).get(reverse(LISTS[name])).content.decode()

    assert f'href="{reverse("admin:journey_journey_change", args=[journey.pk])}' in page


def test_name_of_a_person_without_a_journey_leads_to_their_page(db: None) -> None:
    person = patient()
    page = client_of(Role.NURSE).get(reverse(LISTS["patients"])).content.decode()

    assert f'href="{reverse("admin:journey_patient_change", args=[person.pk])}' in page


@pytest.mark.parametrize("column", range(1, 8))
@pytest.mark.parametrize("name", ["patients", "journeys", "alerts", "check-ins", "appointments"])
def test_every_column_that_can_be_sorted_sorts(db: None, name: str, column: int) -> None:
    rows(Role.NURSE, name, o=str(column))
    rows(Role.NURSE, name, o=f"-{column}")


# Filters and search -------------------------------------------------------------------------------


def test_filters_of_people_find_those_that_they_name(journey: Journey) -> None:
    other = journey_at("consultation", who=patient("Tom Okafor"))
    work_at(Site.objects.create(clinic=clinic(), name="Harbour"), staff(Role.NURSE))
    expected = {
        ("stage", "post_care"): {journey},
        ("stage", "consultation"): {other},
        ("status", "active"): {journey, other},
        ("status", "paused"): set(),
        ("lead", str(staff().pk)): {journey, other},
        ("attention", "any"): {journey},
        ("attention", "3"): {journey},
        ("attention", "1"): set(),
        ("site", str(Site.objects.get(name="Harbour").pk)): set(),
    }

    for (name, value), found in expected.items():
        by_journey = {row.pk for row in rows(Role.NURSE, "journeys", **{name: value})}
        by_person = {row.pk for row in rows(Role.NURSE, "patients", **{name: value})}
        assert by_journey == {each.pk for each in found}, (name, value)
        assert by_person == {each.patient_id for each in found}, (name, value)


@pytest.mark.parametrize("value", ["nothing", "'", "9999", "00000000-0000-0000-0000-000000000000", "%00"])
@pytest.mark.parametrize("name", ["stage", "status", "lead", "attention", "site", "show"])
def test_filter_with_a_value_that_nobody_offered_shows_all(db: None, name: str, value: str) -> None:
    patient()

    assert len(rows(Role.NURSE, "patients", **{name: value} if name != "show" else {})) == 1
    rows(Role.NURSE, "journeys", **{name: value})


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ros", True),
        ("Marsh", True),
        ("marsh ros", True),
        ("o'neil", True),
        ("R-77", True),
        ("77", True),
        ("01632 960", True),
        ("01632-960-001", True),
        ("arsh", False),
        ("Rosa Delgado", False),
        ("%", False),
        ("' | 'x", False),
        ("\\", False),
    ],
)
def test_search_finds_people_by_the_start_of_each_word(db: None, text: str, found: bool) -> None:
    patient("Rosa Marsh-O'Neil", record_no="R-77", phone="01632 960 001")

    assert bool(rows(Role.NURSE, "patients", q=text)) is found


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Seán O’Brien-Ó Súilleabháin", "sean brien"),
        ("Seán O’Brien-Ó Súilleabháin", "sean o'brien suilleabhain"),
        ("Sean Marsh", "Seán"),
        ("Søren Łuczak", "soren luczak"),
        ("Zoe\u0308 Papadakis", "Zoë"),
        ("نور الحداد", "نور"),
        ("Müller-Đặng", "muller dang"),
    ],
)
def test_search_finds_people_whatever_the_accents(db: None, name: str, text: str) -> None:
    patient(name)
    patient("Rosa Marsh")

    assert [str(row) for row in rows(Role.NURSE, "patients", q=text)] == [name]


@pytest.mark.parametrize("name", ["journeys", "check-ins"])
def test_search_of_other_lists_goes_by_the_patient(journey: Journey, name: str) -> None:
    assert rows(Role.NURSE, name, q=journey.patient.record_no)
    assert not rows(Role.NURSE, name, q="somebody else")


# Check-ins ------------------------------------------------------------------------------------------


def test_check_ins_without_a_filter_are_those_that_have_opened(journey: Journey) -> None:
    shown = {row.code for row in rows(Role.NURSE, "check-ins")}

    assert {"A-1", "A-2", "A-3"} <= shown
    assert not {"A-5", "F-12M"} & shown


@pytest.mark.parametrize(
    ("state", "codes"),
    [
        ("open", {"A-3", "I-0"}),
        ("scheduled", {"A-5", "F-12M"}),
        ("missed", {"A-1", "A-2"}),
        ("submitted", {"P-1", "C-PRE"}),
    ],
)
def test_check_ins_by_state_follow_the_clock(journey: Journey, state: str, codes: set[str]) -> None:
    shown = {row.code for row in rows(Role.NURSE, "check-ins", state=state)}
    others = {"A-3", "A-5", "F-12M", "A-1", "A-2", "P-1", "C-PRE"} - codes

    assert codes - {"I-0"} <= shown
    assert not others & shown


def test_answers_page_shows_wording_versions_rules_and_inputs(journey: Journey) -> None:
    check_in = check_in_of(journey, "A-3")
    send(check_in, at=NOW, pain_worst=9)
    send(check_in, at=NOW + timedelta(minutes=5), pain_worst=8)

    words = said(client_of(Role.NURSE).get(reverse("admin:journey_checkin_change", args=[check_in.pk])))

    assert "Version 2, the one that counts" in words
    assert "Version 1, corrected later" in words
    assert "How bad was the worst pain in your treated hand in the last 24 hours? 8" in words
    assert "How bad was the worst pain in your treated hand in the last 24 hours? 9" in words
    assert "Deciding rules: PAI-" in words
    assert "pain_worst 9" in words
    assert "Nobody yet" in words


def test_answers_page_says_that_a_form_is_not_finished(journey: Journey) -> None:
    check_in = check_in_of(journey, "A-3")
    fill(check_in, at=NOW)

    words = said(client_of(Role.NURSE).get(reverse("admin:journey_checkin_change", args=[check_in.pk])))

    assert "Not finished: the patient has saved some answers, last today, 10am." in words
    assert "Nothing was sent yet." in words


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.MANAGER, Role.AUDITOR])
def test_answers_page_is_for_those_who_read_answers(journey: Journey, role: Role) -> None:
    check_in = check_in_of(journey, "A-3")
    client = client_of(role)

    for address in ("change", "read"):
        assert client.get(reverse(f"admin:journey_checkin_{address}", args=[check_in.pk])).status_code == 403


def test_check_ins_of_a_coordinator_hide_levels_and_lead_to_the_journey(journey: Journey) -> None:
    send(check_in_of(journey, "A-3"), at=NOW, pain_worst=9)
    response = client_of(Role.COORDINATOR).get(reverse(LISTS["check-ins"]))

    assert "Call in 24 h" not in said(response)
    assert reverse("admin:journey_journey_change", args=[journey.pk]) in response.content.decode()


def test_mark_as_read_twice_keeps_the_first_reader(journey: Journey) -> None:
    check_in = check_in_of(journey, "A-3")
    send(check_in, at=NOW)
    address = reverse("admin:journey_checkin_read", args=[check_in.pk])

    form = {"submission": str(answers_of(check_in).pk)}

    roles = (Role.NURSE, Role.NURSE, Role.CLINICIAN)
    answers = [client_of(role).post(address, form).status_code for role in roles]

    assert answers == [303, 303, 303]
    assert answers_of(check_in).seen_by == staff(Role.NURSE)
    assert JourneyEvent.objects.filter(kind="answers_read").count() == 1


def test_mark_as_read_of_answers_that_nobody_saw_marks_nothing(journey: Journey) -> None:
    check_in, other = check_in_of(journey, "A-3"), check_in_of(journey, "P-1")
    shown = send(check_in, at=NOW).submission
    client, newer = client_of(Role.NURSE), "The patient has sent newer answers since you opened the page."
    page = client.get(reverse("admin:journey_checkin_change", args=[check_in.pk])).context["answers"]
    many = {"action": "mark_read", "_selected_action": [str(check_in.pk), str(other.pk)], "confirmed": "1"}
    many["shown"] = client.post(reverse(LISTS["check-ins"]), {**many, "confirmed": ""}).context["shown"]
    send(check_in, at=NOW, pain_worst=9)

    asked = client.get(page.read_url).context["form"].initial
    forms = (asked, {"submission": ""}, {"submission": "odd"})
    refused = [client.post(page.read_url, form) for form in forms]
    refused += [client.post(reverse(LISTS["check-ins"]), many)]
    refused += [client.post(reverse("admin:journey_journey_mark_read", args=[journey.pk, shown.pk]))]

    assert asked == {"submission": str(shown.pk)}
    assert [(each.status_code, newer in said(each)) for each in refused] == [(409, True)] * 5
    assert not Submission.objects.filter(check_in__in=[check_in, other], seen_at__isnull=False).exists()
    again = {**many, "shown": refused[3].context["shown"]}
    assert client.post(reverse(LISTS["check-ins"]), again).status_code == 303
    assert Submission.objects.filter(latest=True, seen_by=staff(Role.NURSE)).count() == 2


def test_mark_as_read_in_the_list_confirms_first_and_skips_what_is_read(journey: Journey) -> None:
    check_in, read = check_in_of(journey, "A-3"), check_in_of(journey, "P-1")
    send(check_in, at=NOW)
    mark_seen(submission=answers_of(read), by=staff(Role.CLINICIAN), at=NOW)
    client, address = client_of(Role.NURSE), reverse(LISTS["check-ins"])
    form = {"action": "mark_read", "_selected_action": [str(check_in.pk), str(read.pk)]}

    asked = client.post(address, form)
    untouched = answers_of(check_in).seen_at
    done = client.post(address, {**form, "confirmed": "1", "shown": asked.context["shown"]})

    assert "Can be applied to 1 of 2 selected." in said(asked)
    assert "Left as it is: Already read." in said(asked)
    assert untouched is None
    assert done.status_code == 303
    assert answers_of(check_in).seen_by == staff(Role.NURSE)
    assert answers_of(read).seen_by == staff(Role.CLINICIAN)


def test_mark_as_read_in_the_list_is_not_offered_to_a_coordinator(journey: Journey) -> None:
    check_in = check_in_of(journey, "A-3")
    send(check_in, at=NOW)
    shown = [str(answers_of(check_in).pk)]
    form = {"action": "mark_read", "_selected_action": [str(check_in.pk)], "confirmed": "1", "shown": shown}

    client_of(Role.COORDINATOR).post(reverse(LISTS["check-ins"]), form)

    assert answers_of(check_in).seen_at is None


# Nothing is edited or deleted in place ------------------------------------------------------------


@pytest.mark.parametrize("role", Role)
def test_nothing_can_be_deleted_or_edited_in_place(journey: Journey, role: Role) -> None:
    alert_of(journey)
    client = client_of(role)
    things = {
        "journey": journey.pk,
        "patient": journey.patient_id,
        "checkin": check_in_of(journey, "A-3").pk,
        "clinic": clinic().pk,
        "site": Site.objects.get().pk,
    }

    for name, pk in things.items():
        assert client.post(reverse(f"admin:journey_{name}_delete", args=[pk]), {"post": "yes"}).status_code == 403
        client.post(reverse(f"admin:journey_{name}_changelist"), {"action": "delete_selected", "_selected_action": pk})

    assert Patient.objects.count() == Journey.objects.count() == Site.objects.count() == 1


@pytest.mark.parametrize("thing", ["patient", "alert", "checkin", "appointment", "pathwayversion", "site"])
@pytest.mark.parametrize("key", ["00000000-0000-0000-0000-000000000000", "nonsense"])
def test_record_that_does_not_exist_is_not_found(db: None, thing: str, key: str) -> None:
    clinic()
    role = Role.MANAGER if thing == "site" else Role.NURSE

    assert client_of(role).get(reverse(f"admin:journey_{thing}_change", args=[key])).status_code == 404


# Patients -------------------------------------------------------------------------------------------


def new_person(**changed: str) -> dict[str, str]:
    site = clinic().sites.get()
    return {
        "full_name": "Ines Carvalho", "called": "Ines", "record_no": "R-500", "date_of_birth": "1970-02-01",
        "phone": "01632 960 777", "email": "", "site": str(site.pk), "time_zone": "Europe/London", **changed,
    }  # fmt: skip


def test_add_patient_leads_to_their_page(db: None) -> None:
    response = client_of(Role.COORDINATOR).post(reverse("admin:journey_patient_add"), new_person())

    person = Patient.objects.get(record_no="R-500")
    assert (response.status_code, response["Location"]) == (
        303,
        reverse("admin:journey_patient_change", args=[person.pk]),
    )


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"full_name": ""}, "Enter the full name."),
        ({"record_no": ""}, "Enter the record number."),
        ({"phone": ""}, "Enter a phone number."),
        ({"time_zone": "Mars/Base"}, "Mars/Base"),
        ({"date_of_birth": "2030-01-01"}, "The date of birth must be in the past."),
        ({"date_of_birth": "31.31.1970"}, "Enter a valid date."),
    ],
)
def test_add_patient_refuses_with_a_sentence_and_keeps_what_was_typed(
    db: None, changed: dict[str, str], sentence: str
) -> None:
    response = client_of(Role.COORDINATOR).post(reverse("admin:journey_patient_add"), new_person(**changed))

    assert response.status_code == 422
    assert sentence in said(response)
    assert "01632 960 777" in response.content.decode() or "phone" in changed
    assert "<title>\nError:" in response.content.decode() or "Error:" in said(response)
    assert not Patient.objects.exists()


def test_add_patient_with_a_known_record_number_is_refused(db: None) -> None:
    patient(record_no="R-500")

    response = client_of(Role.COORDINATOR).post(reverse("admin:journey_patient_add"), new_person())

    assert response.status_code == 422
    assert Patient.objects.count() == 1


@pytest.mark.parametrize("role", [Role.MANAGER, Role.AUDITOR])
def test_add_patient_is_for_the_desk(db: None, role: Role) -> None:
    clinic()

    assert client_of(role).get(reverse("admin:journey_patient_add")).status_code == 403


def test_start_a_journey_leads_to_its_workspace(db: None) -> None:
    pathway_version()
    person = patient()
    address = reverse("admin:journey_patient_start_journey", args=[person.pk])

    response = client_of(Role.COORDINATOR).post(address, {"lead_clinician": str(staff().pk)})

    journey = Journey.objects.get(patient=person)
    assert response["Location"] == reverse("admin:journey_journey_change", args=[journey.pk])
    assert journey.lead_clinician == staff()


def test_start_a_journey_without_a_pathway_says_why(db: None) -> None:
    address = reverse("admin:journey_patient_start_journey", args=[patient().pk])

    response = client_of(Role.COORDINATOR).post(address, {"lead_clinician": str(staff().pk)})

    assert response.status_code == 409
    assert "No pathway is published yet" in said(response)


# Cost -------------------------------------------------------------------------------------------------


def more_rows(journey: Journey, count: int) -> None:
    """Copies of a journey's rows, so that lists are long: the same people, visits and answers again."""
    users = User.objects.bulk_create(User(username=f"copy{n}", display_name=f"Copy {n}") for n in range(count))
    site = journey.patient.site
    people = Patient.objects.bulk_create(
        Patient(
            user=user, site=site, record_no=f"C-{n}", full_name=f"Copy {n}", called="Copy", time_zone="Europe/London",
            date_of_birth=journey.patient.date_of_birth,
        )
        for n, user in enumerate(users)
    )  # fmt: skip
    copies = Journey.objects.bulk_create(
        Journey(
            patient=person, pathway_version_id=journey.pathway_version_id, status_since=NOW, started_at=NOW,
            target_hand="left", joints=["L-CMC1"], lead_clinician=journey.lead_clinician,
        )
        for person in people
    )  # fmt: skip

    for copy in copies:
        cycle = open_cycle(copy, 1, tasks=[], by=staff(), at=NOW)
        check_in = CheckIn.objects.create(
            journey=copy, cycle=cycle, pathway_version_id=journey.pathway_version_id, code="C-PRE", state="submitted",
            stage_code="consultation", opens_at=NOW, due_at=NOW, closes_at=NOW + timedelta(days=1), submitted_at=NOW,
        )  # fmt: skip
        Submission.objects.create(
            check_in=check_in, journey=copy, cycle=cycle, version=1, token=check_in.pk, answers={}, wording=[], raw={},
            sent_at=NOW, sent_by=copy.patient.user,
        )  # fmt: skip


@pytest.mark.parametrize("name", ["patients", "journeys", "alerts", "check-ins", "appointments"])
def test_list_takes_the_same_few_statements_for_one_row_and_for_fifty(journey: Journey, name: str) -> None:
    client = client_of(Role.NURSE)
    few = statements(client, reverse(LISTS[name]))

    more_rows(journey, 50)

    assert statements(client, reverse(LISTS[name])) == few <= MOST_STATEMENTS


def test_long_list_is_counted_no_further_than_a_person_would_page(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("journey.admin.base.LONGEST_LIST", 3)
    for number in range(5):
        patient(f"Person {number}")

    with CaptureQueriesContext(connection) as seen:
        words = said(client_of(Role.NURSE).get(reverse(LISTS["patients"])))

    assert "The first 3. Search or filter to find the others." in words
    assert any("LIMIT 3" in sql for sql in texts(seen))
