"""The log as auditors read it: today in numbers, a list that can be searched, and never what a record says."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Kind, Outcome, Trace
from accounts.roles import Role
from accounts.trace.acting import Acts
from accounts.trace.noting import note
from journey.models import Journey
from tests.builders import other_site, patient, staff
from tests.journey.admin.staff_pages import client_of, index, said
from tests.statements import statements

LOG = "admin:accounts_trace_changelist"
MOST_STATEMENTS = 7


@pytest.fixture
def looked(post_care: Journey) -> Journey:
    """Nurse Kim opened the workspace, and tried a page that is the clinicians'."""
    nurse = client_of(Role.NURSE)
    nurse.get(reverse("admin:journey_journey_change", args=[post_care.pk]))
    nurse.get(reverse("admin:journey_journey_plan", args=[post_care.pk]))
    return post_care


def test_first_page_of_an_auditor_is_the_log_in_numbers(looked: Journey) -> None:
    page = index(client_of(Role.AUDITOR))
    words = said(page)

    assert "<title>Log, " in page.content.decode().replace("\n", "")
    assert "You read the log" in words
    assert "Looks at records 1" in words
    assert "Refused or failed 1" in words
    assert "Nurse Kim, nurse" in words
    assert looked.patient.full_name not in words


def test_each_number_of_the_log_leads_to_a_list_of_as_many(looked: Journey) -> None:
    auditor = client_of(Role.AUDITOR)

    for table in index(auditor).context["log"][:1]:
        for link, count in table.rows:
            address = str(link).partition('"')[2].partition('"')[0]
            found = auditor.get(address).context["cl"].result_count
            assert found == (count if isinstance(count, int) else 0), link


def test_log_names_the_record_by_its_number_and_can_be_searched(looked: Journey) -> None:
    auditor, number = client_of(Role.AUDITOR), looked.patient.record_no
    other = patient("Ken Ode")

    found = said(auditor.get(reverse(LOG), {"q": number, "show": "looked"}))
    by_name = said(auditor.get(reverse(LOG), {"q": "nurse k", "show": "refused"}))
    nothing = said(auditor.get(reverse(LOG), {"q": other.record_no, "show": "looked"}))

    assert f"Nurse Kim, nurse Read: journey {number} Done 1 entry" in found
    assert "Refused" in by_name
    assert "Nothing fits." in nothing
    assert looked.patient.full_name not in found


def test_entry_of_the_log_says_which_columns_changed_not_what_stands_in_them(looked: Journey) -> None:
    # Its own row: a shared journey may have been written again as it was, which leaves no change behind.
    row = Trace.objects.create(
        kind=Kind.CHANGE,
        table_name="journey_journey",
        row_id=str(looked.pk),
        patient_id=looked.patient_id,
        before={"version": 3},
        after={"version": 4},
    )
    row = Trace.objects.get(number=row.number)

    words = said(client_of(Role.AUDITOR).get(reverse("admin:accounts_trace_change", args=[row.id])))

    assert "Changed: journey" in words
    assert "version" in words
    assert looked.patient.full_name not in words


@pytest.mark.parametrize("role", [Role.CLINICIAN, Role.NURSE, Role.COORDINATOR])
def test_log_is_closed_to_those_who_are_in_it(looked: Journey, role: Role) -> None:
    row = Trace.objects.filter(outcome=Outcome.DENIED)[0]

    assert client_of(role).get(reverse(LOG)).status_code == 403
    assert client_of(role).get(reverse("admin:accounts_trace_change", args=[row.id])).status_code == 403


def test_log_takes_the_same_few_statements_however_long_it_is(looked: Journey) -> None:
    auditor = client_of(Role.AUDITOR)
    quiet = statements(auditor, reverse(LOG))
    for _again in range(5):
        client_of(staff(Role.NURSE)).get(reverse("admin:journey_journey_change", args=[looked.pk]))

    assert statements(auditor, reverse(LOG)) == quiet <= MOST_STATEMENTS
    assert statements(auditor, reverse("admin:index")) <= MOST_STATEMENTS


# Finding -------------------------------------------------------------------------------------------


def found_by(client: Client, **asked: str) -> list[Any]:
    return list(client.get(reverse(LOG), asked).context["cl"].result_list)


@pytest.mark.parametrize("text", ["{name}", "{first}", "{number}", "{number} {day}", "{kim}", "{kim} {before}..{day}"])
def test_rows_are_found_by_person_patient_number_and_day(looked: Journey, text: str) -> None:
    rosa, day, other = looked.patient, timezone.now().date(), patient("Ken Ode")
    note(Kind.READ, Acts(name="Dr Abel", id=uuid4()), table="journey_patient", row=other.pk)
    asked = text.format(
        name=rosa.full_name, first=rosa.full_name[:3], number=rosa.record_no, kim=str(staff(Role.NURSE)), day=day,
        before=day - timedelta(days=1),
    )  # fmt: skip

    patients = {row.patient_id for row in found_by(client_of(Role.AUDITOR), q=asked, show="looked")}
    assert rosa.pk in patients
    assert other.pk not in patients


@pytest.mark.parametrize(
    "text", ["1999-01-01", "1999-01-01..1999-12-31", "nobody-of-this-name", "Nurse Kim 1999-01-01", "' % _"]
)
def test_other_days_and_unknown_names_find_nothing(looked: Journey, text: str) -> None:
    assert found_by(client_of(Role.AUDITOR), q=text) == []


@pytest.mark.parametrize(
    "text", ["9999-12-31", "0001-01-01", "2026-13-40", "..", "\x00", "2026-11-24..", "' & | ! ( :*"]
)
def test_odd_words_break_nothing(db: None, text: str) -> None:
    assert client_of(Role.AUDITOR).get(reverse(LOG), {"q": text}).status_code == 200


def test_patient_who_acts_is_not_named(db: None) -> None:
    note(Kind.SIGN_IN, Acts(name="Rosa", roles=("patient",), id=uuid4()))
    words = said(client_of(Role.AUDITOR).get(reverse(LOG), {"show": "signed-in"}))
    assert "A patient Signed in" in words
    assert "Rosa" not in words


# Only read, and read by name -----------------------------------------------------------------------


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.MANAGER])
def test_reading_the_log_leaves_a_row(looked: Journey, role: Role) -> None:
    client, row = client_of(role), Trace.objects.filter(kind=Kind.READ, outcome=Outcome.DONE)[0]
    client.get(reverse(LOG), {"q": "rosa"})
    client.get(reverse("admin:accounts_trace_change", args=[row.id]))

    read, listed = Trace.objects.filter(table_name="accounts_trace").order_by("-number")[:2]
    assert (listed.kind, listed.query, listed.actor_roles) == (Kind.LIST, "q=rosa", [role.value])
    assert (read.kind, read.row_id, read.patient_id) == (Kind.READ, str(row.id), looked.patient_id)


@pytest.mark.parametrize("name", ["add", "delete", "change"])
def test_nothing_is_written_through_the_screen(looked: Journey, name: str) -> None:
    auditor, row = client_of(Role.AUDITOR), Trace.objects.filter(kind=Kind.READ)[0]
    before = Trace.objects.filter(number=row.number).values().get()
    address = reverse(f"admin:accounts_trace_{name}", args=[] if name == "add" else [row.id])
    auditor.post(address, {"actor_name": "x", "post": "yes", "kind": "list"})
    auditor.post(reverse(LOG), {"action": "delete_selected", "_selected_action": [row.number], "post": "yes"})
    assert Trace.objects.filter(number=row.number).values().get() == before


def test_number_of_a_row_leads_nowhere(looked: Journey) -> None:
    number = Trace.objects.latest("number").number
    assert client_of(Role.AUDITOR).get(reverse("admin:accounts_trace_change", args=[number])).status_code == 404


def test_manager_finds_no_patient_of_another_site_by_the_log(looked: Journey) -> None:
    """An auditor does: following everybody is their work (AUD-06)."""
    rosa, boss = looked.patient, staff(Role.MANAGER, "Far Boss", site=other_site())
    patients_own = Trace.objects.create(
        kind=Kind.SIGN_IN, actor_id=rosa.user_id, actor_name=str(rosa.user), actor_roles=["patient"]
    )
    client, everything = client_of(boss), {"days": "all", "show": "looked"}
    for name in (rosa.full_name, rosa.record_no):
        assert client.get(reverse(LOG), {"q": name, "days": "all"}).context["cl"].result_count == 0, name
        assert client_of(Role.AUDITOR).get(reverse(LOG), {"q": name, "days": "all"}).context["cl"].result_count > 0
    listed = said(client.get(reverse(LOG), everything))
    assert "Read: journey" in listed
    assert rosa.record_no not in listed
    assert rosa.record_no not in said(client.get(reverse("admin:accounts_trace_change", args=[patients_own.id])))
    assert rosa.record_no in said(client_of(Role.MANAGER).get(reverse(LOG), everything)), "their own site's"
