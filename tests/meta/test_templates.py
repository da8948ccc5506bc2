"""Every template compiles and is used, and none holds script, style or unescaped text."""

import ast
import importlib.util
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from django.template.loader import get_template

from tests.meta.code import Module, product_modules
from tests.meta.pages import Template, templates

INLINE = {
    "script without a file": re.compile(r"<script(?![^>]*\ssrc=)", re.IGNORECASE),
    "style element": re.compile(r"<style\b", re.IGNORECASE),
    "style attribute": re.compile(r"\sstyle\s*=", re.IGNORECASE),
    "event attribute": re.compile(r"[\s\"']on[a-z]+\s*=\s*[\"'{]", re.IGNORECASE),
    "script address": re.compile(r"javascript:", re.IGNORECASE),
}
# What is read without us, where no policy of ours reaches: mail programs know no style sheets, and the file that a
# patient takes home brings its own.
STYLED = {"mail/letter.html": "style attribute", "patient/your_data_file.html": "style element"}
UNESCAPED = re.compile(r"\|\s*safe(?:seq)?\b|{%\s*autoescape\s+off")
# Text that comes out unescaped, and why that is right.
MAY_BE_UNESCAPED = {
    "hand/layout/div.html": "crispy passes the fields of a layout object as finished HTML",
    "hand/layout/buttonholder.html": "the same",
    "hand/layout/fieldset.html": "the same",
    "hand/notes.html": "a form field's help text is Django's own kind of HTML; ours is written in code, never typed in",
}
SAFE_IN_CODE = {"journey.templatetags.ui": "drawings written in that file"}
ASKED_BY_NAME = {
    "500.html": "must render when the error handler itself cannot",
}
# A mail is asked for by what its subject and its text have in common.
MAIL_PART = re.compile(r"_(?:subject|message)\.txt$")
LIBRARIES = ("allauth", "django", "crispy_forms")
PACK = "hand/"


def inline_parts(template: Template) -> list[str]:
    found = [what for what, pattern in INLINE.items() if pattern.search(template.text)]
    return [f"{template.name}: {what}" for what in found if STYLED.get(template.name) != what]


def unescaped_parts(template: Template) -> list[str]:
    return [f"{template.name}: {found}" for found in UNESCAPED.findall(template.text)]


def unreached(all_of_them: tuple[Template, ...], words_of_code: set[str]) -> list[str]:
    """Templates that no code, no other template and no library asks for."""
    asked = words_of_code.union(*(template.asks_for for template in all_of_them))
    names = [each.name for each in all_of_them if each.name not in asked and not _asked_by_a_library(each.name)]
    return [name for name in names if MAIL_PART.sub("", name) not in words_of_code]


def _asked_by_a_library(name: str) -> bool:
    if name in ASKED_BY_NAME:
        return True
    if name.startswith(PACK):
        return any(name.removeprefix(PACK) in text for text in _sources_of_crispy())
    return any((folder / name).exists() for folder in _template_folders())


@cache
def _template_folders() -> tuple[Path, ...]:
    return tuple(folder for library in LIBRARIES for folder in _home(library).rglob("templates") if folder.is_dir())


@cache
def _sources_of_crispy() -> tuple[str, ...]:
    return tuple(path.read_text(encoding="utf-8") for path in _home("crispy_forms").rglob("*.py"))


def _home(library: str) -> Path:
    found = importlib.util.find_spec(library)
    assert found is not None
    assert found.origin is not None
    return Path(found.origin).parent


def strings_of(modules: tuple[Module, ...]) -> set[str]:
    return {
        node.value
        for module in modules
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def unescaping_calls(module: Module) -> Iterator[str]:
    for call in module.calls:
        name = ast.unparse(call.func).rsplit(".", 1)[-1]
        if name in {"mark_safe", "SafeString", "SafeText"}:
            yield f"{module.name}:{call.lineno} {name}"


def test_templates_compile_and_hold_no_script_or_style() -> None:
    for template in templates():
        if template.name.endswith((".html", ".txt")):
            get_template(template.name)
        assert inline_parts(template) == [], template.name
        assert template.name in MAY_BE_UNESCAPED or unescaped_parts(template) == [], template.name
        for asked in template.asks_for:
            get_template(asked)


def test_every_template_is_reached() -> None:
    assert unreached(templates(), strings_of(product_modules())) == []


def test_explained_lists_hold_nothing_that_is_gone() -> None:
    by_name = {template.name: template for template in templates()}
    assert [name for name in MAY_BE_UNESCAPED if not unescaped_parts(by_name[name])] == []
    assert [name for name in [*ASKED_BY_NAME, *STYLED] if name not in by_name] == []


def test_code_makes_no_text_safe() -> None:
    found = [
        line for module in product_modules() if module.name not in SAFE_IN_CODE for line in unescaping_calls(module)
    ]
    assert found == [], "use format_html"


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        '<script type="module">go()</script>',
        "<style>p { color: red }</style>",
        '<p style="color: red">x</p>',
        '<p class="a" style = "{{ colour }}">x</p>',
        '<a href="#" onclick="go()">x</a>',
        "<body onload='go()'>",
        '<a href="JavaScript:go()">x</a>',
    ],
)
def test_planted_script_or_style_is_found(text: str) -> None:
    assert inline_parts(Template.of("planted.html", text)) != []


@pytest.mark.parametrize("text", ["{{ note|safe }}", "{{ notes | safeseq }}", "{% autoescape off %}{{ note }}"])
def test_planted_unescaped_text_is_found(text: str) -> None:
    assert unescaped_parts(Template.of("planted.html", text)) != []


def test_words_that_only_look_like_script_are_accepted() -> None:
    text = '{# style="x" #}<script type="module" src="a.js"></script><p data-on="x">On one day: only = once</p>'
    assert inline_parts(Template.of("planted.html", text)) == []


def test_template_that_nobody_asks_for_is_found() -> None:
    planted = (
        Template.of("patient/lost.html", ""),
        Template.of("patient/found.html", '{% include "patient/part.html" %}'),
    )
    assert unreached((*planted, Template.of("patient/part.html", "")), {"patient/found.html"}) == ["patient/lost.html"]


@pytest.mark.parametrize("text", ["mark_safe(note)", "SafeString(name)", "safestring.mark_safe(note)"])
def test_planted_safe_text_in_code_is_found(text: str) -> None:
    assert list(unescaping_calls(Module("journey.presenters.home", text))) != []
