"""The reason codes that staff choose from when a journey leaves its plan (clinical.md 2.1, 2.3, 8.3)."""

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

CONTRAINDICATIONS = (
    "active_infection",
    "current_cancer",
    "cancer_within_5y",
    "pregnant_or_breastfeeding",
    "bleeding_disorder_uncontrolled",
    "anaemia",
    "allergy_no_substitute",
    "no_capacity_or_no_consent",
    "under_18",
    "unstable_heart_or_lung",
    "skin_problem_at_site",
    "inr_high",
    "diabetes_poor_control",
    "immunosuppressed",
    "steroid_injection_same_joint_84d",
    "eaton_4_or_kl_4",
    "prior_donor_cells",
    "mental_health_or_pressure",
)

NOT_CANDIDATE_REASONS = (
    *CONTRAINDICATIONS,
    "too_mild",
    "too_advanced",
    "wrong_diagnosis",
    "expectations_not_realistic",
    "better_option_exists",
)
