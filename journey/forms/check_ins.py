"""Marking answers as read."""

from django import forms


class ReadForm(forms.Form):
    """Nothing to choose: the page says what will happen."""
