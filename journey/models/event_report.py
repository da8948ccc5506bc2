"""What has to be reported of an adverse event and was, and infections that belong together (clinical.md 7.2, 7.3)."""

import uuid

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.trace.triggers import Traced
from journey.domain.ae_clusters import Shared
from journey.models.adverse_event import AdverseEvent, AdverseEventFact
from journey.models.constraints import Stamp, append_only, never_deleted, one_of, paired
from journey.models.patient import Patient

STAFF = settings.AUTH_USER_MODEL


class AdverseEventReport(models.Model):
    """One deadline: by which rule, until when, and then where it went. `fact` is there for a report of new facts.

    A report that turned out not to be needed says why; nothing is taken back.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    event = models.ForeignKey(AdverseEvent, on_delete=models.PROTECT, related_name="reports")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="+")
    fact = models.ForeignKey(AdverseEventFact, null=True, blank=True, on_delete=models.PROTECT, related_name="reports")
    rule = models.CharField(_("rule"), max_length=20)
    due_on = models.DateField(_("due"))
    opened_at = models.DateTimeField(_("since"))
    made_at = Stamp(_("recorded"))
    made_by = models.ForeignKey(STAFF, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    authority = models.CharField(_("sent to"), max_length=200, blank=True)
    reference = models.CharField(_("reference"), max_length=80, blank=True)
    sent_on = models.DateField(_("sent on"), null=True, blank=True)
    not_needed = models.TextField(_("why it is not needed"), max_length=1000, blank=True)

    class Meta:
        verbose_name = _("report of an adverse event")
        verbose_name_plural = _("reports of adverse events")
        ordering = ["due_on", "rule"]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "rule", "fact"], nulls_distinct=False, name="adverse_event_reported_once_by_each_rule"
            ),
            paired("made_at", "made_by", "adverse_event_report_paired"),
            models.CheckConstraint(
                condition=Q(made_at=None, authority="", reference="", sent_on=None, not_needed="")
                | (Q(made_at__isnull=False, sent_on__isnull=False, not_needed="") & ~Q(authority=""))
                | (Q(made_at__isnull=False, sent_on=None, authority="") & ~Q(not_needed="")),
                name="adverse_event_report_sent_or_not_needed",
            ),
        ]
        indexes = [models.Index(fields=["due_on"], condition=Q(made_at=None), name="event_report_open_by_due")]
        triggers = [
            Traced("patient"),
            never_deleted("adverse_event_report_is_never_deleted"),
            pgtrigger.Protect(
                name="report_that_was_made_is_fixed",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition("OLD.made_at IS NOT NULL"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule}: {self.due_on}"


class InfectionCluster(models.Model):
    """Infections that share a lot, a supplier, a kit, a room or a day: an urgent task until somebody settles it. It
    belongs to nobody's record."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("what they share"), max_length=10)
    value = models.CharField(_("which"), max_length=200)
    found_at = models.DateTimeField(_("found"))
    settled_at = Stamp(_("settled"))
    settled_by = models.ForeignKey(STAFF, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    note = models.TextField(_("what was found and done"), max_length=2000, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("infections that belong together")
        verbose_name_plural = _("infections that belong together")
        ordering = ["-found_at"]
        constraints = [
            one_of("kind", Shared, "infection_cluster_kind_known"),
            paired("settled_at", "settled_by", "infection_cluster_settled_paired"),
            models.CheckConstraint(
                condition=Q(settled_at=None, note="") | (Q(settled_at__isnull=False) & ~Q(note="")),
                name="infection_cluster_settled_with_a_note",
            ),
            models.UniqueConstraint(
                fields=["kind", "value"], condition=Q(settled_at=None), name="one_open_cluster_of_a_kind_and_value"
            ),
        ]
        triggers = [
            Traced(),
            never_deleted("infection_cluster_is_never_deleted"),
            pgtrigger.ReadOnly(name="infection_cluster_is_of_one_thing", fields=["kind", "value", "found_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.value}"


class ClusterMember(models.Model):
    """An infection that belongs to a cluster."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    cluster = models.ForeignKey(InfectionCluster, on_delete=models.PROTECT, related_name="members")
    event = models.ForeignKey(AdverseEvent, on_delete=models.PROTECT, related_name="clusters")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("infection of a cluster")
        verbose_name_plural = _("infections of clusters")
        ordering = ["at"]
        constraints = [models.UniqueConstraint(fields=["cluster", "event"], name="event_once_in_a_cluster")]
        triggers = [Traced("patient"), append_only("cluster_member_is_append_only")]

    def __str__(self) -> str:
        return f"{self.cluster}: {self.event}"
