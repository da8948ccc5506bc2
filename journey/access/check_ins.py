"""The check-ins of a journey that the caller may see."""

from datetime import datetime
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import Exists, F, FilteredRelation, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Substr

from accounts.prepared import Prepared
from journey.domain.caregiving import UNDERSTANDING
from journey.domain.stages import JourneyStatus, StageCode, StageState
from journey.domain.triage_fields import RED_FLAGS
from journey.domain.windows import WAITING, CheckInState, can_be_corrected
from journey.models import (
    AlertReason,
    AlertState,
    CheckIn,
    CheckInDraft,
    Cycle,
    Journey,
    Stage,
    Submission,
    TriageResult,
)

# "A-", "F-", ...: the first two letters of a code name its series (clinical.md 3.2).
SERIES_LETTERS = 2
LATE_SHOWN, SENT_SHOWN = 6, 3
DONOR_SITE_KEY = "h_site"


def check_ins_that_matter(journey: Journey, at: datetime) -> list[CheckIn]:
    """What a patient's home page shows of a journey's check-ins, in one statement however many there are: open now,
    still to be sent late, the next one, the last three sent, the last one read, and those that the patient was asked
    to call about while nobody has reached them."""
    return _of_journey(_check_ins_that_matter.rows(journey_id=journey.pk, at=at), journey)


def stage_check_ins(cycle: Cycle, code: str) -> list[CheckIn]:
    """The check-ins of one stage of a cycle; after a harvest also those that ask about the place where cells were
    taken, with their `answers`. One statement."""
    prepared = _harvest_check_ins if code == StageCode.HARVESTING else _stage_check_ins
    return _of_journey(prepared.rows(cycle_id=cycle.pk, code=code), cycle.journey)


def still_asks() -> Exists:
    """Whether a journey, open or closed, has a check-in ahead: after an end of treatment the safety ones go on."""
    ahead = (CheckInState.SCHEDULED, CheckInState.OPEN)
    return Exists(CheckIn.objects.filter(journey=OuterRef("pk"), state__in=ahead, submitted_at=None))


def may_correct(check_in: CheckIn, at: datetime) -> bool:
    """Until its window closes; the check after the first talk for as long as the consultation is open and the patient
    has not said yes in it, because its answer is waited for (clinical.md 3.2, 8.2). A statement for that one only."""
    state = CheckInState(check_in.state)
    if can_be_corrected(state, check_in.span, at) or state is not CheckInState.SUBMITTED:
        return state is CheckInState.SUBMITTED
    if check_in.code != UNDERSTANDING:
        return False
    talking = Stage.objects.filter(
        cycle=check_in.cycle_id, code=StageCode.CONSULTATION, state=StageState.IN_PROGRESS, cycle__status="active"
    )
    undecided = Submission.objects.filter(check_in=check_in, latest=True, journey__status=JourneyStatus.ACTIVE)
    return undecided.exclude(answers__u_go_on="yes").filter(Exists(talking)).exists()


@Prepared
def _check_ins_that_matter(journey_id: UUID, at: datetime) -> QuerySet[CheckIn]:
    rows = CheckIn.objects.filter(journey=journey_id)
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
    read = Submission.objects.filter(journey=journey_id, latest=True, seen_at__isnull=False).order_by("-sent_at")
    wanted = (
        Q(state__in=WAITING, opens_at__lte=at) & (Q(closes_at__isnull=True) | Q(closes_at__gte=at))
        | Q(pk__in=late.values("pk")[:LATE_SHOWN])
        | Q(pk__in=waiting.filter(opens_at__gt=at).order_by("opens_at").values("pk")[:1])
        | Q(pk__in=sent.values("pk")[:SENT_SHOWN])
        | Q(pk__in=read.values("check_in_id")[:1])
        | Q(pk__in=_not_spoken_about().filter(triage__journey=journey_id).values("triage__check_in"))
    )
    return _with_answer_facts(rows.filter(wanted)).order_by("due_at", "id")


@Prepared
def _stage_check_ins(cycle_id: UUID, code: str) -> QuerySet[CheckIn]:
    return _not_cancelled(cycle_id, Q(stage_code=code))


@Prepared
def _harvest_check_ins(cycle_id: UUID, code: str) -> QuerySet[CheckIn]:
    return _not_cancelled(cycle_id, Q(stage_code=code) | Q(last__answers__has_key=DONOR_SITE_KEY))


def _not_cancelled(cycle_id: UUID, wanted: Q) -> QuerySet[CheckIn]:
    rows = _with_answer_facts(CheckIn.objects.filter(cycle=cycle_id)).annotate(answers=F("last__answers"))
    return rows.filter(wanted).exclude(state=CheckInState.CANCELLED).order_by("due_at", "id")


def _of_journey(rows: list[CheckIn], journey: Journey) -> list[CheckIn]:
    """The rows with their journey as it is loaded already: a check-in asks it whether it is paused."""
    for check_in in rows:
        check_in.journey = journey
    return rows


def _with_answer_facts(rows: QuerySet[CheckIn]) -> QuerySet[CheckIn]:
    """Adds the newest triage (`level`, `route`, `judged_at`, and `judged_id`: the answers it judged, blank for a
    red-flag page), `to_call`: whether nobody has spoken with the patient about an alert that it raised, whether a
    draft is kept, and of the answers last sent: which, when, by whom, late or not, and who read them."""
    # A sign that was taken back ("I answered this by mistake") is no longer what the patient says. What other pages
    # told stands until the form is sent.
    drafts = CheckInDraft.objects.filter(check_in=OuterRef("check_in"))
    stands = drafts.filter(Q(answers__red_flags__isnull=True) | ~Q(answers__red_flags__ticked=[]))
    by_a_flag = reduce(or_, (Q(inputs__contains={name: flag}) for name, flag in RED_FLAGS.items()))
    triage = (
        TriageResult.objects.filter(check_in=OuterRef("pk"))
        .filter(Q(submission__isnull=False) | Exists(stands) | ~by_a_flag & Exists(drafts))
        .order_by("-at")
    )
    return rows.annotate(
        last=FilteredRelation("submissions", condition=Q(submissions__latest=True)),
        submission_id=F("last__pk"),
        sent_at=F("last__sent_at"),
        late=F("last__late"),
        seen_at=F("last__seen_at"),
        seen_by=F("last__seen_by__display_name"),
        told_by=F("last__told_by"),
        sender=F("last__sent_by__display_name"),
        helper=F("last__caregiver__name"),
        helper_is=F("last__caregiver__relation"),
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
