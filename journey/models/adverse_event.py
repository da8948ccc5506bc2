"""An unwanted effect that a person looks into: its draft, its assessments, its steps (clinical.md 7)."""

import uuid

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.trace.triggers import Traced
from journey.domain.adverse_events import EffectFamily, EventOutcome, EventSource, GradingSystem
from journey.domain.ae_states import EventState
from journey.models.alert import Alert
from journey.models.constraints import Stamp, append_only, never_deleted, one_of, paired
from journey.models.journey import Cycle, Journey
from journey.models.patient import Patient
from journey.models.product import LONGEST_CODE, Product

STAFF = settings.AUTH_USER_MODEL
LONGEST_TERM = 120
AWARE_CORRECTED = "aware_corrected"
GRADES = Q(grade__range=(1, 5))


class AdverseEvent(models.Model):
    """As it stands now. What was said of it at any time stands in its assessments and steps.

    `aware_at` is the first moment at which the clinic knew, the app counts for triage: day 0 of every deadline. `alert`
    or `origin` say what made the draft, so that the same thing makes one at a time. Product, lots, room and day are
    those of the session, for a cluster to be found by: what was not recorded yet when the draft was made is filled in
    when it is confirmed and assessed.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.CharField(_("number"), max_length=20, unique=True)
    patient = models.ForeignKey(
        Patient, on_delete=models.PROTECT, related_name="adverse_events", verbose_name=_("patient")
    )
    journey = models.ForeignKey(Journey, on_delete=models.PROTECT, related_name="adverse_events")
    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="adverse_events")
    alert = models.ForeignKey(Alert, null=True, blank=True, on_delete=models.PROTECT, related_name="adverse_events")
    origin = models.CharField(max_length=20, blank=True)
    source = models.CharField(_("source"), max_length=20)
    aware_at = models.DateTimeField(_("the clinic knew"))
    aware_by = models.ForeignKey(STAFF, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    sae_candidate = models.BooleanField(_("may be serious"), default=False)
    state = models.CharField(_("state"), max_length=12, default=EventState.DRAFT.value)
    due_at = Stamp(_("next step by"))
    term = models.CharField(_("term"), max_length=LONGEST_TERM)
    grading_system = models.CharField(_("scale"), max_length=10, default=GradingSystem.CTCAE_5.value)
    grade = models.PositiveSmallIntegerField(_("grade"))
    effect_family = models.CharField(_("family"), max_length=40)
    narrative = models.TextField(_("what happened"), blank=True)
    onset_at = Stamp(_("began"))
    resolved_at = Stamp(_("ended"))
    serious = models.BooleanField(_("serious"), null=True)
    expected = models.BooleanField(_("expected"), null=True)
    related = models.BooleanField(_("related"), null=True)
    outcome = models.CharField(_("outcome"), max_length=24, blank=True)
    product = models.ForeignKey(Product, null=True, blank=True, on_delete=models.PROTECT, related_name="adverse_events")
    lot = models.CharField(_("lot"), max_length=LONGEST_CODE, blank=True)
    kit_lot = models.CharField(_("lot of the kit"), max_length=LONGEST_CODE, blank=True)
    supplier = models.CharField(_("supplier"), max_length=200, blank=True)
    donation_id = models.CharField(_("donation"), max_length=LONGEST_CODE, blank=True)
    room = models.CharField(_("room"), max_length=40, blank=True)
    treated_at = Stamp(_("treated"))
    closed_at = Stamp(_("closed"))
    closed_by = models.ForeignKey(STAFF, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("adverse event")
        verbose_name_plural = _("adverse events")
        ordering = ["-aware_at", "-number"]
        constraints = [
            one_of("state", EventState, "adverse_event_state_known"),
            one_of("source", EventSource, "adverse_event_source_known"),
            one_of("grading_system", GradingSystem, "adverse_event_scale_known"),
            one_of("effect_family", EffectFamily, "adverse_event_family_known"),
            one_of("outcome", EventOutcome, "adverse_event_outcome_known", blank=True),
            models.CheckConstraint(condition=GRADES, name="adverse_event_grade_1_to_5"),
            models.CheckConstraint(
                condition=Q(onset_at=None) | Q(resolved_at=None) | Q(resolved_at__gte=F("onset_at")),
                name="adverse_event_ends_after_it_began",
                violation_error_message=_("It cannot have ended before it began."),
            ),
            paired("closed_at", "closed_by", "adverse_event_closed_paired"),
            models.CheckConstraint(
                condition=(Q(state="closed") & Q(closed_at__isnull=False)) | (~Q(state="closed") & Q(closed_at=None)),
                name="adverse_event_closed_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "dismissed", "triaged"]) | Q(serious__isnull=False),
                name="adverse_event_judged_before_it_is_reported",
            ),
            models.UniqueConstraint(
                fields=["cycle", "origin"], condition=~Q(origin=""), name="one_adverse_event_per_session_and_origin"
            ),
            models.UniqueConstraint(
                fields=["alert"],
                condition=Q(state="draft"),
                name="one_draft_of_an_adverse_event_per_alert",
                violation_error_message=_("The alert has another draft. Confirm or dismiss that one first."),
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"], condition=~Q(state__in=["closed", "dismissed"]), name="adverse_event_open_by_due"
            ),
            models.Index(fields=["effect_family", "aware_at"], name="adverse_event_by_family"),
        ]
        triggers = [
            Traced("patient"),
            never_deleted("adverse_event_is_never_deleted"),
            pgtrigger.ReadOnly(
                name="adverse_event_is_of_one_thing",
                fields=["number", "patient", "journey", "cycle", "alert", "origin", "source", "aware_by"],
            ),
            pgtrigger.Protect(
                name="adverse_event_known_since_is_fixed_at_its_end",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.aware_at IS DISTINCT FROM NEW.aware_at AND OLD.state IN ('closed', 'dismissed')"
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.number


class AdverseEventStep(models.Model):
    """A change of its state: who, when, and why. `by` is None for the app. `aware_before` and `aware_after` stand where
    somebody corrected when the clinic knew."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    event = models.ForeignKey(AdverseEvent, on_delete=models.PROTECT, related_name="steps")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="+")
    what = models.CharField(_("what"), max_length=20)
    before = models.CharField(_("before"), max_length=12, blank=True)
    after = models.CharField(_("after"), max_length=12)
    reason = models.TextField(_("reason"), max_length=2000, blank=True)
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(STAFF, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    aware_before = Stamp(_("the clinic knew, before"))
    aware_after = Stamp(_("the clinic knew, corrected"))

    class Meta:
        verbose_name = _("step of an adverse event")
        verbose_name_plural = _("steps of adverse events")
        ordering = ["at", "id"]
        constraints = [
            one_of("after", EventState, "adverse_event_step_state_known"),
            models.CheckConstraint(
                condition=Q(
                    what=AWARE_CORRECTED, aware_before__isnull=False, aware_after__isnull=False, by__isnull=False
                )
                & ~Q(reason="")
                | ~Q(what=AWARE_CORRECTED) & Q(aware_before=None, aware_after=None),
                name="adverse_event_step_corrects_with_both_times_and_why",
            ),
        ]
        triggers = [Traced("patient"), append_only("adverse_event_step_is_append_only")]

    def __str__(self) -> str:
        return f"{self.what}: {self.after}"


class AdverseEventAssessment(models.Model):
    """What one clinician said of it, whole. A later one stands instead of an earlier one, which stays; a second opinion
    stands beside it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    event = models.ForeignKey(AdverseEvent, on_delete=models.PROTECT, related_name="assessments")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="+")
    place = models.PositiveSmallIntegerField()
    is_second = models.BooleanField(_("second opinion"), default=False)
    term = models.CharField(_("term"), max_length=LONGEST_TERM)
    grading_system = models.CharField(_("scale"), max_length=10)
    grade = models.PositiveSmallIntegerField(_("grade"))
    effect_family = models.CharField(_("family"), max_length=40)
    onset_at = models.DateTimeField(_("began"))
    resolved_at = Stamp(_("ended"))
    criteria = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    serious = models.BooleanField(_("serious"))
    expected = models.BooleanField(_("expected"))
    expected_list = models.CharField(_("list of expected effects"), max_length=20)
    causality = models.JSONField(_("causality"), default=dict)
    related = models.BooleanField(_("related"))
    counts_as_related = models.BooleanField(_("counts as related"))
    measures = ArrayField(models.CharField(max_length=20), default=list)
    outcome = models.CharField(_("outcome"), max_length=24)
    narrative = models.TextField(_("what happened"), max_length=4000)
    reason = models.TextField(_("why it changed"), max_length=1000, blank=True)
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(STAFF, on_delete=models.PROTECT, related_name="+", verbose_name=_("assessor"))

    class Meta:
        verbose_name = _("assessment of an adverse event")
        verbose_name_plural = _("assessments of adverse events")
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(fields=["event", "place"], name="adverse_event_assessments_in_order"),
            models.CheckConstraint(condition=GRADES, name="assessment_grade_1_to_5"),
            one_of("effect_family", EffectFamily, "assessment_family_known"),
            one_of("grading_system", GradingSystem, "assessment_scale_known"),
            one_of("outcome", EventOutcome, "assessment_outcome_known"),
            models.CheckConstraint(
                condition=Q(serious=True, criteria__len__gt=0) | Q(serious=False, criteria__len=0),
                name="assessment_serious_by_its_criteria",
            ),
            models.CheckConstraint(
                condition=Q(expected=False) | ~Q(criteria__contains=["death"]), name="fatal_event_is_never_expected"
            ),
            models.CheckConstraint(
                condition=Q(resolved_at=None) | Q(resolved_at__gte=F("onset_at")), name="assessment_ends_after_it_began"
            ),
        ]
        triggers = [Traced("patient"), append_only("adverse_event_assessment_is_append_only")]

    def __str__(self) -> str:
        return f"{self.event_id} {self.place}"


class AdverseEventFact(models.Model):
    """A new fact about it. `known_at` is when the clinic learned it: the clock of the reports of new facts."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    event = models.ForeignKey(AdverseEvent, on_delete=models.PROTECT, related_name="facts")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(_("what is new"), max_length=4000)
    known_at = models.DateTimeField(_("known since"))
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(STAFF, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("new fact about an adverse event")
        verbose_name_plural = _("new facts about adverse events")
        ordering = ["at", "id"]
        triggers = [Traced("patient"), append_only("adverse_event_fact_is_append_only")]

    def __str__(self) -> str:
        return self.text


class AdverseEventWords(models.Model):
    """What the patient is told about it, in plain words; the newest stands, earlier ones stay."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    event = models.ForeignKey(AdverseEvent, on_delete=models.PROTECT, related_name="words")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(_("what the patient is told"), max_length=2000)
    at = models.DateTimeField(_("shared"))
    by = models.ForeignKey(STAFF, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("words about an adverse event")
        verbose_name_plural = _("words about adverse events")
        ordering = ["at", "id"]
        triggers = [Traced("patient"), append_only("adverse_event_words_are_append_only")]

    def __str__(self) -> str:
        return self.text
