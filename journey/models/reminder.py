"""What a patient is reminded of, and how they want to be."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import OutgoingMail
from accounts.models.outgoing_mail import Channel
from accounts.trace.triggers import Traced
from journey.domain.reminders import QUIET_FROM, QUIET_UNTIL, Occasion
from journey.models.appointment import Appointment
from journey.models.check_in import CheckIn
from journey.models.constraints import choices_of, one_of
from journey.models.patient import Patient

OF_ONE_THING = Q(check_in__isnull=False, visit__isnull=True) | Q(check_in__isnull=True, visit__isnull=False)


class ReminderChoice(models.Model):
    """How this patient wants to be reminded; without a row it is as the defaults say."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    patient = models.OneToOneField(Patient, on_delete=models.PROTECT, related_name="reminder_choice")
    by_email = models.BooleanField(_("by e-mail"), default=True)
    by_text = models.BooleanField(_("by text message"), default=False)
    quiet_from = models.TimeField(_("quiet from"), default=QUIET_FROM)
    quiet_until = models.TimeField(_("quiet until"), default=QUIET_UNTIL)

    class Meta:
        verbose_name = _("choice of reminders")
        verbose_name_plural = _("choices of reminders")
        constraints = [
            models.CheckConstraint(
                condition=~Q(quiet_from=F("quiet_until")),
                name="quiet_hours_have_an_end",
                violation_error_message=_("Choose two different times."),
            )
        ]
        triggers = [Traced("patient")]

    def __str__(self) -> str:
        return str(self.patient)


class Reminder(models.Model):
    """One for each thing, occasion and channel. Several that leave together share a mail.

    It says that something should be said; what is said is made when the mail leaves, from what is so then.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="reminders")
    check_in = models.ForeignKey(CheckIn, null=True, on_delete=models.PROTECT, related_name="reminders")
    visit = models.ForeignKey(Appointment, null=True, on_delete=models.PROTECT, related_name="reminders")
    occasion = models.CharField(_("occasion"), max_length=20, choices=choices_of(Occasion))
    channel = models.CharField(_("how"), max_length=5, choices=choices_of(Channel))
    leaves_at = models.DateTimeField(_("leaves"))
    at = models.DateTimeField(_("noted"))
    mail = models.ForeignKey(OutgoingMail, null=True, on_delete=models.PROTECT, related_name="reminders")

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        ordering = ["leaves_at", "id"]
        constraints = [
            one_of("occasion", Occasion, "reminder_occasion_known"),
            one_of("channel", Channel, "reminder_channel_known"),
            models.CheckConstraint(condition=OF_ONE_THING, name="reminder_of_one_thing"),
            models.UniqueConstraint(fields=["check_in", "occasion", "channel"], name="one_reminder_per_check_in"),
            models.UniqueConstraint(fields=["visit", "occasion", "channel"], name="one_reminder_per_visit"),
        ]
        indexes = [models.Index(fields=["leaves_at"], condition=Q(mail__isnull=True), name="reminder_to_send")]
        triggers = [Traced("patient")]

    def __str__(self) -> str:
        return self.occasion
