"""A worrying answer that a named person must close, and every try to reach a patient."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.trace.triggers import Traced
from journey.models.check_in import TriageResult
from journey.models.constraints import Stamp, append_only, choices_of, never_deleted, one_of, paired
from journey.models.journey import Journey
from journey.models.patient import Patient

STAFF = settings.AUTH_USER_MODEL
LONGEST_DECIDED = 1000


class AlertState(models.TextChoices):
    OPEN = "open", _("Open")
    ACKNOWLEDGED = "acknowledged", _("Acknowledged")
    CLOSED = "closed", _("Closed")


class AlertOutcome(models.TextChoices):
    ADVICE_GIVEN = "advice_given", _("Advice given")
    SEEN_IN_CLINIC = "seen_in_clinic", _("Seen in clinic")
    SENT_TO_EMERGENCY = "sent_to_emergency", _("Sent to emergency")
    OTHER_DOCTOR = "other_doctor", _("Other doctor")
    NOT_REACHED = "not_reached", _("Not reached")
    FALSE_ALARM = "false_alarm", _("False alarm")


class Alert(models.Model):
    """One per patient and local day while open: it gathers new reasons and its level can only rise."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="alerts", verbose_name=_("patient"))
    journey = models.ForeignKey(Journey, on_delete=models.PROTECT, related_name="alerts")
    day = models.DateField(_("day"), help_text=_("The patient's local date on which it was raised."))
    level = models.CharField(_("level"), max_length=12)
    route = models.CharField(_("route"), max_length=18, blank=True)
    state = models.CharField(_("state"), max_length=12, choices=choices_of(AlertState), default=AlertState.OPEN.value)
    opened_at = models.DateTimeField(_("opened"))
    clock_from = models.DateTimeField(_("clock runs from"))
    due_at = models.DateTimeField(_("speak to the patient by"))
    owner = models.ForeignKey(
        STAFF, null=True, blank=True, on_delete=models.PROTECT, related_name="owned_alerts", verbose_name=_("owner")
    )
    acknowledged_at = Stamp(_("acknowledged"))
    acknowledged_by = models.ForeignKey(STAFF, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    contacted_at = Stamp(_("patient reached"))
    snoozed_until = Stamp(_("expected to stay as it is until"))
    closed_at = Stamp(_("closed"))
    closed_by = models.ForeignKey(STAFF, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(_("outcome"), max_length=20, choices=choices_of(AlertOutcome), blank=True)
    note = models.TextField(_("note"), blank=True)
    decided = models.TextField(_("what the patient reads"), max_length=LONGEST_DECIDED, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("alert")
        verbose_name_plural = _("alerts")
        ordering = ["due_at", "id"]
        constraints = [
            one_of("state", AlertState, "alert_state_known"),
            one_of("outcome", AlertOutcome, "alert_outcome_known", blank=True),
            models.CheckConstraint(condition=Q(level__in=["call_24h", "urgent_now"]), name="alert_level_known"),
            paired("acknowledged_at", "acknowledged_by", "alert_acknowledged_paired"),
            paired("closed_at", "closed_by", "alert_closed_paired"),
            models.UniqueConstraint(
                fields=["patient", "day"], condition=~Q(state="closed"), name="one_open_alert_per_patient_and_day"
            ),
            models.CheckConstraint(
                condition=~Q(state="closed") | (Q(closed_at__isnull=False) & ~Q(outcome="") & ~Q(note="")),
                name="alert_closed_with_outcome_and_note",
                violation_error_message=_("Closing needs an outcome and a note."),
            ),
            models.CheckConstraint(
                condition=Q(snoozed_until=None)
                | Q(level="call_24h", state="acknowledged", contacted_at__isnull=False, owner__isnull=False),
                name="alert_snoozed_once_reached_and_never_urgent",
            ),
        ]
        indexes = [models.Index(fields=["due_at"], condition=~Q(state="closed"), name="alert_open_by_due")]
        triggers = [Traced("patient"), never_deleted("alert_is_never_deleted")]

    def __str__(self) -> str:
        return f"{self.patient}: {self.level}"


class AlertReason(models.Model):
    """A triage result that raised or joined an alert."""

    alert = models.ForeignKey(Alert, on_delete=models.PROTECT, related_name="reasons")
    triage = models.OneToOneField(TriageResult, on_delete=models.PROTECT, related_name="alert_reason")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at"]
        triggers = [Traced("alert"), append_only("alert_reason_is_append_only")]

    def __str__(self) -> str:
        return str(self.triage)


class FindingKind(models.TextChoices):
    RECALL = "recall", _("Recall")
    POSITIVE_TEST = "positive_test", _("Positive test of the product")


class AlertFinding(models.Model):
    """What the clinic found out about a product that the patient was given: a recall, or a test that came back
    positive. `detail` is the number and reason of the recall, or the names of the tests."""

    alert = models.ForeignKey(Alert, on_delete=models.PROTECT, related_name="findings")
    kind = models.CharField(max_length=14, choices=choices_of(FindingKind))
    product = models.ForeignKey("journey.Product", on_delete=models.PROTECT, related_name="findings")
    detail = models.TextField(max_length=1100)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at"]
        constraints = [one_of("kind", FindingKind, "alert_finding_kind_known")]
        triggers = [Traced("alert"), append_only("alert_finding_is_append_only")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.product}"


class ContactRoute(models.TextChoices):
    PHONE = "phone", _("Phone")
    MESSAGE = "message", _("Message")
    EMAIL = "email", _("E-mail")
    LETTER = "letter", _("Letter")
    IN_PERSON = "in_person", _("In person")


# The clocks end when somebody has spoken with the patient (clinical.md 5.2): a letter is sent, nobody answers it.
SPEAKING = (ContactRoute.PHONE, ContactRoute.IN_PERSON)


class ContactResult(models.TextChoices):
    REACHED = "reached", _("Reached")
    LEFT_MESSAGE = "left_message", _("Left message")
    NO_ANSWER = "no_answer", _("No answer")
    WRONG_NUMBER = "wrong_number", _("Wrong number")


class ContactPurpose(models.TextChoices):
    ALERT = "alert", _("Alert")
    CALL_48_72H = "call_48_72h", _("Call after 48 to 72 hours")
    SILENCE = "silence", _("Silence")
    NEW_TIME = "new_time", _("A visit that needs another time")
    OTHER = "other", _("Other")


class ContactAttempt(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    journey = models.ForeignKey(Journey, on_delete=models.PROTECT, related_name="contact_attempts")
    cycle = models.ForeignKey("journey.Cycle", on_delete=models.PROTECT, related_name="contact_attempts")
    alert = models.ForeignKey(Alert, null=True, blank=True, on_delete=models.PROTECT, related_name="contact_attempts")
    # The visit that cannot be when it was: the clinic is closed then, or the person away.
    visit = models.ForeignKey(
        "journey.Appointment", null=True, blank=True, on_delete=models.PROTECT, related_name="contact_attempts"
    )
    purpose = models.CharField(_("what for"), max_length=12, choices=choices_of(ContactPurpose))
    route = models.CharField(_("how"), max_length=10, choices=choices_of(ContactRoute))
    result = models.CharField(_("result"), max_length=14, choices=choices_of(ContactResult))
    note = models.TextField(_("note"), blank=True)
    # The clock of the alert began anew while this was written: it is not about what the alert says since.
    overtaken = models.BooleanField(_("overtaken"), default=False, db_default=False)
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(STAFF, on_delete=models.PROTECT, related_name="+", verbose_name=_("who"))

    class Meta:
        verbose_name = _("contact attempt")
        verbose_name_plural = _("contact attempts")
        ordering = ["-at"]
        constraints = [
            one_of("purpose", ContactPurpose, "contact_purpose_known"),
            one_of("route", ContactRoute, "contact_route_known"),
            one_of("result", ContactResult, "contact_result_known"),
            models.CheckConstraint(
                condition=Q(purpose=ContactPurpose.NEW_TIME, visit__isnull=False)
                | (~Q(purpose=ContactPurpose.NEW_TIME) & Q(visit__isnull=True)),
                name="contact_about_a_visit_knows_which",
            ),
            models.CheckConstraint(
                condition=Q(overtaken=False) | Q(alert__isnull=False), name="contact_overtaken_by_an_alert"
            ),
        ]
        triggers = [Traced("journey"), append_only("contact_attempt_is_append_only")]

    def __str__(self) -> str:
        return f"{self.route}: {self.result}"

    @property
    def is_spoken(self) -> bool:
        return self.result == ContactResult.REACHED and self.route in SPEAKING


# The tries that are about what an alert says now: since its clock runs, and not overtaken by it.
ABOUT_NOW = Q(overtaken=False, at__gte=F("alert__clock_from"))
