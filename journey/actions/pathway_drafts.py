"""Writing a draft of the pathway: begun from a version, the delivered files or a file, and changed entry by entry."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from django.db import transaction

from accounts.models import User
from journey import policies
from journey.actions.clinic import next_number, note
from journey.actions.locking import locked
from journey.domain.errors import MoveNotAllowed, NotAccepted, Refusal
from journey.domain.pathway_states import VersionState
from journey.domain.words import say as _
from journey.models import PathwayStep, PathwayVersion
from journey.pathway.checks import problems_between, problems_within
from journey.pathway.loader import checksum, dump, load_default
from journey.pathway.parts import Document, Part, entries, place_of, with_entry, without_entry
from journey.pathway.paths import entry_name
from journey.pathway.problems import Problem
from journey.pathway.reading_file import NoPathwayFile, read_file
from journey.pathway.schema import Pathway
from journey.pathway.shape import shape_problems
from journey.policies import Act


class EntryRefused(Refusal):
    """What was typed does not fit. `document` is the draft as it would be; problems that only say that parts do not
    fit together yet `may_stay` in a draft, if somebody says so."""

    def __init__(self, problems: Sequence[Problem], document: Document, *, may_stay: bool = False) -> None:
        super().__init__(_("This cannot be saved as it is."))
        self.problems = tuple(problems)
        self.document = document
        self.may_stay = may_stay


class EntryChanged(Refusal):
    """Somebody saved this entry since the page was opened. `now` is what is stored, None when it was taken out."""

    def __init__(self, now: Mapping[str, Any] | None) -> None:
        words = _("Someone changed this since you opened it. Nothing was saved: look at both, then save what is right.")
        if now is None:
            words = _("Someone took this out since you opened it. Nothing was saved.")
        super().__init__(words)
        self.now = now


@dataclass(frozen=True)
class Where:
    """One entry of a draft as a page opened it: `seen` is `seen_of` it then. Without `index` it is new."""

    part: Part
    index: int | None
    seen: str = ""


@transaction.atomic
def copy_version(*, version: PathwayVersion, by: User, at: datetime) -> PathwayVersion:
    """A draft that says what this version says. Who: `EDIT_PATHWAY`."""
    policies.check(by, Act.EDIT_PATHWAY)
    number = next_number()
    draft = _draft(version.sound_document, number=number, begun_from=version, by=by, at=at)
    note(draft, PathwayStep.COPIED, by=by, at=at, place=str(version)[:200])
    return draft


@transaction.atomic
def copy_delivered(*, by: User, at: datetime) -> PathwayVersion:
    """A draft of the pathway that comes with the product. Who: `EDIT_PATHWAY`."""
    policies.check(by, Act.EDIT_PATHWAY)
    draft = _draft(dump(load_default()), number=next_number(), begun_from=None, by=by, at=at)
    note(draft, PathwayStep.COPIED, by=by, at=at)
    return draft


@transaction.atomic
def import_draft(*, content: bytes, by: User, at: datetime) -> PathwayVersion:
    """A draft from a file that was exported. Who: `EDIT_PATHWAY`. Raises NotAccepted for what is no such file, and
    PathwayInvalid with every problem of one that is."""
    policies.check(by, Act.EDIT_PATHWAY)
    try:
        document = read_file(content)
    except NoPathwayFile as error:
        raise NotAccepted(str(error), field="file") from error
    draft = _draft(document, number=next_number(), begun_from=None, by=by, at=at)
    note(draft, PathwayStep.IMPORTED, by=by, at=at)
    return draft


@transaction.atomic
def save_entry(
    *, version: PathwayVersion, where: Where, value: Mapping[str, Any], by: User, at: datetime, unfinished: bool = False
) -> PathwayVersion:
    """One entry of a draft as it was typed; the whole document is checked with it. Who: `EDIT_PATHWAY`.

    `unfinished`: this person knows that parts do not fit together yet. What is stored already is not stored again.
    Raises EntryRefused with every new problem, EntryChanged when the entry is not the one that was opened.
    """
    version = _open_draft(version, by)
    index = None if where.index is None else _index_now(version.document, where)
    if index is not None and entries(version.document, where.part)[index] == value:
        return version
    after = with_entry(version.document, where.part, index, value)
    place = place_of(where.part, value, len(entries(after, where.part)) - 1 if index is None else index)
    return _save(version, after, place, unfinished=unfinished, by=by, at=at)


@transaction.atomic
def take_out_entry(
    *, version: PathwayVersion, where: Where, by: User, at: datetime, unfinished: bool = False
) -> PathwayVersion:
    """Who, and what is raised: as `save_entry`. Raises NotAccepted for an entry that the program asks for."""
    version = _open_draft(version, by)
    if where.part.fixed or not where.part.is_list:
        raise NotAccepted(_("The program asks for this. It cannot be taken out."))
    index = _index_now(version.document, where)
    place = place_of(where.part, entries(version.document, where.part)[index], index)
    after = without_entry(version.document, where.part, index)
    return _save(version, after, place, unfinished=unfinished, by=by, at=at)


def seen_of(entry: Mapping[str, Any]) -> str:
    """What a page keeps of the entry that it opened: its checksum and its name."""
    return f"{checksum(entry)}:{entry_name(entry)}"


def open_problems(document: Document) -> tuple[Problem, ...]:
    """Everything that stands between a draft and its review."""
    if wrong := shape_problems(document):
        return wrong
    pathway = msgspec.convert(document, Pathway)
    return (*problems_between(pathway), *problems_within(pathway))


def _draft(
    document: Document, *, number: int, begun_from: PathwayVersion | None, by: User, at: datetime
) -> PathwayVersion:
    return PathwayVersion.objects.create(
        number=number,
        name=document["name"],
        language=document["language"],
        document=dict(document),
        checksum=checksum(document),
        state=VersionState.DRAFT,
        begun_from=begun_from,
        drafted_at=at,
        drafted_by=by,
    )


def _open_draft(version: PathwayVersion, by: User) -> PathwayVersion:
    policies.check(by, Act.EDIT_PATHWAY)
    version = locked(version)
    if not version.is_draft:
        raise MoveNotAllowed(_("Only a draft can be changed. Copy this version to go on."))
    return version


def _index_now(document: Document, where: Where) -> int:
    """Where the entry of the page stands now: entries before it may have been added or taken out. Raises
    EntryChanged."""
    assert where.index is not None
    listed = entries(document, where.part)
    same = [index for index, each in enumerate(listed) if seen_of(each) == where.seen]
    if same:
        return where.index if where.index in same else same[0]
    name = where.seen.partition(":")[2]
    called = [index for index, each in enumerate(listed) if entry_name(each) == name]
    at = called[0] if called and where.index not in called else where.index
    is_there = at < len(listed) and (not name or bool(called))
    raise EntryChanged(listed[at] if is_there else None)


def _save(
    version: PathwayVersion, after: Mapping[str, Any], place: str, *, unfinished: bool, by: User, at: datetime
) -> PathwayVersion:
    _check(version.document, after, unfinished=unfinished)
    version.document, version.checksum = after, checksum(after)
    version.name, version.language = after["name"], after["language"]
    version.revision += 1
    version.save(update_fields=["document", "checksum", "name", "language", "revision"])
    note(version, PathwayStep.CHANGED, by=by, at=at, place=place[:200])
    return version


def _check(before: Document, after: Document, *, unfinished: bool) -> None:
    """Raises EntryRefused for what was not wrong before."""
    if wrong := shape_problems(after):
        raise EntryRefused(wrong, after)
    old, new = msgspec.convert(before, Pathway), msgspec.convert(after, Pathway)
    within = _new(problems_within(old), problems_within(new))
    between = _new(problems_between(old), problems_between(new))
    if within:
        raise EntryRefused((*within, *between), after)
    if between and not unfinished:
        raise EntryRefused(between, after, may_stay=True)


def _new(before: Any, after: Any) -> list[Problem]:
    known = {_told(each) for each in before}
    return [each for each in after if _told(each) not in known]


def _told(problem: Problem) -> tuple[str, str]:
    """A problem whatever the row that it stands in now."""
    path = ", ".join(step for step in problem.path.split(", ") if not step.startswith("row "))
    return path, problem.sentence
