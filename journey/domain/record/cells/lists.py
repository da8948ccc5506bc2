"""Lists and lines that several sections of the cells share."""

from collections.abc import Iterator
from decimal import Decimal

from journey.domain.gate_facts import GateFacts
from journey.domain.record.checking import Finding, at_line, error
from journey.domain.record.entries import Entry
from journey.domain.record.fields import NONE, Field, Group, Options, When, day, line, number, one_of, text
from journey.domain.words import gettext_noop
from journey.domain.words import say as _

LEAST_FINAL_ML = Decimal("0.1")
NEGATIVE, POSITIVE, PENDING, NOT_DONE = "negative", "positive", "pending", "not_done"
TEST_RESULTS: Options = (
    (NEGATIVE, gettext_noop("Negative")),
    (POSITIVE, gettext_noop("Positive")),
    (PENDING, gettext_noop("Pending")),
    (NOT_DONE, gettext_noop("Not done")),
)
VIABILITY_METHODS: Options = (
    ("trypan_blue", gettext_noop("Trypan blue")),
    ("7aad", gettext_noop("7-AAD")),
    ("ao_pi", gettext_noop("AO/PI")),
    ("other", gettext_noop("Other")),
)
# The classes of the allergy list that something may be that goes into a cell product (clinical.md 2.1).
ADDITIVE_CLASSES: Options = (
    ("heparin", gettext_noop("Heparin")),
    ("citrate", gettext_noop("Citrate")),
    ("antibiotic", gettext_noop("Antibiotic")),
    ("dmso", gettext_noop("DMSO")),
    ("albumin", gettext_noop("Albumin")),
    ("animal_serum", gettext_noop("Animal serum")),
    ("enzyme_collagenase", gettext_noop("Collagenase (enzyme)")),
    ("local_anaesthetic", gettext_noop("Local anaesthetic")),
    ("contrast", gettext_noop("Contrast medium")),
    (NONE, gettext_noop("None of these")),
)
LOT_LONGEST = 40

ADDITIVES = Group(
    "additives",
    gettext_noop("What was added"),
    gettext_noop("Additive"),
    (
        line("substance", gettext_noop("Substance"), longest=80, needed=True, given=True),
        one_of("substance_class", gettext_noop("Kind, for allergies"), ADDITIVE_CLASSES, needed=True, given=True),
        line("additive_lot", gettext_noop("Lot"), longest=LOT_LONGEST),
        day("additive_expiry", gettext_noop("Expires"), future=True, needed=True),
    ),
    most=12,
)
PENDING_ONLY = When("sterility_culture", (PENDING,), gettext_noop("a culture that is pending"))


def microbiology() -> tuple[Field, ...]:
    return (
        one_of("gram_stain", gettext_noop("Gram stain"), TEST_RESULTS),
        number("endotoxin_eu_ml", gettext_noop("Endotoxin"), 0, 1000, gettext_noop("EU/mL"), places=2),
        one_of("sterility_culture", gettext_noop("Sterility culture"), TEST_RESULTS, needed=True),
        text("recall_plan", gettext_noop("What happens if it turns positive"), needed=True, shown=PENDING_ONLY),
        one_of("mycoplasma", gettext_noop("Mycoplasma"), TEST_RESULTS),
    )


def prescribed_dose() -> tuple[Field, ...]:
    return (
        number("dose_low_million", gettext_noop("Prescribed viable cells, from"), 0, 100_000,
               gettext_noop("million"), places=3, help=gettext_noop("Blank where the protocol sets no range.")),
        number("dose_high_million", gettext_noop("Prescribed viable cells, to"), 0, 100_000,
               gettext_noop("million"), places=3),
    )  # fmt: skip


def dose_in_order(entry: Entry, facts: GateFacts) -> Iterator[Finding]:
    low, high = entry.get("dose_low_million"), entry.get("dose_high_million")
    if low is not None and high is not None and low > high:
        yield error("dose_high_million", _("The range ends before it begins."))


def additives_are_in_date(entry: Entry, facts: GateFacts) -> Iterator[Finding]:
    for index, each in enumerate(entry.of("additives")):
        expires = each["additive_expiry"]
        if expires is not None and expires < facts.today:
            yield error(at_line("additives", index, "additive_expiry"), _("This expired. Do not use it."))
