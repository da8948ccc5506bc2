"""A stored version of the pathway: its state, who stands for it, and what was done to it."""

import uuid
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.trace.triggers import Traced
from journey.domain.pathway_states import IN_FORCE, VERSION_MOVES, VersionState
from journey.domain.visits import VisitSpec
from journey.models.constraints import Stamp, append_only, choices_of, one_of, paired
from journey.pathway.compiled import visit_specs
from journey.pathway.loader import checksum, load_stored
from journey.pathway.schema import Pathway

STAFF = settings.AUTH_USER_MODEL
LONGEST_REASON = 1000
IN_FORCE_VALUES = sorted(state.value for state in IN_FORCE)
ONLY_A_DRAFT_CHANGES = """OLD.state <> 'draft' AND
(OLD.document, OLD.checksum, OLD.name, OLD.language, OLD.revision)
IS DISTINCT FROM (NEW.document, NEW.checksum, NEW.name, NEW.language, NEW.revision)"""


class DocumentTampered(RuntimeError):
    """A stored document is not the one that was stored. Nothing of it is shown and none of its rules runs."""


class Versions(models.QuerySet["PathwayVersion"]):
    def newest_published(self) -> "Versions":
        """The one that new journeys take stands first."""
        return self.filter(state=VersionState.PUBLISHED).order_by("-published_at", "-number")

    def kept(self) -> "Versions":
        """Without drafts that somebody discarded."""
        return self.exclude(state=VersionState.DISCARDED)

    def in_force(self) -> "Versions":
        """Journeys may be on these."""
        return self.filter(state__in=IN_FORCE)


class WithoutDocument(models.Manager.from_queryset(Versions)):  # type: ignore[misc]
    """Rows come without the document: it is large, and `content_of` keeps the typed one in the process."""

    def get_queryset(self) -> Versions:
        rows: Versions = super().get_queryset()
        return rows.defer("document")


class PathwayVersion(models.Model):
    """One document. A draft changes by one entry at a time and `revision` rises with it; any other never changes.
    Journeys are pinned to a published one; triage is silent until `rules_approved_by` is set.

    `drafted_by` is blank for one that was published as it was delivered, before anybody drafted.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.PositiveIntegerField(_("number"), unique=True)
    name = models.CharField(_("name"), max_length=200)
    language = models.CharField(_("language"), max_length=10, default="en")
    document = models.JSONField(_("document"))
    checksum = models.CharField(_("checksum"), max_length=64)
    state = models.CharField(
        _("state"), max_length=10, choices=choices_of(VersionState), default=VersionState.DRAFT.value
    )
    revision = models.PositiveIntegerField(default=1, editable=False)
    begun_from = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("copied from")
    )
    drafted_at = Stamp(_("drafted"))
    drafted_by = models.ForeignKey(
        STAFF, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("drafted by")
    )
    published_at = Stamp(_("published"))
    published_by = models.ForeignKey(STAFF, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    rules_approved_at = Stamp(_("approved"))
    rules_approved_by = models.ForeignKey(
        STAFF,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("approved by"),
    )

    objects = WithoutDocument()

    class Meta:
        base_manager_name = "objects"
        verbose_name = _("pathway version")
        verbose_name_plural = _("pathway versions")
        ordering = ["-number"]
        constraints = [
            one_of("state", VersionState, "pathway_state_known"),
            paired("drafted_at", "drafted_by", "pathway_drafted_paired"),
            paired("published_at", "published_by", "pathway_published_paired"),
            paired("rules_approved_at", "rules_approved_by", "pathway_rules_approved_paired"),
            models.CheckConstraint(
                condition=Q(state__in=IN_FORCE_VALUES, published_at__isnull=False)
                | Q(~Q(state__in=IN_FORCE_VALUES), published_at__isnull=True),
                name="pathway_published_in_its_state",
            ),
            models.CheckConstraint(
                condition=~Q(state=VersionState.DRAFT.value) | Q(rules_approved_at__isnull=True),
                name="pathway_draft_is_not_approved",
            ),
            models.CheckConstraint(
                condition=Q(drafted_by__isnull=True)
                | ~Q(state__in=IN_FORCE_VALUES)
                | Q(rules_approved_at__isnull=False),
                name="pathway_draft_published_approved",
            ),
            models.CheckConstraint(
                condition=Q(rules_approved_by__isnull=True)
                | Q(drafted_by__isnull=True)
                | ~Q(rules_approved_by=F("drafted_by")),
                name="pathway_approved_by_another",
                violation_error_message=_("Another clinician approves it than the one who drafted it."),
            ),
        ]
        triggers = [
            Traced(hidden=["document"]),
            pgtrigger.Protect(
                name="pathway_document_is_fixed",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(ONLY_A_DRAFT_CHANGES),
            ),
            pgtrigger.ReadOnly(
                name="pathway_origin_is_fixed", fields=["number", "begun_from", "drafted_at", "drafted_by"]
            ),
            pgtrigger.FSM(
                name="pathway_state_moves",
                field="state",
                transitions=[(before.value, after.value) for (before, _step), after in VERSION_MOVES.items()],
            ),
            pgtrigger.Protect(name="pathway_is_never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.name}, version {self.number}"

    @property
    def is_draft(self) -> bool:
        return self.state == VersionState.DRAFT

    @property
    def content(self) -> Pathway:
        """The typed document. That of a draft may change, so it is read each time."""
        if self.state in IN_FORCE:
            return content_of(self.pk)
        return load_stored(self.sound_document)

    @property
    def sound_document(self) -> Mapping[str, Any]:
        """The document as it was stored. Raises DocumentTampered."""
        return _sound(self.pk, self.document, self.checksum)


class PathwayStep(models.TextChoices):
    """Everything that is done to a version."""

    COPIED = "copied", _("Copied")
    IMPORTED = "imported", _("Read from a file")
    CHANGED = "changed", _("Changed")
    SENT = "sent", _("Sent to review")
    APPROVED = "approved", _("Approved")
    SENT_BACK = "sent_back", _("Sent back")
    PUBLISHED = "published", _("Published")
    RETIRED = "retired", _("Retired")
    DISCARDED = "discarded", _("Discarded")


WRITING = (PathwayStep.COPIED, PathwayStep.IMPORTED, PathwayStep.CHANGED)


class PathwayEvent(models.Model):
    """Who did what to a version. `place` is the entry that was changed, as problems name it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    pathway = models.ForeignKey(PathwayVersion, on_delete=models.PROTECT, related_name="events")
    step = models.CharField(_("what"), max_length=10, choices=choices_of(PathwayStep))
    place = models.CharField(_("where"), max_length=200, blank=True)
    reason = models.TextField(_("reason"), max_length=LONGEST_REASON, blank=True)
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(STAFF, on_delete=models.PROTECT, related_name="+", verbose_name=_("who"))

    class Meta:
        verbose_name = _("event of a pathway version")
        verbose_name_plural = _("events of pathway versions")
        ordering = ["-at", "-id"]
        constraints = [
            one_of("step", PathwayStep, "pathway_step_known"),
            models.CheckConstraint(
                condition=~Q(step=PathwayStep.SENT_BACK.value) | ~Q(reason=""), name="pathway_sent_back_with_a_reason"
            ),
            models.CheckConstraint(
                condition=~Q(step=PathwayStep.DISCARDED.value) | ~Q(reason=""), name="pathway_discarded_with_a_reason"
            ),
        ]
        indexes = [models.Index(fields=["pathway", "-at"], name="pathway_event_by_version")]
        triggers = [Traced(), append_only("pathway_event_is_append_only")]

    def __str__(self) -> str:
        return f"{self.get_step_display()} ({self.at:%Y-%m-%d %H:%M})"


def _sound(version_id: uuid.UUID, document: Mapping[str, Any], kept: str) -> Mapping[str, Any]:
    if checksum(document) != kept:
        raise DocumentTampered(f"The document of pathway version {version_id} is not what was stored.")
    return document


@lru_cache(maxsize=8)
def content_of(version_id: uuid.UUID) -> Pathway:
    """The typed document of a version in force. It never changes, so a process reads each one once. Raises
    DocumentTampered for one that is not what was approved."""
    document, kept = PathwayVersion.objects.values_list("document", "checksum").get(pk=version_id)
    return load_stored(_sound(version_id, document, kept))


@lru_cache(maxsize=256)
def visit_specs_of(version_id: uuid.UUID) -> Mapping[str, VisitSpec]:
    """When the follow-up visits of a version are due: small, so that a list of many versions keeps them all."""
    return visit_specs(content_of(version_id))
