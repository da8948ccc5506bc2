"""What a session's consent consists of, for a session that the caller may see."""

from datetime import datetime

from django.db.models import Prefetch

from journey.domain.caregiving import UNDERSTANDING
from journey.domain.windows import CheckInState
from journey.models import CheckIn, Consent, ConsentTalk, ConsentWithdrawal, Cycle, TalkKind


def session_consents(cycle: Cycle) -> tuple[list[Consent], ConsentTalk | None]:
    """What was signed, newest first, with what was taken back of it; and the newest wish for a new signature. Three
    statements."""
    back = Prefetch("withdrawals", ConsentWithdrawal.objects.select_related("by", "told_to").order_by("at"))
    rows = Consent.objects.filter(cycle=cycle).select_related("text", "countersigned_by", "recorded_by")
    consents = list(rows.defer("text__document").prefetch_related(back).order_by("-signed_at", "-recorded_at"))
    asked = ConsentTalk.objects.filter(cycle=cycle, kind=TalkKind.AGAIN).order_by("-at").first()
    return consents, asked


def session_talks(cycle: Cycle) -> list[ConsentTalk]:
    """Talks about the consent of a session and wishes for a new one, newest first. One statement."""
    return list(ConsentTalk.objects.filter(cycle=cycle).select_related("by").order_by("-at"))


def understanding_check(cycle: Cycle, at: datetime) -> CheckIn | None:
    """The check of what was understood while it can be sent. One statement."""
    rows = (
        CheckIn.objects.select_related("journey")
        .filter(cycle=cycle, code=UNDERSTANDING)
        .exclude(state=CheckInState.CANCELLED)
    )
    found = rows.order_by("-number").first()
    can_send = found is not None and found.state_at(at) in {CheckInState.OPEN, CheckInState.MISSED}
    return found if can_send else None
