"""Every refused try of somebody who is signed in leaves a row, wherever the id stood (IDW-07, FUN-03, AUD-01)."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib import admin
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Kind, Outcome, Trace
from accounts.roles import Role
from journey.access.scope import OF_PATIENTS
from journey.actions.appointments import book_appointment
from journey.actions.letters import queue_letter
from journey.actions.people import change_postal_address
from journey.models import LINES, RECORDS, Appointment, Journey, Patient
from journey.views.looks import STOCK, TABLES
from tests.builders import NOW, helper_of, newest_cycle, other_site, patient, staff
from tests.journey.admin.staff_pages import client_of, the_time_is
from tests.journey.views.patient_pages import signed_in
from tests.meta.test_own_data import lead_to
from tests.statements import texts
from tests.walked import walked

pytestmark = pytest.mark.django_db
# Tables that lead to a patient and whose rows no address, form or list names by their own id: they are written and read
# with the row that they belong to.
BY_ANOTHER = {
    "of the patient": {"Allergy", "CalendarFeed", "LastContact", "ReminderChoice"},
    "of a check-in": {"CheckInDraft", "PhotoContent", "SentPhoto", "TriageResult"},
    "of an alert": {"AlertFinding", "AlertReason", "AlertReopening", "AlertSnooze", "Notice"},
    "of an adverse event": {
        "AdverseEventAssessment", "AdverseEventFact", "AdverseEventStep", "AdverseEventWords", "ClusterMember",
        "EventNotice", "ReportNotice",
    },
    "of a tumour review": {"TumourReviewFinding", "TumourReviewReason"},
    "of a session": {
        "ConsentDraft", "ConsentReading", "ConsentTalk", "ConsentWithdrawal", "IdentityCheck", "ReleaseSignature",
    },
    "of a journey, a helper, a document or a product": {
        "CaregiverLook", "ContactAttempt", "DocumentContent", "JourneyEvent", "RecalledProduct",
    },
    "of the clinical record, saved by its section": {each.__name__ for each in (*RECORDS.values(), *LINES.values())},
}  # fmt: skip


@pytest.fixture
def rosa() -> Iterator[Journey]:
    with the_time_is(NOW):
        yield walked("post_care", day=3)


def visit_of(journey: Journey) -> Appointment:
    day = {"starts_at": NOW.replace(hour=13), "ends_at": NOW.replace(hour=14)}
    return book_appointment(cycle=newest_cycle(journey), clinician=staff(), kind="w2", by=staff(), at=NOW, **day)


def far(role: Role) -> Client:
    return client_of(staff(role, f"Far {role}", site=other_site()))


def tried(client: Client, method: str, address: str, given: dict[str, Any] | None = None) -> tuple[int, list[Any]]:
    """The status, and kind, table and row of what was refused."""
    before = Trace.objects.order_by("-number").values_list("number", flat=True).first() or 0
    answer = client.get(address, given) if method == "GET" else client.post(address, given)
    rows = Trace.objects.filter(number__gt=before, outcome=Outcome.DENIED).order_by("number")
    return answer.status_code, list(rows.values_list("kind", "table_name", "row_id"))


def test_foreign_id_is_written_down_wherever_staff_put_it(rosa: Journey) -> None:
    """IDW-07: neither the status nor the place of the id decides whether it is written down."""
    visit = visit_of(rosa)
    change_postal_address(patient=rosa.patient, postal_address="12 Mill Lane", by=staff(Role.COORDINATOR), at=NOW)
    letter = queue_letter(cycle=newest_cycle(rosa), code="W6", by=staff(Role.COORDINATOR), at=NOW)
    desk, name = far(Role.COORDINATOR), "admin:journey_{}".format
    add, (find, slot) = reverse(name("appointment_add")), (reverse(name(f"appointment_{n}")) for n in ("find", "slot"))
    home = rosa.patient.site_id
    cases = [
        ("GET", find, {"visit": visit.pk}, 404, Kind.READ, "journey_appointment", visit.pk),
        ("GET", slot, {"journey": rosa.pk, "kind": "w2"}, 404, Kind.READ, "journey_journey", rosa.pk),
        ("GET", reverse(name("reminder_print")), {"letter": letter.pk}, 200, Kind.READ, "journey_reminder", letter.pk),
        ("GET", reverse(name("reminder_change"), args=[letter.pk]), {}, 404, Kind.READ, "journey_reminder", letter.pk),
        ("POST", add, {"journey": rosa.pk.hex, "kind": "w2"}, 422, Kind.ACT, "journey_journey", rosa.pk),
        ("POST", add, {"site": home, "kind": "w2"}, 422, Kind.ACT, "journey_site", home),
    ]
    for method, address, given, status, kind, table, row in cases:
        assert tried(desk, method, address, given) == (status, [(kind, table, str(row))]), (address, given)
    of_patients = Trace.objects.filter(outcome=Outcome.DENIED).exclude(table_name="journey_site")
    assert set(of_patients.values_list("patient_id", flat=True)) == {rosa.patient_id}
    own = client_of(Role.COORDINATOR)
    assert tried(own, "GET", find, {"visit": visit.pk}) == (200, [])
    assert tried(own, "GET", find, {"visit": visit.pk, "first": "x", "part": "any"}) == (422, [])


def test_refused_page_that_names_no_record_leaves_a_row(rosa: Journey) -> None:
    """FUN-03."""
    settings = reverse("admin:journey_patient_add")
    assert tried(client_of(Role.AUDITOR), "GET", settings) == (403, [(Kind.READ, "", "")])
    assert tried(client_of(Role.MANAGER), "POST", settings, {"full_name": "X"}) == (403, [(Kind.ACT, "", "")])
    log = reverse("admin:accounts_trace_changelist")
    assert tried(client_of(Role.NURSE), "GET", log)[1] == [(Kind.READ, "", "")]
    assert tried(signed_in(rosa.patient.user), "GET", log) == (404, [(Kind.READ, "", "")])
    assert tried(Client(), "GET", log)[1] == [], "nobody is signed in: the door has rows of its own"


def test_patients_and_helpers_too_in_every_field(rosa: Journey) -> None:
    ken = patient("Ken Ode")
    helper = helper_of(ken, "manage").user
    phone, helped = reverse("patient:phone"), reverse("patient:person_phone", args=[ken.pk])
    named: list[Any] = [(Kind.ACT, "journey_journey", str(rosa.pk))]
    assert tried(signed_in(ken.user), "POST", phone, {"phone": str(rosa.pk)}) == (422, named)
    assert tried(signed_in(helper), "POST", helped, {"phone": str(rosa.pk)}) == (422, named)
    assert tried(signed_in(helper), "POST", helped, {"phone": str(ken.pk)}) == (422, []), "whom they help"
    assert tried(signed_in(rosa.patient.user), "POST", phone, {"phone": str(rosa.pk)}) == (422, [])


def test_every_table_that_can_be_named_is_looked_through() -> None:
    said = set().union(*BY_ANOTHER.values())
    models = {each.__name__ for each in lead_to(Patient, Journey._meta.apps.get_models())}
    looked_through = {each.__name__ for each in OF_PATIENTS}

    assert models - said - looked_through == set(), "put it into OF_PATIENTS of journey/access/scope.py, or say why not"
    assert said & looked_through == set()
    assert said <= models
    tables = {each._meta.db_table for each in OF_PATIENTS}
    assert set(TABLES.values()) <= tables
    pages = {each._meta.db_table for each in admin.site._registry}
    assert {f"admin:{table}_" for table in pages & tables} <= set(STOCK)


def test_good_page_asks_nothing_more(rosa: Journey) -> None:
    find = reverse("admin:journey_appointment_find")
    with CaptureQueriesContext(connection) as asked:
        assert client_of(Role.COORDINATOR).get(find, {"visit": visit_of(rosa).pk}).status_code == 200
    assert [sql for sql in texts(asked) if " UNION ALL " in sql] == []
