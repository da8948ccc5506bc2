"""Cases that a clinician keeps for the bench, and why a case may be judged milder by a later version."""

import uuid

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.trace.triggers import Traced
from journey.domain.readiness import ReadinessLevel
from journey.domain.triage import Level
from journey.models.constraints import Stamp, append_only, choices_of, never_deleted, one_of, paired
from journey.models.pathway_version import PathwayVersion

PERSON = settings.AUTH_USER_MODEL
LONGEST_NAME = 40
LONGEST_WORDS = 1000


class SavedCase(models.Model):
    """Made-up answers with the level that they must give. It is tried until it is left out, and then it is kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("case"), max_length=LONGEST_NAME, unique=True)
    description = models.CharField(_("description"), max_length=LONGEST_WORDS, blank=True)
    inputs = models.JSONField(_("answers"))
    expected = models.CharField(_("expected level"), max_length=10, choices=choices_of(Level))
    saved_at = models.DateTimeField(_("saved"))
    saved_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    left_out_at = Stamp(_("left out"))
    left_out_by = models.ForeignKey(PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("saved case")
        verbose_name_plural = _("saved cases")
        ordering = ["name"]
        constraints = [
            one_of("expected", Level, "saved_case_level_known"),
            models.CheckConstraint(condition=~Q(name=""), name="saved_case_has_a_name"),
            paired("left_out_at", "left_out_by", "saved_case_left_out_paired"),
        ]
        triggers = [
            Traced(),
            pgtrigger.ReadOnly(
                name="saved_case_is_fixed",
                fields=["name", "description", "inputs", "expected", "saved_at", "saved_by"],
            ),
            never_deleted("saved_case_is_never_deleted"),
        ]

    def __str__(self) -> str:
        return self.name


def _of_one_table() -> Q:
    """Both levels are of the triage rules, or both of the readiness table."""
    tables = [[each.value for each in levels] for levels in (Level, ReadinessLevel)]
    triage, readiness = (Q(old_level__in=levels, new_level__in=levels) for levels in tables)
    return triage | readiness


class FallReason(models.Model):
    """Why these answers may get a lower level, or a weaker route, from the rules of `new` than from those of `old`: a
    level of the triage rules, or of the readiness table.

    `key` is of the answers: under another name they are the same case. `case` is the name under which the reason was
    written; the rules are the ids of those that decided, joined by ";".
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    old = models.ForeignKey(PathwayVersion, on_delete=models.PROTECT, related_name="+")
    new = models.ForeignKey(PathwayVersion, on_delete=models.PROTECT, related_name="fall_reasons")
    case = models.CharField(_("case"), max_length=LONGEST_NAME)
    key = models.CharField(max_length=64, editable=False)
    inputs = models.JSONField(_("answers"))
    old_level = models.CharField(_("level before"), max_length=10)
    old_route = models.CharField(max_length=16)
    old_rules = models.TextField(_("rules before"))
    new_level = models.CharField(_("level now"), max_length=10)
    new_route = models.CharField(max_length=16)
    reason = models.TextField(_("reason"), max_length=LONGEST_WORDS)
    at = models.DateTimeField(_("written"))
    by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("reason for a lower level")
        verbose_name_plural = _("reasons for lower levels")
        ordering = ["at", "case"]
        constraints = [
            models.UniqueConstraint(fields=["old", "new", "key"], name="one_reason_for_a_fall"),
            models.CheckConstraint(condition=~Q(old=F("new")), name="fall_between_two_versions"),
            models.CheckConstraint(condition=~Q(reason=""), name="fall_has_a_reason"),
            models.CheckConstraint(condition=_of_one_table(), name="fall_levels_of_one_table"),
        ]
        triggers = [Traced(), append_only("fall_reason_is_append_only")]

    def __str__(self) -> str:
        return f"{self.case}: {self.old_level}, {self.new_level}"

    @property
    def way(self) -> tuple[object, ...]:
        """As `Trial.way` of the bench."""
        rules = tuple(self.old_rules.split(";"))
        return self.old_level, self.old_route, rules, self.new_level, self.new_route
