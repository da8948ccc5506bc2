"""What rules and writes say to people can be translated: every template is collected, and its translation is shown."""

import ast
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from string import Formatter
from typing import Any

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from django.test import Client

from accounts.roles import Role
from journey.domain.opening import parse_opening_hours
from journey.models import Journey
from tests.builders import NOW, check_in_of
from tests.journey.admin.staff_pages import client_of, said, the_time_is
from tests.meta.code import ROOT, Module, product_modules, under
from tests.meta.messages import MARKERS, collected, spoken
from tests.walked import walked

SENTENCE = re.compile(r"[“A-Z{].* .*[.?]", re.DOTALL)
# `diagram` writes a page for programmers.
SPEAKING = ("journey.domain", "journey.pathway", "journey.actions", "journey.policies", "journey.standing")
SILENT = ("journey.domain.diagram",)
# Faults of the program, which nobody reads on a page.
FOR_PROGRAMMERS = frozenset({"ValueError", "TypeError", "LookupError", "KeyError", "AssertionError"})
LANGUAGE = "eo"
MARK = "¤"


def speaking_modules() -> list[Module]:
    found = [module for module in product_modules() if under(module.name, *SPEAKING)]
    return [module for module in found if not under(module.name, *SILENT)]


def bare_sentences(module: Module) -> Iterator[str]:
    """English that no translator is given, as `module:line text`."""
    silent = set(_silent_nodes(module.tree))
    for node in ast.walk(module.tree):
        text = _text_of(node)
        if text and node not in silent and SENTENCE.fullmatch(text.strip()):
            yield f"{module.name}:{node.lineno} {text}"  # type: ignore[attr-defined]


def _text_of(node: ast.AST) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
    return ""


def _silent_nodes(tree: ast.Module) -> Iterator[ast.AST]:
    """What stands inside a marker, is a docstring, or tells a programmer of a fault."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield node.value
        elif isinstance(node, ast.JoinedStr | ast.Assert):
            yield from (inner for inner in ast.walk(node) if inner is not node)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            if node.func.id in MARKERS:
                yield from node.args
            elif node.func.id in FOR_PROGRAMMERS:
                yield from ast.walk(node)


def test_rules_and_writes_speak_only_through_templates() -> None:
    assert [sentence for module in speaking_modules() for sentence in bare_sentences(module)] == []


def test_every_template_is_collected_and_filled() -> None:
    said = [(f"{module.name}:{line}", *what) for module in speaking_modules() for line, *what in spoken(module)]
    assert len(said) > 500
    for place, template, call in said:
        assert template in collected(), f"{place} is not collected: {template}"
        assert isinstance(call.func, ast.Name)
        if call.func.id in {"_", "ngettext"}:
            wanted = {name for _text, name, _spec, _conversion in Formatter().parse(template) if name}
            given = {keyword.arg for keyword in call.keywords} | ({"number"} if call.func.id == "ngettext" else set())
            assert wanted == given, f"{place} {template}"


@pytest.mark.parametrize(
    "text",
    [
        'raise NotAccepted("Choose a time in the future.")',
        'raise NotAccepted(f"The day must be {day} or later.")',
        'PAGE = PageError(sentence="Choose one answer.")',
        'def why(at):\n    return "The journey is closed. Reopen it first."',
        "found += f\"{_('Not sent.')} Limit {most} days.\"",
    ],
)
def test_planted_bare_sentence_is_found(text: str) -> None:
    assert list(bare_sentences(Module("journey.actions.planted", text))) != []


@pytest.mark.parametrize(
    "text",
    [
        '"""Says what it does."""',
        'raise NotAccepted(_("Choose a time in the future."))',
        'raise ValueError("Fasting hours need times with a zone.")',
        'FIELD = "opening_hours"',
        'STALE = gettext_noop("Someone changed this. Look again.")',
    ],
)
def test_marked_sentence_is_accepted(text: str) -> None:
    assert list(bare_sentences(Module("journey.actions.planted", text))) == []


def test_template_inside_an_f_string_would_be_noticed(tmp_path: Path) -> None:
    """The tools that collect do not look there."""
    module = Module("journey.domain.planted", "found = f\"{_('Not collected, said.')} {rest}\"")
    assert [template for _line, template, _call in spoken(module) if template not in collected()] != []


# A translation reaches the page ----------------------------------------------------------------------


@pytest.fixture
def translated(tmp_path: Path, settings: Any) -> None:
    """Every message in a made-up language: itself, with a mark in front."""
    catalog = Catalog(locale=LANGUAGE)
    for message in collected():
        if message:
            catalog.add(message, MARK + message)
    folder = tmp_path / LANGUAGE / "LC_MESSAGES"
    folder.mkdir(parents=True)
    written = BytesIO()
    write_mo(written, catalog)
    (folder / "django.mo").write_bytes(written.getvalue())
    settings.LANGUAGES = [("en", "English"), (LANGUAGE, "Esperanto")]
    settings.LOCALE_PATHS = [tmp_path, ROOT / "locale"]


def speaker(client: Client) -> Client:
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = LANGUAGE
    return client


def workspace(journey: Journey, page: str) -> str:
    return f"/admin/journey/journey/{journey.pk}/{page}"


@pytest.mark.django_db
def test_translation_of_a_refusal_of_a_person_reaches_the_page(translated: None) -> None:
    journey = walked("post_care", day=3)
    with the_time_is(NOW):
        answer = speaker(client_of(Role.COORDINATOR)).get(workspace(journey, "move/complete_post_care/"))
    assert answer.status_code == 403
    assert f"{MARK}Only {MARK}a clinician may do this." in said(answer)


@pytest.mark.django_db
def test_translation_of_what_a_gate_found_reaches_the_page(translated: None) -> None:
    journey = walked("preparation")
    with the_time_is(NOW):
        text = said(speaker(client_of(Role.CLINICIAN)).get(workspace(journey, "change/")))
    assert f"{MARK}P-BASE has not been sent." in text
    assert f"{MARK}P-1 has not been sent." in text


@pytest.mark.django_db
def test_translation_of_a_write_that_is_refused_reaches_the_page(translated: None) -> None:
    journey = walked("post_care", day=3)
    with the_time_is(NOW):
        client = speaker(client_of(Role.CLINICIAN))
        answer = client.post(workspace(journey, "move/complete_post_care/"), {"version": "0"})
    assert answer.status_code == 409
    assert f"{MARK}This journey changed since you opened the page." in said(answer)


@pytest.mark.django_db
def test_translation_of_what_is_wrong_with_an_answer_reaches_the_patient(translated: None) -> None:
    journey = walked("post_care", day=3)
    client = Client()
    with the_time_is(NOW):
        client.force_login(journey.patient.user)
        page = f"/check-ins/{check_in_of(journey, 'A-3').pk}/questions/red_flags/"
        answer = speaker(client).post(page, {})
    assert answer.status_code == 422
    assert f"{MARK}Choose all that fit, or “" in said(answer)


@pytest.mark.django_db
def test_translation_of_the_class_of_an_allergy_reaches_the_page(translated: None) -> None:
    journey = walked("preparation")
    with the_time_is(NOW):
        text = said(speaker(client_of(Role.NURSE)).get(workspace(journey, "allergies/")))
    assert f"{MARK}DMSO" in text
    assert f"{MARK}Collagenase (enzyme)" in text


def test_translation_of_opening_hours_is_said_in_the_readers_language(translated: None) -> None:
    from django.utils.translation import override

    hours = parse_opening_hours("Mon-Fri 08:30-17:00")
    assert hours.words() == "Monday to Friday, 8:30am to 5pm"
    with override(LANGUAGE):
        assert f"{MARK}Monday" in hours.words()
