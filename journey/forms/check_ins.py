"""Marking answers as read."""

from django import forms

from journey.forms.staff_fields import IdField


class ReadForm(forms.Form):
    """Nothing to choose: the page says what will happen. `submission` is the version that was shown."""

    submission = IdField()
