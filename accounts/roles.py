"""The roles of staff: groups made by migration, named here once."""

from enum import StrEnum


class Role(StrEnum):
    CLINICIAN = "clinician"
    NURSE = "nurse"
    COORDINATOR = "coordinator"
    MANAGER = "manager"
    AUDITOR = "auditor"
