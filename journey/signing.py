"""Where the consent of a session stands: the text, its lines and pages, what is ticked, and what is missing before."""

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from journey.domain.consent import AboutUs, Line, LinePage, asked, first_open, pages_of
from journey.domain.consent_ready import Missing, missing_before_signing
from journey.domain.gate_checks_consent import asks_for_a_signature, cells_taken_again, donor_cells_again, plan_of
from journey.models import RECORDS, Clinic, ConsentDraft, ConsentText, PathwayVersion
from journey.models.consent_text import ConsentWords, document_of
from journey.pathway.loader import checksum
from journey.standing import Standing


@dataclass
class Signing:
    """`text` is the newest that a clinician approved; `stands` while it says what pathway and settings say."""

    standing: Standing
    text: ConsentText | None
    stands: bool
    kept: ConsentDraft | None

    @property
    def at(self) -> datetime:
        return self.standing.at

    @property
    def clinic(self) -> Clinic:
        clinic: Clinic = self.standing.journey.patient.site.clinic
        return clinic

    @cached_property
    def words(self) -> ConsentWords | None:
        return self.text.words(self.clinic.text_values()) if self.text else None

    @cached_property
    def repeat_donor(self) -> bool:
        return donor_cells_again(self.standing.facts)

    @cached_property
    def repeat_harvest(self) -> bool:
        return cells_taken_again(self.standing.facts)

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        if self.words is None:
            return ()
        return asked(self.words.lines, repeat_donor=self.repeat_donor, repeat_harvest=self.repeat_harvest)

    @cached_property
    def pages(self) -> tuple[LinePage, ...]:
        return pages_of(self.lines)

    @cached_property
    def plan(self) -> str:
        return plan_of(self.standing.facts)

    @cached_property
    def about_us(self) -> dict[str, Any]:
        """What the clinic says of itself now, as a signature keeps it (`AboutUs`): of the newest encounter of the
        journey, empty before there is one. One statement."""
        cycle = self.standing.cycle
        rows = RECORDS["encounter"].objects.filter(cycle__journey=cycle.journey_id, cycle__number__lte=cycle.number)
        row: Any = rows.select_related("clinician").order_by("-cycle__number").first()
        if row is None:
            return {}
        told = AboutUs(
            clinician=str(row.clinician or ""),
            role=row.clinician_role,
            role_other=row.clinician_role_other,
            procedures_total=row.cell_procedures_total,
            procedures_last_12m=row.cell_procedures_last_12m,
            regulatory_pathway=row.regulatory_pathway,
            trial_id=row.trial_id,
            ethics_ref=row.ethics_ref,
        )
        return asdict(told)

    @cached_property
    def basis(self) -> str:
        """Which words, which plan, what of the clinic and which signature before it: ticks given to others do not
        count."""
        signed = self.standing.facts.consent.signed
        parts = [
            str(self.text.pk) if self.text else "",
            self.plan,
            self.about_us,
            str(signed.signed_at) if signed else "",
            [[line.code, line.text] for line in self.lines],
        ]
        return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()

    @property
    def draft(self) -> ConsentDraft | None:
        return self.kept if self.kept and self.kept.basis == self.basis else None

    @property
    def answers(self) -> dict[str, object]:
        return self.draft.answers if self.draft else {}

    @property
    def first_open(self) -> LinePage | None:
        return first_open(self.pages, self.answers)

    @property
    def has_read(self) -> bool:
        return self.text is not None and self.standing.cycle.__dict__["text_read"] == self.text.number

    @cached_property
    def asks(self) -> bool:
        """Whether the patient's signature is what is needed."""
        return asks_for_a_signature(self.standing.facts)

    @cached_property
    def missing(self) -> tuple[Missing, ...]:
        found = missing_before_signing(self.standing.facts, text_stands=self.stands, has_read=self.has_read)
        return tuple(found)

    def page(self, key: str) -> LinePage | None:
        return next((page for page in self.pages if page.key == key), None)


def signing_of(standing: Standing) -> Signing:
    """Three statements. For the newest session of a journey; `standing` comes with patient, site and clinic."""
    text = ConsentText.objects.order_by("-number").first()
    clinic = standing.journey.patient.site.clinic
    kept = ConsentDraft.objects.filter(cycle=standing.cycle.pk).first()
    return Signing(standing, text, text is not None and stands(text, clinic), kept)


def stands(text: ConsentText, clinic: Clinic) -> bool:
    """Whether an approved text still says what the newest pathway and the clinic's settings say."""
    wanted = wanted_document(clinic)
    return wanted is not None and checksum(wanted[1]) == text.checksum


def wanted_document(clinic: Clinic) -> tuple[PathwayVersion, dict[str, object]] | None:
    """The newest published pathway and what would be approved now; None before there is one."""
    version = PathwayVersion.objects.newest_published().first()
    return (version, document_of(version.content, clinic)) if version else None
