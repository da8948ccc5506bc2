"""A patient is asked to come in: a link by mail that opens nothing without the date of birth."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.trace.triggers import Traced
from journey.models.constraints import Stamp, never_deleted, paired
from journey.models.patient import Patient

PERSON = settings.AUTH_USER_MODEL
LONGEST_NOTE = 500


class Invitation(models.Model):
    """Good until `expires_at`, once. `secret` is a keyed hash of what the link holds. `ended_by` ended it: by taking it
    back, or by sending a newer one; wrong dates of birth end it without anybody. One that renews a sign-in is reviewed
    by another than who sent it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="invitations")
    address = models.EmailField(_("e-mail"))
    secret = models.CharField(_("hash of the secret"), max_length=64, unique=True)
    # For a patient who had a sign-in and lost every way into it: the link gives that one back.
    renews = models.BooleanField(_("renews the sign-in"), default=False)
    sent_at = models.DateTimeField(_("sent"))
    sent_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    expires_at = models.DateTimeField(_("good until"))
    wrong_births = models.PositiveSmallIntegerField(_("wrong dates of birth"), default=0)
    mail = models.ForeignKey("accounts.OutgoingMail", null=True, on_delete=models.SET_NULL, related_name="+")
    used_at = Stamp(_("used"))
    ended_at = Stamp(_("ended"))
    ended_by = models.ForeignKey(PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reviewed_at = Stamp(_("reviewed"))
    reviewed_by = models.ForeignKey(PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    review_note = models.CharField(_("note of the review"), max_length=LONGEST_NOTE, blank=True)

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-sent_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(expires_at__gt=F("sent_at")), name="invitation_ends_after_it_is_sent"),
            models.CheckConstraint(
                condition=Q(used_at__isnull=True) | Q(ended_at__isnull=True), name="invitation_used_or_ended"
            ),
            models.UniqueConstraint(
                fields=["patient"],
                condition=Q(used_at__isnull=True, ended_at__isnull=True),
                name="one_open_invitation_per_patient",
            ),
            paired("reviewed_at", "reviewed_by", "invitation_reviewed_paired"),
            models.CheckConstraint(
                condition=Q(reviewed_by__isnull=True) | (Q(renews=True) & ~Q(reviewed_by=F("sent_by"))),
                name="renewal_reviewed_by_another",
                violation_error_message=_("Another manager reviews what you did yourself."),
            ),
        ]
        triggers = [Traced("patient", hidden=["secret"]), never_deleted("invitation_is_never_deleted")]

    def __str__(self) -> str:
        return f"{self.patient} ({self.sent_at:%Y-%m-%d})"
