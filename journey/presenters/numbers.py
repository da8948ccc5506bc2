"""The coordinator's numbers as tables, and the people behind each of them: both are counted from the same cases."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from journey.access.numbers import expected_visits, treated_sessions
from journey.domain.days import at_local, local_date
from journey.domain.numbers import (
    FOLLOW_UP,
    NO_SHOW,
    NO_SHOWS,
    TO_PROCEDURE,
    Period,
    is_due,
    share_of,
    spread_of,
    took_place,
)
from journey.domain.transitions import CLOSED_STATUSES
from journey.domain.visits import FIRST_CALL, VISIT_CODES, VisitSpec, VisitWindow, is_first_call, visit_window
from journey.models import Appointment, AppointmentKind, ContactPurpose, Cycle
from journey.models.pathway_version import visit_specs_of
from journey.presenters import when
from journey.presenters.due_visits import BY_PHONE, NOT_THE_VISIT, kind_of, title_of
from journey.presenters.record_page import Table
from journey.presenters.staff_words import Words
from journey.presenters.visit_words import KINDS, STATES
from journey.presenters.worklists import Now

VISIT, CLINICIAN, MONTH, EVERYBODY = "visit", "clinician", "month", "all"


@dataclass(frozen=True)
class Case:
    """One thing that is counted, of one patient. `is_part`: in the numerator. `keys` say in which row of which table it
    stands, `words` how the rows are called; `order` is where they stand."""

    patient: UUID
    name: str
    url: str
    what: str
    day: date
    is_part: bool
    keys: Mapping[str, str]
    words: Mapping[str, str]
    order: Mapping[str, Any]
    outcome: str
    value: int | None = None


@dataclass(frozen=True)
class Measure:
    """A number by the tables it is shown in. `cases` reads them all."""

    title: Words
    definition: Words
    part: Words
    whole: Words
    tables: Mapping[str, Words]
    cases: Callable[[Period, Now], list[Case]]


@dataclass(frozen=True)
class Section:
    key: str
    title: str
    definition: str
    tables: tuple[Table, ...]


@dataclass(frozen=True)
class People:
    """The list behind a number."""

    title: str
    lead: str
    table: Table
    count: int
    shown: tuple[UUID, ...]
    back: str


def sections(period: Period, now: Now) -> tuple[Section, ...]:
    """Three statements, for any number of patients."""
    return tuple(_section(key, measure, period, now) for key, measure in MEASURES.items())


def people(name: str, by: str, key: str, part: str, period: Period, now: Now) -> People | None:
    """Everybody behind one number; None for one that does not exist. `part` asks for the numerator alone."""
    measure = MEASURES.get(name)
    if measure is None or by not in measure.tables:
        return None
    cases = [each for each in measure.cases(period, now) if each.keys[by] == key]
    cases = [each for each in cases if each.is_part or part != "part"]
    which = measure.part if part == "part" else measure.whole
    words = cases[0].words[by] if cases else ""
    rows = [(_named(each), each.what, when.day_month_year(each.day), each.outcome) for each in cases]
    columns = (_("Patient"), _("What"), _("Day"), _("Outcome"))
    title = _("{what}: {which}").format(what=measure.title, which=which)
    return People(
        title=title,
        lead=", ".join(each for each in (words, _span(period)) if each),
        table=Table(_("Behind this number: {n}").format(n=len(cases)), columns, rows, _("Nobody.")),
        count=len(cases),
        shown=tuple(each.patient for each in cases),
        back=f"{reverse('admin:journey_appointment_numbers')}?{_days(period)}",
    )


def _section(key: str, measure: Measure, period: Period, now: Now) -> Section:
    cases = measure.cases(period, now)
    make = _days_table if measure is MEASURES["to_procedure"] else _share_table
    tables = tuple(make(key, measure, by, title, cases, period) for by, title in measure.tables.items())
    return Section(key, str(measure.title), _(str(measure.definition)), tables)


def _share_table(key: str, measure: Measure, by: str, title: Words, cases: Sequence[Case], period: Period) -> Table:
    rows = []
    for row, mine in _groups(cases, by):
        share = share_of([each.is_part for each in mine])
        links = [_link(key, by, row, part, n, period) for part, n in (("part", share.part), ("whole", share.whole))]
        percent = _("too few") if share.percent is None else _("{n} %").format(n=share.percent)
        rows.append((mine[0].words[by], *links, percent))
    columns = (title, measure.part, measure.whole, _("Share"))
    return Table(_("{what}, {by}").format(what=measure.title, by=str(title).lower()), columns, rows, _("None."))


def _days_table(key: str, measure: Measure, by: str, title: Words, cases: Sequence[Case], period: Period) -> Table:
    rows = []
    for row, mine in _groups(cases, by):
        spread = spread_of([each.value for each in mine])
        links = [_link(key, by, row, part, n, period) for part, n in (("part", spread.part), ("whole", spread.whole))]
        middle = _("too few") if spread.middle is None else _("{n} days").format(n=f"{spread.middle:g}")
        least_most = _("{least} to {most} days").format(least=spread.least, most=spread.most)
        rows.append((mine[0].words[by], *links, middle, least_most if spread.least is not None else "–"))
    columns = (title, measure.part, measure.whole, _("Median"), _("Range"))
    return Table(_("{what}, {by}").format(what=measure.title, by=str(title).lower()), columns, rows, _("None."))


def _groups(cases: Sequence[Case], by: str) -> list[tuple[str, list[Case]]]:
    found: dict[str, list[Case]] = {}
    for each in sorted(cases, key=lambda case: (case.order[by], case.keys[by])):
        found.setdefault(each.keys[by], []).append(each)
    return list(found.items())


def _link(measure: str, by: str, key: str, part: str, count: int, period: Period) -> Any:
    asked = urlencode({"measure": measure, "by": by, "key": key, "part": part})
    url = f"{reverse('admin:journey_appointment_numbers_people')}?{asked}&{_days(period)}"
    return format_html('<a href="{}">{}</a>', url, count)


def _days(period: Period) -> str:
    return urlencode({"first": period.first.isoformat(), "last": period.last.isoformat()})


def _span(period: Period) -> str:
    first, last = when.day_month_year(period.first), when.day_month_year(period.last)
    return _("{first} to {last}").format(first=first, last=last)


def _named(case: Case) -> Any:
    return format_html('<a href="{}"><bdi>{}</bdi></a>', case.url, case.name)


def _follow_up(period: Period, now: Now) -> list[Case]:
    return [case for cycle in treated_sessions(now.user, now.at) for case in _checks(cycle, period, now)]


def _checks(cycle: Any, period: Period, now: Now) -> Iterator[Case]:
    journey, zone = cycle.journey, cycle.journey.patient.zone
    closed = local_date(journey.status_since, zone) if journey.status in CLOSED_STATUSES else None
    again = local_date(cycle.next_at, zone) if cycle.next_at else None
    specs = visit_specs_of(journey.pathway_version_id)
    for code, spec in specs.items():
        window = visit_window(spec, cycle.injection_at, zone)
        if not is_due(window, period, now.today, (closed, again)):
            continue
        is_done = took_place(window, _days_of(cycle, specs, code, zone))
        lead = journey.lead_clinician
        yield _case(
            cycle,
            what=title_of(code),
            day=window.latest,
            is_part=is_done,
            keys={VISIT: code, CLINICIAN: str(lead.pk) if lead else ""},
            words={VISIT: title_of(code), CLINICIAN: str(lead or _("Nobody leads"))},
            order={VISIT: VISIT_CODES.index(code), CLINICIAN: str(lead or "")},
            outcome=_outcome(window, is_done=is_done),
        )


def _days_of(cycle: Any, specs: Mapping[str, VisitSpec], code: str, zone: Any) -> Iterator[date]:
    """On which such a visit was done, or a call reached the patient."""
    for visit in cycle.done:
        if visit["kind"] == kind_of(code):
            yield local_date(datetime.fromisoformat(visit["at"]), zone)
    for call in cycle.calls:
        purpose, at = call["purpose"], datetime.fromisoformat(call["at"])
        is_own = purpose not in NOT_THE_VISIT
        if code == FIRST_CALL:
            is_own = purpose == ContactPurpose.CALL_48_72H and is_first_call(at, specs, cycle.injection_at, zone)
        if code in BY_PHONE and is_own:
            yield local_date(at, zone)


def _outcome(window: VisitWindow, *, is_done: bool) -> str:
    words = _("completed, window {first} to {last}") if is_done else _("not completed, window {first} to {last}")
    return words.format(first=when.day_month(window.earliest), last=when.day_month(window.latest))


def _no_shows(period: Period, now: Now) -> list[Case]:
    opens, closes = (at_local(day, time(0), now.zone) for day in (period.first, period.last + timedelta(days=1)))
    return [_visit(visit, now) for visit in expected_visits(now.user, opens, closes, now.at)]


def _visit(visit: Appointment, now: Now) -> Case:
    day, kind = local_date(visit.starts_at, now.zone), visit.kind
    month = day.replace(day=1)
    return Case(
        patient=visit.patient_id,
        name=visit.patient.full_name,
        url=reverse("admin:journey_appointment_change", args=[visit.pk]),
        what=str(KINDS[kind]),
        day=day,
        is_part=visit.state == NO_SHOW,
        keys={VISIT: kind, MONTH: f"{month:%Y-%m}"},
        words={VISIT: str(KINDS[kind]), MONTH: when.month_year(month)},
        order={VISIT: list(AppointmentKind).index(AppointmentKind(kind)), MONTH: month},
        outcome=str(STATES[visit.state]),
    )


def _to_procedure(period: Period, now: Now) -> list[Case]:
    found = []
    for cycle in treated_sessions(now.user, now.at):
        zone = cycle.journey.patient.zone
        day = local_date(cycle.injection_at, zone)  # type: ignore[arg-type]
        if period.holds(day):
            found.append(_treated(cycle, day, zone))
    return found


def _treated(cycle: Any, day: date, zone: Any) -> Case:
    days = (day - local_date(cycle.decided_at, zone)).days if cycle.decided_at else None
    words = _("Session {n}").format(n=cycle.number)
    return _case(
        cycle,
        what=words,
        day=day,
        is_part=days is not None,
        keys={EVERYBODY: ""},
        words={EVERYBODY: _("All sessions")},
        order={EVERYBODY: 0},
        outcome=_("no consultation in this session") if days is None else _("{n} days").format(n=days),
        value=days,
    )


def _case(cycle: Cycle, **values: Any) -> Case:
    patient = cycle.journey.patient
    url = reverse("admin:journey_journey_change", args=[cycle.journey_id])
    return Case(patient=patient.pk, name=patient.full_name, url=url, **values)


MEASURES: Mapping[str, Measure] = {
    "follow_up": Measure(
        title=gettext_lazy("Follow-up completed"),
        definition=FOLLOW_UP,
        part=gettext_lazy("Completed"),
        whole=gettext_lazy("Due"),
        tables={VISIT: gettext_lazy("By visit"), CLINICIAN: gettext_lazy("By clinician who leads")},
        cases=_follow_up,
    ),
    "no_show": Measure(
        title=gettext_lazy("Did not come"),
        definition=NO_SHOWS,
        part=gettext_lazy("Did not come"),
        whole=gettext_lazy("Visits"),
        tables={VISIT: gettext_lazy("By type of visit"), MONTH: gettext_lazy("By month")},
        cases=_no_shows,
    ),
    "to_procedure": Measure(
        title=gettext_lazy("From the decision to the procedure"),
        definition=TO_PROCEDURE,
        part=gettext_lazy("With a consultation"),
        whole=gettext_lazy("Sessions"),
        tables={EVERYBODY: gettext_lazy("Of all sessions")},
        cases=_to_procedure,
    ),
}
