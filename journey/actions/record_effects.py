"""What follows from saving a section: numbers for a recall, a product set aside, something to report, a decision."""

from collections.abc import Iterable
from datetime import date, datetime

from accounts.models import User
from journey.actions.alerts import raise_for_finding
from journey.actions.decisions import decide
from journey.actions.events import record
from journey.actions.products import set_aside
from journey.domain.days import local_date
from journey.domain.product_facts import QuarantineReason
from journey.domain.record.cells.lists import POSITIVE
from journey.domain.record.cells.lots import SECTIONS_WITH_LOTS, with_lots
from journey.domain.record.entries import Entry
from journey.domain.record.fields import NONE, Section
from journey.domain.record.follow_up.judging import CODE as VISIT
from journey.domain.record.follow_up.judging import newest_visit
from journey.domain.words import say as _
from journey.models import FindingKind, Product
from journey.standing import Standing

TO_REPORT = "adverse_event_to_record"
DECIDED = ("decision", "decision_reason")
TESTS = ("gram_stain", "sterility_culture", "mycoplasma")


def follow(standing: Standing, section: Section, before: Entry, after: Entry, *, by: User, at: datetime) -> None:
    """Called by `save_record` in its transaction, after the section is written."""
    if section.code in SECTIONS_WITH_LOTS:
        _follow_product(standing, section, before, after, by=by, at=at)
    if section.code == "harvest" and _harmed(after) and not _harmed(before):
        _report(standing, by=by, at=at)
    if section.code == VISIT:
        _follow_visit(standing, before, after, by=by, at=at)


def _follow_visit(standing: Standing, before: Entry, after: Entry, *, by: User, at: datetime) -> None:
    """The decision of the newest visit is that of the session; one of an earlier visit is history."""
    told, was = (tuple(each.get(name) or "" for name in DECIDED) for each in (after, before))
    newest = newest_visit(standing.facts)
    is_newest = newest is None or newest.id == after.id or _day(newest) <= _day(after)
    if all(told) and told != was and is_newest:
        decide(standing.journey, standing.cycle, *told, by=by, at=at)


def _day(entry: Entry) -> date:
    return entry.get("visited_on") or date.min


def _harmed(entry: Entry) -> bool:
    return any(code != NONE for code in entry.get("immediate_complication") or ())


def _follow_product(
    standing: Standing, section: Section, before: Entry, after: Entry, *, by: User, at: datetime
) -> None:
    product = Product.objects.filter(code=standing.cycle.product_id or "-", cycle=standing.cycle).first()
    if product is None:
        return
    lots = with_lots(product.lots, after)
    if lots != product.lots:
        product.lots = lots
        product.save(update_fields=["lots"])
    positive = [name for name in TESTS if after.get(name) == POSITIVE and before.get(name) != POSITIVE]
    if positive:
        set_aside(product, QuarantineReason.CONTAMINATION, by=by, at=at)
        if standing.cycle.injection_at is not None:
            _report(standing, by=by, at=at)
            _ring(standing, section, product, positive, at=at)


def _ring(standing: Standing, section: Section, product: Product, tests: Iterable[str], *, at: datetime) -> None:
    """A product that was given was not clean (clinical.md 2.3: an urgent task)."""
    journey = standing.journey
    raise_for_finding(
        journey=journey,
        kind=FindingKind.POSITIVE_TEST,
        product=product,
        detail=", ".join(_(section.field[name].label) for name in tests),
        day=local_date(at, journey.patient.zone),
        at=at,
    )


def _report(standing: Standing, *, by: User, at: datetime) -> None:
    record(standing.journey, TO_REPORT, by=by, at=at, cycle=standing.cycle)
