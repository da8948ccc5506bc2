"""The tables of an adverse event's page: reports, assessments, new facts, clusters, steps."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from journey.domain.ae_timers import PROFILE_WORDS, RULE_BY_CODE
from journey.domain.days import local_date
from journey.models import AdverseEvent, AdverseEventAssessment, AdverseEventReport, AdverseEventStep
from journey.models.adverse_event import AWARE_CORRECTED
from journey.policies import Act, may, reason_not
from journey.presenters import event_words as words
from journey.presenters import when
from journey.presenters.record_page import Table
from journey.presenters.worklists import Now


@dataclass(frozen=True)
class EventRows:
    """The event with its patient, journey and lead; and what belongs to it, read once."""

    event: AdverseEvent
    assessments: Sequence[AdverseEventAssessment]
    reports: Sequence[AdverseEventReport]
    steps: Sequence[Any]
    facts: Sequence[Any]
    words: Sequence[Any]
    clusters: Sequence[Any]

    @classmethod
    def of(cls, event: AdverseEvent, clusters: QuerySet[Any]) -> "EventRows":
        return cls(
            event,
            list(event.assessments.select_related("by")),
            list(event.reports.select_related("made_by", "fact")),
            list(event.steps.select_related("by")),
            list(event.facts.select_related("by")),
            list(event.words.select_related("by")),
            list(clusters),
        )


def moment(value: Any, now: Now) -> str:
    return when.relative(value, now.at, now.zone) if value else ""


def who_when(row: Any, now: Now) -> str:
    return f"{row.by or _('The app')}, {when.relative(row.at, now.at, now.zone)}"


def event_tables(rows: EventRows, now: Now) -> Iterator[Table]:
    if rows.reports or rows.event.serious:
        yield _reports(rows, now)
    if rows.assessments:
        yield _assessments(rows.assessments, now)
    if rows.facts:
        columns = (_("Known"), _("What is new"), _("Noted by"))
        told = [(moment(each.known_at, now), each.text, who_when(each, now)) for each in rows.facts]
        yield Table(_("New facts"), columns, told, "")
    if rows.clusters:
        yield _clusters(rows.clusters, now)
    yield _steps(rows, now)


def _reports(rows: EventRows, now: Now) -> Table:
    columns = (_("Report"), _("By the rules of"), _("Due, end of"), _("Sent"), _("What to do"))
    return Table(
        _("Reports"), columns, [_report(each, now) for each in rows.reports], _("Nothing has to be reported so far.")
    )


def _report(report: AdverseEventReport, now: Now) -> tuple[Any, ...]:
    rule = RULE_BY_CODE[report.rule]
    what = _(rule.what)
    if report.fact is not None:
        what = _("{what} ({day})").format(what=what, day=when.day_month(local_date(report.fact.known_at, now.zone)))
    due: str | SafeString = when.day(report.due_on, now.today)
    if report.made_at is None and report.due_on < now.today:
        due = format_html('<strong class="late">{}, {}</strong>', due, _("overdue"))
    return (what, _(PROFILE_WORDS[rule.profile]), due, _sent(report, now), _to_do(report, now))


def _sent(report: AdverseEventReport, now: Now) -> str:
    if report.made_at is None:
        return _("Not yet")
    if report.not_needed:
        return _("Not needed: {why} ({who})").format(why=report.not_needed, who=report.made_by)
    number = f", {report.reference}" if report.reference else ""
    day = when.day(report.sent_on, now.today) if report.sent_on else ""
    return _("{day} to {whom}{number} ({who})").format(
        day=day, whom=report.authority, number=number, who=report.made_by
    )


def _to_do(report: AdverseEventReport, now: Now) -> SafeString | str:
    if report.made_at is not None:
        return "–"
    args = [report.event_id, report.pk]
    links = [
        format_html('<a href="{}">{}</a>', reverse(f"admin:journey_adverseevent_{name}", args=args), label)
        for name, label, act in (
            ("sent", _("Record it as sent"), Act.REPORT_EVENT),
            ("not_needed", _("It is not needed"), Act.CLOSE_EVENT),
        )
        if may(now.user, act)
    ]
    return format_html("{}" + " {}" * (len(links) - 1), *links) if links else reason_not(Act.REPORT_EVENT)


def _assessments(rows: Sequence[AdverseEventAssessment], now: Now) -> Table:
    columns = (
        _("Assessor"),
        _("Term and grade"),
        _("Serious"),
        _("Expected"),
        _("Caused by"),
        _("Done, outcome"),
        _("Why"),
    )
    return Table(_("Assessments"), columns, [_assessment(row, now) for row in reversed(rows)], "")


def _assessment(row: AdverseEventAssessment, now: Now) -> tuple[Any, ...]:
    who = f"{row.by}, {when.relative(row.at, now.at, now.zone)}"
    serious = words.criteria_words(row.criteria) if row.serious else _("No")
    causes = "; ".join(f"{part}: {likely.lower()}" for part, likely in words.causality_words(row.causality))
    expected = _("{answer} (list {version})").format(answer=words.yes_no(row.expected), version=row.expected_list)
    return (
        _("{who} (second opinion)").format(who=who) if row.is_second else who,
        f"{row.term}, {words.grade_words(row.grade)}",
        serious,
        expected,
        causes,
        f"{words.measures_words(row.measures)}; {words.outcome_words(row.outcome).lower()}",
        row.reason or "–",
    )


def _clusters(rows: Sequence[Any], now: Now) -> Table:
    columns = (_("What they share"), _("Which"), _("Found"), _("State"))
    reads = may(now.user, Act.TRACE_LOTS)
    told = [
        (
            _link("admin:journey_infectioncluster_change", each, words.shared_words(each.kind)) if reads
            else words.shared_words(each.kind),
            each.value,
            moment(each.found_at, now),
            _("Settled") if each.settled_at else _("Open"),
        )
        for each in rows
    ]  # fmt: skip
    return Table(_("Infections that belong together"), columns, told, "")


def _link(name: str, row: Any, text: str) -> SafeString:
    return format_html('<a href="{}">{}</a>', reverse(name, args=[row.pk]), text)


STEPS: Mapping[str, Any] = {
    "drafted": gettext_lazy("Drafted"),
    "gathered": gettext_lazy("Something else was told"),
    "confirmed": gettext_lazy("Confirmed"),
    "dismissed": gettext_lazy("Dismissed"),
    "assessed": gettext_lazy("Assessed"),
    "second_opinion": gettext_lazy("Second opinion"),
    "reported": gettext_lazy("Reported"),
    "report_dropped": gettext_lazy("A report is not needed"),
    "facts_added": gettext_lazy("New facts"),
    AWARE_CORRECTED: gettext_lazy("Corrected when the clinic knew"),
    "closed": gettext_lazy("Closed"),
    "reopened": gettext_lazy("Taken up again"),
}


def _steps(rows: EventRows, now: Now) -> Table:
    columns = (_("When"), _("What"), _("Who"), _("State"), _("Why"))
    told = [
        (
            moment(each.at, now),
            _what(each, now),
            str(each.by) if each.by else _("The app"),
            words.state_words(each.after),
            each.reason or "–",
        )
        for each in reversed(rows.steps)
    ]
    return Table(_("What happened to it"), columns, told, "")


def _what(step: AdverseEventStep, now: Now) -> str:
    words = str(STEPS.get(step.what, step.what))
    if step.aware_before is None:
        return words
    before, after = moment(step.aware_before, now), moment(step.aware_after, now)
    return _("{what}: {after}, before it said {before}").format(what=words, after=after, before=before)
