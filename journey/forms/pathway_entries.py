"""The form of one entry of a pathway, made from its typed record: whatever the entry is."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _

from journey.domain.rule_tokens import RuleError
from journey.forms.lines import LineField
from journey.forms.staff_fields import SeenField
from journey.pathway.fields import Ask, FieldSpec
from journey.pathway.labels import choice_of, help_of, label_of

MOST_ROWS = 80
LONGEST_LIST, LONGEST_EXCERPT = 20_000, 30
ReadRule = Callable[[str], None]


class RuleField(forms.CharField):
    """A condition in the rule language, on as many lines as one likes; stored on one."""

    widget = forms.Textarea

    def __init__(self, *, read: ReadRule, **options: Any) -> None:
        super().__init__(strip=False, **options)
        self.read = read

    def clean(self, value: Any) -> str:
        text = super().clean(value).replace("\r\n", "\n")
        if not text.strip():
            return ""
        try:
            self.read(text)
        except RuleError as error:
            raise ValidationError(_place_words(text, error)) from error
        return " ".join(text.split())


def _place_words(text: str, error: RuleError) -> str:
    before = text[: error.position]
    line, column = before.count("\n") + 1, error.position - (before.rfind("\n") + 1) + 1
    found = text[error.position :].split("\n")[0][:LONGEST_EXCERPT].strip()
    if not found:
        words = _("Line {line}, at the end: {sentence}")
        return words.format(line=line, sentence=error.sentence)
    words = _("Line {line}, character {column}, at “{found}”: {sentence}")
    return words.format(line=line, column=column, found=found, sentence=error.sentence)


class LinesField(forms.CharField):
    """A list of words, one on each line."""

    widget = forms.Textarea

    def clean(self, value: Any) -> list[str]:
        return [line.strip() for line in super().clean(value).splitlines() if line.strip()]


class WholesField(LineField):
    """A few whole numbers with commas between them."""

    def clean(self, value: Any) -> list[int]:
        parts = [part.strip() for part in super().clean(value).split(",") if part.strip()]
        try:
            return [int(part) for part in parts]
        except ValueError as error:
            raise ValidationError(_("Write whole numbers with a comma between them, such as 0, 14.")) from error


class WordOrNumberField(LineField):
    def clean(self, value: Any) -> str | int:
        text: str = super().clean(value)
        return int(text) if text.isdecimal() and text.isascii() else text


@dataclass(frozen=True)
class Row:
    """A field; or a group with a title and rows, which may be there or not (`tick`); or a list of groups (`groups`),
    each with a tick that takes it out, and with the name of the button that adds one (`more`)."""

    field: BoundField | None = None
    title: str = ""
    hint: str = ""
    tick: BoundField | None = None
    total: BoundField | None = None
    more: str = ""
    rows: "tuple[Row, ...]" = ()
    groups: "tuple[Row, ...]" = ()


class EntryForm(forms.Form):
    """`entry` is what is stored, `read` checks a condition, `more` names a list that gets an empty row."""

    seen = SeenField()

    def __init__(
        self,
        posted: Any = None,
        *,
        specs: Sequence[FieldSpec],
        entry: Mapping[str, Any],
        read: ReadRule,
        seen: str,
        more: str = "",
    ) -> None:
        super().__init__(posted, initial={"seen": seen}, use_required_attribute=False)
        self.specs, self.read, self.more = specs, read, more
        self.kept: dict[str, list[int]] = {}
        self._counts: dict[str, int] = {}
        self._add(specs, entry, "", asks=True)

    def rows(self) -> tuple[Row, ...]:
        return tuple(self._rows(self.specs, ""))

    def value(self) -> dict[str, Any]:
        """The entry as it was typed, once the form is valid."""
        self.kept = {}
        return self._value(self.specs, "")

    # What is asked

    def _add(self, specs: Sequence[FieldSpec], entry: Mapping[str, Any], prefix: str, *, asks: bool) -> None:
        for spec in specs:
            name, value = f"{prefix}{spec.name}", entry.get(spec.name)
            if spec.ask is Ask.GROUP:
                self._add_group(spec, value, name, asks=asks)
            elif spec.ask is Ask.GROUPS:
                self._add_groups(spec, value or [], name)
            else:
                field = _field(spec, self.read, asks=asks)
                field.initial = _shown(spec, value)
                self.fields[name] = field

    def _add_group(self, spec: FieldSpec, value: Any, name: str, *, asks: bool) -> None:
        if spec.may_lack:
            self.fields[f"{name}-has"] = forms.BooleanField(
                label=_("There is one"), required=False, initial=value is not None
            )
            asks = asks and bool(self.data.get(f"{name}-has") if self.is_bound else value is not None)
        self._add(spec.fields, value or {}, f"{name}-", asks=asks)

    def _add_groups(self, spec: FieldSpec, value: Sequence[Mapping[str, Any]], name: str) -> None:
        count = _count(self.data.get(f"{name}-total", "")) if self.is_bound else len(value)
        if self.more == name:
            count = min(count + 1, MOST_ROWS)
        self._counts[name] = count
        self.fields[f"{name}-total"] = forms.CharField(widget=forms.HiddenInput, required=False)
        for index in range(count):
            entry = value[index] if index < len(value) else {}
            prefix = f"{name}-{index}-"
            asks = self._is_filled(spec.fields, prefix) if self.is_bound else bool(entry)
            self._add(spec.fields, entry, prefix, asks=asks)
            self.fields[f"{prefix}out"] = forms.BooleanField(label=_("Take this one out"), required=False)

    def _is_filled(self, specs: Sequence[FieldSpec], prefix: str) -> bool:
        """Whether anything was typed in a row, and it is not taken out."""
        if self.data.get(f"{prefix}out"):
            return False
        names = [name for name in self.data if name.startswith(prefix) and not name.endswith("-total")]
        return any(value.strip() for name in names for value in self.data.getlist(name))

    # What is shown

    def _rows(self, specs: Sequence[FieldSpec], prefix: str) -> Iterator[Row]:
        for spec in specs:
            name = f"{prefix}{spec.name}"
            title = {"title": label_of(spec), "hint": help_of(spec)}
            if spec.ask is Ask.GROUP:
                tick = self[f"{name}-has"] if spec.may_lack else None
                yield Row(**title, tick=tick, rows=tuple(self._rows(spec.fields, f"{name}-")))
            elif spec.ask is Ask.GROUPS:
                groups = tuple(self._group(spec, name, index) for index in range(self._counts[name]))
                yield Row(**title, total=self._total(name), more=name, groups=groups)
            else:
                yield Row(field=self[name])

    def _group(self, spec: FieldSpec, name: str, index: int) -> Row:
        prefix = f"{name}-{index}-"
        return Row(title=str(index + 1), tick=self[f"{prefix}out"], rows=tuple(self._rows(spec.fields, prefix)))

    def _total(self, name: str) -> BoundField:
        bound = self[f"{name}-total"]
        if self.is_bound:
            self.data = self.data.copy()
            self.data[f"{name}-total"] = str(self._counts[name])
        bound.initial = self._counts[name]  # type: ignore[misc]
        return bound

    # What was typed

    def _value(self, specs: Sequence[FieldSpec], prefix: str) -> dict[str, Any]:
        return {spec.name: self._one(spec, f"{prefix}{spec.name}") for spec in specs}

    def _one(self, spec: FieldSpec, name: str) -> Any:
        if spec.ask is Ask.GROUP:
            if spec.may_lack and not self.cleaned_data[f"{name}-has"]:
                return None
            return self._value(spec.fields, f"{name}-")
        if spec.ask is Ask.GROUPS:
            kept = [index for index in range(self._counts[name]) if self._is_filled(spec.fields, f"{name}-{index}-")]
            self.kept[name] = kept
            return [self._value(spec.fields, f"{name}-{index}-") for index in kept]
        return _stored(spec, self.cleaned_data[name])


def _count(text: str) -> int:
    return min(int(text), MOST_ROWS) if text.isdecimal() and len(text) < 4 else 0


def _field(spec: FieldSpec, read: ReadRule, *, asks: bool) -> forms.Field:
    told: dict[str, Any] = {
        "label": label_of(spec),
        "help_text": help_of(spec),
        "required": spec.needed and asks,
    }
    match spec.ask:
        case Ask.TEXT:
            return forms.CharField(**told, max_length=spec.longest, widget=forms.Textarea({"rows": 3}))
        case Ask.RULE:
            attrs = {"rows": 4, "spellcheck": "false", "autocapitalize": "off", "class": "mono"}
            return RuleField(**told, read=read, widget=forms.Textarea(attrs))
        case Ask.WHOLE:
            return forms.IntegerField(**told, min_value=spec.low, max_value=spec.high)
        case Ask.NUMBER:
            return forms.FloatField(**told, min_value=spec.low, max_value=spec.high)
        case Ask.TICK:
            return forms.BooleanField(**{**told, "required": False})
        case Ask.ONE_OF:
            return forms.ChoiceField(**told, choices=[("", "–"), *_choices(spec)])
        case Ask.SOME_OF:
            return forms.MultipleChoiceField(**told, choices=_choices(spec), widget=forms.CheckboxSelectMultiple)
        case Ask.LINES:
            return LinesField(**told, max_length=LONGEST_LIST, widget=forms.Textarea({"rows": 4}))
        case Ask.WHOLES:
            return WholesField(**told)
        case Ask.WORD_OR_NUMBER:
            return WordOrNumberField(**told)
    return LineField(**told, max_length=spec.longest)


def _choices(spec: FieldSpec) -> list[tuple[str, str]]:
    return [(value, choice_of(value)) for value in spec.choices]


def _shown(spec: FieldSpec, value: Any) -> Any:
    if spec.ask is Ask.LINES:
        return "\n".join(value or ())
    if spec.ask is Ask.WHOLES:
        return ", ".join(map(str, value or ()))
    return value


def _stored(spec: FieldSpec, value: Any) -> Any:
    if value in (None, "", []) and not isinstance(value, bool):
        if spec.may_lack:
            return None
        return [] if spec.ask in {Ask.LINES, Ask.SOME_OF, Ask.WHOLES} else spec.default
    return value.replace("\r\n", "\n") if spec.ask is Ask.TEXT else value
