"""A journey, its cycles and their stages."""

import uuid
from datetime import datetime

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.trace.triggers import Traced
from journey.domain.safety_follow_up import AS_WISHED, CHASED, LOOKED_AFTER, is_chased, is_looked_after
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
from journey.models.constraints import Stamp, choices_of, never_deleted, one_of, paired
from journey.models.pathway_version import PathwayVersion
from journey.models.patient import Patient

STAFF = settings.AUTH_USER_MODEL


# Whatever the path: what nobody published is read by no patient, and its rules judge nobody.
ONLY_A_PUBLISHED_PATHWAY = """
IF NOT EXISTS (
    SELECT 1 FROM journey_pathwayversion v WHERE v.id = NEW.pathway_version_id AND v.published_at IS NOT NULL
) THEN
    RAISE EXCEPTION 'pathway version % is not published', NEW.pathway_version_id
        USING ERRCODE = 'check_violation', CONSTRAINT = 'journey_on_a_published_pathway';
END IF;
RETURN NEW;
"""


def looked_after(path: str = "") -> Q:
    """As `domain.safety_follow_up.is_looked_after`, for many rows at once; `path` leads from the row to its journey."""
    return _with_those_who_wished(LOOKED_AFTER, path)


def chased(path: str = "") -> Q:
    """As `domain.safety_follow_up.is_chased`, for many rows at once; `path` leads from the row to its journey."""
    return _with_those_who_wished(CHASED, path)


def _with_those_who_wished(statuses: frozenset[JourneyStatus], path: str) -> Q:
    wished = Q(**{f"{path}status": AS_WISHED.value, f"{path}keeps_safety_checks": True})
    return Q(**{f"{path}status__in": [each.value for each in sorted(statuses)]}) | wished


class Journey(models.Model):
    """One patient, one plan for one hand-pain problem. `version` rises with every move and guards stale pages."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="journeys", verbose_name=_("patient"))
    pathway_version = models.ForeignKey(PathwayVersion, on_delete=models.PROTECT, related_name="journeys")
    status = models.CharField(
        _("status"), max_length=24, choices=choices_of(JourneyStatus), default=JourneyStatus.ACTIVE.value
    )
    status_since = models.DateTimeField(_("since"))
    status_reason_code = models.CharField(_("reason code"), max_length=40, blank=True)
    status_reason = models.TextField(_("reason"), blank=True)
    review_on = models.DateField(_("look again on"), null=True, blank=True)
    target_hand = models.CharField(_("treated hand"), max_length=5, choices=choices_of(Hand), blank=True)
    joints = ArrayField(models.CharField(max_length=20), default=list, blank=True, verbose_name=_("joints"))
    anticoagulant = models.BooleanField(_("takes a blood thinner"), null=True, blank=True)
    high_infection_risk = models.BooleanField(_("high infection risk"), null=True, blank=True)
    lead_clinician = models.ForeignKey(
        STAFF, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("lead clinician")
    )
    coordinator = models.ForeignKey(
        STAFF, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("coordinator")
    )
    keeps_safety_checks = models.BooleanField(_("safety checks go on"), default=True)
    started_at = models.DateTimeField(_("started"))
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("journey")
        verbose_name_plural = _("journeys")
        constraints = [
            one_of("status", JourneyStatus, "journey_status_known"),
            one_of("target_hand", Hand, "journey_hand_known", blank=True),
        ]
        indexes = [
            models.Index(fields=["status", "status_since"], name="journey_by_status"),
            models.Index(fields=["started_at", "id"], name="journey_by_start"),
        ]
        triggers = [
            Traced("patient"),
            never_deleted("journey_is_never_deleted"),
            pgtrigger.Trigger(
                name="journey_on_a_published_pathway",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("pathway_version_id"),
                func=ONLY_A_PUBLISHED_PATHWAY,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.patient}"

    @property
    def is_looked_after(self) -> bool:
        return is_looked_after(JourneyStatus(self.status), keeps_safety_checks=self.keeps_safety_checks)

    @property
    def is_chased(self) -> bool:
        return is_chased(JourneyStatus(self.status), keeps_safety_checks=self.keeps_safety_checks)


# Whatever the path: a session takes a product of its own patient that is neither quarantined nor gone, and the needle
# one that two people released for it. What was used before is not judged again.
ONLY_A_GOOD_PRODUCT = """
IF TG_OP = 'UPDATE' AND OLD.product_id = NEW.product_id
    AND (NEW.injection_at IS NULL OR OLD.injection_at IS NOT NULL) THEN
    RETURN NEW;
END IF;
SELECT p.*, (SELECT count(DISTINCT s.by_id) FROM journey_releasesignature s
    WHERE s.product_id = p.id AND s.cycle_id = NEW.id) AS signed
INTO found FROM journey_product p JOIN journey_journey j ON j.patient_id = p.patient_id
WHERE p.code = NEW.product_id AND j.id = NEW.journey_id;
IF found.id IS NULL THEN
    RAISE EXCEPTION 'product % is not of this patient', NEW.product_id
        USING ERRCODE = 'check_violation', CONSTRAINT = 'product_of_this_patient';
ELSIF found.quarantined_at IS NOT NULL OR found.disposition NOT IN ('', 'stored') THEN
    RAISE EXCEPTION 'product % may not be used', NEW.product_id
        USING ERRCODE = 'check_violation', CONSTRAINT = 'product_may_be_used';
ELSIF NEW.injection_at IS NOT NULL AND found.signed < 2 THEN
    RAISE EXCEPTION 'product % is not released', NEW.product_id
        USING ERRCODE = 'check_violation', CONSTRAINT = 'product_released_by_two';
END IF;
RETURN NEW;
"""


class Cycle(models.Model):
    """One treatment session inside a journey, with its five anchors (clinical.md 1.2)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    journey = models.ForeignKey(Journey, on_delete=models.PROTECT, related_name="cycles")
    number = models.PositiveSmallIntegerField(_("session"))
    status = models.CharField(
        _("status"), max_length=10, choices=choices_of(CycleStatus), default=CycleStatus.ACTIVE.value
    )
    cell_source = models.CharField(_("cell source"), max_length=12, choices=choices_of(CellSource), blank=True)
    tissue = models.CharField(_("tissue"), max_length=20, choices=choices_of(Tissue), blank=True)
    tissue_other = models.CharField(_("which other tissue"), max_length=200, blank=True)
    harvest_mode = models.CharField(_("harvest mode"), max_length=16, choices=choices_of(HarvestMode), blank=True)
    sedation = models.CharField(_("sedation plan"), max_length=12, blank=True, default="local_only")
    consult_at = Stamp(_("consultation"))
    procedure_at = Stamp(_("procedure planned"))
    planned_from = models.DateField(_("procedure between"), null=True, blank=True)
    planned_to = models.DateField(_("and"), null=True, blank=True)
    harvest_at = Stamp(_("harvest started"))
    injection_at = Stamp(_("last injection"))
    discharge_at = Stamp(_("went home"))
    product_id = models.CharField(_("product id"), max_length=40, blank=True)
    tasks = ArrayField(
        models.CharField(max_length=200),
        default=list,
        blank=True,
        verbose_name=_("three tasks"),
        help_text=_("The patient's own words; they stay the same for the whole session."),
    )
    earlier_harvests = ArrayField(
        models.DateTimeField(null=True),
        default=list,
        blank=True,
        verbose_name=_("harvests stopped before"),
        help_text=_("When each began; blank for one that was stopped before its needle."),
    )
    decision = models.CharField(_("follow-up decision"), max_length=24, blank=True)
    decision_reason = models.TextField(_("reason for the decision"), blank=True)
    decision_at = Stamp()
    decision_by = models.ForeignKey(STAFF, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(_("opened"))

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        ordering = ["number"]
        constraints = [
            one_of("status", CycleStatus, "cycle_status_known"),
            one_of("cell_source", CellSource, "cycle_cell_source_known", blank=True),
            one_of("tissue", Tissue, "cycle_tissue_known", blank=True),
            models.CheckConstraint(
                condition=Q(tissue_other="") | Q(tissue=Tissue.OTHER.value),
                name="cycle_other_tissue_only_of_other",
                violation_error_message=_("Say which tissue only where “other tissue” is chosen."),
            ),
            one_of("harvest_mode", HarvestMode, "cycle_harvest_mode_known", blank=True),
            paired("decision_at", "decision_by", "cycle_decision_paired"),
            models.UniqueConstraint(fields=["journey", "number"], name="cycle_number_once"),
            models.UniqueConstraint(
                fields=["journey"], condition=Q(status="active"), name="one_active_cycle_per_journey"
            ),
            models.UniqueConstraint(
                fields=["product_id"],
                condition=~Q(product_id=""),
                name="one_product_in_one_patient",
                violation_error_message=_("This product is already recorded for another session."),
            ),
            models.CheckConstraint(
                condition=Q(harvest_at__isnull=True)
                | Q(injection_at__isnull=True)
                | Q(injection_at__gte=F("harvest_at")),
                name="injection_not_before_harvest",
                violation_error_message=_("The injection cannot be before the harvest."),
            ),
            models.CheckConstraint(
                condition=Q(injection_at__isnull=True)
                | Q(discharge_at__isnull=True)
                | Q(discharge_at__gte=F("injection_at")),
                name="discharge_not_before_injection",
                violation_error_message=_("Going home cannot be before the injection."),
            ),
            models.CheckConstraint(
                condition=Q(planned_from__isnull=True, planned_to__isnull=True)
                | Q(planned_from__isnull=False, planned_to__isnull=False, planned_to__gte=F("planned_from")),
                name="planned_range_in_order",
                violation_error_message=_("The first planned day must not be after the last."),
            ),
        ]
        indexes = [
            models.Index(fields=["procedure_at"], condition=Q(status="active"), name="cycle_by_procedure"),
            models.Index(fields=["injection_at"], condition=Q(injection_at__isnull=False), name="cycle_by_injection"),
        ]
        triggers = [
            Traced("journey"),
            never_deleted("cycle_is_never_deleted"),
            pgtrigger.Trigger(
                name="only_its_own_good_product",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                condition=pgtrigger.Condition("NEW.product_id <> ''"),
                declare=[("found", "record")],
                func=ONLY_A_GOOD_PRODUCT,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.journey}, session {self.number}"

    @property
    def newest_harvest_at(self) -> datetime | None:
        """The harvest of this session, or the one before while a repeat is waited for: its donor site still heals."""
        known = [at for at in (*self.earlier_harvests, self.harvest_at) if at is not None]
        return known[-1] if known else None

    @property
    def had_needle(self) -> bool:
        """Whether a needle was used in this session, also one for a harvest that is repeated."""
        return self.injection_at is not None or self.newest_harvest_at is not None


class Stage(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="stages")
    code = models.CharField(_("stage"), max_length=12, choices=choices_of(StageCode))
    state = models.CharField(
        _("state"), max_length=12, choices=choices_of(StageState), default=StageState.NOT_STARTED.value
    )
    opened_at = Stamp(_("opened"))
    opened_by = models.ForeignKey(STAFF, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    closed_at = Stamp(_("closed"))
    closed_by = models.ForeignKey(STAFF, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    stop_reason = models.CharField(_("why it stopped"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("stage")
        verbose_name_plural = _("stages")
        constraints = [
            one_of("code", StageCode, "stage_code_known"),
            one_of("state", StageState, "stage_state_known"),
            paired("opened_at", "opened_by", "stage_opened_paired"),
            paired("closed_at", "closed_by", "stage_closed_paired"),
            models.UniqueConstraint(fields=["cycle", "code"], name="stage_once_per_cycle"),
            models.UniqueConstraint(
                fields=["cycle"], condition=Q(state="in_progress"), name="one_active_stage_per_cycle"
            ),
        ]
        triggers = [Traced("cycle"), never_deleted("stage_is_never_deleted")]

    def __str__(self) -> str:
        return f"{self.cycle}: {self.get_code_display()}"


class NoteKind(models.TextChoices):
    NOTE = "note", _("Note")
    SUMMARY = "summary", _("Plain summary")


class StageNote(models.Model):
    """A note of staff on a stage, or its plain summary for the patient, who sees either only after it was shared on
    purpose. A corrected summary is a new row that replaces the one before."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="notes")
    kind = models.CharField(_("kind"), max_length=7, choices=NoteKind.choices, default=NoteKind.NOTE)
    replaces = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by")
    text = models.TextField(_("note"), max_length=2000)
    written_at = models.DateTimeField(_("written"))
    written_by = models.ForeignKey(STAFF, on_delete=models.PROTECT, related_name="+")
    shared_at = Stamp(_("shared with the patient"))
    shared_by = models.ForeignKey(STAFF, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        ordering = ["written_at"]
        constraints = [
            paired("shared_at", "shared_by", "note_shared_paired"),
            one_of("kind", NoteKind, "note_kind_known"),
            models.CheckConstraint(
                condition=Q(replaces__isnull=True) | Q(kind="summary"), name="note_only_a_summary_replaces"
            ),
            models.UniqueConstraint(
                fields=["stage"],
                condition=Q(kind="summary", replaces__isnull=True),
                name="note_one_first_summary_of_a_stage",
                violation_error_message=_("Somebody wrote a summary of this stage meanwhile. Look at it first."),
            ),
        ]
        triggers = [Traced("stage"), never_deleted("note_is_never_deleted")]

    def __str__(self) -> str:
        return self.text[:60]
