"""A mail server of a drill's own, in a process of its own: it takes every mail and writes down its Message-ID."""

import socketserver
from collections.abc import Iterator
from contextlib import contextmanager

from drills.serving import Service


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
        self.server.keep(name, to)  # type: ignore[attr-defined]

    def _say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


class MailServer(Service):
    """The id is the Message-ID."""

    talk = Talk


@contextmanager
def real_mail(server: MailServer) -> Iterator[None]:
    """Messages leave for this server."""
    from django.test import override_settings

    backend = "django.core.mail.backends.smtp.EmailBackend"
    host = {"EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": server.port, "EMAIL_USE_TLS": False, "EMAIL_USE_SSL": False}
    with override_settings(EMAIL_BACKEND=backend, EMAIL_HOST_USER="", **host):
        yield
