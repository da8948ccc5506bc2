"""The parts of a pathway version as an index, the entries of one part, and one entry to read."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from journey.domain.words import say
from journey.models import PathwayVersion
from journey.pathway.difference import said
from journey.pathway.fields import fields_of
from journey.pathway.locating import place_of
from journey.pathway.parts import GROUPS, Document, Part, entries, name_of, parts
from journey.pathway.problems import Problem
from journey.presenters.record_page import Table

LONGEST_WORDS = 160


@dataclass(frozen=True)
class PartLink:
    title: str
    url: str
    count: str


@dataclass(frozen=True)
class EntryLink:
    """`words` are its first words that somebody reads."""

    name: str
    words: str
    url: str


def part_groups(version: PathwayVersion, document: Document) -> list[tuple[str, list[PartLink]]]:
    found: dict[str, list[PartLink]] = {group: [] for group in GROUPS}
    for part in parts().values():
        count = str(len(entries(document, part))) if part.is_list else ""
        found[part.group].append(PartLink(say(part.title), part_url(version, part), count))
    return [(say(group), links) for group, links in found.items()]


def part_url(version: PathwayVersion, part: Part) -> str:
    """The entries of a list; of a part that is no list, its one entry."""
    if part.is_list:
        return reverse("admin:journey_pathwayversion_part", args=[version.pk, part.code])
    return entry_url(version, part, 0)


def entry_url(version: PathwayVersion, part: Part, index: int) -> str:
    return reverse("admin:journey_pathwayversion_entry", args=[version.pk, part.code, index])


def entry_links(version: PathwayVersion, part: Part, document: Document) -> list[EntryLink]:
    return [
        EntryLink(entry_title(part, entry, index), _first_words(part, entry), entry_url(version, part, index))
        for index, entry in enumerate(entries(document, part))
    ]


def entry_title(part: Part, entry: Mapping[str, Any], index: int) -> str:
    """Its code, with what tells two of one code apart."""
    more = [entry[name] for name in ("value", "level") if part.kind.__name__ != "TriageRow" and entry.get(name)]
    modes = entry.get("modes") or ()
    name = name_of(part, entry, index)
    own = " ".join(str(each) for each in (*more, *modes) if str(each) != name)
    return f"{name} ({own})" if own else name or say(part.title)


def _first_words(part: Part, entry: Mapping[str, Any]) -> str:
    """Of a rule its condition, else the first words that a person reads."""
    found = list(said(fields_of(part.kind, part.only), entry))
    rule = next((words for place, (_label, words, _reader) in found if place == "condition"), "")
    read = next((words for _place, (_label, words, reader) in found if reader), "")
    words = rule or read or (found[-1][1][1] if found else "")
    return words if len(words) <= LONGEST_WORDS else words[:LONGEST_WORDS] + " …"


def entry_table(part: Part, entry: Mapping[str, Any]) -> Table:
    """All that it says, to read."""
    rows = [(label, format_html('<span class="as-typed">{}</span>', words)) for _place, (label, words, _r) in
            said(fields_of(part.kind, part.only), entry)]  # fmt: skip
    return Table(title=say(part.title), columns=(_("What"), _("Says")), rows=rows, empty=_("Nothing is written here."))


def problem_rows(version: PathwayVersion, problems: Sequence[Problem]) -> Iterator[tuple[Any, str]]:
    """Each problem with a link to where it lies."""
    document = version.document
    for each in problems:
        place = place_of(each, document)
        if place is None:
            yield each.path, each.sentence
            continue
        index = 0 if not place.part.is_list else place.index
        url = part_url(version, place.part) if index is None else entry_url(version, place.part, index)
        yield format_html('<a href="{}">{}</a>', url, each.path), each.sentence
