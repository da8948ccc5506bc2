"""Adverse events of a month or a week, counted by family, grade, source and lot, against the injections of then."""

from calendar import monthrange
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from journey.access.adverse_events import visible_events
from journey.access.scope import visible_patients
from journey.domain.adverse_events import FAMILY_WORDS, GRADE_WORDS, SOURCE_WORDS
from journey.domain.ae_states import CONFIRMED_STATES, EventState
from journey.domain.days import at_local
from journey.models import AdverseEvent, Cycle
from journey.presenters import event_words as words
from journey.presenters import when
from journey.presenters.record_page import Fact, Table
from journey.presenters.worklists import Now


@dataclass(frozen=True)
class Period:
    """`last` belongs to it."""

    first: date
    last: date

    @classmethod
    def around(cls, span: str, day: date) -> "Period":
        """The calendar month of a day, or its week from Monday."""
        if span == "week":
            monday = day - timedelta(days=day.weekday())
            return cls(monday, monday + timedelta(days=6))
        return cls(day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1]))


@dataclass(frozen=True)
class Summary:
    title: str
    facts: tuple[Fact, ...]
    tables: tuple[Table, ...]
    before_url: str
    after_url: str
    shown: tuple[Any, ...]


def event_summary(span: str, day: date, now: Now) -> Summary:
    """Of the patients whom the reader reaches. What the clinic came to know in the period counts, confirmed or not."""
    period = Period.around(span, day)
    start, end = (at_local(each, time(0), now.zone) for each in (period.first, period.last + timedelta(days=1)))
    rows = visible_events(now.user, now.at).filter(aware_at__gte=start, aware_at__lt=end)
    events = list(rows.select_related("patient").order_by("aware_at", "number"))
    counted = [event for event in events if event.state in CONFIRMED_STATES]
    given = _injections(start, end, now)
    return Summary(
        title=_("Adverse events, {first} to {last}").format(
            first=when.day_month_year(period.first), last=when.day_month_year(period.last)
        ),
        facts=tuple(_facts(events, counted, len(given))),
        tables=(
            _counts(_("By kind"), counted, lambda event: words.family_words(event.effect_family), FAMILY_WORDS, given),
            _counts(_("By grade"), counted, lambda event: words.grade_words(event.grade), GRADE_WORDS, given),
            _counts(_("By source"), counted, lambda event: words.source_words(event.source), SOURCE_WORDS, given),
            _lots(counted),
            _list(events, now),
        ),
        before_url=_url(span, period.first - timedelta(days=1)),
        after_url=_url(span, period.last + timedelta(days=1)),
        shown=tuple(event.patient_id for event in events),
    )


def _url(span: str, day: date) -> str:
    return f"{reverse('admin:journey_adverseevent_summary')}?span={span}&day={day.isoformat()}"


def _injections(start: datetime, end: datetime, now: Now) -> list[str]:
    """The numbers of each product that was given in the period, once for each injection."""
    mine = visible_patients(now.user, now.at).order_by().values("pk")
    rows = Cycle.objects.filter(injection_at__gte=start, injection_at__lt=end, journey__patient__in=mine)
    return list(rows.values_list("product_id", flat=True))


def _facts(events: Sequence[AdverseEvent], counted: Sequence[AdverseEvent], injections: int) -> Iterable[Fact]:
    states = Counter(event.state for event in events)
    yield Fact(_("Injections"), str(injections))
    yield Fact(_("Adverse events"), _of(len(counted), injections))
    yield Fact(_("Serious"), _of(sum(bool(event.serious) for event in counted), injections))
    yield Fact(_("Drafts that wait"), str(states[EventState.DRAFT]))
    yield Fact(_("Dismissed"), str(states[EventState.DISMISSED]))


def _of(count: int, injections: int) -> str:
    """ "3 (12.0 in 100 injections)": an event may belong to an injection of an earlier month."""
    if not injections:
        return str(count)
    return _("{count} ({rate} in 100 injections)").format(count=count, rate=f"{100 * count / injections:.1f}")


def _counts(
    title: str, events: Sequence[AdverseEvent], of: Callable[[AdverseEvent], str], known: Any, given: Sequence[str]
) -> Table:
    found = Counter(map(of, events))
    order = [_(word) for word in known.values()]
    rows = [(name, str(found[name]), _rate(found[name], len(given))) for name in order if found[name]]
    return Table(title, (_("Which"), _("Count"), _("In 100 injections")), rows, _("None in this time."))


def _rate(count: int, injections: int) -> str:
    return f"{100 * count / injections:.1f}" if injections else "–"


def _lots(events: Sequence[AdverseEvent]) -> Table:
    """A lot is what was given, else the kit that the cells were made with."""
    found = Counter(event.lot or event.kit_lot for event in events if event.lot or event.kit_lot)
    rows = [(lot, str(count)) for lot, count in sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))]
    return Table(_("By lot"), (_("Lot"), _("Count")), rows, _("None in this time."))


def _list(events: Sequence[AdverseEvent], now: Now) -> Table:
    columns = (_("Number"), _("Patient"), _("Term and grade"), _("Serious"), _("State"), _("The clinic knew"))
    rows = [
        (
            format_html(
                '<a href="{}">{}</a>', reverse("admin:journey_adverseevent_change", args=[event.pk]), event.number
            ),
            format_html("<bdi>{}</bdi>", event.patient.full_name),
            _("{term}, grade {grade}").format(term=event.term, grade=event.grade),
            words.yes_no(event.serious) or (_("May be") if event.sae_candidate else "–"),
            words.state_words(event.state),
            now.short(event.aware_at),
        )
        for event in events
    ]
    return Table(_("Each of them"), columns, rows, _("None in this time."))
