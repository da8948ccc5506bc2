"""One stage in full: what happens, what to do with dates, what is common, when to call, and what was said and done."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from journey.domain.days import last_day, local_date
from journey.domain.stages import STAGE_ORDER, StageCode, StageState
from journey.models import Cycle, Stage
from journey.presenters import places, when
from journey.presenters.before_day import before_day
from journey.presenters.care_cards import CareCard, stage_cards
from journey.presenters.cell_card import cell_card
from journey.presenters.change_days import ChangeDay, change_days
from journey.presenters.day_line import DayLine, day_line
from journey.presenters.day_list import DayList, day_list
from journey.presenters.donor_site import DonorSite, donor_site
from journey.presenters.follow_ups import Fact
from journey.presenters.going_home import home_facts
from journey.presenters.instructions import Rule, by_end, rules_of
from journey.presenters.papers import Paper, papers_of
from journey.presenters.scene import Scene
from journey.presenters.stage_check_ins import check_in_rows
from journey.presenters.stage_words import LAST_DAY_OF_CARE, stage_words
from journey.presenters.story import Told, story_of, summary_of
from journey.presenters.tasks import Task
from journey.presenters.timeline import Stop, stop_of
from journey.presenters.waiting import Wait, waiting_for

AFTER_NEEDLE = frozenset({StageCode.HARVESTING, StageCode.INJECTION, StageCode.POST_CARE, StageCode.FOLLOW_UP})


@dataclass(frozen=True)
class StagePage:
    """`why` and `why_who` answer "why am I waiting?". `why_who` is empty when nobody waits, `why` also when the lead
    says the reason already."""

    title: str
    eyebrow: str
    lead: str
    stop: Stop
    joint: str
    back_url: str
    days: DayLine | None
    why: str
    why_who: str
    about: str
    happens: tuple[str, ...]
    you_do_title: str
    you_do: tuple[str, ...]
    rules: tuple[Rule, ...]
    list: DayList | None
    over: tuple[str, ...]
    changes: tuple[ChangeDay, ...]
    normal: tuple[str, ...]
    cards: tuple[CareCard, ...]
    donor_site: DonorSite | None
    cells: tuple[Fact, ...]
    check_ins: tuple[Task, ...]
    summary: Told | None
    told: tuple[Told, ...]
    papers: tuple[Paper, ...]
    home: tuple[Fact, ...]
    card_url: str
    provenance: str


def stage_page(scene: Scene, stage: Stage, *, may_answer: bool = True) -> StagePage:
    """`scene.check_ins` are those of this stage; its stages were fetched with `access.told_stages`. A helper who may
    not answer finds nothing to tick."""
    cycle, code = next(each for each in scene.cycles if each.pk == stage.cycle_id), StageCode(stage.code)
    text = scene.stage_text(cycle, code)
    wait = waiting_for(scene) if cycle is scene.cycle and code is scene.place else None
    lead = stage_words(scene, cycle, stage)
    here = StageState(stage.state) is StageState.IN_PROGRESS and not scene.closed
    rules = _rules(scene, cycle, code, stage)
    return StagePage(
        title=text.title,
        eyebrow=_eyebrow(scene, cycle, code),
        lead=lead,
        stop=stop_of(scene, cycle, stage, wait),
        joint=places.spot_in(cycle),
        back_url=reverse("patient:journey", args=[scene.journey.pk]),
        days=_days(scene, cycle, code) if here else None,
        why=wait.text if wait and wait.text not in lead else "",
        why_who=_why_who(scene, wait),
        about=scene.filled(text.about),
        happens=tuple(scene.filled(line) for line in text.happens),
        you_do_title=_("What you do now") if here else _("What you do"),
        you_do=tuple(scene.filled(line) for line in text.you_do),
        rules=tuple(rule for rule in rules if not rule.over),
        list=day_list(scene, cycle, may_answer=may_answer) if code is StageCode.PREPARATION else None,
        over=tuple(rule.after or _("No longer needed: {rule}.").format(rule=rule.title) for rule in rules if rule.over),
        changes=_changes(scene, cycle, code),
        normal=tuple(scene.filled(line) for line in text.normal),
        cards=stage_cards(scene, cycle, code),
        donor_site=donor_site(scene, cycle) if code is StageCode.HARVESTING else None,
        cells=cell_card(scene, cycle, code),
        check_ins=check_in_rows(scene, code),
        summary=summary_of(scene, stage),
        told=story_of(scene, cycle, stage),
        papers=papers_of(scene, stage),
        home=home_facts(scene, cycle) if code is StageCode.POST_CARE else (),
        card_url=reverse("patient:red_flag_card", args=[scene.journey.pk]) if code in AFTER_NEEDLE else "",
        provenance=_provenance(scene),
    )


def _days(scene: Scene, cycle: Cycle, code: StageCode) -> DayLine | None:
    return day_line(scene, cycle) if code is StageCode.POST_CARE else None


def _eyebrow(scene: Scene, cycle: Cycle, code: StageCode) -> str:
    parts = [_("Stage {number} of 6").format(number=STAGE_ORDER.index(code) + 1)]
    if len(scene.cycles) > 1:
        parts.append(_("Session {number}").format(number=cycle.number))
    return " · ".join(part for part in (*parts, places.treated_in(cycle)) if part)


def _why_who(scene: Scene, wait: Wait | None) -> str:
    """ "Who is on it: Dr Osei. Since Thursday 4 March." """
    if wait is None:
        return ""
    who = _("It is your turn.") if wait.turn == "you" else _("Who is on it: {who}.").format(who=wait.who)
    since = _("Since {day}.").format(day=scene.clinic_day(wait.since)) if wait.since else ""
    return f"{who} {since}".strip()


def _rules(scene: Scene, cycle: Cycle, code: StageCode, stage: Stage) -> list[Rule]:
    """The instructions belong to the first two weeks; the plaster also to the harvest. Getting ready has its own list,
    day by day; of these only how long it is still."""
    if code is StageCode.PREPARATION and cycle is scene.cycle:
        return before_day(scene, cycle)[:1]
    if code not in (StageCode.POST_CARE, StageCode.HARVESTING) or scene.closed:
        return []
    told = StageState(stage.state) is StageState.COMPLETE
    rules = by_end(rules_of(scene.pathway.instructions, cycle, scene.at, scene.zone, told=told))
    if code is StageCode.HARVESTING:
        own = {each.code for each in scene.pathway.instructions if each.own_cells_only}
        rules = [rule for rule in rules if rule.code in own]
    return rules


def _changes(scene: Scene, cycle: Cycle, code: StageCode) -> tuple[ChangeDay, ...]:
    if code is not StageCode.POST_CARE or scene.closed or cycle.injection_at is None:
        return ()
    end = last_day(local_date(cycle.injection_at, scene.zone), LAST_DAY_OF_CARE)
    others = [(on, words) for on, words in _due_days(scene, code) if scene.today <= on <= end]
    return tuple(change_days(scene.pathway.instructions, cycle, scene.at, scene.zone, others))


def _due_days(scene: Scene, code: StageCode) -> list[tuple[date, str]]:
    return [
        (
            local_date(each.due_at, scene.zone),
            _("Check-in: {title}").format(title=scene.pathway.check_in_by_code[each.code].title),
        )
        for each in scene.asked
        if each.stage_code == code and each.submitted_at is None
    ]


def _provenance(scene: Scene) -> str:
    version = scene.journey.pathway_version
    if version.rules_approved_by is None or version.rules_approved_at is None:
        return _("Your plan: {name}, version {number}. It is not approved yet.").format(
            name=version.name, number=version.number
        )
    return _("Your plan: {name}, version {number}. Approved by {who} on {day}.").format(
        name=version.name,
        number=version.number,
        who=version.rules_approved_by,
        day=when.day_month_year(scene.clinic_date(version.rules_approved_at)),
    )
