"""What a site has to see people with: rooms, working hours, leave, closed days, and what each kind of visit takes."""

import uuid
from datetime import time
from typing import ClassVar
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.trace.triggers import Traced
from journey.domain.capacity import Span, closed_span
from journey.domain.opening import OpeningHours, parse_opening_hours
from journey.domain.visit_types import LONGEST, MOST_AROUND, SHORTEST, RoomNeed, SeenBy, VisitShape
from journey.models.clinic import Site
from journey.models.constraints import Stamp, choices_of, one_of, paired

STAFF = settings.AUTH_USER_MODEL


class RoomKind(models.TextChoices):
    CONSULTING = "consulting", _("Consulting room")
    PROCEDURE = "procedure", _("Procedure room")


class Room(models.Model):
    """A room where patients are seen. One that is not used any more stays with its visits and takes no new ones."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="rooms", verbose_name=_("site"))
    name = models.CharField(_("name"), max_length=60)
    kind = models.CharField(_("kind"), max_length=10, choices=choices_of(RoomKind))
    is_used = models.BooleanField(_("in use"), default=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("room")
        verbose_name_plural = _("rooms")
        ordering = ["site__name", "name"]
        constraints = [
            one_of("kind", RoomKind, "room_kind_known"),
            models.UniqueConstraint(
                fields=["site", "name"],
                name="room_name_once_at_a_site",
                violation_error_message=_("This site has a room of that name already."),
            ),
        ]
        triggers = [Traced()]

    def __str__(self) -> str:
        return self.name


class WorkingHours(models.Model):
    """The hours of every week in which somebody sees patients at a site; written as the clinic's opening hours are."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(STAFF, on_delete=models.PROTECT, related_name="working_hours", verbose_name=_("who"))
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="working_hours", verbose_name=_("site"))
    hours = models.TextField(_("hours"), help_text=_("One line each, for example: Mon-Fri 08:30-12:30"))
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("working hours")
        verbose_name_plural = _("working hours")
        ordering = ["person__display_name", "site__name"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "site"],
                name="working_hours_once",
                violation_error_message=_("This person has hours at this site already. Change those."),
            )
        ]
        triggers = [Traced()]

    def __str__(self) -> str:
        return f"{self.person}, {self.site}"

    @property
    def week(self) -> OpeningHours:
        return parse_opening_hours(self.hours)


class Leave(models.Model):
    """Somebody is away, at every site."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(STAFF, on_delete=models.PROTECT, related_name="leave", verbose_name=_("who"))
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))
    # Unknown of those from before it was kept.
    entered_at = Stamp(_("entered"))
    entered_by = models.ForeignKey(STAFF, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("leave")
        verbose_name_plural = _("leave")
        ordering = ["starts_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="leave_ends_after_start",
                violation_error_message=_("The leave must end after it starts."),
            ),
            paired("entered_at", "entered_by", "leave_entered_paired"),
        ]
        indexes = [models.Index(fields=["person", "ends_at"], name="leave_by_person")]
        triggers = [Traced()]

    def __str__(self) -> str:
        return str(self.person)


class ClosureKind(models.TextChoices):
    HOLIDAY = "holiday", _("Public holiday")
    CLOSURE = "closure", _("Closed by the clinic")


class Closure(models.Model):
    """A time in which nobody is seen: at all sites, at one, or in one of its rooms. Days are those of the clinic's
    calendar; a clock time makes the first or the last of them a part of a day. One that was taken back stays."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    site = models.ForeignKey(
        Site, null=True, blank=True, on_delete=models.PROTECT, related_name="closures", verbose_name=_("site")
    )
    room = models.ForeignKey(
        Room, null=True, blank=True, on_delete=models.PROTECT, related_name="closures", verbose_name=_("room")
    )
    kind = models.CharField(_("kind"), max_length=8, choices=choices_of(ClosureKind))
    name = models.CharField(_("name"), max_length=80)
    first = models.DateField(_("first day"))
    last = models.DateField(_("last day"))
    from_clock = models.TimeField(_("from, on the first day"), null=True, blank=True)
    to_clock = models.TimeField(_("until, on the last day"), null=True, blank=True)
    # Unknown of those from before it was kept.
    entered_at = Stamp(_("entered"))
    entered_by = models.ForeignKey(STAFF, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    opened_at = Stamp(_("opened again"))
    opened_by = models.ForeignKey(STAFF, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("closed days")
        verbose_name_plural = _("closed days")
        ordering = ["first", "id"]
        constraints = [
            one_of("kind", ClosureKind, "closure_kind_known"),
            models.CheckConstraint(
                condition=Q(last__gte=F("first")),
                name="closure_ends_after_start",
                violation_error_message=_("The last day must not be before the first."),
            ),
            models.CheckConstraint(
                condition=Q(from_clock__isnull=True)
                | Q(to_clock__isnull=True)
                | Q(last__gt=F("first"))
                | Q(to_clock__gt=F("from_clock")),
                name="closure_of_one_day_ends_after_start",
                violation_error_message=_("The closed time must end after it starts."),
            ),
            models.CheckConstraint(
                condition=Q(to_clock__isnull=True) | Q(to_clock__gt=time(0)),
                name="closure_until_a_time_of_its_last_day",
                violation_error_message=_("The closed time must end after it starts."),
            ),
            models.CheckConstraint(
                condition=Q(room__isnull=True) | Q(site__isnull=False), name="closure_of_a_room_knows_its_site"
            ),
            paired("entered_at", "entered_by", "closure_entered_paired"),
            paired("opened_at", "opened_by", "closure_opened_paired"),
        ]
        triggers = [Traced()]

    def __str__(self) -> str:
        return self.name

    def span(self, zone: ZoneInfo) -> Span:
        """Its moments; `zone` is the clinic's."""
        return closed_span(self.first, self.last, self.from_clock, self.to_clock, zone)


class VisitType(models.Model):
    """What a kind of visit takes at this clinic, where it is not what the design says (`domain/visit_types.py`)."""

    ROOMS: ClassVar = [
        (RoomNeed.NONE.value, _("No room")),
        (RoomNeed.CONSULTING.value, RoomKind.CONSULTING.label),
        (RoomNeed.PROCEDURE.value, RoomKind.PROCEDURE.label),
    ]

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("visit"), max_length=14, unique=True)
    minutes = models.PositiveSmallIntegerField(_("minutes with the patient"))
    room = models.CharField(_("room"), max_length=10, choices=ROOMS)
    by_clinician = models.BooleanField(_("clinician"), default=True)
    by_nurse = models.BooleanField(_("nurse"), default=False)
    by_coordinator = models.BooleanField(_("coordinator"), default=False)
    prepare = models.PositiveSmallIntegerField(_("minutes to prepare the room"), default=0)
    clean_up = models.PositiveSmallIntegerField(_("minutes to clean up"), default=0)
    bring = models.TextField(
        _("what to bring"), max_length=600, blank=True, help_text=_("For patients, one thing on each line.")
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("visit type")
        verbose_name_plural = _("visit types")
        constraints = [
            models.CheckConstraint(
                condition=Q(room__in=[need.value for need in RoomNeed]), name="visit_type_room_known"
            ),
            models.CheckConstraint(
                condition=Q(minutes__range=(SHORTEST, LONGEST)),
                name="visit_type_5_minutes_to_12_hours",
                violation_error_message=_("A visit takes 5 minutes to 12 hours."),
            ),
            models.CheckConstraint(
                condition=Q(prepare__lte=MOST_AROUND, clean_up__lte=MOST_AROUND),
                name="visit_type_around_at_most_4_hours",
                violation_error_message=_("Preparing and cleaning up take at most 4 hours each."),
            ),
            models.CheckConstraint(
                condition=Q(by_clinician=True) | Q(by_nurse=True) | Q(by_coordinator=True),
                name="visit_type_is_with_somebody",
                violation_error_message=_("Choose who may see the patient."),
            ),
        ]
        triggers = [Traced()]

    def __str__(self) -> str:
        return self.kind

    @property
    def shape(self) -> VisitShape:
        people = {
            SeenBy.CLINICIAN: self.by_clinician,
            SeenBy.NURSE: self.by_nurse,
            SeenBy.COORDINATOR: self.by_coordinator,
        }
        seen_by = frozenset(who for who, may in people.items() if may)
        return VisitShape(self.minutes, RoomNeed(self.room), seen_by, self.prepare, self.clean_up)
