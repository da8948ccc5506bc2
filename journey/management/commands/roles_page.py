"""`manage.py roles_page > docs/roles.md`: who may do what, from the tables that every page and every write asks."""

from collections.abc import Collection, Iterable, Sequence
from enum import StrEnum
from typing import Any

from django.core.management.base import BaseCommand

from accounts.roles import Role
from journey.domain.caregiving import CaregiverLevel, OwnAct, levels_for
from journey.domain.moves import MOVES
from journey.policies import WHO_MAY, WHO_MOVES

INTRO = """# Who may do what

Drawn from `WHO_MAY` and `WHO_MOVES` in `journey/policies.py` and `MAY` in `journey/domain/caregiving.py`; a test
compares this page with them. What has no dot is refused, with the reason on the disabled button and again in the write
itself. A patient has no role: what they see and do is their own record, and `journey.access` is the only door to it.
Which address answers whom stands in `tests/meta/access_table.py`.
To write it again: `manage.py roles_page > docs/roles.md`.
"""
HELP = """## Patients and who helps them

On the patient's own pages; a helper only of the patient who invited them, until the day that the patient chose.
"""
PATIENT = "patient"
Rows = Iterable[tuple[str, Collection[str]]]


def render_roles() -> str:
    """The whole page, with a final newline."""
    acts = [(_words(act), WHO_MAY[act]) for act in sorted(WHO_MAY)]
    moves = [(MOVES[move].label, WHO_MOVES[move]) for move in MOVES]
    own = [(_words(act), (PATIENT, *levels_for(act))) for act in OwnAct]
    people = (PATIENT, *CaregiverLevel)
    tables = [
        ("## Acts\n", _table(tuple(Role), acts)),
        ("## Moves of a journey\n", _table(tuple(Role), moves)),
        (HELP, _table(people, own)),
    ]
    return "\n".join([INTRO, *(line for title, table in tables for line in (title, *table, ""))])


def _words(act: StrEnum) -> str:
    return act.value.replace("_", " ").capitalize()


def _table(people: Sequence[str], rows: Rows) -> Iterable[str]:
    yield "| | " + " | ".join(each.replace("_", " ") for each in people) + " |"
    yield "|---|" + ":-:|" * len(people)
    for name, who in rows:
        yield f"| {name} | " + " | ".join("●" if each in who else "" for each in people) + " |"


class Command(BaseCommand):
    help = "Writes the page of roles in Markdown."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(render_roles(), ending="")
