"""Forms for the moments of a session, typed and read on the clinic's clock."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from journey.forms.staff_fields import DateInput, TimeInput, VersionField, local_moment

CLOCKS = ["%H:%M", "%H.%M", "%I:%M%p", "%I:%M %p", "%I%p", "%I %p"]


class LocalMomentWidget(forms.MultiWidget):
    """A date and a clock time, each the browser's own input."""

    template_name = "admin/journey/journey/local_moment.html"
    use_fieldset = True

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        parts = {
            "day": DateInput(attrs={"part": _("Date")}),
            "clock": TimeInput(attrs={"part": _("Time")}),
        }
        super().__init__(parts, attrs)
        self.zone: ZoneInfo | None = None

    def decompress(self, value: Any) -> list[Any]:
        if not isinstance(value, datetime):
            return [None, None]
        local = value.astimezone(self.zone)
        return [local.date(), local.time().replace(second=0, microsecond=0)]

    def subwidgets(self, name: str, value: Any, attrs: dict[str, Any] | None = None) -> Any:
        yield from self.get_context(name, value, attrs)["widget"]["subwidgets"]


class LocalMomentField(forms.MultiValueField):
    """A moment in `zone` (set by the form); cleans to an aware UTC datetime, or None when it may be blank. A time that
    the clocks skip, or show twice, is refused with the reason."""

    widget = LocalMomentWidget
    default_error_messages = {
        "required": _("Enter the date and the time."),
        "incomplete": _("Enter both the date and the time."),
    }

    def __init__(self, **options: Any) -> None:
        fields = (
            forms.DateField(input_formats=["%Y-%m-%d"], error_messages={"invalid": _("Enter a real date.")}),
            forms.TimeField(input_formats=CLOCKS, error_messages={"invalid": _("Enter a time such as 14:30.")}),
        )
        super().__init__(fields, require_all_fields=True, **options)
        self.zone = ZoneInfo("UTC")

    def read_in(self, zone: ZoneInfo) -> None:
        self.zone = self.widget.zone = zone

    def compress(self, data_list: list[Any]) -> datetime | None:
        if not data_list:
            return None
        day, clock = data_list
        if day in self.empty_values or clock in self.empty_values:
            raise ValidationError(self.error_messages["incomplete"], code="incomplete")
        return local_moment(day, clock, self.zone)


class VersionedForm(forms.Form):
    """A page that may be old when it is sent: the version it was opened on comes back with it."""

    version = VersionField()


class MomentForm(VersionedForm):
    """One anchor of the session. `was` is what the page showed."""

    was = forms.CharField(widget=forms.HiddenInput, required=False)
    moment = LocalMomentField(label=_("When"))
    reason = forms.CharField(
        label=_("Why it changes"), max_length=500, required=False, widget=forms.Textarea({"rows": 2})
    )

    def __init__(self, *args: Any, zone: ZoneInfo, changes: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        moment = self.fields["moment"]
        assert isinstance(moment, LocalMomentField)
        moment.read_in(zone)
        if changes:
            self.fields["reason"].required = True
        else:
            del self.fields["reason"]


class RangeForm(VersionedForm):
    """The days between which the procedure is planned while it has no date."""

    planned_from = forms.DateField(label=_("First day"), widget=DateInput())
    planned_to = forms.DateField(label=_("Last day"), widget=DateInput())
