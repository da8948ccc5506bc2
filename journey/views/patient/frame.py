"""What the layouts of a patient's page ask for: the clinic and the place in the navigation."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from journey.presenters.clinic import ClinicCard

MOST_PAGES = 10_000


def show(
    request: HttpRequest, template: str, card: ClinicCard, *, current: str = "", status: int = 200, **context: Any
) -> HttpResponse:
    """A page with its frame. `current` is "journey", "answers", "account" or nothing."""
    frame = {"clinic": card, "nav": {"current": current}}
    return render(request, template, {**frame, **context}, status=status)


def page_number(request: HttpRequest) -> int:
    """Which page of a long list is asked for, counted from 1. Raises Http404 for anything else."""
    text = request.GET.get("page", "1")
    if not text.isascii() or not text.isdigit() or not 1 <= int(text[:6]) <= MOST_PAGES:
        raise Http404
    return int(text[:6])
