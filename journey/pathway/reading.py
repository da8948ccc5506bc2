"""How hard a text is to read: the Flesch-Kincaid grade. Reading age is about the grade plus 5 (clinical.md 3.6)."""

import re
from collections.abc import Collection, Iterable

WORDS_FOR_A_GRADE = 6
SYLLABLES_OF_A_NAME = 2

_WORD = re.compile(r"[a-z]+(?:['’][a-z]+)?|\d+(?:[.,]\d+)*", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.!?:;]+(?:\s|$)|\n")
_VOWELS = re.compile(r"[aeiouy]+")
_SILENT = re.compile(r"(?:[^laeiouy]es|[^dtaeiouy]ed|[^laeiouy]e|[aeiouy]le)$")


def syllables(word: str) -> int:
    """A count by vowel groups, with silent endings taken off. A number counts as one."""
    plain = word.lower()
    if plain[0].isdigit():
        return 1
    groups = len(_VOWELS.findall(plain))
    return max(1, groups - (1 if groups > 1 and _SILENT.search(plain) else 0))


def grade(texts: Iterable[str], names: Collection[str] = ()) -> float | None:
    """The grade of `texts` together, None for fewer than `WORDS_FOR_A_GRADE` words: the formula says nothing then.

    A placeholder counts as a short word. `names` (lower case) have no easier word and count as two syllables.
    """
    words = sentences = sounds = 0
    for text in texts:
        plain = re.sub(r"\{[^{}]*\}", "it", text)
        found = _WORD.findall(plain)
        words += len(found)
        sentences += max(1, len([part for part in _SENTENCE_END.split(plain) if _WORD.search(part)]))
        sounds += sum(SYLLABLES_OF_A_NAME if word.lower() in names else syllables(word) for word in found)
    if words < WORDS_FOR_A_GRADE:
        return None
    return 0.39 * words / sentences + 11.8 * sounds / words - 15.59
