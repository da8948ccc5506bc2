"""Photos that a patient sent with check-ins: all of a journey side by side, and each as a file."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from journey.admin.workspace_forms import Desk, page
from journey.policies import Act
from journey.presenters.photos import photo_days, visible_photos
from journey.views.files import photo_response


def photos(desk: Desk) -> HttpResponse:
    """For whoever may read answers."""
    desk.check(Act.READ_ANSWERS)
    context = {"days": photo_days(desk.journey, desk.clock)}
    return page(desk, "admin/journey/journey/photos.html", _("Photos over time"), context)


def photo(desk: Desk, photo_id: UUID) -> HttpResponse:
    desk.check(Act.READ_ANSWERS)
    found = visible_photos(desk.journey).filter(pk=photo_id).select_related("content").first()
    if found is None:
        raise Http404
    return photo_response(found)
