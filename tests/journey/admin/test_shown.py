"""Who was shown in a list is a read of a record: one row a page, with everybody whom it showed (AUD-01)."""

from collections.abc import Iterator
from urllib.parse import urlencode
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Kind, Trace
from accounts.roles import Role
from journey.actions.appointments import book_appointment
from journey.actions.letters import post_letters, queue_letter
from journey.actions.people import change_postal_address
from journey.models import Journey, Patient
from tests.builders import NOW, journey_at, newest_cycle, other_site, patient, staff
from tests.journey.actions.test_pathway_versions import newer
from tests.journey.admin.staff_pages import LISTS, alert_of, client_of, said, the_time_is
from tests.walked import walked

pytestmark = pytest.mark.django_db
PATIENTS = reverse(LISTS["patients"])


@pytest.fixture(autouse=True)
def the_time() -> Iterator[None]:
    with the_time_is(NOW):
        yield


@pytest.fixture
def rosa(db: None) -> Journey:
    return walked("post_care", day=3)


@pytest.fixture
def nurse(rosa: Journey) -> Client:
    return client_of(Role.NURSE)


def shown() -> list[UUID]:
    """Of the newest list."""
    return list(Trace.objects.filter(kind=Kind.LIST).latest("number").shown)


def rows() -> int:
    return Trace.objects.filter(kind=Kind.LIST).count()


def test_page_of_a_list_names_all_whom_it_showed_and_nobody_else(nurse: Client, rosa: Journey) -> None:
    ken, far = patient("Ken Ode"), patient("Fay Far", site=other_site())
    text = said(nurse.get(PATIENTS))
    assert "Fay Far" not in text
    assert set(shown()) == {rosa.patient_id, ken.pk}
    assert far.pk not in shown()
    row = Trace.objects.filter(kind=Kind.LIST).latest("number")
    assert (row.page, row.table_name, row.actor_id) == (
        "admin:journey_patient_changelist", "journey_patient", staff(Role.NURSE).pk,
    )  # fmt: skip


def test_second_page_of_a_long_list_names_its_own_people(nurse: Client, rosa: Journey) -> None:
    for number in range(55):
        patient(f"Pat {number:02}")
    nurse.get(PATIENTS)
    first = set(shown())
    nurse.get(PATIENTS, {"p": "2"})
    assert len(first) == 50
    assert first.isdisjoint(shown())
    assert first | set(shown()) == set(Patient.objects.values_list("pk", flat=True))


def test_search_that_finds_nobody_leaves_its_row_with_what_was_searched(nurse: Client) -> None:
    nurse.get(PATIENTS, {"q": "Nobody Such"})
    row = Trace.objects.filter(kind=Kind.LIST).latest("number")
    assert (row.shown, row.query) == ([], "q=Nobody+Such")


def test_patient_with_two_rows_in_a_list_is_named_once(nurse: Client, rosa: Journey) -> None:
    for day in (1, 2):
        book_appointment(
            cycle=newest_cycle(rosa), clinician=staff(), kind="w2", by=staff(), at=NOW,
            starts_at=NOW.replace(hour=12 + day), ends_at=NOW.replace(hour=12 + day, minute=30),
        )  # fmt: skip
    nurse.get(reverse(LISTS["appointments"]))
    assert shown() == [rosa.patient_id]


def test_work_queue_names_everybody_whose_name_stands_on_it(nurse: Client, rosa: Journey) -> None:
    alert_of(rosa)
    ken = journey_at("post_care", day=3, who=patient("Ken Ode"))
    book_appointment(
        cycle=newest_cycle(ken), clinician=staff(), kind="w2", by=staff(Role.NURSE), at=NOW,
        starts_at=NOW.replace(hour=15), ends_at=NOW.replace(hour=16),
    )  # fmt: skip
    quiet = patient("Una Unnamed")
    before = rows()

    text = said(nurse.get(reverse("admin:index")))

    assert rows() == before + 1
    for who, name in ((rosa.patient_id, "Rosa Marsh"), (ken.patient_id, "Ken Ode"), (quiet.pk, "Una Unnamed")):
        assert (name in text) == (who in shown()), name
    assert {rosa.patient_id, ken.patient_id} <= set(shown())


def test_suggestions_are_a_list_too(rosa: Journey) -> None:
    desk = client_of(Role.COORDINATOR)
    field = {"app_label": "journey", "model_name": "appointment", "field_name": "journey"}
    answer = desk.get(reverse("admin:autocomplete"), {**field, "term": "Rosa"})
    assert "Rosa Marsh" in answer.content.decode()
    assert shown() == [rosa.patient_id]


def test_list_of_nobodys_records_leaves_no_row(nurse: Client) -> None:
    before = rows()
    nurse.get(reverse(LISTS["versions"]))
    client_of(Role.MANAGER).get(reverse(LISTS["staff"]))
    assert rows() == before


def test_auditor_finds_the_list_by_a_patient_who_stood_in_it(nurse: Client, rosa: Journey) -> None:
    nurse.get(PATIENTS)
    text = said(client_of(Role.AUDITOR).get("/admin/accounts/trace/", {"q": rosa.patient.record_no}))
    assert "Saw in a list: patient" in text
    nobody = said(client_of(Role.AUDITOR).get("/admin/accounts/trace/", {"q": patient("Ken Ode").record_no}))
    assert "Saw in a list: patient" not in nobody


def test_role_that_is_taken_away_is_gone_at_the_next_click(nurse: Client) -> None:
    """The roles come with the person in one statement; nothing of them is kept between two pages."""
    assert nurse.get(PATIENTS).status_code == 200
    staff(Role.NURSE).groups.clear()
    assert nurse.get(PATIENTS).status_code == 404


def test_list_on_a_page_that_refuses_or_leads_on_is_written_down(rosa: Journey) -> None:
    """What became of the form below it changes nothing of what was read; a refusal that showed nobody leaves none."""
    at = {"starts_at": NOW.replace(hour=13), "ends_at": NOW.replace(hour=14)}
    visit = book_appointment(cycle=newest_cycle(rosa), clinician=staff(), kind="w2", by=staff(), at=NOW, **at)
    desk, doctor = client_of(Role.COORDINATOR), client_of(Role.CLINICIAN)
    change_postal_address(patient=rosa.patient, postal_address="12 Mill Lane", by=staff(), at=NOW)
    letter = queue_letter(cycle=newest_cycle(rosa), code="W6", by=staff(), at=NOW)
    post_letters(letters=[letter.pk], by=staff(Role.NURSE), at=NOW)
    find, slot = (reverse(f"admin:journey_appointment_{name}") for name in ("find", "slot"))
    when = {"visit": visit.pk, "clinician": staff().pk, "start": "2026-11-26T13:00Z"}
    older = rosa.pathway_version
    newer(older)
    asked = [
        (200, lambda: desk.get(find, {"visit": visit.pk})),
        (422, lambda: desk.get(find, {"visit": visit.pk, "first": "x", "part": "any"})),
        (422, lambda: desk.post(f"{slot}?{urlencode(when)}", {"state": "x"})),
        (303, lambda: desk.post(reverse("admin:journey_reminder_post"), {"letter": [letter.pk]})),
        (422, lambda: doctor.post(reverse("admin:journey_recall_changelist"), {"number": "KIT-2231"})),
        (422, lambda: doctor.post(reverse("admin:journey_pathwayversion_journeys", args=[older.pk]), {"x": "1"})),
    ]
    for place, (status, ask) in enumerate(asked):
        before = rows()
        assert ask().status_code == status, place
        assert (rows(), shown()) == (before + 1, [rosa.patient_id]), place
    before = rows()
    assert doctor.post(reverse("admin:journey_recall_changelist"), {"number": "NO-LOT"}).status_code == 422
    assert rows() == before
