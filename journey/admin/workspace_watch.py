"""The recovery room: the observation clock, and one more set of vitals in a minute."""

from collections.abc import Sequence
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from journey import policies
from journey.actions.vitals import add_vitals
from journey.admin.record_sheet import record_url, standing_at
from journey.admin.workspace_forms import Desk, back, page
from journey.domain.errors import NotAccepted
from journey.domain.record.checking import Finding
from journey.domain.record.post_care.clock import observation_clock
from journey.domain.record.post_care.observation import OBSERVATION
from journey.domain.record.refusals import EntryRefused, WarningsToSee
from journey.domain.stages import StageCode
from journey.forms.refused import put_refusal
from journey.forms.vitals import VitalsForm
from journey.presenters.record import section_rows
from journey.presenters.watch import next_moment, watch_of
from journey.standing import Standing


def watch(desk: Desk, cycle_id: UUID) -> HttpResponse:
    """GET shows the clock and a form; POST adds one set of vitals and comes back here."""
    desk.check(policies.writes(OBSERVATION))
    standing = standing_at(desk, cycle_id)
    clock = observation_clock(standing.facts)
    form = VitalsForm(desk.posted, zone=desk.zone, initial={"taken_at": next_moment(clock, standing)})
    if not desk.is_post:
        return _shown(desk, standing, form, 200)
    if form.is_valid():
        seen = desk.request.POST.getlist("seen")
        try:
            add_vitals(cycle=standing.cycle, values=form.values(), by=desk.user, at=desk.at, seen=seen)
        except EntryRefused as refusal:
            form.refuse(refusal.findings, refusal.entry)
        except WarningsToSee as refusal:
            return _shown(desk, standing, form, 422, refusal.findings)
        except NotAccepted as refusal:
            put_refusal(form, refusal)
        else:
            return back(desk, _("The vitals are stored."), watch_url(desk, standing))
    return _shown(desk, standing, form, 422)


def watch_url(desk: Desk, standing: Standing) -> str:
    return reverse("admin:journey_journey_watch", args=[desk.journey.pk, standing.cycle.pk])


def _shown(
    desk: Desk, standing: Standing, form: VitalsForm, status: int, warnings: Sequence[Finding] = ()
) -> HttpResponse:
    context = {
        "watch": watch_of(standing, desk.user),
        "form": form,
        "warnings": warnings,
        "rows": section_rows(standing, StageCode.POST_CARE, desk.user),
        "home_url": reverse("admin:journey_journey_date", args=[desk.journey.pk, "discharge"]),
        "record_url": record_url(desk, standing.cycle),
        "is_newest": standing.cycle.pk == desk.standing.cycle.pk,
    }
    return page(desk, "admin/journey/journey/watch.html", _("Recovery room"), context, status)
