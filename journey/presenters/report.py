"""The page before a report: what it is for, and what to do instead in an emergency."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from journey.models import Journey
from journey.models.pathway_version import content_of
from journey.pathway.text import fill
from journey.presenters.calls import Call, clinic_calls, is_clinic_open
from journey.presenters.clinic import ClinicCard


@dataclass(frozen=True)
class ReportPage:
    title: str
    intro: str
    reader: str
    signs: tuple[str, ...]
    action_url: str
    why_not: str
    calls: tuple[Call, ...]


def report_page(journey: Journey, card: ClinicCard, at: datetime, *, why: str) -> ReportPage:
    """`why` none can be started; blank where one can."""
    pathway = content_of(journey.pathway_version_id)
    text = pathway.check_in_by_code["REPORT"]
    return ReportPage(
        title=text.title,
        intro=text.intro,
        reader=fill(pathway.notes.note_reader, card.values),
        signs=tuple(item.label for item in pathway.red_flags.items),
        action_url=reverse("patient:report", args=[journey.pk]),
        why_not=why,
        calls=clinic_calls(card, closed=not is_clinic_open(journey.patient.site.clinic, at)) if why else (),
    )
