"""Text messages by a service on the web: what is posted, and which answers are worth another try."""

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import pytest

from accounts import text_messages
from accounts.text_messages import Refused


class Service(BaseHTTPRequestHandler):
    answers = 200
    heard: list[tuple[dict[str, str], Any]] = []

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.heard.append((dict(self.headers), json.loads(body)))
        self.send_response(self.answers)
        self.send_header("Location", "/elsewhere")
        self.end_headers()

    def log_message(self, *args: Any) -> None:
        pass


@pytest.fixture
def service(settings: Any) -> Iterator[type[Service]]:
    Service.answers, Service.heard = 200, []
    server = HTTPServer(("127.0.0.1", 0), Service)
    Thread(target=server.serve_forever, daemon=True).start()
    settings.SMS_BACKEND = "accounts.text_messages.Webhook"
    settings.SMS_URL, settings.SMS_TOKEN = f"http://127.0.0.1:{server.server_port}/send", "secret"
    yield Service
    server.shutdown()
    server.server_close()


def send() -> None:
    text_messages.send(message_id="m-1", to="07700 900 123", text="An answer needs you now.")


def test_message_is_posted_with_its_id_and_the_token(service: type[Service]) -> None:
    send()
    ((heads, body),) = service.heard
    assert body == {"id": "m-1", "to": "07700 900 123", "text": "An answer needs you now."}
    assert (heads["Authorization"], heads["Idempotency-Key"]) == ("Bearer secret", "m-1")


@pytest.mark.parametrize("status", [302, 408, 429, 500, 503])
def test_answer_that_another_try_may_mend_is_a_failure_of_the_line(service: type[Service], status: int) -> None:
    service.answers = status
    with pytest.raises(OSError, match=str(status)):
        send()
    assert len(service.heard) == 1


@pytest.mark.parametrize("status", [400, 401, 404, 422])
def test_answer_that_stays_is_a_refusal(service: type[Service], status: int) -> None:
    service.answers = status
    with pytest.raises(Refused, match=f"refused, {status}"):
        send()


def test_server_without_a_service_refuses(settings: Any) -> None:
    settings.SMS_BACKEND = ""
    with pytest.raises(Refused):
        send()
