"""A consent text for staff: who stands for it and every word of it."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from journey.models import ConsentText
from journey.presenters.record_page import Fact, RecordPage, Table
from journey.presenters.worklists import Now


def text_page(text: ConsentText, now: Now) -> RecordPage:
    document = text.document
    return RecordPage(
        facts=(
            Fact(_("Approved"), f"{text.approved_by}, {now.short(text.approved_at)}"),
            Fact(_("Those who signed before sign again"), _("Yes") if text.is_material else _("No")),
            Fact(_("What changed"), text.changes or "–"),
            Fact(_("Language"), text.language),
            Fact(_("Pathway"), str(text.pathway_version)),
            Fact(_("Approval statement"), document["approval_statement"]),
            Fact(_("Evidence text"), document["evidence_text"]),
            Fact(_("Checksum"), text.checksum[:12]),
        ),
        tables=(
            Table(
                title=_("Lines to tick"),
                columns=(_("Number"), _("Line"), _("Asked")),
                rows=[(each["number"], each["text"], _asked(each)) for each in document["lines"]],
                empty="",
            ),
            Table(
                title=_("Evidence card"),
                columns=(_("Title"), _("Text")),
                rows=[(each["title"], each["body"]) for each in document["education"]],
                empty="",
            ),
            Table(
                title=_("Harms"),
                columns=(_("Name"), _("How common"), _("When"), _("What to do")),
                rows=[
                    (each["name"], each["how_common"], each["when"], each["what_to_do"]) for each in document["harms"]
                ],
                empty="",
            ),
        ),
    )


def wanted_lines(document: Mapping[str, Any], newest: ConsentText | None) -> tuple[str, ...]:
    """What a clinician reads before approving: everything that differs from the version that stands."""
    known: Mapping[str, Any] = newest.document if newest else {}
    lines = [_("From now on patients read this before they sign. Your name and the time stay with it.")]
    for name, title in (("approval_statement", _("Approval statement")), ("evidence_text", _("Evidence text"))):
        if document[name] != known.get(name):
            lines.append(f"{title}: {document[name]}")
    before = {_key(each): each for each in _parts(known)}
    lines += [_said(each) for each in _parts(document) if before.get(_key(each)) != each]
    after = {_key(each) for each in _parts(document)}
    lines += [_("Gone: {text}").format(text=_said(each)) for key, each in before.items() if key not in after]
    return tuple(lines)


def _parts(document: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [*document.get("lines", ()), *document.get("education", ()), *document.get("harms", ())]


def _key(part: Mapping[str, Any]) -> str:
    return str(part.get("code") or part.get("title") or part.get("name"))


def _said(part: Mapping[str, Any]) -> str:
    if "number" in part:
        return f"{part['number']}. {part['text']}"
    if "title" in part:
        return f"{part['title']}: {part['body']}"
    return f"{part['name']}: {part['how_common']} {part['when']} {part['what_to_do']}"


def _asked(line: Mapping[str, Any]) -> str:
    if line["repeat_donor_only"]:
        return _("before donor cells again")
    if line.get("repeat_harvest_only"):
        return _("before cells are taken again in a session")
    return _("yes or no") if line["optional"] else _("tick")
