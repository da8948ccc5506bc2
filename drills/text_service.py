"""A service for text messages of a drill's own, in a process of its own: it takes every message and keeps its id."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socket import socket
from typing import Any

from drills.serving import Service


class Talk(BaseHTTPRequestHandler):
    """It counts copies, as a service that does not look at the key of a message would send them."""

    timeout = 10
    service: "TextService"

    def do_POST(self) -> None:
        said = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        assert said["id"] == self.headers["Idempotency-Key"]
        self.service.keep(said["id"], said["to"])
        self.send_response(202)
        self.end_headers()

    def log_message(self, *args: Any) -> None:
        """Says nothing."""


class TextService(Service):
    """The address is a number."""

    def serve(self, listening: socket) -> None:
        talk = type("TalkOfThis", (Talk,), {"service": self})
        server = ThreadingHTTPServer(listening.getsockname(), talk, bind_and_activate=False)
        server.socket.close()
        server.socket = listening
        server.serve_forever()


@contextmanager
def real_texts(texts: TextService) -> Iterator[None]:
    """Text messages leave for this service."""
    from django.test import override_settings

    backend = "accounts.text_messages.Webhook"
    with override_settings(SMS_BACKEND=backend, SMS_URL=f"http://127.0.0.1:{texts.port}/", SMS_TOKEN="drill"):
        yield
