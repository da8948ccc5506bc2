"""What is asked at the door: an address, a code, a name with a password, a new password."""

from typing import Any

from allauth.account.forms import LoginForm
from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from accounts.passwords import LONGEST


class AddressForm(forms.Form):
    """Where a code goes."""

    address = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        error_messages={
            "required": _("Enter your e-mail address."),
            "invalid": _("Enter an e-mail address such as name@example.com."),
            "max_length": _("Enter an e-mail address such as name@example.com."),
        },
    )


class CodeForm(forms.Form):
    """Digits, as they stand in the mail: blanks and dashes do not matter. A keypad on phones, filled in by some."""

    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "inputmode": "numeric",
                "class": "code-input",
                "spellcheck": "false",
            }
        ),
        help_text=_("8 digits, from the newest mail."),
        error_messages={"required": _("Enter the code."), "max_length": _("Enter the 8 digits of the code.")},
    )


class PasswordForm(LoginForm):
    """Signing in with a password. Whatever is wrong with it, the answer is the same."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        login, password = self.fields["login"], self.fields["password"]
        login.label = _("E-mail address or sign-in name")
        login.max_length = 254
        login.error_messages["required"] = _("Enter your e-mail address or sign-in name.")
        login.widget.attrs = {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        password.widget.attrs = {"autocomplete": "current-password"}
        password.help_text = ""
        password.error_messages["required"] = _("Enter your password.")
        password.validators.append(MaxLengthValidator(LONGEST, _("This password is too long.")))


class NewPasswordField(forms.CharField):
    """One field, kept exactly as typed; pasting is welcome."""

    def __init__(self) -> None:
        super().__init__(
            label=_("New password"),
            strip=False,
            max_length=LONGEST,
            widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
            help_text=_("At least 8 letters, digits or signs. Three words in a row are easy to keep in mind."),
            error_messages={
                "required": _("Enter a password."),
                "max_length": _("Use a shorter password, at most {most} characters.").format(most=LONGEST),
            },
        )
