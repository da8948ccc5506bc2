"""The words in which staff read visits, check-ins and alerts, and the shape that goes with each level."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from journey.models import AlertOutcome, AppointmentKind, AppointmentState, Ask, Journey, PartOfDay
from journey.presenters.staff_words import Words, joints, side

KINDS: Mapping[str, Words] = {
    AppointmentKind.CONSULTATION: _("Consultation"),
    AppointmentKind.PREPARATION: _("Preparation"),
    AppointmentKind.PROCEDURE: _("Procedure"),
    AppointmentKind.HARVEST: _("Harvest"),
    AppointmentKind.INJECTION: _("Injection"),
    AppointmentKind.CALL_48_72H: _("48 to 72 hour call"),
    AppointmentKind.W2: _("Two-week check"),
    AppointmentKind.W6: _("Six-week check"),
    AppointmentKind.M3: _("Three-month check"),
    AppointmentKind.M6: _("Six-month check"),
    AppointmentKind.M12: _("One-year check"),
    AppointmentKind.YEARLY: _("Yearly check"),
    AppointmentKind.CALL: _("Call"),
    AppointmentKind.UNSCHEDULED: _("Extra visit"),
}
STATES: Mapping[str, Words] = {
    AppointmentState.REQUESTED: _("Asked for"),
    AppointmentState.OFFERED: _("Offered"),
    AppointmentState.BOOKED: _("Booked"),
    AppointmentState.CONFIRMED: _("Confirmed"),
    AppointmentState.ARRIVED: _("Arrived"),
    AppointmentState.DONE: _("Done"),
    AppointmentState.NO_SHOW: _("Did not come"),
    AppointmentState.CANCELLED_BY_PATIENT: _("Cancelled by the patient"),
    AppointmentState.CANCELLED_BY_CLINIC: _("Cancelled by the clinic"),
    AppointmentState.MOVED: _("Moved"),
    AppointmentState.ENTERED_IN_ERROR: _("Entered in error"),
}
# Of the waiting list: no question, but an answer that waits for the clinic.
SAID_YES = "said_yes"
ASKS: Mapping[str, Words] = {
    Ask.MOVE: _("Asks for another time"),
    Ask.CANCEL: _("Asks to cancel"),
    Ask.OTHER_TIMES: _("None of the offered times fits"),
    SAID_YES: _("Said yes to an earlier time: confirm it"),
}
PARTS: Mapping[str, Words] = {
    PartOfDay.ANY: _("Any time of day"),
    PartOfDay.MORNING: _("Before midday"),
    PartOfDay.AFTERNOON: _("From midday on"),
}
OUTCOMES: Mapping[str, Words] = {
    AlertOutcome.ADVICE_GIVEN: _("Advice given"),
    AlertOutcome.SEEN_IN_CLINIC: _("Seen in the clinic"),
    AlertOutcome.SENT_TO_EMERGENCY: _("Sent to emergency care"),
    AlertOutcome.OTHER_DOCTOR: _("Sent to another doctor"),
    AlertOutcome.NOT_REACHED: _("Not reached"),
    AlertOutcome.FALSE_ALARM: _("False alarm"),
}
CHECK_IN_STATES: Mapping[str, Words] = {
    "scheduled": _("Not open yet"),
    "open": _("Open"),
    "submitted": _("Sent"),
    "missed": _("Missed"),
    "cancelled": _("No longer needed"),
}
# Readiness levels use the shapes of the alert or the task that they make (clinical.md 3.5).
LOOKS = {
    "expected": "expected",
    "watch": "watch",
    "call_24h": "call_24h",
    "urgent_now": "urgent_now",
    "ready": "expected",
    "call_today": "watch",
    "hold": "call_24h",
    "emergency": "urgent_now",
}


def journey_name(journey: Journey) -> str:
    """Full enough to tell two people of one name apart. `journey` comes with its patient."""
    where = f"{side(journey)} {joints(journey)}".strip()
    return ", ".join(part for part in (journey.patient.full_name, journey.patient.record_no, where) if part)
