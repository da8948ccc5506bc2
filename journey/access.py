"""The only door to patient rows: what this person may reach. Anything else is 404."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, FilteredRelation, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject, Substr
from django.http import Http404

from accounts.models import User
from journey.domain.stages import StageCode
from journey.domain.triage import RuleSet
from journey.domain.windows import CheckInState
from journey.models import (
    Alert,
    AlertReason,
    AlertState,
    Appointment,
    AppointmentState,
    CheckIn,
    CheckInDraft,
    Clinic,
    Cycle,
    Journey,
    JourneyEvent,
    PathwayVersion,
    Patient,
    Stage,
    StageNote,
    Submission,
    TriageResult,
)
from journey.models.cycle_rows import with_gate_rows
from journey.pathway.compiled import rule_set
from journey.pathway.loader import load_default
from journey.policies import Act, may

WAITING = (CheckInState.SCHEDULED, CheckInState.OPEN, CheckInState.MISSED)
HELD = (AppointmentState.ARRIVED, AppointmentState.DONE)
# "A-", "F-", ...: the first two letters of a code name its series (clinical.md 3.2).
SERIES_LETTERS = 2
LATE_SHOWN, SENT_SHOWN = 6, 3
DONOR_SITE_KEY = "h_site"


def the_clinic() -> Clinic:
    """The one clinic that this installation serves. Raises Http404 before it is set up."""
    clinic = Clinic.objects.order_by("name").first()
    if clinic is None:
        raise Http404("The clinic is not set up yet.")
    return clinic


def visible_patients(user: User) -> QuerySet[Patient]:
    """Staff who may read records see the clinic's patients; a patient sees nobody but themself."""
    if not user.is_authenticated or not user.is_active:
        return Patient.objects.none()
    if user.is_staff:
        return Patient.objects.all() if may(user, Act.READ_RECORDS) else Patient.objects.none()
    return Patient.objects.filter(user=user)


def visible_journeys(user: User) -> QuerySet[Journey]:
    return _scoped(Journey.objects.all(), user, "patient")


def visible_check_ins(user: User) -> QuerySet[CheckIn]:
    return _scoped(CheckIn.objects.all(), user, "journey__patient")


def visible_submissions(user: User) -> QuerySet[Submission]:
    return _scoped(Submission.objects.all(), user, "journey__patient")


def visible_stages(user: User) -> QuerySet[Stage]:
    return _scoped(Stage.objects.all(), user, "cycle__journey__patient")


def visible_alerts(user: User) -> QuerySet[Alert]:
    """Staff only: a patient reads about an alert on their result page, never the row."""
    return Alert.objects.all() if user.is_staff and may(user, Act.READ_RECORDS) else Alert.objects.none()


def visible_appointments(user: User) -> QuerySet[Appointment]:
    return _scoped(Appointment.objects.all(), user, "patient")


def own_journeys(user: User) -> QuerySet[Journey]:
    """A signed-in patient's journeys, the running and newest first, with all that a patient's page needs of them."""
    if user.is_staff:
        return Journey.objects.none()
    return (
        Journey.objects.filter(patient__user=user)
        .select_related("patient__site__clinic", "lead_clinician", "coordinator")
        .order_by("-started_at", "id")
    )


def get_own_journey(user: User, journey_id: UUID) -> Journey:
    return _found(own_journeys(user).filter(pk=journey_id))


def get_own_check_in(user: User, check_in_id: UUID) -> CheckIn:
    return _found(
        CheckIn.objects.filter(
            journey__patient__user=user, pk=check_in_id, journey__patient__user__is_staff=False
        ).select_related("journey__patient__site__clinic", "journey__lead_clinician", "cycle", "draft")
    )


def get_own_submission(user: User, submission_id: UUID) -> Submission:
    return _found(
        Submission.objects.filter(
            journey__patient__user=user, pk=submission_id, journey__patient__user__is_staff=False
        ).select_related("check_in", "cycle", "journey__patient__site__clinic", "triage", "seen_by", "sent_by")
    )


def get_own_stage(user: User, stage_id: UUID) -> Stage:
    return _found(
        Stage.objects.filter(
            cycle__journey__patient__user=user, pk=stage_id, cycle__journey__patient__user__is_staff=False
        ).select_related("cycle__journey__patient__site__clinic", "cycle__journey__lead_clinician", "closed_by")
    )


def get_journey(user: User, journey_id: UUID) -> Journey:
    """For staff: a journey they may see, with what every staff screen shows of the patient."""
    return _found(
        visible_journeys(user)
        .filter(pk=journey_id)
        .select_related("patient__site__clinic", "lead_clinician", "coordinator")
    )


def rule_set_named(name: str | None) -> RuleSet:
    """The rule set of a pathway version by number or name; without a name the newest published, else the default.

    Raises LookupError with a sentence when there is none of that name.
    """
    versions = PathwayVersion.objects.order_by("-number")
    if name is None:
        newest = versions.filter(published_at__isnull=False).first()
        return rule_set(newest.content if newest else load_default())
    by_name = versions.filter(number=int(name)) if name.isdigit() else versions.filter(name=name)
    version = by_name.first()
    if version is None:
        raise LookupError(f"There is no pathway version called {name}.")
    return rule_set(version.content)


def _scoped(rows: QuerySet[Any], user: User, path: str) -> QuerySet[Any]:
    if not user.is_authenticated or not user.is_active:
        return rows.none()
    if user.is_staff:
        return rows if may(user, Act.READ_RECORDS) else rows.none()
    return rows.filter(**{f"{path}__user": user})


def _found(rows: QuerySet[Any]) -> Any:
    row = rows.first()
    if row is None:
        raise Http404
    return row


def own_cycles(user: User) -> list[Cycle]:
    """Every session of a signed-in patient's journeys, oldest first, with all that the gates ask and the journey's
    people and clinic. One statement; the pathway's document comes from the process."""
    return list(_patient_cycles(user))


def cycles_of_stage(user: User, stage_id: UUID) -> list[Cycle]:
    """As `own_cycles`, of the one journey that this stage belongs to. Raises Http404 when it is not the patient's."""
    found = list(_patient_cycles(user).filter(journey__in=Journey.objects.filter(cycles__stages=stage_id)))
    if not found:
        raise Http404
    return found


def _patient_cycles(user: User) -> QuerySet[Cycle]:
    rows = Cycle.objects.none() if user.is_staff else Cycle.objects.filter(journey__patient__user=user)
    return (
        with_gate_rows(rows)
        .select_related(
            "journey__patient__site__clinic",
            "journey__lead_clinician",
            "journey__pathway_version__rules_approved_by",
        )
        .defer("journey__pathway_version__document")
        .order_by("journey__started_at", "journey_id", "number")
    )


def find_own_patient(user: User) -> Patient | None:
    """The signed-in patient with their clinic; None for staff, and for a sign-in without a record."""
    return Patient.objects.filter(user=user, user__is_staff=False).select_related("site__clinic").first()


def journey_stages(journey: Journey) -> list[Stage]:
    """The stages of every session of a journey that the caller may see. One statement."""
    return list(Stage.objects.filter(cycle__journey=journey).select_related("closed_by"))


def told_stages(journey: Journey, kinds: Iterable[str]) -> list[Stage]:
    """As `journey_stages`, each with its shared notes as `told` and its cycle's events of these kinds as `happened`."""
    shared = StageNote.objects.filter(stage=OuterRef("pk"), shared_at__isnull=False).order_by("shared_at")
    events = JourneyEvent.objects.filter(cycle=OuterRef("cycle_id"), kind__in=list(kinds)).order_by("at")
    rows = Stage.objects.filter(cycle__journey=journey).select_related("closed_by")
    return list(
        rows.annotate(
            told=ArraySubquery(
                shared.values(row=JSONObject(text="text", at="shared_at", who="written_by__display_name"))
            ),
            happened=ArraySubquery(
                events.values(
                    row=JSONObject(
                        kind="kind",
                        at="at",
                        who="by__display_name",
                        stage="stage_id",
                        reason="data__choices__reason_code",
                        anchor="data__anchor",
                        moment="data__to",
                        visit="data__visit",
                        starts="data__starts_at",
                        decision="data__decision",
                    )
                )
            ),
        )
    )


def check_ins_that_matter(journey: Journey, at: datetime) -> list[CheckIn]:
    """What a patient's home page shows of a journey's check-ins, in one statement however many there are: open now,
    still to be sent late, the next one, the last three sent, the last one read, and those that the patient was asked
    to call about while nobody has reached them."""
    rows = CheckIn.objects.filter(journey=journey)
    waiting = rows.filter(state__in=WAITING)
    later_one_sent = (
        CheckIn.objects.annotate(series=Substr("code", 1, SERIES_LETTERS))
        .filter(cycle=OuterRef("cycle"), state=CheckInState.SUBMITTED, due_at__gt=OuterRef("due_at"))
        .filter(series=OuterRef("series"))
    )
    late = (
        waiting.filter(closes_at__lt=at)
        .annotate(series=Substr("code", 1, SERIES_LETTERS))
        .filter(~Exists(later_one_sent))
        .order_by("-due_at")
    )
    sent = rows.filter(state=CheckInState.SUBMITTED).order_by("-submitted_at")
    read = Submission.objects.filter(journey=journey, latest=True, seen_at__isnull=False).order_by("-sent_at")
    wanted = (
        Q(state__in=WAITING, opens_at__lte=at) & (Q(closes_at__isnull=True) | Q(closes_at__gte=at))
        | Q(pk__in=late.values("pk")[:LATE_SHOWN])
        | Q(pk__in=waiting.filter(opens_at__gt=at).order_by("opens_at").values("pk")[:1])
        | Q(pk__in=sent.values("pk")[:SENT_SHOWN])
        | Q(pk__in=read.values("check_in_id")[:1])
        | Q(pk__in=_not_spoken_about().filter(triage__journey=journey).values("triage__check_in"))
    )
    return _of_journey(_with_answer_facts(rows.filter(wanted)).order_by("due_at", "id"), journey)


def stage_check_ins(cycle: Cycle, code: str) -> list[CheckIn]:
    """The check-ins of one stage of a cycle; after a harvest also those that ask about the place where cells were
    taken, with their `answers`. One statement."""
    rows = _with_answer_facts(CheckIn.objects.filter(cycle=cycle)).annotate(answers=F("last__answers"))
    wanted = Q(stage_code=code)
    if code == StageCode.HARVESTING:
        wanted |= Q(last__answers__has_key=DONOR_SITE_KEY)
    wanted_rows = rows.filter(wanted).exclude(state=CheckInState.CANCELLED).order_by("due_at", "id")
    return _of_journey(wanted_rows, cycle.journey)


def _of_journey(rows: Iterable[CheckIn], journey: Journey) -> list[CheckIn]:
    """The rows with their journey as it is loaded already: a check-in asks it whether it is paused."""
    found = list(rows)
    for check_in in found:
        check_in.journey = journey
    return found


def _with_answer_facts(rows: QuerySet[CheckIn]) -> QuerySet[CheckIn]:
    """Adds the newest triage (`level`, `route`, `judged_at`, and `judged_id`: the answers it judged, blank for a
    red-flag page), `to_call`: whether nobody has spoken with the patient about an alert that it raised, whether a
    draft is kept, and of the answers last sent: which, when, late or not, and who read them."""
    # A sign that was taken back ("I ticked this by mistake") is no longer what the patient says.
    drafts = CheckInDraft.objects.filter(check_in=OuterRef("check_in"))
    stands = drafts.filter(Q(answers__red_flags__isnull=True) | ~Q(answers__red_flags__ticked=[]))
    triage = (
        TriageResult.objects.filter(check_in=OuterRef("pk"))
        .filter(Q(submission__isnull=False) | Exists(stands))
        .order_by("-at")
    )
    return rows.annotate(
        last=FilteredRelation("submissions", condition=Q(submissions__latest=True)),
        submission_id=F("last__pk"),
        sent_at=F("last__sent_at"),
        late=F("last__late"),
        seen_at=F("last__seen_at"),
        seen_by=F("last__seen_by__display_name"),
        level=Subquery(triage.values("level")[:1]),
        route=Subquery(triage.values("route")[:1]),
        judged_id=Subquery(triage.values("submission_id")[:1]),
        judged_at=Subquery(triage.values("at")[:1]),
        to_call=Exists(_not_spoken_about().filter(triage__check_in=OuterRef("pk"))),
        has_draft=Exists(CheckInDraft.objects.filter(check_in=OuterRef("pk"))),
    )


def _not_spoken_about() -> QuerySet[AlertReason]:
    """The reasons of open alerts about which nobody has reached the patient."""
    return AlertReason.objects.filter(alert__contacted_at__isnull=True).exclude(alert__state=AlertState.CLOSED)


def journey_visits(journey: Journey, at: datetime) -> list[Appointment]:
    """Visits of a journey that are still to come or have taken place, in order. One statement."""
    wanted = Q(state=AppointmentState.BOOKED, ends_at__gte=at) | Q(state__in=HELD)
    rows = Appointment.objects.filter(wanted, journey=journey).select_related("site", "clinician")
    return list(rows.order_by("starts_at", "id"))
