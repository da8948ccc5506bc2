"""Somebody with the owner's rights changes one byte of the trace among 100,000 rows: `verify_log` says in which row.

    python -m drills.meddling             # exit 0: every planted change was found, and the row was named
    python -m drills.meddling --broken    # the same, sealed by digests that leave the row out; exit 0: the drill saw it

Makes a database of its own. On a busy machine of two cores it took 12 minutes: 10 to make the database and to seal,
2 to read it all after each of the four changes. Before those, two jobs seal at once and one is killed half way.
"""

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from io import StringIO
from random import Random
from urllib.parse import urlsplit

from drills.database import own_database, start

ROWS = 100_000
MAKE = """
    insert into accounts_trace (kind, actor_name, actor_roles, page, reason, after)
    select 'read', 'Nurse ' || n, '{nurse}', 'admin:journey_journey_change', 'row ' || n, jsonb_build_object('n', n)
    from generate_series(1, %s) n
"""
# One byte each, in a column of its own kind.
MEDDLING = (
    "update accounts_trace set reason = overlay(reason placing 'x' from 1 for 1) where number = %s",
    "update accounts_trace set at = at + interval '1 microsecond' where number = %s",
    """update accounts_trace set after = '{"n": -1}' where number = %s""",
    "update accounts_trace set kind = 'list' where number = %s",
)
SEALER = """
from drills.database import start
start()
from accounts.trace import chain
while chain.seal_some():
    print("some", flush=True)
"""


def make_rows(count: int) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(MAKE, [count])


def seal_with_kills(kills: int) -> None:
    """Two jobs seal at once, in processes of their own; one is killed after its first step, the other ends in peace."""
    from django.db import connection

    clinics = urlsplit(os.environ["DATABASE_URL"])
    address = clinics._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
    for _ in range(kills):
        doomed, other = _job(address), _job(address)
        doomed.stdout.readline()
        doomed.kill()
        for job in (doomed, other):
            job.communicate()


def _job(address: str) -> "subprocess.Popen[bytes]":
    environment = {**os.environ, "DATABASE_URL": address}
    return subprocess.Popen([sys.executable, "-c", SEALER], env=environment, stdout=subprocess.PIPE)


def told() -> str:
    """What `manage.py verify_log` says is wrong, nothing when it finds the log in order."""
    from django.core.management import CommandError, call_command

    try:
        call_command("verify_log", stdout=StringIO())
    except CommandError as error:
        return str(error)
    return ""


def missed(rows: int, seed: int) -> Iterator[str]:
    """Each planted change that was not found, or found in another row. Every one is taken back afterwards."""
    from django.db import connection, transaction

    from accounts.database import as_owner
    from accounts.models import Trace

    numbers = Random(seed).sample(list(Trace.objects.values_list("number", flat=True)[:rows]), len(MEDDLING))
    with as_owner():
        for number, statement in zip(numbers, MEDDLING, strict=True):
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("alter table accounts_trace disable trigger user")
                cursor.execute(statement, [number])
                found = told()
                transaction.set_rollback(True)
            if not found.startswith(f"Row {number} "):
                yield f"row {number} was changed ({statement}), and verify_log says: {found or 'nothing'}"


@contextmanager
def sealed_without_the_row() -> Iterator[None]:
    """What a careless chain would do: digests of digests, and of the row nothing but its number."""
    from accounts.trace import chain, verifying

    kept = chain.digest_of

    def careless(text: str, before: bytes) -> bytes:
        return kept(text.split(",")[1], before)

    chain.digest_of = verifying.digest_of = careless
    try:
        yield
    finally:
        chain.digest_of = verifying.digest_of = kept


def problems(rows: int, *, seed: int, broken: bool = False) -> list[str]:
    """Everything that is wrong after `rows` rows were written, sealed and meddled with."""
    from accounts.models import Seal, Unsealed
    from accounts.trace.chain import seal

    make_rows(rows)
    with sealed_without_the_row() if broken else nullcontext():
        seal()
        first, waiting = told(), Unsealed.objects.count()
        if first or waiting or Seal.objects.count() < rows:
            return [f"before anybody meddled: {first or 'nothing is wrong'}; {waiting} wait for their seal"]
        return list(missed(rows, seed))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--broken", action="store_true")
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    start()
    with own_database("drill_meddling"):
        if not options.broken:
            make_rows(options.rows)
            seal_with_kills(kills=3)
        began = time.monotonic()
        found = problems(options.rows, seed=options.seed, broken=options.broken)
        print(f"{len(MEDDLING)} changes planted in {time.monotonic() - began:.0f} s; {len(found)} not found")
    for line in found:
        print(line)
    good = bool(found) == options.broken
    print("as it should be" if good else "NOT AS IT SHOULD BE")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
