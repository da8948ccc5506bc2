"""A visit or call in the calendar; the database refuses overlaps."""

import uuid

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from accounts.trace.triggers import Traced
from journey.domain.days import local_date
from journey.domain.transitions import CLOSED_STATUSES
from journey.models.capacity import Room
from journey.models.clinic import Site
from journey.models.constraints import Stamp, choices_of, never_deleted, one_of, paired
from journey.models.journey import Cycle, Journey
from journey.models.patient import Patient

STAFF = settings.AUTH_USER_MODEL


class AppointmentState(models.TextChoices):
    """Which follows which stands in `domain/visit_states.py`."""

    REQUESTED = "requested", _("Asked for")
    OFFERED = "offered", _("Offered")
    BOOKED = "booked", _("Booked")
    CONFIRMED = "confirmed", _("Confirmed")
    ARRIVED = "arrived", _("Arrived")
    DONE = "done", _("Done")
    NO_SHOW = "no_show", _("Did not come")
    CANCELLED_BY_PATIENT = "cancelled_by_patient", _("Cancelled by patient")
    CANCELLED_BY_CLINIC = "cancelled_by_clinic", _("Cancelled by clinic")
    MOVED = "moved", _("Moved")
    ENTERED_IN_ERROR = "entered_in_error", _("Entered in error")


class AppointmentKind(models.TextChoices):
    CONSULTATION = "consultation", _("Consultation")
    PREPARATION = "preparation", _("Preparation")
    PROCEDURE = "procedure", _("Procedure day: harvest and injection")
    HARVEST = "harvest", _("Harvest")
    INJECTION = "injection", _("Injection")
    CALL_48_72H = "call_48_72h", _("Call after 48 to 72 hours")
    W2 = "w2", _("Two-week check")
    W6 = "w6", _("Six-week check")
    M3 = "m3", _("Three-month check")
    M6 = "m6", _("Six-month check")
    M12 = "m12", _("One-year check")
    YEARLY = "yearly", _("Yearly check")
    CALL = "call", _("Call")
    UNSCHEDULED = "unscheduled", _("Unscheduled")


class Ask(models.TextChoices):
    """What a patient asks about a visit."""

    MOVE = "move", _("Another time")
    CANCEL = "cancel", _("Cancel it")
    OTHER_TIMES = "other_times", _("None of the offered times fits")


class PartOfDay(models.TextChoices):
    ANY = "any", _("Any time")
    MORNING = "morning", _("Before midday")
    AFTERNOON = "afternoon", _("From midday on")


# An offer holds its time until it is answered; a request holds none.
TAKES_TIME = ("offered", "booked", "confirmed", "arrived", "done")
TO_COME = (AppointmentState.BOOKED, AppointmentState.CONFIRMED)
UPCOMING = (AppointmentState.OFFERED, *TO_COME)  # still to come, and kept for the patient
STANDING = (*TO_COME, AppointmentState.ARRIVED)
LONGEST_WORDS = 200
NEEDLE_DAYS = (AppointmentKind.PROCEDURE, AppointmentKind.HARVEST, AppointmentKind.INJECTION)


def _no_overlap(whose: str, sentence: str, span: tuple[str, str] = ("starts_at", "ends_at")) -> ExclusionConstraint:
    """No two visits of one person, or in one room, at once. The id is wrapped as a range of one (`uuidrange`, made by
    the first migration), because comparing plain ids in such an index would need an extension that not every server
    has. A range from nothing would be a range of everything, so rows without a room stand outside."""
    one = Func(F(whose), F(whose), Value("[]"), function="uuidrange", output_field=DateTimeRangeField())
    period = Func(*map(F, span), RangeBoundary(), function="tstzrange", output_field=DateTimeRangeField())
    held = Q(state__in=TAKES_TIME)
    return ExclusionConstraint(
        name=f"no_overlap_for_{whose}",
        expressions=[(one, RangeOperators.EQUAL), (period, RangeOperators.OVERLAPS)],
        condition=held & Q(room__isnull=False) if whose == "room" else held,
        violation_error_message=sentence,
    )


def choice_of(visit: "Appointment") -> Q:
    """The times that the desk offers with this one, to choose from; one of the waiting list stands alone."""
    if visit.waiting_id is not None:
        return Q(pk=visit.pk)
    return Q(cycle=visit.cycle_id, kind=visit.kind, waiting=None)


class Appointment(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    patient = models.ForeignKey(
        Patient, on_delete=models.PROTECT, related_name="appointments", verbose_name=_("patient")
    )
    journey = models.ForeignKey(Journey, on_delete=models.PROTECT, related_name="appointments")
    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="appointments")
    clinician = models.ForeignKey(STAFF, on_delete=models.PROTECT, related_name="+", verbose_name=_("with"))
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+", verbose_name=_("site"))
    kind = models.CharField(_("visit"), max_length=14, choices=choices_of(AppointmentKind))
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    room = models.ForeignKey(
        Room, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("room")
    )
    # With what is prepared before and cleaned up after, as the visit type said when it was booked.
    occupied_from = Stamp(_("room taken from"))
    occupied_until = Stamp(_("room taken until"))
    state = models.CharField(
        _("state"), max_length=22, choices=choices_of(AppointmentState), default=AppointmentState.BOOKED.value
    )
    moved_to = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="moved_from", editable=False
    )
    state_at = Stamp(_("state since"))
    state_by = models.ForeignKey(STAFF, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    state_reason = models.CharField(_("reason"), max_length=200, blank=True)
    # An offered time can stand for a visit that is booked: that one stays until the patient has chosen.
    instead_of = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="offers", editable=False
    )
    # Until when an offered time is held; of the waiting list, for whom, and when they said yes.
    offer_ends_at = Stamp(_("held until"))
    waiting = models.ForeignKey(
        "journey.Waiting", null=True, blank=True, on_delete=models.PROTECT, related_name="offers", editable=False
    )
    accepted_at = Stamp(_("patient said yes"))
    # What the patient asks of it now, and the answer. What was asked and answered before stands in the history.
    ask = models.CharField(_("the patient asks"), max_length=11, choices=choices_of(Ask), blank=True)
    ask_words = models.CharField(_("the patient’s words"), max_length=LONGEST_WORDS, blank=True)
    ask_part = models.CharField(_("time of day"), max_length=9, choices=choices_of(PartOfDay), blank=True)
    ask_weekdays = models.CharField(_("days of the week"), max_length=13, blank=True)
    asked_at = Stamp(_("asked"))
    asked_by = models.ForeignKey(STAFF, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    answer = models.CharField(_("answer to the patient"), max_length=LONGEST_WORDS, blank=True)
    answered_at = Stamp(_("answered"))
    answered_by = models.ForeignKey(STAFF, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("appointment")
        verbose_name_plural = _("appointments")
        ordering = ["starts_at", "id"]
        constraints = [
            one_of("state", AppointmentState, "appointment_state_known"),
            one_of("kind", AppointmentKind, "appointment_kind_known"),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="appointment_ends_after_start",
                violation_error_message=_("The visit must end after it starts."),
            ),
            models.CheckConstraint(
                condition=~Q(state="moved") | Q(moved_to__isnull=False), name="appointment_moved_knows_where"
            ),
            models.CheckConstraint(
                condition=Q(room__isnull=True, occupied_from__isnull=True, occupied_until__isnull=True)
                | Q(
                    room__isnull=False,
                    occupied_from__isnull=False,
                    occupied_until__isnull=False,
                    occupied_from__lte=F("starts_at"),
                    occupied_until__gte=F("ends_at"),
                ),
                name="appointment_room_taken_around_the_visit",
            ),
            one_of("ask", Ask, "appointment_ask_known", blank=True),
            one_of("ask_part", PartOfDay, "appointment_ask_part_known", blank=True),
            paired("asked_at", "asked_by", "appointment_asked_paired"),
            paired("answered_at", "answered_by", "appointment_answered_paired"),
            models.CheckConstraint(
                condition=Q(ask="", asked_at__isnull=True, answered_at__isnull=True)
                | (~Q(ask="") & Q(asked_at__isnull=False)),
                name="appointment_asked_with_what",
            ),
            models.CheckConstraint(
                condition=~Q(state="offered") | Q(offer_ends_at__isnull=False), name="appointment_offer_ends"
            ),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True) | Q(waiting__isnull=False), name="appointment_accepted_by_waiting"
            ),
            models.UniqueConstraint(
                fields=["waiting"], condition=Q(state="offered"), name="one_offer_for_a_place_on_the_list"
            ),
            _no_overlap("room", _("This room is taken at that time."), span=("occupied_from", "occupied_until")),
            _no_overlap("clinician", _("This clinician already has a visit at that time.")),
            _no_overlap("patient", _("This patient already has a visit at that time.")),
        ]
        indexes = [
            models.Index(fields=["starts_at"], name="appointment_by_start"),
            models.Index(fields=["journey", "starts_at"], name="appointment_by_journey"),
            models.Index(
                fields=["asked_at"],
                condition=Q(asked_at__isnull=False, answered_at__isnull=True),
                name="appointment_asked_open",
            ),
            models.Index(
                fields=["accepted_at"],
                condition=Q(state="offered", accepted_at__isnull=False),
                name="appointment_accepted_open",
            ),
            models.Index(
                fields=["offer_ends_at"],
                condition=Q(state="cancelled_by_clinic", state_by=None, offer_ends_at__isnull=False),
                name="appointment_offer_lapsed",
            ),
            models.Index(
                fields=["ends_at"],
                condition=Q(state__in=["booked", "confirmed", "arrived"]),
                name="appointment_to_mark",
            ),
        ]
        triggers = [Traced("patient"), never_deleted("appointment_is_never_deleted")]

    def __str__(self) -> str:
        return f"{self.patient}, {self.get_kind_display()}"

    @property
    def asks(self) -> bool:
        """Whether the patient waits for an answer about this visit."""
        return self.asked_at is not None and self.answered_at is None

    @property
    def is_treatment_day(self) -> bool:
        """Whether the planned date of the treatment is this visit's: it moves with all that follows from it."""
        planned = self.cycle.procedure_at
        if self.kind not in NEEDLE_DAYS or planned is None or self.journey.status in CLOSED_STATUSES:
            return False
        zone = self.site.clinic.zone
        return local_date(self.starts_at, zone) == local_date(planned, zone)
