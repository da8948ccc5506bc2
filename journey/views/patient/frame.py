"""What the layouts of a patient's page ask for: the clinic and the place in the navigation."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from journey.presenters.clinic import ClinicCard


def show(
    request: HttpRequest, template: str, card: ClinicCard, *, current: str = "", status: int = 200, **context: Any
) -> HttpResponse:
    """A page with its frame. `current` is "journey", "answers", "account" or nothing."""
    frame = {"clinic": card, "nav": {"current": current}}
    return render(request, template, {**frame, **context}, status=status)
