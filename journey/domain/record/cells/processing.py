"""From what was taken to the product: process, counts, tests, storage (clinical.md 2.3, processing and product)."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

from journey.domain.gate_facts import GateFacts
from journey.domain.record.cells.lists import (
    ADDITIVES,
    LEAST_FINAL_ML,
    LOT_LONGEST,
    VIABILITY_METHODS,
    additives_are_in_date,
    dose_in_order,
    microbiology,
    prescribed_dose,
)
from journey.domain.record.checking import Finding, error, warning
from journey.domain.record.entries import Entry
from journey.domain.record.fields import (
    OTHER,
    YES,
    Field,
    Kept,
    Options,
    Section,
    When,
    day,
    line,
    measured,
    moment,
    number,
    one_of,
    yes_no,
)
from journey.domain.stages import HarvestMode, StageCode
from journey.domain.units import Quantity
from journey.domain.words import gettext_noop
from journey.domain.words import say as _

CULTURE = "culture_expanded"
METHODS: Options = (
    ("bmac_centrifuge", gettext_noop("Marrow concentrate (centrifuge)")),
    ("mechanical_fat", gettext_noop("Fat, mechanically processed")),
    ("svf_enzymatic", gettext_noop("Stromal vascular fraction, enzymatic")),
    ("svf_mechanical", gettext_noop("Stromal vascular fraction, mechanical")),
    (CULTURE, gettext_noop("Culture expanded")),
    ("unprocessed", gettext_noop("Unprocessed")),
    (OTHER, gettext_noop("Other")),
)
# Made and used on one day; a concentrate of these is never called "mesenchymal stem cells" (clinical.md 2.3, S45).
SAME_DAY = frozenset(code for code, _words in METHODS if code not in {CULTURE, OTHER})
CULTURED = When("process_method", (CULTURE,), gettext_noop("culture-expanded cells"))
COUNTED = When("tnc_measured", (YES,), gettext_noop("cells that were counted"))
TESTED = When("viability_measured", (YES,), gettext_noop("cells whose viability was measured"))
# Markers of cultured cells in %, with the limit that each must keep (clinical.md S38).
PRESENT, ABSENT = ("cd73", "cd90", "cd105"), ("cd34", "cd45", "cd14_cd11b", "cd19_cd79a", "hla_dr")
LEAST_PRESENT, MOST_ABSENT = 95, 2
MARKER_WORDS = {
    "cd73": "CD73", "cd90": "CD90", "cd105": "CD105", "cd34": "CD34", "cd45": "CD45",
    "cd14_cd11b": gettext_noop("CD14 or CD11b"), "cd19_cd79a": gettext_noop("CD19 or CD79a"), "hla_dr": "HLA-DR",
}  # fmt: skip


def times_in_order(entry: Entry, facts: GateFacts) -> Iterator[Finding]:
    started, ended, expires = (entry.get(name) for name in ("started_at", "ended_at", "expires_at"))
    if started and facts.harvest_at and started < facts.harvest_at:
        yield error("started_at", _("This is before the harvest."))
    if started and ended and ended < started:
        yield error("ended_at", _("This is before the start."))
    if expires and ended and expires <= ended:
        yield error("expires_at", _("The product would expire before it is made."))
    thawed = entry.get("thaw_at")
    if thawed and ended and thawed < ended:
        yield error("thaw_at", _("This is before the processing ended."))
    if thawed and expires and expires <= thawed:
        yield error("expires_at", _("The product would expire before it is thawed."))
    same_day = entry.get("process_method") in SAME_DAY
    hours = facts.same_day_expiry_h
    if expires and same_day and facts.harvest_at and expires > facts.harvest_at + timedelta(hours=hours):
        words = gettext_noop("Products of the same day are used within {hours} hours of the harvest.")
        yield warning("expires_at", _(words, hours=hours), expires)


def kit_is_in_date(entry: Entry, facts: GateFacts) -> Iterator[Finding]:
    used = facts.on(entry.get("started_at")) if entry.get("started_at") else facts.today
    expiry = entry.get("kit_expiry")
    if expiry is not None and expiry < used:
        yield error("kit_expiry", _("This kit expired before it was used. Take another one."))


def markers_keep_their_limits(entry: Entry, facts: GateFacts) -> Iterator[Finding]:
    for name in (*PRESENT, *ABSENT):
        value = entry.get(name)
        if value is None:
            continue
        if (value < LEAST_PRESENT) if name in PRESENT else (value > MOST_ABSENT):
            limit = _("at least 95 %") if name in PRESENT else _("at most 2 %")
            words = gettext_noop("{marker} must be {limit} for cells with this name.")
            yield warning(name, _(words, marker=_(MARKER_WORDS[name]), limit=limit), value)


def thawing_is_whole(entry: Entry, facts: GateFacts) -> Iterator[str]:
    """Of a product that was frozen, the time and what was alive afterwards."""
    if entry.get("thaw_at") is not None and entry.get("post_thaw_viability_pct") is None:
        yield _("viability after thawing")
    if entry.get("thaw_at") is None and entry.get("post_thaw_viability_pct") is not None:
        yield _("time of thawing")


def viability_of(entry: Entry) -> Decimal | None:
    """In %, of the cells as they are given: after thawing, where that was measured."""
    thawed: Decimal | None = entry.get("post_thaw_viability_pct")
    fresh: Decimal | None = entry.get("viability_pct")
    return fresh if thawed is None else thawed


def same_day(facts: GateFacts) -> Entry:
    """What an empty form begins with: a product of the same day expires some hours after the harvest."""
    if facts.harvest_at is None:
        return Entry()
    return Entry({"expires_at": facts.harvest_at + timedelta(hours=facts.same_day_expiry_h)})


def _markers() -> Iterator[Field]:
    for name in (*PRESENT, *ABSENT):
        yield number(name, MARKER_WORDS[name], 0, 100, gettext_noop("%"), places=1, shown=CULTURED, needed=True)
    yield yes_no("plastic_adherent", gettext_noop("Adheres to plastic"), shown=CULTURED, needed=True)
    yield yes_no("three_way", gettext_noop("Three-way differentiation shown"), shown=CULTURED, needed=True)


PROCESSING = Section(
    "processing",
    StageCode.HARVESTING,
    gettext_noop("Processing and product"),
    (
        one_of("process_method", gettext_noop("How the cells were processed"), METHODS, needed=True),
        line("device", gettext_noop("Device"), longest=80, carries=True),
        line("device_lot", gettext_noop("Lot of the device"), longest=LOT_LONGEST),
        line("kit_lot", gettext_noop("Lot of the kit"), longest=LOT_LONGEST, needed=True),
        day("kit_expiry", gettext_noop("Kit expires"), future=True, needed=True),
        moment("started_at", gettext_noop("Processing started"), needed=True),
        moment("ended_at", gettext_noop("Processing ended"), needed=True),
        yes_no("aseptic_record", gettext_noop("Aseptic work confirmed: gloves, gown, cabinet or closed system"),
               needed=True),
        number("final_volume_ml", gettext_noop("Final volume"), LEAST_FINAL_ML, 50, gettext_noop("mL"), places=2,
               needed=True),
        yes_no("tnc_measured", gettext_noop("Cells were counted"), needed=True,
               help=gettext_noop("The patient is told when they were not.")),
        measured("tnc_million", gettext_noop("Total nucleated cells"), Quantity.CELLS, shown=COUNTED, needed=True),
        yes_no("viability_measured", gettext_noop("Viability was measured"), needed=True),
        measured("viability_pct", gettext_noop("Viability"), Quantity.VIABILITY, shown=TESTED, needed=True),
        one_of("viability_method", gettext_noop("Method of viability"), VIABILITY_METHODS, shown=TESTED),
        measured("mnc_million", gettext_noop("Mononuclear cells"), Quantity.CELLS),
        number("cfu_f_per_ml", gettext_noop("CFU-F for each mL"), 0, 1_000_000, gettext_noop("per mL"), places=1,
               help=gettext_noop("Reads out after 7 to 14 days: an outcome, never a release test.")),
        number("cfu_f_total", gettext_noop("CFU-F in all"), 0, 10_000_000, gettext_noop("in all"), places=1),
        *_markers(),
        *microbiology(),
        *prescribed_dose(),
        number("storage_celsius", gettext_noop("Stored at"), -200, 40, gettext_noop("°C")),
        line("storage_place", gettext_noop("Where it is stored"), longest=80),
        moment("thaw_at", gettext_noop("Thawed"), help=gettext_noop("Blank for a product that was never frozen.")),
        measured("post_thaw_viability_pct", gettext_noop("Viability after thawing"), Quantity.VIABILITY,
                 help=gettext_noop("It counts for the release and the dose.")),
        moment("expires_at", gettext_noop("Product expires"), future=True, needed=True,
               help=gettext_noop("Products of the same day: hours after the harvest, by the settings.")),
    ),
    groups=(ADDITIVES,),
    elsewhere=(Kept("product_id", gettext_noop("Product id"), "Product.code", needed=True),),
    rules=(times_in_order, kit_is_in_date, markers_keep_their_limits, additives_are_in_date, dose_in_order),
    asks=(thawing_is_whole,),
    suggests=same_day,
    by_nurses=True,
    modes=(HarvestMode.PATIENT_HARVEST,),
)  # fmt: skip
