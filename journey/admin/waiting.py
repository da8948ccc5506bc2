"""The waiting list: a line for each person, and the way to confirm what they said yes to."""

from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from journey.admin.base import note_shown, now_of
from journey.models import Appointment
from journey.policies import Act, check
from journey.presenters.waiting_list import waiting_rows

if TYPE_CHECKING:
    from journey.admin.appointments import AppointmentAdmin


def waiting_list(admin: "AppointmentAdmin", request: HttpRequest) -> HttpResponse:
    check(request.user, Act.READ_RECORDS)
    rows = waiting_rows(now_of(request))
    note_shown(request, (row.patient for row in rows), Appointment._meta.db_table)
    return admin.page(request, "admin/waiting.html", {"title": _("Waiting list"), "rows": rows})
