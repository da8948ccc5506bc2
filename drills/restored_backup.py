"""A backup is taken while people send, and brought back elsewhere: everything acknowledged before it began is there.

    python -m drills.restored_backup             # exit 0: nothing is missing, the trace verifies
    python -m drills.restored_backup --broken    # brings an older one back; exit 0: the drill saw it

`manage.py backup` and `manage.py restore` on a database of its own; takes about two minutes.
"""

import argparse
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

from drills.database import empty_database, start
from drills.double_send import Acknowledged, make_people, own_server, problems, run


def back_up(file: Path) -> str:
    from django.core.management import call_command

    out = StringIO()
    call_command("backup", str(file), stdout=out)
    return out.getvalue()


def told(file: Path) -> str:
    """Why `manage.py restore` refuses this file; nothing when it takes it."""
    from django.core.management import CommandError, call_command

    try:
        call_command("restore", str(file), stdout=StringIO())
    except CommandError as error:
        return str(error)
    return ""


def refusals(file: Path) -> Iterator[str]:
    """Each forged file or key that was not refused with its reason, or that left something in the database."""
    from cryptography.fernet import Fernet
    from django.conf import settings
    from django.db import connection

    whole, forged = file.read_bytes(), file.with_name("forged")
    middle, ours = len(whole) // 2, settings.ENCRYPTION_KEYS
    one_bit = whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :]
    for name, held, keys, why in (
        ("another key", whole, [Fernet.generate_key().decode()], "No key"),
        ("one bit", one_bit, ours, "not as it was"),
        ("cut off", whole[:-100], ours, "not as it was"),
        ("not a backup", b"PGDMP" + whole, ours, "not a backup"),
    ):
        forged.write_bytes(held)
        settings.ENCRYPTION_KEYS = keys
        try:
            said = told(forged)
        finally:
            settings.ENCRYPTION_KEYS = ours
        if why not in said:
            yield f"{name}: told “{said}”"
        if connection.introspection.table_names():
            yield f"{name}: something was written"
    forged.unlink()


def missing(file: Path, ledger: Sequence[Acknowledged], anchor: str) -> Iterator[str]:
    """What is wrong after the file was brought back into an empty database, the log compared with what was kept."""
    from django.core.management import CommandError, call_command

    from accounts.models import Kind, Trace

    with empty_database("drill_restored"):
        yield from refusals(file)
        if said := told(file):
            yield f"refused: {said}"
            return
        yield from problems(ledger)
        if not Trace.objects.filter(kind=Kind.CREATE, actor_name="manage.py restore").exists():
            yield "bringing it back left no row"
        if "not empty" not in told(file):
            yield "a database in use was written over"
        kept = file.with_name("anchor")
        kept.write_text(anchor, encoding="ascii")
        try:
            call_command("verify_log", anchor=kept, stdout=StringIO())
        except CommandError as error:
            yield f"log: {error}"


def anchor_now() -> str:
    from accounts.trace.chain import seal
    from accounts.trace.verifying import verify

    seal()
    return str(verify().head)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--broken", action="store_true", help="bring an older backup back: must be caught")
    parser.add_argument("--people", type=int, default=4)
    parser.add_argument("--each", type=int, default=15, help="reports of each person, before it and again meanwhile")
    asked = parser.parse_args()
    start()
    with TemporaryDirectory() as folder, own_server() as port, ThreadPoolExecutor(1) as apart:
        file, older = Path(folder) / "backup", Path(folder) / "older"
        people = make_people(asked.people)
        back_up(older)
        ledger, _ = run(port, people, each=asked.each, loss=0, seed=1)
        anchor = anchor_now()
        meanwhile = apart.submit(run, port, people, each=asked.each, loss=0, seed=2)
        begun = time.monotonic()
        print(back_up(file).strip(), f"It took {time.monotonic() - begun:.1f} s.")
        during = meanwhile.done()
        meanwhile.result()
        begun = time.monotonic()
        found = list(missing(older if asked.broken else file, ledger, anchor))
        print(f"Brought back and looked through in {time.monotonic() - begun:.1f} s.")
    print(f"{len(ledger)} sendings acknowledged before the backup; {len(found)} problems")
    for problem in found[:5]:
        print(problem)
    is_right = bool(found) == asked.broken and not during
    print("as it should be" if is_right else "NOT as it should be")
    return 0 if is_right else 1


if __name__ == "__main__":
    sys.exit(main())
