"""What belongs to an alert besides why it is there: how it was opened again, what level was agreed, when we ring."""

import uuid

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import OutgoingMail
from accounts.trace.triggers import Traced
from journey.domain.triage import INFECTION_FAMILY, Level
from journey.models.alert import LONGEST_DECIDED, Alert, AlertOutcome
from journey.models.constraints import Stamp, append_only, choices_of, never_deleted, one_of, paired

STAFF = settings.AUTH_USER_MODEL
LONGEST_REASON = 1000
LONGEST_WORDS = 300  # what a patient writes about a time


class AlertReopening(models.Model):
    """A closed alert was opened again. What its closing said stands here: the alert itself is open."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    alert = models.ForeignKey(Alert, on_delete=models.PROTECT, related_name="reopenings")
    at = models.DateTimeField(_("opened again"))
    by = models.ForeignKey(STAFF, on_delete=models.PROTECT, related_name="+", verbose_name=_("who"))
    reason = models.TextField(_("why"), max_length=LONGEST_REASON)
    closed_at = models.DateTimeField(_("closed"))
    closed_by = models.ForeignKey(STAFF, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(_("outcome"), max_length=20, choices=choices_of(AlertOutcome))
    note = models.TextField(_("note"))
    decided = models.TextField(_("what the patient read"), max_length=LONGEST_DECIDED, blank=True)

    class Meta:
        verbose_name = _("alert opened again")
        verbose_name_plural = _("alerts opened again")
        ordering = ["at"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="alert_reopened_with_a_reason"),
            one_of("outcome", AlertOutcome, "alert_reopened_outcome_known"),
            models.CheckConstraint(condition=Q(at__gte=F("closed_at")), name="alert_reopened_after_it_was_closed"),
        ]
        triggers = [Traced("alert"), append_only("alert_reopening_is_append_only")]

    def __str__(self) -> str:
        return f"{self.alert_id}: {self.at}"


class AlertSnooze(models.Model):
    """A clinician agreed that this patient is expected to stay at this level until a time. `families` are those of the
    rules that had fired; the newest row of an alert holds while the alert's `snoozed_until` is ahead."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    alert = models.ForeignKey(Alert, on_delete=models.PROTECT, related_name="snoozes")
    level = models.CharField(_("level"), max_length=12)
    families = models.JSONField(default=list)
    expected = models.TextField(_("what is expected"), max_length=LONGEST_REASON)
    reason = models.TextField(_("why"), max_length=LONGEST_REASON)
    until = models.DateTimeField(_("until"))
    at = models.DateTimeField(_("agreed"))
    by = models.ForeignKey(STAFF, on_delete=models.PROTECT, related_name="+", verbose_name=_("who"))

    class Meta:
        verbose_name = _("agreed level")
        verbose_name_plural = _("agreed levels")
        ordering = ["at"]
        constraints = [
            models.CheckConstraint(condition=Q(level=Level.CALL_24H.value), name="urgent_alert_is_never_snoozed"),
            models.CheckConstraint(
                condition=~Q(families__contains=[INFECTION_FAMILY]), name="infection_is_never_snoozed"
            ),
            models.CheckConstraint(condition=Q(until__gt=F("at")), name="snooze_ends_after_it_begins"),
            models.CheckConstraint(condition=~Q(expected="") & ~Q(reason=""), name="snooze_says_what_and_why"),
        ]
        triggers = [Traced("alert"), append_only("alert_snooze_is_append_only")]

    def __str__(self) -> str:
        return f"{self.alert_id}: {self.until}"


class CallAnswer(models.TextChoices):
    SUITS = "suits", _("Suits the patient")
    ANOTHER = "another", _("Another time")


class AlertCall(models.Model):
    """A time at which the clinic wants to ring the patient about an alert, and what the patient said to it. It is
    over (`ended_at`) when they spoke, another time was proposed, or the alert was closed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    alert = models.ForeignKey(Alert, on_delete=models.PROTECT, related_name="calls")
    calls_at = models.DateTimeField(_("we call at"))
    proposed_at = models.DateTimeField(_("proposed"))
    proposed_by = models.ForeignKey(STAFF, on_delete=models.PROTECT, related_name="+")
    answer = models.CharField(_("answer"), max_length=7, choices=choices_of(CallAnswer), blank=True)
    words = models.TextField(_("words of the patient"), max_length=LONGEST_WORDS, blank=True)
    answered_at = Stamp(_("answered"))
    answered_by = models.ForeignKey(STAFF, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    ended_at = Stamp(_("over since"))
    mail = models.OneToOneField(OutgoingMail, null=True, on_delete=models.PROTECT, related_name="alert_call")

    class Meta:
        verbose_name = _("proposed call")
        verbose_name_plural = _("proposed calls")
        ordering = ["proposed_at"]
        constraints = [
            one_of("answer", CallAnswer, "alert_call_answer_known", blank=True),
            paired("answered_at", "answered_by", "alert_call_answered_paired"),
            models.CheckConstraint(
                condition=Q(answer="", words="", answered_at=None)
                | Q(answer="suits", words="", answered_at__isnull=False)
                | (Q(answer="another", answered_at__isnull=False) & ~Q(words="")),
                name="alert_call_answered_in_words",
            ),
            models.CheckConstraint(condition=Q(calls_at__gt=F("proposed_at")), name="alert_call_is_proposed_before"),
            models.UniqueConstraint(fields=["alert"], condition=Q(ended_at=None), name="one_standing_call_per_alert"),
        ]
        triggers = [
            Traced("alert"),
            never_deleted("alert_call_is_never_deleted"),
            pgtrigger.ReadOnly(
                name="proposed_call_is_fixed", fields=["alert", "calls_at", "proposed_at", "proposed_by"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.alert_id}: {self.calls_at}"
