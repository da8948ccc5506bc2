"""Widgets of the patients' forms: the mark-up that the own template pack expects, and how each reads what was sent."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise


class ChoiceRadio(forms.RadioSelect):
    """One answer of a few, as large rows."""

    template_name = "widgets/choices.html"


class TickBoxes(forms.CheckboxSelectMultiple):
    """Any number of answers; a value in `alone` ("none", "unsure") cannot stand with another one.

    The page's script unticks the others. The form still has to refuse both together.
    """

    template_name = "widgets/choices.html"

    def __init__(self, attrs: dict[str, Any] | None = None, *, alone: Iterable[str] = ()) -> None:
        super().__init__(attrs)
        self.alone = frozenset(alone)

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        option["alone"] = str(value) in self.alone
        if option["alone"]:
            option["attrs"]["data-alone"] = True
        return option


class ScaleRadio(forms.RadioSelect):
    """Whole numbers as one keypad; `ends` are the words that belong to the first and the last number."""

    template_name = "widgets/scale.html"

    def __init__(self, attrs: dict[str, Any] | None = None, *, ends: tuple[Words, Words]) -> None:
        super().__init__(attrs)
        self.ends = ends

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        options = [
            option for _g, group, _i in context["widget"]["optgroups"] for option in group if option["value"] != ""
        ]
        options[0]["words"], options[-1]["words"] = self.ends
        context["widget"]["options"] = options
        return context


class NumberWithUnit(forms.TextInput):
    """A short number with its unit. A text input, because a number input drops a comma and obeys the wheel."""

    template_name = "widgets/number.html"

    def __init__(self, attrs: dict[str, Any] | None = None, *, unit: Words, whole: bool = False) -> None:
        super().__init__({"inputmode": "numeric" if whole else "decimal", "autocomplete": "off", **(attrs or {})})
        self.unit = unit

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        own = context["widget"]["attrs"]
        unit_id = f"{own.get('id', name)}_unit"
        own["aria-describedby"] = f"{own.get('aria-describedby', '')} {unit_id}".strip()
        context["widget"] |= {"unit": self.unit, "unit_id": unit_id}
        return context


class _Parts(forms.MultiWidget):
    """Several inputs under one legend; the error summary links to the first of them."""

    use_fieldset = True

    def subwidgets(self, name: str, value: Any, attrs: dict[str, Any] | None = None) -> Iterator[dict[str, Any]]:
        yield from self.get_context(name, value, attrs)["widget"]["subwidgets"]


class DateParts(_Parts):
    """Day, month and year as three inputs. Reads as a list of three strings; `DatePartsField` makes the date."""

    template_name = "widgets/date_parts.html"

    def __init__(self, attrs: dict[str, Any] | None = None, *, birth: bool = False) -> None:
        labels = {"day": _("Day"), "month": _("Month"), "year": _("Year")}
        parts: dict[str, forms.Widget | type[forms.Widget]] = {}
        for part, label in labels.items():
            hints = {"autocomplete": f"bday-{part}"} if birth else {}
            mode = {} if part == "month" else {"inputmode": "numeric"}
            parts[part] = forms.TextInput({"part": label, **mode, **hints})
        super().__init__(parts, attrs)

    def decompress(self, value: Any) -> list[Any]:
        return [value.day, value.month, value.year] if value else [None, None, None]


class TextList(_Parts):
    """`count` short lines of text. Reads as a list of the lines that were filled in."""

    template_name = "widgets/text_list.html"

    def __init__(self, attrs: dict[str, Any] | None = None, *, count: int, label: Words) -> None:
        self.label = label
        super().__init__([forms.TextInput({"part": label}) for _n in range(count)], attrs)

    def decompress(self, value: Any) -> list[Any]:
        return list(value or [])

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> list[str]:
        lines = super().value_from_datadict(data, files, name)
        return [line.strip() for line in lines if line and line.strip()]
