"""Who waits for a time, and what they would accept."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.trace.triggers import Traced
from journey.models.appointment import NEEDLE_DAYS, AppointmentKind, PartOfDay
from journey.models.constraints import Stamp, choices_of, never_deleted, one_of
from journey.models.journey import Cycle
from journey.models.patient import Patient

PERSON = settings.AUTH_USER_MODEL
MOST_NOTICE_DAYS = 14


class WaitingEnd(models.TextChoices):
    LEFT = "left", _("No longer waits")
    TAKEN = "taken", _("Got a time")
    OVER = "over", _("The visit or the journey is over")


class Waiting(models.Model):
    """One for each kind of visit of a session: it goes on when the visit moves, and ends when they say, when they got
    a time, or when the visit is over. Treatment days are not in it: they move with all that hangs on them.

    `code` names the visit of the pathway that is due and has no time yet; blank is "I can come earlier" than the one
    that is booked."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="waiting")
    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="waiting")
    kind = models.CharField(_("visit"), max_length=14, choices=choices_of(AppointmentKind))
    code = models.CharField(_("due visit"), max_length=12, blank=True)
    weekdays = models.CharField(_("days of the week"), max_length=13, blank=True)
    part = models.CharField(_("time of day"), max_length=9, choices=choices_of(PartOfDay))
    notice_days = models.PositiveSmallIntegerField(_("days of notice"))
    joined_at = models.DateTimeField(_("joined"))
    joined_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    ended_at = Stamp(_("ended"))
    end = models.CharField(_("why it ended"), max_length=5, choices=choices_of(WaitingEnd), blank=True)

    class Meta:
        verbose_name = _("place on the waiting list")
        verbose_name_plural = _("waiting list")
        ordering = ["joined_at", "id"]
        constraints = [
            one_of("kind", AppointmentKind, "waiting_kind_known"),
            one_of("part", PartOfDay, "waiting_part_known"),
            one_of("end", WaitingEnd, "waiting_end_known", blank=True),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, end="") | (Q(ended_at__gte=F("joined_at")) & ~Q(end="")),
                name="waiting_ends_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(notice_days__gte=1, notice_days__lte=MOST_NOTICE_DAYS), name="waiting_notice_is_short"
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=[kind.value for kind in NEEDLE_DAYS]), name="waiting_is_not_for_a_treatment_day"
            ),
            models.UniqueConstraint(
                fields=["cycle", "kind"], condition=Q(ended_at__isnull=True), name="one_place_for_a_visit"
            ),
        ]
        indexes = [
            models.Index(fields=["joined_at", "id"], condition=Q(ended_at__isnull=True), name="waiting_by_joining")
        ]
        triggers = [Traced("patient"), never_deleted("waiting_is_never_deleted")]

    def __str__(self) -> str:
        return f"{self.patient}, {self.get_kind_display()}"
