"""The whole list of a patient's allergies, read aloud and confirmed."""

from typing import Any

from django import forms
from django.forms.formsets import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy as _

from journey.forms.dates import VersionedForm
from journey.forms.lines import LineField
from journey.models import AllergyClass, AllergySeverity
from journey.models.constraints import choices_of

BLANK_ROWS = 2
MOST = 40


class AllergyRow(forms.Form):
    """One allergy. A row without a substance is left out; `gone` takes one off the list."""

    substance = LineField(label=_("Substance"), max_length=80, required=False)
    kind = forms.ChoiceField(label=_("Class"), choices=choices_of(AllergyClass), initial=AllergyClass.OTHER)
    reaction = LineField(label=_("Reaction"), max_length=120, required=False)
    severity = forms.ChoiceField(
        label=_("Severity"), choices=choices_of(AllergySeverity), initial=AllergySeverity.UNKNOWN
    )
    gone = forms.BooleanField(label=_("Take off the list"), required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("reaction") and not data.get("substance"):
            self.add_error("substance", _("Write the substance."))
        return data

    @property
    def counts(self) -> bool:
        data = self.cleaned_data
        return bool(data.get("substance")) and not data.get("gone")


class _Rows(BaseFormSet):
    def clean(self) -> None:
        names = [form.cleaned_data["substance"].casefold() for form in self.forms if form.is_valid() and form.counts]
        if len(names) != len(set(names)):
            raise forms.ValidationError(_("One substance is listed twice."))

    def lines(self) -> list[dict[str, str]]:
        names = ("substance", "kind", "reaction", "severity")
        return [{name: form.cleaned_data[name] for name in names} for form in self.forms if form.counts]


AllergyRows = formset_factory(AllergyRow, formset=_Rows, extra=BLANK_ROWS, absolute_max=MOST, max_num=MOST)


class ConfirmForm(VersionedForm):
    """What makes the list a confirmed one. `was` is the list as the page showed it, in words."""

    was = forms.CharField(widget=forms.HiddenInput, required=False)
    none_known = forms.BooleanField(label=_("No allergies are known"), required=False)
    read_aloud = forms.BooleanField(
        label=_("I read this list aloud, and the patient said that it is right and complete."),
        error_messages={"required": _("Read the list aloud with the patient, then tick this.")},
    )
