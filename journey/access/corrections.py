"""What was put right about a patient, of the trace: the newest reason, and which columns changed since a moment."""

from datetime import datetime

from accounts.models import Kind, Outcome, Trace
from journey.models import Patient


def newest_correction(patient: Patient) -> Trace | None:
    """Who corrected the details last, when and why."""
    rows = Trace.objects.filter(patient_id=patient.pk, kind=Kind.ACT, outcome=Outcome.DONE)
    return rows.filter(table_name=Patient._meta.db_table).first()


def changed_since(patient: Patient, moment: datetime) -> frozenset[str]:
    """The columns of the patient that stand otherwise now than at this moment, or stood so in between."""
    rows = Trace.objects.filter(patient_id=patient.pk, kind=Kind.CHANGE, at__gte=moment)
    rows = rows.filter(table_name=Patient._meta.db_table)
    names: set[str] = set()
    for row in rows:
        before, after = row.before or {}, row.after or {}
        names |= {name for name in after if before.get(name) != after[name]}
    return frozenset(names)
