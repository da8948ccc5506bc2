"""The reason codes that staff choose from when a journey leaves its plan (clinical.md 2.1, 2.3, 8.3)."""

from journey.domain.record.consultation.decision import AGAINST

OTHER = "other"

POSTPONE_REASONS = (
    "infection",
    "medicine",
    "not_fasted",
    "product_problem",
    "patient_choice",
    "staffing",
    OTHER,
)

ABORT_REASONS = (
    "low_volume",
    "low_viability",
    "low_cell_count",
    "contamination",
    "clotted",
    "identity_mismatch",
    "equipment_failure",
    "patient_not_tolerating",
    "patient_withdrew",
    "medical_event",
)

NOT_CANDIDATE_REASONS = tuple(code for code, _words in AGAINST)
