"""The journeys of a pathway version: chosen, previewed with what each patient will notice, and moved together."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from journey.access import visible_journeys
from journey.access.check_ins import still_asks
from journey.actions.pathway_moves import move_many, preview_pathway_move
from journey.admin.base import note_shown, now_of
from journey.domain.errors import MoveNotAllowed
from journey.domain.transitions import CLOSED_STATUSES
from journey.forms.pathway_versions import ChooseJourneysForm
from journey.models import Journey, PathwayVersion
from journey.policies import Act, check
from journey.presenters.pathway_moving import changed_words, changes_between, plan_groups, rules_note
from journey.presenters.pathway_plan import pathway_plan
from journey.presenters.visit_words import journey_name

MOST_AT_ONCE = 50


@dataclass(frozen=True)
class Chosen:
    """One journey of the preview; `why` it is left as it is."""

    id: str
    name: str
    url: str
    seen: str = ""
    changes: str = ""
    stays: str = ""
    why: str = ""


class JourneyPages:
    """Mixed into the ModelAdmin of PathwayVersion."""

    found: Callable[..., PathwayVersion]
    page: Callable[..., HttpResponse]
    url_of: Callable[..., str]

    def journeys(self, request: HttpRequest, version_id: UUID) -> HttpResponse:
        """Choose, then see, then move. 50 at once: each is made and taken back for its preview."""
        check(request.user, Act.MOVE_PATHWAY)
        version = self.found(request, version_id)
        newest = PathwayVersion.objects.newest_published().first()
        if newest is None or newest == version:
            raise MoveNotAllowed(_("This is the version that new journeys take. Nothing moves from it."))
        rows = journeys_on(request, version)
        note_shown(request, [each.patient_id for each in rows], Journey._meta.db_table)
        posted = request.POST if request.method == "POST" else None
        form = ChooseJourneysForm(posted, choices=[(str(each.pk), journey_name(each)) for each in rows])
        context: dict[str, Any] = {
            "title": _("Move journeys to the newest pathway"),
            "original": version,
            "version": version,
            "newest": newest,
            "form": form,
            "back": self.url_of(version),
        }
        if posted is None or not form.is_valid():
            return self.page(request, "admin/journey/pathwayversion/journeys.html", context, 422 if posted else 200)
        wanted = [each for each in rows if str(each.pk) in form.cleaned_data["journeys"]]
        if "confirmed" in request.POST:
            return self.moved(request, version, wanted)
        changes = changes_between(version, newest)
        chosen = [previewed(request, each) for each in wanted]
        context |= {
            "chosen": chosen,
            "able": sum(not each.why for each in chosen),
            "words": changed_words(changes),
            "rules": rules_note(changes),
        }
        return self.page(request, "admin/journey/pathwayversion/journeys.html", context)

    def moved(self, request: HttpRequest, version: PathwayVersion, wanted: Sequence[Journey]) -> HttpResponse:
        seen = {str(each.pk): request.POST.get(f"seen-{each.pk}", "") for each in wanted}
        at = now_of(request).at
        moved, left = move_many(journeys=wanted, look=pathway_plan, seen=seen, by=request.user, at=at)
        if moved:
            words = ngettext("{n} journey moved.", "{n} journeys moved.", moved)
            messages.success(request, words.format(n=moved))
        if left:
            words = ngettext(
                "{n} journey was left: something changed since the preview. Look again.",
                "{n} journeys were left: something changed since the preview. Look again.",
                left,
            )
            messages.warning(request, words.format(n=left))
        address = reverse("admin:journey_pathwayversion_journeys", args=[version.pk]) if left else self.url_of(version)
        return HttpResponseRedirect(address, status=303)


def journeys_on(request: HttpRequest, version: PathwayVersion) -> list[Journey]:
    """Of the reader's patients, on this version and open or still asked, those who began last first."""
    rows = visible_journeys(request.user, now_of(request).at).filter(pathway_version=version)
    goes_on = ~Q(status__in=CLOSED_STATUSES) | still_asks()
    return list(rows.filter(goes_on).select_related("patient").order_by("-started_at", "-pk")[:MOST_AT_ONCE])


def previewed(request: HttpRequest, journey: Journey) -> Chosen:
    own = {
        "id": str(journey.pk),
        "name": journey_name(journey),
        "url": reverse("admin:journey_journey_change", args=[journey.pk]),
    }
    try:
        moved = preview_pathway_move(journey=journey, look=pathway_plan, by=request.user, at=now_of(request).at)
    except MoveNotAllowed as refusal:
        return Chosen(**own, why=refusal.sentence)
    counts = [f"{group.title}: {len(group.changes)}" for group in plan_groups(moved.move)]
    stays = ", ".join(each.title for each in moved.move.stays)
    return Chosen(**own, seen=moved.seen, changes="; ".join(counts), stays=stays)
