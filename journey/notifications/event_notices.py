"""What the lead clinician is told of an adverse event past its time: that a decision waits. Nothing of what it is."""

from datetime import datetime
from uuid import UUID

from django.urls import reverse

from accounts.composing import Letter
from accounts.links import public
from journey.domain.ae_states import late_step
from journey.domain.words import say as _
from journey.models import EventNotice

KIND = "event_notice"


def compose(mail_id: UUID, at: datetime) -> Letter | None:
    """None when somebody decided meanwhile, it has another time, or this person was told again since."""
    notice = EventNotice.objects.select_related("event").filter(mail=mail_id).first()
    if notice is None or not _still(notice, at):
        return None
    return Letter(
        subject=_("A decision is past its time"),
        lines=[_("Something waits for a decision of a clinician, and is past its time.")],
        link=public(reverse("admin:journey_adverseevent_change", args=[notice.event_id])),
        link_words=_("Sign in"),
    )


def _still(notice: EventNotice, at: datetime) -> bool:
    event = notice.event
    step = late_step(event.state, sae_candidate=event.sae_candidate, due_at=event.due_at, at=at)
    if step != notice.step or event.due_at != notice.due_at:
        return False
    again = EventNotice.objects.filter(
        event=event, due_at=notice.due_at, person=notice.person_id, channel=notice.channel, on__gt=notice.on
    )
    return not again.exists()
