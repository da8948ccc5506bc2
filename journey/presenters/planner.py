"""The follow-up planner: which visits are due and not booked, which windows close soon, which were missed and what the
next try is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlencode
from uuid import UUID

from django.core.paginator import Paginator
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from journey.domain.contact_ladder import LADDER, Rung, Step, Try, next_rung
from journey.domain.days import local_date
from journey.domain.stages import JourneyStatus
from journey.domain.transitions import JOURNEY_MOVES, JourneyMove
from journey.domain.visits import FIRST_CALL, kind_of, visit_window
from journey.models.pathway_version import visit_specs_of
from journey.policies import Act, may
from journey.presenters import when
from journey.presenters.due_visits import Due, DueRow, due_row, due_visits, tries_of
from journey.presenters.worklists import Now

AHEAD = timedelta(days=28)
BACK = timedelta(days=120)
SOON = 5
LONGEST = 200
STEPS = {
    Step.MESSAGE: gettext_lazy("Send a message"),
    Step.CALL: gettext_lazy("Call"),
    Step.LETTER: gettext_lazy("Send a letter"),
    Step.NEXT_TIME_POINT: gettext_lazy("Wait for the next check"),
}
ROUTES = {Step.MESSAGE: "message", Step.CALL: "phone", Step.LETTER: "letter"}


@dataclass(frozen=True)
class PlanRow(DueRow):
    """`key` names the visit in a form. `contact_url` is where the next try is made; blank while there is none to make.
    `wait_url` puts it on the waiting list, or changes that; blank for a visit whose days are over."""

    key: str
    all_url: str
    next_try: str
    is_late: bool
    who: str
    contact_url: str
    lost_url: str
    wait_url: str
    wait: str


@dataclass(frozen=True)
class PlanList:
    """`rows` are those of one page, `total` is how many there are; `before` and `after` lead to the other pages."""

    key: str
    title: str | Promise
    rows: tuple[PlanRow, ...]
    empty: str | Promise
    total: int
    shown: str
    before: str
    after: str


def planner(now: Now, pages: Mapping[str, str]) -> tuple[PlanList, ...]:
    """Three lists; each visit stands in one. One that was missed leaves its list when the next check is open. The one
    that ends first stands first; `pages` says for a list which page is asked."""
    soon: list[Due] = []
    due: list[Due] = []
    missed: list[Due] = []
    for each in sorted(waiting(now), key=lambda due: (due.window.latest, due.cycle.journey.patient.full_name)):
        left = (each.window.latest - now.today).days
        closes = left <= SOON and each.window.earliest <= now.today
        (missed if left < 0 else soon if closes else due).append(each)
    return (
        _list("soon", _("Window closes in {n} days").format(n=SOON), soon, _("None closes so soon."), now, pages),
        _list("missed", _("Missed: window is over"), missed, _("None was missed."), now, pages),
        _list("due", _("Due and not booked, next 4 weeks"), due, _("None is due."), now, pages),
    )


def _list(key: str, title: str, found: list[Due], empty: str, now: Now, pages: Mapping[str, str]) -> PlanList:
    page = Paginator(found, LONGEST).get_page(pages.get(key))
    shown = ""
    if page.has_other_pages():
        numbers = {"first": page.start_index(), "last": page.end_index(), "total": page.paginator.count}
        shown = _("{first} to {last} of {total}, the window that ends first stands first").format(**numbers)
    return PlanList(
        key=key,
        title=title,
        rows=tuple(_row(each, now) for each in page),
        empty=empty,
        total=page.paginator.count,
        shown=shown,
        before=f"?{key}={page.previous_page_number()}#{key}-h" if page.has_previous() else "",
        after=f"?{key}={page.next_page_number()}#{key}-h" if page.has_next() else "",
    )


def waiting(now: Now) -> list[Due]:
    """All that the planner lists, in no order."""
    return [each for each in due_visits(now, AHEAD, BACK) if not _next_is_open(each, now) and not _is_offered(each)]


def _next_is_open(due: Due, now: Now) -> bool:
    """A missed visit whose next time point has come is not chased any more (clinical.md 2.6)."""
    if due.window.latest >= now.today:
        return False
    specs, journey = visit_specs_of(due.cycle.journey.pathway_version_id), due.cycle.journey
    codes = list(specs)
    later = codes[codes.index(due.code) + 1 :]
    windows = [visit_window(specs[code], due.cycle.injection_at, journey.patient.zone) for code in later[:1]]
    return any(window.earliest <= now.today for window in windows)


def _is_offered(due: Due) -> bool:
    """The patient chooses."""
    return any(row["kind"] == kind_of(due.code) for row in due.cycle.offers)


def _row(due: Due, now: Now) -> PlanRow:
    journey = due.cycle.journey
    is_over = due.window.latest < now.today
    rung, letter = rung_of(due), due.code in due.cycle.letters
    calls = may(now.user, Act.LOG_CONTACT)
    return PlanRow(
        **vars(due_row(due, now, _tried(rung))),
        key=f"{journey.pk}:{due.code}",
        all_url=reverse("admin:journey_journey_follow_ups", args=[journey.pk]),
        next_try=_next_try(rung, now.today, is_over=is_over, has_letter=letter),
        is_late=rung.due < now.today and rung.step is not Step.NEXT_TIME_POINT and is_over,
        who=str(journey.coordinator or _("The desk")),
        contact_url=_contact_url(journey.pk, due.code, rung, has_letter=letter) if calls else "",
        lost_url=reverse("admin:journey_journey_move", args=[journey.pk, "lost_contact"])
        if calls and rung.step is Step.NEXT_TIME_POINT and _can_be_lost(journey.status)
        else "",
        wait_url=_wait_url(due) if not is_over and may(now.user, Act.BOOK) else "",
        wait=_("On the waiting list") if due.code in due.cycle.waits else _("Put on the waiting list"),
    )


def _can_be_lost(status: str) -> bool:
    return (JourneyStatus(status), JourneyMove.LOSE_CONTACT) in JOURNEY_MOVES


def _wait_url(due: Due) -> str:
    """Only in a journey that runs; the first call belongs to its hours, and whoever has no sign-in cannot be asked."""
    journey = due.cycle.journey
    if journey.status != JourneyStatus.ACTIVE or due.code == FIRST_CALL or journey.patient.user_id is None:
        return ""
    return reverse("admin:journey_journey_wait", args=[journey.pk, due.code])


def rung_of(due: Due) -> Rung:
    zone = due.cycle.journey.patient.zone
    tries = [
        Try(row["route"], row["result"], local_date(datetime.fromisoformat(row["at"]), zone)) for row in tries_of(due)
    ]
    return next_rung(tries, due.window.latest + timedelta(days=1))


def _tried(rung: Rung) -> str:
    if rung.reached_on is not None:
        return _("Reached on {day}").format(day=when.day_month(rung.reached_on))
    return _("{done} of {all} steps").format(done=rung.done, all=len(LADDER)) if rung.done else _("Not started")


def _next_try(rung: Rung, today: date, *, is_over: bool, has_letter: bool) -> str:
    """While the window is open, trying is for whoever wishes; from its end on it is due."""
    words = str(STEPS[rung.step])
    if has_letter and rung.step is Step.LETTER:
        return _("The letter is on the print queue")
    if not is_over and not rung.done:
        return _("Record a try")
    if rung.step is Step.NEXT_TIME_POINT:
        return words
    return _("{step}: {day}").format(step=words, day=when.relative_day(max(rung.due, today), today))


def _contact_url(journey_id: UUID, code: str, rung: Rung, *, has_letter: bool) -> str:
    """Where the next try is made: a letter on the print queue, another one in a form."""
    if rung.step is Step.NEXT_TIME_POINT:
        return ""
    if rung.step is Step.LETTER and code != FIRST_CALL:
        if has_letter:
            return reverse("admin:journey_reminder_changelist")
        return reverse("admin:journey_journey_letter", args=[journey_id, code])
    asked = {"purpose": "silence", "route": ROUTES[rung.step]}
    if code == FIRST_CALL:
        asked = {"purpose": kind_of(code), "route": ROUTES[Step.CALL]}
    return f"{reverse('admin:journey_journey_contact', args=[journey_id])}?{urlencode(asked)}"
