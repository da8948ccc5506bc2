"""One line of words that staff type: without letters that nobody sees and that turn or hide what stands around them."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

# Embeddings, overrides and isolates: "Rosa\u202Egpj.exe" reads as something else. Arabic and Hebrew need none of them.
STEERING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def refuse_steering(value: str) -> None:
    """For every field of one line. Longer texts stand in a block of their own, which ends what they begin."""
    if any(letter in STEERING or ord(letter) < 32 for letter in value):
        raise ValidationError(_("Type this again: it holds a hidden letter that changes how the line reads."))


def guard_lines(form: forms.BaseForm) -> None:
    """For forms made from a model."""
    for field in form.fields.values():
        if type(field.widget) in {forms.TextInput, forms.EmailInput}:
            field.validators.append(refuse_steering)


class LineField(forms.CharField):
    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.validators.append(refuse_steering)
