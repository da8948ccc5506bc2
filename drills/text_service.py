"""A service for text messages of a drill's own, in a process of its own: it takes every message and keeps its id."""

import json
import os
import signal
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any


class Talk(BaseHTTPRequestHandler):
    """It counts copies, as a service that does not look at the key of a message would send them."""

    timeout = 10

    def do_POST(self) -> None:
        said = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        assert said["id"] == self.headers["Idempotency-Key"]
        with self.server.book.open("a") as book:  # type: ignore[attr-defined]
            book.write(f"{said['id']} {said['to']}\n")
        self.send_response(202)
        self.end_headers()

    def log_message(self, *args: Any) -> None:
        """Says nothing."""


class TextService:
    """`received` counts the copies of each (id, number)."""

    def __init__(self, book: Path) -> None:
        self.book, self.port, self.pid = book, 0, 0
        book.touch()

    def start(self) -> None:
        service = ThreadingHTTPServer(("127.0.0.1", self.port), Talk)
        service.book = self.book  # type: ignore[attr-defined]
        self.port = service.server_address[1]
        self.pid = os.fork()
        if self.pid == 0:
            try:
                service.serve_forever()
            finally:
                os._exit(0)
        service.socket.close()

    def stop(self) -> None:
        if not self.pid:
            return
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        self.pid = 0

    def received(self) -> Counter[tuple[str, str]]:
        lines = (line.split(" ", 1) for line in self.book.read_text().splitlines())
        return Counter((name, to) for name, to in lines)
