"""The parts of a pathway document as people edit them: a list of entries, or one entry alone; and changing one."""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from typing import Any, get_args, get_type_hints

import msgspec

from journey.domain.words import gettext_noop
from journey.pathway.paths import entry_name
from journey.pathway.schema import Pathway

Document = Mapping[str, Any]


@dataclass(frozen=True)
class Part:
    """`code` stands in addresses, `path` leads into the document. `fixed`: its entries are those that the program
    knows, so none is added or taken out. `only` are the fields of an entry that holds other parts too."""

    code: str
    group: str
    title: str
    path: tuple[str, ...]
    kind: type[msgspec.Struct]
    is_list: bool
    fixed: bool = False
    only: tuple[str, ...] = ()


TEXTS, QUESTIONS, TIMES = gettext_noop("Texts"), gettext_noop("Questions"), gettext_noop("Times")
CARE, CONSENT, RULES = gettext_noop("Care"), gettext_noop("Consent"), gettext_noop("Rules")
WHOLE = gettext_noop("The whole pathway")
GROUPS = (TEXTS, QUESTIONS, TIMES, CARE, CONSENT, RULES, WHOLE)
# Code, group, title and path, in the order in which they are shown.
_LISTED = (
    ("stages", TEXTS, gettext_noop("Stages")),
    ("education", TEXTS, gettext_noop("What to know before deciding")),
    ("harms", TEXTS, gettext_noop("Known harms")),
    ("level_messages", TEXTS, gettext_noop("Messages after a check-in")),
    ("readiness_messages", TEXTS, gettext_noop("Messages before the day")),
    ("first_steps", TEXTS, gettext_noop("First steps while help comes")),
    ("corridor", TEXTS, gettext_noop("Corridor: what is expected on a day")),
    ("harvest_corridor", TEXTS, gettext_noop("Corridor after a harvest, before the injection")),
    ("state_texts", TEXTS, gettext_noop("When a journey stops or waits")),
    ("abort_reasons", TEXTS, gettext_noop("Reasons for stopping")),
    ("postpone_reasons", TEXTS, gettext_noop("Reasons for postponing")),
    ("candidacy_reasons", TEXTS, gettext_noop("Reasons against the treatment")),
    ("gate_lines", TEXTS, gettext_noop("Lines of the gates")),
    ("notes", TEXTS, gettext_noop("Sentences beside other things")),
    ("red_flags", QUESTIONS, gettext_noop("First page: signs that need help now")),
    ("questions", QUESTIONS, gettext_noop("Questions")),
    ("gates", QUESTIONS, gettext_noop("Tick lists")),
    ("blocks", QUESTIONS, gettext_noop("Blocks of questions")),
    ("measures", QUESTIONS, gettext_noop("Outcome measures")),
    ("check_ins", TIMES, gettext_noop("Check-ins and their windows")),
    ("visits", TIMES, gettext_noop("Follow-up visits")),
    ("instructions", CARE, gettext_noop("Instructions")),
    ("medicines", CARE, gettext_noop("Medicines")),
    ("lifestyle", CARE, gettext_noop("Before the procedure")),
    ("consent_items", CONSENT, gettext_noop("Consent items")),
    ("understanding", CONSENT, gettext_noop("Check of understanding")),
    ("teach_back", CONSENT, gettext_noop("Questions before going home")),
    ("triage.rules", RULES, gettext_noop("Triage rules")),
    ("triage.definitions", RULES, gettext_noop("Names used in triage rules")),
    ("triage.streak", RULES, gettext_noop("Rule for a run of watch results")),
    ("triage.default", RULES, gettext_noop("When no rule fires")),
    ("triage.serious", RULES, gettext_noop("Rules that suggest a serious event")),
    ("triage", RULES, gettext_noop("Name of the triage rules")),
    ("readiness.rules", RULES, gettext_noop("Readiness rules")),
    ("words", WHOLE, gettext_noop("Banned words and reading age")),
    ("defaults", WHOLE, gettext_noop("Numbers that the clinic approves")),
    ("", WHOLE, gettext_noop("Name and language")),
)
# The program asks for exactly these entries.
_FIXED = frozenset({"level_messages", "readiness_messages", "state_texts", "gate_lines", "check_ins", "visits"})
_ONLY = {"triage": ("name", "version"), "": ("name", "language")}


@cache
def parts() -> Mapping[str, Part]:
    """Every part by its code."""
    found = [_part(path, group, title) for path, group, title in _LISTED]
    return {part.code: part for part in found}


def _part(dotted: str, group: str, title: str) -> Part:
    path = tuple(dotted.split(".")) if dotted else ()
    kind: Any = Pathway
    for name in path:
        kind = get_type_hints(kind)[name]
    is_list = not isinstance(kind, type)
    code = dotted.replace(".", "-").replace("_", "-") or "about"
    return Part(
        code=code,
        group=group,
        title=title,
        path=path,
        kind=get_args(kind)[0] if is_list else kind,
        is_list=is_list,
        fixed=dotted in _FIXED,
        only=_ONLY.get(dotted, ()),
    )


def entries(document: Document, part: Part) -> Sequence[Mapping[str, Any]]:
    """The entries of a part in order; one for a part that is no list."""
    place: Any = document
    for name in part.path:
        place = place[name]
    if part.is_list:
        return list(place)
    return [{name: place[name] for name in part.only} if part.only else place]


def with_entry(document: Document, part: Part, index: int | None, value: Mapping[str, Any]) -> dict[str, Any]:
    """A copy with this entry in its place, or at the end without an `index`."""
    changed = deepcopy(dict(document))
    if not part.is_list:
        place = _place(changed, part.path)
        if not part.only:
            place.clear()
        place.update(value)
    elif index is None:
        _place(changed, part.path).append(dict(value))
    else:
        _place(changed, part.path)[index] = dict(value)
    return changed


def without_entry(document: Document, part: Part, index: int) -> dict[str, Any]:
    changed = deepcopy(dict(document))
    del _place(changed, part.path)[index]
    return changed


def _place(document: dict[str, Any], path: Sequence[str]) -> Any:
    place: Any = document
    for name in path:
        place = place[name]
    return place


def name_of(part: Part, value: Mapping[str, Any], index: int) -> str:
    """How an entry is called in lists: its code, else its place."""
    return entry_name(value) or (str(index + 1) if part.is_list else "")


def place_of(part: Part, value: Mapping[str, Any], index: int) -> str:
    """The path of an entry, as problems name it."""
    dotted = ".".join(part.path)
    return f"{dotted}[{entry_name(value) or index}]" if part.is_list else dotted
