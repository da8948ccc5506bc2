"""What is asked of a patient at the door: the date of birth, and a new password."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.choosing_password import problems_of
from accounts.door_forms import NewPasswordField
from accounts.models import User
from journey.forms.date_parts import DatePartsField
from journey.forms.staff_fields import time_zone_choices
from journey.forms.widgets import ChoiceRadio, DateParts
from journey.models import Patient


def birth_field() -> DatePartsField:
    return DatePartsField(
        label=_("Your date of birth"),
        widget=DateParts(birth=True),
        help_text=_("For example 27 3 1961"),
        error_messages={"required": _("Enter your date of birth.")},
    )


def their_birth_field() -> DatePartsField:
    """Of the person who asks for help: it shows that the mail came to whom they meant."""
    return DatePartsField(
        label=_("Date of birth of the person who asks for your help"),
        widget=DateParts(),
        help_text=_("For example 27 3 1961. You do not know it? Ask them."),
        error_messages={"required": _("Enter the date of birth of the person who asks for your help.")},
    )


def language_and_place(patient: Patient) -> dict[str, forms.Field]:
    """A language is asked for only where there is a choice."""
    is_choice = len(settings.LANGUAGES) > 1
    return {
        "language": forms.ChoiceField(
            label=_("Your language"),
            choices=settings.LANGUAGES,
            initial=patient.language,
            widget=forms.Select if is_choice else forms.HiddenInput,
        ),
        "time_zone": forms.ChoiceField(
            label=_("Where you live"),
            choices=time_zone_choices(),
            initial=patient.time_zone,
            help_text=_("We show times by the clock of this place."),
        ),
    }


class LanguageAndPlaceForm(forms.Form):
    def __init__(self, *args: Any, patient: Patient, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.update(language_and_place(patient))


class ChoosesWay(forms.Form):
    """How somebody who comes in wants to sign in from now on; `cleaned_data["password"]` is blank without a choice.
    Whoever builds on it puts what it asks first, then these."""

    def ask_way(self) -> None:
        self.fields["way"] = forms.ChoiceField(
            label=_("How do you want to sign in?"),
            choices=WAYS,
            widget=ChoiceRadio,
            error_messages={"required": _("Choose how you want to sign in.")},
        )
        self.fields["password"] = NewPasswordField()
        self.fields["password"].required = False
        self.fields["password"].label = _("Your password, if you chose one")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        password = cleaned.get("password", "")
        if cleaned.get("way") != "password":
            cleaned["password"] = ""
        elif not password:
            self.add_error("password", _("Enter a password."))
        else:
            for problem in problems_of(password, None):
                self.add_error("password", problem)
        return cleaned


class BirthForm(forms.Form):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["date_of_birth"] = birth_field()


class ArrivalForm(ChoosesWay):
    """Who the invited person is, and how they want to sign in from now on."""

    def __init__(self, *args: Any, patient: Patient, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["date_of_birth"] = birth_field()
        self.fields.update(language_and_place(patient))
        self.ask_way()


class JoinForm(forms.Form):
    """Whoever is signed in and joins as a helper: whom they know."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["date_of_birth"] = their_birth_field()


class JoinAsNewForm(ChoosesWay):
    """A helper without a sign-in: whom they know, who they are, and how they want to sign in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["date_of_birth"] = their_birth_field()
        self.fields["name"] = forms.CharField(
            label=_("Your own name"),
            max_length=60,
            widget=forms.TextInput(attrs={"autocomplete": "name"}),
            error_messages={"required": _("Write your name.")},
        )
        self.ask_way()


WAYS = [
    ("code", _("E-mail me a code each time. There is nothing to remember.")),
    ("passkey", _("With my finger, my face or a PIN on this device (a passkey).")),
    ("password", _("With a password.")),
]


class NewPasswordForm(forms.Form):
    """`user`: whose password it will be, where that is known; else the date of birth says it."""

    def __init__(self, *args: Any, user: User | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        if user is None:
            self.fields["date_of_birth"] = birth_field()
        self.fields["password"] = NewPasswordField()

    def clean_password(self) -> str:
        password = str(self.cleaned_data["password"])
        for problem in problems_of(password, self.user):
            self.add_error("password", problem)
        return password
