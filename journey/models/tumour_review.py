"""A question of growth that a clinician answers: opened by what was told or found, examined, imaged, closed."""

import uuid

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.trace.triggers import Traced
from journey.domain.tumour_review import ReviewResult, ReviewStep
from journey.models.check_in import TriageResult
from journey.models.constraints import Stamp, append_only, never_deleted, one_of, paired
from journey.models.journey import Journey
from journey.models.patient import Patient

STAFF = settings.AUTH_USER_MODEL
LONGEST_WHO = 120
LONGEST_WORDS = 2000


class TumourReview(models.Model):
    """One at a time for a patient, whichever hand it is about. It is never opened again: what is told after it was
    closed opens another one. `journey` is the one that it began with."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    patient = models.ForeignKey(
        Patient, on_delete=models.PROTECT, related_name="tumour_reviews", verbose_name=_("patient")
    )
    journey = models.ForeignKey(Journey, on_delete=models.PROTECT, related_name="tumour_reviews")
    opened_at = models.DateTimeField(_("opened"))
    examine_by = models.DateTimeField(_("examined by"))
    image_by = models.DateTimeField(_("imaged by"))
    closed_at = Stamp(_("closed"))
    closed_by = models.ForeignKey(STAFF, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    result = models.CharField(_("result"), max_length=16, blank=True)
    note = models.TextField(_("what was found and decided"), max_length=LONGEST_WORDS, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("tumour review")
        verbose_name_plural = _("tumour reviews")
        ordering = ["-opened_at"]
        constraints = [
            one_of("result", ReviewResult, "tumour_review_result_known", blank=True),
            paired("closed_at", "closed_by", "tumour_review_closed_paired"),
            models.CheckConstraint(
                condition=Q(closed_at=None, result="", note="")
                | (Q(closed_at__isnull=False) & ~Q(result="") & ~Q(note="")),
                name="tumour_review_closed_with_a_result_in_words",
            ),
            models.CheckConstraint(
                condition=Q(examine_by__gt=F("opened_at"), image_by__gte=F("examine_by")),
                name="tumour_review_times_in_order",
            ),
            models.UniqueConstraint(
                fields=["patient"], condition=Q(closed_at=None), name="one_open_tumour_review_per_patient"
            ),
        ]
        triggers = [
            Traced("patient"),
            never_deleted("tumour_review_is_never_deleted"),
            pgtrigger.ReadOnly(
                name="tumour_review_is_of_one_question",
                fields=["patient", "journey", "opened_at", "examine_by", "image_by"],
            ),
            pgtrigger.Protect(
                name="tumour_review_that_was_closed_is_fixed",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition("OLD.closed_at IS NOT NULL"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.patient_id}: {self.opened_at}"


class TumourReviewReason(models.Model):
    """Why it is open: a result of the rules, or in `detail` what was found at a visit."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    review = models.ForeignKey(TumourReview, on_delete=models.PROTECT, related_name="reasons")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="+")
    triage = models.OneToOneField(
        TriageResult, null=True, blank=True, on_delete=models.PROTECT, related_name="tumour_review"
    )
    detail = models.TextField(_("found at a visit"), max_length=LONGEST_WORDS, blank=True)
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("reason of a tumour review")
        verbose_name_plural = _("reasons of tumour reviews")
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(triage__isnull=False, detail="") | (Q(triage=None) & ~Q(detail="")),
                name="tumour_review_reason_is_told_or_found",
            )
        ]
        triggers = [Traced("patient"), append_only("tumour_review_reason_is_append_only")]

    def __str__(self) -> str:
        return f"{self.review_id}: {self.at}"


class TumourReviewFinding(models.Model):
    """An examination or a picture: who made it, when, and what it showed. `by` wrote it down."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    review = models.ForeignKey(TumourReview, on_delete=models.PROTECT, related_name="findings")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="+")
    step = models.CharField(_("what"), max_length=8)
    done_at = models.DateTimeField(_("done"))
    who = models.CharField(_("done by"), max_length=LONGEST_WHO)
    found = models.TextField(_("what was found"), max_length=LONGEST_WORDS)
    at = models.DateTimeField(_("written"))
    by = models.ForeignKey(STAFF, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("finding of a tumour review")
        verbose_name_plural = _("findings of tumour reviews")
        ordering = ["done_at", "id"]
        constraints = [
            one_of("step", ReviewStep, "tumour_review_finding_step_known"),
            models.CheckConstraint(
                condition=Q(done_at__lte=F("at")) & ~Q(who="") & ~Q(found=""),
                name="tumour_review_finding_says_who_and_what",
            ),
        ]
        triggers = [Traced("patient"), append_only("tumour_review_finding_is_append_only")]

    def __str__(self) -> str:
        return f"{self.step}: {self.done_at}"
