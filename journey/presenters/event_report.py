"""One printed page about an adverse event, for one of three readers, each told no more than is theirs."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from journey.domain.ae_timers import PROFILE_WORDS, RULE_BY_CODE, Profile
from journey.domain.days import day_number, local_date
from journey.models import AdverseEvent, AdverseEventAssessment
from journey.presenters import event_words as words
from journey.presenters import staff_words, when
from journey.presenters.event_tables import EventRows
from journey.presenters.record_page import Fact
from journey.presenters.worklists import Now


class Audience(StrEnum):
    AUTHORITY = "authority"
    CLINIC = "clinic"
    PATIENT = "patient"


AUDIENCES: dict[Audience, str | Promise] = {
    Audience.AUTHORITY: gettext_lazy("For the authority"),
    Audience.CLINIC: gettext_lazy("For the clinic"),
    Audience.PATIENT: gettext_lazy("For the patient"),
}


@dataclass(frozen=True)
class Choice:
    label: str
    url: str
    is_here: bool


@dataclass(frozen=True)
class ReportPage:
    """`whose` stands above it; blank for the authority, which is told no name."""

    title: str
    whose: str
    choices: tuple[Choice, ...]
    facts: tuple[Fact, ...]
    parts: tuple[tuple[str, tuple[str, ...]], ...]
    made: str
    is_plain: bool
    empty: str = ""


def report_page(rows: EventRows, audience: Audience, now: Now) -> ReportPage:
    event = rows.event
    url = reverse("admin:journey_adverseevent_report", args=[event.pk])
    build = {Audience.AUTHORITY: _authority, Audience.CLINIC: _clinic, Audience.PATIENT: _patient}[audience]
    facts, parts, empty = build(rows, now)
    is_plain = audience is Audience.PATIENT
    title = _("About what you felt after treatment") if is_plain else _("Adverse event {number}")
    return ReportPage(
        title=title.format(number=event.number),
        whose="" if audience is Audience.AUTHORITY else event.patient.full_name,
        choices=tuple(
            Choice(str(label), f"{url}?for={each.value}", each is audience) for each, label in AUDIENCES.items()
        ),
        facts=tuple(Fact(label, text) for label, text in facts if text),
        parts=tuple(parts),
        made=_("{clinic}, {day}").format(clinic=event.patient.site.clinic.name, day=when.day_month_year(now.today)),
        is_plain=is_plain,
        empty=empty,
    )  # fmt: skip


Pairs = Iterator[tuple[str, str]]
Parts = list[tuple[str, tuple[str, ...]]]


def _authority(rows: EventRows, now: Now) -> tuple[Pairs, Parts, str]:
    """Everything medical and nothing that names the person: the record's own number, the year of birth, the hand."""
    event = rows.event
    parts: Parts = [(_("What happened"), (event.narrative,))]
    parts += [(_("New fact, {day}").format(day=_day(each.known_at, now)), (each.text,)) for each in rows.facts]
    parts += [_judged(row, now, named=False) for row in rows.assessments]
    return iter([(_("Number"), event.number), *_person(event), *_about(event, now)]), parts, ""


def _clinic(rows: EventRows, now: Now) -> tuple[Pairs, Parts, str]:
    event = rows.event
    who = ((_("Record number"), event.patient.record_no), (_("Known from"), words.source_words(event.source)))
    parts: Parts = [(_("What happened"), (event.narrative,))]
    parts += [(_("New fact, {day}").format(day=_day(each.known_at, now)), (each.text,)) for each in rows.facts]
    parts += [_judged(row, now, named=True) for row in rows.assessments]
    reports = tuple(_reported(each, now) for each in rows.reports)
    if reports:
        parts.append((_("Reports"), reports))
    steps = tuple(
        f"{_day(each.at, now)}: {words.state_words(each.after)}, {each.by or _('The app')}"
        + (f" ({each.reason})" if each.reason else "")
        for each in rows.steps
    )
    parts.append((_("Steps"), steps))
    return iter([(_("Number"), event.number), *who, *_about(event, now)]), parts, ""


def _patient(rows: EventRows, now: Now) -> tuple[Pairs, Parts, str]:
    """Plain words, and only what a clinician shared."""
    event, clinic = rows.event, rows.event.patient.site.clinic
    if not rows.words:
        return iter(()), [], _("Nothing was shared with the patient yet. First write what they are told.")
    shared = rows.words[-1]
    parts: Parts = [(_("What we want to tell you"), tuple(shared.text.splitlines()))]
    calls = (
        _("Call us: {phone}").format(phone=clinic.clinic_phone),
        _("If we are closed: {phone}").format(phone=clinic.out_of_hours_phone),
        _("In an emergency call {phone}.").format(phone=clinic.emergency_number),
    )
    parts.append((_("Whom to call"), calls))
    if Profile.VOLUNTARY in clinic.reporting_profiles:
        own = _("You can tell the authority for medicines yourself too. Ask us how. It does not change your care.")
        parts.append((_("You can report it too"), (own,)))
    about = (
        (_("Treatment on"), _day(event.treated_at, now)),
        (_("It began"), _day(event.onset_at, now)),
        (_("It ended"), _day(event.resolved_at, now)),
        (_("Told by"), f"{shared.by}, {_day(shared.at, now)}"),
        (_("Our number for it"), event.number),
    )
    return iter(about), parts, ""


def _person(event: AdverseEvent) -> Pairs:
    yield (
        _("Patient"),
        _("born {year}, record {number}").format(year=event.patient.date_of_birth.year, number=event.patient.record_no),
    )
    yield _("Treated hand"), " ".join((staff_words.side(event.journey), staff_words.joints_of(event.cycle)))
    yield _("Cells"), str(staff_words.SOURCES.get(event.cycle.cell_source, ""))


def _about(event: AdverseEvent, now: Now) -> Pairs:
    zone = event.patient.zone
    day = day_number(event.onset_at, event.treated_at, zone) if event.onset_at and event.treated_at else None
    yield _("Term"), f"{event.term} ({words.scale_words(event.grading_system)})"
    yield _("Grade"), words.grade_words(event.grade)
    yield _("Kind"), words.family_words(event.effect_family)
    yield _("Serious"), words.yes_no(event.serious)
    yield _("Expected"), words.yes_no(event.expected)
    yield _("Related to the treatment"), words.yes_no(event.related)
    yield _("The clinic knew"), _day(event.aware_at, now)
    yield _("Treated"), _day(event.treated_at, now)
    yield _("Began"), _day(event.onset_at, now) + (_(" (day {n})").format(n=day) if day is not None else "")
    yield _("Ended"), _day(event.resolved_at, now)
    yield _("Outcome"), words.outcome_words(event.outcome)
    yield _("Product"), event.product.code if event.product else ""
    yield _("Lot"), event.lot
    yield _("Lot of the kit"), event.kit_lot
    yield _("Supplier"), event.supplier
    yield _("Donation"), event.donation_id


def _judged(row: AdverseEventAssessment, now: Now, *, named: bool) -> tuple[str, tuple[str, ...]]:
    title = _("Second opinion, {day}") if row.is_second else _("Assessment, {day}")
    lines = [
        f"{row.term}, {words.grade_words(row.grade)}",
        _("Serious: {why}").format(why=words.criteria_words(row.criteria) or _("no")),
        _("Expected: {answer}, by list {version}").format(answer=words.yes_no(row.expected), version=row.expected_list),
        *(f"{part}: {likely}" for part, likely in words.causality_words(row.causality)),
        _("Done: {what}").format(what=words.measures_words(row.measures)),
        _("Outcome: {outcome}").format(outcome=words.outcome_words(row.outcome)),
    ]
    if named:
        lines.append(_("By {who}").format(who=row.by))
    return title.format(day=_day(row.at, now)), tuple(lines)


def _reported(report: Any, now: Now) -> str:
    rule = RULE_BY_CODE[report.rule]
    what = _("{what}, {profile}: due {day}").format(
        what=_(rule.what), profile=_(PROFILE_WORDS[rule.profile]), day=when.day_month_year(report.due_on)
    )
    if report.sent_on:
        sent = _("sent {day} to {whom} {number}").format(
            day=when.day_month_year(report.sent_on), whom=report.authority, number=report.reference
        )
        return f"{what}; {sent.strip()}"
    return f"{what}; {_('not needed: {why}').format(why=report.not_needed) if report.not_needed else _('not sent yet')}"


def _day(value: Any, now: Now) -> str:
    return when.day_month_year(local_date(value, now.zone)) if value else ""
