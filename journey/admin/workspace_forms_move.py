"""Moving a date that is set: what changes, what stays and why, what the patient reads, and one button for all of it."""

from datetime import datetime
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from journey.actions.date_moves import Moved, last_move, move_date, preview_date_move
from journey.actions.plans import ANCHOR_STAGES, FIELD, HAPPENED
from journey.actions.taking_back import moment_in
from journey.admin.workspace_forms import Desk, back, is_own_repeat, page
from journey.admin.workspace_forms_along import resume_links
from journey.domain.errors import MoveNotAllowed, NotAccepted, StaleVersion
from journey.domain.windows import Anchor
from journey.forms.dates import MomentForm
from journey.forms.refused import put_refusal
from journey.models import Cycle
from journey.policies import Act, may
from journey.presenters.date_moves import preview_page
from journey.presenters.date_plan import date_plan
from journey.presenters.plan_pages import TITLES, why_not_now

TEMPLATE = "admin/journey/journey/move_date.html"


def undo_links(desk: Desk) -> list[tuple[str, str]]:
    """The moves that can be taken back now: words and address. For whoever may move that date."""
    found = resume_links(desk)
    for anchor in ANCHOR_STAGES if not found else ():
        act = Act.SET_ANCHORS if anchor in HAPPENED else Act.BOOK
        if may(desk.user, act) and not why_not_now(desk.standing, ANCHOR_STAGES[anchor]):
            event = last_move(desk.journey, anchor, desk.at)
            before = moment_in(event, "from") if event is not None else None
            if before is not None and getattr(desk.standing.cycle, FIELD[anchor]) is not None:
                words = _("Take the last move back: {what}, {moment}")
                what, moment = str(TITLES[anchor]).lower(), desk.clock.moment(before)
                url = reverse("admin:journey_journey_move_date", args=[desk.journey.pk, anchor])
                found.append((words.format(what=what, moment=moment), f"{url}?undo=1"))
    return found


def move(desk: Desk, what: str) -> HttpResponse:
    if what not in {str(anchor) for anchor in ANCHOR_STAGES}:
        raise Http404
    anchor = Anchor(what)
    desk.check(Act.SET_ANCHORS if anchor in HAPPENED else Act.BOOK)
    stored: datetime | None = getattr(desk.standing.cycle, f"{anchor}_at")
    if stored is None:
        return HttpResponseRedirect(reverse("admin:journey_journey_date", args=[desk.journey.pk, what]))
    why = "" if desk.is_post else why_not_now(desk.standing, ANCHOR_STAGES[anchor])
    if why:
        raise MoveNotAllowed(why)
    form = MomentForm(desk.posted, zone=desk.zone, changes=True, initial=_initial(desk, anchor, stored))
    moved: Moved | None = None
    is_stale = False
    if desk.is_post and form.is_valid():
        try:
            moved, is_stale = _run(desk, anchor, form)
        except StaleVersion:
            if _is_repeat(desk, anchor, form):
                return _done(desk, anchor)
            form = _fresh(desk)
            moved, is_stale = _preview(desk, anchor, form), True
        except NotAccepted as refusal:
            put_refusal(form, refusal)
    if moved is not None and moved.is_done:
        return _done(desk, anchor)
    status = 409 if is_stale else 422 if form.errors else 200
    return page(desk, TEMPLATE, _title(anchor), _context(desk, anchor, stored, form, moved, is_stale), status)


def _initial(desk: Desk, anchor: Anchor, stored: datetime) -> dict[str, Any]:
    """What it is now; to take the last move back, what it was before."""
    shown = {"version": desk.journey.version, "was": stored.isoformat(), "moment": stored}
    event = last_move(desk.journey, anchor, desk.at) if "undo" in desk.request.GET else None
    before = moment_in(event, "from") if event is not None else None
    if before is not None:
        shown |= {"moment": before, "reason": _("The last move is taken back.")}
    return shown


def _run(desk: Desk, anchor: Anchor, form: MomentForm) -> tuple[Moved, bool]:
    """What was done, or the preview; and whether that replaces one that was seen."""
    seen = desk.request.POST.get("seen", "")
    if not seen:
        return _preview(desk, anchor, form), False
    data = form.cleaned_data
    moved = move_date(
        journey=desk.journey,
        anchor=anchor,
        moment=data["moment"],
        reason=data["reason"],
        look=date_plan,
        seen=seen,
        by=desk.user,
        at=desk.at,
        expected_version=data["version"],
    )
    return moved, not moved.is_done


def _preview(desk: Desk, anchor: Anchor, form: MomentForm) -> Moved:
    moment = form.cleaned_data["moment"]
    values: dict[str, Any] = {"look": date_plan, "by": desk.user, "at": desk.at}
    return preview_date_move(journey=desk.journey, anchor=anchor, moment=moment, **values)


def _fresh(desk: Desk) -> MomentForm:
    """What was typed, on the journey as it is now."""
    typed = desk.request.POST.copy()
    typed["version"] = str(desk.journey.version)
    form = MomentForm(typed, zone=desk.zone, changes=True)
    form.is_valid()
    return form


def _is_repeat(desk: Desk, anchor: Anchor, form: MomentForm) -> bool:
    """The second click of the one who moved it."""
    newest = Cycle.objects.get(pk=desk.standing.cycle.pk)
    same = getattr(newest, f"{anchor}_at") == form.cleaned_data["moment"]
    return same and is_own_repeat(desk, "date_recorded", form.cleaned_data["version"])


def _done(desk: Desk, anchor: Anchor) -> HttpResponse:
    words = _("Moved: {what}. The patient reads what changed. It can be taken back for a day, under Dates.")
    if desk.journey.patient.user is None:
        words = _("Moved: {what}. This patient has no sign-in: a letter or a call in the work queue says so.")
    return back(desk, words.format(what=str(TITLES[anchor]).lower()))


def _title(anchor: Anchor) -> str:
    return _("Move: {what}").format(what=str(TITLES[anchor]).lower())


def _context(
    desk: Desk, anchor: Anchor, stored: datetime, form: MomentForm, moved: Moved | None, is_stale: bool
) -> dict[str, Any]:
    zone = desk.zone.key.rpartition("/")[2].replace("_", " ")
    now_at = desk.clock.moment(stored)
    preview = None
    if moved is not None:
        preview = preview_page(moved.move, desk.clock.moment(form.cleaned_data["moment"]))
    return {
        "form": form,
        "version": desk.journey.version,
        "now_at": now_at,
        "preview": preview,
        "is_stale": is_stale,
        "zone_note": _("Times are the clinic's: {zone}.").format(zone=zone),
    }
