"""Every change leaves a row by itself: who, what, before and after, and whose record it is."""

from typing import Any
from uuid import UUID

import pytest
from django.contrib.auth.models import Group
from django.db import ProgrammingError, connection, transaction

from accounts.models import Kind, Trace, User
from accounts.roles import Role
from accounts.trace.acting import Acts, acting, acting_as_job
from journey.models import Clinic, Stage
from tests.builders import clinic, journey_at, pathway_version, patient
from tests.walked import walked

pytestmark = pytest.mark.django_db
KIM = Acts("Nurse Kim", ("nurse", "manager"), UUID(int=7), UUID(int=8), "admin:patient", UUID(int=9), "192.0.2.7")


@pytest.fixture
def seen(db: None) -> Any:
    """The rows that were written since the test began, oldest first."""
    clinic()
    newest = Trace.objects.order_by("-number").values_list("number", flat=True).first() or 0
    return lambda: list(Trace.objects.filter(number__gt=newest).order_by("number"))


def raw(statement: str, *params: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, params or None)


class TestWhat:
    def test_new_row_is_written_down_whole(self, seen: Any) -> None:
        kim = User.objects.create(username="kim", display_name="Kim")

        (row,) = seen()
        assert (row.kind, row.table_name, row.row_id, row.outcome) == (
            Kind.CREATE,
            "accounts_user",
            str(kim.pk),
            "done",
        )
        assert row.before is None
        assert row.after["display_name"] == "Kim"
        assert set(row.after) == {field.column for field in User._meta.concrete_fields}

    def test_change_keeps_only_what_changed(self, seen: Any) -> None:
        Clinic.objects.update(clinic_phone="999", name=clinic().name)

        (row,) = seen()
        assert (row.kind, row.table_name, row.row_id) == (Kind.CHANGE, "journey_clinic", str(clinic().pk))
        assert (row.before, row.after) == ({"clinic_phone": "01632 960 142"}, {"clinic_phone": "999"})

    def test_row_taken_away_is_written_down_whole(self, seen: Any) -> None:
        site = clinic().sites.get()
        kept, key = site.name, str(site.pk)
        site.memberships.all().delete()
        site.delete()

        (row,) = [row for row in seen() if row.table_name == "journey_site"]
        assert (row.kind, row.table_name, row.row_id, row.after) == (Kind.DELETE, "journey_site", key, None)
        assert row.before["name"] == kept

    def test_raw_statement_is_seen_row_by_row(self, seen: Any) -> None:
        raw("insert into auth_group (name) values ('choir'), ('band')")
        raw("delete from auth_group where name in ('choir', 'band')")
        assert [row.kind for row in seen()] == [Kind.CREATE, Kind.CREATE, Kind.DELETE, Kind.DELETE]

    def test_change_of_nothing_leaves_no_row(self, seen: Any) -> None:
        raw("update journey_clinic set name = name")
        assert seen() == []

    def test_sign_in_time_alone_leaves_no_row(self, seen: Any) -> None:
        raw("update accounts_user set last_login = now()")
        assert seen() == []

    def test_password_is_told_of_and_never_shown(self, seen: Any) -> None:
        user = User.objects.create_user("kim", password="four-plain-words")
        user.set_password("four-other-words")
        user.save()

        made, changed = seen()
        assert made.after["password"] == "hidden"
        assert (changed.before, changed.after) == ({"password": "hidden"}, {"password": "hidden"})

    def test_long_document_is_left_out(self, seen: Any) -> None:
        version = pathway_version()

        row = next(row for row in seen() if row.table_name == "journey_pathwayversion")
        assert row.after["document"] == "hidden"
        assert row.after["checksum"] == version.checksum

    def test_role_given_and_taken_away_is_seen(self, seen: Any) -> None:
        user = User.objects.create(username="kim", is_staff=True)
        group, _ = Group.objects.get_or_create(name=Role.NURSE)
        user.groups.add(group)
        user.groups.remove(group)

        given, taken = (row for row in seen() if row.table_name == "accounts_user_groups")
        assert (given.kind, taken.kind) == (Kind.CREATE, Kind.DELETE)
        assert given.after["user_id"] == taken.before["user_id"] == str(user.pk)

    def test_change_that_is_rolled_back_leaves_no_row(self, seen: Any) -> None:
        with transaction.atomic():
            raw("update journey_clinic set name = 'x'")
            assert len(seen()) == 1
            transaction.set_rollback(True)
        assert seen() == []


class TestWhose:
    def test_every_change_of_a_journey_names_its_patient(self) -> None:
        journey = journey_at("post_care", day=3)
        tables = set(Trace.objects.filter(patient_id=journey.patient_id).values_list("table_name", flat=True))
        assert {"journey_patient", "journey_journey", "journey_cycle", "journey_stage", "journey_checkin"} <= tables
        nobodys = Trace.objects.filter(table_name__startswith="journey_", patient_id=None)
        assert set(nobodys.values_list("table_name", flat=True)) == {
            "journey_clinic",
            "journey_site",
            "journey_sitemembership",
            "journey_pathwayversion",
            "journey_pathwayevent",
            "journey_consenttext",
        }

    def test_own_row_of_a_patient_names_them(self, seen: Any) -> None:
        rosa = patient()
        row = next(row for row in seen() if row.table_name == "journey_patient")
        assert row.patient_id == rosa.pk


class TestWho:
    def test_person_at_work_is_named_with_roles_page_and_place(self, seen: Any) -> None:
        with acting(lambda: KIM):
            Clinic.objects.update(name="A 100% 'new' \\ name")

        (row,) = seen()
        assert (row.actor_id, row.actor_name, row.actor_roles) == (KIM.id, "Nurse Kim", ["nurse", "manager"])
        assert (row.acting_for, row.page, row.request_id) == (KIM.acting_for, KIM.page, KIM.request_id)
        assert row.ip == "192.0.2.7"
        assert Clinic.objects.get().name == "A 100% 'new' \\ name"

    def test_name_is_told_as_it_is_whatever_stands_in_it(self, seen: Any) -> None:
        name = 'O\'Neil \\ 100% "x"; drop table accounts_user -- %s\n'
        with acting(lambda: Acts(name)):
            Clinic.objects.update(name="x")
            raw("update journey_clinic set name = '100%'")
        assert [row.actor_name for row in seen()] == [name, name]

    @pytest.mark.parametrize(
        "statement",
        [
            "update journey_clinic set name = 'x'",
            "  -- why\n /* and\n how */ UPDATE journey_clinic SET name = 'x'",
            "with found as (select id from journey_clinic) update journey_clinic set name = 'x'",
        ],
    )
    def test_statement_by_hand_is_in_the_name_of_whoever_is_at_work(self, seen: Any, statement: str) -> None:
        with acting(lambda: KIM):
            raw(statement)
        assert [row.actor_name for row in seen()] == ["Nurse Kim"]

    def test_answer_of_a_statement_is_its_own(self, db: None) -> None:
        with acting(lambda: KIM), connection.cursor() as cursor:
            cursor.execute("insert into auth_group (name) values (%s), (%s) returning name", ["a", "b"])
            assert (cursor.fetchall(), cursor.rowcount) == ([("a",), ("b",)], 2)

    def test_job_is_named(self, seen: Any) -> None:
        with acting_as_job("roll_check_ins"):
            raw("update journey_clinic set name = 'x'")

        (row,) = seen()
        assert (row.actor_id, row.actor_name, row.actor_roles) == (None, "roll_check_ins", ["job"])

    def test_nobody_at_work_is_the_role_of_the_database(self, seen: Any) -> None:
        raw("set local application_name = 'psql'")
        raw("update journey_clinic set name = 'x'")

        (row,) = seen()
        assert (row.actor_name, row.actor_roles) == (connection.settings_dict["USER"], ["database"])
        assert row.page == "psql"

    def test_name_ends_with_the_transaction(self, transactional_db: None, seen: Any) -> None:
        with acting(lambda: KIM):
            Clinic.objects.update(name="x")
        Clinic.objects.update(name="y")
        assert [row.actor_name for row in seen()] == ["Nurse Kim", connection.settings_dict["USER"]]

    def test_undone_savepoint_does_not_lose_the_name(self, seen: Any) -> None:
        with acting(lambda: KIM):
            with transaction.atomic():
                raw("update journey_clinic set name = 'x'")
                transaction.set_rollback(True)
            raw("update journey_clinic set name = 'y'")
        assert [row.actor_name for row in seen()] == ["Nurse Kim"]

    def test_telling_costs_no_statement(self, django_assert_num_queries: Any, seen: Any) -> None:
        with acting(lambda: KIM), django_assert_num_queries(2):
            Clinic.objects.update(name="x")
            assert Stage.objects.count() == 0


class TestDeaf:
    def test_setting_of_the_library_silences_nothing(self, seen: Any) -> None:
        walked("consultation")
        raw(
            "select set_config('pgtrigger.ignore', (select array_agg(tgname)::text from pg_trigger"
            " where not tgisinternal), true)"
        )
        before = len(seen())

        raw("update journey_clinic set name = 'x'")
        assert len(seen()) == before + 1
        for forbidden in ("delete from journey_journeyevent", "update journey_pathwayversion set checksum = ''"):
            with pytest.raises(ProgrammingError, match="Cannot"), transaction.atomic():
                raw(forbidden)

    def test_table_of_a_session_does_not_stand_in_for_the_trace(self, seen: Any) -> None:
        raw("create temp table accounts_trace (like public.accounts_trace including all) on commit drop")
        raw("create temp table accounts_unsealed (like public.accounts_unsealed including all) on commit drop")
        raw("update public.journey_clinic set name = 'x'")
        raw("drop table pg_temp.accounts_trace; drop table pg_temp.accounts_unsealed")
        assert [row.kind for row in seen()] == [Kind.CHANGE]
