"""The work queue: each thing that waits for staff with its count, its oldest entry and its clock, in one statement."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import (
    Case,
    CharField,
    DateTimeField,
    ExpressionWrapper,
    F,
    OuterRef,
    QuerySet,
    Subquery,
    UUIDField,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Concat
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from accounts.prepared import Prepared
from journey.access import (
    visible_alerts,
    visible_appointments,
    visible_check_ins,
    visible_journeys,
    visible_patients,
    visible_requests,
)
from journey.access.adverse_events import visible_clusters, visible_events, with_next_report
from journey.access.closures import visible_closures, visible_leave
from journey.access.letters import visible_letters
from journey.access.questions import visible_questions
from journey.access.tumour_reviews import visible_reviews
from journey.models import AppointmentState, Clinic, Submission
from journey.policies import Act, may
from journey.presenters import when
from journey.presenters.queue_words import CODE_AND_STATUS, FIRST, WORDS, Entry
from journey.presenters.visit_words import SAID_YES
from journey.presenters.worklists import (
    ALERTS,
    CALL_TODAY,
    CHECK_INS,
    CLOSURES,
    CLUSTERS,
    EVENTS,
    JOURNEYS,
    LEAVE,
    LETTERS,
    NOT_READY,
    PATIENTS,
    QUESTIONS,
    REQUESTS,
    REVIEWS,
    VISITS,
    Now,
    is_high_priority,
    stage_now,
)

MANY = 100


@dataclass(frozen=True)
class Queue:
    key: str
    title: str | Promise
    shape: str
    who: Act
    tone: str = ""


@dataclass(frozen=True)
class QueueRow:
    key: str
    title: str
    count: str
    url: str
    shape: str
    modifier: str = ""
    first: str = ""
    name: str = ""
    name_url: str = ""
    words: str = ""
    clock_strong: str = ""
    clock: str = ""
    patient: UUID | None = None


QUEUES = (
    Queue("urgent", gettext_lazy("Urgent now, nobody has taken it"), "now", Act.READ_RECORDS, "now"),
    Queue("urgent-not-reached", gettext_lazy("Urgent now, patient not reached"), "now", Act.READ_RECORDS, "now"),
    Queue("call", gettext_lazy("Call within 24 hours, not contacted"), "today", Act.READ_RECORDS, "today"),
    Queue("calls", gettext_lazy("Calls agreed with patients"), "today", Act.READ_RECORDS),
    Queue("clusters", gettext_lazy("Infections that belong together"), "now", Act.SETTLE_CLUSTER, "now"),
    Queue("event-reports-late", gettext_lazy("Reports of adverse events, overdue"), "now", Act.REPORT_EVENT, "now"),
    Queue("event-late", gettext_lazy("Adverse events past their time"), "now", Act.CLOSE_EVENT, "now"),
    Queue("event-drafts", gettext_lazy("Drafts of adverse events to confirm"), "today", Act.CLOSE_EVENT, "today"),
    Queue("tumour-late", gettext_lazy("Tumour reviews past their time"), "now", Act.READ_EVENTS, "now"),
    Queue("tumour", gettext_lazy("Tumour reviews: examine, image, say what it is"), "today", Act.READ_EVENTS, "today"),
    Queue("consent-back", gettext_lazy("Consent taken back, call the patient"), "today", Act.LOG_CONTACT, "today"),
    Queue("changes-untold", gettext_lazy("Changed visits, patient not reached"), "watch", Act.LOG_CONTACT),
    Queue("call-today", gettext_lazy("Call today about being ready"), "watch", Act.LOG_CONTACT),
    Queue("watch", gettext_lazy("Watch answers to read today"), "watch", Act.READ_ANSWERS),
    Queue("not-triaged", gettext_lazy("Answers to read, not triaged"), "watch", Act.READ_ANSWERS),
    Queue("phone-today", gettext_lazy("Check-ins missed: phone today"), "open", Act.READ_RECORDS),
    Queue("by-call", gettext_lazy("Not asked by the app, a call is due"), "open", Act.READ_RECORDS),
    Queue("overdue", gettext_lazy("Check-ins overdue"), "open", Act.READ_RECORDS),
    Queue("not-ready", gettext_lazy("Not ready, procedure within 7 days"), "open", Act.READ_RECORDS),
    Queue("unfinished", gettext_lazy("Forms left unfinished"), "open", Act.READ_RECORDS),
    Queue("unread", gettext_lazy("Other answers to read"), "expected", Act.READ_ANSWERS),
    Queue("mine", gettext_lazy("My journeys: our turn"), "open", Act.WRITE_NOTE),
    Queue("visits-asked", gettext_lazy("Patients ask about a visit"), "open", Act.READ_RECORDS),
    Queue("offers-lapsed", gettext_lazy("Offered, not answered"), "open", Act.READ_RECORDS),
    Queue("visits-unmarked", gettext_lazy("Visits over, not marked"), "open", Act.READ_RECORDS),
    Queue("closures", gettext_lazy("Closed times with visits to settle"), "open", Act.PLAN_CAPACITY),
    Queue("leave", gettext_lazy("Leave with visits to settle"), "open", Act.PLAN_CAPACITY),
    Queue("questions", gettext_lazy("Questions of patients to answer"), "open", Act.SHARE_NOTE),
    Queue("letters", gettext_lazy("Letters to print and post"), "open", Act.LOG_CONTACT),
    Queue("no-visit", gettext_lazy("No next visit"), "open", Act.READ_RECORDS),
    Queue("review", gettext_lazy("Review day has come"), "open", Act.READ_RECORDS),
    Queue("event-assess", gettext_lazy("Adverse events to assess"), "open", Act.CLOSE_EVENT),
    Queue("event-reports", gettext_lazy("Reports of adverse events, due"), "open", Act.REPORT_EVENT),
    Queue("requests-late", gettext_lazy("Requests of patients, past their day"), "watch", Act.DECIDE_REQUESTS, "today"),
    Queue("requests", gettext_lazy("Requests of patients about their data"), "open", Act.DECIDE_REQUESTS),
    Queue("sign-ins", gettext_lazy("New ways to sign in, to review"), "open", Act.REVIEW_SIGN_IN),
    Queue("put-off", gettext_lazy("Alerts put off: an expected level was agreed"), "open", Act.READ_RECORDS),
    Queue("to-close", gettext_lazy("Alerts to close: patient was reached"), "open", Act.READ_RECORDS),
)
TITLES: Mapping[str, str | Promise] = {queue.key: queue.title for queue in QUEUES}
PAGES = {
    **dict.fromkeys(ALERTS, "alert"),
    **dict.fromkeys(CHECK_INS, "checkin"),
    **dict.fromkeys(JOURNEYS, "journey"),
    **dict.fromkeys(REQUESTS, "datarequest"),
    **dict.fromkeys(VISITS, "appointment"),
    **dict.fromkeys(LETTERS, "reminder"),
    **dict.fromkeys(QUESTIONS, "patientquestion"),
    **dict.fromkeys(CLOSURES, "closure"),
    **dict.fromkeys(LEAVE, "leave"),
    **dict.fromkeys(PATIENTS, "patient"),
    **dict.fromkeys(EVENTS, "adverseevent"),
    **dict.fromkeys(CLUSTERS, "infectioncluster"),
    **dict.fromkeys(REVIEWS, "tumourreview"),
}
ANSWERED = frozenset({"call-today", "watch", "not-triaged", "unread", "unfinished"})
BY_DEADLINE = frozenset({*ALERTS, *REQUESTS, *EVENTS, *REVIEWS, *CLOSURES, *LEAVE, "not-ready"}) - {"to-close"}
VISIT_SINCE = {"offers-lapsed": "state_at", "visits-unmarked": "ends_at"}
SINCE = {"by-call": "opens_at", "overdue": "closes_at", "phone-today": "closes_at", "unfinished": "draft__saved_at"}


COLUMNS = ("q_key", "pk", "q_journey", "q_who", "q_since", "q_note", "q_version", "q_patient")
OWN_PAGES = frozenset(
    {"appointment", "datarequest", "adverseevent", "tumourreview", "infectioncluster", "closure", "leave", "patient"}
)
# A request or a sign-in is about a person, not about a journey; the statement has a column for one.
NO_JOURNEY = {name: Value(None, output_field=UUIDField()) for name in ("no_journey", "no_pathway_version_id")}


def queue_rows(now: Now, clinic: Clinic) -> tuple[QueueRow, ...]:
    """The rows that this person's roles may see, in the order of urgency."""
    shown = [queue for queue in QUEUES if may(now.user, queue.who)]
    entries = _entries([queue.key for queue in shown], now)
    return tuple(_row(queue, entries[queue.key], now, clinic) for queue in shown)


def lead(rows: Iterable[QueueRow], now: Now) -> str:
    """ "2:06pm at the clinic. 1 person needs a call, 3 answers to read." """
    counts = {row.key: row.count for row in rows}
    parts = [
        _said(counts, ("urgent", "urgent-not-reached", "call"), _needs_call),
        _said(counts, ("watch", "not-triaged", "unread"), _to_read),
    ]
    tail = ", ".join(part for part in parts if part) or _("Nobody needs a call")
    return _("{time} at the clinic. {tail}.").format(time=when.clock(now.at.astimezone(now.zone)), tail=tail)


def _needs_call(count: int) -> str:
    return ngettext("{n} person needs a call", "{n} people need a call", count)


def _to_read(count: int) -> str:
    return ngettext("{n} answer to read", "{n} answers to read", count)


def _said(counts: Mapping[str, str], keys: Iterable[str], words: Callable[[int], str]) -> str:
    found = [counts[key] for key in keys if counts.get(key)]
    total = sum(int(count.rstrip("+")) for count in found)
    more = "+" if any(count.endswith("+") for count in found) else ""
    return words(total).format(n=f"{total}{more}") if total else ""


def _entries(keys: Iterable[str], now: Now) -> dict[str, list[Entry]]:
    """At most one more than `MANY` of each queue, all queues in one statement."""
    found: dict[str, list[Entry]] = {key: [] for key in keys}
    if not found:
        return found
    asked = {"user": now.user, "at": now.at, "today": now.today, "allergy_days": now.allergy_days}
    for row in _waiting.rows(keys=tuple(found), **asked):
        found[row[0]].append(Entry(*row))
    for key, rows in found.items():
        # A review that waits for its result alone has no clock: it hides nobody's.
        rows.sort(key=lambda entry: (not entry.is_first, key in REVIEWS and not entry.note, entry.since, entry.pk))
    return found


@Prepared
def _waiting(keys: tuple[str, ...], user: User, at: datetime, today: date, allergy_days: int) -> QuerySet[Any, Any]:
    """No zone is asked for: what depends on it is `today`."""
    now = Now(at, ZoneInfo("UTC"), user, allergy_days, today)
    first, *others = (_lines(key, now) for key in keys)
    return first.union(*others, all=True)


def _lines(key: str, now: Now) -> QuerySet[Any, Any]:
    match PAGES[key]:
        case "alert":
            rows = ALERTS[key](visible_alerts(now.user, now.at), now)
            if key == "calls":
                return _line(rows, key, "patient", F("calls_at"), F("call_answer"), "journey_id", "journey__")
            owner = Coalesce("owner__display_name", Value(""), output_field=CharField())
            until: Any = F("snoozed_until" if key == "put-off" else "due_at")
            return _line(rows, key, "patient", until, owner, "journey_id", "journey__")
        case "checkin":
            rows = CHECK_INS[key](visible_check_ins(now.user, now.at), now)
            latest = Submission.objects.filter(check_in=OuterRef("pk"), latest=True)
            since = F(SINCE[key]) if key in SINCE else Coalesce("submitted_at", Subquery(latest.values("sent_at")[:1]))
            asked = Concat(
                "code", Value(CODE_AND_STATUS), "journey__status", _comes_first(key), output_field=CharField()
            )
            return _line(rows, key, "journey__patient", since, asked, "journey_id", "")
        case "appointment":
            rows = VISITS[key](visible_appointments(now.user, now.at), now)
            if key in VISIT_SINCE:
                return _line(rows, key, "patient", F(VISIT_SINCE[key]), _text("kind"), "journey_id", "journey__")
            offered = {"state": AppointmentState.OFFERED}
            note = Case(When(**offered, then=Value(SAID_YES)), default=F("ask"), output_field=CharField())
            asked_at = Case(When(**offered, then=F("accepted_at")), default=F("asked_at"))
            return _line(rows, key, "patient", asked_at, note, "journey_id", "journey__")
        case "datarequest":
            rows = REQUESTS[key](visible_requests(now.user, now.at), now)
            due, requests = Cast("due_on", DateTimeField()), rows.alias(**NO_JOURNEY)
            return _line(requests, key, "patient", due, _text("kind"), "no_journey", "no_")
        case "reminder":
            letters = LETTERS[key](visible_letters(now.user, now.at), now).alias(**NO_JOURNEY)
            return _line(letters, key, "patient", F("leaves_at"), _text("occasion"), "no_journey", "no_")
        case "patientquestion":
            path = "stage__cycle__journey"
            rows = QUESTIONS[key](visible_questions(now.user, now.at), now)
            stage = _text("stage__code")
            return _line(rows, key, f"{path}__patient", F("asked_at"), stage, f"{path}_id", f"{path}__")
        case "adverseevent":
            rows = EVENTS[key](with_next_report(visible_events(now.user, now.at)), now)
            until = Cast("report_on", DateTimeField()) if "report" in key else F("due_at")
            return _line(rows, key, "patient", until, _text("term"), "journey_id", "journey__")
        case "tumourreview":
            rows = REVIEWS[key](visible_reviews(now.user, now.at), now)
            opened = Coalesce("step_by", "opened_at")
            first = F("step_by").asc(nulls_last=True)
            return _line(rows, key, "patient", opened, _text("step"), "journey_id", "journey__", first)
        case "patient":
            people = PATIENTS[key](visible_patients(now.user, now.at), now).alias(**NO_JOURNEY)
            return _line(people, key, "", F("renewed_at"), _text("renewed_by"), "no_journey", "no_")
        case "infectioncluster":
            rows = CLUSTERS[key](visible_clusters(now.user), now)
            return _nobodys_line(rows, key, _text("value"), F("found_at"), _text("kind"))
        case "closure":
            rows = CLOSURES[key](visible_closures(now.user), now)
            return _nobodys_line(rows, key, _text("name"), Cast("first", DateTimeField()), _text("kind"))
        case "leave":
            rows = LEAVE[key](visible_leave(now.user), now)
            return _nobodys_line(rows, key, _text("person__display_name"), F("starts_at"), _text("person_id"))
        case _:
            rows = JOURNEYS[key](visible_journeys(now.user, now.at), now)
            since, note = _journey_columns(key, now)
            return _line(rows, key, "patient", since, note, "id", "")


def _comes_first(key: str) -> Any:
    """Of those to be called today the ones of high priority (clinical.md 3.5)."""
    if key != CALL_TODAY:
        return Value("")
    return Case(When(is_high_priority(), then=Value(FIRST)), default=Value(""))


def _nobodys_line(rows: QuerySet[Any], key: str, name: Any, since: Any, note: Any) -> QuerySet[Any, Any]:
    """Of nobody's record: `name` stands where others have the patient."""
    nobody = Value(None, output_field=UUIDField())
    lines = rows.annotate(
        q_key=Value(key, output_field=CharField()),
        q_journey=nobody,
        q_who=name,
        q_patient=nobody,
        q_since=since,
        q_note=note,
        q_version=nobody,
    ).order_by("q_since", "pk")
    return lines.values_list(*COLUMNS)[: MANY + 1]


def _journey_columns(key: str, now: Now) -> tuple[Any, Any]:
    match key:
        case "not-ready":
            reasons = Case(
                When(readiness__in=NOT_READY, then=F("readiness")),
                When(missed_readiness=True, then=Value("missed")),
                When(no_baseline=True, then=Value("baseline")),
                default=Value("allergies"),
                output_field=CharField(),
            )
            return F("cycles__procedure_at"), reasons
        case "consent-back":
            return F("taken_back_at"), _text("status")
        case "changes-untold":
            return F("untold_since"), _text("untold")
        case "mine":
            return F("status_since"), Cast(stage_now("journey"), CharField())
        case "review":
            return Cast("review_on", DateTimeField()), _text("status")
        case _:
            return F("status_since"), _text("status")


def _text(field: str) -> Any:
    return Cast(field, CharField())


def _line(
    rows: QuerySet[Any], key: str, patient: str, since: Any, note: Any, journey: str, owner: str, first: Any = "q_since"
) -> QuerySet[Any, Any]:
    """`patient` leads from the row to its patient; "" when the row is the patient. `first` is what they are in order
    of."""
    who = f"{patient}__" if patient else ""
    lines = rows.annotate(
        q_key=Value(key, output_field=CharField()),
        q_journey=F(journey),
        q_who=F(f"{who}full_name"),
        q_patient=F(f"{who}pk"),
        q_since=ExpressionWrapper(since, output_field=DateTimeField()),
        q_note=note,
        q_version=F(f"{owner}pathway_version_id"),
    ).order_by(first, "q_since", "pk")
    return lines.values_list(*COLUMNS)[: MANY + 1]


def _row(queue: Queue, entries: list[Entry], now: Now, clinic: Clinic) -> QueueRow:
    page = PAGES[queue.key]
    plain = QueueRow(
        key=queue.key,
        title=str(queue.title),
        count="",
        url=_list_url(page, queue.key),
        shape=queue.shape,
    )
    if not entries:
        return plain
    first = entries[0]
    words, strong, rest = WORDS[queue.key](first, now, clinic)
    return QueueRow(
        key=queue.key,
        title=plain.title,
        count=f"{MANY}+" if len(entries) > MANY else str(len(entries)),
        url=plain.url,
        shape=queue.shape,
        modifier=f"queue-row--{queue.tone}" if queue.tone else "",
        first=_first(queue, len(entries)),
        name=first.who,
        name_url=_entry_url(queue.key, first, now),
        words=words,
        clock_strong=strong,
        clock=rest,
        patient=first.patient_id,
    )


def _list_url(page: str, key: str) -> str:
    """A list of visits opens on those to come; what is asked can be about one that is not."""
    every_day = "&day=all" if page == "appointment" else ""
    return f"{reverse(f'admin:journey_{page}_changelist')}?show={key}{every_day}"


def _first(queue: Queue, count: int) -> str:
    """Which of several the row speaks of."""
    if count == 1:
        return ""
    return _("Soonest:") if queue.key in BY_DEADLINE else _("Oldest:")


def _entry_url(key: str, entry: Entry, now: Now) -> str:
    """An alert's page, the answers to read, else the journey."""
    if PAGES[key] == "alert":
        return reverse("admin:journey_alert_change", args=[entry.pk])
    if PAGES[key] in OWN_PAGES:
        return reverse(f"admin:journey_{PAGES[key]}_change", args=[entry.pk])
    if PAGES[key] == "reminder":
        return f"{reverse('admin:journey_reminder_print')}?letter={entry.pk}"
    if key in ANSWERED and may(now.user, Act.READ_ANSWERS):
        return reverse("admin:journey_checkin_change", args=[entry.pk])
    return reverse("admin:journey_journey_change", args=[entry.journey_id])
