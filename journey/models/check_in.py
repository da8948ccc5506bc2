"""A due questionnaire, its draft, what was sent, and what triage said."""

import uuid
from datetime import UTC, datetime, timedelta
from functools import reduce
from operator import or_

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.trace.triggers import Traced
from journey.domain.schedule import PREPARING
from journey.domain.stages import JourneyStatus, StageCode
from journey.domain.windows import CheckInState, Window, effective_state
from journey.models.caregiver import Caregiver
from journey.models.constraints import Stamp, append_only, choices_of, never_deleted, one_of, paired
from journey.models.journey import Cycle, Journey
from journey.models.pathway_version import PathwayVersion

STAFF = settings.AUTH_USER_MODEL
NO_END = datetime.max.replace(tzinfo=UTC)
REPORT_CORRECTION = timedelta(days=1)


class ToldBy(models.TextChoices):
    """How a patient told staff what to enter for them."""

    PHONE = "phone", _("By phone")
    IN_PERSON = "in_person", _("In person")


class CheckIn(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    journey = models.ForeignKey(Journey, on_delete=models.PROTECT, related_name="check_ins")
    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="check_ins")
    pathway_version = models.ForeignKey(PathwayVersion, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(_("check-in"), max_length=12)
    number = models.PositiveSmallIntegerField(
        default=0, help_text=_("0 for scheduled ones; 1, 2, ... for EXTRA and REPORT of a cycle.")
    )
    stage_code = models.CharField(_("stage"), max_length=12, choices=choices_of(StageCode))
    same_as = models.CharField(
        max_length=12, blank=True, help_text=_("For EXTRA: the code whose questions are asked again.")
    )
    opens_at = models.DateTimeField(_("opens"))
    due_at = models.DateTimeField(_("due"))
    closes_at = Stamp(_("closes"), help_text=_("Blank for a report, which stays open."))
    state = models.CharField(
        _("state"), max_length=10, choices=choices_of(CheckInState), default=CheckInState.SCHEDULED.value
    )
    submitted_at = Stamp(_("first sent"))
    cancelled_at = Stamp(_("cancelled"))

    class Meta:
        verbose_name = _("check-in")
        verbose_name_plural = _("check-ins")
        ordering = ["due_at", "id"]
        constraints = [
            one_of("state", CheckInState, "check_in_state_known"),
            one_of("stage_code", StageCode, "check_in_stage_known"),
            models.UniqueConstraint(fields=["cycle", "code", "number"], name="check_in_once_per_cycle"),
            models.CheckConstraint(
                condition=Q(due_at__gte=models.F("opens_at"))
                & (Q(closes_at__isnull=True) | Q(closes_at__gte=models.F("due_at"))),
                name="check_in_window_in_order",
            ),
            models.CheckConstraint(
                condition=~Q(state="submitted") | Q(submitted_at__isnull=False), name="check_in_submitted_has_time"
            ),
        ]
        indexes = [
            models.Index(fields=["journey", "due_at"], name="check_in_by_journey"),
            models.Index(fields=["due_at", "id"], name="check_in_by_due"),
            models.Index(
                fields=["closes_at"], condition=Q(state__in=["scheduled", "open"]), name="check_in_waiting_by_close"
            ),
            models.Index(fields=["opens_at"], condition=Q(state="scheduled"), name="check_in_scheduled_by_open"),
            models.Index(fields=["closes_at"], condition=Q(state="missed"), name="check_in_missed_by_close"),
        ]
        triggers = [Traced("journey"), never_deleted("check_in_is_never_deleted")]

    def __str__(self) -> str:
        return f"{self.code}-{self.number}" if self.number else self.code

    @property
    def span(self) -> Window:
        """The window. A report has no end; once sent it can be corrected for a day: later signs are a new report."""
        ends = self.submitted_at + REPORT_CORRECTION if self.submitted_at else NO_END
        return Window(self.opens_at, self.due_at, self.closes_at or ends)

    def state_at(self, at: datetime) -> CheckInState:
        """What it is at this moment, whatever the clock job has written so far. While the journey is paused, what
        prepares the treatment waits; safety check-ins go on (clinical.md 8.3). Needs `journey` loaded."""
        state = effective_state(CheckInState(self.state), self.span, at)
        over = state in (CheckInState.SUBMITTED, CheckInState.CANCELLED)
        waits = not over and self.code.startswith(PREPARING) and self.journey.status == JourneyStatus.PAUSED
        return CheckInState.SCHEDULED if waits else state


def waits_for_resuming() -> Q:
    """What prepares a treatment, while its journey is paused: it does not open, is not told of and not missed."""
    codes = reduce(or_, (Q(code__startswith=letters) for letters in PREPARING))
    return codes & Q(journey__status=JourneyStatus.PAUSED)


class CheckInDraft(models.Model):
    """Answers typed so far; one per check-in, on whichever device. `token` makes sending idempotent."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    check_in = models.OneToOneField(CheckIn, on_delete=models.PROTECT, related_name="draft")
    token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    answers = models.JSONField(default=dict)
    started_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(STAFF, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        triggers = [Traced("check_in")]

    def __str__(self) -> str:
        return f"draft of {self.check_in}"


class SubmissionRows(models.QuerySet["Submission"]):
    """Chainable filters on what was sent."""

    def baselines_of(self, cycle: Cycle) -> "SubmissionRows":
        """Answers to the start questions, the newest first. What came after they were closed is no baseline, nor does
        it make an earlier one none."""
        return self.filter(cycle=cycle, check_in__code="P-BASE", after_closing=False).order_by("-version")


class Submission(models.Model):
    """What was sent, in the wording of that day. A correction is a new version; only `latest` and seen change."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    check_in = models.ForeignKey(CheckIn, on_delete=models.PROTECT, related_name="submissions")
    journey = models.ForeignKey(Journey, on_delete=models.PROTECT, related_name="submissions")
    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="submissions")
    version = models.PositiveSmallIntegerField(_("version"))
    latest = models.BooleanField(default=True)
    token = models.UUIDField(editable=False)
    answers = models.JSONField(
        _("answers"), help_text=_("By the names of clinical.md 3.3 to 3.5; what was not asked is absent.")
    )
    wording = models.JSONField(_("wording"), help_text=_("Question and chosen words as they were shown."))
    raw = models.JSONField(help_text=_("Answers as typed, by page: the start of a correction."))
    sent_at = models.DateTimeField(_("sent"))
    sent_by = models.ForeignKey(STAFF, on_delete=models.PROTECT, related_name="+", verbose_name=_("sent by"))
    caregiver = models.ForeignKey(
        Caregiver, null=True, blank=True, on_delete=models.PROTECT, related_name="submissions", verbose_name=_("helper")
    )
    told_by = models.CharField(
        _("told"),
        max_length=10,
        choices=choices_of(ToldBy),
        blank=True,
        help_text=_("How the patient told it to the member of staff who entered it; else blank."),
    )
    late = models.BooleanField(_("late"), default=False)
    after_closing = models.BooleanField(
        _("sent after the check-in was closed"),
        default=False,
        help_text=_("The check-in was cancelled, moved or over by then, or its journey had ended."),
    )
    day = models.SmallIntegerField(_("day"), null=True)
    hday = models.SmallIntegerField(_("day since harvest"), null=True)
    seen_at = Stamp(_("read"))
    seen_by = models.ForeignKey(
        STAFF, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("read by")
    )

    objects = SubmissionRows.as_manager()

    class Meta:
        verbose_name = _("answers")
        verbose_name_plural = _("answers")
        ordering = ["-sent_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["check_in", "version"], name="submission_version_once"),
            models.UniqueConstraint(fields=["check_in", "token"], name="one_submission_per_token"),
            models.UniqueConstraint(fields=["check_in"], condition=Q(latest=True), name="one_latest_submission"),
            paired("seen_at", "seen_by", "submission_seen_paired"),
            one_of("told_by", ToldBy, "submission_told_by_known", blank=True),
            models.CheckConstraint(
                condition=Q(caregiver__isnull=True) | Q(told_by=""), name="submission_by_helper_or_by_staff"
            ),
        ]
        indexes = [
            models.Index(fields=["journey", "-sent_at"], name="submission_by_journey"),
            models.Index(fields=["sent_at"], condition=Q(seen_at__isnull=True, latest=True), name="submission_unread"),
        ]
        triggers = [
            Traced("journey"),
            pgtrigger.ReadOnly(
                name="submission_answers_are_fixed",
                fields=[
                    "check_in",
                    "version",
                    "token",
                    "answers",
                    "wording",
                    "raw",
                    "sent_at",
                    "sent_by",
                    "caregiver",
                    "told_by",
                    "after_closing",
                    "day",
                    "hday",
                ],
            ),
            never_deleted("submission_is_never_deleted"),
        ]

    def __str__(self) -> str:
        return f"{self.check_in}, version {self.version}"


def counts() -> Q:
    """Of submissions, those that stand. A correction that came after what prepares a treatment was closed leaves what
    was sent in time as it was."""
    newer = Submission.objects.filter(
        check_in=models.OuterRef("check_in"), after_closing=False, version__gt=models.OuterRef("version")
    )
    prepares = reduce(or_, (Q(check_in__code__startswith=code) for code in PREPARING))
    return (prepares & Q(after_closing=False) & ~models.Exists(newer)) | (~prepares & Q(latest=True))


class TriageResult(models.Model):
    """What the rules said of one submission, or of the emergency signs of a form not finished (`submission` blank)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    check_in = models.ForeignKey(CheckIn, on_delete=models.PROTECT, related_name="triage_results")
    journey = models.ForeignKey(Journey, on_delete=models.PROTECT, related_name="triage_results")
    submission = models.OneToOneField(
        Submission, null=True, on_delete=models.PROTECT, related_name="triage", verbose_name=_("answers")
    )
    draft_token = models.UUIDField(null=True, editable=False)
    pathway_version = models.ForeignKey(PathwayVersion, on_delete=models.PROTECT, related_name="+")
    level = models.CharField(_("level"), max_length=12)
    route = models.CharField(_("route"), max_length=18, blank=True)
    deciding = ArrayField(models.CharField(max_length=8), verbose_name=_("deciding rules"))
    fired = ArrayField(models.CharField(max_length=8), verbose_name=_("rules that fired"))
    flags = ArrayField(models.CharField(max_length=24), default=list, verbose_name=_("flags"))
    reasons = models.JSONField(_("reasons"), help_text=_("Sentences shown to the patient, in table order."))
    inputs = models.JSONField(_("inputs"))
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("triage result")
        verbose_name_plural = _("triage results")
        ordering = ["-at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    level__in=[
                        "expected",
                        "watch",
                        "call_24h",
                        "urgent_now",
                        "ready",
                        "call_today",
                        "hold",
                        "emergency",
                    ]
                ),
                name="triage_level_known",
            ),
            models.CheckConstraint(
                condition=Q(submission__isnull=False) | Q(draft_token__isnull=False), name="triage_of_something"
            ),
            models.UniqueConstraint(
                fields=["draft_token", "deciding"],
                condition=Q(submission__isnull=True),
                name="one_red_flag_result_per_draft",
            ),
        ]
        indexes = [
            models.Index(fields=["journey", "-at"], name="triage_by_journey"),
            models.Index(fields=["at"], condition=Q(level="call_today"), name="triage_calls_of_the_day"),
        ]
        triggers = [Traced("journey"), append_only("triage_is_append_only")]

    def __str__(self) -> str:
        return f"{self.level} ({self.check_in})"
