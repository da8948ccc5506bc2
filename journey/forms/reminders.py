"""How a patient wants to be reminded."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from journey.domain.reminders import QUIET_FROM, QUIET_UNTIL
from journey.forms.staff_fields import TimeInput
from journey.models import ReminderChoice


class RemindersForm(forms.Form):
    """`texts`: whether text messages can reach the patient at all; `address`: where letters go now."""

    by_email = forms.BooleanField(label=_("By e-mail"), required=False)
    by_text = forms.BooleanField(label=_("By text message"), required=False)
    by_letter = forms.BooleanField(
        label=_("By letter"), required=False, help_text=_("Only about visits. A letter takes some days.")
    )
    postal_address = forms.CharField(
        label=_("Address for letters"),
        max_length=300,
        required=False,
        widget=forms.Textarea({"rows": 4, "autocomplete": "street-address"}),
        help_text=_("As on an envelope, without your name."),
    )
    daily = forms.BooleanField(
        label=_("At most one message a day"),
        required=False,
        help_text=_(
            "What comes up later that day waits for the next morning. If that would be too late, or the clinic changes"
            " a visit, we tell you at once."
        ),
    )
    quiet_from = forms.TimeField(
        label=_("Quiet time starts"), widget=TimeInput(), error_messages={"required": _("Choose a time.")}
    )
    quiet_until = forms.TimeField(
        label=_("Quiet time ends"), widget=TimeInput(), error_messages={"required": _("Choose a time.")}
    )

    def __init__(self, data: Any, *, choice: ReminderChoice | None, texts: bool, address: str) -> None:
        names = ("by_email", "by_text", "by_letter", "quiet_from", "quiet_until", "daily")
        standard = {"by_email": True, "quiet_from": QUIET_FROM, "quiet_until": QUIET_UNTIL}
        known = {name: getattr(choice, name) for name in names} if choice else standard
        super().__init__(data, initial={**known, "postal_address": address})
        if not texts:
            del self.fields["by_text"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("quiet_from") is not None and cleaned.get("quiet_from") == cleaned.get("quiet_until"):
            self.add_error("quiet_until", _("Choose two different times."))
        return {"by_text": False, **cleaned}
