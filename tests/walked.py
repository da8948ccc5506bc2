"""Journeys walked through the real actions once, then written again as the same rows wherever they are needed.

A walk takes more than a second, its rows a hundredth. The walks are kept beside the test database, for both workers and
for the next run, until a file changes that they come from. Who works in the clinic, its settings and its pathway are
the same rows for all of them, so a database that has others (a test that made its own first) gets a walk of its own.

What is written again was allowed by every trigger and traced when it was walked. It goes past the triggers now, which
only the server's own superuser may: of a server with another owner each journey is walked.
"""

import fcntl
import pickle
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import cache
from hashlib import sha256
from pathlib import Path
from shutil import rmtree
from typing import Any, NamedTuple
from uuid import UUID
from zlib import crc32

from django.apps import apps
from django.db import connection, transaction
from django.db.models import Model
from django.db.models.sql import InsertQuery

from accounts.models import User
from accounts.roles import Role
from config.postgres import DATA
from journey.domain.product_codes import SHAPE, product_code
from journey.models import Clinic, Journey, SiteMembership
from tests.builders import NOW, PATIENT, clinic, fresh, journey_at, pathway_version, staff
from tests.consents import consent_text

TEAM = (Role.CLINICIAN, Role.NURSE, Role.COORDINATOR, Role.MANAGER)
A_YEAR = timedelta(days=365)
ROOT = Path(__file__).resolve().parent.parent
COME_FROM = (
    "accounts/**/*.py",
    "journey/**/*.py",
    "journey/**/*.toml",
    "config/*.py",
    "tests/*.py",
    "requirements.lock",
)
DAYS = {"post_care": 3, "follow_up": 21}  # the usual ones of `journey_at`
KEY = re.compile(r"\b[0-9a-f]{8}(-?)(?:[0-9a-f]{4}\1){3}[0-9a-f]{12}\b")  # a UUID; without its lines in a column
RECORD_NO = re.compile(r"'R-(\d+)'")
INSIDE = """select (select rolsuper from pg_roles where rolname = current_user),
exists (select from journey_clinic) or exists (select from journey_patient), exists (select from accounts_user),
array(select id from journey_clinic)"""
BACK = "set local session_replication_role = origin"
WORKS_AS = "insert into accounts_user_groups (user_id, group_id) select %s, id from auth_group where name = %s"


class Kept(NamedTuple):
    """The id of what was made, and the statements that write all its rows again."""

    made: UUID
    sql: str


_known: dict[str, Kept] = {}


def walked(stage: str, **how: Any) -> Journey:
    """As `journey_at(stage, **how)`. With a `name`, the same walk of another patient: it costs no walk of its own."""
    if not _has_frame():
        return journey_at(stage, **how)
    name = how.pop("name", PATIENT)
    usual = {"at": NOW, "day": DAYS.get(stage)}
    how = {key: value for key, value in how.items() if key not in usual or usual[key] != value}
    key = f"{stage} {sorted(how.items())}"
    kept = _kept(key, lambda: _walk(key, stage, how))
    if name != PATIENT:
        kept = _of_another(kept, name, _number(f"{key} {name}"))
    if not Journey.objects.filter(pk=kept.made).exists():
        _write(kept)
    return fresh(Journey(pk=kept.made))


def walked_hands(stage: str, **how: Any) -> tuple[Journey, Journey]:
    """The right and the left hand of one patient, each as `journey_at(stage, **how)`."""
    right = walked(stage, both_hands=True, **how)
    return right, fresh(Journey.objects.exclude(pk=right.pk).get(patient=right.patient))


def _number(key: str) -> int:
    """Of the patient's record and of the first product: none that another test gives."""
    return 20_000 + crc32(key.encode()) % 80_000


def _walk(key: str, stage: str, how: dict[str, Any]) -> Kept:
    before = {(type(row), row.pk) for row in _all_rows()}
    number = _number(key)
    with _numbered_from(number):
        made = journey_at(stage, number=number, **how)
    return Kept(made.pk, _sql_of(row for row in _all_rows() if (type(row), row.pk) not in before))


def _of_another(kept: Kept, name: str, number: int) -> Kept:
    """The same rows with keys, names and numbers of their own; those of the clinic, its team and its pathway stay."""
    shared = {of[0].replace("-", "") for of in KEY.finditer(_kept("frame", _frame).sql)}
    called, mask = name.split()[0], crc32(name.encode())
    found = RECORD_NO.search(kept.sql)
    assert found is not None
    was = found[1]

    def own(key: str) -> str:
        return key if key.replace("-", "") in shared else f"{key[:-12]}{int(key[-12:], 16) ^ mask:012x}"

    def code(of: re.Match[str]) -> str:
        return product_code(int(of[1]), int(of[2]) - int(was) + number)

    sql = SHAPE.sub(code, KEY.sub(lambda of: own(of[0]), kept.sql))
    first = PATIENT.split()[0]
    for old, new in {
        PATIENT: name,
        f"'{first}'": f"'{called}'",
        f"'{first.lower()}{was}'": f"'{called.lower()}{number}'",
        found[0]: f"'R-{number:05}'",
    }.items():
        sql = sql.replace(old, new)
    return Kept(UUID(own(str(kept.made))), sql)


@contextmanager
def _numbered_from(number: int) -> Iterator[None]:
    """Products that are made inside; outside the database counts on as before."""
    with connection.cursor() as cursor:
        cursor.execute("select last_value, is_called from journey_product_number")
        was = cursor.fetchone()
        cursor.execute("select setval('journey_product_number', %s)", [number])
        yield
        cursor.execute("select setval('journey_product_number', %s, %s)", was)


def _has_frame() -> bool:
    """Whether the clinic, its team and its pathway are the kept ones; writes them into an empty database."""
    with connection.cursor() as cursor:
        cursor.execute(INSIDE)
        is_superuser, has_clinic, has_people, clinics = cursor.fetchone()
    if not is_superuser:
        return False
    if has_clinic:
        return _file("frame").exists() and _kept("frame", _frame).made in clinics
    if has_people:
        return False
    frame = _kept("frame", _frame)
    if not Clinic.objects.filter(pk=frame.made).exists():
        _write(frame)
    return True


def _frame() -> Kept:
    made = clinic()
    team = [staff(role) for role in TEAM]
    version = pathway_version(at=NOW - A_YEAR)
    version.refresh_from_db(fields=["document"])  # the manager leaves it out; the row is written again whole
    text = consent_text(at=NOW - A_YEAR)
    rows = [made, *made.sites.all(), *team, *SiteMembership.objects.all(), version, *version.events.all(), text]
    with connection.cursor() as cursor:
        roles = [cursor.mogrify(WORKS_AS, [person.pk, role]) for role, person in zip(TEAM, team, strict=True)]
    return Kept(made.pk, ";".join([_sql_of(rows), *roles]))


def _file(key: str) -> Path:
    return _folder() / sha256(key.encode()).hexdigest()


@cache
def _folder() -> Path:
    state = sha256()
    for file in sorted({file for pattern in COME_FROM for file in ROOT.glob(pattern)}):
        state.update(file.read_bytes())
    folder = DATA.parent / "walks" / state.hexdigest()[:16]
    for old in folder.parent.glob("*"):
        if old != folder:
            rmtree(old, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _kept(key: str, make: Callable[[], Kept]) -> Kept:
    """What was made before, here or by the other worker; who comes while it is being made waits for it."""
    if key not in _known:
        file = _file(key)
        with file.with_suffix(".lock").open("w") as turn:
            fcntl.flock(turn, fcntl.LOCK_EX)
            if not file.exists():
                unfinished = file.with_suffix(".unfinished")
                unfinished.write_bytes(pickle.dumps(make()))
                unfinished.rename(file)
            _known[key] = pickle.loads(file.read_bytes())
    return _known[key]


def _all_rows() -> Iterable[Model]:
    for model in (User, *apps.get_app_config("journey").get_models()):
        yield from model._default_manager.defer(None)


def _sql_of(rows: Iterable[Model]) -> str:
    """One INSERT for each table, with every value in its text."""
    by_model: dict[type[Model], list[Model]] = {}
    for row in rows:
        assert not _is_numbered(type(row)), "rows with a number of the database's own cannot be written again"
        by_model.setdefault(type(row), []).append(row)
    inserts: list[str] = []
    with connection.cursor() as cursor:
        for model, same in by_model.items():
            query = InsertQuery(model)
            query.insert_values(model._meta.concrete_fields, same, raw=True)
            compiler = query.get_compiler(connection=connection)
            inserts += [cursor.mogrify(sql, values) for sql, values in compiler.as_sql()]
    return ";".join(inserts)


def _write(kept: Kept) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"set local session_replication_role = replica;{kept.sql};{BACK}")


def _is_numbered(model: type[Model]) -> bool:
    """Whether the database numbers the rows of this table itself."""
    return model._meta.pk is not None and model._meta.pk.get_internal_type() == "BigAutoField"
