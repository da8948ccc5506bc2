"""The clinic's part of a consent: countersigning, a paper, the talk, asking anew, a withdrawal, approving a text."""

from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role
from journey.domain.consent import OPTIONAL, Again, Scope
from journey.forms.dates import LocalMomentField
from journey.forms.files import CleanFileField
from journey.forms.lines import LineField
from journey.forms.staff_fields import TokenField, people_with
from journey.models.consent import LONGEST_NAME, LONGEST_WORDS
from journey.models.consent_text import LONGEST_CHANGE
from journey.models.labels import LABELS

YES_NO = [("yes", _("Yes")), ("no", _("No"))]
CAN_DECIDE = _("I assessed that the patient can decide: understands, keeps in mind, weighs up and says the choice.")


class CountersignForm(forms.Form):
    """`is_doubtful`: somebody gave the patient a new way to sign in before this was signed."""

    identity_checked = forms.BooleanField(
        label=_("The patient is here, I know who they are, and they say that they signed this."),
        error_messages={"required": _("Make sure face to face who signed, then tick this.")},
    )
    interpreter = LineField(label=_("Interpreter, if one was there"), max_length=LONGEST_NAME, required=False)
    capacity_assessed = forms.BooleanField(
        label=CAN_DECIDE, error_messages={"required": _("Say that you assessed that the patient can decide.")}
    )

    def __init__(self, *args: Any, is_doubtful: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if not is_doubtful:
            del self.fields["identity_checked"]


class PaperForm(forms.Form):
    """A consent that both signed on paper. The three extra questions are answered as on the paper."""

    signed_as = LineField(label=_("Name under the patient's signature"), max_length=LONGEST_NAME)
    signed_at = LocalMomentField(label=_("The patient signed"))
    every_line_ticked = forms.BooleanField(
        label=_("Every line is ticked on the paper, by the patient."),
        error_messages={"required": _("Every line has to be ticked on the paper.")},
    )
    countersigned_by = forms.ModelChoiceField(queryset=None, label=_("Countersigned by"))
    countersigned_at = LocalMomentField(label=_("Countersigned"))
    capacity_assessed = forms.BooleanField(
        label=_("Who countersigned assessed that the patient can decide."),
        error_messages={"required": _("The clinician has to have assessed that the patient can decide.")},
    )
    interpreter = LineField(label=_("Interpreter, if one was there"), max_length=LONGEST_NAME, required=False)
    scan = CleanFileField(label=_("Scan of the paper"))
    token = TokenField()

    def __init__(self, *args: Any, zone: ZoneInfo, sites: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in ("signed_at", "countersigned_at"):
            field = self.fields[name]
            assert isinstance(field, LocalMomentField)
            field.read_in(zone)
        people = self.fields["countersigned_by"]
        assert isinstance(people, forms.ModelChoiceField)
        people.queryset = people_with(Role.CLINICIAN, sites=sites)
        for scope in OPTIONAL:
            self.fields[scope] = forms.ChoiceField(
                label=LABELS[Scope][scope],
                choices=YES_NO,
                widget=forms.RadioSelect,
                error_messages={"required": _("Choose yes or no, as on the paper.")},
            )

    @property
    def choices(self) -> dict[str, bool]:
        return {scope: self.cleaned_data[scope] == "yes" for scope in OPTIONAL}


class TalkForm(forms.Form):
    note = forms.CharField(
        label=_("What you talked about"),
        max_length=LONGEST_WORDS,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("For staff. What was asked and answered, and who was there."),
        error_messages={"required": _("Write a note.")},
    )
    token = TokenField()


class AgainForm(TalkForm):
    why = forms.ChoiceField(
        label=_("Why a new consent is needed"),
        choices=[(each.value, LABELS[Again][each]) for each in Again],
        widget=forms.RadioSelect,
        help_text=_("The patient reads the reason in plain words."),
        error_messages={"required": _("Choose why a new consent is needed.")},
    )
    field_order = ("why", "note")


class WithdrawalForm(forms.Form):
    """The patient told it. `scopes` are those that can be taken back."""

    scope = forms.ChoiceField(
        label=_("What the patient takes back"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what the patient takes back.")},
    )
    words = forms.CharField(
        label=_("In the patient's words"),
        max_length=LONGEST_WORDS,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("The patient can read this in their own copy."),
    )

    def __init__(self, *args: Any, scopes: Sequence[Scope], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["scope"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(scope.value, LABELS[Scope][scope]) for scope in scopes]


class ApproveTextForm(forms.Form):
    """`seen`: the checksum of the words on the page. The first text has nothing that changed."""

    changes = forms.CharField(
        label=_("What changed"),
        max_length=LONGEST_CHANGE,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("In plain words. Patients who sign again read this."),
        error_messages={"required": _("Say what changed.")},
    )
    is_material = forms.ChoiceField(
        label=_("Does it change what patients agreed to?"),
        choices=[("yes", _("Yes: whoever signed an older version signs again")), ("no", _("No: wording only"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one.")},
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, is_first: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if is_first:
            del self.fields["changes"], self.fields["is_material"]
