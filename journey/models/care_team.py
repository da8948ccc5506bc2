"""Who works at which site, and records that were opened by somebody from outside the team."""

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.trace.triggers import Traced
from journey.models.clinic import Site
from journey.models.constraints import Stamp, choices_of, never_deleted, one_of, paired
from journey.models.patient import Patient

STAFF = settings.AUTH_USER_MODEL


class SiteMembership(models.Model):
    """This person works at this site, so they see its patients. `given_by` is blank for those who worked here before
    sites had teams."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(STAFF, on_delete=models.PROTECT, related_name="site_memberships")
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="memberships", verbose_name=_("site"))
    given_at = models.DateTimeField(_("given"))
    given_by = models.ForeignKey(STAFF, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("site membership")
        verbose_name_plural = _("site memberships")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "site"],
                name="site_membership_once",
                violation_error_message=_("This person works at this site already."),
            )
        ]
        triggers = [Traced()]

    def __str__(self) -> str:
        return f"{self.person}, {self.site}"


class OpeningReason(models.TextChoices):
    EMERGENCY = "emergency", _("Emergency care")
    COVER = "cover", _("Covering for a colleague")
    CALLED = "called", _("The patient called or came here")
    HANDOVER = "handover", _("Patient is moving to my site")
    OTHER = "other", _("Another reason")


class OpenedRecord(models.Model):
    """A record that a member of staff opened outside their team, for a bounded time. It is never deleted, and a manager
    reviews each."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="openings", verbose_name=_("patient"))
    person = models.ForeignKey(STAFF, on_delete=models.PROTECT, related_name="+", verbose_name=_("opened by"))
    reason = models.CharField(_("reason"), max_length=10, choices=choices_of(OpeningReason))
    note = models.CharField(_("in your words"), max_length=500)
    opened_at = models.DateTimeField(_("opened"))
    until = models.DateTimeField(_("open until"))
    ended_at = Stamp(_("ended early"))
    reviewed_at = Stamp(_("reviewed"))
    reviewed_by = models.ForeignKey(STAFF, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    review_note = models.CharField(_("note of the review"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("record opened outside the team")
        verbose_name_plural = _("records opened outside the team")
        ordering = ["-opened_at", "id"]
        constraints = [
            one_of("reason", OpeningReason, "opened_record_reason_known"),
            models.CheckConstraint(condition=Q(until__gt=F("opened_at")), name="opened_record_until_after_opening"),
            models.CheckConstraint(condition=~Q(note=""), name="opened_record_says_why"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("opened_at")),
                name="opened_record_ends_after_opening",
            ),
            paired("reviewed_at", "reviewed_by", "opened_record_reviewed_paired"),
            models.CheckConstraint(
                condition=Q(reviewed_by__isnull=True) | ~Q(reviewed_by=F("person")),
                name="opened_record_reviewed_by_another",
                violation_error_message=_("Another manager reviews what you opened yourself."),
            ),
        ]
        indexes = [models.Index(fields=["person", "patient", "until"], name="opened_record_by_person")]
        triggers = [Traced("patient"), never_deleted("opened_record_is_never_deleted")]

    def __str__(self) -> str:
        return f"{self.person}, {self.patient.record_no}"

    def is_open(self, at: datetime) -> bool:
        return self.ended_at is None and self.until > at
