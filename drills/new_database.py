"""A new database is made by one squashed migration: it holds what the long line of migrations makes.

    python -m drills.new_database             # exit 0: both ways make the same
    python -m drills.new_database --broken    # one constraint, trigger and column taken away; exit 0: the drill saw it

Makes two databases of its own. The long line takes some minutes: it renders every model again for every change.
"""

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

from drills.database import own_database, start

# Everything that the migrations make, told so that the order of columns and of statements does not count.
TOLD = {
    "column": """
        select table_name, column_name, data_type, udt_name, character_maximum_length, numeric_precision, numeric_scale,
            is_nullable, column_default, is_identity, identity_generation, generation_expression, collation_name
        from information_schema.columns where table_schema = 'public'
    """,
    "constraint": """
        select conrelid::regclass, conname, pg_get_constraintdef(oid), condeferrable, condeferred
        from pg_constraint where connamespace = 'public'::regnamespace
    """,
    "index": "select tablename, indexname, indexdef from pg_indexes where schemaname = 'public'",
    "trigger": """
        select tgrelid::regclass, tgname, pg_get_triggerdef(oid), tgenabled from pg_trigger where not tgisinternal
    """,
    "function": """
        select proname, regexp_replace(pg_get_functiondef(oid), '\\s+', ' ', 'g')
        from pg_proc where pronamespace = 'public'::regnamespace and prokind = 'f'
    """,
    "sequence": """
        select sequencename, data_type::text, min_value, max_value, increment_by, cycle
        from pg_sequences where schemaname = 'public'
    """,
    "type": "select typname, typtype from pg_type where typnamespace = 'public'::regnamespace",
    "table": """
        select relname, relkind, relpersistence, relacl::text from pg_class where relnamespace = 'public'::regnamespace
    """,
    "group": "select name from auth_group",
    "permission": """
        select app_label, model, codename from auth_permission p join django_content_type c on c.id = p.content_type_id
    """,
}
DAMAGE = (
    "alter table journey_alert drop constraint {constraint}",
    "drop trigger {trigger} on journey_alert",
    "alter table journey_alert drop column note",
)


def told() -> set[str]:
    """Of the database that is connected: one line for each thing in it."""
    from django.db import connection

    lines = set()
    with connection.cursor() as cursor:
        for what, statement in TOLD.items():
            cursor.execute(statement)
            lines |= {" | ".join([what, *map(str, row)]) for row in cursor.fetchall()}
    return lines


@contextmanager
def the_long_line() -> Iterator[None]:
    """Migrations one by one, as if no squashed one were there."""
    from django.db.migrations.loader import MigrationLoader

    read = MigrationLoader.load_disk

    def without_squashed(self: MigrationLoader) -> None:
        read(self)
        ours = {key: one for key, one in self.disk_migrations.items() if key[0] in {"accounts", "journey"}}
        for key in [key for key, one in ours.items() if one.replaces]:
            del self.disk_migrations[key]

    MigrationLoader.load_disk = without_squashed  # type: ignore[method-assign]
    try:
        yield
    finally:
        MigrationLoader.load_disk = read  # type: ignore[method-assign]


def damage() -> None:
    from django.db import connection

    from accounts.database import as_owner

    with as_owner(), connection.cursor() as cursor:
        cursor.execute("select conname from pg_constraint where conrelid = 'journey_alert'::regclass and contype = 'c'")
        constraint = sorted(row[0] for row in cursor.fetchall())[0]
        cursor.execute("select tgname from pg_trigger where tgrelid = 'journey_alert'::regclass and not tgisinternal")
        trigger = sorted(row[0] for row in cursor.fetchall())[0]
        for statement in DAMAGE:
            cursor.execute(statement.format(constraint=constraint, trigger=trigger))


def problems(*, broken: bool = False) -> list[str]:
    """What only one of the two databases holds."""
    made = []
    for way in (nullcontext(), the_long_line()):
        with way, own_database("drill_new_database"):
            if broken and not made:
                damage()
            made.append(told())
    new, grown = made
    return [f"only in the new: {line}" for line in sorted(new - grown)] + [
        f"only in the grown: {line}" for line in sorted(grown - new)
    ]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--broken", action="store_true")
    options = parser.parse_args()
    start()
    found = problems(broken=options.broken)
    for line in found:
        print(line)
    print(f"{len(found)} differences")
    good = bool(found) == options.broken
    print("as it should be" if good else "NOT AS IT SHOULD BE")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
