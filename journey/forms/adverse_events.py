"""Forms for adverse events: entering, deciding, assessing, reporting, telling the patient, closing."""

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from journey.forms.dates import LocalMomentField
from journey.forms.staff_fields import EARLIEST_DAY, LATEST_DAY, DateInput, TokenField, VersionField

Choices = list[tuple[Any, Any]]
REQUIRED = {"required": _("Choose one of the list.")}


def _text(rows: int, most: int, **more: Any) -> forms.CharField:
    return forms.CharField(max_length=most, widget=forms.Textarea(attrs={"rows": rows}), **more)


class _Zoned(forms.Form):
    """Moments are typed and read on the clinic's clock."""

    def __init__(self, *args: Any, zone: ZoneInfo, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, LocalMomentField):
                field.read_in(zone)


class StartEventForm(_Zoned):
    """`token` makes a second click the same event."""

    source = forms.ChoiceField(label=_("Known from"), error_messages=REQUIRED)
    aware_at = LocalMomentField(
        label=_("When did the clinic first know?"), help_text=_("Every deadline is counted from this day.")
    )
    family = forms.ChoiceField(label=_("What kind"), error_messages=REQUIRED)
    term = forms.CharField(
        label=_("Term"), max_length=120, help_text=_("As the grading scale names it, for example Localized edema.")
    )
    grade = forms.TypedChoiceField(label=_("Grade"), coerce=int, error_messages=REQUIRED)
    onset_at = LocalMomentField(label=_("Began"), required=False)
    narrative = _text(4, 4000, label=_("What happened"))
    may_be_serious = forms.BooleanField(
        label=_("It may be serious: hospital, danger to life, lasting harm"), required=False
    )
    token = TokenField()

    def __init__(self, *args: Any, sources: Choices, families: Choices, grades: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, known in (("source", sources), ("family", families), ("grade", grades)):
            self.fields[name].choices = [("", "---------"), *known]


class ConfirmForm(forms.Form):
    version = VersionField()


class ReasonForm(forms.Form):
    """Dismissing, taking up again, a report that is not needed: each says why."""

    reason = _text(3, 1000, label=_("Why"), error_messages={"required": _("Write why.")})
    version = VersionField()


class AssessForm(_Zoned):
    """All that one assessor says. A part that was not done has a word of its own."""

    term = forms.CharField(label=_("Term"), max_length=120)
    grading_system = forms.ChoiceField(label=_("Scale"))
    grade = forms.TypedChoiceField(label=_("Grade"), coerce=int, error_messages=REQUIRED)
    family = forms.ChoiceField(label=_("What kind"), error_messages=REQUIRED)
    onset_at = LocalMomentField(label=_("Began"))
    resolved_at = LocalMomentField(label=_("Ended"), required=False)
    criteria = forms.MultipleChoiceField(
        label=_("What makes it serious"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Tick all that hold. Without a tick it is not serious."),
    )
    expected = forms.TypedChoiceField(
        label=_("Expected"),
        choices=[("", "---------"), ("yes", _("Yes, it stands on the list")), ("no", _("No"))],
        coerce=lambda value: value == "yes",
        error_messages=REQUIRED,
        help_text=_(
            "By the list of expected effects: pain, swelling, warmth, bruise, stiffness, sore harvest site, "
            "up to grade 2 and within their days. What the list does not hold is refused as expected."
        ),
    )
    measures = forms.MultipleChoiceField(
        label=_("What was done"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose what was done, or that nothing was needed.")},
    )
    outcome = forms.ChoiceField(label=_("Outcome"), error_messages=REQUIRED)
    narrative = _text(5, 4000, label=_("What happened"))
    reason = _text(2, 1000, label=_("Why the assessment changes"), required=False)
    version = VersionField()

    def __init__(self, *args: Any, lists: dict[str, Choices], parts: Choices, likely: Choices, **kwargs: Any) -> None:
        self.parts = [code for code, _word in parts]
        self.base_fields = {**type(self).base_fields}
        super().__init__(*args, **kwargs)
        for name, known in lists.items():
            is_one = not isinstance(self.fields[name], forms.MultipleChoiceField)
            self.fields[name].choices = [*([("", "---------")] if is_one else []), *known]
        for code, word in parts:
            self.fields[code] = forms.ChoiceField(
                label=_("Caused by: {part}").format(part=word),
                choices=[("", "---------"), *likely, ("not_done", _("Was not part of it"))],
                error_messages=REQUIRED,
            )
        order = [
            name for name in self.fields if name not in {"measures", "outcome", "narrative", "reason", *self.parts}
        ]
        self.order_fields([*order, *self.parts, "measures", "outcome", "narrative", "reason"])

    def causality(self) -> dict[str, str]:
        found = {code: self.cleaned_data[code] for code in self.parts}
        return {code: value for code, value in found.items() if value != "not_done"}


class ReportForm(forms.Form):
    authority = forms.CharField(label=_("Sent to"), max_length=200, error_messages={"required": _("Write where.")})
    reference = forms.CharField(label=_("Reference"), max_length=80, required=False)
    sent_on = forms.DateField(label=_("Sent on"), widget=DateInput, error_messages={"required": _("Enter the day.")})


class FactsForm(_Zoned):
    """`token` makes a second click the same fact."""

    text = _text(4, 4000, label=_("What is new"), error_messages={"required": _("Write what is new.")})
    known_at = LocalMomentField(
        label=_("When did the clinic know it?"), help_text=_("Reports of new facts are counted from this day.")
    )
    token = TokenField()


class AwareForm(_Zoned):
    """Another moment for the day from which deadlines are counted."""

    aware_at = LocalMomentField(
        label=_("When did the clinic first know?"), help_text=_("Every deadline is counted from this day.")
    )
    reason = _text(3, 1000, label=_("Why"), error_messages={"required": _("Write why.")})
    version = VersionField()


class WordsForm(forms.Form):
    text = _text(
        5,
        2000,
        label=_("What the patient reads"),
        help_text=_("Plain words: what it was, what we did, how it is now, whom to call. No promise."),
        error_messages={"required": _("Write what the patient is told.")},
    )
    version = VersionField()


class EndForm(forms.Form):
    note = _text(3, 2000, label=_("Note"), required=False)
    version = VersionField()


class SettleForm(forms.Form):
    note = _text(
        4,
        2000,
        label=_("What was found and done"),
        help_text=_("Who was called, which stock is away, who was told."),
        error_messages={"required": _("Write what was found and done.")},
    )
    version = VersionField()


class PeriodForm(forms.Form):
    """The month, or the week, that a summary is about."""

    span = forms.ChoiceField(
        label=_("Period"), choices=[("month", _("A month")), ("week", _("A week"))], required=False
    )
    day = forms.DateField(
        label=_("With this day"),
        widget=DateInput,
        required=False,
        validators=[MinValueValidator(EARLIEST_DAY), MaxValueValidator(LATEST_DAY)],
    )

    def asked(self, today: date) -> tuple[str, date]:
        """This month unless something else is asked for."""
        if not self.is_valid():
            return "month", today
        return self.cleaned_data["span"] or "month", self.cleaned_data["day"] or today
