"""Searching the next free times, and taking one of them."""

from datetime import date, time, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from journey.domain.slots import END_OF_DAY, Wish
from journey.forms.lines import LineField
from journey.forms.staff_fields import DateInput, TellField
from journey.models import AppointmentState, Journey

LONGEST_SEARCH = timedelta(days=400)
MIDDAY = time(12)
PARTS = {
    "any": (_("Any time"), time(0), END_OF_DAY),
    "morning": (_("Starts before midday"), time(0), time(11, 59, 59)),
    "afternoon": (_("Starts from midday on"), MIDDAY, END_OF_DAY),
}
WEEKDAYS = [
    ("0", _("Monday")),
    ("1", _("Tuesday")),
    ("2", _("Wednesday")),
    ("3", _("Thursday")),
    ("4", _("Friday")),
    ("5", _("Saturday")),
    ("6", _("Sunday")),
]


class RowField(forms.ModelChoiceField):
    """An address can hold what is no id at all: that is no row of the list, and no talk of ids."""

    def to_python(self, value: Any) -> Any:
        try:
            return super().to_python(value)
        except ValidationError as error:
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice") from error


class FindForm(forms.Form):
    """For a patient and a kind of visit; without both for a visit that moves. `people` are those who may be chosen."""

    journey = RowField(
        label=_("Patient"),
        queryset=Journey.objects.none(),
        error_messages={"required": _("Choose the patient."), "invalid_choice": _("Choose a patient of the list.")},
    )
    kind = forms.ChoiceField(label=_("Visit"), error_messages={"required": _("Choose the visit.")})
    first = forms.DateField(label=_("From"), widget=DateInput(), error_messages={"required": _("Enter the first day.")})
    last = forms.DateField(label=_("To"), widget=DateInput(), error_messages={"required": _("Enter the last day.")})
    clinician = RowField(
        label=_("With"), queryset=User.objects.none(), required=False, empty_label=_("Anybody who may")
    )
    part = forms.ChoiceField(
        label=_("Time of day"), choices=[(key, words) for key, (words, _from, _to) in PARTS.items()], required=False
    )
    weekdays = forms.MultipleChoiceField(
        label=_("Days of the week"), choices=WEEKDAYS, widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(
        self,
        *args: Any,
        kinds: list[tuple[str, Any]],
        journeys: QuerySet[Journey] | None,
        people: QuerySet[User],
        named: Any,
        picker: forms.Select,
        today: date,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["clinician"].queryset = people
        self.fields["first"].widget.attrs["min"] = today.isoformat()
        if journeys is None:
            del self.fields["journey"], self.fields["kind"]
            return
        self.fields["kind"].choices = [("", "---------"), *kinds]
        self.fields["journey"].queryset = journeys
        self.fields["journey"].label_from_instance = named
        self.fields["journey"].widget = picker
        picker.choices = self.fields["journey"].choices

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not {"first", "last"} <= cleaned.keys():
            return cleaned
        if cleaned["last"] < cleaned["first"]:
            self.add_error("last", _("The last day must not be before the first."))
        elif cleaned["last"] < self.today:
            self.add_error("last", _("These days are over. Search from today on."))
        elif cleaned["last"] - cleaned["first"] > LONGEST_SEARCH:
            self.add_error("last", _("Search at most 400 days at once."))
        return cleaned

    def wish(self) -> Wish:
        cleaned = self.cleaned_data
        _words, start, end = PARTS[cleaned["part"] or "any"]
        chosen = frozenset(int(day) for day in cleaned["weekdays"]) or frozenset(range(7))
        return Wish(max(cleaned["first"], self.today), cleaned["last"], chosen, start, end)


class TakeSlotForm(forms.Form):
    """The time stands in the address; this says how it is taken."""

    state = forms.ChoiceField(
        label=_("How"),
        widget=forms.RadioSelect,
        choices=[
            (AppointmentState.BOOKED.value, _("Book it")),
            (AppointmentState.OFFERED.value, _("Offer it: the time is held until the patient has answered")),
        ],
        error_messages={"required": _("Say whether it is booked or offered.")},
    )


class MoveToSlotForm(forms.Form):
    reason = LineField(label=_("Why it moves"), max_length=200, required=False)
    tell = TellField()


class ChangeTimeForm(MoveToSlotForm):
    """For a visit that is booked: it moves, or the patient may choose this time instead of the one that it has."""

    field_order = ("state", "reason", "tell")
    state = forms.ChoiceField(
        label=_("How"),
        widget=forms.RadioSelect,
        choices=[
            (AppointmentState.BOOKED.value, _("Move it to this time now")),
            (
                AppointmentState.OFFERED.value,
                _("Offer this time: the visit stays where it is until the patient has chosen"),
            ),
        ],
        required=False,  # without a choice it moves, as the button says
    )
