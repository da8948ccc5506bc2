"""Measurements over time: the patient's answers beside what the clinic measured."""

from django.http import HttpResponse
from django.utils.translation import gettext as _

from journey.admin.workspace_forms import Desk, page
from journey.policies import Act
from journey.presenters.trend_page import trend_pages


def trend(desk: Desk) -> HttpResponse:
    """For whoever may read answers."""
    desk.check(Act.READ_ANSWERS)
    context = {"sessions": trend_pages(desk.journey, desk.at)}
    return page(desk, "admin/journey/journey/trend.html", _("Measurements over time"), context)
