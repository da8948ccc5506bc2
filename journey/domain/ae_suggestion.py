"""What the draft of an adverse event suggests: a family, a term and a grade; a clinician confirms (clinical.md 5.8).

Terms are names of CTCAE terms and nothing else of it. Grades are the draft's guess from answers alone.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from journey.domain.adverse_events import EffectFamily, is_infection

Answers = Mapping[str, Any]
Grade = Callable[[Answers], int]  # 0: does not apply

PAIN = "Pain in extremity"
SITE_REACTION = "Injection site reaction"
EDEMA = "Localized edema"
FEVER = "Fever"
SKIN_INFECTION = "Skin infection"
WOUND_INFECTION = "Wound infection"
JOINT_INFECTION = "Joint infection"
URTICARIA = "Urticaria"
BODY_RASH = "Rash maculo-papular"
ANAPHYLAXIS = "Anaphylaxis"
IMMUNE_OTHER = "Immune system disorders - other"
PARESTHESIA = "Paresthesia"
MOVEMENT = "Joint range of motion decreased"
BRUISING = "Bruising"
HEMATOMA = "Hematoma"
CLOT = "Thromboembolic event"
NEOPLASM = "Neoplasms - other"
NERVOUS_OTHER = "Nervous system disorders - other"
GENERAL_OTHER = "General disorders - other"
PROCEDURE_OTHER = "Injury, poisoning and procedural complications - other"
INFECTION_OTHER = "Infections and infestations - other"
VASCULAR_OTHER = "Vascular disorders - other"
PLAIN_PAIN = "Pain"
BELLY = "Abdominal pain"
DEATH_TERM = "Death NOS"
TERMS = (
    PAIN, SITE_REACTION, EDEMA, FEVER, SKIN_INFECTION, WOUND_INFECTION, JOINT_INFECTION, URTICARIA, BODY_RASH,
    ANAPHYLAXIS, DEATH_TERM, IMMUNE_OTHER, PARESTHESIA, MOVEMENT, BRUISING, HEMATOMA, CLOT, NEOPLASM, NERVOUS_OTHER,
    GENERAL_OTHER, PROCEDURE_OTHER, INFECTION_OTHER, VASCULAR_OTHER, PLAIN_PAIN, BELLY,
)  # fmt: skip


@dataclass(frozen=True)
class Suggestion:
    family: EffectFamily
    term: str
    grade: int


def _by_pain(name: str) -> Grade:
    """1 to 3 mild, 4 to 7 moderate, 8 to 10 severe."""

    def grade(answers: Answers) -> int:
        pain = answers.get(name) or 0
        return 0 if pain < 1 else 1 if pain <= 3 else 2 if pain <= 7 else 3

    return grade


def _one_of(name: str, grades: Mapping[str, int]) -> Grade:
    return lambda answers: grades.get(str(answers.get(name)), 0)


def _yes(name: str, grade: int) -> Grade:
    return lambda answers: grade if answers.get(name) == "yes" else 0


def _fever(answers: Answers) -> int:
    """38.0 to 39.0, above 39.0, above 40.0; a fever that nobody measured is the first."""
    celsius = answers.get("temp_c")
    if celsius is None:
        return 1 if answers.get("feverish") == "yes" else 0
    return 0 if celsius < 38 else 1 if celsius <= 39 else 2 if celsius <= 40 else 3


def _site_reaction(answers: Answers) -> int:
    """Tender, warm or red is 1; with pain or swelling 2."""
    is_sore = (answers.get("pain_worst") or 0) >= 4 or answers.get("swelling") in {"moderate", "severe"}
    signs = answers.get("hot") == "yes" or answers.get("redness") not in {None, "none"}
    return 0 if not signs else 2 if is_sore else 1


def _anaphylaxis(answers: Answers) -> int:
    if answers.get("faint") == "collapsed":
        return 4
    return 3 if "yes" in {answers.get("breathing"), answers.get("face_swelling")} else 0


def _numb(answers: Answers) -> int:
    if answers.get("nerve") == "numb_or_weak":
        return 3 if answers.get("swelling") == "severe" else 2
    return 1 if answers.get("nerve") == "tingling" else 0


def _body_rash(answers: Answers) -> int:
    if answers.get("rash") != "widespread":
        return 0
    worse = answers.get("vomit_cramps") == "yes" or answers.get("faint") == "dizzy" or _fever(answers) > 0
    return 3 if worse else 2


ROWS: Mapping[EffectFamily, tuple[tuple[str, Grade], ...]] = {
    EffectFamily.LOCALISED_PAIN: ((PAIN, _by_pain("pain_worst")),),
    EffectFamily.SWELLING: ((EDEMA, _one_of("swelling", {"mild": 1, "moderate": 2, "severe": 3})),),
    EffectFamily.DISCOMFORT: ((SITE_REACTION, _site_reaction),),
    EffectFamily.TEMPORARY_INFLAMMATION: ((SITE_REACTION, _site_reaction),),
    EffectFamily.LASTING_INFLAMMATION: (
        (MOVEMENT, _one_of("movement", {"cannot": 2})),
        (EDEMA, _one_of("swelling", {"moderate": 2, "severe": 3})),
        (SITE_REACTION, _site_reaction),
    ),
    EffectFamily.INFECTION: (
        (INFECTION_OTHER, _yes("sepsis_sign", 4)),
        (WOUND_INFECTION, _one_of("discharge", {"pus": 2})),
        (WOUND_INFECTION, _one_of("h_site", {"pus": 2})),
        (SKIN_INFECTION, _one_of("redness", {"spreading": 2, "streak": 2})),
        (FEVER, _fever),
        (INFECTION_OTHER, _yes("finger_stuck", 2)),
        (SITE_REACTION, _site_reaction),
    ),
    EffectFamily.ALLERGIC_REACTION: (
        (ANAPHYLAXIS, _anaphylaxis),
        (URTICARIA, _body_rash),
        (URTICARIA, _one_of("rash", {"local": 1})),
    ),
    EffectFamily.IMMUNE_RESPONSE: ((BODY_RASH, _body_rash), (IMMUNE_OTHER, lambda answers: 2)),
    EffectFamily.TUMOUR_FORMATION: ((NEOPLASM, _yes("new_cancer", 3)),),
    EffectFamily.HARVEST_SITE: (
        (BELLY, _yes("belly", 3)),
        (WOUND_INFECTION, _one_of("h_site", {"pus": 2})),
        (PLAIN_PAIN, _by_pain("h_pain")),
        (SITE_REACTION, _one_of("h_site", {"red_hot": 2})),
    ),
    EffectFamily.BLEEDING: (
        (HEMATOMA, _one_of("discharge", {"bleeding_heavy": 2})),
        (HEMATOMA, _one_of("h_site", {"bleeding_heavy": 2})),
        (BRUISING, _one_of("bruise", {"small": 1, "spreading": 2})),
    ),
    EffectFamily.NERVE_OR_BLOOD_SUPPLY: ((VASCULAR_OTHER, _yes("finger_colour", 3)), (PARESTHESIA, _numb)),
    EffectFamily.ANAESTHETIC_TOXICITY: ((NERVOUS_OTHER, _yes("la_signs", 2)),),
    EffectFamily.CLOT_OR_EMBOLISM: ((CLOT, _yes("chest_pain", 4)), (CLOT, _yes("leg", 2))),
    EffectFamily.GENERAL: (),
}
# When the answers say no more than the family.
ELSE: Mapping[EffectFamily, Suggestion] = {
    family: Suggestion(family, term, grade)
    for family, term, grade in (
        (EffectFamily.LOCALISED_PAIN, PAIN, 1),
        (EffectFamily.SWELLING, EDEMA, 1),
        (EffectFamily.DISCOMFORT, SITE_REACTION, 1),
        (EffectFamily.TEMPORARY_INFLAMMATION, SITE_REACTION, 1),
        (EffectFamily.LASTING_INFLAMMATION, SITE_REACTION, 2),
        (EffectFamily.INFECTION, INFECTION_OTHER, 2),
        (EffectFamily.IMMUNE_RESPONSE, IMMUNE_OTHER, 2),
        (EffectFamily.ALLERGIC_REACTION, IMMUNE_OTHER, 2),
        (EffectFamily.TUMOUR_FORMATION, GENERAL_OTHER, 1),
        (EffectFamily.HARVEST_SITE, PLAIN_PAIN, 1),
        (EffectFamily.BLEEDING, BRUISING, 1),
        (EffectFamily.NERVE_OR_BLOOD_SUPPLY, PARESTHESIA, 1),
        (EffectFamily.ANAESTHETIC_TOXICITY, NERVOUS_OTHER, 2),
        (EffectFamily.CLOT_OR_EMBOLISM, CLOT, 2),
        (EffectFamily.GENERAL, GENERAL_OTHER, 1),
    )
}


def suggest(families: Iterable[str], answers: Answers) -> Suggestion:
    """From the families of the deciding rules, in the order of the table, and what was answered: the term with the
    highest grade of the first family; of several, the first of its rows."""
    known = next((EffectFamily(each) for each in families if each in set(EffectFamily)), EffectFamily.GENERAL)
    graded = [(grade(answers), term) for term, grade in ROWS[known]]
    best = max(graded, key=lambda pair: pair[0], default=(0, ""))
    return Suggestion(known, best[1], best[0]) if best[0] else ELSE[known]


# The danger signs, for a result of which no rule but the fixed one is known.
SIGNS: Mapping[str, EffectFamily] = {
    "breathing": EffectFamily.ALLERGIC_REACTION,
    "face_swelling": EffectFamily.ALLERGIC_REACTION,
    "faint": EffectFamily.ALLERGIC_REACTION,
    "chest_pain": EffectFamily.CLOT_OR_EMBOLISM,
    "sepsis_sign": EffectFamily.INFECTION,
}


def families_of_signs(answers: Answers) -> list[str]:
    return [family for sign, family in SIGNS.items() if answers.get(sign) in {"yes", "collapsed"}]


def worse(first: Suggestion, second: Suggestion) -> Suggestion:
    """Of what is known and what came after. The grade never falls; an infection that joins gives its name, for clusters
    are looked for by it, and keeps it."""
    grade = max(first.grade, second.grade)
    infections = [each for each in (first, second) if is_infection(each.family, each.term)]
    named = max(infections or [first, second], key=lambda each: each.grade)
    return replace(named, grade=grade)


# Drafts that do not come from answers: what was found, and what it is taken for until a clinician looks.
POSITIVE_TEST = Suggestion(EffectFamily.INFECTION, INFECTION_OTHER, 1)
HARVEST_COMPLICATION = Suggestion(EffectFamily.HARVEST_SITE, PROCEDURE_OTHER, 2)
INJECTION_REACTION = Suggestion(EffectFamily.GENERAL, PROCEDURE_OTHER, 2)
STOPPED_PROCEDURE = Suggestion(EffectFamily.GENERAL, PROCEDURE_OTHER, 2)
DEATH = Suggestion(EffectFamily.GENERAL, DEATH_TERM, 5)
