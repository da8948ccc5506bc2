"""Rows that no change of a table writes by itself: looks at records, refusals, sign-ins. One statement a row."""

from collections.abc import Sequence
from uuid import UUID

from accounts.models import Kind, Outcome
from accounts.prepared import planned_cursor
from accounts.trace.acting import Acts

# Whose the row is, the database says itself: asking first would be a second statement.
NOTE = """
INSERT INTO "accounts_trace" (
    kind, outcome, reason, actor_id, actor_name, actor_roles, acting_for,
    patient_id, shown, table_name, row_id, page, query, request_id, ip
) VALUES (
    %(kind)s, %(outcome)s, %(reason)s, %(actor)s, %(name)s, %(roles)s, %(acting_for)s,
    case
        when %(patient)s::uuid is not null then %(patient)s::uuid
        when %(row)s::text <> '' and %(asks)s
        then public.trace_patient(%(table)s::text, nullif(%(row)s::text, '')::uuid)
    end,
    %(shown)s, %(table)s::text, %(row)s::text, %(page)s, %(query)s, %(request)s, %(ip)s
)
"""


# Not a table: what a backup holds, and what one brings back.
WHOLE_DATABASE = "database"


def note_command(kind: Kind, name: str, *, outcome: Outcome = Outcome.DONE) -> None:
    """A command of `manage.py` that took or brought everything: whoever has the server ran it."""
    note(kind, Acts(name=f"manage.py {name}", roles=("command",)), outcome=outcome, table=WHOLE_DATABASE)


def note(
    kind: Kind,
    acts: Acts,
    *,
    outcome: Outcome = Outcome.DONE,
    reason: str = "",
    table: str = "",
    row: UUID | None = None,
    patient: UUID | None = None,
    asks: bool = True,
    shown: Sequence[UUID] | None = None,
    query: str = "",
) -> None:
    """Write one row. `table` and `row` say what was looked at, `shown` which patients stood in a list. Whose the row
    is, the database finds, unless the caller says it with `patient`, or knows that it is nobody's (`asks` is false)."""
    with planned_cursor() as cursor:
        cursor.execute(
            NOTE,
            {
                "kind": kind.value,
                "outcome": outcome.value,
                "reason": reason,
                "actor": acts.id,
                "name": acts.name[:150],
                "roles": list(acts.roles),
                "acting_for": acts.acting_for,
                "patient": patient,
                "asks": asks and table != "accounts_trace",
                "table": table,
                "row": str(row) if row else "",
                "shown": None if shown is None else list(shown),
                "page": acts.page,
                "query": query,
                "request": acts.request_id,
                "ip": acts.ip,
            },
        )
