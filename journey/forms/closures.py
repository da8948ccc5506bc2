"""What happens to one visit of a closed time: moved, offered other times, or told and called; and a try to reach."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from journey.forms.contacts import ContactForm
from journey.forms.staff_fields import VersionField

MOVE, OFFER, CALL = "move", "offer", "call"
WAYS = {
    MOVE: _("Move it to the ticked time"),
    OFFER: _("Offer the ticked times: the patient chooses"),
    CALL: _("Find a time in a call: nothing moves now"),
}
WRITTEN = "%Y-%m-%dT%H:%MZ"


def time_key(person: UUID, starts_at: datetime) -> str:
    return f"{person}|{starts_at.astimezone(UTC):{WRITTEN}}"


class TimesField(forms.MultipleChoiceField):
    """Cleans to people and moments. A time that is on the list no more is no mistake of the form: whoever was faster is
    named by the action."""

    widget = forms.CheckboxSelectMultiple

    def validate(self, value: list[str]) -> None:
        return None

    def clean(self, value: Any) -> list[tuple[UUID, datetime]]:
        return [self._read(each) for each in dict.fromkeys(super().clean(value))]

    def _read(self, value: str) -> tuple[UUID, datetime]:
        person, _bar, start = value.partition("|")
        try:
            return UUID(person), datetime.strptime(start, WRITTEN).replace(tzinfo=UTC)
        except ValueError as error:
            raise ValidationError(_("Choose times of the list.")) from error


class AnotherTimeForm(forms.Form):
    """`ways` are those that this visit has."""

    way = forms.ChoiceField(
        label=_("What to do"), widget=forms.RadioSelect, error_messages={"required": _("Choose what to do.")}
    )
    times = TimesField(label=_("Free times"), required=False)
    tell = forms.BooleanField(
        label=_("Send the patient a message about it"),
        required=False,
        initial=True,
        help_text=_("By e-mail or text message, as they want to be reminded. It says no more than day and time."),
    )
    version = VersionField()

    def __init__(self, *args: Any, ways: Sequence[str], times: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["way"].choices = [(way, WAYS[way]) for way in ways]
        self.fields["times"].choices = times
        if not times:
            self.fields["times"].widget = forms.MultipleHiddenInput()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "times" not in cleaned:
            return cleaned
        if cleaned.get("way") == MOVE and len(cleaned["times"]) != 1:
            self.add_error("times", _("Tick one time to move the visit to."))
        if cleaned.get("way") == OFFER and not cleaned["times"]:
            self.add_error("times", _("Tick the times to offer."))
        return cleaned


class TriedForm(ContactForm):
    """What it is for stands on the page."""

    purpose = None
