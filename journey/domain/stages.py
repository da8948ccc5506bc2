"""The words for where a journey, a cycle and a stage stand (clinical.md 1.1)."""

from enum import StrEnum


class StageCode(StrEnum):
    """The six stages of a cycle, in order."""

    CONSULTATION = "consultation"
    PREPARATION = "preparation"
    HARVESTING = "harvesting"
    INJECTION = "injection"
    POST_CARE = "post_care"
    FOLLOW_UP = "follow_up"


STAGE_ORDER = tuple(StageCode)


class StageState(StrEnum):
    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    COMPLETE = "complete"
    SKIPPED = "skipped"
    ABORTED = "aborted"


class CycleStatus(StrEnum):
    PLANNED = "planned"
    ACTIVE = "active"
    COMPLETE = "complete"
    ABORTED = "aborted"
    WITHDRAWN = "withdrawn"


class JourneyStatus(StrEnum):
    ACTIVE = "active"
    PAUSED = "paused"
    POSTPONED = "postponed"
    CLOSED_NOT_CANDIDATE = "closed_not_candidate"
    CLOSED_WITHDRAWN = "closed_withdrawn"
    CLOSED_COMPLETED = "closed_completed"
    CLOSED_LOST_CONTACT = "closed_lost_contact"
    CLOSED_TRANSFERRED = "closed_transferred"
    CLOSED_DECEASED = "closed_deceased"


class HarvestMode(StrEnum):
    """Where the cells of a cycle come from, in place or in time."""

    PATIENT_HARVEST = "patient_harvest"
    BANKED_CELLS = "banked_cells"
    DONOR_PRODUCT = "donor_product"


class CellSource(StrEnum):
    AUTOLOGOUS = "autologous"
    ALLOGENEIC = "allogeneic"


class Tissue(StrEnum):
    """Origin of the cells (clinical.md 2.1 `plan_tissue`, 2.3 `tissue_origin`)."""

    BONE_MARROW = "bone_marrow"
    ADIPOSE = "adipose"
    UMBILICAL_CORD = "umbilical_cord"
    PLACENTA_AMNION = "placenta_amnion"
    OTHER = "other"


class Hand(StrEnum):
    RIGHT = "right"
    LEFT = "left"
