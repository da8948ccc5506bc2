"""The lists of people and check-ins: columns, filters, search, what reading answers shows, and what a list costs."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
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


def rows(client: Client, name: str, **asked: str) -> list[Any]:
    response = client.get(reverse(LISTS[name]), asked)
    assert response.status_code == 200, response
    return list(response.context["cl"].result_list)


# Columns ----------------------------------------------------------------------------------------


def test_list_of_people_says_hand_stage_and_what_needs_attention_and_leads_to_the_workspace(journey: Journey) -> None:
    alert_of(journey)
    starts = NOW + timedelta(days=2)
    book_appointment(
        cycle=newest_cycle(journey), clinician=staff(), kind="w2", starts_at=starts,
        ends_at=starts + timedelta(minutes=30), by=staff(Role.COORDINATOR), at=NOW,
    )  # fmt: skip
    client = client_of(Role.NURSE)

    for name in ("patients", "journeys"):
        page = client.get(reverse(LISTS[name]))
        words = said(page)
        for expected in ("LEFT PIP2 , CMC1", "Post-care", "Thu 26 Nov, 10am", "Tue 24 Nov, 10am", "Call in 24 h"):
            assert expected in words, name
        address = reverse("admin:journey_journey_change", args=[journey.pk])
        assert f'href="{address}' in page.content.decode(), name


def test_name_of_a_person_without_a_journey_leads_to_their_page(db: None) -> None:
    person = patient()
    page = client_of(Role.NURSE).get(reverse(LISTS["patients"])).content.decode()

    assert f'href="{reverse("admin:journey_patient_change", args=[person.pk])}' in page


def test_every_column_that_can_be_sorted_sorts(journey: Journey) -> None:
    """By all columns at once: each of them is asked of the database."""
    client = client_of(Role.NURSE)

    for name in ("patients", "journeys", "alerts", "check-ins", "appointments"):
        rows(client, name, o=".".join(str(column) for column in range(1, 8)))
        rows(client, name, o=".".join(f"-{column}" for column in range(1, 8)))


# Filters and search -------------------------------------------------------------------------------


def test_filters_of_people_find_those_that_they_name(journey: Journey) -> None:
    other = walked("consultation")
    work_at(Site.objects.create(clinic=clinic(), name="Harbour"), staff(Role.NURSE))
    client = client_of(Role.NURSE)
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
        by_journey = {row.pk for row in rows(client, "journeys", **{name: value})}
        by_person = {row.pk for row in rows(client, "patients", **{name: value})}
        assert by_journey == {each.pk for each in found}, (name, value)
        assert by_person == {each.patient_id for each in found}, (name, value)


def test_filter_with_a_value_that_nobody_offered_shows_all(journey: Journey) -> None:
    """All filters at once: whichever of them took the value for its own would leave nobody."""
    client, names = client_of(Role.NURSE), ("stage", "status", "lead", "attention", "site")

    for value in ("nothing", "'", "9999", "00000000-0000-0000-0000-000000000000", "%00"):
        asked = dict.fromkeys(names, value)
        assert len(rows(client, "patients", **asked)) == 1, value
        assert len(rows(client, "journeys", **asked, show=value)) == 1, value


def test_search_finds_people_by_the_start_of_each_word(db: None) -> None:
    patient("Rosa Marsh-O'Neil", record_no="R-77", phone="01632 960 001")
    client = client_of(Role.NURSE)
    finds = ("ros", "Marsh", "marsh ros", "o'neil", "R-77", "77", "01632 960", "01632-960-001")
    finds_nobody = ("arsh", "Rosa Delgado", "%", "' | 'x", "\\")

    found = {text: len(rows(client, "patients", q=text)) for text in (*finds, *finds_nobody)}

    assert found == dict.fromkeys(finds, 1) | dict.fromkeys(finds_nobody, 0)


def test_search_finds_people_whatever_the_accents(db: None) -> None:
    asked = {
        "sean brien": "Seán O’Brien-Ó Súilleabháin",
        "sean o'brien suilleabhain": "Seán O’Brien-Ó Súilleabháin",
        "Seán m": "Sean Marsh",
        "soren luczak": "Søren Łuczak",
        "Zoë": "Zoe\u0308 Papadakis",
        "نور": "نور الحداد",
        "muller dang": "Müller-Đặng",
    }
    for name in {*asked.values(), "Rosa Marsh"}:
        patient(name)
    client = client_of(Role.NURSE)

    found = {text: [str(row) for row in rows(client, "patients", q=text)] for text in asked}

    assert found == {text: [name] for text, name in asked.items()}


def test_search_of_other_lists_goes_by_the_patient(journey: Journey) -> None:
    client = client_of(Role.NURSE)

    for name in ("journeys", "check-ins"):
        assert rows(client, name, q=journey.patient.record_no), name
        assert not rows(client, name, q="somebody else"), name


# Check-ins ------------------------------------------------------------------------------------------


def test_check_ins_without_a_filter_are_those_that_have_opened(journey: Journey) -> None:
    shown = {row.code for row in rows(client_of(Role.NURSE), "check-ins")}

    assert {"A-1", "A-2", "A-3"} <= shown
    assert not {"A-5", "F-12M"} & shown


def test_check_ins_by_state_follow_the_clock(journey: Journey) -> None:
    client = client_of(Role.NURSE)
    expected = {
        "open": {"A-3"},
        "scheduled": {"A-5", "F-12M"},
        "missed": {"A-1", "A-2"},
        "submitted": {"P-1", "C-PRE"},
    }
    judged = set().union(*expected.values())

    found = {state: {row.code for row in rows(client, "check-ins", state=state)} & judged for state in expected}

    assert found == expected


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


def test_answers_page_is_for_those_who_read_answers(journey: Journey) -> None:
    check_in = check_in_of(journey, "A-3")

    for role in (Role.COORDINATOR, Role.MANAGER, Role.AUDITOR):
        client = client_of(role)
        for page in ("change", "read"):
            address = reverse(f"admin:journey_checkin_{page}", args=[check_in.pk])
            assert client.get(address).status_code == 403, (role, page)


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


def test_nothing_can_be_deleted_or_edited_in_place(journey: Journey) -> None:
    alert_of(journey)
    things = {
        "journey": journey.pk,
        "patient": journey.patient_id,
        "checkin": check_in_of(journey, "A-3").pk,
        "clinic": clinic().pk,
        "site": Site.objects.get().pk,
    }

    for role in Role:
        client = client_of(role)
        for name, pk in things.items():
            refused = client.post(reverse(f"admin:journey_{name}_delete", args=[pk]), {"post": "yes"})
            assert refused.status_code == 403, (role, name)
            many = {"action": "delete_selected", "_selected_action": pk}
            client.post(reverse(f"admin:journey_{name}_changelist"), many)
        assert Patient.objects.count() == Journey.objects.count() == Site.objects.count() == 1, role


def test_record_that_does_not_exist_is_not_found(db: None) -> None:
    clinic()
    client = client_of(Role.NURSE)
    asked = [(client, each) for each in ("patient", "alert", "checkin", "appointment", "pathwayversion")]

    for who, thing in [*asked, (client_of(Role.MANAGER), "site")]:
        for key in ("00000000-0000-0000-0000-000000000000", "nonsense"):
            address = reverse(f"admin:journey_{thing}_change", args=[key])
            assert who.get(address).status_code == 404, (thing, key)


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


def test_add_patient_refuses_with_a_sentence_and_keeps_what_was_typed(db: None) -> None:
    client, address = client_of(Role.COORDINATOR), reverse("admin:journey_patient_add")
    refused = {
        ("full_name", ""): "Enter the full name.",
        ("record_no", ""): "Enter the record number.",
        ("phone", ""): "Enter a phone number.",
        ("time_zone", "Mars/Base"): "Mars/Base",
        ("date_of_birth", "2030-01-01"): "The date of birth must be in the past.",
        ("date_of_birth", "31.31.1970"): "Enter a valid date.",
    }
    for (name, value), sentence in refused.items():
        response = client.post(address, new_person(**{name: value}))

        assert response.status_code == 422, (name, value)
        assert sentence in said(response), (name, value)
        assert "01632 960 777" in response.content.decode() or name == "phone", (name, value)
        assert "Error:" in said(response), (name, value)
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


def test_list_takes_the_same_few_statements_for_one_row_and_for_fifty(journey: Journey) -> None:
    client, names = client_of(Role.NURSE), ("patients", "journeys", "alerts", "check-ins", "appointments")
    few = {name: statements(client, reverse(LISTS[name])) for name in names}

    more_rows(journey, 50)

    assert {name: statements(client, reverse(LISTS[name])) for name in names} == few
    assert max(few.values()) <= MOST_STATEMENTS


def test_long_list_is_counted_no_further_than_a_person_would_page(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("journey.admin.base.LONGEST_LIST", 3)
    for number in range(5):
        patient(f"Person {number}")

    with CaptureQueriesContext(connection) as seen:
        words = said(client_of(Role.NURSE).get(reverse(LISTS["patients"])))

    assert "The first 3. Search or filter to find the others." in words
    assert any("LIMIT 3" in sql for sql in texts(seen))
