"""Postponing, and going on with another day: what changes, what stays and why, what the patient reads, one button."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from journey.actions.date_moves import Moved
from journey.actions.moving_along import last_postponing, move_along, preview_moving_along
from journey.actions.taking_back import moment_in
from journey.admin.workspace_forms import Desk, back, page
from journey.domain.errors import MoveNotAllowed, NotAccepted, StaleVersion
from journey.domain.moves import MOVES, Move
from journey.forms.moves import MoveForm
from journey.forms.refused import put_refusal
from journey.policies import may
from journey.presenters.date_moves import preview_page
from journey.presenters.date_plan import journey_plan
from journey.presenters.move_pages import move_url

TEMPLATE = "admin/journey/journey/move.html"


def along(desk: Desk, move: Move, form: MoveForm, context: Callable[[], dict[str, Any]]) -> HttpResponse:
    """The first POST shows the preview, the second does exactly that. What changed between shows the new preview, with
    who did what, and keeps what was typed."""
    moved, said, is_stale = None, "", False
    if desk.is_post and form.is_valid():
        try:
            moved = _run(desk, move, form)
            is_stale = bool(desk.posted.get("seen")) and not moved.is_done
        except NotAccepted as refusal:
            put_refusal(form, refusal)
        except StaleVersion as refusal:
            said, is_stale = refusal.sentence, True
            moved = _preview_anew(desk, move, form, refusal)
    if moved is not None and moved.is_done:
        return back(desk, _done(desk, move, form))
    more: dict[str, Any] = {**context(), "form": form, "said": said, "is_stale": is_stale, "is_along": True}
    if moved is not None:
        day, stored = form.cleaned_data.get("procedure_at"), desk.standing.cycle.procedure_at
        tells = day != stored if day or move is Move.POSTPONE else False
        more["preview"] = preview_page(moved.move, desk.clock.moment(day) if day else "", tells=tells)
    status = 409 if is_stale else 422 if form.errors else 200
    return page(desk, TEMPLATE, _(MOVES[move].label), more, status)


def taken_back(desk: Desk) -> dict[str, Any]:
    """What the page of resuming begins with, to take the last postponing back."""
    event = last_postponing(desk.journey, desk.at) if "undo" in desk.request.GET else None
    if event is None:
        return {}
    return {"procedure_at": moment_in(event, "from"), "note": _("The last move is taken back.")}


def resume_links(desk: Desk) -> list[tuple[str, str]]:
    """The postponing that can be taken back now: words and address."""
    event = last_postponing(desk.journey, desk.at) if may(desk.user, Move.RESUME) else None
    before = moment_in(event, "from") if event is not None else None
    if before is None:
        return []
    words = _("Take the postponing back: treatment on {moment}").format(moment=desk.clock.moment(before))
    return [(words, f"{move_url(desk.standing, Move.RESUME)}?undo=1")]


def _run(desk: Desk, move: Move, form: MoveForm) -> Moved:
    seen = desk.posted.get("seen", "")
    if not seen:
        return _preview(desk, move, form)
    return move_along(
        journey=desk.journey,
        move=move,
        choices=form.choices(),
        look=journey_plan,
        seen=seen,
        by=desk.user,
        at=desk.at,
        call_off=form.cleaned_data.get("call_off", False),
        expected_version=form.cleaned_data["version"],
    )


def _preview(desk: Desk, move: Move, form: MoveForm) -> Moved:
    return preview_moving_along(
        journey=desk.journey,
        move=move,
        choices=form.choices(),
        look=journey_plan,
        by=desk.user,
        at=desk.at,
        call_off=form.cleaned_data.get("call_off", False),
    )


def _preview_anew(desk: Desk, move: Move, form: MoveForm, refusal: StaleVersion) -> Moved:
    """Of the journey as it is now. Raises what was refused first where the move is not possible any more."""
    form.data = form.data.copy()
    form.data["version"] = str(desk.journey.version)
    try:
        return _preview(desk, move, form)
    except (MoveNotAllowed, NotAccepted):
        raise refusal from None


def _done(desk: Desk, move: Move, form: MoveForm) -> str:
    label = _(MOVES[move].label)
    if desk.journey.patient.user is None:
        return _("Done: {move}. This patient has no sign-in: a letter or a call in the work queue says so.").format(
            move=label
        )
    if move is Move.POSTPONE:
        return _("Done: {move}. The patient reads what changed. It can be taken back for a day, under Dates.").format(
            move=label
        )
    return _("Done: {move}.").format(move=label)
