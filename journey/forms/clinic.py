"""The clinic's settings, its sites, its staff, and standing for a rule set."""

from typing import Any

from django import forms
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Role
from journey.domain.ae_timers import CHOSEN, PROFILE_WORDS
from journey.forms.lines import LineField, guard_lines
from journey.forms.staff_fields import SeenField, VersionField, people_with
from journey.models import Clinic, Site
from journey.models.clinic import REQUIRED

SETTINGS = tuple(field.name for field in Clinic._meta.fields if field.name not in {"id", "version"})
ROLE_NAMES = [
    (Role.CLINICIAN.value, _("Clinician")),
    (Role.NURSE.value, _("Nurse")),
    (Role.COORDINATOR.value, _("Coordinator")),
    (Role.MANAGER.value, _("Manager")),
    (Role.AUDITOR.value, _("Auditor")),
]


class SettingsForm(forms.ModelForm):
    reporting_profiles = forms.MultipleChoiceField(
        label=Clinic._meta.get_field("reporting_profiles").verbose_name,
        help_text=Clinic._meta.get_field("reporting_profiles").help_text,
        choices=[(profile.value, _(PROFILE_WORDS[profile])) for profile in CHOSEN],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    version = VersionField()

    class Meta:
        model = Clinic
        fields = SETTINGS
        widgets = {
            name: forms.Textarea(attrs={"rows": rows})
            for name, rows in {"opening_hours": 3, "approval_statement": 4, "evidence_text": 4}.items()
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in REQUIRED:
            self.fields[name].while_empty = _("no check-in is sent while this is empty")
        guard_lines(self)


class SiteForm(forms.ModelForm):
    class Meta:
        model = Site
        fields = ("name", "address", "directions")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        guard_lines(self)


class SiteChangeForm(SiteForm):
    lead_clinician = forms.ModelChoiceField(
        label=_("Lead clinician"),
        queryset=User.objects.none(),
        required=False,
        empty_label=_("Nobody: all clinicians of the site are told"),
        help_text=_("Told when nobody is on call, and when an alert has waited too long."),
    )
    seen = SeenField()

    class Meta(SiteForm.Meta):
        fields = ("name", "address", "directions", "lead_clinician")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lead_clinician"].queryset = people_with(Role.CLINICIAN, sites=[self.instance.pk])


class PersonForm(forms.Form):
    """Who a member of staff is to others, and what they may do."""

    display_name = LineField(
        label=_("Name shown to others"), max_length=80, help_text=_("As patients read it, for example Nurse Kim.")
    )
    roles = forms.MultipleChoiceField(
        label=_("Roles"),
        choices=ROLE_NAMES,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one role.")},
    )


class StaffChangeForm(PersonForm):
    seen = SeenField()


def staff_address_field() -> forms.EmailField:
    return forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=_("Their own, that nobody else reads: the link for the password goes there."),
        error_messages={
            "required": _("Enter their e-mail address."),
            "invalid": _("Enter an e-mail address such as name@example.com."),
        },
    )


class StaffForm(PersonForm):
    """A new member of staff, who chooses the password by the link of a mail."""

    username = forms.CharField(label=_("Sign-in name"), max_length=150, validators=[UnicodeUsernameValidator()])
    sites = forms.ModelMultipleChoiceField(
        label=_("Works at"),
        queryset=Site.objects.order_by("name"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("They see the patients of these sites only."),
    )
    email = staff_address_field()

    field_order = ("display_name", "email", "username", "roles", "sites")


class AddressChangeForm(forms.Form):
    seen = SeenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"] = staff_address_field()


class SitesForm(forms.Form):
    """Where a member of staff works."""

    sites = forms.ModelMultipleChoiceField(
        label=_("Works at"),
        queryset=Site.objects.order_by("name"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("They see the patients of these sites only. Without a site they see none."),
    )
    seen = SeenField()


class SignInForm(forms.Form):
    """What the page offered, so that a second click does not turn it round."""

    opens = forms.TypedChoiceField(
        choices=[("True", "True"), ("False", "False")], coerce=lambda value: value == "True", widget=forms.HiddenInput
    )


class ApproveForm(forms.Form):
    agree = forms.BooleanField(
        label=_("I have read these rules and stand for them by name."),
        error_messages={"required": _("Tick this to go on.")},
    )


def differences(form: SettingsForm, stored: Clinic) -> list[tuple[str, Any, Any]]:
    """Each setting that differs: its label, what is saved now, and what was typed."""
    typed = form.cleaned_data
    return [
        (form.fields[name].label, getattr(stored, name), typed[name])
        for name in SETTINGS
        if name in typed and typed[name] != getattr(stored, name)
    ]
