"""What every page's frame shows: the clinic's name, numbers and hours."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from journey.access.clinic import clinic_if_any
from journey.presenters.clinic import ClinicCard, clinic_card


def frame(request: HttpRequest) -> dict[str, object]:
    """Lazy: a view that has the clinic at hand passes its own `clinic`, and then nothing is asked here."""
    return {"clinic": SimpleLazyObject(_clinic)}


def _clinic() -> ClinicCard | None:
    clinic = clinic_if_any()
    return clinic_card(clinic) if clinic else None
