"""What a patient without a printer takes home on paper: the red-flag card and the emergency sheet, a sheet each."""

from django.http import HttpResponse
from django.utils.translation import gettext as _

from journey.admin.workspace_forms import Desk, page
from journey.models import Cycle
from journey.policies import Act
from journey.presenters.emergency_pages import emergency_page, red_flag_card
from journey.presenters.scene import Scene

TEMPLATE = "admin/journey/journey/take_along.html"


def take_along(desk: Desk) -> HttpResponse:
    """The same words as on the patient's own pages (clinical.md 2.5, 4)."""
    desk.check(Act.READ_ANSWERS)
    cycles = (
        Cycle.objects.filter(journey=desk.journey).select_related("journey__patient__site__clinic").order_by("number")
    )
    scene = Scene(cycles=list(cycles), stages={}, check_ins=(), visits=(), at=desk.at)
    context = {"card": red_flag_card(scene), "facts": emergency_page(scene).facts}
    return page(desk, TEMPLATE, _("To take home"), context)
