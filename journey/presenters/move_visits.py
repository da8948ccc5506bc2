"""The booked visits that are pointless after a move: listed on its confirm page, and cancelled with the tick there."""

from django.utils.translation import gettext as _

from journey.domain.moves import Move, why_not
from journey.domain.stages import JourneyStatus
from journey.domain.standing_visits import falls_away
from journey.models import Appointment
from journey.models.appointment import NEEDLE_DAYS, TO_COME
from journey.presenters.move_pages import preview
from journey.presenters.staff_timeline import Clock
from journey.presenters.visit_words import KINDS
from journey.standing import Standing


def visits_that_fall_away(standing: Standing, move: Move) -> tuple[str, ...]:
    """ "Two-week check: Friday 4 December, 9:00am". Nothing where the states refuse the move."""
    if why_not(standing.snapshot, move) is not None:
        return ()
    status, clock = preview(standing, move).journey, Clock(standing.at, standing.clinic_zone)
    rows = Appointment.objects.filter(journey=standing.journey, state__in=TO_COME, starts_at__gt=standing.at)
    rows = rows.select_related("cycle", "journey", "site__clinic")
    lines = []
    for visit in rows.order_by("starts_at", "pk"):
        can_stay = status is JourneyStatus.POSTPONED and visit.kind in NEEDLE_DAYS
        words = _("{visit}: {moment}").format(visit=KINDS[visit.kind], moment=clock.moment(visit.starts_at))
        if falls_away(visit.kind, status, keeps_safety_checks=True):
            if can_stay and visit.is_treatment_day:
                words = _("{visit} (moves along if you choose a new day)").format(visit=words)
            elif can_stay:
                words = _("{visit} (stays if you choose this day)").format(visit=words)
            lines.append(words)
        elif status is JourneyStatus.CLOSED_WITHDRAWN and falls_away(visit.kind, status, keeps_safety_checks=False):
            lines.append(_("{visit} (only if everything stops)").format(visit=words))
    return tuple(lines)
