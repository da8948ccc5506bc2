"""Inviting a helper, and ending a helper's access."""

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext_lazy as _

from journey.domain.caregiving import USUAL_DAYS, CaregiverLevel
from journey.forms.widgets import ChoiceRadio, Words

LEVELS: Sequence[tuple[str, Words]] = (
    (CaregiverLevel.SEE, _("Only look")),
    (CaregiverLevel.FILL_IN, _("Look, and answer check-ins for me")),
    (CaregiverLevel.MANAGE, _("Look, answer check-ins, and book visits for me")),
)
LASTS: Sequence[tuple[int, Words]] = ((30, _("1 month")), (91, _("3 months")), (182, _("6 months")), (365, _("1 year")))


class InviteForm(forms.Form):
    """The least is chosen beforehand: nobody gives away more than they meant to."""

    use_required_attribute = False

    name = forms.CharField(
        label=_("What is this person called?"),
        max_length=60,
        error_messages={"required": _("Write the name of the person.")},
    )
    relation = forms.CharField(
        label=_("Who is this person to you?"), max_length=40, required=False, help_text=_("For example: daughter.")
    )
    email = forms.EmailField(
        label=_("What is their e-mail address?"),
        help_text=_("Their own address, not yours. We send the invitation there."),
        error_messages={
            "required": _("Write the e-mail address of the person."),
            "invalid": _("Write an e-mail address like name@example.org."),
        },
    )
    level = forms.ChoiceField(
        label=_("What may this person do?"),
        choices=LEVELS,
        initial=CaregiverLevel.SEE.value,
        widget=ChoiceRadio(),
        error_messages={"required": _("Choose what this person may do.")},
    )
    days = forms.TypedChoiceField(
        label=_("For how long?"),
        choices=LASTS,
        coerce=int,
        initial=USUAL_DAYS,
        widget=ChoiceRadio(),
        error_messages={"required": _("Choose how long this person may help.")},
    )
    token = forms.UUIDField(widget=forms.HiddenInput(), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["token"].initial = uuid4()
        self.fields["email"].widget.attrs["autocomplete"] = "off"
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.form_show_errors = False


class EndHelpForm(forms.Form):
    reason = forms.CharField(
        label=_("Why does it end?"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Write why the help ends.")},
    )
