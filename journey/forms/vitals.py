"""One set of vitals, as a nurse types it beside the patient."""

from typing import Any
from zoneinfo import ZoneInfo

from django import forms

from journey.domain.record.checking import Finding
from journey.domain.record.entries import Entry
from journey.domain.record.fields import with_other
from journey.domain.record.post_care.clock import VITALS
from journey.domain.record.post_care.observation import OBSERVATION
from journey.forms.record_fields import field_of, stored_value

FIELDS = OBSERVATION.group[VITALS].fields


class VitalsForm(forms.Form):
    """The fields of a line of vitals. Nothing is required: what could not be measured stays blank."""

    def __init__(self, *args: Any, zone: ZoneInfo, **options: Any) -> None:
        super().__init__(*args, **options)
        for each in with_other(FIELDS):
            self.fields[each.name] = field_of(each, zone, {})

    def values(self) -> dict[str, Any]:
        return {each.name: stored_value(each, self.cleaned_data[each.name]) for each in with_other(FIELDS)}

    def refuse(self, findings: tuple[Finding, ...], entry: Entry) -> None:
        """What is wrong with this line stands at its field; what is wrong elsewhere, above the form."""
        place = [each["taken_at"] for each in entry.of(VITALS)].index(self.values()["taken_at"])
        for each in findings:
            before, _dot, name = each.place.rpartition(".")
            is_mine = before == f"{VITALS}.{place}" and name in self.fields
            self.add_error(name if is_mine else None, each.sentence)
