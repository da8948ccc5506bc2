"""The moments of the newest session: an overview, and one page for each."""

from datetime import datetime
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from journey.actions.plans import ANCHOR_STAGES, HAPPENED, plan_procedure_between, record_date
from journey.admin.workspace_forms import Desk, answer, back, is_own_repeat, page
from journey.admin.workspace_forms_move import undo_links
from journey.admin.workspace_forms_stale import stale
from journey.domain.errors import MoveNotAllowed, StaleVersion
from journey.domain.windows import Anchor
from journey.forms.dates import MomentForm, RangeForm
from journey.models import Cycle
from journey.policies import Act
from journey.presenters.plan_pages import RANGE, TITLES, date_rows, difference, why_not_now


def dates(desk: Desk) -> HttpResponse:
    desk.check(Act.READ_RECORDS)
    rows = date_rows(desk.standing, ANCHOR_STAGES, HAPPENED, desk.user)
    return page(desk, "admin/journey/journey/dates.html", _("Dates"), {"rows": rows, "undo": undo_links(desk)})


def date(desk: Desk, what: str) -> HttpResponse:
    if what == RANGE:
        return _range(desk)
    if what not in {str(anchor) for anchor in ANCHOR_STAGES}:
        raise Http404
    return _moment(desk, Anchor(what))


def _moment(desk: Desk, anchor: Anchor) -> HttpResponse:
    desk.check(Act.SET_ANCHORS if anchor in HAPPENED else Act.BOOK)
    _check_stage(desk, anchor)
    cycle = desk.standing.cycle
    stored: datetime | None = getattr(cycle, f"{anchor}_at")
    if stored is not None and not _is_first(desk) and not why_not_now(desk.standing, ANCHOR_STAGES[anchor]):
        # There all that follows from it is shown first (decision 30).
        return HttpResponseRedirect(reverse("admin:journey_journey_move_date", args=[desk.journey.pk, anchor]))
    form = MomentForm(desk.posted, zone=desk.zone, changes=False, initial={"version": desk.journey.version, "was": ""})

    def act() -> None:
        data = form.cleaned_data
        record_date(
            journey=desk.journey,
            anchor=anchor,
            moment=data["moment"],
            by=desk.user,
            at=desk.at,
            expected_version=data["version"],
        )

    title = str(TITLES[anchor])
    done = _("Recorded: {what}.").format(what=title.lower())
    context = {"verb": _("Record"), "zone_note": _zone_note(desk)}
    try:
        return answer(desk, form, act, done=done, title=title, context=context)
    except StaleVersion as refusal:
        return _stale_moment(desk, refusal, anchor, form, done)


def _stale_moment(desk: Desk, refusal: StaleVersion, anchor: Anchor, form: MomentForm, done: str) -> HttpResponse:
    data = form.cleaned_data
    newest = Cycle.objects.get(pk=desk.standing.cycle.pk)
    now: datetime | None = getattr(newest, f"{anchor}_at")
    if now == data["moment"] and is_own_repeat(desk, "date_recorded", data["version"]):
        return back(desk, done)
    said = [desk.clock.moment(value) if value else "" for value in (None, now, data["moment"])]
    rows = [difference(str(TITLES[anchor]), *said)]
    return stale(desk, refusal, rows, reverse("admin:journey_journey_date", args=[desk.journey.pk, anchor]))


def _is_first(desk: Desk) -> bool:
    """Sent from a page on which no date was set yet; the same person may have recorded it with the first click."""
    return desk.is_post and not desk.posted.get("was") and desk.posted.get("version") != str(desk.journey.version)


def _range(desk: Desk) -> HttpResponse:
    desk.check(Act.BOOK)
    _check_stage(desk, Anchor.PROCEDURE)
    cycle = desk.standing.cycle
    initial = {
        "version": desk.journey.version, "planned_from": cycle.planned_from, "planned_to": cycle.planned_to
    }  # fmt: skip
    form = RangeForm(desk.posted, initial=initial)

    def act() -> None:
        plan_procedure_between(
            journey=desk.journey,
            first=form.cleaned_data["planned_from"],
            last=form.cleaned_data["planned_to"],
            by=desk.user,
            at=desk.at,
            expected_version=form.cleaned_data["version"],
        )

    title, done = str(TITLES[RANGE]), _("The range is planned.")
    context: dict[str, Any] = {"verb": _("Plan"), "zone_note": ""}
    try:
        return answer(desk, form, act, done=done, title=title, context=context)
    except StaleVersion as refusal:
        newest = Cycle.objects.get(pk=cycle.pk)
        typed = form.cleaned_data
        rows = [
            difference(form[name].label, form[name].initial, getattr(newest, name), typed[name])
            for name in ("planned_from", "planned_to")
        ]
        same = all(getattr(newest, name) == typed[name] for name in ("planned_from", "planned_to"))
        if same and is_own_repeat(desk, "range_planned", typed["version"]):
            return back(desk, done)
        return stale(desk, refusal, rows, reverse("admin:journey_journey_date", args=[desk.journey.pk, RANGE]))


def _check_stage(desk: Desk, anchor: Anchor) -> None:
    """A form is only shown where it could be taken. What is sent is left to the action: the stage may have been closed
    by the same person's first click."""
    why = "" if desk.is_post else why_not_now(desk.standing, ANCHOR_STAGES[anchor])
    if why:
        raise MoveNotAllowed(why)


def _zone_note(desk: Desk) -> str:
    return _("Times are the clinic's: {zone}.").format(zone=desk.zone.key.rpartition("/")[2].replace("_", " "))
