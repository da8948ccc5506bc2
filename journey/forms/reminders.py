"""How a patient wants to be reminded."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from journey.domain.reminders import QUIET_FROM, QUIET_UNTIL
from journey.forms.staff_fields import TimeInput
from journey.models import ReminderChoice


class RemindersForm(forms.Form):
    """`texts`: whether text messages can reach the patient at all."""

    by_email = forms.BooleanField(label=_("By e-mail"), required=False)
    by_text = forms.BooleanField(label=_("By text message"), required=False)
    quiet_from = forms.TimeField(
        label=_("Quiet time starts"), widget=TimeInput(), error_messages={"required": _("Choose a time.")}
    )
    quiet_until = forms.TimeField(
        label=_("Quiet time ends"), widget=TimeInput(), error_messages={"required": _("Choose a time.")}
    )

    def __init__(self, data: Any, *, choice: ReminderChoice | None, texts: bool) -> None:
        names = ("by_email", "by_text", "quiet_from", "quiet_until")
        standard = {"by_email": True, "by_text": False, "quiet_from": QUIET_FROM, "quiet_until": QUIET_UNTIL}
        super().__init__(data, initial={name: getattr(choice, name) for name in names} if choice else standard)
        if not texts:
            del self.fields["by_text"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("quiet_from") is not None and cleaned.get("quiet_from") == cleaned.get("quiet_until"):
            self.add_error("quiet_until", _("Choose two different times."))
        return {"by_text": False, **cleaned}
