"""Many people at the same moment, each with a database connection of their own."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connection

LONGEST_WAIT_SECONDS = 20


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
