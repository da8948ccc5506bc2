"""Importing this module registers every screen; the staff's site does it when it is ready."""

from journey.admin import (
    absences,
    alerts,
    appointments,
    check_ins,
    clinic,
    consent_texts,
    data_requests,
    journeys,
    log,
    opened_records,
    pathway_versions,
    patients,
    people,
    recalls,
    retention,
    rooms,
)

__all__ = [
    "absences",
    "alerts",
    "appointments",
    "check_ins",
    "clinic",
    "consent_texts",
    "data_requests",
    "journeys",
    "log",
    "opened_records",
    "pathway_versions",
    "patients",
    "people",
    "recalls",
    "retention",
    "rooms",
]
