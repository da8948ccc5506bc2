"""A refusal of an action, put where the person who typed looks for it."""

from django import forms

from journey.domain.errors import NotAccepted


def put_refusal(form: forms.BaseForm, refusal: NotAccepted) -> None:
    """On the field that it names; above the form when it names none, or one that this form does not have."""
    form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
