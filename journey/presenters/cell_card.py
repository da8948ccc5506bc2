"""The product in five plain words for its patient, once two people released it."""

from collections.abc import Iterator, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from journey.domain.gate_facts import GateFacts
from journey.domain.record.cells.processing import viability_of
from journey.domain.record.entries import Entry
from journey.domain.release import is_cultured, product_entry
from journey.domain.stages import HarvestMode, StageCode
from journey.models import Cycle
from journey.presenters import places
from journey.presenters.follow_ups import Fact
from journey.presenters.scene import Scene
from journey.presenters.staff_words import Words
from journey.standing import Standing

SHOWN_IN = frozenset({StageCode.HARVESTING, StageCode.INJECTION})
TISSUES: Mapping[str, Words] = {
    "bone_marrow": gettext_lazy("Bone marrow"),
    "adipose": gettext_lazy("Fat from under the skin"),
    "umbilical_cord": gettext_lazy("The cord of a newborn"),
    "placenta_amnion": gettext_lazy("The placenta of a newborn"),
}
# Same-day products are never called stem cells here (clinical.md 2.3, S45).
METHODS: Mapping[str, Words] = {
    "bmac_centrifuge": gettext_lazy("Spun in a machine, so that the cells come together"),
    "mechanical_fat": gettext_lazy("Washed and made fine, with nothing added to split it"),
    "svf_enzymatic": gettext_lazy("Loosened with an enzyme, then washed"),
    "svf_mechanical": gettext_lazy("Shaken loose, then washed"),
    "culture_expanded": gettext_lazy("Grown in a laboratory"),
    "unprocessed": gettext_lazy("Used as it was taken"),
}


def cell_card(scene: Scene, cycle: Cycle, code: StageCode) -> tuple[Fact, ...]:
    """Empty in other stages, and while the cells are not released or may not be used."""
    if code not in SHOWN_IN:
        return ()
    facts = Standing(scene.journey, cycle, scene.stages[cycle.pk], scene.at).facts
    product = facts.product
    if product is None or not product.is_released or not product.is_usable:
        return ()
    return tuple(_facts(facts, cycle, scene))


def _facts(facts: GateFacts, cycle: Cycle, scene: Scene) -> Iterator[Fact]:
    entry, mode = product_entry(facts), facts.harvest_mode
    yield Fact(_("Whose cells"), _("From a donor") if mode is HarvestMode.DONOR_PRODUCT else _("Your own"))
    yield Fact(_("Taken from"), cycle.tissue_other or str(TISSUES.get(cycle.tissue, _("Ask your doctor"))))
    yield Fact(_("Made ready"), _how(entry, mode))
    yield Fact(_("What we know of them"), " ".join(_measured(entry)))
    yield Fact(_("Where they go"), places.treated_in(cycle))


def _how(entry: Entry, mode: HarvestMode | None) -> str:
    method = entry.get("process_method")
    if method:
        return str(METHODS[method]) if method in METHODS else entry.get("process_method_other") or _("Ask your doctor")
    grown = _("Grown in a laboratory.") if is_cultured(entry) else ""
    how = _("Kept frozen, then thawed") if mode is HarvestMode.BANKED_CELLS else _("By the place that sent them")
    return f"{grown} {how}".strip()


def _measured(entry: Entry) -> Iterator[str]:
    if entry.get("final_volume_ml") is not None:
        yield _("{volume} mL.").format(volume=f"{entry.get('final_volume_ml').normalize():f}")
    if entry.get("tnc_million") is not None:
        yield _("{number} million cells.").format(number=f"{entry.get('tnc_million').normalize():f}")
    else:
        yield _("Nobody counted the cells.")
    alive = viability_of(entry)
    if alive is not None:
        yield _("{number} of 100 were alive.").format(number=round(alive))
    else:
        yield _("Nobody measured how many were alive.")
    yield _("A number does not tell if it will help.")
