"""A page of the consent's lines, the signature, and taking back: the patient's forms."""

from collections.abc import Mapping
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from journey.domain.consent import LinePage
from journey.forms.widgets import ChoiceRadio
from journey.models.consent import LONGEST_NAME, LONGEST_WORDS

LEAVE = "leave"  # the button that saves this page and goes home
YES, NO = "yes", "no"


class LinesForm(forms.Form):
    """Each line of a page: a tick, or yes or no for an extra question. None is ticked beforehand."""

    use_required_attribute = False

    def __init__(self, page: LinePage, data: Any = None, *, answers: Mapping[str, Any], basis: str) -> None:
        initial = {code: (YES if value else NO) for code, value in answers.items() if isinstance(value, bool)}
        ticked = {line.code: True for line in page.lines if not line.optional and answers.get(line.code) is True}
        super().__init__(data, initial={**initial, **ticked, "basis": basis}, auto_id="%s")
        self.page = page
        for line in page.lines:
            self.fields[line.code] = _yes_or_no(line.text) if line.optional else _tick(line.text)
        self.fields["basis"] = forms.CharField(widget=forms.HiddenInput, required=False)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.form_show_errors = False

    @property
    def basis(self) -> str:
        return str(self.data.get("basis", ""))

    @property
    def given(self) -> dict[str, bool]:
        """What was ticked or chosen, also of a page that is not complete."""
        found = {}
        for line in self.page.lines:
            sent = self.data.get(line.code)
            if line.optional and sent in (YES, NO):
                found[line.code] = sent == YES
            elif not line.optional and sent:
                found[line.code] = True
        return found


def _tick(text: str) -> forms.BooleanField:
    missing = _("Not ticked: “{line}” Tick it if you agree.").format(line=_begins(text))
    return forms.BooleanField(label=text, error_messages={"required": missing})


def _yes_or_no(text: str) -> forms.ChoiceField:
    missing = _("Choose yes or no: “{line}”").format(line=_begins(text))
    return forms.ChoiceField(
        label=text,
        choices=[(YES, _("Yes")), (NO, _("No"))],
        widget=ChoiceRadio,
        error_messages={"required": missing, "invalid_choice": missing},
    )


def _begins(text: str) -> str:
    """Enough of a line to know it by."""
    return Truncator(text).words(6)


class SignForm(forms.Form):
    typed_name = forms.CharField(
        label=_("Your first and last name"),
        max_length=LONGEST_NAME,
        help_text=_("Typing your name here is your signature."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Type your first and last name.")},
    )
    token = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def clean_token(self) -> Any:
        return self.cleaned_data.get("token")


class TakeBackForm(forms.Form):
    words = forms.CharField(
        label=_("Do you want to tell us why?"),
        max_length=LONGEST_WORDS,
        required=False,
        help_text=_("You do not have to. Do not write about pain or a new symptom here: nobody reads this at once."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
