"""A cell product: whose it is, who checked that, who released it, and how it ended."""

import uuid

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.trace.triggers import Traced
from journey.domain.product_facts import Checkpoint, Disposition, Identifiers, QuarantineReason
from journey.domain.reasons import ABORT_REASONS
from journey.domain.stages import HarvestMode
from journey.models.constraints import Stamp, append_only, choices_of, never_deleted, one_of, paired
from journey.models.journey import Cycle
from journey.models.patient import Patient

STAFF = settings.AUTH_USER_MODEL
LONGEST_CODE = 40


def _unchanged(*names: str) -> str:
    """That none of these columns differs, for a trigger."""
    return " OR ".join(f"OLD.{name} IS DISTINCT FROM NEW.{name}" for name in names)


class Product(models.Model):
    """Made, received or thawed for one session; `Cycle.product_id` holds the code of the one that is used there.

    `lots` are the numbers of every kit, unit, donation and additive that ever stood in its record: what a recall asks.
    Quarantine and disposal are one-way: the database refuses to take them back.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.CharField(_("product id"), max_length=LONGEST_CODE, unique=True)
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="products")
    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="products")
    origin = models.CharField(_("how the cells come"), max_length=16, choices=choices_of(HarvestMode))
    made_at = models.DateTimeField(_("made"))
    made_by = models.ForeignKey(STAFF, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    lots = ArrayField(models.CharField(max_length=LONGEST_CODE), default=list, blank=True)
    quarantined_at = Stamp(_("quarantined"))
    quarantined_by = models.ForeignKey(STAFF, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    quarantine_reason = models.CharField(_("why it is in quarantine"), max_length=20, blank=True)
    ended_at = Stamp(_("disposed of or stored"))
    ended_by = models.ForeignKey(STAFF, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    abort_reason = models.CharField(_("why it is not used"), max_length=24, blank=True)
    disposition = models.CharField(_("what became of it"), max_length=22, blank=True)

    class Meta:
        verbose_name = _("product")
        verbose_name_plural = _("products")
        ordering = ["-made_at"]
        constraints = [
            one_of("origin", HarvestMode, "product_origin_known"),
            one_of("quarantine_reason", QuarantineReason, "product_quarantine_reason_known", blank=True),
            one_of("disposition", Disposition, "product_disposition_known", blank=True),
            models.CheckConstraint(
                condition=Q(abort_reason__in=[*ABORT_REASONS, ""]), name="product_abort_reason_known"
            ),
            paired("quarantined_at", "quarantined_by", "product_quarantined_paired"),
            paired("ended_at", "ended_by", "product_ended_paired"),
            models.CheckConstraint(
                condition=Q(quarantined_at__isnull=True, quarantine_reason="")
                | (Q(quarantined_at__isnull=False) & ~Q(quarantine_reason="")),
                name="product_quarantine_has_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, disposition="") | (Q(ended_at__isnull=False) & ~Q(disposition="")),
                name="product_end_has_a_disposition",
            ),
            models.CheckConstraint(
                condition=Q(quarantined_at__isnull=True) | ~Q(disposition=Disposition.STORED.value),
                name="product_in_quarantine_is_not_stored",
                violation_error_message=_("A product in quarantine is never stored for use."),
            ),
        ]
        indexes = [GinIndex(fields=["lots"], name="product_by_lot")]
        triggers = [
            Traced("patient"),
            never_deleted("product_is_never_deleted"),
            pgtrigger.Protect(
                name="product_stays_whose_it_is",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    _unchanged("code", "patient_id", "cycle_id", "origin", "made_at", "made_by_id")
                ),
            ),
            pgtrigger.Protect(
                name="quarantine_is_for_ever",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.quarantined_at IS NOT NULL AND ("
                    + _unchanged("quarantined_at", "quarantined_by_id", "quarantine_reason")
                    + ")"
                ),
            ),
            pgtrigger.Protect(
                name="what_is_gone_stays_gone",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.ended_at IS NOT NULL AND OLD.disposition <> 'stored' AND ("
                    + _unchanged("ended_at", "ended_by_id", "disposition", "abort_reason")
                    + ")"
                ),
            ),
            pgtrigger.Protect(
                name="lots_are_never_forgotten",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition("NOT (OLD.lots <@ NEW.lots)"),
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def is_usable(self) -> bool:
        return self.quarantined_at is None and self.disposition in {"", Disposition.STORED}


class IdentityCheck(models.Model):
    """One checkpoint of the chain of identity: two people, two identifiers, what was scanned, whether it matches."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="identity_checks")
    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="identity_checks")
    point = models.CharField(_("checkpoint"), max_length=5)
    identifiers = models.CharField(_("identifiers read aloud"), max_length=20)
    scanned = models.CharField(_("label as scanned"), max_length=LONGEST_CODE)
    matches = models.BooleanField(_("all match"))
    at = models.DateTimeField(_("when"))
    checked_by = models.ForeignKey(STAFF, on_delete=models.PROTECT, related_name="+")
    second_by = models.ForeignKey(STAFF, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("identity check")
        verbose_name_plural = _("identity checks")
        ordering = ["at"]
        constraints = [
            one_of("point", Checkpoint, "identity_check_point_known"),
            one_of("identifiers", Identifiers, "identity_check_identifiers_known"),
            models.CheckConstraint(
                condition=~Q(checked_by=F("second_by")),
                name="identity_check_by_two_people",
                violation_error_message=_("The second person cannot be the same person."),
            ),
        ]
        triggers = [Traced("cycle"), append_only("identity_check_is_append_only")]

    def __str__(self) -> str:
        return f"{self.point}: {self.product}"


class ReleaseSignature(models.Model):
    """One of the two people who stand for the release of a product in a session; `place` 1 signed first."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="signatures")
    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="release_signatures")
    place = models.PositiveSmallIntegerField()
    container_intact = models.BooleanField(_("container intact, no clots or particles"))
    reason = models.TextField(_("why it may be used"), max_length=500, blank=True)
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(STAFF, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("signature of a release")
        verbose_name_plural = _("signatures of releases")
        ordering = ["place"]
        constraints = [
            models.CheckConstraint(condition=Q(place__in=[1, 2]), name="release_signature_first_or_second"),
            models.CheckConstraint(condition=Q(container_intact=True), name="release_signature_of_an_intact_container"),
            models.UniqueConstraint(fields=["product", "cycle", "place"], name="release_signed_once_at_each_place"),
            models.UniqueConstraint(
                fields=["product", "cycle", "by"],
                name="release_signed_by_two_people",
                violation_error_message=_("Another person must sign. You signed already."),
            ),
        ]
        triggers = [Traced("cycle"), append_only("release_signature_is_append_only")]

    def __str__(self) -> str:
        return f"{self.product}: {self.place}"
