"""The follow-up visits of one journey, session by session, with their windows."""

from django.http import HttpResponse
from django.utils.translation import gettext as _

from journey.admin.base import now_of
from journey.admin.workspace_forms import Desk, page
from journey.policies import Act
from journey.presenters.follow_up_table import follow_up_table


def follow_ups(desk: Desk) -> HttpResponse:
    desk.check(Act.READ_RECORDS)
    record = follow_up_table(desk.journey, now_of(desk.request))
    return page(desk, "admin/journey/journey/follow_ups.html", _("Follow-up visits"), {"record": record})
