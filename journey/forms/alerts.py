"""Working an alert: taking it, recording a call, handing it over, closing it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Role
from journey.forms.staff_fields import TokenField, VersionField, people_with

Choices = list[tuple[str, Any]]


class TakeForm(forms.Form):
    version = VersionField()


class CallForm(forms.Form):
    """`token` makes a second click the same call."""

    route = forms.ChoiceField(label=_("How"), error_messages={"required": _("Say how you tried to reach the patient.")})
    result = forms.ChoiceField(label=_("Result"), error_messages={"required": _("Say what came of it.")})
    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What the patient said, and what you advised. Staff only."),
    )
    token = TokenField()

    def __init__(self, *args: Any, routes: Choices, results: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["route"].choices = routes
        self.fields["result"].choices = [("", "---------"), *results]


class HandOverForm(forms.Form):
    to = forms.ModelChoiceField(
        label=_("To"), queryset=User.objects.none(), error_messages={"required": _("Choose who takes it over.")}
    )
    version = VersionField()

    def __init__(self, *args: Any, owner_id: object, site_id: object, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = people_with(Role.CLINICIAN, Role.NURSE, sites=[site_id]).exclude(pk=owner_id)


class CloseForm(forms.Form):
    outcome = forms.ChoiceField(label=_("What came of it"), error_messages={"required": _("Choose what came of it.")})
    note = forms.CharField(
        label=_("Note"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What was found and decided. Staff only."),
        error_messages={"required": _("Write a note: what was found and decided.")},
    )
    version = VersionField()

    def __init__(self, *args: Any, outcomes: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["outcome"].choices = [("", "---------"), *outcomes]
