"""What must be true of a pathway beyond its shape. `check` finds every problem at once."""

from collections.abc import Iterator

from journey.pathway.checks.completeness import completeness_problems
from journey.pathway.checks.corridor import corridor_problems
from journey.pathway.checks.forms import form_problems
from journey.pathway.checks.limits import limit_problems
from journey.pathway.checks.questions import question_problems
from journey.pathway.checks.tables import agreement_problems, table_problems
from journey.pathway.checks.times import time_problems
from journey.pathway.checks.wording import wording_problems
from journey.pathway.problems import Problem
from journey.pathway.schema import Pathway


def check(pathway: Pathway) -> tuple[Problem, ...]:
    """Problems in the order of the checks; none when the pathway can be published."""
    return (*problems_between(pathway), *problems_within(pathway))


def problems_between(pathway: Pathway) -> Iterator[Problem]:
    """Where parts do not fit together: putting it right may take changes in several of them, one after the other."""
    yield from question_problems(pathway)
    yield from form_problems(pathway)
    yield from completeness_problems(pathway)
    yield from agreement_problems(pathway)


def problems_within(pathway: Pathway) -> Iterator[Problem]:
    """What is wrong with a text, a time or a rule, whatever stands elsewhere."""
    yield from time_problems(pathway)
    yield from table_problems(pathway)
    yield from limit_problems(pathway)
    yield from corridor_problems(pathway)
    yield from wording_problems(pathway)
