"""What a patient reacts to, as it stands on every staff page about them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from journey.models import AllergySeverity, AllergyStatus
from journey.presenters import when


@dataclass(frozen=True)
class AllergyMark:
    """`verified` says by whom and on which day, or that nobody did."""

    substance: str
    words: str
    verified: str
    is_severe: bool


@dataclass(frozen=True)
class AllergyStrip:
    """`tone` is "red" for a list, "ask" for nobody asked yet, "calm" for "none known". `title` says so in words."""

    tone: str
    title: str
    marks: tuple[AllergyMark, ...]
    text: str


def allergy_strip(head: Mapping[str, Any] | None, zone: ZoneInfo) -> AllergyStrip | None:
    """From what `access.heads.with_head` adds to a row; None on a page that is about no patient of the reader's. Days
    are those of the clinic, in `zone`."""
    if head is None:
        return None
    if head["at"] is None or head["status"] == AllergyStatus.NOT_YET_ASKED:
        return AllergyStrip("ask", _("Allergies: not asked yet"), (), _("Ask before anything is given."))
    if head["status"] == AllergyStatus.NONE_KNOWN:
        return AllergyStrip("calm", _("Allergies: none known"), (), _verified(head, zone))
    return AllergyStrip("red", _("Allergies"), tuple(_mark(row, zone) for row in head["allergies"]), "")


def _mark(row: Mapping[str, Any], zone: ZoneInfo) -> AllergyMark:
    severity = row["severity"]
    known = "" if severity == AllergySeverity.UNKNOWN else str(AllergySeverity(severity).label).lower()
    words = ", ".join(part for part in (row["reaction"], known or _("severity not known")) if part)
    return AllergyMark(row["substance"], words, _verified(row, zone), severity == AllergySeverity.ANAPHYLAXIS)


def _verified(row: Mapping[str, Any], zone: ZoneInfo) -> str:
    if row["at"] is None:
        return _("not verified")
    day = datetime.fromisoformat(row["at"]).astimezone(zone).date()
    return _("verified by {who} on {day}").format(who=row["by"], day=when.day_month_year(day))
