"""What may become of a product that is not given, or of what is left over of one (clinical.md 2.3)."""

from journey.domain.product_facts import Disposition, QuarantineReason
from journey.domain.words import gettext_noop
from journey.domain.words import say as _

# Reasons for which a product is set aside for ever when they are found: such cells are not kept for use either.
NEVER_KEPT = frozenset({QuarantineReason.CONTAMINATION.value, QuarantineReason.IDENTITY_MISMATCH.value})
NO_RESEARCH = gettext_noop(
    "The patient has not agreed that left-over cells are used for other work, or took it back. Choose another end."
)


def why_not_end(disposition: str, reason: str, *, quarantined: bool, thawed: bool, agreed: bool) -> str:
    """Why this cannot become of it, blank where it can. `agreed`: the patient's yes to the use of left-over cells
    stands; `thawed`: it came out of the store."""
    if disposition not in set(Disposition):
        return _("Choose what becomes of it.")
    if disposition == Disposition.RESEARCH_WITH_CONSENT and not agreed:
        return _(NO_RESEARCH)
    if disposition != Disposition.STORED:
        return ""
    if quarantined:
        return _("A product in quarantine is never stored for use.")
    if reason in NEVER_KEPT:
        return _("Cells that are not used for this reason are never stored for use.")
    return _("Cells that were thawed are not stored again.") if thawed else ""
