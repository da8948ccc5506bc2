"""A web server as the product runs it, on a port of its own."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from urllib.parse import urlencode

from benchmarks.cpu import family, spent

COMMAND = ("--workers=2", "--threads=4", "--worker-class=gthread", "--keep-alive=60", "--log-level=warning")
PATIENCE_SECONDS = 30
CSRF = "a" * 32


class Server:
    def __init__(self, pid: int, port: int) -> None:
        self.pid, self.port = pid, port
        self._line = HTTPConnection("127.0.0.1", port, timeout=PATIENCE_SECONDS)

    def cpu(self) -> int:
        return spent(family(self.pid))

    def hang_up(self) -> None:
        """The next request opens a new line: the server closes one that was quiet for two seconds."""
        self._line.close()

    def ask(self, path: str, session: str, data: dict[str, str] | None = None, expect: int = 200) -> int:
        """Ask for a page, or post `data`; its size in bytes. Raises AssertionError at another status."""
        headers = {"Cookie": f"sessionid={session}; csrftoken={CSRF}"}
        body = None
        if data is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            body = urlencode({**data, "csrfmiddlewaretoken": CSRF})
        self._line.request("POST" if body else "GET", path, body, headers)
        answer = self._line.getresponse()
        read = answer.read()
        assert answer.status == expect, f"{path} answered {answer.status}"
        return len(read)


@contextmanager
def serving(settings: str, database_url: str) -> Iterator[Server]:
    port = _free_port()
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": settings, "DATABASE_URL": database_url}
    command = [sys.executable, "-m", "gunicorn", "config.wsgi", "--bind", f"127.0.0.1:{port}", *COMMAND]
    process = subprocess.Popen(command, env=environment)
    try:
        _wait_for(port)
        yield Server(process.pid, port)
    finally:
        process.terminate()
        process.wait()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def _wait_for(port: int) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError(f"no server on port {port}")
