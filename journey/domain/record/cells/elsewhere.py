"""Cells that are not taken in this session: a donor's unit, and the patient's own from the bank (clinical.md 2.3)."""

from collections.abc import Iterator

from journey.domain.documents import DocumentKind
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
from journey.domain.record.cells.processing import COUNTED, TESTED
from journey.domain.record.checking import Finding, error
from journey.domain.record.entries import Entry
from journey.domain.record.fields import (
    Field,
    Kept,
    Section,
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

PRODUCT = Kept("product_id", gettext_noop("Product id"), "Product.code", needed=True)


def unit_is_in_date(entry: Entry, facts: GateFacts) -> Iterator[Finding]:
    expiry = entry.get("expiry")
    if expiry is not None and expiry < facts.today:
        yield error("expiry", _("This unit expired. It cannot be used."))


def thawed_before_it_expires(entry: Entry, facts: GateFacts) -> Iterator[Finding]:
    thawed, expires = entry.get("thaw_at"), entry.get("expires_at")
    if thawed and expires and expires <= thawed:
        yield error("expires_at", _("The product would expire before it is thawed."))


def _counts() -> tuple[Field, ...]:
    return (
        number("final_volume_ml", gettext_noop("Final volume"), LEAST_FINAL_ML, 50, gettext_noop("mL"), places=2,
               needed=True),
        yes_no("tnc_measured", gettext_noop("Cells were counted"), needed=True),
        measured("tnc_million", gettext_noop("Total nucleated cells"), Quantity.CELLS, shown=COUNTED, needed=True),
        yes_no("viability_measured", gettext_noop("Viability was measured"), needed=True),
        measured("viability_pct", gettext_noop("Viability, after any thawing"), Quantity.VIABILITY, shown=TESTED,
                 needed=True),
        one_of("viability_method", gettext_noop("Method of viability"), VIABILITY_METHODS, shown=TESTED),
    )  # fmt: skip


def papers_are_kept(entry: Entry, facts: GateFacts) -> Iterator[str]:
    """What the supplier sent stands in the record itself (clinical.md 2.3: two files)."""
    if DocumentKind.DONOR_ELIGIBILITY not in facts.papers:
        yield _("the document on donor eligibility, as a file")
    if DocumentKind.CERTIFICATE not in facts.papers:
        yield _("the certificate of analysis, as a file")


DONOR_UNIT = Section(
    "donor_unit",
    StageCode.HARVESTING,
    gettext_noop("Donor product"),
    (
        line("donation_id", gettext_noop("Donation number"), longest=40, needed=True,
             help=gettext_noop("As printed. Never write the donor's name here or anywhere.")),
        line("supplier", gettext_noop("Supplier"), needed=True, carries=True),
        line("supplier_registration", gettext_noop("Registration of the supplier"), needed=True, carries=True),
        line("lot", gettext_noop("Lot"), longest=LOT_LONGEST, needed=True),
        line("unit_no", gettext_noop("Unit number"), longest=LOT_LONGEST, needed=True),
        day("expiry", gettext_noop("Expires"), future=True, needed=True),
        line("donor_eligibility_doc", gettext_noop("Donor eligibility: number of the document"), needed=True,
             help=gettext_noop("Read it before you write its number.")),
        yes_no("donor_eligible", gettext_noop("The document says that the donor is eligible"), needed=True),
        line("cert_of_analysis", gettext_noop("Certificate of analysis: number of the document"), needed=True,
             help=gettext_noop("With viability, count and sterility.")),
        moment("received_at", gettext_noop("Received"), needed=True),
        yes_no("cold_chain_ok", gettext_noop("Cold chain without a gap"), needed=True),
        moment("recall_checked_at", gettext_noop("Recalls looked up"), needed=True,
               help=gettext_noop("Within 24 hours of use.")),
        yes_no("culture_grown", gettext_noop("Culture expanded"), needed=True),
        *_counts(),
        *microbiology(),
        *prescribed_dose(),
    ),
    groups=(ADDITIVES,),
    elsewhere=(PRODUCT, Kept("tissue_origin", gettext_noop("Where the cells come from"), "Cycle.tissue", needed=True)),
    rules=(unit_is_in_date, additives_are_in_date, dose_in_order),
    asks=(papers_are_kept,),
    by_nurses=True,
    modes=(HarvestMode.DONOR_PRODUCT,),
)  # fmt: skip

BANKED = Section(
    "banked_cells",
    StageCode.HARVESTING,
    gettext_noop("Stored cells"),
    (
        line("bank_lot", gettext_noop("Lot at the bank"), longest=LOT_LONGEST, needed=True),
        day("stored_on", gettext_noop("Stored since"), needed=True),
        day("stored_until", gettext_noop("May be used until"), future=True, needed=True),
        number("storage_celsius", gettext_noop("Stored at"), -200, 40, gettext_noop("°C")),
        line("storage_place", gettext_noop("Where it was stored"), longest=80),
        moment("thaw_at", gettext_noop("Thawed"), needed=True),
        yes_no("culture_grown", gettext_noop("Culture expanded"), needed=True),
        *_counts(),
        *microbiology(),
        *prescribed_dose(),
        moment("expires_at", gettext_noop("Product expires"), future=True, needed=True),
    ),
    groups=(ADDITIVES,),
    elsewhere=(PRODUCT,),
    rules=(thawed_before_it_expires, additives_are_in_date, dose_in_order),
    by_nurses=True,
    modes=(HarvestMode.BANKED_CELLS,),
)  # fmt: skip
