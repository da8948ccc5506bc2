"""Writing the new rows of one deed by one statement."""

from django.db import connection
from django.db.models import Model
from django.db.models.sql import InsertQuery


def write_together(*rows: Model) -> None:
    """Insert these rows, of one table or of several, each with the triggers and constraints that it has alone. They may
    refer to one another. A number that the database gives is not read back. Called inside the transaction of the
    change; raises IntegrityError, and then none of them is written."""
    tables: dict[type[Model], list[Model]] = {}
    for row in rows:
        tables.setdefault(type(row), []).append(row)
    inserts, values = [], []
    for model, same in tables.items():
        query = InsertQuery(model)
        query.insert_values([each for each in model._meta.concrete_fields if each is not model._meta.auto_field], same)
        ((insert, given),) = query.get_compiler(connection=connection).as_sql()
        inserts.append(insert)
        values.extend(given)
    *before, last = inserts
    named = ", ".join(f"of_{number} AS ({insert})" for number, insert in enumerate(before))
    with connection.cursor() as cursor:
        cursor.execute(f"WITH {named} {last}" if before else last, values)
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias
