"""Questions on their own: choices, ranges, and answers that the rules can read."""

from collections.abc import Iterator, Mapping

from journey.domain.joints import JOINTS
from journey.domain.readiness import READINESS_FIELDS, SEDATION_PLANS
from journey.domain.rule_fields import Field
from journey.domain.triage_fields import ANSWER_FIELDS, RED_FLAGS
from journey.domain.words import gettext_noop
from journey.domain.words import say as _
from journey.pathway.checks.lists import missing, repeated
from journey.pathway.pages import NONE, PHOTO
from journey.pathway.pages import RED_FLAGS as RED_FLAG_PAGE
from journey.pathway.problems import Problem
from journey.pathway.questions import Question, Shown
from journey.pathway.schema import Pathway

FIELDS: Mapping[str, Field] = {**READINESS_FIELDS, **ANSWER_FIELDS}
WITH_CHOICES = {"choice", "rating", "yes_no", "true_false", "many", "hand_map", "moment"}
WITH_RANGE = {"scale", "scales", "number"}
WITH_ITEMS = {"texts", "list"}
FIXED_CHOICES = {"yes_no": {"yes", "no"}, "true_false": {"true", "false"}}
FIXED = {
    "yes_no": gettext_noop("The values must be no and yes."),
    "true_false": gettext_noop("The values must be false and true."),
}
FEWEST_CHOICES = 2


def question_problems(pathway: Pathway) -> Iterator[Problem]:
    yield from repeated("questions", (question.key for question in pathway.questions))
    for question in pathway.questions:
        path = f"questions[{question.key}]"
        yield from _choices(question, path)
        yield from _numbers(question, path)
        yield from _rule_values(question, path)
        for index, way in enumerate(question.shown):
            yield from _way(pathway, way, f"{path}.shown[{index}]")
    yield from _red_flags(pathway)


def _choices(question: Question, path: str) -> Iterator[Problem]:
    values = [choice.value for choice in question.choices]
    if question.kind not in WITH_CHOICES:
        if values:
            yield Problem(f"{path}.choices", _("A question of kind “{kind}” has no choices.", kind=question.kind))
        return
    if len(values) < FEWEST_CHOICES:
        yield Problem(f"{path}.choices", _("A question needs at least two choices."))
    yield from repeated(f"{path}.choices", values)
    labels = [f"{choice.group} {choice.label}" for choice in question.choices]
    if len(set(labels)) < len(labels):
        yield Problem(f"{path}.choices", _("Two choices have the same words."))
    if question.none_value and question.none_value not in values:
        yield Problem(f"{path}.none_value", _("“{value}” is not one of the choices.", value=question.none_value))
    if question.kind in FIXED_CHOICES and set(values) != FIXED_CHOICES[question.kind]:
        yield Problem(
            f"{path}.choices",
            _(FIXED[question.kind]),
        )
    if question.kind in {"rating", "moment"} and not all(value.isdecimal() for value in values):
        yield Problem(f"{path}.choices", _("Each value must be a number."))
    if question.kind == "hand_map":
        unknown = [value for value in values if value not in JOINTS and value != question.none_value]
        yield from (
            Problem(f"{path}.choices[{value}]", _("“{value}” is not a joint.", value=value)) for value in unknown
        )


def _numbers(question: Question, path: str) -> Iterator[Problem]:
    low, high = question.low, question.high
    if question.kind in WITH_RANGE and (low is None or high is None or not 0 <= low < high):
        yield Problem(path, _("“low” and “high” must be numbers, “low” at least 0 and less than “high”."))
    if question.kind == "scales" and not question.parts:
        yield Problem(f"{path}.parts", _("This list needs at least 1 entry."))
    if question.kind in WITH_ITEMS and question.max_items < 1:
        yield Problem(f"{path}.max_items", _("This number must be at least 1."))
    if question.kind == "temperature" and not question.none_label:
        yield Problem(f"{path}.none_label", _("There must be a choice for people without a thermometer."))
    if (question.kind == PHOTO) != (question.key == PHOTO) or (question.kind == PHOTO and not question.optional):
        yield Problem(path, _("Photos are asked by one question, “photo”, which is optional."))


def _rule_values(question: Question, path: str) -> Iterator[Problem]:
    """A rule is false on a value it does not know, so an unknown one would hide a bad answer."""
    field = FIELDS.get(question.key)
    if field is None or not field.values:
        return
    values = {choice.value for choice in question.choices}
    known = {value for value in field.values if RED_FLAGS.get(question.key) != value}
    for value in sorted(values - known):
        yield Problem(f"{path}.choices[{value}]", _("The rules do not know the answer “{value}”.", value=value))
    for value in sorted(known - values):
        yield Problem(
            f"{path}.choices", _("The answer “{value}”, which rules may ask about, cannot be given.", value=value)
        )


def _way(pathway: Pathway, way: Shown, path: str) -> Iterator[Problem]:
    for name in ("day", "hday", "since"):
        limits = getattr(way, name)
        if limits is not None and (limits[0] < 0 or limits[-1] < limits[0]):
            yield Problem(f"{path}.{name}", _("The first day must be at least 0 and not after the last day."))
    for plan in way.sedation:
        if plan not in SEDATION_PLANS:
            yield Problem(f"{path}.sedation", _("“{plan}” is not a sedation plan.", plan=plan))
    if way.when is None:
        return
    other = pathway.question_by_key.get(way.when.question)
    if other is None:
        yield Problem(f"{path}.when.question", _("There is no question “{question}”.", question=way.when.question))
        return
    values = {choice.value for choice in other.choices}
    for value in way.when.values:
        if value not in values:
            yield Problem(
                f"{path}.when.values", _("“{value}” is not an answer to “{key}”.", value=value, key=other.key)
            )


def _red_flags(pathway: Pathway) -> Iterator[Problem]:
    items = pathway.red_flags.items
    keys = [item.key for item in items]
    yield from repeated("red_flags.items", keys)
    if NONE in keys:
        yield Problem(
            f"red_flags.items[{NONE}]",
            _("“{value}” is kept for “{label}”.", value=NONE, label=pathway.red_flags.none_label),
        )
    for item in items:
        if RED_FLAGS.get(item.field) != item.ticked:
            yield Problem(
                f"red_flags.items[{item.key}]",
                _("No emergency rule reads {field} = {ticked}.", field=item.field, ticked=item.ticked),
            )
    yield from missing("red_flags.items", {item.field for item in items}, RED_FLAGS)
    if RED_FLAG_PAGE in pathway.question_by_key or RED_FLAG_PAGE in pathway.gate_by_key:
        yield Problem(f"questions[{RED_FLAG_PAGE}]", _("“{value}” is kept for the first page.", value=RED_FLAG_PAGE))
