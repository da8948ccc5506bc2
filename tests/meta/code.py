"""The product's own Python, each file parsed once and where it is read; and the tests that pages name."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("accounts", "config", "journey")


@dataclass(frozen=True)
class Module:
    """`name` is dotted; a package has the name of its folder."""

    name: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @property
    def imports(self) -> Iterator[tuple[str, int]]:
        """Every dotted name that is imported anywhere in the file, with its line; `from a import b` gives `a.b` too."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from ((alias.name, node.lineno) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                assert node.level == 0, f"{self.name}:{node.lineno}: relative import"
                yield from ((f"{node.module}.{alias.name}", node.lineno) for alias in node.names)

    @property
    def calls(self) -> Iterator[ast.Call]:
        return (node for node in ast.walk(self.tree) if isinstance(node, ast.Call))


@cache
def product_modules() -> tuple[Module, ...]:
    files = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
    return tuple(Module(_name(path), path.read_text(encoding="utf-8")) for path in files)


def under(name: str, *packages: str) -> bool:
    return any(name == package or name.startswith(f"{package}.") for package in packages)


def _name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def is_there(test: str) -> bool:
    """Whether "tests/path.py::name" names a test, or a class of them; nothing is imported."""
    path, _, name = test.partition("::")
    return (ROOT / path).is_file() and name in names_of(ROOT / path)


@cache
def names_of(path: Path) -> set[str]:
    """Its test functions, and its classes that hold one."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    functions = {each.name for each in ast.walk(tree) if isinstance(each, ast.FunctionDef)}
    classes = [each for each in tree.body if isinstance(each, ast.ClassDef) and each.name.startswith("Test")]
    full = {each.name for each in classes if any(getattr(part, "name", "").startswith("test_") for part in each.body)}
    return {name for name in functions if name.startswith("test_")} | full
