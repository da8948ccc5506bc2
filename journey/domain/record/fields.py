"""What a field, a repeated group and a section of the clinical record are (clinical.md 2)."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any

from journey.domain.joints import JOINTS, parse_hand_joint
from journey.domain.stages import HarvestMode, StageCode
from journey.domain.units import LIMITS, Limits, Quantity
from journey.domain.words import gettext_noop
from journey.domain.words import say as _

if TYPE_CHECKING:
    from journey.domain.gate_facts import GateFacts
    from journey.domain.record.checking import Finding
    from journey.domain.record.entries import Entry

    Rule = Callable[[Entry, GateFacts], Iterable[Finding]]
    Asks = Callable[[Entry, GateFacts], Iterable[str]]
    Suggests = Callable[[GateFacts], Entry]
    LeavesOut = Callable[[GateFacts], Iterable[str]]
    WorksOut = Callable[[Entry, GateFacts], Iterable[tuple[str, str]]]

Options = tuple[tuple[str, str], ...]
OTHER, NONE, YES, NO = "other", "none", "yes", "no"
# A person's role that either of two fits.
CLINICIAN_OR_NURSE = "clinician/nurse"


class Kind(StrEnum):
    YES_NO = "yes or no"
    NUMBER = "number"
    DATE = "date"
    MOMENT = "date and time"
    CODE = "one of a list"
    CODES = "any of a list"
    JOINT = "joint of a hand"
    JOINTS = "joints of a hand"
    LINE = "line"
    TEXT = "text"
    PERSON = "person"


ONE_CODE = frozenset({Kind.CODE, Kind.JOINT})
MANY_CODES = frozenset({Kind.CODES, Kind.JOINTS})
BLANKS: Mapping[Kind, Any] = {
    **dict.fromkeys(MANY_CODES, ()),
    **dict.fromkeys((*ONE_CODE, Kind.LINE, Kind.TEXT), ""),
}
HAND_JOINTS: Options = tuple((f"{side}-{code}", joint.plain) for side in "RL" for code, joint in JOINTS.items())


@dataclass(frozen=True)
class When:
    """A field belongs to the form only while another one holds one of these codes ("yes" and "no" for a yes or no)."""

    field: str
    among: tuple[str, ...]
    words: str

    def holds(self, values: Mapping[str, Any]) -> bool:
        found = values.get(self.field)
        codes = found if isinstance(found, tuple) else (found,)
        if isinstance(found, bool):
            codes = (YES if found else NO,)
        return any(code in self.among for code in codes)


@dataclass(frozen=True)
class Field:
    """A value that a clinician records. `label` and the words of `options` are templates for `say`.

    `needed`: the stage cannot close without it (while `shown` holds). `unfinished` are codes that may be saved and do
    not count as an answer; `alone` are codes that stand with no other. `future`: the day may lie ahead. `role` is that
    of the person, or two with a stroke between. `intake` is the patient's own answer that may be taken over, `carries`:
    so may the last session's.
    `must`: while it belongs to the form, it is refused when blank. `given`: it names what goes into or onto the
    patient, and is refused when it is on the list of allergies; `given_class` is the class of that list that all of its
    choices belong to. `of` is the label of the list of which this says what "other" is.
    """

    name: str
    kind: Kind
    label: str
    needed: bool = False
    must: bool = False
    shown: When | None = None
    help: str = ""
    options: Options = ()
    unfinished: tuple[str, ...] = ()
    alone: tuple[str, ...] = ()
    limits: Limits | None = None
    quantity: Quantity | None = None
    longest: int = 0
    pattern: str = ""
    pattern_words: str = ""
    future: bool = False
    role: str = ""
    intake: str = ""
    carries: bool = False
    given: bool = False
    given_class: str = ""
    of: str = ""

    @cached_property
    def codes(self) -> frozenset[str]:
        return frozenset(code for code, _words in self.options)

    @property
    def title(self) -> str:
        """Its label as staff read it: no two of a form are the same."""
        return _("{list}: what “other” is", list=_(self.of)) if self.of else _(self.label)

    def words_of(self, code: str) -> str:
        """A code of its list as staff read it; one that is not in the list as it is."""
        if code not in self.codes:
            return code
        if self.kind in {Kind.JOINT, Kind.JOINTS}:
            return parse_hand_joint(code).staff
        return _(dict(self.options)[code])

    @cached_property
    def blank(self) -> Any:
        return BLANKS.get(self.kind)

    @cached_property
    def other(self) -> "Field | None":
        """The line that says what "other" is; none for a list without it."""
        if OTHER not in self.codes:
            return None
        return Field(
            f"{self.name}_other",
            Kind.LINE,
            OTHER_LABEL,
            must=True,
            shown=When(self.name, (OTHER,), gettext_noop("“other”")),
            longest=OTHER_LONGEST,
            given=self.given,
            given_class=self.given_class,
            of=self.label,
        )

    def belongs(self, values: Mapping[str, Any]) -> bool:
        return self.shown is None or self.shown.holds(values)

    def answered(self, value: Any) -> bool:
        return value not in (None, "", ()) and value not in self.unfinished


@dataclass(frozen=True)
class Group:
    """Lines of one shape, such as diagnoses. `least`: as many lines as the stage needs; `only_one` names a yes-or-no
    field that at most one line answers with yes; `intake` is the patient's own list, a line for each first field;
    `carries`: a new form begins with the lines of the last session.
    `rows` are the lines that there may be, each known by these values: the form offers them all as a table, and one in
    which nothing else is written is no line. `at_once` names a yes-or-no field with which each line that has a name is
    answered in a row of a table: yes, no, or off the list. Nothing is ticked for anybody."""

    code: str
    title: str
    one: str
    fields: tuple[Field, ...]
    least: int = 0
    most: int = 20
    only_one: str = ""
    intake: str = ""
    carries: bool = False
    rows: tuple[Mapping[str, str], ...] = ()
    at_once: str = ""
    help: str = ""

    @property
    def known_by(self) -> tuple[str, ...]:
        """The fields that tell one row of the table from another; none for a group without one."""
        return tuple(self.rows[0]) if self.rows else ()

    def row_of(self, values: Mapping[str, Any]) -> tuple[Any, ...]:
        return tuple(values.get(name) for name in self.known_by)


@dataclass(frozen=True)
class Kept:
    """A field of clinical.md that has its home elsewhere; the form of the section does not ask it again."""

    name: str
    label: str
    home: str
    needed: bool = False


@dataclass(frozen=True)
class Section:
    """One form of a stage. `rules` look at several fields at once; `asks` add to what the stage needs. `by_nurses`:
    nurses write it too. `every_session`: also the short form of a later session asks it. `many`: there may be several
    in one session, such as visits. `modes`: only where the cells come in one of these ways. `suggests` is what an empty
    form begins with, from the rest of the record; `works_out` says with their names what follows from what is stored,
    and is never stored itself. `leaves_out` names the fields that this patient's plan has no use for: the form shows
    one only where something is stored. `also_in`: written in these stages too. `lasts`: what it says of the patient
    stays true in a later session, until that session writes its own."""

    code: str
    stage: StageCode
    title: str
    fields: tuple[Field, ...]
    groups: tuple[Group, ...] = ()
    elsewhere: tuple[Kept, ...] = ()
    rules: "tuple[Rule, ...]" = ()
    asks: "tuple[Asks, ...]" = ()
    suggests: "Suggests | None" = None
    leaves_out: "LeavesOut | None" = None
    works_out: "tuple[WorksOut, ...]" = ()
    by_nurses: bool = False
    every_session: bool = True
    lasts: bool = False
    many: bool = False
    modes: tuple[HarvestMode, ...] = ()
    also_in: tuple[StageCode, ...] = ()

    @property
    def is_of_own_stage(self) -> bool:
        """Cells from elsewhere arrive while the stage itself is skipped: from preparation until they are given."""
        return not self.modes or HarvestMode.PATIENT_HARVEST in self.modes

    @cached_property
    def field(self) -> Mapping[str, Field]:
        return {field.name: field for field in self.fields}

    @cached_property
    def group(self) -> Mapping[str, Group]:
        return {group.code: group for group in self.groups}


def with_other(fields: Iterable[Field]) -> Iterator[Field]:
    """Each field, and behind a list with "other" the line that says what it is."""
    for field in fields:
        yield field
        if field.other:
            yield field.other


OTHER_LABEL = gettext_noop("What “other” is")
OTHER_LONGEST = 200
LINE_LONGEST = 120
TEXT_LONGEST = 2000


def yes_no(name: str, label: str, **more: Any) -> Field:
    return Field(name, Kind.YES_NO, label, **more)


def number(name: str, label: str, low: int | Decimal, high: int, unit: str, *, places: int = 0, **more: Any) -> Field:
    """In `unit`, with `places` decimals; `warn_below` and `warn_above` say what is unusual."""
    warn = {key: more.pop(key) for key in ("warn_below", "warn_above", "above_low") if key in more}
    return Field(name, Kind.NUMBER, label, limits=Limits(label, unit, places, low, high, **warn), **more)


def measured(name: str, label: str, quantity: Quantity, **more: Any) -> Field:
    """A quantity of clinical.md 1.3, with its limits and the units it may be typed in."""
    return Field(name, Kind.NUMBER, label, limits=LIMITS[quantity], quantity=quantity, **more)


def day(name: str, label: str, **more: Any) -> Field:
    return Field(name, Kind.DATE, label, **more)


def moment(name: str, label: str, **more: Any) -> Field:
    return Field(name, Kind.MOMENT, label, **more)


def one_of(name: str, label: str, options: Options, **more: Any) -> Field:
    return Field(name, Kind.CODE, label, options=options, **more)


def any_of(name: str, label: str, options: Options, **more: Any) -> Field:
    return Field(name, Kind.CODES, label, options=options, **more)


def joint(name: str, label: str, **more: Any) -> Field:
    return Field(name, Kind.JOINT, label, options=HAND_JOINTS, **more)


def joints(name: str, label: str, **more: Any) -> Field:
    return Field(name, Kind.JOINTS, label, options=HAND_JOINTS, **more)


def line(name: str, label: str, *, longest: int = LINE_LONGEST, **more: Any) -> Field:
    return Field(name, Kind.LINE, label, longest=longest, **more)


def text(name: str, label: str, **more: Any) -> Field:
    return Field(name, Kind.TEXT, label, longest=TEXT_LONGEST, **more)


def person(name: str, label: str, *, role: str = "clinician", **more: Any) -> Field:
    return Field(name, Kind.PERSON, label, role=role, **more)
