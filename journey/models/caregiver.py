"""A person who helps a patient with the app, from a sign-in of their own, and each time they looked."""

import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.trace.triggers import Traced
from journey.domain.caregiving import CaregiverLevel, OwnAct, levels_for
from journey.models.constraints import Stamp, append_only, choices_of, never_deleted, one_of, paired
from journey.models.patient import Patient

PERSON = settings.AUTH_USER_MODEL
# Pages opened one after the other are one look.
ONE_LOOK = timedelta(minutes=30)
# Of the date of birth, before a link that somebody comes in by opens nothing any more.
MOST_WRONG_BIRTHS = 5


class CaregiverRows(models.QuerySet["Caregiver"]):
    def helping(self, at: datetime) -> "CaregiverRows":
        """Those whose help counts at this moment."""
        return self.filter(accepted_at__isnull=False, ended_at__isnull=True, ends_at__gt=at)

    def who_may(self, act: OwnAct, at: datetime) -> "CaregiverRows":
        return self.helping(at).filter(level__in=levels_for(act))


class Caregiver(models.Model):
    """An invitation, and the help that came of it. `name` and `relation` are the patient's words for the person;
    `user` is blank until the invitation was accepted. `ends_at` is the end of the last day, by the patient's clock;
    `ended_at` is set when the patient, the clinic or the helper ends it before.

    `secret` is a keyed hash of what the newest link holds, and blank when no link opens anything: nothing fits a blank.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="caregivers", verbose_name=_("patient"))
    user = models.ForeignKey(
        PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="helps", verbose_name=_("sign-in")
    )
    name = models.CharField(_("name"), max_length=60)
    relation = models.CharField(_("who they are"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail"))
    level = models.CharField(_("may"), max_length=10, choices=choices_of(CaregiverLevel))
    invited_at = models.DateTimeField(_("invited"))
    invited_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    secret = models.CharField(_("hash of the secret"), max_length=64, blank=True)
    link_sent_at = Stamp(_("link sent"))
    link_until = Stamp(_("link good until"))
    wrong_births = models.PositiveSmallIntegerField(_("wrong dates of birth"), default=0)
    mail = models.ForeignKey(
        "accounts.OutgoingMail", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    accepted_at = Stamp(_("accepted"))
    ends_at = models.DateTimeField(_("helps until"))
    ended_at = Stamp(_("ended"))
    ended_by = models.ForeignKey(PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects = CaregiverRows.as_manager()

    class Meta:
        verbose_name = _("helper")
        verbose_name_plural = _("helpers")
        ordering = ["-invited_at", "-id"]
        constraints = [
            one_of("level", CaregiverLevel, "caregiver_level_known"),
            paired("accepted_at", "user", "caregiver_accepted_paired"),
            paired("ended_at", "ended_by", "caregiver_ended_paired"),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("invited_at")),
                name="caregiver_ends_after_invited",
                violation_error_message=_("The last day must be after today."),
            ),
            models.UniqueConstraint(
                fields=["patient", "user"],
                condition=Q(ended_at__isnull=True),
                name="one_help_per_person_and_patient",
                violation_error_message=_("This person helps already."),
            ),
            models.UniqueConstraint(fields=["secret"], condition=~Q(secret=""), name="helper_secret_once"),
            models.CheckConstraint(
                condition=Q(secret="") | Q(accepted_at__isnull=True, ended_at__isnull=True, link_until__isnull=False),
                name="helper_link_only_while_asked",
            ),
        ]
        indexes = [
            models.Index(fields=["user"], condition=Q(ended_at__isnull=True), name="caregiver_by_user"),
        ]
        triggers = [Traced("patient", hidden=["secret"]), never_deleted("caregiver_is_never_deleted")]

    def __str__(self) -> str:
        return f"{self.name} ({self.relation})" if self.relation else self.name

    def is_asked_at(self, at: datetime) -> bool:
        """Whether the invitation waits for an answer, however its link stands."""
        return self.accepted_at is None and self.ended_at is None and self.ends_at > at

    def helps_at(self, at: datetime) -> bool:
        return self.accepted_at is not None and self.ended_at is None and self.ends_at > at


class CaregiverLook(models.Model):
    """A helper opened pages of the patient: one row for all that they opened within half an hour."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    caregiver = models.ForeignKey(Caregiver, on_delete=models.PROTECT, related_name="looks")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("look")
        verbose_name_plural = _("looks")
        ordering = ["-at"]
        indexes = [models.Index(fields=["caregiver", "-at"], name="look_by_caregiver")]
        triggers = [Traced("patient"), append_only("look_is_append_only")]

    def __str__(self) -> str:
        return f"{self.caregiver} ({self.at:%Y-%m-%d %H:%M})"
