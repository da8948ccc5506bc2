"""Consent: what a patient read, agreed to and took back. Nothing of it is ever deleted (clinical.md 9.3)."""

import uuid
from datetime import timedelta

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.trace.triggers import Traced
from journey.domain.consent import Again, Method, Scope
from journey.models.consent_text import ConsentText
from journey.models.constraints import Stamp, append_only, choices_of, never_deleted, one_of, paired
from journey.models.data_request import TAKEN_OUT
from journey.models.journey import Cycle

PERSON = settings.AUTH_USER_MODEL
LONGEST_NAME = 120
LONGEST_WORDS = 1000


def changed(name: str) -> pgtrigger.Q:
    """A column that becomes something else."""
    differs: pgtrigger.Q = pgtrigger.Q(**{f"old__{name}__df": pgtrigger.F(f"new__{name}")})
    return differs


class ConsentReading(models.Model):
    """The evidence card and the approval statement were shown, and the patient said that they read them."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="consent_readings")
    text = models.ForeignKey(ConsentText, on_delete=models.PROTECT, related_name="readings")
    at = models.DateTimeField(_("read"))
    by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("reading of the evidence")
        verbose_name_plural = _("readings of the evidence")
        ordering = ["-at"]
        constraints = [models.UniqueConstraint(fields=["cycle", "text"], name="consent_text_read_once_per_session")]
        triggers = [Traced("cycle"), append_only("consent_reading_is_append_only")]

    def __str__(self) -> str:
        return f"{self.cycle}: {self.text}"


class ConsentDraft(models.Model):
    """Lines ticked so far, on whichever device. `basis` says of which words and which plan: with others it starts anew.
    `token` makes signing idempotent."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    cycle = models.OneToOneField(Cycle, on_delete=models.PROTECT, related_name="consent_draft")
    basis = models.CharField(max_length=64)
    token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    answers = models.JSONField(default=dict)
    started_at = models.DateTimeField()
    saved_at = models.DateTimeField()

    class Meta:
        verbose_name = _("consent in progress")
        verbose_name_plural = _("consents in progress")
        triggers = [Traced("cycle", hidden=["token"])]

    def __str__(self) -> str:
        return f"draft of {self.cycle}"


class Consent(models.Model):
    """One signature of a patient for one session, in the words that were signed. Only the clinician's part is added
    later, once. On paper both signed before it is recorded here."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="consents")
    text = models.ForeignKey(ConsentText, on_delete=models.PROTECT, related_name="consents")
    method = models.CharField(_("how"), max_length=8, choices=choices_of(Method))
    language = models.CharField(_("language"), max_length=10)
    lines = models.JSONField(_("lines"), help_text=_("Each line in the words that were shown, and its answer."))
    plan = models.TextField(_("plan"), help_text=_("Source, tissue, harvest mode, hand and joints that it covers."))
    about_us = models.JSONField(_("what the clinic told of itself"), default=dict)
    repeat_donor = models.BooleanField(_("extra line for donor cells again"))
    harvests_before = models.PositiveSmallIntegerField(_("times that cells had been taken in the session"), default=0)
    left_over_cells = models.BooleanField(_("left-over cells"))
    research = models.BooleanField(_("research"))
    photos = models.BooleanField(_("photos"))
    typed_name = models.CharField(_("signed as"), max_length=LONGEST_NAME)
    interpreter = models.CharField(_("interpreter"), max_length=LONGEST_NAME, blank=True)
    token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    signed_at = models.DateTimeField(_("signed"))
    cooling_off_days = models.PositiveSmallIntegerField(_("time to think, days"))
    thinking_ends_at = models.DateTimeField(_("time to think ends"))
    recorded_at = models.DateTimeField(_("recorded"))
    recorded_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    countersigned_at = Stamp(_("countersigned"))
    countersigned_by = models.ForeignKey(PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    capacity_assessed = models.BooleanField(_("able to decide, assessed by who countersigned"), default=False)

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ["-signed_at", "-recorded_at"]
        constraints = [
            one_of("method", Method, "consent_method_known"),
            paired("countersigned_at", "countersigned_by", "consent_countersigned_paired"),
            models.CheckConstraint(
                condition=Q(countersigned_at__isnull=True, capacity_assessed=False)
                | Q(countersigned_at__isnull=False, capacity_assessed=True),
                name="consent_countersigned_by_who_assessed_capacity",
                violation_error_message=_("Who countersigns has assessed that the patient can decide."),
            ),
            models.CheckConstraint(
                condition=Q(countersigned_at__isnull=True) | Q(countersigned_at__gte=F("signed_at")),
                name="consent_countersigned_after_signing",
                violation_error_message=_("The patient signs first, then the clinician."),
            ),
            models.CheckConstraint(
                condition=Q(method=Method.IN_APP.value) | Q(countersigned_at__isnull=False),
                name="consent_on_paper_is_countersigned",
                violation_error_message=_("A paper is recorded once a clinician has countersigned it."),
            ),
            models.CheckConstraint(
                condition=Q(countersigned_by__isnull=True)
                | Q(method=Method.PAPER.value)
                | ~Q(countersigned_by=F("recorded_by")),
                name="consent_signed_by_two_people",
                violation_error_message=_("Nobody countersigns what they signed themselves."),
            ),
            models.CheckConstraint(condition=~Q(typed_name=""), name="consent_has_a_name"),
            models.CheckConstraint(condition=Q(cooling_off_days__gte=1), name="consent_has_a_day_to_think"),
            models.CheckConstraint(
                condition=Q(thinking_ends_at__gte=F("signed_at") + timedelta(days=1)),
                name="consent_thinking_lasts_a_day",
            ),
            models.CheckConstraint(
                condition=Q(recorded_at__gte=F("signed_at")),
                name="consent_not_signed_in_the_future",
                violation_error_message=_("A signature cannot be in the future."),
            ),
        ]
        triggers = [
            Traced("cycle", hidden=["token"]),
            never_deleted("consent_is_never_deleted"),
            pgtrigger.ReadOnly(
                name="consent_is_fixed",
                fields=[
                    "cycle",
                    "text",
                    "method",
                    "language",
                    "lines",
                    "plan",
                    "about_us",
                    "repeat_donor",
                    "harvests_before",
                    "left_over_cells",
                    "research",
                    "photos",
                    "token",
                    "signed_at",
                    "cooling_off_days",
                    "thinking_ends_at",
                    "recorded_at",
                    "recorded_by",
                ],
            ),
            pgtrigger.Protect(
                name="consent_is_countersigned_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__countersigned_at__isnull=False)
                & (changed("countersigned_at") | changed("countersigned_by") | changed("capacity_assessed")),
            ),
            pgtrigger.Protect(
                name="consent_name_goes_whole_or_stays",
                operation=pgtrigger.Update,
                condition=changed("typed_name") & ~pgtrigger.Q(new__typed_name=TAKEN_OUT),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cycle} ({self.signed_at:%Y-%m-%d})"


class ConsentWithdrawal(models.Model):
    """What a patient took back, and when. A new fact beside the consent, never a change of it. `told_to` is the member
    of staff whom the patient told; blank when the patient did it in the app."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="consent_withdrawals")
    consent = models.ForeignKey(Consent, on_delete=models.PROTECT, related_name="withdrawals")
    scope = models.CharField(_("what"), max_length=16, choices=choices_of(Scope))
    words = models.TextField(_("in the patient's words"), max_length=LONGEST_WORDS, blank=True)
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    told_to = models.ForeignKey(PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("withdrawal of a consent")
        verbose_name_plural = _("withdrawals of consents")
        ordering = ["-at"]
        constraints = [
            one_of("scope", Scope, "consent_withdrawal_scope_known"),
            models.UniqueConstraint(fields=["consent", "scope"], name="consent_scope_withdrawn_once"),
            models.CheckConstraint(
                condition=Q(told_to__isnull=True) | Q(told_to=F("by")), name="consent_withdrawal_told_to_who_wrote_it"
            ),
        ]
        triggers = [Traced("cycle"), append_only("consent_withdrawal_is_append_only")]

    def __str__(self) -> str:
        return f"{self.scope} ({self.at:%Y-%m-%d})"


class TalkKind(models.TextChoices):
    TALKED = "talked", _("Talked about the consent")
    AGAIN = "again", _("A new consent is asked for")


class ConsentTalk(models.Model):
    """A clinician talked the consent through, or asks for it anew: whoever signed before signs again."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="consent_talks")
    kind = models.CharField(_("what"), max_length=8, choices=choices_of(TalkKind))
    why = models.CharField(_("why"), max_length=8, choices=choices_of(Again), blank=True)
    note = models.TextField(_("note"), max_length=LONGEST_WORDS)
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("talk about a consent")
        verbose_name_plural = _("talks about consents")
        ordering = ["-at"]
        constraints = [
            one_of("kind", TalkKind, "consent_talk_kind_known"),
            one_of("why", Again, "consent_talk_why_known", blank=True),
            models.CheckConstraint(
                condition=(~Q(kind="again") & Q(why="")) | (Q(kind="again") & ~Q(why="")),
                name="consent_again_says_why",
                violation_error_message=_("Choose why a new consent is needed."),
            ),
            models.CheckConstraint(condition=~Q(note=""), name="consent_talk_has_a_note"),
        ]
        triggers = [Traced("cycle"), append_only("consent_talk_is_append_only")]

    def __str__(self) -> str:
        return f"{self.kind} ({self.at:%Y-%m-%d})"
