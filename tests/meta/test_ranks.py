"""Imports only point down, rank by rank, and nothing below the pages reads a clock."""

import ast
import sys
from collections.abc import Iterator

import pytest

from tests.meta.code import ROOT, Module, product_modules, under

RANKS = {
    "journey.domain": 0,
    "journey.pathway": 0,
    "journey.models": 1,
    "journey.access": 2,
    "journey.gate_rows": 2,
    "journey.policies": 2,
    "journey.signing": 2,
    "journey.standing": 2,
    "journey.notifications": 3,
    "journey.actions": 4,
    "journey.presenters": 4,
    "journey.forms": 4,
    "journey.exchange": 4,
    "journey.views": 5,
    "journey.admin": 5,
    "journey.jobs": 5,
    "journey.management": 5,
    "journey.templatetags": 5,
    "journey.urls": 5,
    "journey.apps": 5,
    "config": 6,
}
# Apart from the ranks: migrations are history, and accounts is the foundation that everything above rank 0 may use.
ASIDE = ("accounts", "journey.migrations", "journey")
CLOCKLESS = tuple(package for package, rank in RANKS.items() if rank <= 4)
CLOCKS = frozenset({"now", "today", "utcnow", "monotonic"})
CLOCKS_WITHOUT_A_MOMENT = frozenset({"localdate", "localtime"})  # with a moment they only convert it
WORDS_OF_NO_MEANING = frozenset({"utils", "util", "helpers", "helper", "common", "core", "misc", "manager", "managers"})


def package_of(name: str) -> str | None:
    """The ranked package of a dotted name; None for what is not ours or stands aside."""
    return next((package for package in RANKS if under(name, package)), None)


def wrong_imports(module: Module) -> Iterator[str]:
    home = package_of(module.name)
    for name, line in module.imports:
        target = package_of(name)
        where = f"{module.name}:{line} imports {name}"
        if under(name, "tests") or (under(name, "config") and not under(module.name, "config")):
            yield where
        elif under(module.name, "accounts") and under(name, "journey"):
            yield f"{where}: accounts stands below"
        elif home == "journey.domain" and not under(name, home, *sys.stdlib_module_names):
            yield f"{where}: domain is the standard library and itself"
        elif home == "journey.pathway" and not under(name, home, "journey.domain", "msgspec", *sys.stdlib_module_names):
            yield f"{where}: pathway is the standard library, msgspec and the domain"
        elif home and target and not _may_import(home, target):
            yield f"{where}: rank {RANKS[home]} must not import rank {RANKS[target]}"


def _may_import(home: str, target: str) -> bool:
    if home == target:
        return True
    if RANKS[home] == RANKS[target]:
        return RANKS[home] in {0, 2, 5} and (home, target) != ("journey.domain", "journey.pathway")
    return RANKS[home] > RANKS[target]


def clock_readings(module: Module) -> Iterator[str]:
    """Calls such as `timezone.now()`: time is passed in (`at=`), so that every rule can be tried at any moment."""
    for call in module.calls:
        function = call.func
        if not isinstance(function, ast.Attribute):
            continue
        if function.attr in CLOCKS or (function.attr in CLOCKS_WITHOUT_A_MOMENT and not call.args):
            yield f"{module.name}:{call.lineno} reads the clock ({ast.unparse(function)})"


def test_modules_import_only_what_stands_below_them() -> None:
    assert [wrong for module in product_modules() for wrong in wrong_imports(module)] == []


def test_every_module_has_a_rank() -> None:
    unplaced = [
        module.name
        for module in product_modules()
        if package_of(module.name) is None and module.name not in ASIDE and not under(module.name, *ASIDE[:2])
    ]
    assert unplaced == [], "give it a rank in RANKS, or move it into a package that has one"


def test_nothing_below_the_pages_reads_a_clock() -> None:
    low = [module for module in product_modules() if under(module.name, *CLOCKLESS)]
    assert [reading for module in low for reading in clock_readings(module)] == []


def test_no_module_has_a_name_that_says_nothing() -> None:
    names = {
        path.stem for package in ("accounts", "config", "journey", "tests") for path in (ROOT / package).rglob("*.py")
    }
    assert names & WORDS_OF_NO_MEANING == set()


@pytest.mark.parametrize(
    ("home", "line"),
    [
        ("journey.domain.triage", "from django.utils import timezone"),
        ("journey.domain.triage", "import msgspec"),
        ("journey.domain.triage", "from journey.pathway.flow import form_pages"),
        ("journey.pathway.flow", "from journey.models import Patient"),
        ("journey.pathway.flow", "from accounts.models import User"),
        ("journey.models.alert", "from journey.policies import may"),
        ("journey.models.alert", "def late():\n    from journey.access import the_clinic"),
        ("journey.access", "from journey.actions.events import record"),
        ("journey.standing", "import journey.presenters.when"),
        ("journey.actions.moves", "from journey.presenters import when"),
        ("journey.presenters.when", "from journey.actions.events import record"),
        ("journey.forms.widgets", "from journey.actions.events import record"),
        ("journey.exchange.calendar", "from journey.presenters.when import words"),
        ("journey.notifications.words", "from journey.actions.events import record"),
        ("journey.actions.moves", "from journey.views.errors import refused"),
        ("journey.views.errors", "from config.settings import DEBUG"),
        ("accounts.models", "from journey.models import Patient"),
        ("journey.views.errors", "from tests.builders import NOW"),
    ],
)
def test_planted_import_is_found(home: str, line: str) -> None:
    assert list(wrong_imports(Module(home, line))) != []


@pytest.mark.parametrize(
    ("home", "line"),
    [
        ("journey.pathway.flow", "from journey.domain.days import day_number"),
        ("journey.access", "from journey.policies import may"),
        ("journey.views.errors", "from journey.actions.moves import make_move"),
        ("config.urls", "from journey.views import errors"),
    ],
)
def test_import_that_points_down_is_accepted(home: str, line: str) -> None:
    assert list(wrong_imports(Module(home, line))) == []


@pytest.mark.parametrize("text", ["timezone.now()", "datetime.now(UTC)", "date.today()", "timezone.localdate()"])
def test_planted_clock_is_found(text: str) -> None:
    assert list(clock_readings(Module("journey.actions.moves", text))) != []
