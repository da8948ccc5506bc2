"""Names of drugs and materials that belong to one class of the allergy list (clinical.md 2.1): every stop against an
allergy compares classes, so a name that stands under another class would stop nothing."""

import re
from collections.abc import Mapping
from itertools import pairwise

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
    "adhesive": ("adhesive", "plaster", "plasters", "elastoplast", "acrylate", "colophony"),
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
CLASS_OF = {name: code for code, names in NAMES.items() for name in names}


def classes_named(substance: str) -> frozenset[str]:
    """The classes of what is typed, by any of its words; none where no name is known."""
    words = re.findall(r"\w+", substance.casefold())
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
