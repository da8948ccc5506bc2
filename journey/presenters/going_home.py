"""What was agreed when the patient went home, beside the instructions themselves."""

from datetime import datetime

from django.utils.translation import gettext as _

from journey.domain.record.post_care.discharge import CODE as DISCHARGE
from journey.domain.record.post_care.instructions import CODE as INSTRUCTIONS
from journey.models import Cycle
from journey.presenters.follow_ups import Fact
from journey.presenters.scene import Scene


def home_facts(scene: Scene, cycle: Cycle) -> tuple[Fact, ...]:
    """Who went through the instructions and when, and the call that was promised; nothing before that is recorded."""
    record = cycle.__dict__["record"]
    facts = []
    for row in record[INSTRUCTIONS] or ():
        if row["lines"]["given"]:
            words = _("{who}, {when}").format(who=row["saved_by"], when=scene.clinic_moment(_moment(row["saved_at"])))
            facts.append(Fact(_("Agreed with"), words))
    for row in record[DISCHARGE] or ():
        planned = row["first_call_planned"]
        if planned and _moment(planned) > scene.at:
            facts.append(Fact(_("We call you"), scene.clinic_moment(_moment(planned))))
    return tuple(facts)


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
