"""The chain finds every kind of meddling, by the row, whoever meddled."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from accounts.models import Kind, Seal, Trace, Unsealed
from accounts.trace.chain import BATCH, seal
from accounts.trace.verifying import Anchor, verify

pytestmark = pytest.mark.django_db
ROWS = 60
COLUMNS = [
    ("actor_name", "Nurse 3O"),
    ("at", "2020-01-01T00:00:00Z"),
    ("kind", "list"),
    ("outcome", "denied"),
    ("reason", "a\nb "),
    ("actor_id", "00000000-0000-4000-8000-000000000000"),
    ("actor_roles", ["nurse"]),
    ("acting_for", "00000000-0000-4000-8000-000000000000"),
    ("patient_id", "00000000-0000-4000-8000-000000000000"),
    ("shown", []),
    ("table_name", "x"),
    ("row_id", "x"),
    ("before", '{"n": 31}'),
    ("after", "{}"),
    ("page", "x"),
    ("query", "x"),
    ("request_id", "00000000-0000-4000-8000-000000000000"),
    ("ip", "192.0.2.1"),
    ("id", "00000000-0000-4000-8000-000000000000"),
]


def raw(statement: str, *params: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, params or None)


@pytest.fixture
def sealed(db: None) -> list[int]:
    """The numbers of rows that are sealed, in order; nothing else is in the trace."""
    Trace.objects.bulk_create(
        Trace(kind=Kind.READ, actor_name=f"Nurse {n}", before={"n": n}, reason="a\nb") for n in range(ROWS)
    )
    seal()
    return list(Seal.objects.order_by("place").values_list("row", flat=True))[-ROWS:]


@pytest.fixture
def unguarded(sealed: list[int]) -> None:
    """From here on as the owner of the tables with the triggers off: what a chain is for."""
    for table in ("accounts_trace", "accounts_seal"):
        raw(f"alter table {table} disable trigger user")


def change(number: int, column: str, value: Any) -> None:
    raw(f"update accounts_trace set {column} = %s where number = %s", value, number)


def test_untouched_chain_is_right_and_its_head_is_the_last_seal(sealed: list[int]) -> None:
    report = verify()
    assert (report.wrong, report.waiting) == ("", 0)
    assert report.head == Anchor(Seal.objects.count(), bytes(Seal.objects.get(row=sealed[-1]).digest))


def test_rows_wait_and_are_sealed_once(sealed: list[int]) -> None:
    Trace.objects.create(kind=Kind.READ)
    assert verify().waiting == Unsealed.objects.count() == 1
    assert seal() == 1
    assert seal() == 0
    assert verify().waiting == 0


def test_more_rows_than_one_step_takes_become_one_chain(db: None) -> None:
    Trace.objects.bulk_create(Trace(kind=Kind.READ) for _ in range(BATCH + 1))
    assert seal() >= BATCH + 1
    assert verify().wrong == ""


def test_row_that_becomes_visible_late_is_sealed_after_its_betters(sealed: list[int]) -> None:
    """A transaction that took its number early and ended late."""
    raw("insert into accounts_trace (number, kind) overriding user value values (1, 'read')")
    Trace.objects.create(kind=Kind.READ)
    numbers = sorted(Unsealed.objects.values_list("row", flat=True))
    raw("delete from accounts_unsealed where row = %s", numbers[0])
    seal()
    raw("insert into accounts_unsealed values (%s)", numbers[0])
    seal()

    assert list(Seal.objects.order_by("place").values_list("row", flat=True))[-2:] == numbers[::-1]
    assert verify().wrong == ""


def test_time_zone_and_format_of_the_session_do_not_matter(sealed: list[int]) -> None:
    raw("set local time zone 'Asia/Kathmandu'")
    raw("set local datestyle to 'German'")
    assert verify().wrong == ""


@pytest.mark.usefixtures("unguarded")
class TestMeddling:
    """AUD-04: what whoever owns the tables changes, takes out, puts in or cuts off is found and named."""

    @pytest.mark.parametrize(("column", "value"), COLUMNS)
    def test_changed_column_is_found_and_the_row_is_named(self, sealed: list[int], column: str, value: Any) -> None:
        change(sealed[30], column, value)
        assert verify().wrong.startswith(f"Row {sealed[30]} (")

    def test_every_column_is_part_of_what_is_sealed(self, sealed: list[int]) -> None:
        assert {field.column for field in Trace._meta.concrete_fields} - {name for name, _ in COLUMNS} == {"number"}

    def test_first_of_several_is_named(self, sealed: list[int]) -> None:
        for row in (sealed[40], sealed[20]):
            change(row, "actor_name", "x")
        assert verify().wrong.startswith(f"Row {sealed[20]} (")

    def test_row_that_is_gone_is_named(self, sealed: list[int]) -> None:
        raw("delete from accounts_trace where number = %s", sealed[30])
        assert verify().wrong.startswith(f"Row {sealed[30]} is missing")

    def test_row_that_is_gone_with_its_seal_is_found(self, sealed: list[int]) -> None:
        place = Seal.objects.get(row=sealed[30]).place
        raw("delete from accounts_trace where number = %s", sealed[30])
        raw("delete from accounts_seal where row = %s", sealed[30])
        assert verify().wrong.startswith(f"Seal {place} is missing")

    def test_gap_that_was_closed_up_is_found(self, sealed: list[int]) -> None:
        place = Seal.objects.get(row=sealed[30]).place
        raw("delete from accounts_trace where number = %s", sealed[30])
        raw("delete from accounts_seal where row = %s", sealed[30])
        for later in range(place + 1, place + ROWS - 30):
            raw("update accounts_seal set place = %s where place = %s", later - 1, later)
        assert verify().wrong.startswith(f"Row {sealed[31]} (")

    def test_two_rows_that_changed_places_are_found(self, sealed: list[int]) -> None:
        early, late = sealed[10], sealed[50]
        for number, to in ((early, -1), (late, early), (-1, late)):
            raw("update accounts_trace set number = %s where number = %s", to, number)
        assert verify().wrong.startswith(f"Row {early} (")

    def test_two_seals_that_changed_places_are_found(self, sealed: list[int]) -> None:
        early, late = sealed[10], sealed[50]
        for row, to in ((early, -1), (late, early), (-1, late)):
            raw("update accounts_seal set row = %s where row = %s", to, row)
        assert verify().wrong.startswith(f"Row {late} (")

    def test_row_put_in_past_the_trigger_is_named(self, sealed: list[int]) -> None:
        forged = Trace.objects.create(kind=Kind.READ)
        assert verify().wrong.startswith(f"Row {forged.number} ({forged.id}) was put in past the trigger")

    def test_row_put_in_with_a_seal_of_its_own_is_found(self, sealed: list[int]) -> None:
        forged = Trace.objects.create(kind=Kind.READ)
        raw("update accounts_seal set row = %s where row = %s", forged.number, sealed[30])
        assert verify().wrong.startswith(f"Row {forged.number} (")

    def test_row_taken_away_before_its_seal_is_named(self, sealed: list[int]) -> None:
        raw("insert into accounts_unsealed values (987654321)")
        assert verify().wrong == "Row 987654321 is missing: it was taken away before it was sealed."

    def test_changed_digest_is_found(self, sealed: list[int]) -> None:
        raw("update accounts_seal set digest = sha256('x') where row = %s", sealed[30])
        assert verify().wrong.startswith(f"Row {sealed[30]} (")

    def test_end_that_was_cut_off_is_found_by_the_anchor_alone(self, sealed: list[int]) -> None:
        anchor = verify().head
        raw("delete from accounts_trace where number = any(%s)", sealed[-10:])
        raw("delete from accounts_seal where row = any(%s)", sealed[-10:])

        assert verify().wrong == ""
        assert verify([anchor]).wrong.startswith(
            f"The chain ends at seal {anchor.place - 10}, and an anchor was kept of"
        )

    def test_end_that_was_written_anew_is_found_by_the_anchor(self, sealed: list[int]) -> None:
        anchor = verify().head
        raw("delete from accounts_seal where row = any(%s)", sealed[-10:])
        change(sealed[-3], "actor_name", "x")
        raw("insert into accounts_unsealed select unnest(%s)", sealed[-10:])
        seal()

        assert verify().wrong == ""
        assert "written anew" in verify([anchor]).wrong

    def test_earlier_anchor_still_fits_a_longer_chain(self, sealed: list[int]) -> None:
        anchor = verify().head
        raw("alter table accounts_trace enable trigger user")
        Trace.objects.create(kind=Kind.READ)
        seal()
        assert verify([anchor]).wrong == ""


class TestCommand:
    def test_right_chain_ends_well_and_prints_its_anchor(self, sealed: list[int], tmp_path: Path, capsys: Any) -> None:
        Trace.objects.create(kind=Kind.READ)
        call_command("verify_log")
        said = capsys.readouterr().out
        assert said.startswith("1 rows sealed now; 0 written since and not yet sealed.")
        assert Anchor.read(said) == verify().head

        kept = tmp_path / "anchors"
        kept.write_text(f"{said.splitlines()[-1]}\n\n2026-11-24 WARNING Anchor: {verify().head}\n")
        call_command("verify_log", anchor=kept)

    @pytest.mark.usefixtures("unguarded")
    def test_wrong_chain_fails_with_the_row(self, sealed: list[int]) -> None:
        change(sealed[5], "reason", "")
        with pytest.raises(CommandError, match=f"^Row {sealed[5]} "):
            call_command("verify_log")

    @pytest.mark.parametrize("text", ["", "\n", "12", "12 xyz", "words only"])
    def test_file_without_an_anchor_is_refused(self, sealed: list[int], tmp_path: Path, text: str) -> None:
        kept = tmp_path / "anchors"
        kept.write_text(text)
        with pytest.raises(CommandError, match="anchor"):
            call_command("verify_log", anchor=kept)

    def test_file_that_is_not_there_is_refused(self, sealed: list[int], tmp_path: Path) -> None:
        with pytest.raises(CommandError, match="anchor"):
            call_command("verify_log", anchor=tmp_path / "none")


@pytest.mark.parametrize("table", ["accounts_trace", "accounts_seal"])
@pytest.mark.parametrize("verb", ["update {0} set {1} = {1}", "delete from {0}", "truncate {0}"])
def test_owner_too_is_refused_while_the_triggers_stand(sealed: list[int], table: str, verb: str) -> None:
    raw(f"alter table {table} enable trigger user")
    column = "reason" if table == "accounts_trace" else "digest"
    with pytest.raises(Exception, match="written once"), transaction.atomic():
        raw(verb.format(table, column))


def test_rows_wait_for_their_seal_no_longer_than_a_minute() -> None:
    """The job's own timetable over an hour, and that a turn of it leaves nothing waiting."""
    from croniter import croniter
    from procrastinate.contrib.django import app

    from accounts.jobs import keep_trace_sealed

    (plan,) = [each for each in app.periodic_registry.periodic_tasks.values() if each.task is keep_trace_sealed]
    start = datetime(2026, 11, 24, 9, tzinfo=UTC)
    times = croniter(plan.cron, start)
    turns = [start, *(times.get_next(datetime) for _ in range(120))]
    assert max(later - earlier for earlier, later in pairwise(turns)) <= timedelta(seconds=60)

    Trace.objects.create(kind=Kind.READ)
    assert Unsealed.objects.exists()
    keep_trace_sealed(0)
    assert not Unsealed.objects.exists()
