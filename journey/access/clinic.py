"""The clinic that this installation serves."""

from django.http import Http404

from journey.models import Clinic


def the_clinic() -> Clinic:
    """The one clinic that this installation serves. Raises Http404 before it is set up."""
    clinic = Clinic.objects.order_by("name").first()
    if clinic is None:
        raise Http404("The clinic is not set up yet.")
    return clinic
