"""How many statements a page takes, for the tests that hold them to a number (P3)."""

from typing import Any

from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

# A test runs in one transaction, where a request's own becomes a savepoint; on a server they are no round trip more.
OF_THE_TEST = ("SAVEPOINT", "RELEASE")


def statements(client: Client, address: str) -> int:
    """Of the second visit: the caches of the process are warm, as they are in a running worker."""
    client.get(address)
    number, response = statements_of(client, "get", address)
    assert response.status_code == 200
    return number


def statements_of(client: Client, method: str, address: str, data: Any = None) -> tuple[int, HttpResponse]:
    """Of this one request, with its answer."""
    with CaptureQueriesContext(connection) as seen:
        response = getattr(client, method)(address, data or {})
    return len([sql for sql in texts(seen) if not sql.startswith(OF_THE_TEST)]), response


def texts(seen: CaptureQueriesContext) -> list[str]:
    """The statements; of one that the server had planned before it is empty."""
    return [each["sql"] or "" for each in seen.captured_queries]
