"""The log as auditors read it: today in numbers, a list that can be searched, and never what a record says."""

import pytest
from django.urls import reverse

from accounts.models import Kind, Outcome, Trace
from accounts.roles import Role
from journey.models import Journey
from tests.builders import patient, staff
from tests.journey.admin.staff_pages import client_of, index, said, statements

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

    assert f"Nurse Kim, nurse Read: journey {number} Done" in found
    assert "Refused" in by_name
    assert "Nothing fits." in nothing
    assert looked.patient.full_name not in found


def test_entry_of_the_log_says_which_columns_changed_not_what_stands_in_them(looked: Journey) -> None:
    row = Trace.objects.filter(table_name="journey_journey", kind=Kind.CHANGE).order_by("-number")[0]

    words = said(client_of(Role.AUDITOR).get(reverse("admin:accounts_trace_change", args=[row.id])))

    assert "Changed: journey" in words
    assert "version" in words
    assert looked.patient.full_name not in words
    assert str(row.number) not in reverse("admin:accounts_trace_change", args=[row.id])


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
