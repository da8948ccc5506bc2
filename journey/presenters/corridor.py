"""What is expected on a day for this patient, in words: after a check-in, beside answers, and as a band of days.

Everything hangs on a result of triage: where the rules were silent, nothing is said (clinical.md 5.2).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from journey.domain.corridor import UNTROUBLED, Corridors, Facts, Steps, facts_of, is_untroubled
from journey.domain.triage_fields import ANSWER_FIELDS, RED_FLAG_FIELDS
from journey.models import Submission, TriageResult
from journey.models.pathway_version import content_of
from journey.pathway.compiled import corridors
from journey.pathway.pages import RED_FLAGS
from journey.pathway.schema import Pathway
from journey.pathway.text import fill
from journey.pathway.texts import CorridorWords
from journey.pathway.wording import Row
from journey.presenters.chart_axes import BOTTOM, LEFT, RIGHT, across, y_of

PAIN = "pain_worst"
HARVEST_PAIN = "h_pain"


@dataclass(frozen=True)
class Expectation:
    """What a patient reads after a check-in."""

    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Judged:
    """A day since the injection with the facts that the rules had on it."""

    day: int
    pain: int | None
    facts: Facts
    version_id: UUID


@dataclass(frozen=True)
class Band:
    """`area` is filled, `edge` is its upper end. `most` says the highest expected number of a day."""

    area: str
    edge: str
    steps: Steps

    def most(self, day: int) -> int | None:
        found = [value for first, value in self.steps if first <= day]
        return int(found[-1]) if found and found[-1] is not None else None


@dataclass(frozen=True)
class Marked:
    """An answer as staff read it. `mark` is blank for an answer with nothing to report, `before` unless it changed."""

    question: str
    answer: Sequence[str]
    mark: str = ""
    outside: bool = False
    before: str = ""


def expectation_of(submission: Submission, triage: TriageResult | None) -> Expectation | None:
    """None where triage was silent, and where no symptom was asked for that has words. Before the injection, of the
    place where cells were taken."""
    facts = facts_of(triage.inputs) if triage else None
    if triage is None or facts is None:
        return None
    pathway = content_of(triage.pathway_version_id)
    lines = tuple(_lines(pathway, facts, submission.answers))
    return Expectation(_expected_on(facts), lines) if lines else None


def _expected_on(facts: Facts) -> str:
    if facts.day is not None:
        return _("What we expect on day {day}").format(day=facts.day)
    if facts.hday == 0:
        return _("What we expect on the day when cells were taken")
    return _("What we expect on day {day} after cells were taken").format(day=facts.hday)


def _lines(pathway: Pathway, facts: Facts, answers: Mapping[str, Any]) -> Iterator[str]:
    """The pain of the place that heals is told always, other answers when they were given."""
    known = corridors(pathway)
    texts, pain = (pathway.corridor, PAIN) if facts.day is not None else (pathway.harvest_corridor, HARVEST_PAIN)
    for words in texts:
        answer = answers.get(words.question)
        if answer is None or (answer == UNTROUBLED[words.question] and words.question != pain):
            continue
        if not words.value:
            yield from _number(known, words, facts)
        elif answer == words.value and answer in known.expected(facts, words.question):
            yield _filled(words, facts, known.eases(facts, words.question, answer))


def _number(known: Corridors, words: CorridorWords, facts: Facts) -> Iterator[str]:
    most = known.most(facts, words.question)
    if most is None:
        return
    by = known.eases(facts, words.question, most)
    less = None if by is None else known.most(facts.on(by), words.question)
    yield _filled(words, facts, by if less is not None else None, most=str(most), less=str(less))


def _filled(words: CorridorWords, facts: Facts, by: int | None, **numbers: str) -> str:
    text = words.lasting if by is None else words.text
    return fill(text, {"day": str(facts.since), "by": str(by), **numbers})


def judged(rows: Iterable[tuple[int | None, int | None, Mapping[str, Any] | None, UUID | None]]) -> tuple[Judged, ...]:
    """From (day, pain, inputs, pathway version) of what was sent since the injection, in the order of sending. Empty
    when the newest was not triaged: the rules are silent now."""
    sent = [row for row in rows if row[0] is not None and row[0] >= 0]
    if not sent or sent[-1][2] is None:
        return ()
    found: dict[int, Judged] = {}
    for day, pain, inputs, version_id in sent:
        facts = facts_of(inputs) if inputs else None
        if day is not None and facts is not None and facts.day is not None and version_id is not None:
            found[day] = Judged(day, pain, facts, version_id)
    return tuple(found[day] for day in sorted(found))


def band_of(days: Sequence[Judged], last: int, most: int) -> Band | None:
    """The band of worst pain from the injection to day `last`; `most` is the top of the drawing. Each day is judged as
    the check-in that came next was, and what lies ahead as the next one would be."""
    if not days:
        return None
    newest = days[-1]
    spans = [(days[0].day, days[0]), *((now.day, now) for _before, now in pairwise(days))]
    steps: list[tuple[int, Any]] = []
    first = 0
    for until, each in (*spans, (last, _next_time(newest))):
        steps += _between(_steps(each, last), first, min(until, last))
        first = until + 1
    merged = (*steps[:1], *(now for before, now in pairwise(steps) if now[1] != before[1]))
    return Band(_area(merged, last, most), _edge(merged, last, most), merged)


def expected_words(each: Judged | None) -> str:
    """The worst pain that is expected on a day that was judged."""
    if each is None:
        return ""
    most = corridors(content_of(each.version_id)).most(each.facts, PAIN)
    return range_words(most if isinstance(most, int) else None)


def range_words(most: int | None) -> str:
    return "" if most is None else _("0 to {most}").format(most=most)


def _steps(each: Judged, last: int) -> Steps:
    return corridors(content_of(each.version_id)).steps(each.facts, PAIN, last)


def _next_time(newest: Judged) -> Judged:
    """The best pain so far counts against what comes (clinical.md 5.3)."""
    lows = [newest.pain] if newest.pain is not None and newest.day >= 1 else []
    known = dict(newest.facts.others).get("pain_nadir")
    lows += [known] if isinstance(known, int) else []
    facts = newest.facts.having("pain_nadir", min(lows)) if lows else newest.facts
    return Judged(newest.day, newest.pain, facts, newest.version_id)


def _between(steps: Steps, first: int, last: int) -> Iterator[tuple[int, Any]]:
    if first > last:
        return
    yield first, next(value for day, value in reversed(steps) if day <= first)
    yield from ((day, value) for day, value in steps if first < day <= last)


def _runs(steps: Steps, last: int, most: int) -> Iterator[list[tuple[float, float, str]]]:
    """Stretches of days without a gap, as (left, right, upper end). A day reaches half a day to each side."""
    run: list[tuple[float, float, str]] = []
    for place, (day, value) in enumerate(steps):
        if value is None:
            if run:
                yield run
            run = []
            continue
        after = steps[place + 1][0] if place + 1 < len(steps) else last + 1
        left = LEFT if day == 0 else (across(day - 1, last) + across(day, last)) / 2
        right = RIGHT if after > last else (across(after - 1, last) + across(after, last)) / 2
        run.append((left, right, y_of(float(value), most)))
    if run:
        yield run


def _area(steps: Steps, last: int, most: int) -> str:
    runs = _runs(steps, last, most)
    return " ".join(
        f"M{run[0][0]:.1f} {BOTTOM:.1f} {' '.join(f'V{top} H{right:.1f}' for _l, right, top in run)} V{BOTTOM:.1f}"
        for run in runs
    )


def _edge(steps: Steps, last: int, most: int) -> str:
    runs = _runs(steps, last, most)
    return " ".join(
        f"M{run[0][0]:.1f} {run[0][2]} {' '.join(f'V{top} H{right:.1f}' for _l, right, top in run)}" for run in runs
    )


def marked(wording: Sequence[Row], answers: Mapping[str, Any], triage: TriageResult) -> tuple[Marked, ...]:
    """Answers with a word on whether each alone is expected on that day; without the words where triage was silent."""
    facts = facts_of(triage.inputs)
    pathway = content_of(triage.pathway_version_id)
    return tuple(_marked(row, answers, pathway, facts) for row in wording)


def _marked(row: Row, answers: Mapping[str, Any], pathway: Pathway, facts: Facts | None) -> Marked:
    plain = Marked(row["question"], row["answer"])
    told = {name: answers[name] for name in _fields(row["page"], pathway) if answers.get(name) is not None}
    troubled = {name: value for name, value in told.items() if not is_untroubled(name, value)}
    if facts is None or not troubled:
        return plain
    known = corridors(pathway)
    outside = any(value not in known.expected(facts, name) for name, value in troubled.items())
    return Marked(plain.question, plain.answer, _mark(facts, outside, _range(known, facts, told)), outside)


def _fields(page: str, pathway: Pathway) -> Sequence[str]:
    if page == RED_FLAGS:
        return tuple(RED_FLAG_FIELDS)
    gate = pathway.gate_by_key.get(page)
    names = [item.question for item in gate.items] if gate else [page]
    return [name for name in names if name in ANSWER_FIELDS]


def _range(known: Corridors, facts: Facts, told: Mapping[str, Any]) -> str:
    """The numbers of a scale, as in " (0 to 6)"."""
    name = next(iter(told))
    most = known.most(facts, name) if len(told) == 1 and len(ANSWER_FIELDS[name].worse) == 1 else None
    return _(" (0 to {most})").format(most=most) if isinstance(most, int) else ""


def _mark(facts: Facts, outside: bool, numbers: str) -> str:
    words = _("Outside what is expected on day {day}") if outside else _("Inside what is expected on day {day}")
    if facts.day is None:
        words = (
            _("Outside what is expected on day {day} after the harvest")
            if outside
            else _("Inside what is expected on day {day} after the harvest")
        )
    return words.format(day=facts.since) + numbers
