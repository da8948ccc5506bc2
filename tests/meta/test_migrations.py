"""The migrations are complete, in one line, named for what they do, and stand alone."""

import re
from collections.abc import Iterable, Iterator
from io import StringIO

import pytest
from django.core.management import call_command
from django.db.migrations import Migration
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ModelState, ProjectState
from django.db.migrations.writer import MigrationWriter

from tests.meta.code import Module, product_modules, under

APPS = ("accounts", "journey")
GOOD_NAME = re.compile(r"\d{4}_(?!auto_|initial$|alter_\w+_and_more$)[a-z0-9_]+")
LISTED_OPTIONS = ("constraints", "indexes", "triggers")
OUR_FOLDERS = tuple(f"{app}.migrations" for app in APPS)


def breaks_in_line(app: str, parents: dict[str, list[str]]) -> Iterator[str]:
    """`parents`: names of earlier migrations of the same app, by name. One line: one root, one child each, in order."""
    names = sorted(parents)
    for number, name in enumerate(names):
        expected = [names[number - 1]] if number else []
        if parents[name] != expected:
            yield f"{app}.{name} follows {parents[name]}, not {expected}"
        if not name.startswith(f"{number + 1:04}_"):
            yield f"{app}.{name} is number {number + 1}"


def live_imports(module: Module) -> Iterator[str]:
    yield from (f"{module.name}:{line} {name}" for name, line in module.imports if under(name, *APPS, "config"))


def bad_names(names: Iterable[str]) -> list[str]:
    return [name for name in names if not GOOD_NAME.fullmatch(name)]


def on_disk() -> dict[tuple[str, str], Migration]:
    return {key: each for key, each in MigrationLoader(None).disk_migrations.items() if key[0] in APPS}


def own_migrations() -> dict[str, dict[str, list[str]]]:
    """Those that stand in the line; a squashed one stands beside it."""
    return {
        app: {
            name: [parent for parent_app, parent in migration.dependencies if parent_app == app]
            for (home, name), migration in on_disk().items()
            if home == app and not migration.replaces
        }
        for app in APPS
    }


def state_after(migrations: Iterable[Migration]) -> dict[tuple[str, str], tuple[str, ...]]:
    """What these make of the models of their app, in whatever order fields were added."""
    state = ProjectState()
    for migration in migrations:
        state = migration.mutate_state(state, preserve=False)
    return {key: told(model) for key, model in state.models.items()}


def told(model: ModelState) -> tuple[str, ...]:
    by_name = {key: {each.name: each for each in model.options.get(key, [])} for key in LISTED_OPTIONS}
    options = {key: value for key, value in model.options.items() if key not in by_name and value}
    parts = (model.fields, *by_name.values(), options)
    return (*(MigrationWriter.serialize(sorted(part.items()))[0] for part in parts), repr(model.bases))


@pytest.mark.django_db
def test_models_need_no_further_migration() -> None:
    out = StringIO()
    try:
        call_command("makemigrations", check=True, dry_run=True, stdout=out, stderr=out)
    except SystemExit:
        pytest.fail(out.getvalue())


@pytest.mark.parametrize("app", APPS)
def test_migrations_are_one_line_with_names_that_say_what(app: str) -> None:
    parents = own_migrations()[app]

    assert list(breaks_in_line(app, parents)) == []
    assert bad_names(parents) == []


def test_squashed_migration_makes_what_the_first_of_the_line_make() -> None:
    """Of the models; `python -m drills.new_database` compares the databases."""
    known = on_disk()
    squashed = [each for each in known.values() if each.replaces]
    assert squashed != []
    for each in squashed:
        line = [known[key] for key in each.replaces]
        assert [one.name for one in line] == sorted(own_migrations()[each.app_label])[: len(line)]
        assert state_after([each]) == state_after(line)


def test_migrations_import_nothing_of_ours() -> None:
    files = [module for module in product_modules() if under(module.name, *OUR_FOLDERS)]
    assert files != []
    assert [line for module in files for line in live_imports(module)] == []


def test_two_heads_or_a_gap_are_found() -> None:
    assert list(breaks_in_line("x", {"0001_a": [], "0002_b": ["0001_a"], "0003_c": ["0001_a"]})) != []
    assert list(breaks_in_line("x", {"0001_a": [], "0003_b": ["0001_a"]})) != []


def test_name_of_the_machine_is_found() -> None:
    names = ["0002_auto_20260101_1200", "0001_initial", "0003_alter_alert_level_and_more", "0004_add_paper_notes"]
    assert bad_names(names) == names[:3]


def test_planted_live_import_is_found() -> None:
    assert list(live_imports(Module("journey.migrations.0002_x", "from journey.models import Patient"))) != []
