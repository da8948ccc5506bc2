"""The texts that patients read and sign: versions that never change, each with the clinician who stands for it."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.trace.triggers import Traced
from journey.domain.consent import Line
from journey.models.clinic import Clinic
from journey.models.constraints import append_only
from journey.models.pathway_version import PathwayVersion
from journey.pathway.schema import Pathway
from journey.pathway.text import fill

LONGEST_CHANGE = 500


@dataclass(frozen=True)
class Education:
    code: str
    title: str
    body: str


@dataclass(frozen=True)
class Harm:
    name: str
    how_common: str
    when: str
    what_to_do: str


@dataclass(frozen=True)
class ConsentWords:
    """A version as a patient reads it, every placeholder filled."""

    approval_statement: str
    evidence: str
    education: tuple[Education, ...]
    harms: tuple[Harm, ...]
    harms_context: str
    lines: tuple[Line, ...]


class ConsentText(models.Model):
    """`document` holds the evidence card, the approval statement and the lines as they were approved; numbers to call
    are filled in when it is read. `is_material`: whoever signed an older version signs again (clinical.md 9.3)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.PositiveIntegerField(_("number"), unique=True)
    pathway_version = models.ForeignKey(PathwayVersion, on_delete=models.PROTECT, related_name="consent_texts")
    language = models.CharField(_("language"), max_length=10)
    document = models.JSONField(_("document"))
    checksum = models.CharField(_("checksum"), max_length=64)
    is_material = models.BooleanField(_("those who signed before sign again"))
    changes = models.TextField(_("what changed"), max_length=LONGEST_CHANGE, blank=True)
    approved_at = models.DateTimeField(_("approved"))
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("approved by")
    )

    class Meta:
        verbose_name = _("consent text")
        verbose_name_plural = _("consent texts")
        ordering = ["-number"]
        constraints = [
            models.CheckConstraint(condition=Q(number__gte=1), name="consent_text_number_from_1"),
            models.CheckConstraint(
                condition=Q(number=1) | ~Q(changes=""),
                name="consent_text_says_what_changed",
                violation_error_message=_("Say what changed."),
            ),
        ]
        triggers = [Traced(hidden=["document"]), append_only("consent_text_is_append_only")]

    def __str__(self) -> str:
        return f"{self.number}"

    def words(self, values: Mapping[str, str]) -> ConsentWords:
        """`values` fill the placeholders, but for the statement: that is the one which was approved."""
        known, document = {**values, "approval_statement": self.approval_statement}, self.document
        return ConsentWords(
            approval_statement=self.approval_statement,
            evidence=document["evidence_text"],
            education=tuple(
                Education(each["code"], each["title"], fill(each["body"], known)) for each in document["education"]
            ),
            harms=tuple(Harm(**{name: fill(text, known) for name, text in each.items()}) for each in document["harms"]),
            harms_context=fill(document["harms_context"], known),
            lines=tuple(Line(**{**each, "text": fill(each["text"], known)}) for each in document["lines"]),
        )

    @cached_property
    def approval_statement(self) -> str:
        return str(self.document["approval_statement"])


def document_of(pathway: Pathway, clinic: Clinic) -> dict[str, object]:
    """What a clinician would approve now: the pathway's words and the clinic's two statements."""
    return {
        "approval_statement": clinic.approval_statement.strip(),
        "evidence_text": clinic.evidence_text.strip(),
        "education": [{"code": each.code, "title": each.title, "body": each.body} for each in pathway.education],
        "harms": [
            {"name": each.name, "how_common": each.how_common, "when": each.when, "what_to_do": each.what_to_do}
            for each in pathway.harms
        ],
        "harms_context": pathway.notes.harms_context,
        "lines": [
            {
                "number": each.number,
                "code": each.code,
                "text": each.text,
                "optional": each.optional,
                "repeat_donor_only": each.repeat_donor_only,
                # Left out where it is false, so that texts of before this line say what they said.
                **({"repeat_harvest_only": True} if each.repeat_harvest_only else {}),
            }
            for each in pathway.consent_items
        ],
    }
