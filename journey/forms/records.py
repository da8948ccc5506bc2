"""The form of a section of the clinical record, with its lists of lines: made from the section."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy

from journey.domain.record.checking import Finding
from journey.domain.record.entries import Entry
from journey.domain.record.fields import Field, Group, Kind, Section, with_other
from journey.domain.words import say as _
from journey.forms.dates import VersionedForm
from journey.forms.record_fields import shown_value
from journey.forms.record_lines import BLANK_LINES, MOST_LINES, LinesOfGroup, People, add_fields, typed_values


class SectionForm(VersionedForm):
    """The fields of a section. Nothing is required: a record may be saved at any point."""

    def __init__(
        self, *args: Any, asked: Sequence[Field], zone: ZoneInfo, people: People, is_closed: bool, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.asked = asked
        add_fields(self, asked, zone, people)
        if is_closed:
            self.fields["reason"] = forms.CharField(
                label=gettext_lazy("Why the record changes"),
                max_length=500,
                required=False,
                widget=forms.Textarea({"rows": 2}),
            )

    def values(self) -> dict[str, Any]:
        return typed_values(self, self.asked)


class RecordForm:
    """A section as it is filled in: its fields, and the lines of each of its groups."""

    def __init__(
        self,
        section: Section,
        entry: Entry,
        posted: Any,
        *,
        zone: ZoneInfo,
        people: People,
        is_closed: bool = False,
        more: str = "",
        reason: str = "",
        left_out: Collection[str] = (),
    ) -> None:
        """`left_out`: fields that are not asked, and stay as they are."""
        self.section, self.begun = section, entry
        more_of = f"{more}-TOTAL_FORMS"
        if posted is not None and more_of in posted:
            posted = posted.copy()
            posted[more_of] = str(min(_count(posted[more_of]) + BLANK_LINES, MOST_LINES))
        shown = {each.name: shown_value(each, entry.values.get(each.name)) for each in with_other(section.fields)}
        self.form = SectionForm(
            posted,
            asked=[each for each in section.fields if each.name not in left_out],
            zone=zone,
            people=people,
            is_closed=is_closed,
            initial={"version": entry.version, "reason": reason, **shown},
        )
        self.groups = {
            group.code: LinesOfGroup(
                posted,
                group=group,
                zone=zone,
                people=people,
                initial=None if posted is not None else _shown(group, entry),
            )
            for group in section.groups
        }

    def is_valid(self) -> bool:
        return all([self.form.is_valid(), *(rows.is_valid() for rows in self.groups.values())])

    @property
    def is_bound(self) -> bool:
        return self.form.is_bound

    def values(self) -> dict[str, Any]:
        return self.form.values()

    def lines(self) -> dict[str, list[dict[str, Any]]]:
        return {code: rows.lines() for code, rows in self.groups.items()}

    @property
    def at_once(self) -> bool:
        """Whether its lines are answered in one row each: then nothing stands before them."""
        return any(group.at_once for group in self.section.groups)

    @property
    def why(self) -> forms.BoundField | None:
        """Why a closed record changes: asked last."""
        return self.form["reason"] if "reason" in self.form.fields else None

    @property
    def version(self) -> int:
        version: int = self.form.cleaned_data["version"]
        return version

    @property
    def reason(self) -> str:
        return str(self.form.cleaned_data.get("reason", ""))

    def refuse(self, findings: Sequence[Finding]) -> None:
        """Each finding becomes an error of its field; one of a whole list stands above the form."""
        for each in findings:
            form, name = self._place(each.place)
            known = name if name in form.fields else None
            title = next((_(group.title) for group in self.section.groups if group.code == each.place), "")
            form.add_error(known, f"{title}: {each.sentence}" if title else each.sentence)

    def show_beside(self, words: Mapping[str, str]) -> None:
        """What stands beside each field: the patient's own answer, the session before."""
        for name, said in words.items():
            if name in self.form.fields:
                self.form.fields[name].beside = said  # type: ignore[attr-defined]

    def show_in_rows(self, code: str, cells: Mapping[tuple[Any, ...], Mapping[str, str]]) -> None:
        """What stands under the cells of a table, by its row and field."""
        lines = self.groups[code]
        for line in lines:
            row = tuple(line[name].value() for name in lines.group.known_by)
            for name, said in cells.get(row, {}).items():
                bound = line[name]
                bound.field.beside = said
                bound.field.widget.attrs["aria-describedby"] = f"{bound.auto_id}_beside"

    @property
    def first_joints(self) -> str:
        """The first field of joints; else the first list whose lines name a joint; blank without either."""
        names = [each.name for each in self.form.asked if each.kind is Kind.JOINTS]
        named = {Kind.JOINT, Kind.JOINTS}
        names += [each.code for each in self.section.groups if named & {field.kind for field in each.fields}]
        return next(iter(names), "")

    def show_marks(self, marks: Any) -> None:
        """What the patient marked, beside the first field of joints."""
        if self.first_joints in self.form.fields:
            self.form.fields[self.first_joints].widget.marks = marks

    def _place(self, place: str) -> tuple[forms.Form, str]:
        group, dot, rest = place.partition(".")
        if not dot:
            return self.form, place
        index, _dot, name = rest.partition(".")
        line = self.groups[group].written[int(index)]
        return line, line.shown_as(name)

    def problems(self) -> Iterator[tuple[str, str, str]]:
        """Of each error: the id of the first input of its field, the label and the sentence."""
        yield from _problems(self.form, "")
        for code, rows in self.groups.items():
            for number, form in enumerate(rows.forms, start=1):
                yield from _problems(form, f"{_(self.section.group[code].one)} {number}, ")


def _problems(form: forms.Form, before: str) -> Iterator[tuple[str, str, str]]:
    for sentence in form.non_field_errors():
        yield "", "", str(sentence)
    for bound in form:
        for sentence in bound.errors:
            first = next(iter(bound.subwidgets), None)
            target = getattr(first, "id_for_label", "") or bound.id_for_label or bound.auto_id
            yield str(target), f"{before}{bound.label}", str(sentence)


def _shown(group: Group, entry: Entry) -> list[dict[str, Any]]:
    stored = {group.row_of(line): line for line in entry.of(group.code)}
    lines = [stored.get(group.row_of(row), row) for row in group.rows] or entry.of(group.code)
    return [
        {
            "id": line.get("id"),
            **{each.name: shown_value(each, line.get(each.name)) for each in with_other(group.fields)},
        }
        for line in lines
    ]


def _count(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 4 else 0
