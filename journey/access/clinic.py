"""The clinic that this installation serves."""

from django.db.models import QuerySet
from django.http import Http404

from accounts.prepared import Prepared
from journey.models import Clinic


def the_clinic() -> Clinic:
    """The one clinic that this installation serves. Raises Http404 before it is set up."""
    clinic = clinic_if_any()
    if clinic is None:
        raise Http404("The clinic is not set up yet.")
    return clinic


def clinic_if_any() -> Clinic | None:
    """For the frame of every page, also of those that answer before the clinic is set up."""
    return next(iter(_clinics.rows()), None)


@Prepared
def _clinics() -> QuerySet[Clinic]:
    return Clinic.objects.order_by("name")[:1]
