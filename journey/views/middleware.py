"""What every answer of the server has in common: nothing is stored by browsers, and refusals become pages."""

from collections.abc import Callable
from typing import ClassVar

from django.conf import settings
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.cache import add_never_cache_headers

from journey.actions.locking import MET, is_meeting
from journey.domain.errors import MoveNotAllowed, Refusal
from journey.domain.words import say as _
from journey.views.errors import refused

Handler = Callable[[HttpRequest], HttpResponse]


class PrivatePages:
    """Outermost, so that it reaches every answer: files, refusals of a host, crashes.

    Pages are never stored (`no-store`), so Back after signing out shows nothing. What other middleware has set stands.
    """

    HEADERS: ClassVar = {
        "Content-Security-Policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        "X-Frame-Options": "DENY",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
        "X-Permitted-Cross-Domain-Policies": "none",
    }

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not response.has_header("Cache-Control"):
            add_never_cache_headers(response)
        for name, value in self.HEADERS.items():
            response.headers.setdefault(name, value)
        return response


class SmallRequests:
    """Refuses a body that is larger than any form of ours, before a byte of it is read (ASVS V5.2.1)."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        said = request.META.get("CONTENT_LENGTH") or "0"
        if not (said.isascii() and said.isdecimal()):
            return HttpResponse(render_to_string("400.html"), status=400)
        if int(said) > settings.MOST_BYTES:
            return HttpResponse(render_to_string("413.html"), status=413)
        return self.get_response(request)


class RefusalPages:
    """An expected refusal that a view let through becomes its page, in one place."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, OperationalError) and is_meeting(exception):
            return refused(request, MoveNotAllowed(_(MET)))
        return refused(request, exception) if isinstance(exception, Refusal) else None
