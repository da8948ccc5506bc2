"""What must be true of a pathway beyond its shape. `check` finds every problem at once."""

from journey.pathway.checks.completeness import completeness_problems
from journey.pathway.checks.corridor import corridor_problems
from journey.pathway.checks.forms import form_problems
from journey.pathway.checks.questions import question_problems
from journey.pathway.checks.tables import table_problems
from journey.pathway.checks.times import time_problems
from journey.pathway.checks.wording import wording_problems
from journey.pathway.problems import Problem
from journey.pathway.schema import Pathway


def check(pathway: Pathway) -> tuple[Problem, ...]:
    """Problems in the order of the checks; none when the pathway can be published."""
    return (
        *question_problems(pathway),
        *form_problems(pathway),
        *time_problems(pathway),
        *table_problems(pathway),
        *completeness_problems(pathway),
        *corridor_problems(pathway),
        *wording_problems(pathway),
    )
