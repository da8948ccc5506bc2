"""The form of a section of the clinical record, and of each of its lists of lines: made from the section."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms
from django.db.models import QuerySet
from django.forms.formsets import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy

from accounts.models import User
from journey.domain.record.checking import Finding
from journey.domain.record.entries import Entry
from journey.domain.record.fields import Field, Group, Section, with_other
from journey.domain.words import say as _
from journey.forms.dates import VersionedForm
from journey.forms.record_fields import field_of, shown_value, stored_value

BLANK_LINES = 1
MOST_LINES = 60
People = Mapping[str, QuerySet[User]]


def _add(form: forms.Form, fields: Sequence[Field], zone: ZoneInfo, people: People) -> None:
    for each in with_other(fields):
        form.fields[each.name] = field_of(each, zone, people)


def _values(form: forms.Form, fields: Sequence[Field]) -> dict[str, Any]:
    return {each.name: stored_value(each, form.cleaned_data[each.name]) for each in with_other(fields)}


class LineForm(forms.Form):
    """One line of a group. A line in which nothing is written is left out; `gone` takes one off."""

    id = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, group: Group, zone: ZoneInfo, people: People, **options: Any) -> None:
        super().__init__(*args, **options)
        self.group = group
        _add(self, group.fields, zone, people)
        self.fields["gone"] = forms.BooleanField(label=gettext_lazy("Take off the list"), required=False)

    @property
    def counts(self) -> bool:
        blanks = {each.name: each.blank for each in with_other(self.group.fields)}
        written = any(value != blanks[name] for name, value in self.values().items() if name != "id")
        return written and not self.cleaned_data.get("gone")

    def values(self) -> dict[str, Any]:
        known: UUID | None = self.cleaned_data.get("id")
        return {"id": str(known) if known else None, **_values(self, self.group.fields)}


class Lines(BaseFormSet):
    """The lines of one group, in order."""

    def __init__(self, *args: Any, group: Group, zone: ZoneInfo, people: People, **options: Any) -> None:
        self.group = group
        # A line left blank is cleaned as any other, and left out then.
        each = {
            "group": group,
            "zone": zone,
            "people": people,
            "empty_permitted": False,
            "use_required_attribute": False,
        }
        super().__init__(*args, form_kwargs=each, prefix=group.code, **options)

    @property
    def written(self) -> list[LineForm]:
        return [form for form in self.forms if form.counts]

    def lines(self) -> list[dict[str, Any]]:
        return [form.values() for form in self.written]


LinesOfGroup = formset_factory(LineForm, formset=Lines, extra=BLANK_LINES, absolute_max=MOST_LINES, max_num=MOST_LINES)


class SectionForm(VersionedForm):
    """The fields of a section. Nothing is required: a record may be saved at any point."""

    def __init__(
        self, *args: Any, section: Section, zone: ZoneInfo, people: People, is_closed: bool, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.section = section
        _add(self, section.fields, zone, people)
        if is_closed:
            self.fields["reason"] = forms.CharField(
                label=gettext_lazy("Why the record changes"),
                max_length=500,
                required=False,
                widget=forms.Textarea({"rows": 2}),
            )

    def values(self) -> dict[str, Any]:
        return _values(self, self.section.fields)


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
    ) -> None:
        self.section = section
        more_of = f"{more}-TOTAL_FORMS"
        if posted is not None and more_of in posted:
            posted = posted.copy()
            posted[more_of] = str(min(_count(posted[more_of]) + BLANK_LINES, MOST_LINES))
        shown = {each.name: shown_value(each, entry.values.get(each.name)) for each in with_other(section.fields)}
        self.form = SectionForm(
            posted,
            section=section,
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

    def values(self) -> dict[str, Any]:
        return self.form.values()

    def lines(self) -> dict[str, list[dict[str, Any]]]:
        return {code: rows.lines() for code, rows in self.groups.items()}

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

    def _place(self, place: str) -> tuple[forms.Form, str]:
        group, dot, rest = place.partition(".")
        if not dot:
            return self.form, place
        index, _dot, name = rest.partition(".")
        return self.groups[group].written[int(index)], name

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
    return [
        {
            "id": line.get("id"),
            **{each.name: shown_value(each, line.get(each.name)) for each in with_other(group.fields)},
        }
        for line in entry.of(group.code)
    ]


def _count(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 4 else 0
