"""Text messages: what the server sends them with. A back-end is a class with `send`; settings name it (SMS_BACKEND)."""

import json
import sys
import urllib.error
import urllib.request
from typing import Any, Protocol

from django.conf import settings
from django.utils.module_loading import import_string

TIME_OUT_SECONDS = 10
LONGEST = 480  # three parts of a text message
TRY_AGAIN = frozenset({408, 425, 429})  # of the 4xx, those that another try may mend


class Refused(ValueError):
    """The service will never take this message: another try is of no use."""


class Backend(Protocol):
    def send(self, *, message_id: str, to: str, text: str) -> None:
        """Raises OSError when another try may help, Refused when it will not. The same `message_id` twice is the same
        message: the service should send it once."""


class Printed:
    """The demo has no telephone: its worker prints the message."""

    def send(self, *, message_id: str, to: str, text: str) -> None:
        rule = "-" * 72
        sys.stdout.write(f"\n{rule}\nText message to {to}\n\n{text}\n{rule}\n")


class Webhook:
    """Posts JSON to SMS_URL with the token of SMS_TOKEN: {"id", "to", "text"}. The id stands in the header
    Idempotency-Key too. Any 2xx means that the service has it. Redirects are not followed."""

    def send(self, *, message_id: str, to: str, text: str) -> None:
        body = json.dumps({"id": message_id, "to": to, "text": text}).encode()
        headers = {
            "Content-Type": "application/json",
            "Authorization": f"Bearer {settings.SMS_TOKEN}",
            "Idempotency-Key": message_id,
        }
        request = urllib.request.Request(settings.SMS_URL, body, headers, method="POST")  # noqa: S310
        try:
            with urllib.request.build_opener(_Stay).open(request, timeout=TIME_OUT_SECONDS):
                pass
        except urllib.error.HTTPError as error:
            error.close()
            if 400 <= error.code < 500 and error.code not in TRY_AGAIN:
                raise Refused(f"refused, {error.code}") from None
            raise ConnectionError(f"answered {error.code}") from None


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


def available() -> bool:
    """Whether this server can send text messages at all."""
    return bool(settings.SMS_BACKEND)


def send(*, message_id: str, to: str, text: str) -> None:
    if not available():
        raise Refused("no service for text messages")
    backend: Backend = import_string(settings.SMS_BACKEND)()
    backend.send(message_id=message_id, to=to, text=text[:LONGEST])
