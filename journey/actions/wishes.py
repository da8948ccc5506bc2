"""What a patient told staff about going on with the treatment (clinical.md 8.2, G1-07)."""

from datetime import UTC, datetime

from django.db import transaction

from accounts.models import User
from journey.actions.events import record
from journey.actions.locking import locked_journey
from journey.actions.permission import check_may
from journey.domain.errors import MoveNotAllowed, NotAccepted
from journey.domain.stages import StageCode
from journey.domain.transitions import CLOSED_STATUSES
from journey.domain.words import say as _
from journey.models import Journey, JourneyEvent, ToldBy
from journey.models.cycle_rows import WISH
from journey.policies import Act
from journey.standing import Standing, standing_of

WANTS = frozenset({"yes", "unsure", "no"})


@transaction.atomic
def note_wish(
    *, journey: Journey, wants: str, told_by: str, told_at: datetime, note: str = "", by: User, at: datetime
) -> JourneyEvent:
    """Keep the patient's word on going on, told by phone or in person at `told_at`. Clinicians and nurses. Nothing is
    overwritten: the newest word counts, whether it was told or sent. The same form sent twice is one row.

    Raises MoveNotAllowed once the consultation is over, NotAccepted for a word that was told before it or is to come.
    """
    journey = locked_journey(journey)
    check_may(by, Act.ENTER_ANSWERS, journey.patient_id, at=at)
    if wants not in WANTS:
        raise NotAccepted(_("Choose what the patient said."), field="wants")
    if told_by not in ToldBy.values:
        raise NotAccepted(_("Choose how the patient told you."), field="told_by")
    standing = standing_of(journey, at)
    check_still_asked(standing)
    cycle = standing.cycle
    if told_at > at:
        raise NotAccepted(_("This cannot be in the future."), field="told_at")
    if cycle.consult_at is None or told_at < cycle.consult_at:
        raise NotAccepted(_("This counts after the consultation only, and that is not recorded by then."), "told_at")
    data = {"wants": wants, "told_by": told_by, "told_at": told_at.astimezone(UTC).isoformat()}
    same = JourneyEvent.objects.filter(cycle=cycle, kind=WISH, by=by, data=data, reason=note.strip()).first()
    return same or record(journey, WISH, by=by, at=at, cycle=cycle, reason=note.strip(), data=data)


def check_still_asked(standing: Standing) -> None:
    """Raises MoveNotAllowed once the consultation is over. Asked before the form is shown, too."""
    if standing.snapshot.current is not StageCode.CONSULTATION or standing.snapshot.journey in CLOSED_STATUSES:
        raise MoveNotAllowed(_("The consultation is not open. What the patient wishes now is a move or a note."))
