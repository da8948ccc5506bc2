"""Texts that patients read: placeholders that exist, no banned words, easy enough (clinical.md 3.6, 9.1)."""

import re
from collections.abc import Iterator

from journey.domain.words import say as _
from journey.pathway.care import Words
from journey.pathway.leaves import Leaf, leaves
from journey.pathway.problems import Problem
from journey.pathway.reading import grade
from journey.pathway.schema import Pathway
from journey.pathway.text import ALLOWED_NAMES, CORRIDOR_NAMES, SETTING_NAMES, placeholders

# Only here does the program know the journey's own values; elsewhere a patient would be shown a brace.
NAMES_OF_SECTIONS = {
    "stages": ALLOWED_NAMES,
    "state_texts": ALLOWED_NAMES,
    "corridor": CORRIDOR_NAMES,
    "harvest_corridor": CORRIDOR_NAMES,
}


def wording_problems(pathway: Pathway) -> Iterator[Problem]:
    found = list(leaves(pathway))
    banned, allowed = _whole_words(pathway.words.banned), _whole_words(pathway.words.allowed)
    for leaf in found:
        yield from _placeholders(leaf)
        if leaf.reader in {"patient", "label"}:
            for match in banned.finditer(allowed.sub(" ", leaf.text)):
                yield Problem(
                    leaf.path, _("“{word}” is a banned word. Say what is known instead.", word=match[0].lower())
                )
        if leaf.reader == "patient":
            yield from _hard_line(leaf, pathway.words)
    yield from _hard_sections(found, pathway.words)


def banned_word(text: str, words: Words) -> str:
    """The first banned word in a text for a patient, as it stands there; blank without one."""
    found = _whole_words(words.banned).search(_whole_words(words.allowed).sub(" ", text))
    return found[0] if found else ""


def _placeholders(leaf: Leaf) -> Iterator[Problem]:
    known = NAMES_OF_SECTIONS.get(leaf.section, SETTING_NAMES)
    for name in placeholders(leaf.text):
        if not name:
            yield Problem(leaf.path, _("A brace is open or empty."))
        elif name not in known:
            yield Problem(
                leaf.path,
                _(
                    "“{{{name}}}” cannot be filled in here. Known are: {names}.",
                    name=name,
                    names=", ".join(sorted(known)),
                ),
            )


def _whole_words(phrases: tuple[str, ...]) -> re.Pattern[str]:
    """Any of `phrases` as whole words; the longest first, so that a problem names all of it."""
    longest_first = sorted(phrases, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first)) or r'(?!)'})(?!\w)", re.IGNORECASE)


def _hard_line(leaf: Leaf, words: Words) -> Iterator[Problem]:
    if hard := too_hard(leaf.text, words):
        yield Problem(leaf.path, hard)


def too_hard(text: str, words: Words) -> str:
    """That a text for a patient is too hard to read, by how much; blank when it is not, or too short to say."""
    found = grade([text], words.names)
    if found is None or found <= words.grade_line:
        return ""
    return _(
        "Too hard to read: grade {grade:.1f}, at most {most:g}. Use shorter words.",
        grade=found,
        most=words.grade_line,
    )


def _hard_sections(found: list[Leaf], words: Words) -> Iterator[Problem]:
    sections = dict.fromkeys(leaf.section for leaf in found if leaf.reader == "patient")
    for section in sections:
        texts = [leaf.text for leaf in found if leaf.section == section and leaf.reader == "patient"]
        mean = grade(texts, words.names)
        if mean is not None and mean > words.grade_mean:
            yield Problem(
                section,
                _(
                    "Too hard to read as a whole: grade {grade:.1f}, at most {most:g}.",
                    grade=mean,
                    most=words.grade_mean,
                ),
            )
