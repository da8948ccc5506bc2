"""The forms of the lines of a record's group: one below the other, or as a table where they are known beforehand."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms
from django.db.models import QuerySet
from django.forms.formsets import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy

from accounts.models import User
from journey.domain.record.fields import Field, Group, with_other
from journey.domain.words import say as _
from journey.forms.record_fields import NumberInput, field_of, stored_value

BLANK_LINES = 1
MOST_LINES = 60
People = Mapping[str, QuerySet[User]]


def add_fields(form: forms.Form, fields: Sequence[Field], zone: ZoneInfo, people: People) -> None:
    for each in with_other(fields):
        form.fields[each.name] = field_of(each, zone, people)


def typed_values(form: forms.Form, fields: Sequence[Field]) -> dict[str, Any]:
    return {each.name: stored_value(each, form.cleaned_data[each.name]) for each in with_other(fields)}


class LineForm(forms.Form):
    """One line of a group. A line in which nothing is written is left out; `gone` takes one off."""

    id = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, group: Group, zone: ZoneInfo, people: People, **options: Any) -> None:
        super().__init__(*args, **options)
        self.group = group
        add_fields(self, group.fields, zone, people)
        if group.rows:
            self._lie_in_a_row()
        else:
            self.fields["gone"] = forms.BooleanField(label=gettext_lazy("Take off the list"), required=False)

    def _lie_in_a_row(self) -> None:
        """A row of a table: what it is known by stands at its head, and its numbers share one choice of the unit."""
        for name, field in self.fields.items():
            if name in self.group.known_by:
                field.widget = forms.HiddenInput()
            elif isinstance(field.widget, NumberInput):
                field.widget.unit_name = self.unit_name

    @property
    def unit_name(self) -> str:
        return self.add_prefix("unit")

    @property
    def head(self) -> str:
        """What the row is known by, in words: “Grip, Right”."""
        values = [self[name].value() or "" for name in self.group.known_by]
        fields = {each.name: each for each in self.group.fields}
        return ", ".join(fields[name].words_of(code) for name, code in zip(self.group.known_by, values, strict=True))

    @property
    def cells(self) -> list[forms.BoundField]:
        """The fields of the row that are typed in, each named for who hears it without seeing the table."""
        cells = [self[each.name] for each in self.group.fields if each.name not in self.group.known_by]
        for cell in cells:
            cell.field.widget.attrs["aria-label"] = f"{self.head}: {cell.label}"
        return cells

    @property
    def units(self) -> list[tuple[str, str, bool]]:
        """The units that its numbers may be typed in, and which is chosen; none where there is one only."""
        found = [each.field.widget for each in self.cells if isinstance(each.field.widget, NumberInput)]
        other = next((each.other for each in found if each.other is not None), None)
        if other is None:
            return []
        chosen = self.data.get(self.unit_name, "") if self.is_bound else ""
        return [("", found[0].unit, chosen == ""), (other.code, _(other.words), chosen == other.code)]

    @property
    def counts(self) -> bool:
        known_by = (*self.group.known_by, "id")
        blanks = {each.name: each.blank for each in with_other(self.group.fields)}
        written = any(value != blanks[name] for name, value in self.values().items() if name not in known_by)
        return written and not self.cleaned_data.get("gone")

    def values(self) -> dict[str, Any]:
        known: UUID | None = self.cleaned_data.get("id")
        return {"id": str(known) if known else None, **typed_values(self, self.group.fields)}


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
        if group.rows:
            self.extra = 0

    @property
    def written(self) -> list[LineForm]:
        return [form for form in self.forms if form.counts]

    def lines(self) -> list[dict[str, Any]]:
        return [form.values() for form in self.written]


LinesOfGroup = formset_factory(LineForm, formset=Lines, extra=BLANK_LINES, absolute_max=MOST_LINES, max_num=MOST_LINES)
