"""Words that a person reads can be translated, as far as a machine can tell."""

import ast
import re
from collections.abc import Iterator

import pytest

from tests.meta.code import Module, product_modules, under
from tests.meta.pages import Template, templates

TRANSLATED = re.compile(r"{%-?\s*blocktrans(?:late)?\b.*?{%-?\s*endblocktrans(?:late)?\s*-?%}", re.DOTALL)
CLASS_BLOCK = re.compile(r"{%\s*block (?:\w*class|coltype)\s*%}.*?{%\s*endblock\b.*?%}", re.DOTALL)
STYLE = re.compile(r"<style>.*?</style>", re.DOTALL)
TAGS = re.compile(r"{%.*?%}|{{.*?}}", re.DOTALL)
SPOKEN_ATTRIBUTE = re.compile(r"\s(?:aria-label|alt|title|placeholder|data-words)\s*=\s*\"([^\"]*)\"")
MARKUP = re.compile(r"<!doctype[^>]*>|<[^>]*>|&[#\w]+;", re.IGNORECASE)
WORD = re.compile(r"[^\W\d_]{2,}")

SPOKEN_KEYWORDS = frozenset(
    {"label", "help_text", "verbose_name", "verbose_name_plural", "violation_error_message", "legend", "empty_label"}
)
SPOKEN_NAMES = frozenset(
    {"short_description", "description", "site_header", "site_title", "index_title", "verbose_name"}
)


def bare_words(template: Template) -> list[str]:
    """Words outside {% translate %} and {% blocktranslate %}."""
    without_tags = TAGS.sub(" ", CLASS_BLOCK.sub(" ", TRANSLATED.sub(" ", STYLE.sub(" ", template.text))))
    spoken = " ".join(SPOKEN_ATTRIBUTE.findall(without_tags))
    return WORD.findall(f"{spoken} {MARKUP.sub(' ', without_tags)}")


def bare_labels(module: Module) -> Iterator[str]:
    """Literal English where Django expects words for a person."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.keyword) and node.arg in SPOKEN_KEYWORDS and _is_english(node.value):
            yield f"{module.name}:{node.value.lineno} {node.arg}"
        elif isinstance(node, ast.Assign) and _is_english(node.value):
            names = {
                target.attr if isinstance(target, ast.Attribute) else getattr(target, "id", "")
                for target in node.targets
            }
            yield from (f"{module.name}:{node.lineno} {name}" for name in names & SPOKEN_NAMES)


def _is_english(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and bool(WORD.search(node.value))


def test_templates_say_nothing_that_cannot_be_translated() -> None:
    spoken = [each for each in templates() if each.name.endswith((".html", ".txt"))]
    assert {each.name: words for each in spoken if (words := bare_words(each))} == {}


def test_labels_in_code_can_be_translated() -> None:
    shown = [
        module for module in product_modules() if not under(module.name, "journey.migrations", "accounts.migrations")
    ]
    shown = [
        module for module in shown if not under(module.name, "journey.domain", "journey.pathway", "journey.management")
    ]
    assert [line for module in shown for line in bare_labels(module)] == []


@pytest.mark.parametrize(
    "text",
    [
        "<p>Hello</p>",
        "<p>{{ name }}, hello</p>",
        '<button aria-label="Close">{% icon "x" %}</button>',
        '<input placeholder="Your name">',
        "{% if open %}Open{% endif %}",
    ],
)
def test_planted_bare_word_is_found(text: str) -> None:
    assert bare_words(Template.of("planted.html", text)) != []


@pytest.mark.parametrize(
    "text",
    [
        '<p class="soft">{% translate "Hello" %} &middot; {{ name }}</p>',
        "{% blocktranslate with name=who %}Hello {{ name }}{% endblocktranslate %}",
        '<button aria-label="{% translate "Close" %}">×</button>',
        "{% comment %}Takes nothing.{% endcomment %}<!doctype html>",
    ],
)
def test_translated_template_is_accepted(text: str) -> None:
    assert bare_words(Template.of("planted.html", text)) == []


@pytest.mark.parametrize(
    "text",
    ['Field(label="Name")', 'Field(help_text="Your name")', 'view.short_description = "Name"', 'site_title = "Clinic"'],
)
def test_planted_bare_label_is_found(text: str) -> None:
    assert list(bare_labels(Module("journey.forms.staff", text))) != []
