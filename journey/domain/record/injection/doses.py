"""The doses that follow from what was written down of an injection: cells, and anaesthetic with that of the harvest."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from journey.domain.doses import (
    ANAESTHETIC_LIMITS,
    Anaesthetic,
    anaesthetic_mg,
    cells_given,
    most_mg,
    share_of_limit,
)
from journey.domain.gate_facts import GateFacts
from journey.domain.record.anaesthetics import AGENTS, mg_words, weight_of
from journey.domain.record.cells.processing import viability_of
from journey.domain.record.checking import Finding, error, warning
from journey.domain.record.entries import Entry
from journey.domain.stages import HarvestMode
from journey.domain.words import gettext_noop
from journey.domain.words import say as _

# Which section holds the numbers of the product, by the way the cells come.
COUNTS: Mapping[HarvestMode, str] = {
    HarvestMode.PATIENT_HARVEST: "processing",
    HarvestMode.DONOR_PRODUCT: "donor_unit",
    HarvestMode.BANKED_CELLS: "banked_cells",
}
TUMESCENT_AGENT = "lidocaine"


def here(entry: Entry) -> Anaesthetic | None:
    """The anaesthetic of the injection itself."""
    agent, percent, ml = entry.get("la_agent"), entry.get("la_pct"), entry.get("la_ml")
    if agent not in ANAESTHETIC_LIMITS or percent is None or ml is None:
        return None
    return Anaesthetic(agent, anaesthetic_mg(percent, ml))


def plain_at_harvest(facts: GateFacts) -> tuple[Anaesthetic, ...]:
    """What the harvest took. Lidocaine without any fluid was plain, wherever it was written down."""
    harvest = facts.record.of("harvest")
    agent, mg, without_fluid = (harvest.get(name) for name in ("plain_agent", "plain_mg", "lidocaine_total_mg"))
    found = [Anaesthetic(agent, mg)] if agent in ANAESTHETIC_LIMITS and mg is not None else []
    if without_fluid and not harvest.get("tumescent_ml"):
        found.append(Anaesthetic(TUMESCENT_AGENT, Decimal(without_fluid)))
    return tuple(found)


def plain_of_the_day(facts: GateFacts) -> tuple[Anaesthetic, ...]:
    """What the harvest adds to the sum: limits are of one day (clinical.md 2.4), so nothing of an earlier one."""
    return plain_at_harvest(facts) if _harvested_that_day(facts) else ()


def _harvested_that_day(facts: GateFacts) -> bool:
    """While the needle is to come, that day is today. A harvest of which the time is not known counts."""
    day = facts.today if facts.injection_at is None else facts.on(facts.injection_at)
    return facts.harvest_at is None or facts.on(facts.harvest_at) == day


def _nobody_said(facts: GateFacts) -> bool:
    """What plain anaesthetic the harvest of the day took: it was not asked of the harvests that were recorded first."""
    own = facts.harvest_mode is HarvestMode.PATIENT_HARVEST and _harvested_that_day(facts)
    return own and not facts.record.of("harvest").get("plain_agent") and not plain_at_harvest(facts)


def in_the_fluid(facts: GateFacts) -> Decimal:
    """Lidocaine of tumescent fluid, which has its own limit (clinical.md 2.3)."""
    harvest = facts.record.of("harvest")
    return Decimal(harvest.get("lidocaine_total_mg") or 0) if harvest.get("tumescent_ml") else Decimal(0)


def anaesthetic_is_within_its_limit(entry: Entry, facts: GateFacts) -> Iterator[Finding]:
    """Over the limit is refused. Plain anaesthetic of a harvest on that day counts; that of tumescent fluid, and what
    nobody wrote down, is warned of."""
    given, weight = here(entry), weight_of(facts)
    if given is None or weight is None:
        return
    plain, tumescent = plain_of_the_day(facts), in_the_fluid(facts)
    if share_of_limit((given, *plain), weight) > 1:
        most, before = int(most_mg(given.agent, weight)), sum((each.mg for each in plain), Decimal(0))
        words = gettext_noop("{mg} mg is over the limit of {most} mg for {weight} kg.")
        if plain:
            words = gettext_noop("{mg} mg and {plain} mg at the harvest: over the limit of {most} mg for {weight} kg.")
        told = {"mg": mg_words(given.mg), "most": most, "weight": weight, "plain": mg_words(before)}
        yield error("la_ml", _(words, **told))
    if _nobody_said(facts):
        words = gettext_noop("Nobody wrote down what plain anaesthetic the harvest took. It counts in the sum.")
        yield warning("la_ml", _(words), given.agent)
    if tumescent:
        words = gettext_noop("With {tumescent} mg in the fluid of the harvest this makes {sum} mg. Is it right?")
        total = given.mg + tumescent + sum((each.mg for each in plain), Decimal(0))
        yield warning("la_ml", _(words, tumescent=mg_words(tumescent), sum=mg_words(total)), [given.agent, total])


def weight_is_known(entry: Entry, facts: GateFacts) -> Iterator[str]:
    if here(entry) is not None and weight_of(facts) is None:
        yield _("weight, in the check on the day")


def dose_is_safe(facts: GateFacts) -> bool:
    """Asked again at the gate: the weight or the harvest may have been written down later."""
    return not [each for each in anaesthetic_is_within_its_limit(facts.record.of("injection"), facts) if not each.key]


def volume_given(entry: Entry) -> Decimal:
    return sum((each["volume_ml"] for each in entry.of("targets") if each["volume_ml"] is not None), Decimal(0))


def no_more_than_there_was(entry: Entry, facts: GateFacts) -> Iterator[Finding]:
    """What was given and what was left over cannot be more than the product was."""
    if facts.harvest_mode is None:
        return
    final = facts.record.of(COUNTS[facts.harvest_mode]).get("final_volume_ml")
    used = volume_given(entry) + (entry.get("residual_ml") or 0)
    if final is not None and used > final:
        words = gettext_noop("{used} mL given and left over, and the product was {final} mL.")
        yield error("targets", _(words, used=used, final=final))


def cell_dose(entry: Entry, facts: GateFacts) -> Decimal | None:
    """Viable cells in millions; None while something is not counted or not known."""
    if facts.harvest_mode is None:
        return None
    product, given = facts.record.of(COUNTS[facts.harvest_mode]), volume_given(entry)
    tnc, final, viable = product.get("tnc_million"), product.get("final_volume_ml"), viability_of(product)
    if not given or not final or tnc is None or viable is None:
        return None
    return cells_given(tnc, viable, final, given)


def doses_in_words(entry: Entry, facts: GateFacts) -> Iterator[tuple[str, str]]:
    given, weight, cells = here(entry), weight_of(facts), cell_dose(entry, facts)
    if volume_given(entry):
        yield _("Volume given"), _("{ml} mL", ml=volume_given(entry))
    if cells is not None:
        yield _("Viable cells given"), _("{cells} million", cells=cells)
    elif volume_given(entry):
        yield _("Viable cells given"), _("not known: the product was not counted")
    if given is not None and weight is not None:
        words = gettext_noop("{mg} mg, at most {most} mg for {weight} kg")
        most = int(most_mg(given.agent, weight))
        yield _("Local anaesthetic"), _(words, mg=mg_words(given.mg), most=most, weight=weight)
    for each in plain_at_harvest(facts):
        words = gettext_noop("{agent}, {mg} mg")
        if not _harvested_that_day(facts):
            words = gettext_noop("{agent}, {mg} mg, on another day: not in the sum")
        agent = _(dict(AGENTS)[each.agent])
        yield _("Plain anaesthetic at the harvest"), _(words, agent=agent, mg=mg_words(each.mg))
