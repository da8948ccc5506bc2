"""The outbox: what is to be said to whom outside the app, written together with what it tells of."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.trace.triggers import Traced

UNSENT = Q(sent_at__isnull=True, dropped_at__isnull=True, given_up_at__isnull=True)


class Channel(models.TextChoices):
    EMAIL = "email", _("E-mail")
    SMS = "sms", _("Text message")


class OutgoingMail(models.Model):
    """One mail to one address, or one text message to one number. Its words may hold a link or a code that opens the
    door: they are encrypted, and kept no longer than until the mail is sent, dropped or given up.

    `due_at` is the next try. `claimed_until` is the promise of a worker to have tried by then: the next worker takes
    over when it is past. `not_after`: words that are worth nothing later, such as a code. `problem` names the kind of
    the last failure and never an address. A kind whose words are made when it is sent (`accounts/composing.py`) keeps
    none here.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("kind"), max_length=60)
    channel = models.CharField(_("how"), max_length=5, choices=Channel.choices, default=Channel.EMAIL.value)
    to = models.CharField(_("to"), max_length=254)
    subject = models.CharField(_("subject"), max_length=150)
    words = models.TextField(_("words, encrypted"), blank=True)
    written_at = models.DateTimeField(_("written"))
    not_after = models.DateTimeField(_("not after"), null=True)
    due_at = models.DateTimeField(_("next try"))
    claimed_until = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    sent_at = models.DateTimeField(_("sent"), null=True)
    dropped_at = models.DateTimeField(_("dropped"), null=True)
    given_up_at = models.DateTimeField(_("given up"), null=True)
    problem = models.CharField(_("problem"), max_length=80, blank=True)

    class Meta:
        verbose_name = _("outgoing mail")
        verbose_name_plural = _("outgoing mail")
        constraints = [
            models.CheckConstraint(
                condition=Q(channel__in=[each.value for each in Channel]), name="mail_channel_known"
            ),
            models.CheckConstraint(
                condition=UNSENT
                | Q(sent_at__isnull=False, dropped_at__isnull=True, given_up_at__isnull=True)
                | Q(sent_at__isnull=True, dropped_at__isnull=False, given_up_at__isnull=True)
                | Q(sent_at__isnull=True, dropped_at__isnull=True, given_up_at__isnull=False),
                name="mail_ends_one_way",
            ),
            models.CheckConstraint(condition=UNSENT | Q(words=""), name="mail_words_go_when_it_ends"),
        ]
        indexes = [models.Index(fields=["due_at"], condition=UNSENT, name="mail_to_send")]
        triggers = [Traced(hidden=["words"], unnoticed=["claimed_until"])]

    def __str__(self) -> str:
        return f"{self.kind} ({self.written_at:%Y-%m-%d %H:%M})"
