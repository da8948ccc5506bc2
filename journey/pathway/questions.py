"""What a check-in asks: questions, the lists that shorten a form, blocks and outcome measures."""

from typing import Annotated, Literal

import msgspec

from journey.pathway.nodes import Code, Label, Node, OptionalLabel, OptionalPatientText, PatientText

Kind = Literal[
    "choice", "rating", "yes_no", "true_false", "scale", "scales", "many", "number", "temperature",
    "text", "texts", "list", "hand_map", "moment", "date", "photo",
]  # fmt: skip
Visit = Literal["baseline", "W2", "W6", "M3", "M6", "M12", "Y"]
Range = Annotated[tuple[int, ...], msgspec.Meta(min_length=1, max_length=2)]


class Choice(Node, frozen=True, kw_only=True):
    """One answer: `value` is stored, `label` is what the patient reads."""

    value: str
    label: Label
    group: OptionalLabel = ""


class When(Node, frozen=True, kw_only=True):
    """True while `question` is answered with one of `values`."""

    question: Code
    values: Annotated[tuple[str, ...], msgspec.Meta(min_length=1)]


class Shown(Node, frozen=True, kw_only=True):
    """One way for a question to apply; all parts given must hold. Ranges are [first] or [first, last], in days.

    `day` counts from the injection, `hday` from the harvest, `since` is `day` or else `hday` (clinical.md 1.2).
    `before` is about the time before the first needle, `sedation` names the plans it is asked for. A `REPORT` is
    limited by `when` and `sedation` only.
    """

    day: Range | None = None
    hday: Range | None = None
    since: Range | None = None
    before: bool = False
    sedation: tuple[str, ...] = ()
    when: When | None = None


class Part(Node, frozen=True, kw_only=True):
    """One of several numbers asked on one page."""

    field: Code
    label: Label


class Question(Node, frozen=True, kw_only=True):
    """One page of a form. `key` is its place in the URL and the field it is stored under; `sets` names further fields
    that get the same value. A `photo` is asked only of who agreed to photos, and never has to be answered.

    `shown` lists the ways it applies; an empty list means always. `none_value` is the choice that cannot be ticked
    with another. A `rating` is a choice whose values are numbers; the choices of a `moment` count days back.
    """

    key: Code
    kind: Kind
    title: PatientText
    hint: OptionalPatientText = ""
    why: OptionalPatientText = ""
    choices: tuple[Choice, ...] = ()
    none_value: str = ""
    none_label: OptionalLabel = ""
    parts: tuple[Part, ...] = ()
    low: int | None = None
    high: int | None = None
    low_label: OptionalLabel = ""
    high_label: OptionalLabel = ""
    unit: OptionalLabel = ""
    max_items: Annotated[int, msgspec.Meta(ge=0, le=50)] = 0
    optional: bool = False
    sets: tuple[Code, ...] = ()
    shown: tuple[Shown, ...] = ()


class GateItem(Node, frozen=True, kw_only=True):
    """A line of a tick list. Ticked stores `ticked` or, if that is blank, brings the question's own page;
    not ticked stores `unticked` because the patient saw the line and did not choose it (clinical.md 3.1)."""

    question: Code
    label: Label
    ticked: str = ""
    unticked: str | int


class Gate(Node, frozen=True, kw_only=True):
    """A tick list that stands for several questions."""

    key: Code
    title: PatientText
    hint: OptionalPatientText = ""
    none_label: Label
    items: tuple[GateItem, ...]


class RedFlag(Node, frozen=True, kw_only=True):
    """A sign that needs help now: ticking it stores `ticked` in `field`, seeing and not ticking it stores `no`."""

    key: Code
    field: Code
    ticked: str
    label: Label


class RedFlagScreen(Node, frozen=True, kw_only=True):
    """The first page of every check-in."""

    title: PatientText
    hint: OptionalPatientText = ""
    none_label: Label
    items: tuple[RedFlag, ...]


class Block(Node, frozen=True, kw_only=True):
    """Questions that come together, in order. An entry is a question or a tick list; a tick list brings its own
    questions. `after_injection` leaves the block out while nothing has been injected, `cells_taken` while no cells
    were taken in this cycle. `sign` marks symptom blocks: only these are repeated the next day and in a `REPORT`."""

    key: Code
    entries: Annotated[tuple[Code, ...], msgspec.Meta(min_length=1)]
    after_injection: bool = False
    cells_taken: bool = False
    sign: bool = False


class Measure(Node, frozen=True, kw_only=True):
    """An outcome measure (clinical.md 6.1). `question` is empty for what staff measure. `same_as` names the symptom
    question that already asks it: in one form it is asked once."""

    code: Code
    title: Label
    question: str = ""
    same_as: str = ""
    visits: tuple[Visit, ...] = ()
    by: Literal["patient", "staff"] = "patient"
    licence: str
