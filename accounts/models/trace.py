"""The trace: who signed in, who looked at which record, who changed what; and the chain that seals it."""

from enum import StrEnum

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.functions import RandomUUID
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.trace.triggers import QUEUES, STAMPS, Direct, written_once


class Kind(StrEnum):
    """CREATE, CHANGE and DELETE are written by the database itself; ACT is a posting that was refused or broke,
    or a reading of the whole log."""

    SIGN_IN = "sign_in"
    SIGN_OUT = "sign_out"
    READ = "read"
    LIST = "list"
    EXPORT = "export"
    FEED = "feed"
    CREATE = "create"
    CHANGE = "change"
    DELETE = "delete"
    ACT = "act"


class Outcome(StrEnum):
    DONE = "done"
    DENIED = "denied"
    FAILED = "failed"


class Trace(models.Model):
    """One thing that somebody did. Ids point nowhere by constraint: the row must outlive what it names.

    `number` gives the order of writing and never leaves the database; `id` is what an address or a file holds.
    `actor_*` is the person at that time; without one, the job, the command or the database role by its name.
    """

    number = models.BigAutoField(primary_key=True)
    id = models.UUIDField(db_default=RandomUUID(), editable=False, unique=True)
    at = models.DateTimeField(_("when"), db_default=Now(), editable=False)
    kind = models.CharField(_("what"), max_length=10)
    outcome = models.CharField(_("outcome"), max_length=6, db_default=Outcome.DONE.value)
    reason = models.TextField(_("reason"), blank=True, db_default="")
    actor_id = models.UUIDField(_("who"), null=True)
    actor_name = models.CharField(_("name at that time"), max_length=150, db_default="")
    actor_roles = ArrayField(models.CharField(max_length=20), verbose_name=_("roles"), db_default=[])
    acting_for = models.UUIDField(_("acting for"), null=True, help_text=_("The patient whom a caregiver acts for."))
    patient_id = models.UUIDField(_("patient"), null=True)
    shown = ArrayField(models.UUIDField(), verbose_name=_("patients in a list"), null=True)
    table_name = models.CharField(_("table"), max_length=63, blank=True, db_default="")
    row_id = models.CharField(_("row"), max_length=64, blank=True, db_default="")
    before = models.JSONField(_("before"), null=True)
    after = models.JSONField(_("after"), null=True)
    page = models.CharField(_("page"), max_length=100, blank=True, db_default="")
    query = models.TextField(_("what was searched"), blank=True, db_default="")
    request_id = models.UUIDField(_("request"), null=True)
    ip = models.GenericIPAddressField(_("from address"), null=True)

    class Meta:
        verbose_name = _("trace")
        verbose_name_plural = _("trace")
        default_permissions = ()
        ordering = ["-at", "-number"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=[each.value for each in Kind]), name="trace_kind_known"),
            models.CheckConstraint(
                condition=Q(outcome__in=[each.value for each in Outcome]), name="trace_outcome_known"
            ),
        ]
        indexes = [
            models.Index(fields=["at", "number"], name="trace_by_time"),
            models.Index(fields=["patient_id", "at", "number"], name="trace_by_patient"),
            models.Index(fields=["actor_id", "at", "number"], name="trace_by_person"),
            models.Index(fields=["kind", "at", "number"], name="trace_by_kind"),
            models.Index(fields=["outcome", "at", "number"], condition=~Q(outcome="done"), name="trace_not_done"),
            GinIndex(fields=["shown"], condition=Q(shown__isnull=False), name="trace_by_shown"),
        ]
        triggers = [
            *written_once(),
            Direct(calls=STAMPS, name="stamped", when=pgtrigger.Before, operation=pgtrigger.Insert),
            Direct(calls=QUEUES, name="queued", when=pgtrigger.After, operation=pgtrigger.Insert),
        ]

    def __str__(self) -> str:
        return f"{self.kind} ({self.at:%Y-%m-%d %H:%M})"


class Seal(models.Model):
    """The chain: each digest covers the one before it and one row of the trace. Rows are sealed in the order in which
    they became visible, which is not quite that of their numbers: transactions end out of order."""

    place = models.BigIntegerField(primary_key=True)
    row = models.BigIntegerField(unique=True)
    digest = models.BinaryField(max_length=32)

    class Meta:
        default_permissions = ()
        triggers = written_once()

    def __str__(self) -> str:
        return f"{self.place} {bytes(self.digest).hex()}"


class Unsealed(models.Model):
    """Rows of the trace that wait for their seal: filled by a trigger, emptied by the sealing."""

    row = models.BigIntegerField(primary_key=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.row)
