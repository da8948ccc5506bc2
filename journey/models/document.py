"""Papers of a stage. Their bytes lie in a table of their own, so that no list ever loads them."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.trace.triggers import Traced
from journey.domain.documents import ENDINGS, LONGEST_TITLE, MOST_BYTES, DocumentKind
from journey.models.constraints import Stamp, append_only, choices_of, never_deleted, one_of, paired
from journey.models.journey import Stage

STAFF = settings.AUTH_USER_MODEL
LONGEST_REASON = 500


class Document(models.Model):
    """The patient sees it only after it was shared on purpose. One that was added by mistake is struck out with a
    reason, and stays."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="documents")
    kind = models.CharField(_("what it is"), max_length=20, choices=choices_of(DocumentKind))
    title = models.CharField(_("title"), max_length=LONGEST_TITLE)
    content_type = models.CharField(max_length=20, choices=[(each, each) for each in ENDINGS])
    size = models.PositiveIntegerField(_("size in bytes"))
    sha256 = models.CharField(max_length=64)
    added_at = models.DateTimeField(_("added"))
    added_by = models.ForeignKey(STAFF, on_delete=models.PROTECT, related_name="+")
    shared_at = Stamp(_("shared with the patient"))
    shared_by = models.ForeignKey(STAFF, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    struck_at = Stamp(_("struck out"))
    struck_by = models.ForeignKey(STAFF, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    struck_reason = models.TextField(_("why it was struck out"), max_length=LONGEST_REASON, blank=True)

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ["added_at", "id"]
        constraints = [
            one_of("kind", DocumentKind, "document_kind_known"),
            models.CheckConstraint(condition=Q(content_type__in=[*ENDINGS]), name="document_type_known"),
            models.CheckConstraint(condition=Q(size__gte=1, size__lte=MOST_BYTES), name="document_size_within"),
            models.CheckConstraint(condition=~Q(title=""), name="document_has_a_title"),
            paired("shared_at", "shared_by", "document_shared_paired"),
            paired("struck_at", "struck_by", "document_struck_paired"),
            models.CheckConstraint(
                condition=Q(struck_at__isnull=True, struck_reason="")
                | (Q(struck_at__isnull=False) & ~Q(struck_reason="")),
                name="document_struck_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(shared_at__isnull=True) | ~Q(kind=DocumentKind.DONOR_ELIGIBILITY.value),
                name="document_of_a_donor_stays_inside",
            ),
        ]
        triggers = [Traced("stage"), never_deleted("document_is_never_deleted")]

    def __str__(self) -> str:
        return self.title


class DocumentContent(models.Model):
    """The bytes, written once. The trace holds their fingerprint with the document."""

    document = models.OneToOneField(Document, primary_key=True, on_delete=models.PROTECT, related_name="content")
    content = models.BinaryField()

    class Meta:
        triggers = [append_only("document_content_is_append_only")]

    def __str__(self) -> str:
        return str(self.document_id)
