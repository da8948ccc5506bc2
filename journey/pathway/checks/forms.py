"""How questions come together: tick lists, blocks, check-ins and measures refer to what exists, and nothing is lost."""

from collections.abc import Iterator

from journey.domain.readiness import READINESS_FIELDS
from journey.domain.triage_fields import ANSWER_FIELDS, RED_FLAGS
from journey.domain.words import say as _
from journey.pathway.checks.lists import repeated
from journey.pathway.form import OUTCOMES, REPORT
from journey.pathway.pages import NONE
from journey.pathway.problems import Problem
from journey.pathway.questions import Gate, GateItem
from journey.pathway.schedule import CheckIn
from journey.pathway.schema import Pathway

# What the readiness table knows from the record, not from an answer.
READINESS_FACTS = {"allergy_status", "check_in", "hours_since_fluid", "hours_since_solid", "sedation"}
# Pages whose answers the program itself reads.
FIXED_QUESTIONS = ("i_hand", "i_tasks", "u_go_on", "my_tasks", "temp_c", "pain_worst", "last_solid_at", "last_fluid_at")


def form_problems(pathway: Pathway) -> Iterator[Problem]:
    yield from repeated("gates", (gate.key for gate in pathway.gates))
    yield from repeated("blocks", (block.key for block in pathway.blocks))
    yield from repeated("check_ins", (check_in.code for check_in in pathway.check_ins))
    yield from repeated("measures", (measure.code for measure in pathway.measures))
    for gate in pathway.gates:
        yield from _gate(pathway, gate)
    yield from _blocks(pathway)
    yield from _measures(pathway)
    for check_in in pathway.check_ins:
        yield from _check_in(pathway, check_in)
    yield from _checks_of_understanding(pathway)
    yield from _unasked(pathway)


def _gate(pathway: Pathway, gate: Gate) -> Iterator[Problem]:
    path = f"gates[{gate.key}]"
    if gate.key in pathway.question_by_key:
        yield Problem(path, _("“{key}” is a question too; a page name can stand for one thing only.", key=gate.key))
    if not gate.items:
        yield Problem(f"{path}.items", _("This list needs at least 1 entry."))
    yield from repeated(f"{path}.items", (item.question for item in gate.items))
    for item in gate.items:
        yield from _gate_item(pathway, item, f"{path}.items[{item.question}]")


def _gate_item(pathway: Pathway, item: GateItem, path: str) -> Iterator[Problem]:
    question = pathway.question_by_key.get(item.question)
    if item.question == NONE or question is None:
        yield Problem(path, _("There is no question “{question}”.", question=item.question))
        return
    values: set[str | int] = {choice.value for choice in question.choices}
    if question.kind == "scale" and question.low is not None and question.high is not None:
        values = set(range(question.low, question.high + 1))
    for name, value in (("ticked", item.ticked), ("unticked", item.unticked)):
        if value not in values and not (name == "ticked" and value == ""):
            yield Problem(
                f"{path}.{name}", _("“{value}” is not an answer to “{question}”.", value=value, question=item.question)
            )
    if item.ticked and item.ticked == item.unticked:
        yield Problem(path, _("Ticking must store another answer than not ticking."))


def _blocks(pathway: Pathway) -> Iterator[Problem]:
    for block in pathway.blocks:
        for entry in block.entries:
            if entry not in pathway.question_by_key and entry not in pathway.gate_by_key:
                yield Problem(
                    f"blocks[{block.key}].entries", _("There is no question or tick list “{entry}”.", entry=entry)
                )


def _measures(pathway: Pathway) -> Iterator[Problem]:
    for measure in pathway.measures:
        path = f"measures[{measure.code}]"
        if measure.by == "staff":
            if measure.question:
                yield Problem(f"{path}.question", _("What staff measure has no question for the patient."))
            continue
        if measure.question not in pathway.question_by_key:
            yield Problem(f"{path}.question", _("There is no question “{question}”.", question=measure.question))
        if measure.same_as and measure.same_as not in pathway.question_by_key:
            yield Problem(f"{path}.same_as", _("There is no question “{question}”.", question=measure.same_as))


def _check_in(pathway: Pathway, check_in: CheckIn) -> Iterator[Problem]:
    path = f"check_ins[{check_in.code}]"
    for name, keys in (("blocks", check_in.blocks), ("blocks_before", check_in.blocks_before)):
        yield from repeated(f"{path}.{name}", keys)
        for key in keys:
            if key not in pathway.block_by_key and key != OUTCOMES:
                yield Problem(f"{path}.{name}", _("There is no block “{key}”.", key=key))
    if (OUTCOMES in check_in.blocks) != (check_in.outcomes is not None):
        yield Problem(
            f"{path}.outcomes", _("A check-in has the block “{block}” and names a visit, or neither.", block=OUTCOMES)
        )
    if check_in.code == REPORT and not check_in.blocks_before:
        yield Problem(f"{path}.blocks_before", _("A report needs questions for the time before the first needle."))


def _checks_of_understanding(pathway: Pathway) -> Iterator[Problem]:
    for item in pathway.understanding:
        question = pathway.question_by_key.get(item.question)
        if question is None or question.kind != "true_false":
            yield Problem(
                f"understanding[{item.question}]",
                _("There is no true or false question “{question}”.", question=item.question),
            )
    for taught in pathway.teach_back:
        path = f"teach_back[{taught.question}]"
        asked = pathway.question_by_key.get(taught.question)
        if asked is None:
            yield Problem(path, _("There is no question “{question}”.", question=taught.question))
            continue
        if bool(taught.right) == bool(taught.right_from):
            yield Problem(path, _("Give the good answers in “right” or the instruction in “right_from”."))
        instruction = pathway.instruction_by_code.get(taught.right_from)
        if taught.right_from and (instruction is None or instruction.days is None):
            yield Problem(
                f"{path}.right_from",
                _("There is no instruction “{code}” with a number of days.", code=taught.right_from),
            )
        for value in set(taught.right) - {choice.value for choice in asked.choices}:
            yield Problem(
                f"{path}.right", _("“{value}” is not an answer to “{question}”.", value=value, question=taught.question)
            )


def _unasked(pathway: Pathway) -> Iterator[Problem]:
    """Every sign that a rule reads can be told, and no question lies unused."""
    asked = _asked_questions(pathway)
    for question in pathway.questions:
        if question.key not in asked:
            yield Problem(f"questions[{question.key}]", _("No check-in asks this question."))
    for name in dict.fromkeys((*ANSWER_FIELDS, *READINESS_FIELDS, *FIXED_QUESTIONS)):
        if name not in asked | RED_FLAGS.keys() | READINESS_FACTS:
            yield Problem("questions", _("“{name}” is missing or never asked.", name=name))


def _asked_questions(pathway: Pathway) -> set[str]:
    blocks = {key for check_in in pathway.check_ins for key in (*check_in.blocks, *check_in.blocks_before)}
    entries = {entry for block in pathway.blocks if block.key in blocks for entry in block.entries}
    in_gates = {item.question for gate in pathway.gates if gate.key in entries for item in gate.items}
    visits = {check_in.outcomes for check_in in pathway.check_ins}
    measured = {measure.question for measure in pathway.measures if visits.intersection(measure.visits)}
    return entries | in_gates | measured
