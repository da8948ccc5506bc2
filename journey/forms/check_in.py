"""One page of a check-in as a form: the widgets of its kind, and the strict reading of `clean_raw` behind them."""

from collections.abc import Callable, Mapping
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.html import escape
from django.utils.translation import gettext_lazy as _

from journey.forms.date_parts import DatePartsField
from journey.forms.hand_map import HandMap
from journey.forms.widgets import ChoiceRadio, NumberWithUnit, ScaleRadio, TextList, TickBoxes
from journey.pathway.flow import Page, PageError, clean_raw, posted_of
from journey.pathway.posted import NONE_BOX
from journey.pathway.temperature import CELSIUS, FAHRENHEIT, NO_THERMOMETER, is_unusual

VALUE = "value"
MORE = "more"  # the button that asks for another empty line
LEAVE = "leave"  # the button that saves this page and goes home
CLEAR = "clear"  # the button that takes back every choice of a page that may be left blank
SURE = "sure"  # the temperature that "Is this right?" was asked about
BUTTONS = frozenset({MORE, LEAVE, CLEAR, SURE, "csrfmiddlewaretoken"})
LEAST_LINES = 3
LISTS = frozenset({"list", "texts"})
# Kinds with more than one question to the eye: the page's title stands above them all.
GROUPED = frozenset({"scales", "temperature", "moment"})
# A number or a choice, once tapped, cannot be untapped.
STICKY = frozenset({"scales", "scale", "choice", "rating", "yes_no"})
UNITS = ((CELSIUS, _("°C")), (FAHRENHEIT, _("°F")))

Build = Callable[[Page], forms.Widget]


class AskedField(forms.Field):
    """Draws its widget and passes on what was sent; the page as a whole reads it. `required` is for the label only."""

    def clean(self, value: Any) -> Any:
        return value


class PageForm(forms.Form):
    """The controls of one page, named as `clean_raw` expects them. `cleaned_data["answer"]` goes into the draft."""

    use_required_attribute = False

    def __init__(self, page: Page, data: QueryDict | None = None, *, answer: object = None, lines: int = 0) -> None:
        """`lines`: how many lines of a list to show, when that is more than its answer needs."""
        self.page = page
        self.grouped = page.kind in GROUPED
        sent = {} if answer is None else posted_of(page, answer)
        self.asked_about = data.get(SURE, "") if data is not None else ""
        if page.kind == "temperature" and data is not None:
            # The page that is shown again asks about what is typed on it.
            data = data.copy()
            data[SURE] = _sure(data)
        super().__init__(data, initial=_initial(page, sent), auto_id="%s")
        self.lines = lines or _line_count(page, data, sent)
        self.fields.update(_fields(page, self.lines))
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.form_show_errors = False
        self.helper.heading_field = "" if self.grouped else VALUE

    @property
    def can_add_lines(self) -> bool:
        return self.page.kind == "list" and self.lines < self.page.max_items

    def with_another_line(self) -> "PageForm":
        """The list as typed, not judged, with one more empty line to type in."""
        typed = [text for text in self._raw()[VALUE] if text.strip()] if self.page.kind in LISTS else None
        form = PageForm(self.page, answer=typed, lines=min(self.lines + 1, max(self.page.max_items, self.lines)))
        if typed is not None:
            form.fields[VALUE].widget.widgets[len(typed)].attrs["autofocus"] = True
        return form

    @property
    def can_be_cleared(self) -> bool:
        return self.page.optional and self.page.kind in STICKY

    @property
    def is_blank(self) -> bool:
        """Whether nothing was chosen or typed on the page."""
        sent = self.data.lists() if isinstance(self.data, QueryDict) else []
        return not any(text.strip() for name, texts in sent if name not in BUTTONS for text in texts)

    def clean(self) -> dict[str, Any]:
        if self.errors:
            return self.cleaned_data
        try:
            answer = clean_raw(self.page, self._raw())
            if self._is_asked_about(answer):
                raise PageError(_("Is this right? If it is, go on. If not, change it."))
            return {"answer": answer}
        except PageError as error:
            field = VALUE if self.page.kind == "date" else error.field
            raise ValidationError({field if field in self.fields else VALUE: error.sentence}) from error

    def _is_asked_about(self, answer: Any) -> bool:
        """A temperature far from the usual: once, then it is taken as it is."""
        return self.page.kind == "temperature" and self.asked_about != self.data[SURE] and is_unusual(answer)

    def _raw(self) -> dict[str, list[str]]:
        """What was sent, by the names that `clean_raw` reads."""
        if self.page.kind == "date":
            day = self.cleaned_data.get(VALUE)
            parts = ("day", "month", "year")
            return {part: [str(getattr(day, part))] if day else [] for part in parts}
        if self.page.kind in LISTS:
            lines = [text for number in range(self.lines) for text in self._sent(f"{VALUE}_{number}")]
            return {VALUE: lines, NONE_BOX: self._sent(NONE_BOX)}
        return {name: self._sent(name) for name in self.fields}

    def _sent(self, name: str) -> list[str]:
        return self.data.getlist(name) if isinstance(self.data, QueryDict) else []


def _initial(page: Page, sent: Mapping[str, list[str]]) -> dict[str, Any]:
    """What an earlier answer puts into the controls."""
    if page.kind == "date" and sent:
        return {VALUE: [sent[part][0] for part in ("day", "month", "year")] if "day" in sent else None}
    if page.kind in LISTS or page.kind in _TICKED:
        return {VALUE: list(sent.get(VALUE, [])), NONE_BOX: bool(sent.get(NONE_BOX))}
    return {name: texts[0] for name, texts in sent.items() if texts}


def _sure(data: QueryDict) -> str:
    return f"{data.get(VALUE, '').strip()} {data.get('unit', '')}"


def _line_count(page: Page, data: QueryDict | None, sent: Mapping[str, list[str]]) -> int:
    """As many lines as were sent, or one more than the answer has."""
    if page.kind not in LISTS:
        return 0
    shown = len(sent.get(VALUE, [])) + 1 if data is None else sum(name.startswith(f"{VALUE}_") for name in data)
    return max(LEAST_LINES, min(shown, page.max_items) if data is None else shown)


def _fields(page: Page, lines: int) -> dict[str, forms.Field]:
    match page.kind:
        case "scales":
            return {part.field: _field(page, _scale(page), label=part.label) for part in page.parts}
        case "temperature":
            return _temperature(page)
        case "moment":
            return _moment(page)
        case "date":
            return {VALUE: DatePartsField(label=page.title, help_text=escape(page.hint), required=not page.optional)}
        case "list" | "texts":
            return _list(page, lines)
        case kind:
            return {VALUE: _field(page, _WIDGETS[kind](page), label=page.title, hint=page.hint)}


def _field(page: Page, widget: forms.Widget, *, label: Any, hint: str = "") -> AskedField:
    """The pack prints a hint as it is, and a hint is content of the clinic: it is escaped here."""
    return AskedField(label=label, help_text=escape(hint), required=not page.optional, widget=widget)


def _list(page: Page, lines: int) -> dict[str, forms.Field]:
    fields: dict[str, forms.Field] = {
        VALUE: _field(page, TextList(count=lines, label=_("Line")), label=page.title, hint=page.hint)
    }
    if page.none_label:
        fields[NONE_BOX] = _field(page, forms.CheckboxInput(), label=page.none_label)
    return fields


def _temperature(page: Page) -> dict[str, forms.Field]:
    typed = forms.TextInput({"class": "short", "inputmode": "decimal", "autocomplete": "off"})
    units = (*UNITS, (NO_THERMOMETER, page.none_label))
    return {
        VALUE: _field(page, typed, label=_("Your temperature")),
        "unit": _field(page, ChoiceRadio(choices=units), label=_("C or F?")),
        SURE: AskedField(required=False, widget=forms.HiddenInput),
    }


def _moment(page: Page) -> dict[str, forms.Field]:
    typed = forms.TextInput({"class": "short", "autocomplete": "off"})
    return {
        "date": _field(page, ChoiceRadio(choices=_choices(page)), label=_("Which day?")),
        "time": _field(page, typed, label=_("At what time?"), hint=str(_("For example 7:30 or 19:45."))),
    }


def _choices(page: Page) -> list[tuple[str, str]]:
    return [(option.value, option.label) for option in page.choices]


def _radio(page: Page) -> forms.Widget:
    return ChoiceRadio(choices=_choices(page))


def _ticks(page: Page) -> forms.Widget:
    widget = TickBoxes(alone=[page.none_value] if page.none_value else [])
    widget.choices = _choices(page)
    return widget


def _hand_map(page: Page) -> forms.Widget:
    return HandMap(choices=_choices(page))


def _scale(page: Page) -> forms.Widget:
    assert page.low is not None
    assert page.high is not None
    widget = ScaleRadio(ends=(page.low_label, page.high_label))
    widget.choices = [(str(number), str(number)) for number in range(page.low, page.high + 1)]
    return widget


def _number(page: Page) -> forms.Widget:
    return NumberWithUnit(unit=page.unit, whole=True)


def _prose(page: Page) -> forms.Widget:
    return forms.Textarea({"rows": 5})


_WIDGETS: Mapping[str, Build] = {
    "choice": _radio,
    "rating": _radio,
    "yes_no": _radio,
    "true_false": _radio,
    "scale": _scale,
    "number": _number,
    "text": _prose,
    "many": _ticks,
    "red_flags": _ticks,
    "gate": _ticks,
    "hand_map": _hand_map,
}
_TICKED = frozenset({"many", "red_flags", "gate", "hand_map"})
