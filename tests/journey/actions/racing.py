"""Many people at the same moment, each with a database connection of their own."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event
from time import monotonic
from typing import Any

from django.db import connection, transaction

LONGEST_WAIT_SECONDS = 20
WAITS_FOR_ME = "SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
# Only the server's own superuser may say so; with another owner either of the two may find it.
FINDS_RINGS_FIRST = """SELECT set_config('deadlock_timeout', '10ms', true)
WHERE (SELECT rolsuper FROM pg_roles WHERE rolname = current_user)"""


def at_once(*tries: Callable[[], Any]) -> Sequence[Any]:
    """What each try returned or raised, in order; all start together."""
    gate = Barrier(len(tries))

    def run(attempt: Callable[[], Any]) -> Any:
        connection.ensure_connection()
        gate.wait(LONGEST_WAIT_SECONDS)
        try:
            return attempt()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(tries)) as people:
        return list(people.map(run, tries, timeout=LONGEST_WAIT_SECONDS))


def in_between(
    first: Callable[[], Any], second: Callable[[], Any], then: Callable[[], Any] = lambda: None
) -> tuple[Any, Any]:
    """What both returned or raised, when `second` begins before `first` is committed: it waits for a lock of `first`,
    or is done before it. The same meeting every time, where `at_once` leaves it to chance. `then` is the rest of
    `first`, done while the second waits: it meets a deadlock where the second has already what it takes now, and ends
    with it, because the second would only begin once more."""
    begun = Event()

    def run() -> Any:
        begun.wait(LONGEST_WAIT_SECONDS)
        try:
            return second()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as person:
        late = person.submit(run)
        with transaction.atomic():
            early = first()
            begun.set()
            deadline = monotonic() + LONGEST_WAIT_SECONDS
            while not late.done() and not _somebody_waits_for_me():
                assert monotonic() < deadline, "the second neither waits nor ends"
            with connection.cursor() as cursor:
                cursor.execute(FINDS_RINGS_FIRST)
            then()
        return early, late.result(LONGEST_WAIT_SECONDS)


def _somebody_waits_for_me() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(WAITS_FOR_ME)
        return bool(cursor.fetchone()[0])
