"""The outbox: what is to be said to whom by e-mail, written together with what it tells of."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.trace.triggers import Traced

UNSENT = Q(sent_at__isnull=True, dropped_at__isnull=True, given_up_at__isnull=True)


class OutgoingMail(models.Model):
    """One mail to one address. Its words may hold a link or a code that opens the door: they are encrypted, and kept
    no longer than until the mail is sent, dropped or given up.

    `due_at` is the next try. `claimed_until` is the promise of a worker to have tried by then: the next worker takes
    over when it is past. `not_after`: words that are worth nothing later, such as a code. `problem` names the kind of
    the last failure and never an address.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("kind"), max_length=60)
    to = models.EmailField(_("to"))
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
