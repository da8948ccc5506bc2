"""The coordinator's numbers, and the list of people behind each."""

from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from journey.admin.base import note_shown, now_of
from journey.domain.numbers import Period
from journey.forms.numbers import PeriodOfNumbersForm
from journey.models import Appointment
from journey.policies import Act, check
from journey.presenters import numbers as presenter
from journey.presenters import when

if TYPE_CHECKING:
    from journey.admin.appointments import AppointmentAdmin


def numbers(admin: "AppointmentAdmin", request: HttpRequest) -> HttpResponse:
    """Of the last 12 months unless days are asked for; what is asked stands in the address."""
    check(request.user, Act.READ_NUMBERS)
    now = now_of(request)
    asked = {"first", "last"} & set(request.GET)
    usual = Period.usual(now.today)
    form = PeriodOfNumbersForm(request.GET if asked else {"first": usual.first, "last": usual.last}, today=now.today)
    context = {"title": _("Numbers"), "form": form, "zone": when.place(now.zone)}
    if not form.is_valid():
        return admin.page(request, "admin/numbers.html", {**context, "errors": form.errors}, status=422)
    context["sections"] = presenter.sections(form.period(), now)
    return admin.page(request, "admin/numbers.html", context)


def numbers_people(admin: "AppointmentAdmin", request: HttpRequest) -> HttpResponse:
    check(request.user, Act.READ_NUMBERS)
    now, asked = now_of(request), request.GET
    form = PeriodOfNumbersForm(asked, today=now.today)
    if not form.is_valid():
        raise Http404
    which = (asked.get(name, "") for name in ("measure", "by", "key", "part"))
    found = presenter.people(*which, period=form.period(), now=now)
    if found is None:
        raise Http404
    note_shown(request, found.shown, Appointment._meta.db_table)
    return admin.page(request, "admin/numbers_people.html", {"title": found.title, "people": found})
