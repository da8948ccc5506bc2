"""Everything that follows from the dates of a session, as lines that can be compared before and after a date moves."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from journey.domain.date_changes import EXPIRY, HEADLINE, STATE, PlanLine
from journey.domain.day_list import DayItem, DayKind
from journey.domain.days import local_date
from journey.domain.stages import StageCode
from journey.domain.visits import visit_window
from journey.domain.windows import CheckInState
from journey.models import Appointment, CheckIn, Journey, Submission
from journey.models.appointment import TO_COME
from journey.pathway.compiled import visit_specs, window_specs
from journey.presenters import when
from journey.presenters.day_list import TITLES
from journey.presenters.due_visits import title_of
from journey.presenters.headline import headline_of
from journey.presenters.instructions import rules_of
from journey.presenters.scene import Scene
from journey.presenters.staff_timeline import stage_name
from journey.presenters.staff_words import STATUSES
from journey.presenters.visit_plain_words import VISIT_WORDS
from journey.standing import Standing, standing_of

TOLD_ITEMS = (DayKind.STOP, DayKind.AGAIN, DayKind.LEAVE_OUT, DayKind.ESCORT)


def date_plan(journey: Journey, at: datetime) -> tuple[PlanLine, ...]:
    """Of the newest session, read anew: the day list, check-ins, visits, windows of the follow-up, instructions, and
    whether the consent and the start questions are still good on the day. Words are the clinic's clock and calendar."""
    standing = standing_of(journey, at)
    lines = [
        *_days(standing),
        *_check_ins(standing),
        *_visits(standing),
        *_windows(standing),
        *_instructions(standing),
        *_expiry(standing),
    ]
    return tuple(lines)


def journey_plan(journey: Journey, at: datetime) -> tuple[PlanLine, ...]:
    """The same, after where the journey stands and what the patient's first page then begins with."""
    standing = standing_of(journey, at)
    return (*_where(standing), *date_plan(journey, at))


def _where(standing: Standing) -> Iterator[PlanLine]:
    journey, cycle = standing.journey, standing.cycle
    yield PlanLine(STATE, "status", _("Journey"), str(STATUSES[journey.status]), journey.status, is_for_staff=True)
    stage = standing.current
    if stage is not None:
        words = stage_name(journey.pathway_version.content, cycle, StageCode(stage.code))
        yield PlanLine(STATE, "stage", _("Stage"), words, stage.code, is_for_staff=True)
    headline = headline_of(Scene((cycle,), {cycle.pk: standing.stages}, (), (), standing.at))
    words = headline.sentence if headline else _("As usual")
    value = f"{journey.status}/{journey.status_reason_code}/{cycle.procedure_at}"
    yield PlanLine(STATE, HEADLINE, _("First page of the patient"), words, value, is_for_staff=True)


def _days(standing: Standing) -> Iterator[PlanLine]:
    cycle = standing.cycle
    if cycle.harvest_at or cycle.injection_at:
        return
    titles = {each.code: each.title for each in standing.journey.pathway_version.content.lifestyle}
    seen: dict[str, int] = {}
    for item in standing.day_items:
        if item.kind not in TOLD_ITEMS or (item.on is None and item.at is None):
            continue
        name = f"day:{item.kind}:{item.name}"
        seen[name] = seen.get(name, 0) + 1
        words = _moment(standing, item.at) if item.at else when.day(item.on or date.min, _today(standing))
        title = titles.get(item.name, "") if item.kind is DayKind.LEAVE_OUT else _title(item)
        yield PlanLine("days", f"{name}:{seen[name]}", title, words, (item.at or item.on or date.min).isoformat())


def _title(item: DayItem) -> str:
    return str(TITLES[item.kind]).format(name=item.name)


def _check_ins(standing: Standing) -> Iterator[PlanLine]:
    content = standing.journey.pathway_version.content
    known, specs = content.check_in_by_code, window_specs(content)
    zone, today = standing.journey.patient.zone, local_date(standing.at, standing.journey.patient.zone)
    rows = CheckIn.objects.filter(cycle=standing.cycle).exclude(code="REPORT").order_by("due_at", "pk")
    for each in rows:
        if each.opens_at is None or each.closes_at is None or each.state == CheckInState.CANCELLED:
            continue
        spec, window = known.get(each.code), specs.get(each.code)
        anchor = str(window.anchor) if window else ""
        title = _("Check-in: {title}").format(title=spec.title if spec else each.code)
        sent = each.state == CheckInState.SUBMITTED
        span = _("{first} to {last}").format(
            first=when.moment(each.opens_at, zone, today), last=when.moment(each.closes_at, zone, today)
        )
        words = _("sent") if sent else span
        value = "sent" if sent else f"{each.opens_at.isoformat()}/{each.closes_at.isoformat()}"
        yield PlanLine("check_ins", f"check-in:{each.code}:{each.number}", title, words, value, sent, anchor=anchor)


def _visits(standing: Standing) -> Iterator[PlanLine]:
    rows = Appointment.objects.filter(cycle=standing.cycle, state__in=TO_COME, ends_at__gte=standing.at)
    seen: dict[str, int] = {}
    for each in rows.order_by("starts_at", "pk"):
        seen[each.kind] = seen.get(each.kind, 0) + 1
        title = _("Visit: {visit}").format(visit=str(VISIT_WORDS[each.kind]))
        key, value = f"visit:{each.kind}:{seen[each.kind]}", f"{each.starts_at.isoformat()}/{each.clinician_id}"
        yield PlanLine("visits", key, title, _moment(standing, each.starts_at), value)


def _windows(standing: Standing) -> Iterator[PlanLine]:
    cycle = standing.cycle
    if cycle.injection_at is None:
        return
    for code, spec in visit_specs(standing.journey.pathway_version.content).items():
        window = visit_window(spec, cycle.injection_at, standing.journey.patient.zone)
        words = when.span(window.earliest, window.latest, _today(standing))
        value = f"{window.earliest}/{window.target}/{window.latest}"
        title = _("Days for: {visit}").format(visit=title_of(code))
        yield PlanLine("windows", f"window:{code}", title, words, value, is_for_staff=True)


def _instructions(standing: Standing) -> Iterator[PlanLine]:
    cycle = standing.cycle
    if cycle.injection_at is None and cycle.harvest_at is None:
        return
    zone = standing.journey.patient.zone
    rules = rules_of(standing.journey.pathway_version.content.instructions, cycle, standing.at, zone)
    for rule in rules:
        if rule.start is not None:
            value = f"{rule.start}/{rule.last}/{rule.free}/{rule.until}"
            words = rule.until or when.day(rule.start, _today(standing))
            yield PlanLine("instructions", f"rule:{rule.code}", rule.title, words, value)


def _expiry(standing: Standing) -> Iterator[PlanLine]:
    """Good until which day, and whether that is long enough for the treatment (clinical.md 8.2, 3.2)."""
    clinic, day = standing.journey.patient.site.clinic, standing.cycle.procedure_at
    signed = standing.facts.consent.signed
    sent = Submission.objects.baselines_of(standing.cycle).first()
    if signed is not None:
        last = local_date(signed.signed_at, standing.clinic_zone) + timedelta(days=clinic.consent_max_age_days)
        yield _good("consent", _("Consent"), last, day, standing)
    if sent is not None:
        zone = standing.journey.patient.zone
        last = local_date(sent.sent_at, zone) + timedelta(days=clinic.baseline_max_age_days)
        yield _good("baseline", _("Start questions"), last, day, standing)


def _good(key: str, title: str, last: date, day: datetime | None, standing: Standing) -> PlanLine:
    covers = day is None or local_date(day, standing.clinic_zone) <= last
    said = when.day_month_year(last)
    words = _("good until {day}, long enough") if covers else _("good until {day}, too old for the day: asked again")
    if day is None:
        words = _("good until {day}")
    return PlanLine(EXPIRY, key, title, words.format(day=said), f"{last}:{covers}", is_for_staff=True)


def _today(standing: Standing) -> date:
    return local_date(standing.at, standing.clinic_zone)


def _moment(standing: Standing, value: datetime) -> str:
    return when.moment_with_zone(value, standing.clinic_zone, standing.journey.patient.zone, _today(standing))
