"""A visit or call in the calendar; the database refuses overlaps."""

import uuid

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from accounts.trace.triggers import Traced
from journey.models.clinic import Site
from journey.models.constraints import Stamp, choices_of, never_deleted, one_of
from journey.models.journey import Cycle, Journey
from journey.models.patient import Patient

STAFF = settings.AUTH_USER_MODEL


class AppointmentState(models.TextChoices):
    BOOKED = "booked", _("Booked")
    ARRIVED = "arrived", _("Arrived")
    DONE = "done", _("Done")
    NO_SHOW = "no_show", _("Did not come")
    CANCELLED_BY_PATIENT = "cancelled_by_patient", _("Cancelled by patient")
    CANCELLED_BY_CLINIC = "cancelled_by_clinic", _("Cancelled by clinic")
    MOVED = "moved", _("Moved")


class AppointmentKind(models.TextChoices):
    CONSULTATION = "consultation", _("Consultation")
    PREPARATION = "preparation", _("Preparation")
    PROCEDURE = "procedure", _("Procedure")
    CALL_48_72H = "call_48_72h", _("Call after 48 to 72 hours")
    W2 = "w2", _("Two-week check")
    W6 = "w6", _("Six-week check")
    M3 = "m3", _("Three-month check")
    M6 = "m6", _("Six-month check")
    M12 = "m12", _("One-year check")
    YEARLY = "yearly", _("Yearly check")
    UNSCHEDULED = "unscheduled", _("Unscheduled")


TAKES_TIME = ("booked", "arrived", "done")


def _no_overlap(whose: str, sentence: str) -> ExclusionConstraint:
    """No two visits of one person at once. The id is wrapped as a range of one (`uuidrange`, made by the first
    migration), because comparing plain ids in such an index would need an extension that not every server has."""
    person = Func(F(whose), F(whose), Value("[]"), function="uuidrange", output_field=DateTimeRangeField())
    period = Func(
        F("starts_at"), F("ends_at"), RangeBoundary(), function="tstzrange", output_field=DateTimeRangeField()
    )
    return ExclusionConstraint(
        name=f"no_overlap_for_{whose}",
        expressions=[(person, RangeOperators.EQUAL), (period, RangeOperators.OVERLAPS)],
        condition=Q(state__in=TAKES_TIME),
        violation_error_message=sentence,
    )


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
    state = models.CharField(
        _("state"), max_length=22, choices=choices_of(AppointmentState), default=AppointmentState.BOOKED.value
    )
    moved_to = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="moved_from", editable=False
    )
    state_at = Stamp(_("state since"))
    state_by = models.ForeignKey(STAFF, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    state_reason = models.CharField(_("reason"), max_length=200, blank=True)
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
            _no_overlap("clinician", _("This clinician already has a visit at that time.")),
            _no_overlap("patient", _("This patient already has a visit at that time.")),
        ]
        indexes = [
            models.Index(fields=["starts_at"], name="appointment_by_start"),
            models.Index(fields=["journey", "starts_at"], name="appointment_by_journey"),
        ]
        triggers = [Traced("patient"), never_deleted("appointment_is_never_deleted")]

    def __str__(self) -> str:
        return f"{self.patient}, {self.get_kind_display()}"
