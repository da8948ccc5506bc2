"""What the layouts of a patient's page ask for: the clinic, the place in the navigation, and whom a helper helps."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from journey.access import Helping
from journey.presenters.caregivers import Banner, banner_of
from journey.presenters.clinic import ClinicCard

MOST_PAGES = 10_000


@dataclass(frozen=True)
class Nav:
    """`current` is "journey", "answers", "account", "people" or nothing. `helping` is None on one's own pages."""

    current: str
    home: str
    answers: str
    helping: Banner | None


def show(
    request: HttpRequest,
    template: str,
    card: ClinicCard,
    *,
    helping: Helping | None = None,
    current: str = "",
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    """A page with its frame. What a helper looks at says so."""
    nav = Nav(current, home_url(helping), answers_url(helping), banner_of(helping) if helping else None)
    return render(request, template, {"clinic": card, "nav": nav, **context}, status=status)


def home_url(helping: Helping | None) -> str:
    """The first page of the person whose page this is."""
    return reverse("patient:person", args=[helping.patient_id]) if helping else reverse("patient:home")


def answers_url(helping: Helping | None) -> str:
    return reverse("patient:person_answers", args=[helping.patient_id]) if helping else reverse("patient:answers")


def page_number(request: HttpRequest) -> int:
    """Which page of a long list is asked for, counted from 1. Raises Http404 for anything else."""
    text = request.GET.get("page", "1")
    if not text.isascii() or not text.isdigit() or not 1 <= int(text[:6]) <= MOST_PAGES:
        raise Http404
    return int(text[:6])
