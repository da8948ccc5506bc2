"""The form field of each kind of a record's field: how it is typed, and how what was typed becomes a value."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from accounts.models import User
from journey.domain.joints import parse_hand_joint
from journey.domain.record.fields import Field, Kind
from journey.domain.units import OTHER_UNITS, Limits, OtherUnit
from journey.domain.words import say as _
from journey.forms.dates import LocalMomentField
from journey.forms.lines import LineField
from journey.forms.plan import JointList
from journey.forms.staff_fields import DateInput

FEW = 5
YES, NO = "yes", "no"
TO_BOOL = {YES: True, NO: False, "": None}
BLANK_CHOICE = ("", gettext_lazy("Not recorded"))
HAND_NAMES = (("R-", gettext_lazy("Right hand")), ("L-", gettext_lazy("Left hand")))


class NumberInput(forms.TextInput):
    """A number and, where it may be typed in two units, which one: reads as both. A text input, because a number input
    drops a comma."""

    template_name = "admin/journey/journey/number.html"

    def __init__(self, unit: str, other: OtherUnit | None, whole: bool) -> None:
        super().__init__({"inputmode": "numeric" if whole else "decimal", "autocomplete": "off", "size": 8})
        self.unit, self.other = unit, other
        self.unit_name = ""  # one choice of the unit for a whole row; blank: each number has its own

    def value_from_datadict(self, data: Any, files: Any, name: str) -> tuple[str, str]:
        return data.get(name, ""), data.get(self.unit_name or f"{name}_unit", "")

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        typed, unit = value if isinstance(value, tuple) else (value, "")
        context = super().get_context(name, typed, attrs)
        context["widget"]["unit"] = self.unit
        context["widget"]["in_row"] = bool(self.unit_name)
        if self.other is not None and not self.unit_name:
            typed_in = ((self.other.code, _(self.other.words)), ("", self.unit))
            context["widget"]["units"] = [(code, words, code == unit) for code, words in reversed(typed_in)]
        return context


class FoldedJoints(JointList):
    """A hand is unfolded only where something is ticked: a form may ask for joints in every line. Its name stands above
    the list, so the joints are named without it."""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        for hand in context["widget"]["hands"]:
            hand["open"] = any(option["selected"] for option in hand["options"])
            for option in hand["options"]:
                option["label"] = parse_hand_joint(str(option["value"])).joint.staff
        return context


class NumberField(forms.Field):
    """Cleans to the stored unit: a Decimal with decimals, an int without; None when blank."""

    def __init__(self, limits: Limits, other: OtherUnit | None, **options: Any) -> None:
        self.limits, self.other = limits, other
        super().__init__(widget=NumberInput(_(limits.unit), other, not limits.places), **options)

    def clean(self, value: tuple[str, str]) -> Decimal | int | None:
        typed, unit = value
        text = typed.strip().replace(",", ".").replace("−", "-")
        if not text:
            return None
        try:
            number = Decimal(text)
        except InvalidOperation:
            raise ValidationError(_("Write a number.")) from None
        if not number.is_finite():
            raise ValidationError(_("Write a number."))
        if self.other is not None and unit == self.other.code:
            number = Decimal(str(self.other.stored(number)))
        if not self.limits.places and number != number.to_integral_value():
            raise ValidationError(_("Write a whole number."))
        return number if self.limits.places else int(number)


class PeopleField(forms.ModelChoiceField):
    """Somebody of the team, stored by the id."""

    def clean(self, value: Any) -> str | None:
        person = super().clean(value)
        return str(person.pk) if person else None


def field_of(each: Field, zone: ZoneInfo, people: Mapping[str, QuerySet[User]]) -> forms.Field:
    """Never required: what is missing closes a gate, not a form. The field of the record stays at hand as `record`."""
    made = _made(each, zone, people)
    made.label, made.help_text, made.required = each.title, _(each.help) if each.help else "", False
    made.record = each  # type: ignore[attr-defined]
    made.only = _("Only for {words}.", words=_(each.shown.words)) if each.shown else ""  # type: ignore[attr-defined]
    return made


def _made(each: Field, zone: ZoneInfo, people: Mapping[str, QuerySet[User]]) -> forms.Field:
    match each.kind:
        case Kind.YES_NO:
            choices = [(YES, gettext_lazy("Yes")), (NO, gettext_lazy("No")), BLANK_CHOICE]
            return forms.ChoiceField(choices=choices, widget=forms.RadioSelect)
        case Kind.NUMBER:
            assert each.limits is not None
            return NumberField(each.limits, OTHER_UNITS.get(each.quantity) if each.quantity else None)
        case Kind.DATE:
            return forms.DateField(widget=DateInput, error_messages={"invalid": gettext_lazy("Enter a real date.")})
        case Kind.MOMENT:
            moment = LocalMomentField()
            moment.read_in(zone)
            return moment
        case Kind.CODE if len(each.options) <= FEW:
            return forms.ChoiceField(choices=[*_choices(each), BLANK_CHOICE], widget=forms.RadioSelect)
        case Kind.CODE:
            return forms.ChoiceField(choices=[BLANK_CHOICE, *_choices(each)])
        case Kind.CODES:
            return forms.MultipleChoiceField(choices=_choices(each), widget=forms.CheckboxSelectMultiple)
        case Kind.JOINT:
            return forms.ChoiceField(choices=[BLANK_CHOICE, *_by_hand(each)])
        case Kind.JOINTS:
            return forms.MultipleChoiceField(choices=_by_hand(each), widget=FoldedJoints)
        case Kind.LINE:
            return LineField(max_length=each.longest)
        case Kind.TEXT:
            return forms.CharField(max_length=each.longest, widget=forms.Textarea({"rows": 3}))
        case Kind.PERSON:
            return PeopleField(queryset=people[each.role], empty_label=BLANK_CHOICE[1])


def _choices(each: Field) -> list[tuple[str, str]]:
    return [(code, each.words_of(code)) for code, _words in each.options]


def _by_hand(each: Field) -> list[tuple[Any, list[tuple[str, str]]]]:
    return [
        (name, [(code, words) for code, words in _choices(each) if code.startswith(side)]) for side, name in HAND_NAMES
    ]


def stored_value(each: Field, cleaned: Any) -> Any:
    """A cleaned value as the record holds it."""
    if each.kind is Kind.YES_NO:
        return TO_BOOL[cleaned]
    return tuple(cleaned) if isinstance(cleaned, list) else cleaned


def shown_value(each: Field, stored: Any) -> Any:
    """A stored value as the form shows it."""
    if each.kind is Kind.YES_NO:
        return next(word for word, value in TO_BOOL.items() if value is stored)
    return list(stored) if isinstance(stored, tuple) else stored
