"""A mail server of a drill's own, in a process of its own: it takes every mail and writes down its Message-ID."""

import os
import signal
import socketserver
from collections import Counter
from pathlib import Path


class Talk(socketserver.StreamRequestHandler):
    """As much of SMTP as a sender needs."""

    timeout = 10

    def handle(self) -> None:
        self._say("220 drill")
        to = ""
        while line := self.rfile.readline():
            match line[:4].upper():
                case b"DATA":
                    self._say("354 go on")
                    self._keep(to, self._letter())
                    self._say("250 kept")
                case b"RCPT":
                    to = line.decode().partition("<")[2].partition(">")[0]
                    self._say("250 ok")
                case b"QUIT":
                    self._say("221 bye")
                    return
                case _:
                    self._say("250 ok")

    def _letter(self) -> bytes:
        lines = []
        while (line := self.rfile.readline()) not in {b".\r\n", b""}:
            lines.append(line)
        return b"".join(lines)

    def _keep(self, to: str, letter: bytes) -> None:
        heads = letter.split(b"\r\n\r\n", 1)[0].decode().splitlines()
        name = next(head.partition(":")[2].strip() for head in heads if head.lower().startswith("message-id:"))
        with self.server.book.open("a") as book:  # type: ignore[attr-defined]
            book.write(f"{name} {to}\n")

    def _say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, port: int, book: Path) -> None:
        super().__init__(("127.0.0.1", port), Talk)
        self.book = book


class MailServer:
    """`received` counts the copies of each (Message-ID, address)."""

    def __init__(self, book: Path) -> None:
        self.book, self.port, self.pid = book, 0, 0
        book.touch()

    def start(self) -> None:
        server = Server(self.port, self.book)
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
