"""Append-only rows: who did what to a journey, and who stood for a gate check."""

import uuid

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.trace.triggers import Traced
from journey.models.constraints import append_only, choices_of, never_deleted, one_of
from journey.models.journey import Cycle, Journey, Stage


class JourneyEvent(models.Model):
    """One thing that happened. `kind` is a move, or another act such as `allergies_confirmed`."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    journey = models.ForeignKey(Journey, on_delete=models.PROTECT, related_name="events")
    cycle = models.ForeignKey(Cycle, null=True, on_delete=models.PROTECT, related_name="events")
    stage = models.ForeignKey(Stage, null=True, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(_("what"), max_length=40)
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("who")
    )
    reason = models.TextField(_("reason"), blank=True)
    data = models.JSONField(_("details"), default=dict)
    journey_version = models.PositiveIntegerField(
        null=True, help_text=_("The journey's version that this move was made from; blank for acts that are no move.")
    )

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["-at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["journey", "journey_version"], name="one_move_per_journey_version"),
        ]
        indexes = [
            models.Index(fields=["journey", "-at"], name="event_by_journey"),
            models.Index(fields=["by", "-at"], name="event_by_person"),
        ]
        triggers = [Traced("journey"), append_only("event_is_append_only")]

    def __str__(self) -> str:
        return f"{self.kind} ({self.at:%Y-%m-%d %H:%M})"


class DecisionKind(models.TextChoices):
    CLEARED = "cleared", _("Cleared")
    OVERRIDDEN = "overridden", _("Overridden")


class GateDecision(models.Model):
    """A person stands for one gate check: cleared with a note, or overridden by two (clinical.md 8.1)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="gate_decisions")
    check_id = models.CharField(_("check"), max_length=20)
    kind = models.CharField(_("kind"), max_length=10, choices=choices_of(DecisionKind))
    reason = models.TextField(_("reason"))
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    second_at = models.DateTimeField(null=True, blank=True)
    second_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("gate decision")
        verbose_name_plural = _("gate decisions")
        constraints = [
            one_of("kind", DecisionKind, "gate_decision_kind_known"),
            models.CheckConstraint(
                condition=Q(second_by__isnull=True) | ~Q(second_by=F("by")),
                name="override_by_two_people",
                violation_error_message=_("A second clinician must agree. It cannot be the same person."),
            ),
            models.UniqueConstraint(
                fields=["cycle", "check_id"],
                condition=Q(kind="overridden", second_by__isnull=True),
                name="one_open_override_per_check",
            ),
        ]
        triggers = [
            Traced("cycle"),
            never_deleted("gate_decision_is_never_deleted"),
            pgtrigger.ReadOnly(
                name="gate_decision_is_fixed", fields=["cycle", "check_id", "kind", "reason", "at", "by"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.check_id} {self.kind}"
