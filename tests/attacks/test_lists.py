"""The staff's lists and what the admin would offer by itself: no column felt for, no row written (SQL, FUN-06, IDR)."""

import pytest
from django.conf import settings
from django.db import transaction

from accounts.roles import Role
from tests.attacks.asking import ask
from tests.meta.access_table import TABLE
from tests.meta.world import World

pytestmark = pytest.mark.django_db
LISTS = sorted(route for route in TABLE if route.startswith("admin/journey/") and route.count("/") == 3)
STAFF = "manager"


class TestLists:
    """SQL-01, SQL-03, BAD-10, IDR-04."""

    # Each of the first lines is read for itself: together they are one request. Of names that no list has, the first
    # ends the question.
    HOSTILE = (
        "o=name;--&q=%25_%27%22%3B--&p=-1&e=1", "o=-password&q=" + "x" * 3000 + "&p=abc&_facets=True",
        "o=99&q=%00&p=1000000000&_popup=1", "o=1.1.1&q=%FF", "o=user__password&all=",
        "order_by[]=x", "sort=name;--", "filter=1)or(1=1",
        "user__password__startswith=a", "patient__user__password__startswith=a", "patient__full_name__regex=(a%2B)%2B$",
        "id__in=1,2", "patient=00000000-0000-4000-8000-000000000000", "patient[]=x",
        "_to_field=password", "date_hierarchy=x", "%00=1",
    )  # fmt: skip

    def test_no_parameter_breaks_a_list_or_reads_a_column_that_it_does_not_show(self, world: World) -> None:
        asked = [(f"/{route}?{query}", query) for query in self.HOSTILE for route in LISTS]
        answers = {(address, query): ask(world, STAFF, address).status_code for address, query in asked}
        assert {asked: code for asked, code in answers.items() if code not in {200, 302, 400, 403, 404}} == {}

    @pytest.mark.parametrize("letters", ["a", "argon2", "zzz"])
    def test_hidden_column_cannot_be_felt_for(self, world: World, letters: str) -> None:
        """SQL-03: whatever is guessed, the question itself is refused."""
        for column in ("user__password", "user__last_login", "journeys__cycles__decision_reason"):
            answer = ask(world, STAFF, f"/admin/journey/patient/?{column}__startswith={letters}")
            assert answer.status_code == 400, column

    def test_wildcards_of_the_database_are_letters(self, world: World) -> None:
        """BAD-10."""
        shown = {q: "Rosa" in self._found(world, q) for q in ("Rosa", "%25", "_", "%25%25%25", "R_sa", "R%25a")}
        assert [q for q, is_shown in shown.items() if is_shown] == ["Rosa"]

    def _found(self, world: World, typed: str) -> str:
        return ask(world, "coordinator", f"/admin/journey/patient/?q={typed}").content.decode()

    @pytest.mark.parametrize("query", ["patient=", "subject=", "user=", "patient[]=", "journey=", "id="])
    def test_parameter_of_a_patient_s_list_is_ignored(self, world: World, query: str) -> None:
        rosas, ken = world.rows["patient_id"], "another patient"
        plain = ask(world, ken, "/answers/").content.decode().count("<li")
        asked = ask(world, ken, f"/answers/?{query}{rosas}")
        assert asked.content.decode().count("<li") == plain
        assert "Rosa" not in asked.content.decode()

    def test_autocomplete_gives_names_of_permitted_people_only(self, world: World) -> None:
        """PHI-10."""
        asked = "/admin/autocomplete/?app_label=journey&model_name=appointment&field_name=journey&term=Rosa"
        assert "Rosa" in ask(world, "coordinator", asked).content.decode()
        assert "Rosa" not in ask(world, "auditor", asked).content.decode()
        assert "Rosa" not in ask(world, "staff without a role", asked).content.decode()
        assert ask(world, "patient", asked).status_code == 404


def test_staff_without_a_patient_list_see_nobody(world: World) -> None:
    """IDR-07: an empty list of roles opens nothing."""
    for route in LISTS:
        answer = ask(world, "staff without a role", f"/{route}")
        assert answer.status_code in {403, 404}
        assert "Rosa" not in answer.content.decode()


@pytest.mark.parametrize("role", list(Role))
def test_nobody_writes_through_what_the_admin_would_offer(world: World, role: Role) -> None:
    """FUN-06: bulk actions, lists that edit, deletions, reverting."""
    patient = world.rows["patient"]
    forged = {
        "/admin/journey/patient/": f"form-TOTAL_FORMS=1&form-INITIAL_FORMS=1&form-0-id={patient}&form-0-full_name=Eve",
        f"/admin/journey/patient/{patient}/delete/": "post=yes",
        "/admin/journey/journey/": f"action=delete_selected&_selected_action={world.rosa.pk}&post=yes",
        f"/admin/journey/journey/{world.rosa.pk}/change/": "status=completed&patient=1",
    }
    undo = transaction.savepoint()
    for address, body in forged.items():
        world.browser.cookies.clear()
        world.browser.cookies[settings.SESSION_COOKIE_NAME] = world.sessions[role]
        answer = world.browser.generic("POST", address, body, content_type="application/x-www-form-urlencoded")
        assert answer.status_code < 500, address
    world.rosa.refresh_from_db()
    name = type(world.rosa.patient).objects.get(pk=patient).full_name
    transaction.savepoint_rollback(undo)
    assert (name, world.rosa.status) == ("Rosa Marsh", "active")
