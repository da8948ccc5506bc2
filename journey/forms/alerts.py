"""Working an alert: taking it, recording a call, handing it over, closing it; opening it again, putting it off,
proposing a call."""

from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Role
from journey.forms.dates import LocalMomentField
from journey.forms.staff_fields import ClockField, TokenField, VersionField, people_with
from journey.models.alert import LONGEST_DECIDED
from journey.models.alert_rows import LONGEST_REASON

Choices = list[tuple[str, Any]]


class TakeForm(forms.Form):
    """`seen_clock` knows a page from before the alert rose."""

    seen_clock = ClockField()


class WakeForm(forms.Form):
    version = VersionField()


class CallForm(forms.Form):
    """`token` makes a second click the same call, `seen_clock` knows a page from before the alert rose."""

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
    seen_clock = ClockField()

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
    decided = forms.CharField(
        label=_("What the patient reads"),
        max_length=LONGEST_DECIDED,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "In plain words: what was decided, and when to call again. The patient reads your name and the time too."
        ),
    )
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
        self.fields["decided"].while_empty = _("needed with “Advice given” and “Seen in clinic”")


class ReopenForm(forms.Form):
    reason = forms.CharField(
        label=_("Why"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Staff only. What the closing said is kept."),
        error_messages={"required": _("Write why it is opened again.")},
    )
    version = VersionField()


class SnoozeForm(forms.Form):
    expected = forms.CharField(
        label=_("What is expected"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("For example: the swelling stays as it is until day 5. It stands in the patient's own file."),
        error_messages={"required": _("Write what is expected.")},
    )
    until = LocalMomentField(label=_("Until"))
    reason = forms.CharField(
        label=_("Why"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Staff only."),
        error_messages={"required": _("Write why.")},
    )
    version = VersionField()

    def __init__(self, *args: Any, zone: ZoneInfo, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["until"].read_in(zone)


class ProposeCallForm(forms.Form):
    calls_at = LocalMomentField(label=_("We call at"))
    version = VersionField()

    def __init__(self, *args: Any, zone: ZoneInfo, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["calls_at"].read_in(zone)
