"""`manage.py record_page > docs/record-fields.md`: each field of the record, where it is, and what tries it."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.core.management.base import BaseCommand

from journey.domain.record.fields import MANY_CODES, ONE_CODE, Field, Group, Kind, Section, with_other
from journey.domain.record.sections import SECTIONS
from journey.domain.stages import StageCode
from journey.models import LINES, RECORDS

INTRO = """# The fields of the clinical record

Drawn from the sections in `journey/domain/record/`; a test compares this page with them, and another the fields with
the tables of the clinical design (`tests/data/record_names.csv`). Columns, limits, lists, forms, history and the
patient's own copy are made from the same declaration, so the tests named here run over every field:

- **list**, **limits**: the form and the action refuse another value (`tests/journey/domain/test_record_fields.py`), and
  so does the database (`tests/journey/models/test_record_tables.py`).
- **warning**: an unusual value has to be seen. **past**: it cannot lie in the future; **date**:
  it may, and not too long ago. **length**, **form**: of words.
- **only if**: refused where the case is another one. **needed**: without it the gate stays closed. **at once**:
  nothing is saved without it.

"Needed" says when the stage cannot close without the field.
To write it again: `manage.py record_page > docs/record-fields.md`.
"""


def render_record() -> str:
    """The whole page, with a final newline."""
    parts = [INTRO.rstrip()]
    for stage in StageCode:
        parts += ["\n".join(_section(section)) for section in SECTIONS.values() if section.stage is stage]
    return "\n\n".join(parts) + "\n"


def _section(section: Section) -> Iterator[str]:
    yield f"## {section.stage.value.replace('_', ' ').capitalize()}: {section.title.lower()}"
    yield ""
    yield "| Field | What | Where | Needed | Tried |"
    yield "|---|---|---|---|---|"
    for kept in section.elsewhere:
        needed = "yes" if kept.needed else ""
        yield f"| `{kept.name}` | {kept.label} | `{kept.home}` | {needed} | by the tests of its home |"
    yield from _fields(section.fields, RECORDS[section.code].__name__, "")
    for group in section.groups:
        yield from _fields(group.fields, LINES[section.code, group.code].__name__, f"{group.code}[].", group)


def _fields(fields: Iterable[Field], table: str, before: str, group: Group | None = None) -> Iterator[str]:
    for each in with_other(fields):
        needed = "yes" if each.needed or each.must else ""
        if needed and each.shown:
            needed = f"for {each.shown.words}"
        if needed and group is not None:
            needed = f"{needed}, in each line" + (f"; at least {group.least}" if group.least else "")
        tried = ", ".join(tries_of(each))
        yield f"| `{before}{each.name}` | {each.title} | `{table}.{each.name}` | {needed} | {tried} |"


def tries_of(each: Field) -> list[str]:
    """What the tests that run over every field try of this one."""
    limits = each.limits
    unusual = limits is not None and (limits.warn_below is not None or limits.warn_above is not None)
    found = {
        "list": each.kind in ONE_CODE | MANY_CODES,
        "limits": limits is not None,
        "warning": unusual,
        "past": each.kind in {Kind.DATE, Kind.MOMENT} and not each.future,
        "date": each.kind in {Kind.DATE, Kind.MOMENT} and each.future,
        "length": each.kind in {Kind.LINE, Kind.TEXT},
        "form": bool(each.pattern),
        "only if": each.shown is not None,
        "needed": each.needed,
        "at once": each.must,
        "yes and no": each.kind is Kind.YES_NO,
        "team": each.kind is Kind.PERSON,
    }
    return [name for name, is_tried in found.items() if is_tried]


class Command(BaseCommand):
    help = "Writes the page of the clinical record's fields in Markdown."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(render_record(), ending="")
