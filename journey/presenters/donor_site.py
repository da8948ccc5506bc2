"""How the place where cells were taken did, day by day, from the check-ins of one session."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from journey.domain.days import local_date
from journey.domain.stages import HarvestMode
from journey.models import CheckIn, Cycle
from journey.presenters import when
from journey.presenters.follow_ups import Fact
from journey.presenters.scene import Scene

YES = "yes"


@dataclass(frozen=True)
class DonorSite:
    """`rows` by date, or in `none` the sentence why there are none."""

    rows: tuple[Fact, ...]
    none: str


def donor_site(scene: Scene, cycle: Cycle) -> DonorSite:
    rows = tuple(
        Fact(when.day(local_date(each.__dict__["sent_at"], scene.zone), scene.today), _answers(scene, each))
        for each in scene.check_ins
        if each.cycle_id == cycle.pk and "h_site" in (each.__dict__["answers"] or {})
    )
    return DonorSite(rows, "" if rows else _why_none(scene, cycle))


def _why_none(scene: Scene, cycle: Cycle) -> str:
    if cycle.harvest_mode == HarvestMode.DONOR_PRODUCT:
        return _("Your cells come from a donor. There is no place to heal.")
    if cycle.harvest_mode == HarvestMode.BANKED_CELLS:
        return _("We use cells that were kept. There is no new place to heal.")
    if cycle.harvest_at is None:
        return _("No cells were taken yet.")
    return _("You have not sent us any answers about this place yet.")


def _answers(scene: Scene, check_in: CheckIn) -> str:
    answers = check_in.__dict__["answers"]
    lines = []
    if "h_pain" in answers:
        lines.append(_("Pain {number} out of 10.").format(number=answers["h_pain"]))
    site = next(
        (each.label for each in scene.pathway.question_by_key["h_site"].choices if each.value == answers["h_site"]), ""
    )
    lines.append(_("Skin: {words}.").format(words=site[:1].lower() + site[1:]))
    lines += _trouble(answers)
    return " ".join(lines)


def _trouble(answers: Mapping[str, Any]) -> list[str]:
    """A leg or tummy that gives trouble in its own words, the others in one."""
    signs = {"leg": _("One leg is swollen and sore."), "belly": _("Very bad tummy pain, or a hard tummy.")}
    asked = [sign for sign in signs if sign in answers]
    told = [words for sign, words in signs.items() if answers.get(sign) == YES]
    return told or ([_("Leg and tummy: no trouble.")] if len(asked) == len(signs) else [])
