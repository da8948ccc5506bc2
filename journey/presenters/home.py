"""A patient's first page: where they are, what to do now, what holds for the hand today, and the way ahead."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from journey.domain.consent import Scope
from journey.domain.days import local_date
from journey.domain.stages import STAGE_ORDER, JourneyStatus, StageCode, StageState
from journey.models import CheckIn, Journey, Patient, Stage
from journey.presenters import places, when
from journey.presenters.before_day import before_day
from journey.presenters.call_cards import CallCard, call_card
from journey.presenters.calls import Call, clinic_calls, emergency_call, is_clinic_open
from journey.presenters.care_cards import CareCard, home_cards
from journey.presenters.date_moves import ChangeNotice, change_notice
from journey.presenters.follow_ups import Fact, visit_facts
from journey.presenters.headline import Headline, headline_of
from journey.presenters.instructions import Rule, holding, rules_of
from journey.presenters.reading import CLOSED_SHOWN_FOR, ON_TOP, closed_line, reading_words
from journey.presenters.scene import Scene
from journey.presenters.senders import sender_of_row
from journey.presenters.stage_words import LAST_DAY_OF_CARE, care_day
from journey.presenters.tasks import Task, check_in_title, tasks_of
from journey.presenters.timeline import Chapter, chapters_of, stage_url
from journey.presenters.today import TodayCard, only_to_look, today_card
from journey.presenters.waiting import Wait, patience, waiting_for

# In the large heading of a phone a line would otherwise end at "check-".
UNBROKEN_HYPHEN = "\u2011"
MORNING = 5
# What is left out before a treatment stands on the first page this many days before.
DAYS_BEFORE = 3


@dataclass(frozen=True)
class Lead:
    """ "You are at stage 5 of 6: First two weeks. Today is day 3 of 14."""

    number: int
    name: str
    more: str


@dataclass(frozen=True)
class Seen:
    icon: str
    who: str
    text: str


@dataclass(frozen=True)
class Other:
    name: str
    url: str


@dataclass(frozen=True)
class OffApp:
    """The patient is not asked by the app, since when, whom to ring, and where they change that; blank for a
    helper."""

    since: str
    calls: tuple[Call, ...]
    url: str


@dataclass(frozen=True)
class HomePage:
    """`lead` is None while a headline replaces it. `lead_text` is the headline's sentence when the card of what to do
    now stands in its place. `card_url` is blank before the first needle; from then on the emergency sheet stands near
    the top."""

    greeting: str
    lead: Lead | None
    lead_text: str
    side: str
    joint: str
    headline: Headline | None
    today: TodayCard | None
    off_app: OffApp | None
    call_if_no_news: bool
    seen: tuple[Seen, ...]
    tasks: tuple[Task, ...]
    rules_title: str
    rules: tuple[Rule, ...]
    rules_url: str
    chapters: tuple[Chapter, ...]
    choices: tuple[str, ...]
    change: ChangeNotice | None
    call: CallCard | None
    visit: tuple[Fact, ...]
    visit_url: str
    visits_url: str
    questions_url: str
    cards: tuple[CareCard, ...]
    sheet_url: str
    card_url: str
    others: tuple[Other, ...]


def home_page(
    scene: Scene, others: Sequence[Journey] = (), *, may_answer: bool = True, may_book: bool = True, is_own: bool = True
) -> HomePage:
    """The page of one journey; `others` are the same patient's others. Not for a journey that ended in death. A helper
    finds nothing to press that they may not."""
    wait = waiting_for(scene)
    card = today_card(scene, wait)
    headline = headline_of(scene)
    before = _before_day(scene)
    tasks = tasks_of(scene, card.action_url if card else "")
    shown = only_to_look(card, may_answer=may_answer) if card and not is_own else card
    return HomePage(
        greeting=greeting(scene.patient, scene.at.astimezone(scene.zone).hour),
        lead=None if headline else _lead(scene),
        lead_text=headline.sentence if headline and card else "",
        side=places.treated_in(scene.cycle),
        joint=places.spot_in(scene.cycle),
        headline=None if card else headline,
        today=shown and replace(shown, title=shown.title.replace("-", UNBROKEN_HYPHEN)),
        off_app=_off_app(scene, is_own=is_own),
        call_if_no_news=_may_call(scene, wait, card),
        seen=_seen(scene),
        tasks=tuple(_for(task, may_answer=may_answer and (is_own or not task.own_only)) for task in tasks),
        rules_title=_("Before your treatment") if before else _("For your hand today"),
        rules=before or _rules_today(scene),
        rules_url=stage_url(scene.standing.stages[StageCode.PREPARATION if before else StageCode.POST_CARE].pk),
        chapters=chapters_of(scene, wait),
        choices=_choices() if scene.status is JourneyStatus.CLOSED_NOT_CANDIDATE else (),
        visit=visit_facts(scene, scene.next_visits[0]) if scene.next_visits and not scene.closed else (),
        change=change_notice(scene, may_answer=may_answer),
        call=_call(scene, may_act=may_book),
        visit_url=reverse("patient:visit", args=[scene.next_visits[0].pk]) if scene.next_visits else "",
        visits_url=reverse("patient:visits", args=[scene.journey.pk]),
        questions_url=reverse("patient:questions", args=[_stage_now(scene).pk]),
        cards=home_cards(scene),
        sheet_url=reverse("patient:emergency_sheet", args=[scene.journey.pk]),
        card_url=reverse("patient:red_flag_card", args=[scene.journey.pk]) if scene.snapshot.any_needle else "",
        others=tuple(_other(journey) for journey in others),
    )


def _call(scene: Scene, *, may_act: bool) -> CallCard | None:
    rows = scene.cycle.__dict__.get("calls") or ()
    return call_card(rows, scene.at, scene.zone, scene.clinic_zone, may_act=may_act)


def _off_app(scene: Scene, *, is_own: bool) -> OffApp | None:
    since = scene.patient.off_app_since
    if since is None:
        return None
    calls = clinic_calls(scene.clinic, closed=not is_clinic_open(scene.settings, scene.at))
    url = reverse("patient:consent_take_back_scope", args=[scene.cycle.pk, Scope.APP]) if is_own else ""
    return OffApp(scene.own_near(since), (*calls, emergency_call(scene.clinic)), url)


def _for(task: Task, *, may_answer: bool) -> Task:
    return task if may_answer else replace(task, url="")


def greeting(patient: Patient, hour: int) -> str:
    """By the patient's own clock. Nobody who looks at night is told that it is a good morning."""
    if hour < MORNING:
        words = _("Hello, {name}")
    elif hour < 12:
        words = _("Good morning, {name}")
    elif hour < 18:
        words = _("Good afternoon, {name}")
    else:
        words = _("Good evening, {name}")
    return words.format(name=patient.called)


def _may_call(scene: Scene, wait: Wait | None, card: TodayCard | None) -> bool:
    if wait is None or card is None or card.turn != "us":
        return False
    return patience(wait, scene.at) and bool(scene.clinic.clinic_tel)


def _lead(scene: Scene) -> Lead | None:
    if scene.place is None:
        return None
    more = []
    day = care_day(scene, scene.cycle) if scene.place is StageCode.POST_CARE else None
    if day is not None and day <= LAST_DAY_OF_CARE:
        more.append(_("Today is day {day} of 14.").format(day=day))
    if scene.snapshot.current is None:
        more.append(_("This stage was stopped."))
    if len(scene.cycles) > 1:
        more.append(_("This is session {number}.").format(number=scene.cycle.number))
    return Lead(STAGE_ORDER.index(scene.place) + 1, scene.stage_text(scene.cycle, scene.place).title, " ".join(more))


def _before_day(scene: Scene) -> tuple[Rule, ...]:
    """What is left out before the procedure, in the last days."""
    day = scene.cycle.procedure_at
    if day is None or (scene.clinic_date(day) - scene.clinic_date(scene.at)).days > DAYS_BEFORE:
        return ()
    return tuple(before_day(scene, scene.cycle)[1:])


def _rules_today(scene: Scene) -> tuple[Rule, ...]:
    """What holds today; nothing is asked of a patient whose journey is closed."""
    if scene.closed:
        return ()
    told = StageState(scene.standing.stages[StageCode.POST_CARE].state) is StageState.COMPLETE
    return tuple(holding(rules_of(scene.pathway.instructions, scene.cycle, scene.at, scene.zone, told=told)))


def _seen(scene: Scene) -> tuple[Seen, ...]:
    """Who read the last answers, and that the newest are still unread."""
    sent = sorted((each for each in scene.check_ins if _sent_at(each)), key=_sent_at)
    lines = list(_closed(scene))
    if sent and sent[-1].__dict__["seen_at"] is None:
        lines.append(_unread(scene, sent[-1]))
    read = [each for each in sent if each.__dict__["seen_at"]]
    if read:
        lines.append(_read(scene, read[-1]))
    return tuple(lines)


def _closed(scene: Scene) -> Iterator[Seen]:
    """For some days, what was decided about the last worrying answers."""
    row = scene.cycle.__dict__.get("closed")
    closed_at = datetime.fromisoformat(row["closed_at"]) if row else None
    if row and closed_at and closed_at + CLOSED_SHOWN_FOR > scene.at:
        closed, what = (row["who"], closed_at, row["outcome"], row["decided"]), _answers_of(scene, row["answered_at"])
        line = closed_line(*closed, scene.at, scene.clinic_zone, what=what)
        yield Seen(line.icon, line.who, line.text)


def _answers_of(scene: Scene, answered_at: str | None) -> str:
    if answered_at is None:
        return ""
    day = local_date(datetime.fromisoformat(answered_at), scene.zone)
    return _("the answers of {day}").format(day=when.day(day, scene.today))


def _sent_at(check_in: CheckIn) -> float:
    moment = check_in.__dict__["sent_at"]
    return moment.timestamp() if moment else 0.0


def _read(scene: Scene, check_in: CheckIn) -> Seen:
    found = check_in.__dict__
    text = _("read your “{title}” answers: {moment}.").format(
        title=check_in_title(scene, check_in), moment=scene.clinic_near(found["seen_at"])
    )
    return Seen("eye", found["seen_by"], text)


def _unread(scene: Scene, check_in: CheckIn) -> Seen:
    sent_at = check_in.__dict__["sent_at"]
    who = sender_of_row(check_in)
    words = _("sent “{title}” for you: {moment}. {reading}") if who else _("You sent “{title}”: {moment}. {reading}")
    text = words.format(
        title=check_in_title(scene, check_in),
        moment=scene.own_near(sent_at),
        reading=ON_TOP if check_in.__dict__["to_call"] else reading_words(scene.settings, sent_at, scene.at),
    )
    return Seen("clock", who, text)


def _stage_now(scene: Scene) -> Stage:
    """Where the patient is; once the journey is over, the stage that began last."""
    stages = scene.stages[scene.cycle.pk]
    if scene.place is not None:
        return stages[scene.place]
    return [stages[code] for code in STAGE_ORDER if stages[code].opened_at][-1]


def _choices() -> tuple[str, ...]:
    """clinical.md 9.2, stage 1, and consent item 5."""
    return (
        _("A splint"),
        _("Hand exercises"),
        _("A steroid shot"),
        _("An operation"),
        _("Doing nothing for now"),
    )


def _other(journey: Journey) -> Other:
    name = places.treated(journey) or _("Started {day}").format(
        day=when.day_month_year(local_date(journey.started_at, journey.patient.zone))
    )
    return Other(name, reverse("patient:journey", args=[journey.pk]))
