"""A new person of the clinic, and the start of a journey."""

from datetime import datetime
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Role
from journey.forms.lines import LineField, guard_lines
from journey.forms.staff_fields import DateInput, VersionField, people_with, time_zone_choices
from journey.models import Patient, Site


class PatientForm(forms.ModelForm):
    """`at` decides what lies in the future; `sites` are those that the person who adds works at."""

    class Meta:
        model = Patient
        fields = (
            "full_name",
            "called",
            "record_no",
            "date_of_birth",
            "phone",
            "email",
            "postal_address",
            "site",
            "time_zone",
        )
        widgets = {"date_of_birth": DateInput(), "postal_address": forms.Textarea({"rows": 4})}

    def __init__(self, *args: Any, at: datetime, sites: QuerySet[Site], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.at = at
        self.fields["site"].queryset = sites
        self.fields["time_zone"] = forms.ChoiceField(
            label=_("Time zone"),
            choices=[("", "---------"), *time_zone_choices()],
            help_text=_("Where the patient lives: check-ins and reminders follow that clock."),
        )
        self.fields["phone"].required = True
        self.fields["phone"].help_text = _("Without a number nobody can call back.")
        for name, field in self.fields.items():
            field.error_messages["required"] = NEEDED.get(name, _("Fill in this field."))
        guard_lines(self)


NEEDED = {
    "full_name": _("Enter the full name."),
    "called": _("Enter what we call them."),
    "record_no": _("Enter the record number."),
    "date_of_birth": _("Enter the date of birth."),
    "phone": _("Enter a phone number."),
    "site": _("Choose the site."),
    "time_zone": _("Choose the time zone."),
}


class CorrectForm(forms.ModelForm):
    """What the clinic has written down about a patient. `sites` are those that it can be; the address of whoever signs
    in is theirs."""

    reason = LineField(
        label=_("Why is it corrected?"),
        max_length=300,
        help_text=_("Like: mistyped, looked at the passport. Colleagues read it in the history."),
        error_messages={"required": _("Write why it is corrected.")},
    )
    version = VersionField()

    class Meta:
        model = Patient
        fields = ("full_name", "called", "record_no", "date_of_birth", "phone", "email", "site")
        widgets = {"date_of_birth": DateInput()}

    def __init__(self, *args: Any, sites: QuerySet[Site], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["site"].queryset = sites
        self.fields["version"].initial = self.instance.version
        if self.instance.user_id is not None:
            del self.fields["email"]
        for name, field in self.fields.items():
            field.error_messages["required"] = NEEDED.get(name, field.error_messages["required"])
        guard_lines(self)

    def _post_clean(self) -> None:
        """The action asks what can be stored, of the row that it has locked: this one stays as it was shown."""


class AddressForm(forms.Form):
    postal_address = forms.CharField(
        label=_("Postal address"),
        max_length=300,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("As on an envelope, without the name."),
        error_messages={"required": _("Enter the postal address.")},
    )
    version = VersionField()


class RenewSignInForm(forms.Form):
    """For a patient who stands at the desk."""

    address = forms.EmailField(
        label=_("New e-mail address"),
        help_text=_("Let the patient read it back to you, letter by letter."),
        error_messages={"required": _("Enter the new e-mail address.")},
    )
    seen = forms.BooleanField(
        label=_("The patient is here, and I have looked at a paper with their name, picture and date of birth."),
        error_messages={"required": _("Make sure in person who is asking, then tick this.")},
    )


class StartJourneyForm(forms.Form):
    lead_clinician = forms.ModelChoiceField(
        label=_("Lead clinician"),
        queryset=User.objects.none(),
        error_messages={"required": _("Choose the lead clinician.")},
    )

    def __init__(self, *args: Any, site_id: object, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lead_clinician"].queryset = people_with(Role.CLINICIAN, sites=[site_id])
