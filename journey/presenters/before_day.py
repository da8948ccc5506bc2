"""The last days before a procedure, with clock times: how long it is still, and from when what is left out."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from journey.domain.day_list import DayKind
from journey.models import Cycle
from journey.pathway.care import LifestyleRule
from journey.presenters.instructions import Rule
from journey.presenters.scene import Scene

ICONS = {"alcohol": "glass", "fatty_food": "meal", "food": "meal", "drink": "drop"}


def before_day(scene: Scene, cycle: Cycle) -> list[Rule]:
    """In the order of their times. Empty without a day, once it has begun, and when a needle was used already. Times
    are the clinic's, where the patient has to be ready (clinical.md 2.2)."""
    day = cycle.procedure_at
    if day is None or day <= scene.at or cycle.harvest_at or cycle.injection_at or scene.closed:
        return []
    texts = {each.code: each for each in scene.pathway.lifestyle}
    left_out = [each for each in scene.standing.day_items if each.kind is DayKind.LEAVE_OUT and each.at]
    return [_countdown(scene, day), *(_rule(scene, texts[each.name], each.at) for each in left_out if each.at)]


def _countdown(scene: Scene, day: datetime) -> Rule:
    days = (scene.clinic_date(day) - scene.clinic_date(scene.at)).days
    left = ngettext("{n} day to go", "{n} days to go", days).format(n=days) if days else _("Today")
    moment = scene.clinic_moment(day)
    return Rule("day", "calendar", _("Your treatment day"), "", left, moment, meter="", holds=False, over=False)


def _rule(scene: Scene, rule: LifestyleRule, start: datetime) -> Rule:
    """ "From Saturday 21 November, 9am"; from then on it holds until the procedure."""
    holds = start <= scene.at
    until = _("until your treatment") if holds else ""
    left = _("Now") if holds else _("From {moment}").format(moment=scene.clinic_near(start))
    brief = _("now, until your treatment") if holds else _("from {moment}").format(moment=scene.clinic_near(start))
    icon = ICONS.get(rule.code, "clock")
    return Rule(
        rule.code, icon, rule.title, rule.patient, left, until, "", holds, over=False, brief=brief, presses=holds
    )
