"""A question at the door that a mail will answer: a code to type or a link to press, each once."""

import uuid
from enum import StrEnum

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.trace.triggers import Traced


class Purpose(StrEnum):
    """What a ticket is good for, and for nothing else."""

    SIGN_IN = "sign_in"  # a code instead of a password
    AGAIN = "again"  # a code before something that matters
    NEW_ADDRESS = "new_address"  # a code that proves an e-mail address
    RESET = "reset"  # a link to a new password
    STAFF = "staff"  # the same, sent by a manager, to a new colleague too
    WARNING = "warning"  # no secret at all: somebody tried too often


OPEN = Q(used_at__isnull=True, ended_at__isnull=True)


class Ticket(models.Model):
    """Made for whatever address was typed; a job finds out whether anybody has it, so that the page cannot tell.

    `secret` is a keyed hash, blank until there is one: nothing fits a blank. `of` is what the sign-ins of the address
    were like then (passwords, addresses, last sign-ins): a link is worth nothing after any of that has changed.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    purpose = models.CharField(_("purpose"), max_length=12)
    address = models.CharField(_("address"), max_length=254)
    language = models.CharField(_("language of the page"), max_length=10)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+")
    made_at = models.DateTimeField(_("made"))
    expires_at = models.DateTimeField(_("good until"))
    secret = models.CharField(_("hash of the secret"), max_length=64, blank=True)
    of = models.CharField(max_length=64, blank=True)
    wrong = models.PositiveSmallIntegerField(_("wrong tries"), default=0)
    wrong_birth = models.PositiveSmallIntegerField(_("wrong dates of birth"), default=0)
    mail = models.ForeignKey("accounts.OutgoingMail", null=True, on_delete=models.SET_NULL, related_name="+")
    used_at = models.DateTimeField(_("used"), null=True)
    ended_at = models.DateTimeField(_("ended"), null=True)

    class Meta:
        verbose_name = _("ticket")
        verbose_name_plural = _("tickets")
        triggers = [Traced(hidden=["address", "secret", "of"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(purpose__in=[each.value for each in Purpose]), name="ticket_purpose_known"
            ),
            models.UniqueConstraint(fields=["secret"], condition=~Q(secret=""), name="ticket_secret_once"),
        ]
        indexes = [
            models.Index(fields=["user", "purpose"], name="ticket_by_user"),
            models.Index(fields=["made_at"], name="ticket_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} ({self.made_at:%Y-%m-%d %H:%M})"
