"""Walk a form once: which pages it has with the answers so far, and what those answers store."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from journey.pathway.pages import PHOTO, RED_FLAGS, Page, gate_page, question_page, red_flag_page
from journey.pathway.questions import Gate, GateItem, Measure, Question, Range, Shown
from journey.pathway.schedule import CheckIn
from journey.pathway.schema import Pathway
from journey.pathway.values import is_answered, stored_value, ticked

Answers = Mapping[str, object]
OUTCOMES = "outcomes"
REPORT = "REPORT"
EXTRA = "EXTRA"


@dataclass(frozen=True, kw_only=True)
class FormContext:
    """Who is asked what, when. `code` is the check-in's code (`EXTRA-2` too), `today` the patient's local date,
    `day` and `hday` count from injection and harvest (clinical.md 1.2), `cells_taken` is about this cycle,
    `sedation` is the plan, `tasks` are the patient's own words, `series_block_code` is the check-in that an `EXTRA`
    repeats, `photos` that the patient agrees to them. `phase` is `before` until the first needle of the cycle."""

    code: str
    phase: Literal["before", "harvest_only", "post"]
    today: date
    day: int | None = None
    hday: int | None = None
    cells_taken: bool = False
    cell_source: str | None = None
    sedation: str | None = None
    tasks: tuple[str, ...] = ()
    target_hand: str | None = None
    series_block_code: str | None = None
    photos: bool = False

    @property
    def since(self) -> int | None:
        return self.hday if self.day is None else self.day


@dataclass
class Form:
    """A form with its answers so far."""

    pathway: Pathway
    ctx: FormContext
    answers: Answers
    pages: list[Page] = field(default_factory=list)
    stored: dict[str, object] = field(default_factory=dict)
    asked: set[str] = field(default_factory=set)

    def walk(self) -> "Form":
        self._ask_red_flags()
        check_in = repeated_check_in(self.pathway, self.ctx)
        for key in block_keys(self.pathway, self.ctx):
            if key == OUTCOMES:
                self._ask_measures(check_in)
            else:
                self._ask_entries(self.pathway.block_by_key[key].entries)
        return self

    def _ask_red_flags(self) -> None:
        page = red_flag_page(self.pathway.red_flags, self.ctx.today)
        self.pages.append(page)
        if is_answered(page, self.answers):
            self.stored.update(red_flag_values(self.pathway, self.answers[RED_FLAGS]))

    def _ask_measures(self, check_in: CheckIn) -> None:
        for measure in measures_of(self.pathway, check_in):
            if measure.same_as and measure.same_as in self.asked:
                if measure.same_as in self.stored:
                    self.stored[measure.code] = self.stored[measure.same_as]
            else:
                self._ask_entries((measure.question,))

    def _ask_entries(self, entries: tuple[str, ...]) -> None:
        for key in entries:
            if gate := self.pathway.gate_by_key.get(key):
                self._ask_gate(gate, entries)
            else:
                self._ask_question(self.pathway.question_by_key[key])

    def _ask_gate(self, gate: Gate, entries: tuple[str, ...]) -> None:
        items = [item for item in gate.items if self._is_open(self.pathway.question_by_key[item.question])]
        if not items:
            return
        page = gate_page(gate, items)
        self.pages.append(page)
        self.asked.update(item.question for item in items)
        if is_answered(page, self.answers):
            chosen = ticked(self.answers[gate.key])
            for item in items:
                self._take_item(item, item.question in chosen)
                for question in self._followers(item.question, entries):
                    self._ask_question(question)

    def _take_item(self, item: GateItem, chosen: bool) -> None:
        if not chosen:
            self._keep(item.question, item.unticked)
        elif item.ticked:
            self._keep(item.question, item.ticked)
        else:
            self._show(self.pathway.question_by_key[item.question])

    def _keep(self, name: str, value: object) -> None:
        if name == "faint" and self.stored.get(name) == "collapsed":
            return
        self.stored[name] = value

    def _followers(self, key: str, entries: tuple[str, ...]) -> Iterator[Question]:
        """Questions of the same block that are asked only because of the answer to `key`."""
        for entry in entries:
            question = self.pathway.question_by_key.get(entry)
            if question and question.shown and all(way.when and way.when.question == key for way in question.shown):
                yield question

    def _ask_question(self, question: Question) -> None:
        if self._is_open(question) and not (question.key == "my_tasks" and not self.ctx.tasks):
            self.asked.add(question.key)
            self._show(question)

    def _show(self, question: Question) -> None:
        hand = self.stored.get("i_hand") or self.ctx.target_hand or ""
        page = question_page(question, today=self.ctx.today, hand=str(hand), tasks=self.ctx.tasks)
        self.pages.append(page)
        if is_answered(page, self.answers):
            for name, value in stored_value(page, self.answers.get(page.key)).items():
                self._keep(name, value)

    def _is_open(self, question: Question) -> bool:
        if question.key in self.asked or (question.kind == PHOTO and not self.ctx.photos):
            return False
        limited = repeated_code(self.ctx) != REPORT
        return not question.shown or any(self._is_way(way, limited) for way in question.shown)

    def _is_way(self, way: Shown, limited: bool) -> bool:
        ctx = self.ctx
        ranges = ((way.day, ctx.day), (way.hday, ctx.hday), (way.since, ctx.since))
        if limited and not all(is_within(number, limits) for limits, number in ranges if limits is not None):
            return False
        if limited and way.before and ctx.phase != "before":
            return False
        if way.sedation and ctx.sedation is not None and ctx.sedation not in way.sedation:
            return False
        if way.when is None:
            return True
        answer = self.stored.get(way.when.question)
        given = answer if isinstance(answer, list) else [answer]
        return any(value in way.when.values for value in given)


def red_flag_values(pathway: Pathway, answer: object) -> dict[str, object]:
    """What an answer to the page of emergency signs stores, whenever it was given: an emergency waits for nothing."""
    chosen = ticked(answer)
    return {item.field: item.ticked if item.key in chosen else "no" for item in pathway.red_flags.items}


def is_within(number: int | None, limits: Range) -> bool:
    """Whether `number` is at least the first and at most the second limit; an unknown number is not."""
    return number is not None and number >= limits[0] and (len(limits) == 1 or number <= limits[1])


def repeated_code(ctx: FormContext) -> str:
    """The code whose blocks this form has: its own, or for an `EXTRA` that of the check-in it repeats."""
    if ctx.code.startswith(EXTRA):
        return ctx.series_block_code or EXTRA
    return ctx.code


def repeated_check_in(pathway: Pathway, ctx: FormContext) -> CheckIn:
    """Raises `LookupError` for a code that the pathway does not have."""
    return pathway.check_in_by_code[repeated_code(ctx)]


def block_keys(pathway: Pathway, ctx: FormContext) -> Iterator[str]:
    """The blocks of this form in order. An `EXTRA` repeats symptoms only: outcome measures belong to a visit."""
    check_in = repeated_check_in(pathway, ctx)
    before = ctx.phase == "before" and check_in.blocks_before
    for key in check_in.blocks_before if before else check_in.blocks:
        block = pathway.block_by_key.get(key)
        if block is None:
            if not ctx.code.startswith(EXTRA):
                yield key
        elif (
            (block.sign or not ctx.code.startswith(EXTRA))
            and (ctx.phase == "post" or not block.after_injection)
            and (ctx.cells_taken or not block.cells_taken)
        ):
            yield key


def measures_of(pathway: Pathway, check_in: CheckIn) -> tuple[Measure, ...]:
    """The measures a patient answers in this check-in (clinical.md 6.1)."""
    return tuple(
        measure for measure in pathway.measures if measure.by == "patient" and check_in.outcomes in measure.visits
    )
