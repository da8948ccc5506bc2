"""What follows from saving a section: numbers for a recall, a product set aside, something to report, a decision."""

from collections.abc import Iterable
from datetime import date, datetime

from accounts.models import User
from journey.access.lots import uses_of
from journey.actions.adverse_events import draft_from_alert, draft_from_session
from journey.actions.alerts import raise_for_finding
from journey.actions.decisions import decide
from journey.actions.events import record
from journey.actions.locking import locked_journey
from journey.actions.recalls import catch_recalled
from journey.actions.stock import set_aside
from journey.actions.tumour_reviews import ask_for_review
from journey.domain.adverse_events import EventSource
from journey.domain.ae_suggestion import POSITIVE_TEST
from journey.domain.days import local_date
from journey.domain.product_facts import QuarantineReason
from journey.domain.record.cells.lists import POSITIVE
from journey.domain.record.cells.lots import SECTIONS_WITH_LOTS, with_lots
from journey.domain.record.entries import Entry
from journey.domain.record.fields import NONE, Section
from journey.domain.record.follow_up.judging import CODE as VISIT
from journey.domain.record.follow_up.judging import is_open_lump, newest_visit
from journey.domain.words import say as _
from journey.models import Cycle, FindingKind, Product
from journey.standing import Standing

TO_REPORT = "adverse_event_to_record"
# What a section says happened at the needle itself.
IMMEDIATE = {"harvest": "immediate_complication", "injection": "immediate_reaction"}
DECIDED = ("decision", "decision_reason")
TESTS = ("gram_stain", "sterility_culture", "mycoplasma")


def follow(standing: Standing, section: Section, before: Entry, after: Entry, *, by: User, at: datetime) -> None:
    """Called by `save_record` in its transaction, after the section is written."""
    if section.code in SECTIONS_WITH_LOTS:
        _follow_product(standing, section, before, after, by=by, at=at)
    for code, field in IMMEDIATE.items():
        if section.code == code and _harmed(after, field) and not _harmed(before, field):
            _report(standing, code, by=by, at=at)
    if section.code == VISIT:
        _follow_visit(standing, before, after, by=by, at=at)


def _follow_visit(standing: Standing, before: Entry, after: Entry, *, by: User, at: datetime) -> None:
    """The decision of the newest visit is that of the session; one of an earlier visit is history. A new lump that
    nobody has judged is looked into by a day."""
    told, was = (tuple(each.get(name) or "" for name in DECIDED) for each in (after, before))
    newest = newest_visit(standing.facts)
    is_newest = newest is None or newest.id == after.id or _day(newest) <= _day(after)
    if all(told) and told != was and is_newest:
        decide(standing.journey, standing.cycle, *told, by=by, at=at)
    if is_open_lump(after) and not is_open_lump(before):
        found = (after.get("lump_where") or "").strip() or _("A new lump was found at a visit.")
        ask_for_review(journey=standing.journey, detail=found, at=at)


def _day(entry: Entry) -> date:
    return entry.get("visited_on") or date.min


def _harmed(entry: Entry, field: str) -> bool:
    return any(code != NONE for code in entry.get(field) or ())


def _follow_product(
    standing: Standing, section: Section, before: Entry, after: Entry, *, by: User, at: datetime
) -> None:
    product = _product_of(standing)
    if product is None:
        return
    lots = with_lots(product.lots, after)
    if lots != product.lots:
        product.lots = lots
        product.save(update_fields=["lots"])
        catch_recalled(product, by=by, at=at)
    positive = [name for name in TESTS if after.get(name) == POSITIVE and before.get(name) != POSITIVE]
    if positive:
        set_aside(product, QuarantineReason.CONTAMINATION, by=by, at=at)
        if (given := uses_of([product.code]).get(product.code)) is not None:
            _ring(given, section, product, positive, by=by, at=at)


def _product_of(standing: Standing) -> Product | None:
    """The one that the session holds; of one that was stored since, what the session made: a culture may grow, or a
    number be corrected, long after."""
    own = Product.objects.filter(patient=standing.journey.patient_id)
    held = own.filter(code=standing.cycle.product_id or "-").first()
    return held or own.filter(cycle=standing.cycle).order_by("-made_at").first()


def _ring(cycle: Cycle, section: Section, product: Product, tests: Iterable[str], *, by: User, at: datetime) -> None:
    """A product that was given in this session was not clean (clinical.md 2.3: an urgent task)."""
    journey, detail = locked_journey(cycle.journey), ", ".join(_(section.field[name].label) for name in tests)
    record(journey, TO_REPORT, by=by, at=at, cycle=cycle)
    raised = raise_for_finding(
        journey=journey,
        kind=FindingKind.POSITIVE_TEST,
        product=product,
        detail=detail,
        day=local_date(at, journey.patient.zone),
        at=at,
    )
    draft_from_alert(
        raised=raised,
        journey=journey,
        cycle=cycle,
        suggestion=POSITIVE_TEST,
        source=EventSource.LAB,
        narrative=_("A test of the cells that were given came back positive: {tests}.", tests=detail),
        sae_candidate=True,
        is_repeat=False,
        at=at,
    )


def _report(standing: Standing, origin: str, *, by: User, at: datetime) -> None:
    """A complication or reaction at once: "anything but none opens an AE draft" (clinical.md 2.3, 2.4)."""
    record(standing.journey, TO_REPORT, by=by, at=at, cycle=standing.cycle)
    draft_from_session(cycle=standing.cycle, origin=origin, by=by, at=at)
