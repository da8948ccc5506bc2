"""Forms of the product: whose it is, its release, and its end."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from journey.domain.product_facts import Disposition, Identifiers, QuarantineReason
from journey.domain.reasons import ABORT_REASONS
from journey.forms.lines import LineField

BLANK = ("", "---------")
IDENTIFIERS = [
    (Identifiers.NAME_AND_BIRTH_DATE.value, _("Full name and date of birth")),
    (Identifiers.NAME_AND_RECORD_NUMBER.value, _("Full name and record number")),
]
QUARANTINE = [
    BLANK,
    (QuarantineReason.IDENTITY_MISMATCH.value, _("Identity does not match")),
    (QuarantineReason.CONTAMINATION.value, _("Contamination")),
    (QuarantineReason.DAMAGED.value, _("Container damaged")),
    (QuarantineReason.OTHER.value, _("Other")),
]
ENDS = [
    (Disposition.DISCARDED.value, _("Discarded")),
    (Disposition.RESEARCH_WITH_CONSENT.value, _("Research, with consent")),
    (Disposition.STORED.value, _("Stored for a later session")),
]
NOT_USED = [
    BLANK,
    ("low_volume", _("Low volume")),
    ("low_viability", _("Low viability")),
    ("low_cell_count", _("Low cell count")),
    ("contamination", _("Contamination")),
    ("clotted", _("Clotted")),
    ("identity_mismatch", _("Identity mismatch")),
    ("equipment_failure", _("Equipment failure")),
    ("patient_not_tolerating", _("Patient did not tolerate it")),
    ("patient_withdrew", _("Patient withdrew")),
    ("medical_event", _("Medical event")),
]
assert {code for code, _words in NOT_USED[1:]} == set(ABORT_REASONS)


def _label_field() -> LineField:
    return LineField(
        label=_("Label: scan it, or type the number"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
        error_messages={"required": _("Enter or scan the number on the label.")},
    )


class RegisterForm(forms.Form):
    code = LineField(
        label=_("Number of cells that this clinic stored before"),
        max_length=40,
        required=False,
        help_text=_("Leave it blank for a new unit: it gets a new number and label."),
    )


class IdentityForm(forms.Form):
    """What two people read aloud at a checkpoint."""

    identifiers = forms.ChoiceField(
        label=_("Read aloud by or with the patient"),
        choices=IDENTIFIERS,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose which two were read aloud.")},
    )
    scanned = _label_field()
    matches = forms.TypedChoiceField(
        label=_("Name, second identifier and label"),
        choices=[("yes", _("Everything matches")), ("no", _("Something does not match: set it aside for ever"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose whether everything matches.")},
    )
    second = forms.ModelChoiceField(
        label=_("Second person, here with you"),
        queryset=User.objects.none(),
        error_messages={"required": _("Choose the second person.")},
    )

    def __init__(self, *args: Any, people: QuerySet[User], **options: Any) -> None:
        super().__init__(*args, **options)
        second = self.fields["second"]
        assert isinstance(second, forms.ModelChoiceField)
        second.queryset = people


class ReleaseForm(forms.Form):
    container_intact = forms.BooleanField(
        label=_("I looked at the container: intact, no clots, no particles"),
        error_messages={"required": _("Look at the container, then tick this.")},
    )
    reason = forms.CharField(
        label=_("Why it may be used although viability was not measured"),
        max_length=500,
        required=False,
        widget=forms.Textarea({"rows": 2}),
    )

    def __init__(self, *args: Any, asks_reason: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if asks_reason:
            self.fields["reason"].required = True
        else:
            del self.fields["reason"]


class QuarantineForm(forms.Form):
    reason = forms.ChoiceField(label=_("Reason"), choices=QUARANTINE)
    note = forms.CharField(label=_("What happened"), max_length=500, widget=forms.Textarea({"rows": 3}))
    sure = forms.BooleanField(
        label=_("I know that this can never be undone"), error_messages={"required": _("Tick this to go on.")}
    )


class EndForm(forms.Form):
    disposition = forms.ChoiceField(label=_("What becomes of it"), choices=ENDS, widget=forms.RadioSelect)
    abort_reason = forms.ChoiceField(
        label=_("Why it is not used"),
        choices=NOT_USED,
        required=False,
        help_text=_("Needed unless it is stored as planned."),
    )
