"""New rows of several tables that come into being together: one statement, one way to the database and back."""

from collections.abc import Sequence
from typing import Any

from django.db import connection, models
from django.db.models import sql


def write_together(*rows: models.Model) -> None:
    """Insert these rows, each of any table, in one statement: all of them or none. Raises what the database says of the
    first that it refuses, as `save` does. Called by actions inside their transaction.

    Rows may name each other by keys that Python makes, in any order: foreign keys are looked at when the transaction
    ends, and the trace is written after the last row. A key that the database makes is not read back. No row may need
    a trigger that fires before it is written and reads another one of these: it would not see it.
    """
    inserts = [_insert(row) for row in rows]
    # PostgreSQL runs the last part first, and then the others from the last to the first.
    parts = ", ".join(f"row_{place} AS ({text})" for place, (text, _values) in reversed([*enumerate(inserts)][1:]))
    values = [value for _text, given in (*reversed(inserts[1:]), inserts[0]) for value in given]
    with connection.cursor() as cursor:
        cursor.execute(f"WITH {parts} {inserts[0][0]}" if parts else inserts[0][0], values)
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias


def _insert(row: models.Model) -> tuple[str, Sequence[Any]]:
    """The statement that Django itself would send for this row, with its values."""
    fields = [field for field in row._meta.concrete_fields if not isinstance(field, models.AutoField)]
    query = sql.InsertQuery(type(row))
    query.insert_values(fields, [row])
    ((text, values),) = query.get_compiler(connection=connection).as_sql()
    return text, values
