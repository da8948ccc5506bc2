"""What is wrong with a pathway document: where, and in a sentence."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """`path` names the place with codes, as in `questions[pain_worst].choices[1].label`."""

    path: str
    sentence: str


class PathwayInvalid(Exception):
    """The document cannot be used. `problems` is never empty."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("; ".join(f"{problem.path}: {problem.sentence}" for problem in problems))
        self.problems = problems
