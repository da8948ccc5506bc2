"""The words of the expected corridor: each that is needed is there, once, and says what the rules can fill in."""

from collections.abc import Iterator

from journey.domain.rule_fields import Kind
from journey.domain.triage_fields import ANSWER_FIELDS
from journey.domain.words import say as _
from journey.pathway.checks.lists import missing, repeated
from journey.pathway.problems import Problem
from journey.pathway.schema import Pathway
from journey.pathway.text import placeholders
from journey.pathway.texts import CorridorWords

NUMBERS = ("pain_worst", "h_pain")
ANSWERS = (
    "swelling=mild",
    "swelling=moderate",
    "redness=small",
    "hot=yes",
    "movement=less",
    "nerve=tingling",
    "nerve=numb_or_weak",
    "bruise=small",
    "discharge=clear_or_blood",
    "unwell=a_bit",
)  # clinical.md 5.5 E


# Before the injection only the place where cells were taken is asked about, and how well the patient feels.
AFTER_HARVEST = ("h_pain", "bruise=small", "unwell=a_bit")


def corridor_problems(pathway: Pathway) -> Iterator[Problem]:
    for part, texts, wanted in (
        ("corridor", pathway.corridor, (*NUMBERS, *ANSWERS)),
        ("harvest_corridor", pathway.harvest_corridor, AFTER_HARVEST),
    ):
        names = [_name(words) for words in texts]
        yield from missing(part, names, wanted)
        yield from repeated(part, names)
        for words in texts:
            yield from _problems(words, f"{part}[{words.question}]")


def _name(words: CorridorWords) -> str:
    return f"{words.question}={words.value}" if words.value else words.question


def _problems(words: CorridorWords, path: str) -> Iterator[Problem]:
    field = ANSWER_FIELDS.get(words.question)
    if field is None or len(field.worse) != 1:
        yield Problem(f"{path}.question", _("“{name}” is no question that has a corridor.", name=words.question))
        return
    is_number = field.kind is not Kind.CHOICE
    if is_number and words.value:
        yield Problem(f"{path}.value", _("The answer is a number: leave this blank."))
    if not is_number and words.value not in field.values[1:]:
        yield Problem(
            f"{path}.value",
            _("“{value}” is none of: {values}.", value=words.value, values=", ".join(field.values[1:])),
        )
    text, lasting = placeholders(words.text), placeholders(words.lasting)
    wanted = ("most", "less", "by") if is_number else ("by",)
    for name in wanted:
        if name not in text:
            yield Problem(f"{path}.text", _("“{{{name}}}” must stand in this text.", name=name))
    for name in ("by", "less") if is_number else ("by", "less", "most"):
        if name in lasting:
            yield Problem(f"{path}.lasting", _("“{{{name}}}” cannot be filled in here.", name=name))
    if not is_number and not {"most", "less"}.isdisjoint(text):
        yield Problem(f"{path}.text", _("“{{most}}” and “{{less}}” are for numbers."))
