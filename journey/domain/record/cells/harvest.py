"""Taking the patient's own cells (clinical.md 2.3, autologous harvest)."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import partial

from journey.domain.allergies import is_against
from journey.domain.doses import ANAESTHETIC_LIMITS, most_mg
from journey.domain.gate_facts import GateFacts
from journey.domain.record.anaesthetics import AGENTS, ALLERGY, limit_is_not_known, mg_words, numbed, weight_of
from journey.domain.record.checking import Finding, at_line, error, warning
from journey.domain.record.entries import Entry
from journey.domain.record.fields import (
    NONE,
    OTHER,
    Group,
    Kept,
    Options,
    Section,
    any_of,
    line,
    measured,
    number,
    one_of,
    person,
)
from journey.domain.stages import HarvestMode, StageCode, Tissue
from journey.domain.units import Quantity
from journey.domain.words import gettext_noop
from journey.domain.words import say as _

MARROW_SITES: Options = (
    ("posterior_iliac_crest", gettext_noop("Back of the hip bone (posterior iliac crest)")),
    ("anterior_iliac_crest", gettext_noop("Front of the hip bone (anterior iliac crest)")),
    ("proximal_tibia", gettext_noop("Proximal tibia")),
    ("calcaneus", gettext_noop("Calcaneus")),
    ("distal_radius", gettext_noop("Distal radius")),
)
FAT_SITES: Options = (
    ("abdomen", gettext_noop("Abdomen")),
    ("flank", gettext_noop("Flank")),
    ("thigh", gettext_noop("Thigh")),
    ("buttock", gettext_noop("Buttock")),
)
SITES: Options = (*MARROW_SITES, *FAT_SITES, (OTHER, gettext_noop("Other")))
SITES_OF: Mapping[Tissue, frozenset[str]] = {
    Tissue.BONE_MARROW: frozenset(code for code, _words in MARROW_SITES),
    Tissue.ADIPOSE: frozenset(code for code, _words in FAT_SITES),
}
SIDES: Options = (
    ("right", gettext_noop("Right")),
    ("left", gettext_noop("Left")),
    ("both", gettext_noop("Both")),
    ("midline", gettext_noop("Midline")),
)
GUIDANCE: Options = (
    ("ultrasound", gettext_noop("Ultrasound")),
    ("fluoroscopy", gettext_noop("Fluoroscopy")),
    ("landmark", gettext_noop("Landmarks")),
    (OTHER, gettext_noop("Other")),
)
HEPARIN, ACD_A = "heparin", "acd_a"
ANTICOAGULANTS: Options = (
    (HEPARIN, gettext_noop("Heparin")),
    (ACD_A, gettext_noop("ACD-A (citrate)")),
    (OTHER, gettext_noop("Other")),
    (NONE, gettext_noop("None")),
)
COMPLICATIONS: Options = (
    (NONE, gettext_noop("None")),
    ("vasovagal", gettext_noop("Vasovagal reaction")),
    ("bleeding", gettext_noop("Bleeding")),
    ("severe_pain", gettext_noop("Severe pain")),
    (OTHER, gettext_noop("Other")),
)
# mL by tissue (clinical.md 2.3, `volume_ml`): the least, the most, and above what it is unusual.
VOLUMES = {Tissue.BONE_MARROW: (5, 240, 120), Tissue.ADIPOSE: (10, 300, 300)}
LEAST_VOLUME, MOST_VOLUME = 5, 300
# The first small draws hold most progenitor cells (clinical.md S45).
LARGEST_USUAL_DRAW = 10
DRAWS_MAY_DIFFER = 1
OF_FAT, OF_MARROW = ("cannula_mm", "tumescent_ml", "lidocaine_total_mg"), ("needle_gauge",)


def place_gives_this_tissue(entry: Entry, facts: GateFacts) -> Iterator[Finding]:
    site, allowed = entry.get("site"), SITES_OF.get(facts.tissue) if facts.tissue else None
    if allowed and site and site != OTHER and site not in allowed:
        yield error("site", _("The plan takes other cells. This is not a place for them."))


def volume_fits_the_tissue(entry: Entry, facts: GateFacts) -> Iterator[Finding]:
    volume = entry.get("volume_ml")
    if volume is None or facts.tissue not in VOLUMES:
        return
    least, most, usual = VOLUMES[facts.tissue]
    if not least <= volume <= most:
        words = gettext_noop("Between {least} and {most} mL for these cells.")
        yield error("volume_ml", _(words, least=least, most=most))
    elif volume > usual:
        yield warning("volume_ml", _("More than {usual} mL is unusual. Is it right?", usual=usual), volume)


def draws_make_the_volume(entry: Entry, facts: GateFacts) -> Iterator[Finding]:
    """Their sum is the volume, within 1 mL; a large single draw is unusual."""
    draws = [each["draw_ml"] for each in entry.of("draws") if each["draw_ml"] is not None]
    volume, total = entry.get("volume_ml"), sum(draws, Decimal(0))
    if draws and volume is not None and abs(total - volume) > DRAWS_MAY_DIFFER:
        words = gettext_noop("The draws make {total} mL and this says {volume} mL. They must agree within 1 mL.")
        yield error("volume_ml", _(words, total=total, volume=volume))
    for index, each in enumerate(entry.of("draws")):
        drawn = each["draw_ml"]
        if drawn is not None and drawn > LARGEST_USUAL_DRAW:
            words = gettext_noop("A draw of more than {most} mL is unusual: the first small draws hold most cells.")
            yield warning(at_line("draws", index, "draw_ml"), _(words, most=LARGEST_USUAL_DRAW), drawn)


def no_volume_of_no_anticoagulant(entry: Entry, facts: GateFacts) -> Iterator[Finding]:
    if entry.get("anticoagulant_type") == NONE and entry.get("anticoagulant_ml") is not None:
        yield error("anticoagulant_ml", _("None was used. Clear it."))


def of_the_other_tissue(facts: GateFacts) -> tuple[str, ...]:
    return {Tissue.BONE_MARROW: OF_FAT, Tissue.ADIPOSE: OF_MARROW}.get(facts.tissue, ()) if facts.tissue else ()


def only_what_belongs_to_the_tissue(entry: Entry, facts: GateFacts) -> Iterator[Finding]:
    for name in of_the_other_tissue(facts):
        if entry.get(name) is not None:
            of = _("fat") if name in OF_FAT else _("marrow")
            yield error(name, _("This is for {tissue} only. Clear it.", tissue=of))


def no_lidocaine_against_an_allergy(entry: Entry, facts: GateFacts) -> Iterator[Finding]:
    """Its field is an amount, so it names the drug itself."""
    if entry.get("lidocaine_total_mg") and is_against(facts, "lidocaine"):
        yield error("lidocaine_total_mg", _("The patient is allergic to local anaesthetics."))


def lidocaine_within_its_limit(entry: Entry, facts: GateFacts) -> Iterator[Finding]:
    """Tumescent technique has its own limit, a setting of the clinic in mg for each kg (clinical.md 2.3). It is that of
    the diluted fluid: what was given without fluid is plain."""
    given, weight = entry.get("lidocaine_total_mg"), weight_of(facts)
    if not given:
        return
    if not entry.get("tumescent_ml"):
        yield error("tumescent_ml", _("Enter the fluid that it was in. Plain anaesthetic has fields of its own."))
    elif weight is not None and given > (most := facts.tumescent_lidocaine_max_mg_kg * weight):
        words = gettext_noop("{given} mg is over the limit of {most} mg ({rate} mg/kg).")
        rate = facts.tumescent_lidocaine_max_mg_kg
        yield error("lidocaine_total_mg", _(words, given=given, most=int(most), rate=rate))


def plain_anaesthetic_within_its_limit(entry: Entry, facts: GateFacts) -> Iterator[Finding]:
    """The limits of the injection hold here too, and what is given here counts in its sum (clinical.md 2.4)."""
    agent, given, weight = entry.get("plain_agent"), entry.get("plain_mg"), weight_of(facts)
    if agent not in ANAESTHETIC_LIMITS or given is None or weight is None:
        return
    if given > (most := most_mg(agent, weight)):
        words = gettext_noop("{mg} mg is over the limit of {most} mg for {weight} kg.")
        yield error("plain_mg", _(words, mg=mg_words(given), most=int(most), weight=weight))


def plain_anaesthetic_is_asked_for(entry: Entry, facts: GateFacts) -> Iterator[Finding]:
    """It was not asked of the harvests that were recorded first, so a blank is warned of and closes no gate."""
    if entry.get("volume_ml") is not None and not entry.get("plain_agent"):
        words = gettext_noop("Nobody wrote this down yet. Choose “None” if there was none.")
        yield warning("plain_agent", _(words), "")


def doses_are_within_their_limits(entry: Entry, facts: GateFacts) -> Iterator[str]:
    """Asked again before the stage closes: the weight may be written down, or corrected, after the harvest."""
    numbed = bool(entry.get("lidocaine_total_mg")) or entry.get("plain_mg") is not None
    if numbed and weight_of(facts) is None:
        yield _("weight, in the check on the day")
    for each in (*lidocaine_within_its_limit(entry, facts), *plain_anaesthetic_within_its_limit(entry, facts)):
        yield each.sentence


DRAWS = Group(
    "draws",
    gettext_noop("Draws, in their order"),
    gettext_noop("Draw"),
    (number("draw_ml", gettext_noop("Volume"), 0, 300, gettext_noop("mL"), places=2, above_low=True, needed=True),),
    most=40,
)

HARVEST = Section(
    "harvest",
    StageCode.HARVESTING,
    gettext_noop("Harvest"),
    (
        person("operator", gettext_noop("Operator"), needed=True),
        line("room", gettext_noop("Room"), longest=40, carries=True),
        one_of("site", gettext_noop("Where the cells are taken"), SITES, needed=True),
        one_of("site_side", gettext_noop("Side of that place"), SIDES, needed=True),
        one_of("guidance", gettext_noop("Guidance"), GUIDANCE),
        number("punctures", gettext_noop("Punctures"), 1, 12, gettext_noop("punctures")),
        number("needle_gauge", gettext_noop("Needle"), 8, 16, gettext_noop("gauge"), help=gettext_noop("Marrow only.")),
        number("cannula_mm", gettext_noop("Cannula"), 1, 5, gettext_noop("mm"), places=1,
               help=gettext_noop("Fat only.")),
        number("volume_ml", gettext_noop("Volume taken"), LEAST_VOLUME, MOST_VOLUME, gettext_noop("mL"), places=2,
               needed=True, help=gettext_noop("Marrow 5 to 240 mL, fat 10 to 300 mL.")),
        one_of("anticoagulant_type", gettext_noop("Anticoagulant in the syringe"), ANTICOAGULANTS, needed=True,
               given=True),
        number("anticoagulant_ml", gettext_noop("Anticoagulant"), 0, 100, gettext_noop("mL"), places=2),
        one_of("plain_agent", gettext_noop("Plain local anaesthetic"), AGENTS, given=True, given_class=ALLERGY,
               help=gettext_noop("Not in tumescent fluid. It counts together with that of the hand.")),
        number("plain_mg", gettext_noop("Plain local anaesthetic, in all"), 0, 1000, gettext_noop("mg"), places=1,
               above_low=True, needed=True, shown=numbed("plain_agent")),
        number("tumescent_ml", gettext_noop("Tumescent fluid"), 0, 3000, gettext_noop("mL"),
               help=gettext_noop("Fat only.")),
        number("lidocaine_total_mg", gettext_noop("Lidocaine in it, in all"), 0, 10_000, gettext_noop("mg"),
               help=gettext_noop("Fat only. Anaesthetic used later in the hand is added to it.")),
        measured("tolerance", gettext_noop("Worst pain during the harvest"), Quantity.PAIN),
        line("tolerance_note", gettext_noop("How the patient took it"), longest=200),
        any_of("immediate_complication", gettext_noop("Complication at once"), COMPLICATIONS, alone=(NONE,)),
    ),
    groups=(DRAWS,),
    elsewhere=(
        Kept("harvest_at", gettext_noop("Time of the harvest"), "Cycle.harvest_at", needed=True),
        Kept("tissue", gettext_noop("Tissue"), "Cycle.tissue", needed=True),
    ),
    rules=(
        place_gives_this_tissue,
        volume_fits_the_tissue,
        draws_make_the_volume,
        no_volume_of_no_anticoagulant,
        only_what_belongs_to_the_tissue,
        no_lidocaine_against_an_allergy,
        lidocaine_within_its_limit,
        plain_anaesthetic_within_its_limit,
        plain_anaesthetic_is_asked_for,
        partial(limit_is_not_known, "plain_agent"),
    ),
    leaves_out=of_the_other_tissue,
    asks=(doses_are_within_their_limits,),
    modes=(HarvestMode.PATIENT_HARVEST,),
)  # fmt: skip
