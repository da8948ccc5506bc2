"""The clinic itself: what every page needs to know about it, and its sites."""

import uuid
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts import text_messages
from accounts.trace.triggers import Traced
from journey.domain.ae_timers import CHOSEN
from journey.domain.errors import NotAccepted
from journey.domain.keeping_time import LEAST_YEARS, MOST_YEARS
from journey.domain.neutral_name import telling_word
from journey.domain.opening import parse_opening_hours

# Nothing is sent and no check-in opens while one of these is empty (clinical.md 3.1, 10).
REQUIRED = (
    "emergency_number",
    "clinic_phone",
    "out_of_hours_phone",
    "opening_hours",
    "time_zone",
    "approval_statement",
    "evidence_text",
    "sender_name",
)


@cache
def known_time_zones() -> frozenset[str]:
    """By name. Looking through the folders of the zones takes several milliseconds, so that a process does it once."""
    return frozenset(available_timezones())


def check_time_zone(name: str) -> None:
    if name and name not in known_time_zones():
        raise ValidationError({"time_zone": _("Choose a time zone that this server knows, for example Europe/London.")})


def check_opening_hours(text: str) -> None:
    if not text.strip():
        return
    try:
        parse_opening_hours(text)
    except NotAccepted as error:
        raise ValidationError({"opening_hours": error.sentence}) from error


def is_set_up(path: str) -> Q:
    """Rows whose clinic, found by this look-up (with its last underscores), has every required setting: until then
    nothing is sent and no check-in opens."""
    return Q(**{f"{path}{name}__regex": r"\S" for name in REQUIRED})


class Clinic(models.Model):
    """Settings a clinic must approve (clinical.md 10); defaults are the design's, not the clinic's."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("name"), max_length=120)
    emergency_number = models.CharField(_("emergency number"), max_length=20, blank=True)
    clinic_phone = models.CharField(_("clinic phone"), max_length=30, blank=True)
    out_of_hours_phone = models.CharField(_("out-of-hours phone"), max_length=30, blank=True)
    opening_hours = models.TextField(
        _("opening hours"),
        blank=True,
        help_text=_("One line each, for example: Mon-Fri 08:30-17:00"),
    )
    time_zone = models.CharField(_("time zone"), max_length=60, blank=True)
    approval_statement = models.TextField(
        _("approval statement"), blank=True, help_text=_("What the law here says about this treatment, in plain words.")
    )
    evidence_text = models.TextField(_("evidence text"), blank=True, help_text=_("What is known and not known."))
    cooling_off_days = models.PositiveSmallIntegerField(_("cooling-off, days"), default=7)
    consent_max_age_days = models.PositiveSmallIntegerField(_("consent is good for, days"), default=180)
    baseline_max_age_days = models.PositiveSmallIntegerField(_("baseline is good for, days"), default=30)
    allergy_max_age_days = models.PositiveSmallIntegerField(_("allergy check is good for, days"), default=30)
    observation_min_local = models.PositiveSmallIntegerField(_("watch after local only, minutes"), default=30)
    observation_min_donor_or_sedation = models.PositiveSmallIntegerField(
        _("watch after donor cells or sedation, minutes"), default=60
    )
    min_days_between_sessions = models.PositiveSmallIntegerField(_("days between sessions"), default=90)
    max_cycles_24m = models.PositiveSmallIntegerField(_("sessions in 24 months, at most"), default=3)
    repeat_harvest_min_days = models.PositiveSmallIntegerField(_("days before a repeat harvest"), default=14)
    tumescent_lidocaine_max_mg_kg = models.PositiveSmallIntegerField(
        _("lidocaine in tumescent fluid, mg for each kg, at most"),
        default=35,
        help_text=_("With adrenaline. The anaesthetist may lower it."),
    )
    min_age = models.PositiveSmallIntegerField(_("youngest age, years"), default=18)
    min_viability_pct = models.PositiveSmallIntegerField(_("viability of cells, at least, %"), default=70)
    min_viability_pct_expanded = models.PositiveSmallIntegerField(
        _("viability of culture-expanded cells, at least, %"), default=80
    )
    same_day_expiry_h = models.PositiveSmallIntegerField(
        _("cells of the same day are used within, hours of the harvest"), default=4
    )
    outside_team_hours = models.PositiveSmallIntegerField(
        _("a record opened outside the team stays open, hours"), default=24
    )
    answer_requests_days = models.PositiveSmallIntegerField(
        _("a patient's request about their data is answered within, days"), default=30
    )
    sender_name = models.CharField(
        _("name that messages come from"),
        max_length=60,
        blank=True,
        help_text=_("Others may see it on a locked phone: nothing of the body, of an illness or of a treatment."),
    )
    staff_by_text = models.BooleanField(
        _("tell staff on call by text message too"),
        default=False,
        help_text=_("To the mobile numbers of the staff list. This server needs a service for text messages."),
    )
    # No default: the law of the country says it (clinical.md 12, point 6), and while it is blank nothing is removed.
    retention_years = models.PositiveSmallIntegerField(
        _("records are kept after the last contact, years"),
        null=True,
        blank=True,
        help_text=_(
            "A lawyer says this number: the longest time that any law here asks for, with that for traceable cells. "
            "While it is empty, records are kept without an end."
        ),
    )
    reporting_profiles = ArrayField(
        models.CharField(max_length=12),
        default=list,
        blank=True,
        verbose_name=_("adverse events are reported by the rules of"),
        help_text=_("A lawyer says which hold here. A serious event is always told to the responsible physician."),
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("clinic settings")
        verbose_name_plural = _("clinic settings")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(cooling_off_days__gte=1),
                name="clinic_cooling_off_at_least_one_day",
                violation_error_message=_("The cooling-off time is at least 1 day."),
            ),
            models.CheckConstraint(
                condition=models.Q(tumescent_lidocaine_max_mg_kg__range=(1, 35)),
                name="clinic_tumescent_lidocaine_1_to_35",
                violation_error_message=_("Lidocaine in tumescent fluid: 1 to 35 mg for each kg."),
            ),
            models.CheckConstraint(
                condition=models.Q(min_age__range=(18, 99)),
                name="clinic_youngest_age_18_to_99",
                violation_error_message=_("The youngest age is 18 to 99 years."),
            ),
            models.CheckConstraint(
                condition=models.Q(min_viability_pct__range=(1, 100), min_viability_pct_expanded__range=(1, 100)),
                name="clinic_viability_1_to_100",
                violation_error_message=_("Viability is at least 1 to 100 %."),
            ),
            models.CheckConstraint(
                condition=models.Q(same_day_expiry_h__range=(1, 72)),
                name="clinic_cells_of_the_day_1_to_72_hours",
                violation_error_message=_("Cells of the same day are used within 1 to 72 hours."),
            ),
            models.CheckConstraint(
                condition=models.Q(outside_team_hours__range=(1, 72)),
                name="clinic_outside_team_1_to_72_hours",
                violation_error_message=_("A record opened outside the team stays open for 1 to 72 hours."),
            ),
            models.CheckConstraint(
                condition=models.Q(answer_requests_days__range=(1, 31)),
                name="clinic_answers_requests_1_to_31_days",
                violation_error_message=_(
                    "A request about data is answered within 1 to 31 days: the law says a month."
                ),
            ),
            models.CheckConstraint(
                condition=models.Q(retention_years__isnull=True)
                | models.Q(retention_years__range=(LEAST_YEARS, MOST_YEARS)),
                name="clinic_keeps_records_5_to_100_years",
                violation_error_message=_("Records are kept for 5 to 100 years, or without an end."),
            ),
            models.CheckConstraint(
                condition=models.Q(reporting_profiles__contained_by=[each.value for each in CHOSEN]),
                name="clinic_reporting_profiles_known",
            ),
        ]
        triggers = [Traced()]

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone or "UTC")

    def clean(self) -> None:
        check_time_zone(self.time_zone)
        check_opening_hours(self.opening_hours)
        if told := telling_word(self.sender_name):
            words = _("“{word}” tells what the patient is treated for. Choose a name without it.").format(word=told)
            raise ValidationError({"sender_name": words})
        if self.staff_by_text and not text_messages.available():
            raise ValidationError({"staff_by_text": _("This server has no service that sends text messages.")})

    def text_values(self) -> dict[str, str]:
        """What stands in for the setting placeholders of pathway texts."""
        return {
            "emergency_number": self.emergency_number,
            "clinic_phone": self.clinic_phone,
            "out_of_hours_phone": self.out_of_hours_phone,
            "opening_hours": parse_opening_hours(self.opening_hours).words() if self.opening_hours.strip() else "",
            "approval_statement": self.approval_statement,
            "cooling_off": str(self.cooling_off_days),
        }

    def missing(self) -> tuple[str, ...]:
        """Names of required settings that are still empty."""
        return tuple(name for name in REQUIRED if not str(getattr(self, name)).strip())


class Site(models.Model):
    """A place where the clinic sees people."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="sites", verbose_name=_("clinic"))
    name = models.CharField(_("name"), max_length=120)
    address = models.CharField(_("address"), max_length=200, blank=True)
    directions = models.TextField(
        _("how to get there"),
        max_length=600,
        blank=True,
        help_text=_("For patients, in plain words: bus, parking, which door, steps or a lift."),
    )
    lead_clinician = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("lead clinician"),
        help_text=_("Told when nobody is on call, and when an alert has waited too long."),
    )

    class Meta:
        verbose_name = _("site")
        verbose_name_plural = _("sites")
        triggers = [Traced()]

    def __str__(self) -> str:
        return self.name
