"""The managers' screen of records past their time: the list, one record's page, the hold and the two steps."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client

from accounts.models import Kind, Trace, User
from accounts.roles import Role
from journey.actions.last_contacts import note_last_contacts
from journey.models import Clinic, IdentityRemoval, LegalHold, Patient
from tests.builders import NOW, other_site, patient, staff
from tests.journey.admin.staff_pages import client_of, said, the_time_is
from tests.statements import statements

pytestmark = pytest.mark.django_db
LIST = "/admin/journey/identityremoval/"
LATER = NOW.replace(year=NOW.year + 10) + timedelta(days=2)


@pytest.fixture(autouse=True)
def the_time() -> Iterator[None]:
    with the_time_is(LATER):
        yield


@pytest.fixture
def rosa() -> Patient:
    return quiet("Rosa Marsh")


@pytest.fixture
def manager(rosa: Patient) -> Client:
    return client_of(Role.MANAGER)


@pytest.fixture
def second(rosa: Patient) -> Client:
    return client_of(staff(Role.MANAGER, "Mia Dunn"))


def quiet(name: str) -> Patient:
    """Last here at NOW, ten years and two days ago; counted last night."""
    who = patient(name)
    Clinic.objects.update(retention_years=10)
    User.objects.filter(pk=who.user_id).update(last_login=NOW)
    note_last_contacts(at=LATER)
    return who


def page(who: Patient, name: str = "keeping") -> str:
    return f"{LIST}{who.pk}/{name}/"


class TestList:
    def test_manager_reads_who_since_when_and_what_stands_in_the_way(self, manager: Client, rosa: Patient) -> None:
        LegalHold.objects.create(patient=rosa, reason="A court.", placed_at=NOW, placed_by=staff(Role.MANAGER))
        text = said(manager.get(LIST))
        for part in ("10 years after the last contact", rosa.record_no, "Rosa Marsh", "24 November 2026",
                     "24 November 2036", "a legal hold", "A court."):  # fmt: skip
            assert part in text, part

    def test_without_a_number_the_list_says_so_and_is_empty(self, manager: Client) -> None:
        Clinic.objects.update(retention_years=None)
        text = said(manager.get(LIST))
        assert "Without an end: the clinic's settings name no number of years." in text
        assert "Rosa Marsh" not in text

    def test_settings_page_says_that_the_number_is_missing(self, manager: Client) -> None:
        words = "How long records are kept is not set."
        assert words not in said(manager.get("/admin/journey/clinic/", follow=True))
        Clinic.objects.update(retention_years=None)
        assert words in said(manager.get("/admin/journey/clinic/", follow=True))

    def test_cost_does_not_grow(self, manager: Client) -> None:
        few = statements(manager, LIST)
        for number in range(8):
            quiet(f"Pat {number}")
        assert statements(manager, LIST) == few

    def test_other_site_and_other_roles_see_nothing(self, rosa: Patient) -> None:
        far = client_of(staff(Role.MANAGER, "Mo Far", site=other_site()))
        assert "Rosa Marsh" not in said(far.get(LIST))
        assert far.get(page(rosa)).status_code == 404
        for role in set(Role) - {Role.MANAGER}:
            assert client_of(role).get(LIST).status_code == 403


class TestSteps:
    def test_one_asks_another_types_the_number_and_the_name_is_gone(
        self, manager: Client, second: Client, rosa: Patient
    ) -> None:
        first = manager.get(page(rosa, "ask"))
        assert "Read them first: they may hold a name." in said(first)
        assert manager.post(page(rosa, "ask"), {"reason": "Its time is over."}).status_code == 303
        assert "It cannot be the same person." in said(manager.get(page(rosa)))

        wrong = second.post(page(rosa, "confirm"), {"record_no": "R-1"})
        assert wrong.status_code == 422
        assert "This is not the number of this record." in said(wrong)
        assert Patient.objects.get(pk=rosa.pk).full_name == "Rosa Marsh"
        right = second.post(page(rosa, "confirm"), {"record_no": rosa.record_no})

        assert (right.status_code, right.headers["Location"]) == (303, page(rosa))
        text = said(second.get(page(rosa)))
        assert "This record names nobody any more." in text
        assert "Mia Dunn" in text
        assert "Rosa" not in text
        assert "Rosa" not in said(second.get(f"/admin/journey/patient/{rosa.pk}/change/"))
        assert rosa.record_no in said(manager.get(LIST)).split("Identities removed")[1]

    def test_same_manager_is_refused_by_the_write_too(self, manager: Client, rosa: Patient) -> None:
        manager.post(page(rosa, "ask"), {"reason": "Its time is over."})
        answer = manager.post(page(rosa, "confirm"), {"record_no": rosa.record_no})
        assert answer.status_code == 422
        assert "It cannot be the same person." in said(answer)

    def test_hold_closes_the_way_and_lifting_opens_it(self, manager: Client, rosa: Patient) -> None:
        assert manager.post(page(rosa, "hold"), {"reason": "A court asks."}).status_code == 303
        assert "a legal hold" in said(manager.get(page(rosa)))
        refused = manager.post(page(rosa, "ask"), {"reason": "x"})
        assert refused.status_code == 409
        assert "This stands in the way: a legal hold." in said(refused)
        assert manager.post(page(rosa, "lift-hold")).status_code == 303
        assert manager.post(page(rosa, "ask"), {"reason": "x"}).status_code == 303

    def test_taken_back_nothing_is_removed(self, manager: Client, second: Client, rosa: Patient) -> None:
        manager.post(page(rosa, "ask"), {"reason": "Its time is over."})
        assert second.post(page(rosa, "take-back")).status_code == 303
        assert second.post(page(rosa, "confirm"), {"record_no": rosa.record_no}).status_code == 404
        assert IdentityRemoval.objects.get().ended_at is not None

    def test_reason_is_asked_for(self, manager: Client, rosa: Patient) -> None:
        for name in ("ask", "hold"):
            assert manager.post(page(rosa, name), {"reason": " "}).status_code == 422

    def test_looking_at_how_long_a_record_is_kept_leaves_a_row(self, manager: Client, rosa: Patient) -> None:
        manager.get(page(rosa))
        row = Trace.objects.filter(kind=Kind.READ).latest("number")
        assert (row.patient_id, row.page) == (rosa.pk, "admin:journey_identityremoval_keeping")

    def test_manager_finds_the_page_from_the_patient_and_others_do_not(self, manager: Client, rosa: Patient) -> None:
        where = f"/admin/journey/patient/{rosa.pk}/change/"
        assert page(rosa) in manager.get(where).content.decode()
        assert page(rosa) not in client_of(Role.COORDINATOR).get(where).content.decode()
