"""Only actions write clinical rows: no page, presenter, form or job can walk around a rule."""

import ast
from collections.abc import Iterator

import pytest

from tests.meta.code import Module, product_modules, under

WRITERS = (
    "accounts",
    "journey.actions",
    "journey.migrations",
    "journey.management.demo_clinic",  # builds its made-up people before any of them can act
)
ALLOWED = {
    "journey.forms.files": "writes a cleaned picture into memory, no row",
    "config.postgres": "creates the embedded server's database, before there is any table",
}
ALWAYS = frozenset(
    {
        "save", "create", "delete", "bulk_create", "bulk_update", "get_or_create", "update_or_create",
        "asave", "acreate", "adelete", "abulk_create", "aupdate", "create_user", "create_superuser",
        "execute", "executemany", "raw", "save_model", "delete_model", "save_formset", "set_password",
    }
)  # fmt: skip
MANY_TO_MANY = frozenset({"groups", "user_permissions", "permissions"})
CHANGES_MANY = frozenset({"add", "set", "remove", "clear"})
QUERYSET_STEPS = frozenset({"objects", "filter", "exclude", "all", "select_for_update", "order_by", "_default_manager"})


def writes(module: Module) -> Iterator[str]:
    for call in module.calls:
        if isinstance(call.func, ast.Attribute) and _writes(call, call.func):
            yield f"{module.name}:{call.lineno} {ast.unparse(call.func)}"


def _writes(call: ast.Call, function: ast.Attribute) -> bool:
    if function.attr in ALWAYS:
        return True
    if function.attr == "update":
        # A queryset takes keywords only, or stands at the end of a query; a dictionary takes another mapping.
        return not call.args or bool(_steps(function.value) & QUERYSET_STEPS)
    receiver = function.value
    return function.attr in CHANGES_MANY and isinstance(receiver, ast.Attribute) and receiver.attr in MANY_TO_MANY


def _steps(node: ast.AST) -> set[str]:
    return {inner.attr for inner in ast.walk(node) if isinstance(inner, ast.Attribute)}


def test_rows_are_written_in_actions_only() -> None:
    others = [m for m in product_modules() if not under(m.name, *WRITERS) and m.name not in ALLOWED]
    assert [line for module in others for line in writes(module)] == []


@pytest.mark.parametrize("name", ALLOWED)
def test_allowed_writer_still_needs_its_place_on_the_list(name: str) -> None:
    module = next(module for module in product_modules() if module.name == name)
    assert list(writes(module)) != [], "take it off the list"


@pytest.mark.parametrize(
    "text",
    [
        "journey.save()",
        "journey.save(update_fields=['status'])",
        "Journey.objects.create(patient=patient)",
        "Journey.objects.filter(pk=1).update(status='active')",
        "rows.update(status='active')",
        "Journey.objects.filter(pk=1).update(**values)",
        "Stage.objects.bulk_create(rows)",
        "alert.delete()",
        "Patient.objects.get_or_create(record_no='1')",
        "user.groups.add(group)",
        "cursor.execute('update journey_journey set status = 1')",
        "form.save()",
    ],
)
def test_planted_write_is_found(text: str) -> None:
    assert list(writes(Module("journey.views.patient.home", text))) != []


@pytest.mark.parametrize("text", ["known.update(more)", "seen.add(page.key)", "form_pages(pathway)", "groups.add(1)"])
def test_plain_python_is_no_write(text: str) -> None:
    assert list(writes(Module("journey.views.patient.home", text))) == []
