"""The bench: what the tables of two versions say to the same cases, and answers that are worse but judged milder."""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from random import Random

from journey.domain.readiness import READINESS_FIELDS, ReadinessLevel, ReadinessTable, evaluate_readiness
from journey.domain.rule_cases import BadRow, Case, read_cases
from journey.domain.rule_fields import Field, InputRefused, Inputs, Kind, Value, Values
from journey.domain.rule_tree import Test, fields_of
from journey.domain.triage import Level, Route, Rule, RuleSet, TriageResult, decide, evaluate, known_values
from journey.domain.triage_fields import ANSWER_FIELDS, CONTEXT_FIELDS, MAX_DAY
from journey.pathway.compiled import readiness_table, rule_set
from journey.pathway.default_files import read_default_cases
from journey.pathway.loader import checksum
from journey.pathway.schema import Pathway

SEED = 1
MOST_WALKED = 200  # cases of which every answer is made worse: each costs as much as some dozen comparisons
MOST_CHANGED = 6  # answers of a generated case that are not the best one
LONGEST_FAST = 24  # hours of a generated readiness case
BEST: Mapping[str, Value] = {name: field.worse[0][0] for name, field in ANSWER_FIELDS.items()}
READY_BEST: Mapping[str, Value] = {name: field.worse[0][0] for name, field in READINESS_FIELDS.items() if field.worse}
BEST_OF_EITHER: Mapping[str, Value] = {**READY_BEST, **BEST}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a table says to a case; `rules` are the ids of those that decide."""

    level: Level | ReadinessLevel
    route: Route
    rules: tuple[str, ...]

    @property
    def rank(self) -> tuple[int, int]:
        return self.level.rank, self.route.rank


@dataclass(frozen=True, slots=True)
class Trial:
    """One case and both verdicts."""

    case: Case
    old: Verdict
    new: Verdict

    @property
    def differs(self) -> tuple[str, ...]:
        """What the two say differently: "level", "route", "rules"."""
        return tuple(name for name in ("level", "route", "rules") if getattr(self.old, name) != getattr(self.new, name))

    @property
    def moves(self) -> bool:
        """Whether the patient is told another level, or sent elsewhere within it."""
        return self.old.rank != self.new.rank

    @property
    def falls(self) -> bool:
        return self.new.rank < self.old.rank

    @property
    def key(self) -> str:
        """Of its answers: the same for the same answers under any name."""
        return checksum(self.case.inputs)

    @property
    def way(self) -> tuple[object, ...]:
        """Alike for all cases in which the same rules decided and now the same level is left."""
        return self.old.level, self.old.route, self.old.rules, self.new.level, self.new.route


@dataclass(frozen=True, slots=True)
class Comparison:
    """`trials` are of every case that both could judge, in their order; `refused` are the others."""

    trials: tuple[Trial, ...]
    refused: tuple[BadRow, ...]

    @property
    def changes(self) -> list[Trial]:
        return [each for each in self.trials if each.differs]

    @property
    def falls(self) -> list[Trial]:
        """The deepest first."""
        found = [each for each in self.trials if each.falls]
        return sorted(found, key=lambda each: (each.new.rank, each.old.rank[0] * -1))

    @property
    def rises(self) -> list[Trial]:
        return [each for each in self.trials if each.moves and not each.falls]

    @property
    def unexpected(self) -> list[Trial]:
        """Whose case says which level it must give, and the new rules give another."""
        return [each for each in self.trials if each.case.expected not in {None, each.new.level}]


@dataclass(frozen=True, slots=True)
class Alike:
    """Cases whose level moves in the same way. `example` is the one with the fewest answers that are not the best."""

    example: Trial
    count: int


@dataclass(frozen=True, slots=True)
class Milder:
    """One answer of `case` was made worse, from `better` to `worse`, and the verdict is lower."""

    case: Case
    field: str
    better: Value
    worse: Value
    before: Verdict
    after: Verdict


def compare(old: Pathway, new: Pathway, cases: Iterable[Case]) -> Comparison:
    """What the triage rules of both say to each case."""
    return _compared(_triage(rule_set(old)), _triage(rule_set(new)), cases)


def compare_by_chance(old: Pathway, new: Pathway, count: int) -> Comparison:
    """What both say to `count` generated cases of the triage rules, and to as many of the readiness table."""
    triage = compare(old, new, generated_cases(count))
    before, after = _readiness(readiness_table(old)), _readiness(readiness_table(new))
    ready = _compared(before, after, generated_readiness(count))
    return Comparison((*triage.trials, *ready.trials), (*triage.refused, *ready.refused))


Judge = Callable[[Inputs], Verdict]


def _triage(rules: RuleSet) -> Judge:
    return lambda inputs: _verdict(evaluate(rules, inputs))


def _readiness(table: ReadinessTable) -> Judge:
    def judge(inputs: Inputs) -> Verdict:
        result = evaluate_readiness(table, inputs)
        return Verdict(result.level, result.level.route, tuple(rule.id for rule in result.deciding))

    return judge


def _compared(before: Judge, after: Judge, cases: Iterable[Case]) -> Comparison:
    trials, refused = [], []
    for case in cases:
        try:
            trials.append(Trial(case, before(case.inputs), after(case.inputs)))
        except InputRefused as problem:
            refused.append(BadRow(case.row_number, problem.name, problem.sentence))
    return Comparison(tuple(trials), tuple(refused))


def alike(trials: Iterable[Trial]) -> list[Alike]:
    """Trials by their `way`, in the order in which each was met first: some thousand of a few ways can be read."""
    groups: dict[tuple[object, ...], list[Trial]] = {}
    for trial in trials:
        groups.setdefault(trial.way, []).append(trial)
    return [Alike(min(group, key=lambda each: len(told(each.case.inputs))), len(group)) for group in groups.values()]


def told(inputs: Mapping[str, Value]) -> dict[str, Value]:
    """What a case says beside answers that are the best: its days, facts of the record, and every worse answer."""
    return {name: value for name, value in inputs.items() if BEST_OF_EITHER.get(name) != value}


def judged_milder(pathway: Pathway) -> tuple[Milder, ...]:
    """Pairs among the cases of the product and `MOST_WALKED` generated ones of each table."""
    return _judged_milder(rule_set(pathway), readiness_table(pathway))


@lru_cache(maxsize=8)
def _judged_milder(rules: RuleSet, table: ReadinessTable) -> tuple[Milder, ...]:
    """Found once for the same rules: most versions differ in texts only."""
    triage = worse_but_lower(rules, [*shipped_cases(), *generated_cases(MOST_WALKED)])
    return (*triage, *ready_but_worse(table, generated_readiness(MOST_WALKED)))


def ready_but_worse(table: ReadinessTable, cases: Iterable[Case]) -> Iterator[Milder]:
    """As `worse_but_lower`, of the readiness table, whose few rules are simply asked again."""
    judge = _readiness(table)
    for case in cases:
        verdict = judge(case.inputs)
        for name, field in READINESS_FIELDS.items():
            for order in field.worse:
                if case.inputs.get(name) not in order:
                    continue
                better, before = case.inputs[name], verdict
                for worse in order[order.index(better) + 1 :]:
                    after = judge({**case.inputs, name: worse})
                    if after.rank < before.rank:
                        yield Milder(case, name, better, worse, before, after)
                    better, before = worse, after


def worse_but_lower(rules: RuleSet, cases: Iterable[Case]) -> Iterator[Milder]:
    """Every answer of each case that, made worse alone, gives a lower level or a weaker route.

    What is worse stands in `Field.worse` of `journey/domain/triage_fields.py`, after clinical.md 3.3: the choices of a
    question from the best to the worst; a score upwards; a temperature away from normal, up and down, in two orders.
    Days and facts of the record have no order: more is not worse. A blank is neither: a form with one is not sent.
    Each order is walked from the answer of the case to its end, so that a hole in a range of numbers is met too.
    """
    readers = {name: _Readers.of(name, rules) for name in ANSWER_FIELDS}
    for case in cases:
        known = known_values(case.inputs)
        fired = [rule for rule in rules.rules if rule.test(known)]
        for name, field in ANSWER_FIELDS.items():
            for order in field.worse:
                if known.get(name) in order:
                    yield from _milder_on(rules, readers[name], case, known, fired, order)


@dataclass(frozen=True, slots=True)
class _Readers:
    """The rules of the table that read one answer, and what tells whether they or the streak rule change their mind."""

    name: str
    rules: tuple[Rule, ...]
    tests: tuple[Test, ...]

    @classmethod
    def of(cls, name: str, rules: RuleSet) -> "_Readers":
        reading = tuple(rule for rule in rules.rules if name in fields_of(rule.tree))
        return cls(name, reading, (*(rule.test for rule in reading), rules.streak.test))

    def said(self, values: Values) -> list[bool]:
        return [test(values) for test in self.tests]


def _milder_on(
    rules: RuleSet, readers: _Readers, case: Case, known: Values, fired: Sequence[Rule], order: Sequence[Value]
) -> Iterator[Milder]:
    """Only the rules that read the answer can change their mind on it; while none does, the verdict stays."""
    reading = {rule.id for rule in readers.rules}
    others = [rule for rule in fired if rule.id not in reading]
    better, said = known[readers.name], readers.said(known)
    before = _verdict(decide(rules, fired, known))
    for worse in order[order.index(better) + 1 :]:
        values = {**known, readers.name: worse}
        now, after = readers.said(values), before
        if now != said:
            firing = [rule for rule, fires in zip(readers.rules, now, strict=False) if fires]
            after = _verdict(decide(rules, [*others, *firing], values))
        if after.rank < before.rank:
            yield Milder(case, readers.name, better, worse, before, after)
        better, before, said = worse, after, now


def _verdict(result: TriageResult) -> Verdict:
    return Verdict(result.level, result.route, tuple(rule.id for rule in result.deciding))


@cache
def shipped_cases() -> tuple[Case, ...]:
    """The cases of the product, each with the level that its rules must give."""
    cases = list(read_cases(read_default_cases()))
    return tuple(case for case in cases if isinstance(case, Case))


def generated_cases(count: int, seed: int = SEED) -> Iterator[Case]:
    """The same ones for the same seed, and the first of more when there are more. Every field takes any value of its
    range or its choices, or is blank; most answers are the best one, as in a real form, so that each rule gets a chance
    to decide. Low numbers of days and sessions are the likeliest."""
    random = Random(seed)  # noqa: S311  made-up cases, no secret
    for number in range(1, count + 1):
        yield Case(number, f"G{seed}-{number:05}", _inputs(random))


def generated_readiness(count: int, seed: int = SEED) -> Iterator[Case]:
    """The same for the readiness table: most answers are the best one, facts of the record are any or blank."""
    random = Random(seed)  # noqa: S311  made-up cases, no secret
    facts = {name: field for name, field in READINESS_FIELDS.items() if not field.worse}
    for number in range(1, count + 1):
        changed = random.sample(sorted(READY_BEST), random.randint(0, MOST_CHANGED // 2))
        answers = {**READY_BEST, **{name: _some(random, READINESS_FIELDS[name]) for name in changed}}
        taken = random.random()  # many have no thermometer; the line that matters lies between 37 and 39
        if taken < 0.4:
            del answers["temp_c"]
        elif taken < 0.6:
            answers["temp_c"] = random.randint(370, 390) / 10
        known = {name: _fact(random, field) for name, field in facts.items() if random.random() < 0.8}
        yield Case(number, f"R{seed}-{number:05}", {**answers, **known})


def _fact(random: Random, field: Field) -> Value:
    return random.randint(0, LONGEST_FAST * 10) / 10 if field.kind is Kind.DECIMAL else _some(random, field)


def _inputs(random: Random) -> dict[str, Value]:
    context = {name: _some(random, field) for name, field in CONTEXT_FIELDS.items() if random.random() < 0.8}
    for name in ("day", "hday", "since"):
        context.pop(name, None)
    changed = random.sample(list(ANSWER_FIELDS.items()), random.randint(0, MOST_CHANGED))
    answers: dict[str, Value] = {**BEST, **{name: _some(random, field) for name, field in changed}}
    for name, _field in changed:
        if random.random() < 0.1:
            del answers[name]
    return {**_days(random), **context, **answers}


def _days(random: Random) -> dict[str, Value]:
    """After an injection, with or without a harvest before it; or after a harvest alone."""
    day, before = _low(random, 0, MAX_DAY), random.choice((None, 0, 1, 5, 40))
    if random.random() < 0.15:
        return {"hday": day}
    return {"day": day} if before is None else {"day": day, "hday": min(day + before, MAX_DAY)}


def _some(random: Random, field: Field) -> Value:
    if field.kind is Kind.CHOICE:
        return random.choice(field.values)
    if field.kind is Kind.DECIMAL:
        return random.randint(round(field.low * 10), round(field.high * 10)) / 10
    return _low(random, int(field.low), int(field.high))


def _low(random: Random, low: int, high: int) -> int:
    """A score is as likely as the next; of a long range the low numbers are likelier."""
    if high - low <= 10:
        return random.randint(low, high)
    return low + int(math.exp(random.random() * math.log(high - low + 2))) - 1
