"""Who is on call at which site, and where members of staff are told."""

import uuid

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from accounts.trace.triggers import Traced
from journey.models.clinic import Site
from journey.models.constraints import choices_of, one_of

STAFF = settings.AUTH_USER_MODEL


class CallPlace(models.TextChoices):
    FIRST = "first", _("First on call")
    SECOND = "second", _("Second on call")


def _one_at_a_time(place: CallPlace, sentence: str) -> ExclusionConstraint:
    """One person for each place of a site at a time. The id is wrapped as a range of one, as in `appointment.py`."""
    one = Func(F("site"), F("site"), Value("[]"), function="uuidrange", output_field=DateTimeRangeField())
    period = Func(
        F("starts_at"), F("ends_at"), RangeBoundary(), function="tstzrange", output_field=DateTimeRangeField()
    )
    return ExclusionConstraint(
        name=f"one_{place.value}_on_call_at_a_time",
        expressions=[(one, RangeOperators.EQUAL), (period, RangeOperators.OVERLAPS)],
        condition=Q(place=place.value),
        violation_error_message=sentence,
    )


class OnCallDuty(models.Model):
    """This person is on call for this site, from one moment to another."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="duties", verbose_name=_("site"))
    person = models.ForeignKey(STAFF, on_delete=models.PROTECT, related_name="duties", verbose_name=_("who"))
    place = models.CharField(_("place"), max_length=6, choices=choices_of(CallPlace), default=CallPlace.FIRST.value)
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))

    class Meta:
        verbose_name = _("duty")
        verbose_name_plural = _("duties")
        ordering = ["starts_at", "id"]
        constraints = [
            one_of("place", CallPlace, "duty_place_known"),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="duty_ends_after_start",
                violation_error_message=_("The duty must end after it starts."),
            ),
            _one_at_a_time(CallPlace.FIRST, _("Somebody else is first on call at that time.")),
            _one_at_a_time(CallPlace.SECOND, _("Somebody else is second on call at that time.")),
        ]
        indexes = [models.Index(fields=["site", "ends_at"], name="duty_by_site")]
        triggers = [Traced()]

    def __str__(self) -> str:
        return f"{self.person}, {self.site}"


class StaffContact(models.Model):
    """Where a member of staff is told that an answer needs them; not what they sign in with."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.OneToOneField(STAFF, on_delete=models.PROTECT, related_name="staff_contact", verbose_name=_("who"))
    email = models.EmailField(_("e-mail for messages of duty"), blank=True)
    mobile = models.CharField(_("mobile number for text messages"), max_length=30, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("where staff are told")
        verbose_name_plural = _("where staff are told")
        triggers = [Traced()]

    def __str__(self) -> str:
        return str(self.person)
