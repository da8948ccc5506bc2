"""A server of a drill's own, in a process of its own: what it takes stands in a book, an id and an address a line."""

import os
import signal
import socketserver
from collections import Counter
from pathlib import Path
from typing import Any


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, port: int, talk: type[Any], book: Path) -> None:
        super().__init__(("127.0.0.1", port), talk)
        self.book = book

    def keep(self, name: str, to: str) -> None:
        with self.book.open("a") as book:
            book.write(f"{name} {to}\n")


class Service:
    """`talk` answers one client. `received` counts the copies of each (id, address)."""

    talk: type[Any]

    def __init__(self, book: Path) -> None:
        self.book, self.port, self.pid = book, 0, 0
        book.touch()

    def start(self) -> None:
        server = Server(self.port, self.talk, self.book)
        self.port = server.server_address[1]
        self.pid = os.fork()
        if self.pid == 0:
            try:
                server.serve_forever()
            finally:
                os._exit(0)
        server.socket.close()

    def stop(self) -> None:
        if not self.pid:
            return
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        self.pid = 0

    def received(self) -> Counter[tuple[str, str]]:
        lines = (line.split(" ", 1) for line in self.book.read_text().splitlines())
        return Counter((name, to) for name, to in lines)
