"""The pages of a form: what one page asks and shows, built from the pathway's questions and tick lists."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from journey.domain.words import gettext_noop
from journey.domain.words import say as _
from journey.pathway.questions import Gate, GateItem, Question, RedFlagScreen
from journey.pathway.text import fill

RED_FLAGS = "red_flags"
NONE = "none"
PHOTO = "photo"  # a kind of page, and the key of the only one
WITH_SIDE = {"R": gettext_noop("Right hand, {part}"), "L": gettext_noop("Left hand, {part}")}
SIDES = {"right": ("R",), "left": ("L",), "both": ("R", "L")}
MAX_TEXT = 1000
MAX_LINE = 200


@dataclass(frozen=True)
class Option:
    value: str
    label: str
    group: str = ""


@dataclass(frozen=True)
class PagePart:
    field: str
    label: str


@dataclass(frozen=True)
class Page:
    """One page of a form. `key` is its place in the URL and the draft, `fields` the names it sets.

    `kind` is `red_flags`, `gate` or a kind of `Question`. `none_value` is the option that excludes the others.
    `low` and `high` bound a number, `high_label` and `low_label` name the ends. Texts may hold setting placeholders.
    `asked_on` is the patient's date on a page that is about that very day: an answer of another day is none.
    """

    key: str
    kind: str
    title: str
    fields: tuple[str, ...]
    hint: str = ""
    why: str = ""
    optional: bool = False
    choices: tuple[Option, ...] = ()
    none_value: str = ""
    none_label: str = ""
    parts: tuple[PagePart, ...] = ()
    low: int | None = None
    high: int | None = None
    low_label: str = ""
    high_label: str = ""
    unit: str = ""
    max_items: int = 0
    max_length: int = 0
    latest: date | None = None
    asked_on: date | None = None

    @property
    def lines(self) -> tuple[str, ...]:
        """The values of a tick list without its "none of these"."""
        return tuple(option.value for option in self.choices if option.value != self.none_value)

    def filled(self, values: Mapping[str, str]) -> "Page":
        """The page with setting placeholders filled. Raises `KeyError` when a value is missing."""
        return replace(
            self,
            title=fill(self.title, values),
            hint=fill(self.hint, values),
            why=fill(self.why, values),
            choices=tuple(replace(option, label=fill(option.label, values)) for option in self.choices),
        )


def red_flag_page(screen: RedFlagScreen, today: date) -> Page:
    """Emergency signs are about now: what was ticked on another day does not answer today's page."""
    options = [Option(item.key, item.label) for item in screen.items]
    return Page(
        key=RED_FLAGS,
        kind="red_flags",
        title=screen.title,
        hint=screen.hint,
        fields=tuple(item.field for item in screen.items),
        choices=(*options, Option(NONE, screen.none_label)),
        none_value=NONE,
        asked_on=today,
    )


def gate_page(gate: Gate, items: Iterable[GateItem]) -> Page:
    options = [Option(item.question, item.label) for item in items]
    return Page(
        key=gate.key,
        kind="gate",
        title=gate.title,
        hint=gate.hint,
        fields=tuple(option.value for option in options),
        choices=(*options, Option(NONE, gate.none_label)),
        none_value=NONE,
    )


def question_page(question: Question, *, today: date, hand: str, tasks: tuple[str, ...]) -> Page:
    """`hand` picks the sides of a hand map, `tasks` are the patient's own words for `my_tasks`."""
    page = Page(
        key=question.key,
        kind=question.kind,
        title=question.title,
        hint=question.hint,
        why=question.why,
        fields=(question.key, *question.sets),
        optional=question.optional,
        choices=tuple(Option(choice.value, choice.label, choice.group) for choice in question.choices),
        none_value=question.none_value,
        none_label=question.none_label,
        low=question.low,
        high=question.high,
        low_label=question.low_label,
        high_label=question.high_label,
        unit=question.unit,
        max_items=question.max_items,
        max_length={"text": MAX_TEXT, "texts": MAX_LINE, "list": MAX_LINE}.get(question.kind, 0),
    )
    if question.kind == "scales":
        parts = _task_parts(question, tasks) if question.key == "my_tasks" else _parts(question)
        return replace(page, parts=parts, fields=tuple(part.field for part in parts))
    if question.kind == "hand_map":
        return replace(page, choices=_joints(page, hand))
    if question.kind == "moment":
        return replace(page, choices=_days(page.choices, today), latest=today)
    if question.kind == "date":
        return replace(page, latest=today)
    return page


def _parts(question: Question) -> tuple[PagePart, ...]:
    return tuple(PagePart(part.field, part.label) for part in question.parts)


def _task_parts(question: Question, tasks: tuple[str, ...]) -> tuple[PagePart, ...]:
    return tuple(PagePart(part.field, task) for part, task in zip(question.parts, tasks, strict=False))


def _joints(page: Page, hand: str) -> tuple[Option, ...]:
    """Joint codes with their side in front (clinical.md 2.1); both sides while the hand is not known."""
    joints = [option for option in page.choices if option.value != page.none_value]
    rest = [option for option in page.choices if option.value == page.none_value]
    sided = [
        replace(joint, value=f"{side}-{joint.value}", group=_(WITH_SIDE[side], part=joint.group.lower()))
        for side in SIDES.get(hand, ("R", "L"))
        for joint in joints
    ]
    return (*sided, *rest)


def _days(choices: tuple[Option, ...], today: date) -> tuple[Option, ...]:
    """The choices of a moment count days back from today; as options they are dates."""
    return tuple(Option((today - timedelta(days=int(choice.value))).isoformat(), choice.label) for choice in choices)
