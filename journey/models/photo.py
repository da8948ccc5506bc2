"""Photos of a check-in. Their bytes lie in a table of their own, so that no list ever loads them."""

import uuid

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.trace.triggers import Traced
from journey.domain.photos import MOST_KEPT, PhotoPlace
from journey.models.check_in import CheckIn, Submission
from journey.models.constraints import Stamp, append_only, choices_of, one_of


class Photo(models.Model):
    """Of the draft of its check-in while `sent_at` is blank, and removed with it; from then on fixed. Always a JPEG."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    check_in = models.ForeignKey(CheckIn, on_delete=models.PROTECT, related_name="photos")
    place = models.CharField(_("what it shows"), max_length=12, choices=choices_of(PhotoPlace))
    size = models.PositiveIntegerField(_("size in bytes"))
    sha256 = models.CharField(max_length=64)
    added_at = models.DateTimeField(_("added"))
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    sent_at = Stamp(_("sent"))

    class Meta:
        verbose_name = _("photo")
        verbose_name_plural = _("photos")
        ordering = ["added_at", "id"]
        constraints = [
            one_of("place", PhotoPlace, "photo_place_known"),
            models.CheckConstraint(condition=Q(size__gte=1, size__lte=MOST_KEPT), name="photo_size_within"),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True) | Q(sent_at__gte=models.F("added_at")), name="photo_added_then_sent"
            ),
        ]
        triggers = [
            Traced("check_in"),
            pgtrigger.Protect(
                name="photo_that_was_sent_is_fixed",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__sent_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place} ({self.check_in_id})"


class PhotoContent(models.Model):
    """The bytes, written once. The trace holds their fingerprint with the photo."""

    photo = models.OneToOneField(Photo, primary_key=True, on_delete=models.CASCADE, related_name="content")
    content = models.BinaryField()

    class Meta:
        triggers = [
            pgtrigger.Protect(name="photo_content_is_never_changed", operation=pgtrigger.Update),
            pgtrigger.Trigger(
                name="photo_content_stays_once_sent",
                operation=pgtrigger.Delete,
                when=pgtrigger.Before,
                func="""
                    if exists (select 1 from journey_photo where id = old.photo_id and sent_at is not null) then
                        raise exception 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;
                    end if;
                    return old;
                """,
            ),
        ]

    def __str__(self) -> str:
        return str(self.photo_id)


class SentPhoto(models.Model):
    """That a version of the answers has a photo. A correction keeps it or leaves it out."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="sent_photos")
    photo = models.ForeignKey(Photo, on_delete=models.PROTECT, related_name="sent_with")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["submission", "photo"], name="photo_once_in_a_version")]
        triggers = [Traced("submission"), append_only("sent_photo_is_append_only")]

    def __str__(self) -> str:
        return f"{self.photo_id} ({self.submission_id})"
