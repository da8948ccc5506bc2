"""What waits for staff, as named narrowings of rows: the work queue counts them, and the lists filter by them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import DateField, DateTimeField, Exists, F, Func, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Coalesce, NullIf, Substr

from accounts.models import User
from journey.access.adverse_events import has_open_report
from journey.access.calls_due import calls_about, to_call
from journey.access.closures import closures_to_settle, leave_to_settle
from journey.access.letters import to_post
from journey.access.renewals import WAITS_FOR_REVIEW
from journey.access.tumour_reviews import with_next_step
from journey.domain.ae_states import OPEN_STATES, EventState
from journey.domain.consent import Scope
from journey.domain.days import local_date
from journey.domain.readiness import ReadinessFlag, ReadinessLevel
from journey.domain.stages import JourneyStatus, StageCode
from journey.domain.transitions import OPEN_STATUSES
from journey.domain.triage import Level
from journey.domain.windows import WAITING, CheckInState
from journey.gate_rows import READINESS_CHECKS
from journey.models import (
    AlertCall,
    AlertState,
    Appointment,
    AppointmentState,
    CallAnswer,
    CheckIn,
    Consent,
    ConsentWithdrawal,
    ContactAttempt,
    ContactResult,
    DecisionKind,
    GateDecision,
    Invitation,
    Reminder,
    Stage,
    Submission,
    TriageResult,
)
from journey.models.appointment import STANDING
from journey.models.check_in import counts, waits_for_resuming
from journey.models.clinic import is_set_up
from journey.models.journey import chased, looked_after
from journey.presenters import when

# A missed check-in or an unfinished form of longer ago is history: later ones have asked the same.
OVERDUE_FOR = timedelta(days=60)
UNFINISHED_FOR = timedelta(days=14)
STILL_TYPING = timedelta(hours=1)
# The procedure that a readiness answer is about is never further away than its first question (P-14).
CALL_FOR = timedelta(days=30)
SOON = timedelta(days=7)

# Whoever closes the day later marks its visits in the morning.
MARKED_WITHIN = timedelta(days=1)

CALL_TODAY = "call-today"
NOT_WATCH = tuple(sorted({*Level, *ReadinessLevel} - {Level.WATCH}))
NOT_READY = (ReadinessLevel.CALL_TODAY, ReadinessLevel.HOLD, ReadinessLevel.EMERGENCY)
SERIES = Substr("code", 1, 2)
TWO_IN_A_ROW = ("A-", "H-")
MISSED_ONCE = ("H-0", "A-0", "A-14", "EXTRA", "P-1")
BEFORE_GOING_HOME = (StageCode.CONSULTATION, StageCode.PREPARATION, StageCode.HARVESTING, StageCode.INJECTION)

Rows = QuerySet[Any]


@dataclass(frozen=True)
class Now:
    """When, where and by whom a list is read. `zone` is the clinic's, `today` its date; an allergy check is good for
    `allergy_days`."""

    at: datetime
    zone: ZoneInfo
    user: User
    allergy_days: int
    today: date

    @classmethod
    def of(cls, at: datetime, zone: ZoneInfo, user: User, allergy_days: int) -> "Now":
        return cls(at, zone, user, allergy_days, local_date(at, zone))

    def short(self, moment: datetime) -> str:
        return when.short_moment(moment, self.zone, self.today)


# Alerts: every open one stands in exactly one of these --------------------------------


def urgent_untaken(rows: Rows, now: Now) -> Rows:
    return rows.filter(level="urgent_now", state=AlertState.OPEN)


def urgent_unreached(rows: Rows, now: Now) -> Rows:
    return rows.filter(level="urgent_now", state=AlertState.ACKNOWLEDGED, contacted_at=None)


def call_unreached(rows: Rows, now: Now) -> Rows:
    return rows.filter(level="call_24h", contacted_at=None).exclude(state=AlertState.CLOSED)


def to_close(rows: Rows, now: Now) -> Rows:
    """The patient was reached; the outcome is not written yet."""
    reached = rows.filter(contacted_at__isnull=False).exclude(state=AlertState.CLOSED).exclude(snoozed_until__gt=now.at)
    return reached.exclude(level="urgent_now", state=AlertState.OPEN)


def put_off(rows: Rows, now: Now) -> Rows:
    """A clinician agreed that the patient stays at this level until a time that is ahead."""
    return rows.filter(snoozed_until__gt=now.at).exclude(state=AlertState.CLOSED)


# Calls: an open alert stands here besides ------------------------------------------------------------------


def calls_promised(rows: Rows, now: Now) -> Rows:
    """Today or earlier by the clinic's clock a call was proposed, or the patient asks for another time; it stands until
    somebody spoke with them. Adds `calls_at` and `call_answer`."""
    zone = Coalesce(NullIf("alert__patient__site__clinic__time_zone", Value("")), Value("UTC"))
    local = Func(zone, F("calls_at"), function="timezone", output_field=DateTimeField())
    standing = AlertCall.objects.filter(alert=OuterRef("pk"), ended_at=None).alias(day=Cast(local, DateField()))
    due = standing.filter(Q(day__lte=now.today) | Q(answer=CallAnswer.ANOTHER))
    found = rows.exclude(state=AlertState.CLOSED).annotate(
        calls_at=Subquery(due.values("calls_at")[:1]), call_answer=Subquery(due.values("answer")[:1])
    )
    return found.filter(calls_at__isnull=False)


# Answers and check-ins --------------------------------------------------------------------


def unread(rows: Rows, now: Now, **more: Any) -> Rows:
    return rows.filter(submissions__latest=True, submissions__seen_at__isnull=True, **more)


def watch_unread(rows: Rows, now: Now) -> Rows:
    return unread(rows, now, submissions__triage__level="watch")


def untriaged(rows: Rows, now: Now) -> Rows:
    """Sent while no clinician stood for the rules: nobody has judged them (clinical.md 5.2)."""
    return unread(rows, now, submissions__triage__isnull=True)


def other_unread(rows: Rows, now: Now) -> Rows:
    return unread(rows, now, submissions__triage__level__in=NOT_WATCH)


def call_today(rows: Rows, now: Now) -> Rows:
    """Readiness answers that ask for a call by the end of the working day, until somebody reached the patient or
    cleared the check (clinical.md 3.5); of whoever nobody looks after any more those that came since. A calmer
    correction after the closing ends no call: the gate holds the patient too."""
    sent = _standing().filter(triage__level="call_today", triage__at__gte=now.at - CALL_FOR).order_by("-version")
    # Those alone that were ever judged so: what stands of them is looked up for each.
    judged = TriageResult.objects.filter(level="call_today", at__gte=now.at - CALL_FOR).order_by().values("check_in")
    asked = rows.filter(pk__in=judged).alias(sent=Subquery(sent.values("sent_at")[:1])).filter(sent__isnull=False)
    asked = asked.filter(chased("journey__") | Q(sent__gte=F("journey__status_since")))
    cleared = GateDecision.objects.filter(
        cycle=OuterRef("cycle"), check_id__in=READINESS_CHECKS, kind=DecisionKind.CLEARED, at__gte=OuterRef("sent")
    )
    return asked.exclude(_reached_since("sent")).exclude(Exists(cleared))


def _standing() -> QuerySet[Submission]:
    """Of a check-in what gates count, and the newest answers, which may worry though they came late."""
    return Submission.objects.filter(counts() | Q(latest=True), check_in=OuterRef("pk"))


def is_high_priority() -> Exists:
    """What stands sent says that this one is called before the others of its day (clinical.md 3.5, RDY-08)."""
    return Exists(_standing().filter(triage__flags__contains=[ReadinessFlag.STAFF_PRIORITY_HIGH.value]))


def unfinished(rows: Rows, now: Now) -> Rows:
    """Left early: only the red flags were triaged (clinical.md 3.1). Also what was typed into a form that had been
    cancelled, or of somebody whom nobody chases any more."""
    left = Q(draft__saved_at__lt=now.at - STILL_TYPING, draft__saved_at__gte=now.at - UNFINISHED_FOR)
    asked = chased("journey__") & Q(state__in=WAITING)
    cancelled = Q(state=CheckInState.CANCELLED, draft__saved_at__gte=F("cancelled_at"))
    ended = ~chased("journey__") & Q(state__in=WAITING, draft__saved_at__gte=F("journey__status_since"))
    return rows.filter(left).filter(asked | cancelled | ended)


def overdue(rows: Rows, now: Now) -> Rows:
    """Missed, and nothing was heard of the patient since. Whoever is not asked by the app stands in `by_call`."""
    later = CheckIn.objects.filter(cycle=OuterRef("cycle"), submitted_at__gt=OuterRef("closes_at"))
    missed = rows.filter(is_missed(now.at), chased("journey__"), closes_at__gte=now.at - OVERDUE_FOR)
    asked = missed.filter(is_set_up("journey__patient__site__clinic__"), journey__patient__off_app_since=None)
    asked = asked.exclude(waits_for_resuming())
    return asked.exclude(Exists(later)).exclude(_reached_since("closes_at"))


def by_call(rows: Rows, now: Now) -> Rows:
    """The patient is not asked by the app (clinical.md 9.3), and nobody has asked since this came up: a call or a visit
    does. The newest of a session that came up, late or not."""
    up = Q(state__in=WAITING, opens_at__lte=now.at, closes_at__gte=now.at - OVERDUE_FOR)
    cycle = CheckIn.objects.filter(cycle=OuterRef("cycle"))
    later = cycle.filter(up, opens_at__gt=OuterRef("opens_at"))
    sent = cycle.filter(submitted_at__gt=OuterRef("opens_at"))
    due = rows.filter(up, chased("journey__"), journey__patient__off_app_since__isnull=False)
    due = due.exclude(waits_for_resuming())
    return due.exclude(Exists(later)).exclude(Exists(sent)).exclude(_reached_since("opens_at"))


def silent(rows: Rows, now: Now) -> Rows:
    """Call on the same working day (clinical.md 3.2): two in a row of the first two weeks, or after a harvest, were
    missed, or one of those that are asked once. One row a patient and series, the newest."""
    series = CheckIn.objects.annotate(series=SERIES).filter(cycle=OuterRef("cycle"), series=OuterRef("series"))
    before = series.filter(due_at__lt=OuterRef("due_at")).exclude(state=CheckInState.CANCELLED).order_by("-due_at")
    later = series.filter(is_missed(now.at), due_at__gt=OuterRef("due_at"))
    missed = overdue(rows, now).alias(series=SERIES).alias(before=Subquery(before.values("state")[:1]))
    second = Q(series__in=TWO_IN_A_ROW, before__in=WAITING)
    return missed.filter(second | Q(code__in=MISSED_ONCE)).exclude(Exists(later))


def is_missed(at: datetime) -> Q:
    """Missed by the clock, whatever the clock job has written so far. Two parts, because each has its index."""
    waiting = Q(state__in=(CheckInState.SCHEDULED, CheckInState.OPEN), closes_at__lt=at)
    return waiting | Q(state=CheckInState.MISSED, closes_at__lt=at)


def is_open(at: datetime) -> Q:
    return Q(state__in=WAITING, opens_at__lte=at) & Q(closes_at__gte=at)


def _reached_since(moment: str) -> Exists:
    return Exists(
        ContactAttempt.objects.filter(
            journey=OuterRef("journey"), result=ContactResult.REACHED, at__gte=OuterRef(moment)
        )
    )


# Journeys ---------------------------------------------------------------------------------


def not_ready(rows: Rows, now: Now) -> Rows:
    """The procedure is within 7 days and something that the clinic can see now stands in its way. Adds the reasons
    `readiness`, `missed_readiness`, `allergies_old` and `no_baseline`."""
    soon = rows.filter(
        status=JourneyStatus.ACTIVE,
        cycles__status="active",
        cycles__procedure_at__gte=now.at,
        cycles__procedure_at__lt=now.at + SOON,
        cycles__harvest_at__isnull=True,
        cycles__injection_at__isnull=True,
    )
    own = CheckIn.objects.filter(journey=OuterRef("pk"), cycle__status="active")
    reasons = soon.annotate(
        readiness=Subquery(_readiness_levels().values("level")[:1]),
        missed_readiness=Exists(own.filter(is_missed(now.at), code__in=("P-14", "P-7", "P-1", "P-0"))),
        no_baseline=Exists(own.filter(code="P-BASE", state__in=WAITING)),
    )
    cleared = GateDecision.objects.filter(
        cycle__journey=OuterRef("pk"), cycle__status="active", check_id__in=READINESS_CHECKS, kind=DecisionKind.CLEARED
    )
    answered_badly = Q(readiness__in=NOT_READY) & ~Q(Exists(cleared))
    asked_in_vain = Q(readiness=None, missed_readiness=True)
    return reasons.filter(answered_badly | asked_in_vain | Q(no_baseline=True) | allergies_old(now))


def allergies_old(now: Now, path: str = "patient") -> Q:
    since = now.at - timedelta(days=now.allergy_days)
    confirmed = f"{path}__allergies_confirmed_at"
    return Q(**{f"{confirmed}__isnull": True}) | Q(**{f"{confirmed}__lt": since})


def _readiness_levels() -> Rows:
    """The newest that gates count, and worries that came after the closing."""
    stands = Exists(Submission.objects.filter(counts(), pk=OuterRef("submission")))
    late = Q(submission__latest=True, submission__after_closing=True, level__in=NOT_READY)
    return TriageResult.objects.filter(
        stands | late,
        submission__cycle__status="active",
        journey=OuterRef("pk"),
        level__in=tuple(ReadinessLevel),
    ).order_by("-at")


def waiting_for_me(rows: Rows, now: Now) -> Rows:
    """My journeys in which the patient has nothing open to do, at a point where the clinic moves next: before going
    home, or after the check that the next move needs."""
    mine = rows.filter(Q(lead_clinician=now.user) | Q(coordinator=now.user), status=JourneyStatus.ACTIVE)
    own = CheckIn.objects.filter(journey=OuterRef("pk"), cycle__status="active")
    open_now = own.filter(is_open(now.at), journey__patient__off_app_since=None).exclude(code="REPORT")
    sent = CheckIn.objects.filter(cycle=OuterRef("cycle"), state=CheckInState.SUBMITTED)
    our_turn = (
        Q(code__in=BEFORE_GOING_HOME)
        | (Q(code=StageCode.POST_CARE) & Q(Exists(sent.filter(code="A-14"))))
        | (Q(code=StageCode.FOLLOW_UP) & Q(Exists(sent.filter(code="F-12M"))))
    )
    stages = Stage.objects.filter(our_turn, cycle__status="active", state="in_progress")
    return mine.filter(pk__in=stages.order_by().values("cycle__journey")).exclude(Exists(open_now))


def no_next_visit(rows: Rows, now: Now) -> Rows:
    """Active, nothing booked. Follow-up is left out: its visits have windows, see what is due and not booked."""
    booked = Appointment.objects.filter(journey=OuterRef("pk"), state__in=STANDING, ends_at__gte=now.at)
    active = rows.filter(status=JourneyStatus.ACTIVE).alias(at_stage=stage_now("journey"))
    return active.exclude(at_stage=StageCode.FOLLOW_UP).exclude(Exists(booked))


def changes_untold(rows: Rows, now: Now) -> Rows:
    """A visit or the dates changed, and neither a message nor a letter could say so: a call is due until somebody
    reached the patient. Adds `untold_since` and `untold`, of the oldest."""
    calls = to_call(Reminder.objects.all(), now.at).order_by()
    # Those alone of whom there is any: the oldest is looked up for each, among the patient's own.
    some = Q(pk__in=calls.values("visit__journey")) | Q(pk__in=calls.values("cycle__journey"))
    own = calls.filter(calls_about("pk"), patient=OuterRef("patient")).order_by("at", "pk")
    found = rows.filter(some).annotate(
        untold_since=Subquery(own.values("at")[:1]), untold=Subquery(own.values("occasion")[:1])
    )
    return found.filter(untold_since__isnull=False)


def review_due(rows: Rows, now: Now) -> Rows:
    """Paused, postponed or deferred until a day that has come."""
    return rows.filter(status__in=OPEN_STATUSES, review_on__lte=now.today)


def consent_taken_back(rows: Rows, now: Now) -> Rows:
    """The treatment, or being asked by the app, was taken back in the app, and nobody has reached the patient since nor
    did they sign again. Adds `taken_back_at`: when the newest was."""
    taken = ConsentWithdrawal.objects.filter(
        cycle__journey=OuterRef("pk"), scope__in=(Scope.TREATMENT, Scope.APP), told_to=None
    )
    waiting = rows.filter(status__in=OPEN_STATUSES).annotate(
        taken_back_at=Subquery(taken.order_by("-at").values("at")[:1])
    )
    reached = ContactAttempt.objects.filter(
        journey=OuterRef("pk"), result=ContactResult.REACHED, at__gte=OuterRef("taken_back_at")
    )
    signed = Consent.objects.filter(cycle__journey=OuterRef("pk"), signed_at__gt=OuterRef("taken_back_at"))
    return waiting.filter(taken_back_at__isnull=False).exclude(Exists(reached)).exclude(Exists(signed))


def stage_now(owner: str) -> Subquery:
    """The stage in progress of the running session; `owner` is the look-up from a cycle to the outer row."""
    stages = Stage.objects.filter(cycle__status="active", state="in_progress", **{f"cycle__{owner}": OuterRef("pk")})
    return Subquery(stages.order_by("-cycle__opened_at").values("code")[:1])


# Requests of patients about their data ------------------------------------------------------


def requests_late(rows: Rows, now: Now) -> Rows:
    return rows.filter(decided_at=None, due_on__lt=now.today)


def requests_waiting(rows: Rows, now: Now) -> Rows:
    return rows.filter(decided_at=None, due_on__gte=now.today)


# People -------------------------------------------------------------------------------------


def sign_ins_renewed(rows: Rows, now: Now) -> Rows:
    """Patients whom a colleague gave a new way to sign in, until somebody else has looked at it. Adds `renewed_at` and
    `renewed_by`, of the newest."""
    waiting = Invitation.objects.filter(WAITS_FOR_REVIEW, patient=OuterRef("pk")).exclude(sent_by=now.user)
    newest = waiting.order_by("-sent_at")
    found = rows.annotate(
        renewed_at=Subquery(newest.values("sent_at")[:1]),
        renewed_by=Subquery(newest.values("sent_by__display_name")[:1]),
    )
    return found.filter(renewed_at__isnull=False)


# Visits about which a patient waits for an answer ---------------------------------------------


def visits_asked(rows: Rows, now: Now) -> Rows:
    """Whoever said yes to an earlier time waits for the clinic to confirm it."""
    said_yes = Q(state=AppointmentState.OFFERED, accepted_at__isnull=False)
    return rows.filter(Q(asked_at__isnull=False, answered_at=None) | said_yes)


def visits_unmarked(rows: Rows, now: Now) -> Rows:
    """Over for a day, and nobody said whether it took place."""
    return rows.filter(state__in=STANDING, ends_at__lt=now.at - MARKED_WITHIN)


def offers_unanswered(rows: Rows, now: Now) -> Rows:
    """Nobody answered before the last time of the choice was free again, and nothing came of it since: no other time,
    no call that reached the patient, nothing that they ask."""
    lapsed = Q(state=AppointmentState.CANCELLED_BY_CLINIC, state_by=None, waiting=None)
    same = Appointment.objects.filter(cycle=OuterRef("cycle"), kind=OuterRef("kind"))
    later = Q(state_at__gt=OuterRef("state_at")) | Q(asked_at__gt=OuterRef("state_at"))
    twin = lapsed & Q(state_at=OuterRef("state_at"), pk__gt=OuterRef("pk"))
    over = rows.filter(lapsed, chased("journey__"), offer_ends_at__gte=now.at - OVERDUE_FOR, offer_ends_at__lte=now.at)
    settled = same.filter(Q(state=AppointmentState.OFFERED) | later | twin)
    return over.exclude(Exists(settled)).exclude(_reached_since("state_at"))


# Adverse events: every open one that has a clock stands in exactly one of these ----------------------


def events_report_late(rows: Rows, now: Now) -> Rows:
    return rows.filter(has_open_report(before=now.today))


def events_late(rows: Rows, now: Now) -> Rows:
    """Not confirmed, not assessed, or without the second assessor by the time that is wanted."""
    late = rows.filter(state__in=OPEN_STATES, due_at__lt=now.at)
    return late.exclude(has_open_report(before=now.today))


def events_draft(rows: Rows, now: Now) -> Rows:
    return rows.filter(state=EventState.DRAFT, due_at__gte=now.at)


def events_to_assess(rows: Rows, now: Now) -> Rows:
    """Confirmed; or serious, while the second assessor is missing and no report waits."""
    waiting = rows.filter(state__in=OPEN_STATES, due_at__gte=now.at).exclude(state=EventState.DRAFT)
    return waiting.exclude(has_open_report())


def events_report_due(rows: Rows, now: Now) -> Rows:
    waiting = rows.filter(has_open_report(since=now.today)).exclude(has_open_report(before=now.today))
    return waiting.filter(due_at__gte=now.at)


def clusters_open(rows: Rows, now: Now) -> Rows:
    return rows.filter(settled_at=None)


# Tumour reviews: every open one stands in exactly one of these --------------------------------------


def reviews_late(rows: Rows, now: Now) -> Rows:
    """Not examined, or not imaged, by the time that is wanted."""
    return with_next_step(rows).filter(closed_at=None, step_by__lt=now.at)


def reviews_open(rows: Rows, now: Now) -> Rows:
    """In time; or examined and imaged, so that only the result is missing."""
    return with_next_step(rows).filter(Q(step_by=None) | Q(step_by__gte=now.at), closed_at=None)


# Letters --------------------------------------------------------------------------------------


def letters_to_post(rows: Rows, now: Now) -> Rows:
    return to_post(rows, now.at)


# Questions of patients ------------------------------------------------------------------------


def questions_open(rows: Rows, now: Now) -> Rows:
    """Of journeys that the clinic still looks after: in any other nobody asks, and nobody is told of an answer."""
    return rows.filter(looked_after("stage__cycle__journey__"), answered_at=None)


# Closed times and leave ------------------------------------------------------------------------


def closures_unsettled(rows: Rows, now: Now) -> Rows:
    return closures_to_settle(rows, now.user, now.at, now.today)


def leave_unsettled(rows: Rows, now: Now) -> Rows:
    return leave_to_settle(rows, now.user, now.at)


Narrow = Callable[[Rows, Now], Rows]
CLOSURES: Mapping[str, Narrow] = {"closures": closures_unsettled}
LEAVE: Mapping[str, Narrow] = {"leave": leave_unsettled}
LETTERS: Mapping[str, Narrow] = {"letters": letters_to_post}
QUESTIONS: Mapping[str, Narrow] = {"questions": questions_open}
EVENTS: Mapping[str, Narrow] = {
    "event-reports-late": events_report_late,
    "event-late": events_late,
    "event-drafts": events_draft,
    "event-assess": events_to_assess,
    "event-reports": events_report_due,
}
CLUSTERS: Mapping[str, Narrow] = {"clusters": clusters_open}
REVIEWS: Mapping[str, Narrow] = {"tumour-late": reviews_late, "tumour": reviews_open}
ALERTS: Mapping[str, Narrow] = {
    "urgent": urgent_untaken,
    "urgent-not-reached": urgent_unreached,
    "call": call_unreached,
    "calls": calls_promised,
    "to-close": to_close,
    "put-off": put_off,
}
CHECK_INS: Mapping[str, Narrow] = {
    CALL_TODAY: call_today,
    "watch": watch_unread,
    "not-triaged": untriaged,
    "unread": other_unread,
    "phone-today": silent,
    "by-call": by_call,
    "overdue": overdue,
    "unfinished": unfinished,
}
JOURNEYS: Mapping[str, Narrow] = {
    "consent-back": consent_taken_back,
    "changes-untold": changes_untold,
    "not-ready": not_ready,
    "mine": waiting_for_me,
    "no-visit": no_next_visit,
    "review": review_due,
}
REQUESTS: Mapping[str, Narrow] = {
    "requests-late": requests_late,
    "requests": requests_waiting,
}
PATIENTS: Mapping[str, Narrow] = {
    "sign-ins": sign_ins_renewed,
}
VISITS: Mapping[str, Narrow] = {
    "visits-asked": visits_asked,
    "offers-lapsed": offers_unanswered,
    "visits-unmarked": visits_unmarked,
}
