"""What an adverse event is made of: its lists, and what follows from them (clinical.md 7.1)."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime, tzinfo
from enum import StrEnum

from journey.domain.days import day_number
from journey.domain.words import gettext_noop

LEAST_GRADE, MOST_GRADE, FATAL_GRADE, LIFE_THREATENING_GRADE = 1, 5, 5, 4


class EventSource(StrEnum):
    TRIAGE = "triage"
    STAFF = "staff"
    PATIENT_CALL = "patient_call"
    OTHER_PROVIDER = "other_provider"
    LAB = "lab"
    REGULATOR_RECALL = "regulator_recall"


SOURCE_WORDS: Mapping[EventSource, str] = {
    EventSource.TRIAGE: gettext_noop("Answers of the patient"),
    EventSource.STAFF: gettext_noop("Seen by staff"),
    EventSource.PATIENT_CALL: gettext_noop("Call of the patient"),
    EventSource.OTHER_PROVIDER: gettext_noop("Another provider"),
    EventSource.LAB: gettext_noop("Laboratory"),
    EventSource.REGULATOR_RECALL: gettext_noop("Recall by a regulator"),
}


class GradingSystem(StrEnum):
    CTCAE_5 = "ctcae_5_0"
    CTCAE_6 = "ctcae_6_0"
    OTHER = "other"


GRADING_WORDS: Mapping[GradingSystem, str] = {
    GradingSystem.CTCAE_5: gettext_noop("CTCAE 5.0"),
    GradingSystem.CTCAE_6: gettext_noop("CTCAE 6.0"),
    GradingSystem.OTHER: gettext_noop("Another scale"),
}
GRADE_WORDS: Mapping[int, str] = {
    1: gettext_noop("1, mild"),
    2: gettext_noop("2, moderate"),
    3: gettext_noop("3, severe"),
    4: gettext_noop("4, life-threatening"),
    5: gettext_noop("5, death"),
}


class EffectFamily(StrEnum):
    """The families of the triage table (clinical.md 5.1)."""

    LOCALISED_PAIN = "localised_pain"
    SWELLING = "swelling"
    DISCOMFORT = "discomfort"
    TEMPORARY_INFLAMMATION = "temporary_inflammation"
    LASTING_INFLAMMATION = "persistent_or_severe_inflammation"
    INFECTION = "infection"
    IMMUNE_RESPONSE = "immune_response"
    ALLERGIC_REACTION = "allergic_reaction"
    TUMOUR_FORMATION = "tumour_formation"
    HARVEST_SITE = "harvest_site"
    BLEEDING = "bleeding"
    NERVE_OR_BLOOD_SUPPLY = "nerve_or_blood_supply"
    ANAESTHETIC_TOXICITY = "anaesthetic_toxicity"
    CLOT_OR_EMBOLISM = "clot_or_embolism"
    GENERAL = "general"


# In the names of terms: "Joint infection", "Sepsis", "Infective myositis"; not "Noninfective ..." nor "Aseptic ...".
INFECTIOUS = re.compile(r"(?<!non)(?<!non-)infect|\bsepsis|\bseptic|abscess|cellulitis|empyema", re.IGNORECASE)


def is_infection(family: str, term: str) -> bool:
    """By its family, or by its term whatever family it stands in: pus at the harvest site is one too."""
    return family == EffectFamily.INFECTION or INFECTIOUS.search(term) is not None


FAMILY_WORDS: Mapping[EffectFamily, str] = {
    EffectFamily.LOCALISED_PAIN: gettext_noop("Pain in the hand"),
    EffectFamily.SWELLING: gettext_noop("Swelling"),
    EffectFamily.DISCOMFORT: gettext_noop("Discomfort"),
    EffectFamily.TEMPORARY_INFLAMMATION: gettext_noop("Short inflammation"),
    EffectFamily.LASTING_INFLAMMATION: gettext_noop("Lasting or severe inflammation"),
    EffectFamily.INFECTION: gettext_noop("Infection"),
    EffectFamily.IMMUNE_RESPONSE: gettext_noop("Immune response"),
    EffectFamily.ALLERGIC_REACTION: gettext_noop("Allergic reaction"),
    EffectFamily.TUMOUR_FORMATION: gettext_noop("Growth or tumour"),
    EffectFamily.HARVEST_SITE: gettext_noop("Harvest site"),
    EffectFamily.BLEEDING: gettext_noop("Bleeding or bruise"),
    EffectFamily.NERVE_OR_BLOOD_SUPPLY: gettext_noop("Nerve or blood supply"),
    EffectFamily.ANAESTHETIC_TOXICITY: gettext_noop("Reaction to the numbing medicine"),
    EffectFamily.CLOT_OR_EMBOLISM: gettext_noop("Clot or embolism"),
    EffectFamily.GENERAL: gettext_noop("General"),
}


class SeriousCriterion(StrEnum):
    DEATH = "death"
    LIFE_THREATENING = "life_threatening"
    HOSPITAL = "hospital"
    PROLONGED_HOSPITAL = "prolonged_hospital"
    DISABILITY = "disability"
    BIRTH_DEFECT = "birth_defect"
    IMPORTANT = "important_medical_event"
    # Important medical events that are always serious, whatever else is ticked.
    NEW_CANCER = "new_cancer"
    JOINT_INFECTION = "joint_infection"
    CELL_TRANSMISSION = "transmission_from_cells"
    IDENTITY_MIX_UP = "identity_mix_up"


CRITERION_WORDS: Mapping[SeriousCriterion, str] = {
    SeriousCriterion.DEATH: gettext_noop("Death"),
    SeriousCriterion.LIFE_THREATENING: gettext_noop("Life-threatening"),
    SeriousCriterion.HOSPITAL: gettext_noop("Hospital stay"),
    SeriousCriterion.PROLONGED_HOSPITAL: gettext_noop("Longer hospital stay"),
    SeriousCriterion.DISABILITY: gettext_noop("Lasting disability"),
    SeriousCriterion.BIRTH_DEFECT: gettext_noop("Birth defect"),
    SeriousCriterion.IMPORTANT: gettext_noop("Another important medical event"),
    SeriousCriterion.NEW_CANCER: gettext_noop("Any new cancer"),
    SeriousCriterion.JOINT_INFECTION: gettext_noop("A proven joint infection"),
    SeriousCriterion.CELL_TRANSMISSION: gettext_noop("A disease suspected to come from the cells"),
    SeriousCriterion.IDENTITY_MIX_UP: gettext_noop("Cells or patients were mixed up"),
}
# What the grade and the outcome say has to stand among the criteria too.
BY_GRADE: Mapping[int, SeriousCriterion] = {
    FATAL_GRADE: SeriousCriterion.DEATH,
    LIFE_THREATENING_GRADE: SeriousCriterion.LIFE_THREATENING,
}


class Part(StrEnum):
    """What may have caused it; each is judged by itself."""

    CELLS = "cells"
    HARVEST = "harvest"
    INJECTION = "injection"
    ANAESTHETIC = "anaesthetic"
    DISEASE = "disease"


PART_WORDS: Mapping[Part, str] = {
    Part.CELLS: gettext_noop("The cells"),
    Part.HARVEST: gettext_noop("Taking the cells"),
    Part.INJECTION: gettext_noop("The injection"),
    Part.ANAESTHETIC: gettext_noop("The numbing medicine"),
    Part.DISEASE: gettext_noop("The underlying disease"),
}
OF_THE_TREATMENT = (Part.CELLS, Part.HARVEST, Part.INJECTION, Part.ANAESTHETIC)


class Causality(StrEnum):
    """The categories of the WHO-UMC system."""

    CERTAIN = "certain"
    PROBABLE = "probable"
    POSSIBLE = "possible"
    UNLIKELY = "unlikely"
    CONDITIONAL = "conditional"
    UNASSESSABLE = "unassessable"


CAUSALITY_WORDS: Mapping[Causality, str] = {
    Causality.CERTAIN: gettext_noop("Certain"),
    Causality.PROBABLE: gettext_noop("Probable"),
    Causality.POSSIBLE: gettext_noop("Possible"),
    Causality.UNLIKELY: gettext_noop("Unlikely"),
    Causality.CONDITIONAL: gettext_noop("Cannot be said yet"),
    Causality.UNASSESSABLE: gettext_noop("Can never be said"),
}
RELATED = frozenset({Causality.CERTAIN, Causality.PROBABLE, Causality.POSSIBLE})
OPEN_QUESTION = frozenset({Causality.CONDITIONAL, Causality.UNASSESSABLE})


class Measure(StrEnum):
    """What was done about it (`action` of 7.1)."""

    NONE = "none"
    WATCH = "watch"
    MEDICINE = "medicine"
    TEST = "test"
    ASPIRATION = "aspiration"
    ANTIBIOTIC = "antibiotic"
    HOSPITAL = "hospital"
    OPERATION = "operation"
    STOP_TREATMENT = "stop_treatment"
    LOT_QUARANTINE = "lot_quarantine"
    OTHER = "other"


MEASURE_WORDS: Mapping[Measure, str] = {
    Measure.NONE: gettext_noop("Nothing was needed"),
    Measure.WATCH: gettext_noop("Watched"),
    Measure.MEDICINE: gettext_noop("Medicine"),
    Measure.TEST: gettext_noop("Test"),
    Measure.ASPIRATION: gettext_noop("Aspiration of the joint"),
    Measure.ANTIBIOTIC: gettext_noop("Antibiotic"),
    Measure.HOSPITAL: gettext_noop("Hospital"),
    Measure.OPERATION: gettext_noop("Operation"),
    Measure.STOP_TREATMENT: gettext_noop("Treatment stopped"),
    Measure.LOT_QUARANTINE: gettext_noop("Lot set aside"),
    Measure.OTHER: gettext_noop("Something else"),
}
INTERVENTIONS = frozenset({Measure.ASPIRATION, Measure.ANTIBIOTIC, Measure.HOSPITAL, Measure.OPERATION})


class EventOutcome(StrEnum):
    RECOVERED = "recovered"
    RECOVERING = "recovering"
    NOT_RECOVERED = "not_recovered"
    SEQUELAE = "recovered_with_sequelae"
    FATAL = "fatal"
    UNKNOWN = "unknown"


OUTCOME_WORDS: Mapping[EventOutcome, str] = {
    EventOutcome.RECOVERED: gettext_noop("Recovered"),
    EventOutcome.RECOVERING: gettext_noop("Recovering"),
    EventOutcome.NOT_RECOVERED: gettext_noop("Not recovered"),
    EventOutcome.SEQUELAE: gettext_noop("Recovered with lasting effects"),
    EventOutcome.FATAL: gettext_noop("Fatal"),
    EventOutcome.UNKNOWN: gettext_noop("Unknown"),
}


def is_serious(criteria: Iterable[str]) -> bool:
    """Any criterion makes it so."""
    return bool(set(criteria) & set(SeriousCriterion))


def related_of(causality: Mapping[str, str]) -> bool:
    """Certain, probable or possible for any part of the treatment; the underlying disease is no part of it."""
    return any(causality.get(part) in RELATED for part in OF_THE_TREATMENT)


def counts_as_related(causality: Mapping[str, str]) -> bool:
    """For deadlines: what cannot be said counts as related."""
    return any(causality.get(part) in RELATED | OPEN_QUESTION for part in OF_THE_TREATMENT)


def day_of_onset(onset_at: datetime, anchor_at: datetime | None, zone: tzinfo) -> int | None:
    """Days since the treatment, which is day 0; None before any needle."""
    return None if anchor_at is None else day_number(onset_at, anchor_at, zone)
