"""The words for the domain's own lists, where the admin or a model's name shows one of their values."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from journey.domain.caregiving import CaregiverLevel
from journey.domain.consent import Again, Method, Scope
from journey.domain.documents import DocumentKind
from journey.domain.escalation import Step
from journey.domain.pathway_states import VersionState
from journey.domain.photos import PhotoPlace
from journey.domain.reminders import Occasion, Way
from journey.domain.stages import (
    CellSource,
    CycleStatus,
    Hand,
    HarvestMode,
    JourneyStatus,
    StageCode,
    StageState,
    Tissue,
)
from journey.domain.triage import Level
from journey.domain.windows import CheckInState

LABELS: Mapping[type[StrEnum], Mapping[StrEnum, Promise]] = MappingProxyType(
    {
        Step: {
            Step.PAGE: _("Raised: help needed now"),
            Step.NOT_TAKEN: _("15 minutes, nobody had taken it"),
            Step.NOT_SPOKEN: _("30 minutes, patient not reached"),
            Step.CALL: _("Raised: call within 24 hours"),
            Step.NOT_CALLED: _("20 hours, patient not reached"),
        },
        VersionState: {
            VersionState.DRAFT: _("Draft"),
            VersionState.IN_REVIEW: _("In review"),
            VersionState.PUBLISHED: _("Published"),
            VersionState.RETIRED: _("Retired"),
            VersionState.DISCARDED: _("Discarded"),
        },
        Occasion: {
            Occasion.CHECK_IN_OPEN: _("Check-in opened"),
            Occasion.CHECK_IN_HALF_WAY: _("Check-in, half-way"),
            Occasion.CHECK_IN_CLOSING: _("Check-in closes soon"),
            Occasion.VISIT_WEEK: _("Visit in a week"),
            Occasion.VISIT_DAY: _("Visit in a day"),
            Occasion.VISIT_MISSED: _("Visit missed"),
            Occasion.VISIT_MOVED: _("Visit moved by the clinic"),
            Occasion.VISIT_CLOSED: _("Visit cannot be at its time"),
            Occasion.VISIT_STANDS: _("Visit takes place after all"),
            Occasion.VISIT_CANCELLED: _("Visit cancelled by the clinic"),
            Occasion.DATES_CHANGED: _("Dates changed"),
            Occasion.VISIT_OFFER: _("A time is offered"),
            Occasion.VISIT_DUE: _("Visit due, not booked"),
        },
        Way: {Way.EMAIL: _("E-mail"), Way.SMS: _("Text message"), Way.LETTER: _("Letter"), Way.CALL: _("Phone call")},
        DocumentKind: {
            DocumentKind.IMAGING_REPORT: _("Report of an X-ray or scan"),
            DocumentKind.CONSENT_PAPER: _("Consent signed on paper"),
            DocumentKind.DONOR_ELIGIBILITY: _("Donor eligibility"),
            DocumentKind.CERTIFICATE: _("Certificate of analysis"),
            DocumentKind.LETTER: _("Letter"),
            DocumentKind.OTHER: _("Another document"),
        },
        PhotoPlace: {
            PhotoPlace.HAND: _("The hand"),
            PhotoPlace.HARVEST_SITE: _("Where cells were taken"),
        },
        Level: {
            Level.EXPECTED: _("Expected"),
            Level.WATCH: _("Watch"),
            Level.CALL_24H: _("Call in 24 h"),
            Level.URGENT_NOW: _("Urgent now"),
        },
        StageCode: {
            StageCode.CONSULTATION: _("Consultation"),
            StageCode.PREPARATION: _("Preparation"),
            StageCode.HARVESTING: _("Harvesting"),
            StageCode.INJECTION: _("Injection"),
            StageCode.POST_CARE: _("Post care"),
            StageCode.FOLLOW_UP: _("Follow up"),
        },
        StageState: {
            StageState.NOT_STARTED: _("Not started"),
            StageState.IN_PROGRESS: _("In progress"),
            StageState.COMPLETE: _("Complete"),
            StageState.SKIPPED: _("Skipped"),
            StageState.ABORTED: _("Aborted"),
        },
        CycleStatus: {
            CycleStatus.PLANNED: _("Planned"),
            CycleStatus.ACTIVE: _("Active"),
            CycleStatus.COMPLETE: _("Complete"),
            CycleStatus.ABORTED: _("Aborted"),
            CycleStatus.WITHDRAWN: _("Withdrawn"),
        },
        JourneyStatus: {
            JourneyStatus.ACTIVE: _("Active"),
            JourneyStatus.PAUSED: _("Paused"),
            JourneyStatus.POSTPONED: _("Postponed"),
            JourneyStatus.CLOSED_NOT_CANDIDATE: _("Closed: not a candidate"),
            JourneyStatus.CLOSED_WITHDRAWN: _("Closed: withdrawn"),
            JourneyStatus.CLOSED_COMPLETED: _("Closed: completed"),
            JourneyStatus.CLOSED_LOST_CONTACT: _("Closed: lost contact"),
            JourneyStatus.CLOSED_TRANSFERRED: _("Closed: transferred"),
            JourneyStatus.CLOSED_DECEASED: _("Closed: deceased"),
        },
        HarvestMode: {
            HarvestMode.PATIENT_HARVEST: _("Patient harvest"),
            HarvestMode.BANKED_CELLS: _("Banked cells"),
            HarvestMode.DONOR_PRODUCT: _("Donor product"),
        },
        CellSource: {
            CellSource.AUTOLOGOUS: _("Autologous"),
            CellSource.ALLOGENEIC: _("Allogeneic"),
        },
        Tissue: {
            Tissue.BONE_MARROW: _("Bone marrow"),
            Tissue.ADIPOSE: _("Adipose"),
            Tissue.UMBILICAL_CORD: _("Umbilical cord"),
            Tissue.PLACENTA_AMNION: _("Placenta or amnion"),
            Tissue.OTHER: _("Other"),
        },
        Hand: {
            Hand.RIGHT: _("Right"),
            Hand.LEFT: _("Left"),
        },
        CheckInState: {
            CheckInState.SCHEDULED: _("Scheduled"),
            CheckInState.OPEN: _("Open"),
            CheckInState.SUBMITTED: _("Submitted"),
            CheckInState.MISSED: _("Missed"),
            CheckInState.CANCELLED: _("Cancelled"),
        },
        Method: {
            Method.IN_APP: _("In the app"),
            Method.PAPER: _("On paper"),
        },
        Scope: {
            Scope.TREATMENT: _("The treatment"),
            Scope.LEFT_OVER_CELLS: _("Use of left-over cells"),
            Scope.RESEARCH: _("Use of data for research"),
            Scope.PHOTOS: _("Photos of the hand"),
            Scope.APP: _("Being asked through the app"),
        },
        Again: {
            Again.SAFETY: _("New safety information"),
            Again.PLAN: _("The plan changed"),
            Again.PATIENT: _("The patient wants to think again"),
            Again.OTHER: _("Another reason"),
        },
        CaregiverLevel: {
            CaregiverLevel.SEE: _("See"),
            CaregiverLevel.FILL_IN: _("Help fill in"),
            CaregiverLevel.MANAGE: _("Manage"),
        },
    }
)
