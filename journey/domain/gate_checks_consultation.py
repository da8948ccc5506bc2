"""The checks of G1: what must be true before preparation begins (clinical.md 8.2)."""

from journey.domain.gate_facts import GateFacts
from journey.domain.record.checking import missing_words, refused_now
from journey.domain.record.consultation.contraindications import absolute_found, relative_open
from journey.domain.record.consultation.decision import (
    CANDIDACIES,
    CANDIDATE,
    DECISION,
    NOT_CANDIDATE,
    too_little_discussed,
)
from journey.domain.record.consultation.history import HISTORY, sedated_has_asa
from journey.domain.record.consultation.problem import PROBLEM
from journey.domain.record.sections import missing_in
from journey.domain.stages import CellSource, HarvestMode, StageCode
from journey.domain.words import gettext_noop, together
from journey.domain.words import say as _

KNOWN_ALLERGY_STATUSES = frozenset({"none_known", "has_allergies"})
ANSWER_WORDS = {
    "": gettext_noop("none yet"),
    "yes": gettext_noop("yes"),
    "unsure": gettext_noop("unsure"),
    "not_sure": gettext_noop("not sure"),
    "no": gettext_noop("no"),
}
CANDIDACY_WORDS = {"": gettext_noop("none yet"), **dict(CANDIDACIES)}


def settings_complete(facts: GateFacts) -> bool:
    return not facts.missing_settings and facts.rule_set_approved


def settings_detail(facts: GateFacts) -> str:
    rules = _("Rule set approved.") if facts.rule_set_approved else _("No approved rule set.")
    if not facts.missing_settings:
        return rules
    return together(_("Missing settings: {names}.", names=", ".join(facts.missing_settings)), rules)


def consultation_recorded(facts: GateFacts) -> bool:
    return not _missing_of_consultation(facts) and not _wrong_in_consultation(facts)


def consultation_detail(facts: GateFacts) -> str:
    missing = missing_words(_missing_of_consultation(facts))
    return together(missing, *_wrong_in_consultation(facts)) or _("All recorded.")


def _wrong_in_consultation(facts: GateFacts) -> list[str]:
    """The plan may have changed after the diagnosis or the decision was saved (clinical.md 2.1: the sides agree)."""
    return [sentence for section in (PROBLEM, DECISION) for sentence in refused_now(section, facts)]


def _missing_of_consultation(facts: GateFacts) -> list[str]:
    present = {
        _("consultation time, not in the future"): facts.is_past(facts.consult_at),
        _("target hand"): facts.target_hand is not None,
        _("joints"): bool(facts.joints),
        _("goals in the patient's words"): bool(facts.tasks),
        _("cell source"): facts.cell_source is not None,
        _("tissue"): facts.tissue is not None,
        _("harvest mode that fits the cell source"): _mode_fits_source(facts),
        _("allergy status"): facts.allergy_status in KNOWN_ALLERGY_STATUSES,
    }
    recorded = missing_in(StageCode.CONSULTATION, facts)
    return [*(name for name, there in present.items() if not there), *recorded]


def _mode_fits_source(facts: GateFacts) -> bool:
    if facts.harvest_mode is None:
        return False
    from_donor = facts.harvest_mode is HarvestMode.DONOR_PRODUCT
    return facts.cell_source is None or from_donor == (facts.cell_source is CellSource.ALLOGENEIC)


def is_candidate(facts: GateFacts) -> bool:
    return _candidacy(facts) == CANDIDATE


def may_be_candidate(facts: GateFacts) -> bool:
    return _candidacy(facts) != NOT_CANDIDATE


def candidacy_detail(facts: GateFacts) -> str:
    return _("Decision: {decision}.", decision=_(CANDIDACY_WORDS[_candidacy(facts)]))


def _candidacy(facts: GateFacts) -> str:
    return facts.record.of("decision").get("candidacy") or ""


def nothing_forbids(facts: GateFacts) -> bool:
    """A checklist that nobody answered forbids, too: a blank never counts as good."""
    return _checklist_answered(facts) and not absolute_found(facts)


def _checklist_answered(facts: GateFacts) -> bool:
    return facts.record.of("contraindications").version > 0


def forbidding_detail(facts: GateFacts) -> str:
    if not _checklist_answered(facts):
        return _("The checklist is not answered yet.")
    found = absolute_found(facts)
    return _("Absolute: {names}.", names="; ".join(found)) if found else _("None found.")


def relative_ones_answered(facts: GateFacts) -> bool:
    return not relative_open(facts)


def relative_detail(facts: GateFacts) -> str:
    found = relative_open(facts)
    return _("No written opinion: {names}.", names="; ".join(found)) if found else _("None open.")


def sedation_fits(facts: GateFacts) -> bool:
    """The ASA class is needed with any sedation, which is often decided after the consultation (clinical.md 2.1)."""
    return not list(sedated_has_asa(facts.record.of(HISTORY.code), facts))


def sedation_detail(facts: GateFacts) -> str:
    lacking = missing_words(list(sedated_has_asa(facts.record.of(HISTORY.code), facts)))
    return lacking or (_("The ASA class is known.") if facts.sedation_used else _("No sedation."))


def discussed(facts: GateFacts) -> bool:
    return not too_little_discussed(facts)


def discussed_detail(facts: GateFacts) -> str:
    found = too_little_discussed(facts)
    return _("Missing: {names}.", names="; ".join(found)) if found else _("All discussed.")


def understood(facts: GateFacts) -> bool:
    return facts.talked_again or (facts.understanding_sent and facts.understanding_wrong == 0)


def understood_detail(facts: GateFacts) -> str:
    if facts.talked_again:
        return _("A clinician talked it through again.")
    if not facts.understanding_sent:
        return _("C-POST has not been sent.")
    return _("C-POST: {count} wrong.", count=facts.understanding_wrong)


def patient_said_yes(facts: GateFacts) -> bool:
    return facts.wants_to_go_on == "yes"


def patient_said_yes_detail(facts: GateFacts) -> str:
    return _("Answer: {answer}.", answer=_(ANSWER_WORDS.get(facts.wants_to_go_on, facts.wants_to_go_on)))
