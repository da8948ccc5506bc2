"""The end of a record's time: what keeps it longer, and taking the person out of it by two managers."""

import uuid

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.trace.triggers import Traced
from journey.models.constraints import Stamp, never_deleted, paired
from journey.models.patient import Patient

PERSON = settings.AUTH_USER_MODEL
LONGEST_REASON = 500


class LegalHold(models.Model):
    """While it stands, nothing is taken out of this record, however old it is: a court, a complaint, an insurer."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="holds", verbose_name=_("patient"))
    reason = models.TextField(_("reason"), max_length=LONGEST_REASON)
    placed_at = models.DateTimeField(_("placed"))
    placed_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    lifted_at = Stamp(_("lifted"))
    lifted_by = models.ForeignKey(PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("legal hold")
        verbose_name_plural = _("legal holds")
        ordering = ["-placed_at", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="legal_hold_says_why"),
            paired("lifted_at", "lifted_by", "legal_hold_lifted_paired"),
            models.UniqueConstraint(
                fields=["patient"], condition=Q(lifted_at__isnull=True), name="one_legal_hold_per_patient"
            ),
        ]
        triggers = [
            Traced("patient"),
            never_deleted("legal_hold_is_never_deleted"),
            pgtrigger.ReadOnly(
                name="legal_hold_words_are_fixed", fields=["patient", "reason", "placed_at", "placed_by"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.patient.record_no} ({self.placed_at:%Y-%m-%d})"


class LastContact(models.Model):
    """When a record was last in use, as it was counted one night; in truth never earlier. The list of records past
    their time begins with it, as counting all anew for a page takes too long. Nobody's word, so it may be deleted."""

    patient = models.OneToOneField(Patient, on_delete=models.PROTECT, primary_key=True, related_name="kept_contact")
    at = models.DateTimeField(_("last contact"))

    class Meta:
        verbose_name = _("last contact")
        verbose_name_plural = _("last contacts")
        indexes = [models.Index(fields=["at", "patient"], name="last_contact_by_time")]

    def __str__(self) -> str:
        return f"{self.patient.record_no} ({self.at:%Y-%m-%d})"


class IdentityRemoval(models.Model):
    """One manager asks, another does it. `years` and `last_contact` are what the record's time was counted from when it
    was asked. It ends by being done or by being taken back, and is never deleted."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="removals", verbose_name=_("patient"))
    reason = models.TextField(_("reason"), max_length=LONGEST_REASON)
    years = models.PositiveSmallIntegerField(_("records are kept, years"))
    last_contact = models.DateField(_("last contact"))
    asked_at = models.DateTimeField(_("asked"))
    asked_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    done_at = Stamp(_("done"))
    done_by = models.ForeignKey(PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    ended_at = Stamp(_("taken back"))
    ended_by = models.ForeignKey(PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("removal of an identity")
        verbose_name_plural = _("removals of identities")
        ordering = ["-asked_at", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="identity_removal_says_why"),
            paired("done_at", "done_by", "identity_removal_done_paired"),
            paired("ended_at", "ended_by", "identity_removal_ended_paired"),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True) | Q(ended_at__isnull=True), name="identity_removal_ends_one_way"
            ),
            models.CheckConstraint(
                condition=Q(done_by__isnull=True) | ~Q(done_by=F("asked_by")),
                name="identity_removal_by_two_people",
                violation_error_message=_("Another manager removes it. It cannot be the same person."),
            ),
            models.UniqueConstraint(
                fields=["patient"], condition=Q(ended_at__isnull=True), name="one_identity_removal_per_patient"
            ),
        ]
        triggers = [
            Traced("patient"),
            never_deleted("identity_removal_is_never_deleted"),
            pgtrigger.ReadOnly(
                name="identity_removal_words_are_fixed",
                fields=["patient", "reason", "years", "last_contact", "asked_at", "asked_by"],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.patient.record_no} ({self.asked_at:%Y-%m-%d})"
