"""What a patient asks of the clinic about their data, with the day by which it is answered."""

import uuid

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.trace.triggers import Traced
from journey.models.constraints import Stamp, choices_of, never_deleted, one_of, paired
from journey.models.patient import Patient

PERSON = settings.AUTH_USER_MODEL
LONGEST_WORDS = 1000
# Stands where words stood that named somebody, once the record has lost its person.
TAKEN_OUT = "–"


class RequestKind(models.TextChoices):
    CORRECTION = "correction", _("Correction")
    CLOSING = "closing", _("Close the account")


class RequestOutcome(models.TextChoices):
    DONE = "done", _("Done")
    REFUSED = "refused", _("Refused")


def words_become_others(name: str) -> pgtrigger.Q:
    """Words that become other words."""
    differs: pgtrigger.Q = pgtrigger.Q(**{f"old__{name}__df": pgtrigger.F(f"new__{name}")})
    return differs & ~pgtrigger.Q(**{f"new__{name}": TAKEN_OUT})


class DataRequest(models.Model):
    """A correction says what is `wrong` and what is `right`. `answer` is written for the patient to read. What was
    asked is never changed but taken out whole (`TAKEN_OUT`), and the row is never deleted."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    patient = models.ForeignKey(
        Patient, on_delete=models.PROTECT, related_name="data_requests", verbose_name=_("patient")
    )
    kind = models.CharField(_("what is asked"), max_length=10, choices=choices_of(RequestKind))
    wrong = models.TextField(_("what is wrong"), max_length=LONGEST_WORDS, blank=True)
    right = models.TextField(_("what is right"), max_length=LONGEST_WORDS, blank=True)
    asked_at = models.DateTimeField(_("asked"))
    asked_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+", verbose_name=_("asked by"))
    due_on = models.DateField(_("answer due"))
    decided_at = Stamp(_("answered"))
    decided_by = models.ForeignKey(
        PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("answered by")
    )
    outcome = models.CharField(_("outcome"), max_length=10, choices=choices_of(RequestOutcome), blank=True)
    answer = models.TextField(_("answer to the patient"), max_length=LONGEST_WORDS, blank=True)

    class Meta:
        verbose_name = _("request of a patient")
        verbose_name_plural = _("requests of patients")
        ordering = ["-asked_at", "id"]
        constraints = [
            one_of("kind", RequestKind, "data_request_kind_known"),
            one_of("outcome", RequestOutcome, "data_request_outcome_known", blank=True),
            paired("decided_at", "decided_by", "data_request_decided_paired"),
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True, outcome="", answer="")
                | (Q(decided_at__isnull=False) & ~Q(outcome="") & ~Q(answer="")),
                name="data_request_decided_with_outcome_and_answer",
                violation_error_message=_("An answer needs an outcome and a reason."),
            ),
            models.CheckConstraint(
                condition=~Q(kind="correction") | (~Q(wrong="") & ~Q(right="")),
                name="data_request_correction_says_what",
                violation_error_message=_("A correction says what is wrong and what is right."),
            ),
            models.UniqueConstraint(
                fields=["patient"],
                condition=Q(kind="closing", decided_at__isnull=True),
                name="one_open_closing_per_patient",
            ),
        ]
        indexes = [
            models.Index(fields=["due_on", "id"], condition=Q(decided_at__isnull=True), name="data_request_open_by_due")
        ]
        triggers = [
            Traced("patient"),
            never_deleted("data_request_is_never_deleted"),
            pgtrigger.ReadOnly(
                name="data_request_words_are_fixed", fields=["patient", "kind", "asked_at", "asked_by", "due_on"]
            ),
            pgtrigger.Protect(
                name="data_request_words_go_whole_or_stay",
                operation=pgtrigger.Update,
                condition=words_become_others("wrong") | words_become_others("right"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.patient.record_no}: {self.get_kind_display()}"
