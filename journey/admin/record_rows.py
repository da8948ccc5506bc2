"""What a page of the clinical record reads beside the session itself."""

from datetime import datetime
from typing import Any

from accounts.models import User
from journey.access.intake import INTAKE_CODE
from journey.admin.workspace_forms import Desk
from journey.domain.record.entries import NEVER_SAVED, Entry
from journey.domain.record.fields import Section
from journey.domain.record.sections import read_record
from journey.models import Cycle, JourneyEvent, Submission
from journey.models.record_json import WholeRecord
from journey.presenters.hand_marks import HandMarks, hand_marks
from journey.standing import Standing


def intake_of(cycle: Cycle) -> tuple[dict[str, Any], datetime | None]:
    """The patient's answers before the first talk, and when they were sent."""
    rows = Submission.objects.filter(cycle=cycle, check_in__code=INTAKE_CODE, latest=True)
    sent = rows.values_list("answers", "sent_at").first()
    return sent or ({}, None)


def marks_of(desk: Desk) -> HandMarks | None:
    """Where the patient marked their hands, in the newest intake of the journey. One statement. For pages of those who
    may read answers."""
    rows = Submission.objects.filter(cycle__journey=desk.journey.pk, check_in__code=INTAKE_CODE, latest=True)
    marked, sent_at = rows.order_by("-sent_at").values_list("answers__i_where", "sent_at").first() or (None, None)
    return hand_marks(desk.journey.patient, marked, sent_at, desk.zone)


def last_entry(standing: Standing, section: Section) -> Entry:
    """The same section of the session before; of what lasts, of the newest one that wrote it."""
    cycle = standing.cycle
    if cycle.number == 1:
        return NEVER_SAVED
    if section.lasts:
        return standing.facts.record.earlier.get(section.code, NEVER_SAVED)
    rows = Cycle.objects.filter(journey=cycle.journey_id, number=cycle.number - 1)
    before = rows.annotate(record=WholeRecord()).values_list("record", flat=True).first()
    return read_record(before).of(section.code) if before else NEVER_SAVED


def staff_names() -> dict[str, str]:
    return {str(pk): name for pk, name in User.objects.filter(is_staff=True).values_list("pk", "display_name")}


def savings_of(cycle: Cycle, section: str, number: int) -> list[JourneyEvent]:
    """Every saving of one section, newest first."""
    rows = JourneyEvent.objects.filter(cycle=cycle, kind="record_saved", data__section=section, data__number=number)
    return list(rows.select_related("by").order_by("-at", "-id"))
