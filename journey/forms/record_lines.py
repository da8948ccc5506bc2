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
from journey.domain.record.fields import OTHER, Field, Group, with_other
from journey.domain.words import say as _
from journey.forms.record_fields import NO, YES, NumberInput, field_of, stored_value

BLANK_LINES = 1
MOST_LINES = 60
GONE = "gone"
AT_ONCE = [(YES, gettext_lazy("Agreed")), (NO, gettext_lazy("Not agreed")), (GONE, gettext_lazy("Not given"))]
BLANK_NUMBERS = (None, "", ("", ""))
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
        elif group.at_once:
            self._is_answered_at_once()
        else:
            self.fields["gone"] = forms.BooleanField(label=gettext_lazy("Take off the list"), required=False)

    def _lie_in_a_row(self) -> None:
        """A row of a table: what it is known by stands at its head, and its numbers share one choice of the unit."""
        for name, field in self.fields.items():
            if name in self.group.known_by:
                field.widget = forms.HiddenInput()
            elif isinstance(field.widget, NumberInput):
                field.widget.unit_name = self.unit_name

    def _is_answered_at_once(self) -> None:
        """One answer says all: it holds, the patient does not agree, or it is not given."""
        field = self.fields[self.group.at_once]
        assert isinstance(field, forms.ChoiceField)
        field.choices = AT_ONCE
        if self.is_named:
            self.fields[self.group.fields[0].name].widget = forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.group.at_once and cleaned.get(self.group.at_once) == GONE:
            cleaned |= {self.group.at_once: "", "gone": True}
        return cleaned

    @property
    def is_named(self) -> bool:
        """A line that is answered at once and goes by a name of its list: it lies in a row. Those in words of their own
        show every field."""
        name = self.group.fields[0].name
        return bool(self.group.at_once) and self[name].value() not in (None, "", OTHER)

    @property
    def answer(self) -> forms.BoundField:
        return self[self.group.at_once]

    def shown_as(self, name: str) -> str:
        """Where something about this field is said: in a row only what stands there can be mended."""
        if not self.is_named or name in {cell.name for cell in self.cells}:
            return name
        return self.group.at_once

    @property
    def unit_name(self) -> str:
        return self.add_prefix("unit")

    @property
    def head(self) -> str:
        """What the row is known by, in words: “Grip, Right”."""
        names = self.group.known_by or (self.group.fields[0].name,)
        values = [self[name].value() or "" for name in names]
        fields = {each.name: each for each in self.group.fields}
        return ", ".join(fields[name].words_of(code) for name, code in zip(names, values, strict=True))

    @property
    def cells(self) -> list[forms.BoundField]:
        """The fields of the row that are typed in, each named for who hears it without seeing the table. Of a line that
        is answered at once the numbers that it is told in."""
        cells = [self[each.name] for each in self.group.fields if each.name not in self.group.known_by]
        if self.group.at_once:
            numbers = [cell for cell in cells if isinstance(cell.field.widget, NumberInput)]
            cells = [cell for cell in numbers if cell.value() not in BLANK_NUMBERS] or numbers
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
        known_by = (*self.group.known_by, self.group.at_once, "id")
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
    def named(self) -> list[LineForm]:
        """Those that lie in rows, each answered at once."""
        return [form for form in self.forms if form.is_named]

    @property
    def others(self) -> list[LineForm]:
        return [form for form in self.forms if not form.is_named]

    @property
    def written(self) -> list[LineForm]:
        return [form for form in self.forms if form.counts]

    def lines(self) -> list[dict[str, Any]]:
        return [form.values() for form in self.written]


LinesOfGroup = formset_factory(LineForm, formset=Lines, extra=BLANK_LINES, absolute_max=MOST_LINES, max_num=MOST_LINES)
