"""A server of a drill's own, in a process of its own: what it takes stands in a book, an id and an address a line."""

import os
import signal
from collections import Counter
from pathlib import Path
from socket import create_server, socket


class Service:
    """`received` counts the copies of each (id, address)."""

    def __init__(self, book: Path) -> None:
        self.book, self.port, self.pid = book, 0, 0
        book.touch()

    def serve(self, listening: socket) -> None:
        """For ever, in the process of the service."""
        raise NotImplementedError

    def keep(self, name: str, to: str) -> None:
        with self.book.open("a") as book:
            book.write(f"{name} {to}\n")

    def start(self) -> None:
        listening = create_server(("127.0.0.1", self.port))
        self.port = listening.getsockname()[1]
        self.pid = os.fork()
        if self.pid == 0:
            try:
                self.serve(listening)
            finally:
                os._exit(0)
        listening.close()

    def stop(self) -> None:
        if not self.pid:
            return
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        self.pid = 0

    def received(self) -> Counter[tuple[str, str]]:
        lines = (line.split(" ", 1) for line in self.book.read_text().splitlines())
        return Counter((name, to) for name, to in lines)
