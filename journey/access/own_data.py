"""Everything that is held about a patient, as plain rows: one statement a table, however long the history is."""

from base64 import b64encode
from typing import Any

from django.db.models import ForeignKey

from accounts.models import Kind, Trace, User
from journey.access.held import HELD, Held
from journey.access.looks import looks_at
from journey.models import Patient, Site

Row = dict[str, Any]
SIGNING_IN = (Kind.SIGN_IN, Kind.SIGN_OUT)
# In the details of an event: what staff wrote to each other about a move.
FOR_STAFF_IN_DETAILS = "note"


def own_data(patient: Patient) -> dict[str, list[Row]]:
    """The rows of each table under its name in the file, who looked at the record, and when the patient signed in.
    Secrets and words for staff are left out (`held.py`)."""
    tables = {held.key: _rows(held, patient) for held in HELD}
    for event in tables["history"]:
        event["data"] = _without_notes(event["data"])
    return {**tables, "who_looked": [dict(look) for look in looks_at(patient)], "signing_in": _signing_in(patient)}


def columns(held: Held) -> list[tuple[str, str]]:
    """Each column that the file has: its name there, and where it is found. People and places go by their names."""
    found = []
    for each in held.model._meta.concrete_fields:
        if each.name in held.left_out:
            continue
        if isinstance(each, ForeignKey) and each.related_model is User:
            found.append((each.name, f"{each.name}__display_name"))
        elif isinstance(each, ForeignKey) and each.related_model is Site:
            found.append((each.name, f"{each.name}__name"))
        else:
            found.append((each.attname, each.attname))
    return found


def _rows(held: Held, patient: Patient) -> list[Row]:
    names, places = zip(*columns(held), strict=True)
    rows = held.model._base_manager.filter(held.of(patient)).order_by(*held.order).values_list(*places)
    return [dict(zip(names, map(_as_text, row), strict=True)) for row in rows]


def _as_text(value: Any) -> Any:
    """A file stands in the copy as base64."""
    return b64encode(value).decode() if isinstance(value, bytes | memoryview) else value


def _without_notes(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_notes(each) for key, each in value.items() if key != FOR_STAFF_IN_DETAILS}
    return [_without_notes(each) for each in value] if isinstance(value, list) else value


def _signing_in(patient: Patient) -> list[Row]:
    if patient.user_id is None:
        return []
    rows = Trace.objects.filter(actor_id=patient.user_id, kind__in=SIGNING_IN).order_by("at", "number")
    return [dict(row) for row in rows.values("at", "kind", "outcome", "reason", "ip")]
