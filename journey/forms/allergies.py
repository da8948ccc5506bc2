"""The whole list of a patient's allergies, read aloud and confirmed."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.forms.formsets import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy as _

from journey.domain.allergies import classes_named, is_doubtful
from journey.forms.dates import VersionedForm
from journey.forms.lines import LineField
from journey.models import AllergyClass, AllergySeverity, AllergySource
from journey.models.constraints import choices_of

BLANK_ROWS = 2
MOST = 40


class AllergyRow(forms.Form):
    """One allergy. A row without a substance is left out; `gone` takes one off the list."""

    substance = LineField(label=_("Substance"), max_length=80, required=False)
    kind = forms.ChoiceField(
        label=_("Class"), choices=[("", _("Choose the class")), *choices_of(AllergyClass)], required=False
    )
    certain = forms.BooleanField(label=_("My class is right, although the name says another"), required=False)
    reaction = LineField(label=_("Reaction"), max_length=120, required=False)
    severity = forms.ChoiceField(
        label=_("Severity"), choices=choices_of(AllergySeverity), initial=AllergySeverity.UNKNOWN
    )
    source = forms.ChoiceField(
        label=_("Known from"), choices=choices_of(AllergySource), initial=AllergySource.PATIENT, required=False
    )
    gone = forms.BooleanField(label=_("Take off the list"), required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("reaction") and not data.get("substance"):
            self.add_error("substance", _("Write the substance."))
        if not data.get("substance") or data.get("gone"):
            return data
        if not data.get("kind"):
            self.add_error("kind", _("Choose the class: stops against an allergy go by it."))
        elif self.is_doubtful and not data.get("certain"):
            classes = ", ".join(str(AllergyClass(each).label) for each in sorted(classes_named(data["substance"])))
            words = _("This name is known as: {classes}. Choose that, or tick that your class is right.")
            self.add_error("kind", words.format(classes=classes))
        return data

    @property
    def is_doubtful(self) -> bool:
        """The name that is typed belongs to another class than the chosen one."""
        typed, kind = self["substance"].value() or "", self["kind"].value() or ""
        return bool(kind) and is_doubtful(str(typed), str(kind))

    @property
    def asked(self) -> Iterator[forms.BoundField]:
        """Whether the class is right is asked only where the name says another."""
        return (field for field in self if field.name != "certain" or self.is_doubtful)

    @property
    def counts(self) -> bool:
        data = self.cleaned_data
        return bool(data.get("substance")) and not data.get("gone")


class _Rows(BaseFormSet):
    def clean(self) -> None:
        names = [form.cleaned_data["substance"].casefold() for form in self.forms if form.is_valid() and form.counts]
        if len(names) != len(set(names)):
            raise forms.ValidationError(_("One substance is listed twice."))

    def lines(self) -> list[dict[str, Any]]:
        names = ("substance", "kind", "reaction", "severity", "source", "certain")
        return [{name: form.cleaned_data[name] for name in names} for form in self.forms if form.counts]


AllergyRows = formset_factory(AllergyRow, formset=_Rows, extra=BLANK_ROWS, absolute_max=MOST, max_num=MOST)


class ConfirmForm(VersionedForm):
    """What makes the list a confirmed one. `was` is the list as the page showed it, in words."""

    was = forms.CharField(widget=forms.HiddenInput, required=False)
    none_known = forms.BooleanField(label=_("No allergies are known"), required=False)
    why_none = LineField(label=_("Why none is known, although the patient named some"), max_length=200, required=False)
    read_aloud = forms.BooleanField(
        label=_("I read this list aloud, and the patient said that it is right and complete."),
        error_messages={"required": _("Read the list aloud with the patient, then tick this.")},
    )

    def __init__(self, *args: Any, asks_why_none: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if not asks_why_none:
            del self.fields["why_none"]
