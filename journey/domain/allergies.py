"""What stands against an allergy of the patient (clinical.md 2.1, 2.3, 2.4): classes of the list, names that belong to
one of them, and the words of the names themselves."""

import re
import unicodedata
from collections.abc import Mapping
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from journey.domain.gate_facts import GateFacts

# International names, and trade names that patients use [K]: a pharmacist confirms and extends them before go-live.
NAMES: Mapping[str, tuple[str, ...]] = {
    "local_anaesthetic": (
        "lidocaine", "lidocain", "lignocaine", "xylocaine", "xylocain", "emla", "bupivacaine", "levobupivacaine",
        "marcaine", "marcain", "ropivacaine", "naropin", "mepivacaine", "carbocaine", "scandicaine", "prilocaine",
        "procaine", "novocaine", "novocain", "articaine", "tetracaine", "benzocaine",
    ),
    "heparin": ("heparin", "enoxaparin", "clexane", "lovenox", "dalteparin", "fragmin", "tinzaparin"),
    "citrate": ("citrate", "acd", "acda"),
    "chlorhexidine": ("chlorhexidine", "hibiscrub", "hibiclens", "chloraprep", "corsodyl"),
    "iodine": ("iodine", "povidone", "betadine", "braunol", "inadine"),
    "latex": ("latex",),
    "adhesive": ("adhesive", "plaster", "elastoplast", "acrylate", "colophony"),
    "antibiotic": (
        "penicillin", "amoxicillin", "ampicillin", "flucloxacillin", "cefazolin", "cefalexin", "cephalexin",
        "cefuroxime", "clindamycin", "erythromycin", "clarithromycin", "azithromycin", "doxycycline", "vancomycin",
        "gentamicin", "ciprofloxacin", "sulfamethoxazole", "cotrimoxazole", "augmentin",
    ),
    "contrast": ("contrast", "gadolinium", "iohexol", "omnipaque", "iopamidol"),
    "dmso": ("dmso", "dimethylsulfoxide"),
    "albumin": ("albumin",),
    "enzyme_collagenase": ("collagenase", "xiaflex", "xiapex"),
}  # fmt: skip
# Classes that say nothing of what is in them, and words that many names share and that tell no substance [D].
NO_CLASS = frozenset({"", "none", "other", "food"})
COMMON_WORDS = frozenset(
    {
        "none", "other", "unknown", "solution", "sodium", "potassium", "calcium", "chloride", "acid", "water",
        "sterile", "human", "animal", "medium", "local", "general", "drug", "medicine", "cream", "gel", "spray",
        "tablet", "injection", "allergy", "allergic", "reaction", "and", "the", "with", "from", "for", "not", "free",
        "wipe", "plain", "type", "class", "dose", "oil", "extract", "powder", "white", "red", "blue", "yellow",
        "dental", "product", "food", "based", "percent", "pure", "these", "cell", "skin",
    }
)  # fmt: skip
SHORTEST_WORD = 3


def is_against(facts: "GateFacts", named: str, kind: str = "") -> bool:
    """Something that goes into or onto the patient is on the list of allergies: by its class `kind` (blank for none),
    by the class that its name belongs to, or because its name and one on the list share a whole word, whatever class
    either was given. A word too many stops (the list is corrected then); a word too few would not."""
    listed = facts.allergies.union(*map(classes_named, facts.allergy_names))
    words = _telling(f"{named} {kind}")
    by_class = (classes_named(named) | {kind}) - NO_CLASS
    return bool(by_class & listed) or any(words & _telling(name) for name in facts.allergy_names)


def _telling(name: str) -> frozenset[str]:
    """The words that tell one substance from another."""
    words = (word for word in _words(name) if len(word) >= SHORTEST_WORD and not word.isdigit())
    return frozenset(words) - COMMON_WORDS


def _words(name: str) -> list[str]:
    """Without case, accents, the ending of an English plural, and the difference of British and American spelling."""
    bare = "".join(each for each in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(each))
    return [_singular(word.replace("ae", "e")) for word in re.findall(r"[^\W_]+", bare)]


def _singular(word: str) -> str:
    if len(word) <= SHORTEST_WORD or word.endswith(("ss", "us", "is")):
        return word
    return f"{word.removesuffix('ies')}y" if word.endswith("ies") else word.removesuffix("s")


CLASS_OF = {_singular(name): code for code, names in NAMES.items() for name in names}


def classes_named(substance: str) -> frozenset[str]:
    """The classes of what is typed, by any of its words; none where no name is known."""
    words = _words(substance)
    joined = [first + second for first, second in pairwise(words)]
    return frozenset(CLASS_OF[word] for word in (*words, *joined) if word in CLASS_OF)


def class_to_offer(substance: str) -> str:
    """The one class that the name says; blank where it says none or several."""
    found = classes_named(substance)
    return next(iter(found)) if len(found) == 1 else ""


def is_doubtful(substance: str, kind: str) -> bool:
    """The name belongs to classes of which this is none."""
    found = classes_named(substance)
    return bool(found) and kind not in found
