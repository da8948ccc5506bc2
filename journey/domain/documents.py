"""Papers that belong to a stage: a report, a scan of a signed consent, what a supplier sent with donor cells."""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from journey.domain.stages import StageCode

MOST_BYTES = 10 * 1024 * 1024
LONGEST_TITLE = 100
PDF, JPEG, PNG = "application/pdf", "image/jpeg", "image/png"
ENDINGS = {PDF: ".pdf", JPEG: ".jpg", PNG: ".png"}
_BEGINS = ((b"%PDF-", PDF), (b"\xff\xd8\xff", JPEG), (b"\x89PNG\r\n\x1a\n", PNG))


class DocumentKind(StrEnum):
    """What it is (clinical.md 2.1 `report_file`, 2.3 `donor_eligibility_doc` and `cert_of_analysis`, 9.3
    `paper_scan`)."""

    IMAGING_REPORT = "imaging_report"
    CONSENT_PAPER = "consent_paper"
    DONOR_ELIGIBILITY = "donor_eligibility"
    CERTIFICATE = "certificate"
    LETTER = "letter"
    OTHER = "other"


# Where it belongs; others belong to the stage that is in progress.
STAGE_OF = {
    DocumentKind.IMAGING_REPORT: StageCode.CONSULTATION,
    DocumentKind.CONSENT_PAPER: StageCode.CONSULTATION,
    DocumentKind.DONOR_ELIGIBILITY: StageCode.HARVESTING,
    DocumentKind.CERTIFICATE: StageCode.HARVESTING,
}
# A supplier's paper may say who the donor is.
NEVER_SHARED = frozenset({DocumentKind.DONOR_ELIGIBILITY})


@dataclass(frozen=True)
class CleanFile:
    """A file as it will be kept: of a known type, and without what a camera or a program wrote beside the picture."""

    content_type: str
    content: bytes


def type_of(content: bytes) -> str | None:
    """By its first bytes, never by its name; None for anything that is not on the list."""
    return next((kind for begin, kind in _BEGINS if content.startswith(begin)), None)


def clean_title(text: str) -> str:
    """One line that shows what it says: no control characters, nothing that turns the direction of writing."""
    plain = "".join(each for each in text if unicodedata.category(each) not in {"Cc", "Cf", "Cs", "Co"})
    return re.sub(r"\s+", " ", plain).strip()


def file_name(title: str, content_type: str) -> str:
    """For the reader's disk: letters, digits and dashes of the title, and the ending of what it really is."""
    words = re.sub(r"[^\w]+", "-", unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode()).strip("-_")
    return (words[:60] or "document") + ENDINGS[content_type]
