"""One module per noun; every rule that the database can hold is a named constraint."""

from journey.models.adverse_event import (
    AdverseEvent,
    AdverseEventAssessment,
    AdverseEventFact,
    AdverseEventStep,
    AdverseEventWords,
)
from journey.models.alert import (
    Alert,
    AlertFinding,
    AlertOutcome,
    AlertReason,
    AlertState,
    ContactAttempt,
    ContactPurpose,
    ContactResult,
    ContactRoute,
    FindingKind,
)
from journey.models.alert_rows import AlertCall, AlertReopening, AlertSnooze, CallAnswer
from journey.models.appointment import Appointment, AppointmentKind, AppointmentState, Ask, PartOfDay
from journey.models.bench import FallReason, SavedCase
from journey.models.calendar_feed import CalendarFeed
from journey.models.capacity import Closure, ClosureKind, Leave, Room, RoomKind, VisitType, WorkingHours
from journey.models.care_team import OpenedRecord, OpeningReason, SiteMembership
from journey.models.caregiver import Caregiver, CaregiverLook
from journey.models.check_in import CheckIn, CheckInDraft, CheckInState, Submission, ToldBy, TriageResult
from journey.models.clinic import Clinic, Site
from journey.models.consent import (
    Consent,
    ConsentDraft,
    ConsentReading,
    ConsentTalk,
    ConsentWithdrawal,
    TalkKind,
)
from journey.models.consent_text import ConsentText
from journey.models.data_request import DataRequest, RequestKind, RequestOutcome
from journey.models.document import Document, DocumentContent
from journey.models.event import DecisionKind, GateDecision, JourneyEvent
from journey.models.event_report import AdverseEventReport, ClusterMember, InfectionCluster
from journey.models.invitation import Invitation
from journey.models.journey import Cycle, Journey, NoteKind, Stage, StageNote
from journey.models.notice import EventNotice, Notice, ReportNotice
from journey.models.on_call import CallPlace, OnCallDuty, StaffContact
from journey.models.pathway_version import PathwayEvent, PathwayStep, PathwayVersion
from journey.models.patient import Allergy, AllergyClass, AllergySeverity, AllergySource, AllergyStatus, Patient
from journey.models.photo import Photo, PhotoContent, SentPhoto
from journey.models.product import IdentityCheck, Product, ReleaseSignature
from journey.models.question import PatientQuestion
from journey.models.recall import Recall, RecalledProduct
from journey.models.record import LINES, RECORDS, RecordLine, SectionRecord
from journey.models.reminder import Reminder, ReminderChoice
from journey.models.retention import IdentityRemoval, LastContact, LegalHold
from journey.models.tumour_review import TumourReview, TumourReviewFinding, TumourReviewReason
from journey.models.waiting import Waiting, WaitingEnd

__all__ = [
    "LINES",
    "RECORDS",
    "AdverseEvent",
    "AdverseEventAssessment",
    "AdverseEventFact",
    "AdverseEventReport",
    "AdverseEventStep",
    "AdverseEventWords",
    "Alert",
    "AlertCall",
    "AlertFinding",
    "AlertOutcome",
    "AlertReason",
    "AlertReopening",
    "AlertSnooze",
    "AlertState",
    "Allergy",
    "AllergyClass",
    "AllergySeverity",
    "AllergySource",
    "AllergyStatus",
    "Appointment",
    "AppointmentKind",
    "AppointmentState",
    "Ask",
    "CalendarFeed",
    "CallAnswer",
    "CallPlace",
    "Caregiver",
    "CaregiverLook",
    "CheckIn",
    "CheckInDraft",
    "CheckInState",
    "Clinic",
    "Closure",
    "ClosureKind",
    "ClusterMember",
    "Consent",
    "ConsentDraft",
    "ConsentReading",
    "ConsentTalk",
    "ConsentText",
    "ConsentWithdrawal",
    "ContactAttempt",
    "ContactPurpose",
    "ContactResult",
    "ContactRoute",
    "Cycle",
    "DataRequest",
    "DecisionKind",
    "Document",
    "DocumentContent",
    "EventNotice",
    "FallReason",
    "FindingKind",
    "GateDecision",
    "IdentityCheck",
    "IdentityRemoval",
    "InfectionCluster",
    "Invitation",
    "Journey",
    "JourneyEvent",
    "LastContact",
    "Leave",
    "LegalHold",
    "NoteKind",
    "Notice",
    "OnCallDuty",
    "OpenedRecord",
    "OpeningReason",
    "PartOfDay",
    "PathwayEvent",
    "PathwayStep",
    "PathwayVersion",
    "Patient",
    "PatientQuestion",
    "Photo",
    "PhotoContent",
    "Product",
    "Recall",
    "RecalledProduct",
    "RecordLine",
    "ReleaseSignature",
    "Reminder",
    "ReminderChoice",
    "ReportNotice",
    "RequestKind",
    "RequestOutcome",
    "Room",
    "RoomKind",
    "SavedCase",
    "SectionRecord",
    "SentPhoto",
    "Site",
    "SiteMembership",
    "StaffContact",
    "Stage",
    "StageNote",
    "Submission",
    "TalkKind",
    "ToldBy",
    "TriageResult",
    "TumourReview",
    "TumourReviewFinding",
    "TumourReviewReason",
    "VisitType",
    "Waiting",
    "WaitingEnd",
    "WorkingHours",
]
