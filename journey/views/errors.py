"""Error pages: plain words, no data, and the same sentence about emergencies as everywhere."""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from journey.domain.errors import AlreadyDone, GateClosed, MoveNotAllowed, NotPermitted, Refusal, StaleVersion

STATUS: dict[type[Refusal], int] = {
    NotPermitted: 403,
    MoveNotAllowed: 409,
    GateClosed: 409,
    AlreadyDone: 409,
    StaleVersion: 409,
}


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """The page of a refusal: its sentence, and a way back."""
    status = STATUS.get(type(refusal), 422)
    template = "403.html" if status == 403 else "409.html"
    context = {"reason": refusal.sentence}
    return render(request, template, context, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "400.html", status=400)


def not_permitted(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "404.html", status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """A fault of ours, or the database is away. Drawn without the request: what draws a page may be broken."""
    away = isinstance(sys.exc_info()[1], OperationalError | InterfaceError)
    template, status = ("503.html", 503) if away else ("500.html", 500)
    return HttpResponse(render_to_string(template), status=status)
