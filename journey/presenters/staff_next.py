"""What comes next in a journey, for staff: check-ins, the next visit, and the instructions of now with their dates."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from journey.domain.days import local_date
from journey.domain.visits import FIRST_CALL, visit_window
from journey.domain.windows import CheckInState
from journey.models import Appointment, AppointmentKind, AppointmentState, CheckIn, Cycle
from journey.models.appointment import STANDING
from journey.pathway.compiled import visit_specs
from journey.pathway.schema import Pathway
from journey.presenters import when
from journey.presenters.instructions import Rule, rules_of
from journey.presenters.staff_timeline import Clock

SHOWN = 4


@dataclass(frozen=True)
class Coming:
    """`book` is the visit's kind when it can be booked from here."""

    term: str
    text: str
    book: str = ""


def check_ins_to_come(content: Pathway, rows: Sequence[CheckIn], clock: Clock) -> list[Coming]:
    """The open ones first, then those that will open. `rows` are neither sent nor cancelled, by due time."""
    waiting = [row for row in rows if row.state_at(clock.at) in {CheckInState.OPEN, CheckInState.SCHEDULED}]
    return [Coming(_name(content, row), _window(row, clock)) for row in waiting[:SHOWN]]


def _name(content: Pathway, row: CheckIn) -> str:
    return _("{title} ({code})").format(title=content.check_in_by_code[row.code].title, code=row)


def _window(row: CheckIn, clock: Clock) -> str:
    """In the patient's own zone, because that is where the day of a check-in is."""
    patient = row.journey.patient
    zone = patient.zone
    if row.closes_at is not None and patient.off_app_since is not None:
        opens, closes = (
            when.moment_with_zone(each, zone, clock.zone, clock.today) for each in (row.opens_at, row.closes_at)
        )
        return _("Ask by phone or at a visit, from {opens} to {closes}").format(opens=opens, closes=closes)
    if row.state_at(clock.at) is CheckInState.SCHEDULED:
        words = _("Opens {when}").format(when=when.moment_with_zone(row.opens_at, zone, clock.zone, clock.today))
        if row.opens_at <= clock.at:
            words = _("Waits until the journey is resumed")
    elif row.closes_at is None:
        return _("Open, started by the patient")
    else:
        words = _("Open until {when}").format(when=when.until(row.closes_at, zone, local_date(clock.at, zone)))
    return _("{words}, after a watch result").format(words=words) if row.code == "EXTRA" else words


def visit_to_come(
    content: Pathway, cycle: Cycle, visits: Sequence[Appointment], called: bool, clock: Clock
) -> Coming | None:
    """The first planned contact after the injection that is not done and whose window is not over."""
    if cycle.injection_at is None:
        return _visit_before(visits, clock)
    zone = cycle.journey.patient.zone
    titles = {visit.code: visit.title for visit in content.visits}
    for code, spec in visit_specs(content).items():
        span = visit_window(spec, cycle.injection_at, zone)
        if span.latest < clock.today or (code == FIRST_CALL and called):
            continue
        kind = kind_of(code)
        own = [each for each in visits if each.kind == kind and _belongs(each, span.earliest, span.latest, clock)]
        if any(each.state == AppointmentState.DONE for each in own):
            continue
        return _visit(titles.get(code, code), own, span.earliest, span.target, span.latest, kind, clock)
    return None


def _visit_before(visits: Sequence[Appointment], clock: Clock) -> Coming | None:
    booked = next((each for each in visits if each.state in STANDING and each.ends_at >= clock.at), None)
    if booked is None:
        return Coming(_("Next visit"), _("Not booked."), book=AppointmentKind.CONSULTATION)
    return Coming(_("Next visit"), _booked(booked, clock))


def _visit(
    title: str, own: Sequence[Appointment], first: date, target: date, last: date, kind: str, clock: Clock
) -> Coming:
    booked = next((each for each in own if each.state in STANDING), None)
    if booked is not None:
        return Coming(title, _booked(booked, clock))
    offered = [each for each in own if each.state == AppointmentState.OFFERED]
    if offered:
        words = ngettext(
            "{n} time is offered. The patient chooses.", "{n} times are offered. The patient chooses.", len(offered)
        )
        return Coming(title, words.format(n=len(offered)))
    words = _("Not booked. {span}, target {target}.").format(
        span=when.span(first, last, clock.today), target=when.day_month(target)
    )
    return Coming(title, words, book=kind)


def _booked(visit: Appointment, clock: Clock) -> str:
    return _("Booked: {when}, {who}").format(when=clock.moment(visit.starts_at), who=visit.clinician)


def _belongs(visit: Appointment, first: date, last: date, clock: Clock) -> bool:
    """Yearly visits share one kind, so the day decides; a week on either side still means this visit."""
    day = local_date(visit.starts_at, clock.zone)
    return first - timedelta(days=7) <= day <= last + timedelta(days=7)


def kind_of(code: str) -> str:
    """The appointment kind of a planned contact."""
    return code.lower() if code.lower() in set(AppointmentKind) else AppointmentKind.YEARLY


@dataclass(frozen=True)
class InstructionRow:
    title: str
    dates: str
    is_now: bool


def instruction_rows(content: Pathway, cycle: Cycle, clock: Clock, *, told: bool) -> list[InstructionRow]:
    """What the patient is asked to do, each with its last and its first free day; nothing before a needle.

    `told`: the team has ended what only it can end.
    """
    if cycle.injection_at is None and cycle.harvest_at is None:
        return []
    rules = rules_of(content.instructions, cycle, clock.at, cycle.journey.patient.zone, told=told)
    return [InstructionRow(rule.title, _dates(rule), rule.holds) for rule in rules if rule.start is not None]


def _dates(rule: Rule) -> str:
    if rule.last is None or rule.free is None:
        return rule.left
    return _("to {last}, free from {free}").format(last=when.day_month(rule.last), free=when.day_month(rule.free))
