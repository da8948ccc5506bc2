"""Which member of staff was told of which alert, report or adverse event, when, and how."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import OutgoingMail
from accounts.models.outgoing_mail import Channel
from accounts.trace.triggers import Traced
from journey.domain.ae_states import LateStep
from journey.domain.escalation import Step
from journey.models.adverse_event import AdverseEvent
from journey.models.alert import Alert
from journey.models.constraints import append_only, choices_of, one_of
from journey.models.event_report import AdverseEventReport
from journey.models.patient import Patient

STAFF = settings.AUTH_USER_MODEL


class Notice(models.Model):
    """One for each person, occasion and channel; the occasion is the alert, the start of its clock and the step.

    It is the record of what should be said to whom; the mail that belongs to it says how far its sending has come.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    alert = models.ForeignKey(Alert, on_delete=models.PROTECT, related_name="notices")
    clock_from = models.DateTimeField(_("clock runs from"))
    step = models.CharField(_("step"), max_length=10, choices=choices_of(Step))
    person = models.ForeignKey(STAFF, on_delete=models.PROTECT, related_name="notices", verbose_name=_("who"))
    channel = models.CharField(_("how"), max_length=5, choices=choices_of(Channel))
    mail = models.OneToOneField(OutgoingMail, on_delete=models.PROTECT, related_name="notice")
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["at", "id"]
        constraints = [
            one_of("step", Step, "notice_step_known"),
            one_of("channel", Channel, "notice_channel_known"),
            models.UniqueConstraint(
                fields=["alert", "clock_from", "step", "person", "channel"], name="one_notice_per_occasion_and_channel"
            ),
        ]
        triggers = [Traced("alert"), append_only("notice_is_append_only")]

    def __str__(self) -> str:
        return f"{self.step}: {self.person}"


class ReportNotice(models.Model):
    """Somebody was told of a report of an adverse event that is due: one for each report, day, person and channel."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    report = models.ForeignKey(AdverseEventReport, on_delete=models.PROTECT, related_name="notices")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="+")
    on = models.DateField(_("day"), help_text=_("The clinic's local date on which it was due to be told."))
    person = models.ForeignKey(STAFF, on_delete=models.PROTECT, related_name="+", verbose_name=_("who"))
    channel = models.CharField(_("how"), max_length=5, choices=choices_of(Channel))
    mail = models.ForeignKey(OutgoingMail, on_delete=models.PROTECT, related_name="report_notices")
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("notice of a report")
        verbose_name_plural = _("notices of reports")
        ordering = ["at", "id"]
        constraints = [
            one_of("channel", Channel, "report_notice_channel_known"),
            models.UniqueConstraint(
                fields=["report", "on", "person", "channel"], name="one_report_notice_per_day_and_channel"
            ),
        ]
        triggers = [Traced("patient"), append_only("report_notice_is_append_only")]

    def __str__(self) -> str:
        return f"{self.on}: {self.person}"


class EventNotice(models.Model):
    """Somebody was told that an adverse event is not confirmed, or not assessed, past `due_at`: one for each such time,
    day, person and channel."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    event = models.ForeignKey(AdverseEvent, on_delete=models.PROTECT, related_name="notices")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="+")
    step = models.CharField(_("what is missing"), max_length=7)
    due_at = models.DateTimeField(_("wanted by"))
    on = models.DateField(_("day"), help_text=_("The clinic's local date on which it was told."))
    person = models.ForeignKey(STAFF, on_delete=models.PROTECT, related_name="+", verbose_name=_("who"))
    channel = models.CharField(_("how"), max_length=5, choices=choices_of(Channel))
    mail = models.OneToOneField(OutgoingMail, on_delete=models.PROTECT, related_name="event_notice")
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("notice of an adverse event")
        verbose_name_plural = _("notices of adverse events")
        ordering = ["at", "id"]
        constraints = [
            one_of("step", LateStep, "event_notice_step_known"),
            one_of("channel", Channel, "event_notice_channel_known"),
            models.UniqueConstraint(
                fields=["event", "due_at", "on", "person", "channel"], name="one_event_notice_per_time_day_and_channel"
            ),
        ]
        triggers = [Traced("patient"), append_only("event_notice_is_append_only")]

    def __str__(self) -> str:
        return f"{self.on}: {self.person}"
