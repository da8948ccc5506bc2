"""A mail server of a drill's own (aiosmtpd), in a process of its own: it writes down the Message-ID of every mail."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from socket import socket
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope

from drills.serving import Service


class MailServer(Service):
    """The id is the Message-ID."""

    def serve(self, listening: socket) -> None:
        asyncio.run(self._talk(listening))

    async def _talk(self, listening: socket) -> None:
        def client() -> SMTP:
            return SMTP(self, hostname="drill", loop=asyncio.get_running_loop())

        server = await asyncio.get_running_loop().create_server(client, sock=listening)
        await server.serve_forever()

    async def handle_DATA(self, server: Any, session: Any, envelope: Envelope) -> str:  # noqa: N802
        assert isinstance(envelope.content, bytes)
        name = message_from_bytes(envelope.content)["Message-ID"].strip()
        for to in envelope.rcpt_tos:
            self.keep(name, to)
        return "250 kept"


@contextmanager
def real_mail(server: MailServer) -> Iterator[None]:
    """Messages leave for this server."""
    from django.test import override_settings

    backend = "django.core.mail.backends.smtp.EmailBackend"
    host = {"EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": server.port, "EMAIL_USE_TLS": False, "EMAIL_USE_SSL": False}
    with override_settings(EMAIL_BACKEND=backend, EMAIL_HOST_USER="", **host):
        yield
