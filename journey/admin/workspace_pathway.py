"""The pathway that a journey is on, and moving it to the newest: what the patient would notice, and one button."""

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from journey.actions.pathway_moves import KIND, Moved, move_to_newest_pathway, preview_pathway_move
from journey.admin.workspace_forms import Desk, back, page
from journey.domain.errors import MoveNotAllowed
from journey.models import JourneyEvent
from journey.policies import Act
from journey.presenters.pathway_moving import changed_words, changes_between, plan_groups, rules_note
from journey.presenters.pathway_plan import pathway_plan

TEMPLATE = "admin/journey/journey/pathway.html"


def pathway(desk: Desk) -> HttpResponse:
    desk.check(Act.MOVE_PATHWAY)
    seen = desk.request.POST.get("seen", "")
    values: dict[str, Any] = {"journey": desk.journey, "look": pathway_plan, "by": desk.user, "at": desk.at}
    try:
        if desk.is_post and seen:
            moved = move_to_newest_pathway(**values, seen=seen)
            if moved.is_done:
                return back(desk, _("Moved. The patient reads the new words from now on."))
        else:
            moved = preview_pathway_move(**values)
    except MoveNotAllowed as refusal:
        return _stays(desk, refusal)
    return page(desk, TEMPLATE, _("Pathway"), _context(moved, is_stale=bool(seen)), 409 if seen else 200)


def _stays(desk: Desk, refusal: MoveNotAllowed) -> HttpResponse:
    """Nothing to move to; a second click of the one who moved it goes back as the first did."""
    last = JourneyEvent.objects.filter(journey=desk.journey, kind=KIND, by=desk.user).first()
    if desk.is_post and last is not None:
        return back(desk, _("Moved. The patient reads the new words from now on."))
    context = {"version": desk.journey.pathway_version, "newest": None, "why": refusal.sentence}
    return page(desk, TEMPLATE, _("Pathway"), context, 409 if desk.is_post else 200)


def _context(moved: Moved, *, is_stale: bool) -> dict[str, Any]:
    changes = changes_between(moved.before, moved.after)
    return {
        "version": moved.before,
        "newest": moved.after,
        "groups": plan_groups(moved.move),
        "stays": moved.move.stays,
        "words": changed_words(changes),
        "rules": rules_note(changes),
        "seen": moved.seen,
        "is_stale": is_stale,
    }
