"""What a patient wants to know from the clinic, and what the clinic answered (clinical.md 2.1 `patient_questions`)."""

import uuid

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.trace.triggers import Traced
from journey.models.caregiver import Caregiver
from journey.models.check_in import ToldBy
from journey.models.constraints import Stamp, choices_of, never_deleted, one_of, paired
from journey.models.data_request import words_become_others
from journey.models.journey import Stage

PERSON = settings.AUTH_USER_MODEL
LONGEST_QUESTION, LONGEST_ANSWER = 500, 2000


class PatientQuestion(models.Model):
    """Asked by the patient, by a helper (`caregiver`), or written down by staff who were told it (`told_by`), during a
    stage. Answered once; neither the question nor the answer changes after that, but they are taken out whole."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="questions")
    words = models.TextField(_("question"), max_length=LONGEST_QUESTION)
    asked_at = models.DateTimeField(_("asked"))
    asked_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+", verbose_name=_("asked by"))
    caregiver = models.ForeignKey(Caregiver, null=True, blank=True, on_delete=models.PROTECT, related_name="questions")
    told_by = models.CharField(_("told"), max_length=10, choices=choices_of(ToldBy), blank=True)
    answer = models.TextField(_("answer"), max_length=LONGEST_ANSWER, blank=True)
    answered_at = Stamp(_("answered"))
    answered_by = models.ForeignKey(
        PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("answered by")
    )

    class Meta:
        verbose_name = _("question of a patient")
        verbose_name_plural = _("questions of patients")
        ordering = ["asked_at", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(words=""), name="question_has_words"),
            one_of("told_by", ToldBy, "question_told_by_known", blank=True),
            models.CheckConstraint(condition=Q(caregiver=None) | Q(told_by=""), name="question_of_a_helper_or_told"),
            paired("answered_at", "answered_by", "question_answered_paired"),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answer="") | (Q(answered_at__isnull=False) & ~Q(answer="")),
                name="question_answered_in_words",
                violation_error_message=_("Write the answer."),
            ),
        ]
        indexes = [
            models.Index(fields=["asked_at", "id"], condition=Q(answered_at__isnull=True), name="question_open_by_age")
        ]
        triggers = [
            Traced("stage"),
            never_deleted("question_is_never_deleted"),
            pgtrigger.ReadOnly(
                name="question_stays_as_asked", fields=["stage", "asked_at", "asked_by", "caregiver", "told_by"]
            ),
            pgtrigger.Protect(
                name="question_words_go_whole_or_stay",
                operation=pgtrigger.Update,
                condition=words_become_others("words"),
            ),
            pgtrigger.Protect(
                name="question_is_answered_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__answered_at__isnull=False)
                & (pgtrigger.Q(old__answered_at__df=pgtrigger.F("new__answered_at")) | words_become_others("answer")),
            ),
        ]

    def __str__(self) -> str:
        return self.words[:60]
