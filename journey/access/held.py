"""Which tables hold something about one patient, how to find their rows, and what a patient's own copy leaves out."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from allauth.account.models import EmailAddress  # type: ignore[import-untyped]
from allauth.mfa.models import Authenticator  # type: ignore[import-untyped]
from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from accounts.models import OutgoingMail, RecoveryCode, Session, Ticket, User
from journey.models import (
    LINES,
    RECORDS,
    AdverseEvent,
    AdverseEventAssessment,
    AdverseEventFact,
    AdverseEventReport,
    AdverseEventStep,
    AdverseEventWords,
    Alert,
    AlertCall,
    AlertFinding,
    AlertReason,
    AlertReopening,
    AlertSnooze,
    Allergy,
    Appointment,
    CalendarFeed,
    Caregiver,
    CaregiverLook,
    CheckIn,
    CheckInDraft,
    ClusterMember,
    Consent,
    ConsentDraft,
    ConsentReading,
    ConsentTalk,
    ConsentWithdrawal,
    ContactAttempt,
    Cycle,
    DataRequest,
    Document,
    DocumentContent,
    GateDecision,
    IdentityCheck,
    IdentityRemoval,
    Invitation,
    Journey,
    JourneyEvent,
    LegalHold,
    OpenedRecord,
    Patient,
    PatientQuestion,
    Photo,
    PhotoContent,
    Product,
    RecalledProduct,
    ReleaseSignature,
    Reminder,
    ReminderChoice,
    SentPhoto,
    Stage,
    StageNote,
    Submission,
    TriageResult,
    TumourReview,
    TumourReviewFinding,
    TumourReviewReason,
    Waiting,
)

Of = Callable[[Patient], Q]

# Why a column stays out (docs/decisions/0012-what-a-patient-takes-home.md).
FOR_STAFF = "words that staff wrote for each other; the clinic goes through them with the patient who asks"
SECRET = "a secret of the sign-in, worth nothing to its owner"  # noqa: S105
INSIDE = "a number of the database itself"
TOLD_ELSEWHERE = "told elsewhere in this file"
NEVER_USED = "the product keeps nothing there"
STAFF_ONLY = "only staff have it"
AS_A_FILE = "the file itself is fetched from the page of its stage; the clinic hands over what was not shared"
OF_THE_FORM = "which questions of the form were answered with yes, this is right; the values themselves are told"


@dataclass(frozen=True)
class Held:
    """A table under its name in the file. `of` finds the patient's rows; `order` puts them in the order of time."""

    key: str
    model: type[Model]
    of: Of
    order: tuple[str, ...]
    left_out: Mapping[str, str] = field(default_factory=dict)


def by(path: str) -> Of:
    """Rows that lead to the patient by this path."""
    return lambda patient: Q(**{path: patient.pk})


def by_sign_in(path: str) -> Of:
    """Rows of the patient's own sign-in; none while there is no sign-in, for "nobody" is not one."""
    return lambda patient: Q(**{f"{path}__in": [patient.user_id] if patient.user_id else []})


def mails_of(patient: Patient) -> Q:
    """By what they were about; and those to the patient's own address since they sign in, while it is nobody else's: a
    household shares one."""
    invited = Invitation.objects.filter(patient=patient).values("mail")
    asked = Ticket.objects.filter(user__in=[patient.user_id] if patient.user_id else []).values("mail")
    of_helpers = Caregiver.objects.filter(patient=patient).values("mail")
    reminded = Reminder.objects.filter(patient=patient, mail__isnull=False).values("mail")
    called = AlertCall.objects.filter(alert__patient=patient, mail__isnull=False).values("mail")
    return (
        Q(pk__in=reminded)
        | Q(pk__in=called)
        | Q(pk__in=invited)
        | Q(pk__in=asked)
        | Q(pk__in=of_helpers)
        | Q(pk__in=_to_nobody_else(patient))
    )


def _to_nobody_else(patient: Patient) -> QuerySet[OutgoingMail, Any]:
    own = [patient.user_id] if patient.user_id else []
    me = User.objects.filter(pk__in=own, email__iexact=OuterRef("to"), date_joined__lte=OuterRef("written_at"))
    other_users = User.objects.filter(email__iexact=OuterRef("to")).exclude(pk__in=own)
    other_patients = Patient.objects.filter(email__iexact=OuterRef("to")).exclude(pk=patient.pk)
    mails = OutgoingMail.objects.exclude(to="").filter(Exists(me), ~Exists(other_users), ~Exists(other_patients))
    return mails.values("pk")


def _shared(patient: Patient) -> Q:
    return Q(stage__cycle__journey__patient=patient.pk, shared_at__isnull=False)


def _not_shared(patient: Patient) -> Q:
    return Q(stage__cycle__journey__patient=patient.pk, shared_at__isnull=True)


def _record() -> Iterator["Held"]:
    """The clinical record: a table for each section, one for each list of lines."""
    for code, model in RECORDS.items():
        of, order = by("cycle__journey__patient"), ("cycle__opened_at", "number", "pk")
        yield Held(record_key(code), model, of, order, {"seen": OF_THE_FORM})
    for (code, group), lines in LINES.items():
        of, order = by("record__cycle__journey__patient"), ("record__cycle__opened_at", "record_id", "place")
        yield Held(record_key(code, group), lines, of, order)


def _events() -> Iterator["Held"]:
    """Adverse events with what belongs to each. Their patient is told once."""
    yield Held("adverse_events", AdverseEvent, by("patient"), ("aware_at", "pk"), {"narrative": FOR_STAFF})
    for key, model, order, left_out in (
        ("steps_of_adverse_events", AdverseEventStep, "at", ("reason",)),
        ("assessments_of_adverse_events", AdverseEventAssessment, "place", ("narrative", "reason")),
        ("facts_of_adverse_events", AdverseEventFact, "at", ("text",)),
        ("words_of_adverse_events", AdverseEventWords, "at", ()),
        ("reports_of_adverse_events", AdverseEventReport, "due_on", ("not_needed",)),
        ("clusters_of_adverse_events", ClusterMember, "at", ()),
    ):
        out = {**dict.fromkeys(left_out, FOR_STAFF), "patient": TOLD_ELSEWHERE}
        yield Held(key, model, by("patient"), ("event__aware_at", "event_id", order, "pk"), out)


def _reviews() -> Iterator["Held"]:
    """Checks for a growth, with why each began and what was found."""
    yield Held("tumour_reviews", TumourReview, by("patient"), ("opened_at", "pk"), {"note": FOR_STAFF})
    for key, model, left_out in (
        ("reasons_of_tumour_reviews", TumourReviewReason, "detail"),
        ("findings_of_tumour_reviews", TumourReviewFinding, "found"),
    ):
        out = {left_out: FOR_STAFF, "patient": TOLD_ELSEWHERE}
        yield Held(key, model, by("patient"), ("review__opened_at", "review_id", "at", "pk"), out)


def record_key(section: str, group: str = "") -> str:
    return "_".join(part for part in ("record", section, group) if part)


_OF_STAFF = dict.fromkeys(("is_superuser", "is_staff"), STAFF_ONLY)
_NAMES = dict.fromkeys(("first_name", "last_name"), NEVER_USED)
_SENDING = dict.fromkeys(("due_at", "claimed_until", "tries", "problem"), "how our server sends it")

HELD: tuple[Held, ...] = (
    Held("patient", Patient, by("pk"), ("pk",), {"user": TOLD_ELSEWHERE}),
    Held("allergies", Allergy, by("patient"), ("substance",)),
    Held("journeys", Journey, by("patient"), ("started_at", "pk"), {"status_reason": FOR_STAFF}),
    Held("sessions", Cycle, by("journey__patient"), ("opened_at", "pk"), {"decision_reason": FOR_STAFF}),
    Held("stages", Stage, by("cycle__journey__patient"), ("cycle__opened_at", "cycle_id", "opened_at", "code")),
    Held("notes", StageNote, _shared, ("shared_at", "pk")),
    Held("notes_for_staff", StageNote, _not_shared, ("written_at", "pk"), {"text": FOR_STAFF}),
    Held("questions", PatientQuestion, by("stage__cycle__journey__patient"), ("asked_at", "pk")),
    Held("documents", Document, by("stage__cycle__journey__patient"), ("added_at", "pk"), {"struck_reason": FOR_STAFF}),
    Held("files", DocumentContent, by("document__stage__cycle__journey__patient"), ("pk",), {"content": AS_A_FILE}),
    Held("visits", Appointment, by("patient"), ("starts_at", "pk"), {"state_reason": FOR_STAFF}),
    Held("waiting_list", Waiting, by("patient"), ("joined_at", "pk")),
    Held("check_ins", CheckIn, by("journey__patient"), ("due_at", "pk")),
    Held("answers", Submission, by("journey__patient"), ("sent_at", "version", "pk"), {"token": SECRET}),
    Held("answers_not_sent", CheckInDraft, by("check_in__journey__patient"), ("saved_at", "pk"), {"token": SECRET}),
    Held("photos", Photo, by("check_in__journey__patient"), ("added_at", "pk")),
    Held("photo_files", PhotoContent, by("photo__check_in__journey__patient"), ("photo__added_at", "pk")),
    Held("sent_photos", SentPhoto, by("submission__journey__patient"), ("at", "pk"), {"id": INSIDE}),
    Held("results", TriageResult, by("journey__patient"), ("at", "pk"), {"draft_token": SECRET}),
    Held("alerts", Alert, by("patient"), ("opened_at", "pk"), {"note": FOR_STAFF}),
    Held("reasons_of_alerts", AlertReason, by("alert__patient"), ("at", "pk"), {"id": INSIDE}),
    Held("findings_of_alerts", AlertFinding, by("alert__patient"), ("at", "pk"), {"id": INSIDE, "detail": FOR_STAFF}),
    Held(
        "alerts_opened_again",
        AlertReopening,
        by("alert__patient"),
        ("at", "pk"),
        dict.fromkeys(("reason", "note"), FOR_STAFF),
    ),
    Held("agreed_levels", AlertSnooze, by("alert__patient"), ("at", "pk"), {"reason": FOR_STAFF}),
    Held("proposed_calls", AlertCall, by("alert__patient"), ("proposed_at", "pk"), {"mail": TOLD_ELSEWHERE}),
    *_events(),
    *_reviews(),
    Held("contacts", ContactAttempt, by("journey__patient"), ("at", "pk"), {"note": FOR_STAFF}),
    Held("safety_checks", GateDecision, by("cycle__journey__patient"), ("at", "pk"), {"reason": FOR_STAFF}),
    Held("evidence_read", ConsentReading, by("cycle__journey__patient"), ("at", "pk")),
    Held("consents", Consent, by("cycle__journey__patient"), ("signed_at", "pk"), {"token": SECRET}),
    Held(
        "consents_not_signed",
        ConsentDraft,
        by("cycle__journey__patient"),
        ("saved_at", "pk"),
        {"token": SECRET, "basis": "says which words were shown, as a number"},
    ),
    Held("consent_withdrawals", ConsentWithdrawal, by("cycle__journey__patient"), ("at", "pk")),
    Held("consent_talks", ConsentTalk, by("cycle__journey__patient"), ("at", "pk"), {"note": FOR_STAFF}),
    Held("history", JourneyEvent, by("journey__patient"), ("at", "pk"), {"reason": FOR_STAFF}),
    Held(
        "messages", OutgoingMail, mails_of, ("written_at", "pk"), {"words": "gone when the mail was sent", **_SENDING}
    ),
    Held("reminder_choices", ReminderChoice, by("patient"), ("pk",)),
    Held("reminders", Reminder, by("patient"), ("leaves_at", "pk"), {"mail": TOLD_ELSEWHERE}),
    Held(
        "calendar_addresses",
        CalendarFeed,
        by("patient"),
        ("made_at", "pk"),
        {"secret": SECRET, "user": TOLD_ELSEWHERE},
    ),
    Held("helpers", Caregiver, by("patient"), ("invited_at", "pk"), {"secret": SECRET, "mail": TOLD_ELSEWHERE}),
    Held("looks_of_helpers", CaregiverLook, by("patient"), ("at", "pk"), {"patient": TOLD_ELSEWHERE}),
    *_record(),
    Held("products", Product, by("patient"), ("made_at", "pk")),
    Held("identity_checks", IdentityCheck, by("cycle__journey__patient"), ("at", "pk")),
    Held("recalls", RecalledProduct, by("patient"), ("at", "pk"), {"alert": TOLD_ELSEWHERE}),
    Held("release_signatures", ReleaseSignature, by("cycle__journey__patient"), ("at", "pk"), {"reason": FOR_STAFF}),
    Held("requests", DataRequest, by("patient"), ("asked_at", "pk")),
    Held("holds", LegalHold, by("patient"), ("placed_at", "pk"), {"reason": FOR_STAFF}),
    Held("identity_removals", IdentityRemoval, by("patient"), ("asked_at", "pk"), {"reason": FOR_STAFF}),
    Held(
        "invitations",
        Invitation,
        by("patient"),
        ("sent_at", "pk"),
        {"secret": SECRET, "mail": TOLD_ELSEWHERE, "review_note": FOR_STAFF},
    ),
    Held(
        "opened_by_another_team",
        OpenedRecord,
        by("patient"),
        ("opened_at", "pk"),
        {"note": FOR_STAFF, "review_note": FOR_STAFF},
    ),
    Held("sign_in", User, by_sign_in("pk"), ("pk",), {"password": SECRET, **_OF_STAFF, **_NAMES}),
    Held("addresses", EmailAddress, by_sign_in("user"), ("pk",), {"id": INSIDE, "user": TOLD_ELSEWHERE}),
    Held(
        "ways_to_sign_in",
        Authenticator,
        by_sign_in("user"),
        ("created_at", "pk"),
        {"id": INSIDE, "user": TOLD_ELSEWHERE, "data": SECRET},
    ),
    Held("recovery_codes", RecoveryCode, by_sign_in("user"), ("pk",), {"hashed": SECRET, "user": TOLD_ELSEWHERE}),
    Held(
        "devices",
        Session,
        by_sign_in("user"),
        ("started_at", "pk"),
        {"session_key": SECRET, "session_data": SECRET, "public_id": INSIDE, "user": TOLD_ELSEWHERE},
    ),
)
# Tables that lead to a patient or to a sign-in and are not in the file, each with its reason.
NOT_IN_FILE: Mapping[str, str] = {
    "accounts.Ticket": "codes and links for minutes; the mail that each sent stands under messages",
    "accounts.KeptForm": "what was typed when a session ended, encrypted, for a day; it comes back at the next sign-in",
    "accounts.User_groups": STAFF_ONLY,
    "accounts.User_user_permissions": STAFF_ONLY,
    "accounts.PageToken": "names a page that was open, says nothing of anybody",
    "accounts.Trace": "told as who looked, and as signing in; the rest repeats the tables themselves",
    "account.EmailConfirmation": "keys of letters that the product does not send",
    "admin.LogEntry": STAFF_ONLY,
    "journey.InfectionCluster": "of a lot or a room, and nobody's record; that an event belongs to one stands with it",
    "journey.Recall": "of a lot, and nobody's record; that a product of the patient was recalled stands with it",
    "journey.LastContact": "the newest moment of the rows that are told here, counted every night",
    "journey.SiteMembership": STAFF_ONLY,
    "journey.WorkingHours": STAFF_ONLY,
    "journey.Leave": STAFF_ONLY,
    "journey.Closure": STAFF_ONLY,
    "journey.OnCallDuty": STAFF_ONLY,
    "journey.StaffContact": STAFF_ONLY,
    "journey.Notice": "whom of the staff an alert was told; the alert itself, and who took it, stand under alerts",
    "journey.EventNotice": "whom of the staff an adverse event was told; it stands under adverse events itself",
    "journey.ReportNotice": "whom of the staff a report was told; the report stands under adverse events",
    "journey.ConsentText": "the clinic's own texts; what was signed stands under consents, word for word",
    "journey.SavedCase": "made-up cases for the rules, and nobody's record; who saved them is staff",
    "journey.FallReason": "between two versions of the rules, on made-up cases; who wrote them is staff",
    "journey.PathwayVersion": "the clinic's own texts and rules; who published them is staff",
    "journey.PathwayEvent": "what staff did to the clinic's own texts and rules",
}
