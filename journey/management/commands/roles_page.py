"""`manage.py roles_page > docs/roles.md`: who may do what, from the tables that every page and every write asks."""

from collections.abc import Iterable
from typing import Any

from django.core.management.base import BaseCommand

from accounts.roles import Role
from journey.domain.moves import MOVES
from journey.policies import WHO_MAY, WHO_MOVES

INTRO = """# Who may do what

Drawn from `WHO_MAY` and `WHO_MOVES` in `journey/policies.py`; a test compares this page with them. What has no dot is
refused, with the reason on the disabled button and again in the write itself. A patient has no role: what they see and
do is their own record, and `journey.access` is the only door to it. Which address answers whom stands in
`tests/meta/access_table.py`.
To write it again: `manage.py roles_page > docs/roles.md`.
"""
Rows = Iterable[tuple[str, frozenset[Role]]]


def render_roles() -> str:
    """The whole page, with a final newline."""
    acts = [(act.value.replace("_", " ").capitalize(), WHO_MAY[act]) for act in sorted(WHO_MAY)]
    moves = [(MOVES[move].label, WHO_MOVES[move]) for move in MOVES]
    return "\n".join([INTRO, "## Acts\n", *_table(acts), "", "## Moves of a journey\n", *_table(moves), ""])


def _table(rows: Rows) -> Iterable[str]:
    yield "| | " + " | ".join(role.value for role in Role) + " |"
    yield "|---|" + ":-:|" * len(Role)
    for name, who in rows:
        yield f"| {name} | " + " | ".join("●" if role in who else "" for role in Role) + " |"


class Command(BaseCommand):
    help = "Writes the page of roles in Markdown."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(render_roles(), ending="")
