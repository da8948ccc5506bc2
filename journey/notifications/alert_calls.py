"""What a patient is told of a time for a call: that the clinic wants to ring, and where to answer. Nothing of why."""

from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils import translation

from accounts.composing import Letter
from accounts.links import public
from journey.domain.words import say as _
from journey.models import AlertCall, AlertState

KIND = "alert_call"


def compose(mail_id: UUID, at: datetime) -> Letter | None:
    """None when it was answered, replaced or is over meanwhile."""
    call = (
        AlertCall.objects.filter(mail=mail_id, ended_at=None, answer="", calls_at__gt=at)
        .exclude(alert__state=AlertState.CLOSED)
        .select_related("alert__patient__user", "alert__patient__site__clinic")
        .first()
    )
    if call is None or call.alert.patient.user is None or not call.alert.patient.user.is_active:
        return None
    patient = call.alert.patient
    with translation.override(patient.language):
        return Letter(
            subject=_("A note from your clinic"),
            lines=[_("We would like to call you. Please look if the time suits you.")],
            link=public(reverse("patient:home")),
            link_words=_("Sign in"),
            after=[_("Nobody reads answers to this message.")],
            sender=patient.site.clinic.sender_name,
        )
