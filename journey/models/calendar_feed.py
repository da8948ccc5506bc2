"""A secret address that a calendar reads somebody's visits from."""

import uuid

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.trace.triggers import Traced
from journey.models.constraints import Stamp, never_deleted
from journey.models.patient import Patient

PERSON = settings.AUTH_USER_MODEL


class CalendarFeed(models.Model):
    """`secret` is a keyed hash of what the address holds. `patient` is whose visits it tells; without one, the visits
    that `user` sees people at."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="calendar_feeds")
    patient = models.ForeignKey(Patient, null=True, blank=True, on_delete=models.PROTECT, related_name="calendar_feeds")
    secret = models.CharField(_("hash of the secret"), max_length=64, unique=True)
    made_at = models.DateTimeField(_("made"))
    ended_at = Stamp(_("ended"))

    class Meta:
        verbose_name = _("calendar address")
        verbose_name_plural = _("calendar addresses")
        ordering = ["-made_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("made_at")), name="calendar_feed_ends_after_made"
            ),
            models.UniqueConstraint(
                fields=["user"], condition=Q(ended_at__isnull=True), name="one_calendar_feed_per_person"
            ),
        ]
        triggers = [
            Traced("patient", hidden=["secret"]),
            never_deleted("calendar_feed_is_never_deleted"),
            pgtrigger.ReadOnly(name="calendar_feed_is_fixed", fields=["user", "patient", "secret", "made_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.user} ({self.made_at:%Y-%m-%d})"
