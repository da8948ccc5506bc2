"""What a patient is reminded of, and how they want to be."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import OutgoingMail
from accounts.trace.triggers import Traced
from journey.domain.reminders import QUIET_FROM, QUIET_UNTIL, Occasion, Way
from journey.models.appointment import Appointment
from journey.models.check_in import CheckIn
from journey.models.constraints import Stamp, choices_of, one_of, paired
from journey.models.journey import Cycle
from journey.models.patient import Patient

PERSON = settings.AUTH_USER_MODEL
LETTER, CALL = Way.LETTER.value, Way.CALL.value
OF_A_CHECK_IN = Q(check_in__isnull=False, visit__isnull=True, cycle__isnull=True, code="")
OF_A_VISIT = Q(check_in__isnull=True, visit__isnull=False, cycle__isnull=True, code="")
OF_A_DUE_VISIT = Q(check_in__isnull=True, visit__isnull=True, cycle__isnull=False) & ~Q(code="")
TO_POST = Q(channel=LETTER, posted_at__isnull=True)


class ReminderChoice(models.Model):
    """How this patient wants to be reminded; without a row it is as the defaults say."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    patient = models.OneToOneField(Patient, on_delete=models.PROTECT, related_name="reminder_choice")
    by_email = models.BooleanField(_("by e-mail"), default=True)
    by_text = models.BooleanField(_("by text message"), default=False)
    by_letter = models.BooleanField(_("by letter"), default=False)
    quiet_from = models.TimeField(_("quiet from"), default=QUIET_FROM)
    quiet_until = models.TimeField(_("quiet until"), default=QUIET_UNTIL)
    daily = models.BooleanField(_("one message a day"), default=False)

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
    """One for each thing, occasion and channel. Several that leave together share a mail; a letter is posted by
    somebody, and a call is due until somebody reached the patient.

    It says that something should be said; what is said is made when it leaves, from what is so then. A visit that is
    due and that nobody booked is named by its session and its `code` in the pathway.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="reminders")
    check_in = models.ForeignKey(CheckIn, null=True, on_delete=models.PROTECT, related_name="reminders")
    visit = models.ForeignKey(Appointment, null=True, on_delete=models.PROTECT, related_name="reminders")
    cycle = models.ForeignKey(Cycle, null=True, on_delete=models.PROTECT, related_name="reminders")
    code = models.CharField(_("due visit"), max_length=12, blank=True)
    occasion = models.CharField(_("occasion"), max_length=20, choices=choices_of(Occasion))
    channel = models.CharField(_("how"), max_length=6, choices=choices_of(Way))
    leaves_at = models.DateTimeField(_("leaves"))
    at = models.DateTimeField(_("noted"))
    mail = models.ForeignKey(OutgoingMail, null=True, on_delete=models.PROTECT, related_name="reminders")
    posted_at = Stamp(_("posted"))
    posted_by = models.ForeignKey(PERSON, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        ordering = ["leaves_at", "id"]
        constraints = [
            one_of("occasion", Occasion, "reminder_occasion_known"),
            one_of("channel", Way, "reminder_channel_known"),
            models.CheckConstraint(condition=OF_A_CHECK_IN | OF_A_VISIT | OF_A_DUE_VISIT, name="reminder_of_one_thing"),
            paired("posted_at", "posted_by", "reminder_posted_paired"),
            models.CheckConstraint(
                condition=Q(channel=LETTER, mail__isnull=True)
                | Q(channel=CALL, mail__isnull=True, posted_at__isnull=True)
                | (~Q(channel__in=[LETTER, CALL]) & Q(posted_at__isnull=True)),
                name="reminder_is_mailed_or_posted",
            ),
            models.UniqueConstraint(fields=["check_in", "occasion", "channel"], name="one_reminder_per_check_in"),
            models.UniqueConstraint(fields=["visit", "occasion", "channel"], name="one_reminder_per_visit"),
            models.UniqueConstraint(fields=["cycle", "code", "occasion", "channel"], name="one_reminder_per_due_visit"),
        ]
        indexes = [
            models.Index(
                fields=["leaves_at"],
                condition=Q(mail__isnull=True) & ~Q(channel__in=[LETTER, CALL]),
                name="reminder_to_send",
            ),
            models.Index(fields=["patient", "at"], condition=Q(channel=CALL), name="call_to_make"),
            models.Index(fields=["leaves_at", "id"], condition=TO_POST, name="letter_to_post"),
        ]
        triggers = [Traced("patient")]

    def __str__(self) -> str:
        return self.get_occasion_display()
