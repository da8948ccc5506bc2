"""What a patient reads in a reminder: that a check-in is open, when a visit is. Nothing of the treatment, and no place
that would tell of it; what is not so any more is left out, and a mail with nothing left is not sent."""

from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format

from accounts.composing import Letter
from accounts.links import public
from journey.access.closures import is_closed_then
from journey.domain.reminders import OPPOSITE, ORDER, Occasion, Way
from journey.domain.standing_visits import falls_away
from journey.domain.windows import CheckInState
from journey.domain.words import gettext_noop
from journey.domain.words import say as _
from journey.models import Appointment, AppointmentState, CheckIn, Clinic, Reminder
from journey.models.appointment import TO_COME, UPCOMING, choice_of

KIND = "reminder"
COMING = gettext_noop("You have a visit on {day} at {clock}, clinic time.")
MOVED = gettext_noop("Your visit has moved. The new time is {day} at {clock}, clinic time.")
CLOSED = gettext_noop(
    "We cannot see you on {day} at {clock}, clinic time. Do not come then. Sign in to see if there are other times, or"
    " call us."
)
STANDS = gettext_noop("Your visit on {day} at {clock}, clinic time, takes place after all. Please come then.")
CANCELLED = gettext_noop(
    "Your visit on {day} at {clock}, clinic time, is cancelled. Do not come then. Call us if you have a question."
)
CLOSED_BY_POST = gettext_noop(
    "We cannot see you on {day} at {clock}, clinic time. Do not come then. Please call us, so that we can find another"
    " time."
)


def compose(mail_id: UUID, at: datetime) -> Letter | None:
    rows = list(
        Reminder.objects.filter(mail=mail_id)
        .select_related("patient__user", "patient__site__clinic", "check_in__journey", "cycle__journey")
        .select_related("visit__site__clinic", "visit__journey")
        .order_by("leaves_at", "id")
    )
    wanted = [row for row in rows if _is_wanted(row, at)]
    if not wanted:
        return None
    patient = wanted[0].patient
    clinic = patient.site.clinic
    with translation.override(patient.language):
        return Letter(
            subject=_("A note from your clinic"),
            lines=list(dict.fromkeys(map(line_of, wanted))),
            link=public(reverse("patient:home")),
            link_words=_("Sign in"),
            after=_after(clinic),
            sender=clinic.sender_name,
        )


def _is_wanted(row: Reminder, at: datetime) -> bool:
    """Asked of the state now: what was done, moved, cancelled or withdrawn meanwhile is not said."""
    if row.patient.user is None or not row.patient.user.is_active or row.patient.site.clinic.missing():
        return False
    if row.check_in is not None:
        return row.patient.off_app_since is None and _is_open(row.check_in, at) and not _said_later(row)
    visit = row.visit
    journey = row.cycle.journey if row.cycle is not None else visit.journey if visit is not None else None
    if journey is None or not journey.is_looked_after:
        return False
    if visit is None:
        return bool(row.occasion == Occasion.DATES_CHANGED)
    if row.occasion == Occasion.VISIT_CANCELLED:
        return bool(visit.state == AppointmentState.CANCELLED_BY_CLINIC and visit.starts_at > at)
    if falls_away(visit.kind, journey.status, keeps_safety_checks=journey.keeps_safety_checks):
        return False
    if row.occasion == Occasion.VISIT_MISSED:
        return bool(visit.state == AppointmentState.NO_SHOW)
    if row.occasion == Occasion.VISIT_OFFER:
        held = Appointment.objects.filter(choice_of(visit), state=AppointmentState.OFFERED, accepted_at=None)
        return held.filter(offer_ends_at__gt=at, starts_at__gt=at).exists()
    comes = visit.starts_at > at
    if row.occasion in OPPOSITE:
        return visit.state in UPCOMING and comes and not _said_otherwise(row)
    if row.occasion == Occasion.VISIT_MOVED:
        return visit.state in UPCOMING and comes
    return (
        visit.state in TO_COME and comes and not _said_later(row) and not is_closed_then(visit, visit.site.clinic.zone)
    )


def _is_open(check_in: CheckIn, at: datetime) -> bool:
    """Check-ins for safety go on after a closing, unless another team asks now or the patient stopped them too."""
    last_minute = check_in.closes_at is not None and at >= check_in.closes_at
    return check_in.journey.is_looked_after and check_in.state_at(at) is CheckInState.OPEN and not last_minute


def _said_later(row: Reminder) -> bool:
    """A later reminder of the same thing is there: this one waited too long."""
    later = [each.value for each in ORDER[ORDER.index(Occasion(row.occasion)) + 1 :]]
    known = Reminder.objects.filter(check_in=row.check_in_id, visit=row.visit_id, channel=row.channel)
    if row.check_in is not None:  # what was said before it moved was about another day
        known = known.filter(at__gte=row.check_in.opens_at)
    return bool(known.filter(occasion__in=later).exists())


def _said_otherwise(row: Reminder) -> bool:
    """Since it was noted, the clinic closed then, or opened again."""
    other = OPPOSITE[Occasion(row.occasion)].value
    return bool(Reminder.objects.filter(visit=row.visit_id, occasion=other, at__gt=row.at).exists())


def line_of(row: Reminder) -> str:
    """What one reminder says, by whatever way it goes."""
    match Occasion(row.occasion):
        case Occasion.CHECK_IN_OPEN:
            return _("You have a check-in.")
        case Occasion.CHECK_IN_HALF_WAY:
            return _("You have a check-in. It is still open.")
        case Occasion.CHECK_IN_CLOSING:
            return _("You have a check-in. It closes soon.")
        case Occasion.VISIT_MISSED:
            return _("We missed you at your visit. Call us, so that we can find a new time.")
        case Occasion.VISIT_OFFER:
            if row.visit is not None and row.visit.waiting_id is None:
                return _("We have times for your visit. Sign in and choose one.")
            if row.visit is not None and row.visit.instead_of_id is None:
                return _("A time for your visit is free. Sign in and say yes or no.")
            return _("An earlier time for your visit is free. Sign in and say yes or no.")
        case Occasion.VISIT_MOVED:
            return _in_clinic_time(MOVED, row.visit)
        case Occasion.VISIT_CLOSED:
            return _in_clinic_time(CLOSED_BY_POST if row.channel == Way.LETTER else CLOSED, row.visit)
        case Occasion.VISIT_STANDS:
            return _in_clinic_time(STANDS, row.visit)
        case Occasion.VISIT_CANCELLED:
            return _in_clinic_time(CANCELLED, row.visit)
        case Occasion.DATES_CHANGED if row.channel == Way.LETTER:
            return _("Your dates have changed. Please call us, so that we can tell you what is new.")
        case Occasion.DATES_CHANGED:
            return _("Your dates have changed. Sign in to read what is new.")
        case Occasion.VISIT_DUE:
            return _("It is time for a visit. Please call us, so that we can find a day for you.")
        case _:
            return _in_clinic_time(COMING, row.visit)


def _in_clinic_time(template: str, visit: Appointment | None) -> str:
    assert visit is not None
    local = visit.starts_at.astimezone(visit.site.clinic.zone)
    day, clock = date_format(local, "l j F"), date_format(local, "g:iA").lower()
    return _(template, day=day, clock=clock)


def _after(clinic: Clinic) -> list[str]:
    """Nobody waits for an answer to a mail in an emergency (H10)."""
    return [_("Nobody reads answers to this message."), *unwell(clinic)]


def unwell(clinic: Clinic) -> list[str]:
    """Where to turn, once the clinic has said it."""
    if not clinic.clinic_phone or not clinic.emergency_number:
        return []
    known = {"phone": clinic.clinic_phone, "number": clinic.emergency_number}
    return [_("Feel unwell? Call us on {phone}. In an emergency call {number}.", **known)]
