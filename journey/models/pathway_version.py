"""A stored version of the pathway, and who stands for its triage rules."""

import uuid
from collections.abc import Mapping
from functools import lru_cache

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.trace.triggers import Traced
from journey.domain.visits import VisitSpec
from journey.models.constraints import Stamp, paired
from journey.pathway.compiled import visit_specs
from journey.pathway.loader import load_stored
from journey.pathway.schema import Pathway


class WithoutDocument(models.Manager["PathwayVersion"]):
    """Rows come without the document: it is large, and `content_of` keeps the typed one in the process."""

    def get_queryset(self) -> models.QuerySet["PathwayVersion"]:
        return super().get_queryset().defer("document")


class PathwayVersion(models.Model):
    """One immutable document. Journeys are pinned to it; triage is silent until `rules_approved_by` is set."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.PositiveIntegerField(_("number"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    language = models.CharField(_("language"), max_length=10, default="en")
    document = models.JSONField(_("document"))
    checksum = models.CharField(_("checksum"), max_length=64)
    published_at = Stamp(_("published"))
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    rules_approved_at = Stamp(_("triage rules approved"))
    rules_approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("triage rules approved by"),
    )

    objects = WithoutDocument()

    class Meta:
        base_manager_name = "objects"
        verbose_name = _("pathway version")
        verbose_name_plural = _("pathway versions")
        ordering = ["-number"]
        constraints = [
            paired("published_at", "published_by", "pathway_published_paired"),
            paired("rules_approved_at", "rules_approved_by", "pathway_rules_approved_paired"),
        ]
        triggers = [
            Traced(hidden=["document"]),
            pgtrigger.ReadOnly(name="pathway_document_is_fixed", fields=["number", "document", "checksum"]),
            pgtrigger.Protect(name="pathway_is_never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.name}, version {self.number}"

    @property
    def content(self) -> Pathway:
        return content_of(self.pk)


@lru_cache(maxsize=8)
def content_of(version_id: uuid.UUID) -> Pathway:
    """The typed document of a version. Documents never change, so a process reads each one once."""
    return load_stored(PathwayVersion.objects.values_list("document", flat=True).get(pk=version_id))


@lru_cache(maxsize=256)
def visit_specs_of(version_id: uuid.UUID) -> Mapping[str, VisitSpec]:
    """When the follow-up visits of a version are due: small, so that a list of many versions keeps them all."""
    return visit_specs(content_of(version_id))
