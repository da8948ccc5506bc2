"""What bookings hold, in one order everywhere, so that no two of them wait for each other.

The journey where there is one; then the patients, then their visits and places on the waiting list, then the people who
see them, then the rooms: each by id. Whatever books for several takes all of one kind before the first of the next, so
that two who go through the same patients in opposite order queue at the first.
"""

from collections.abc import Collection, Iterable
from uuid import UUID

from django.db.models import Q, QuerySet

from accounts.models import User
from journey.actions.locking import locked
from journey.models import Appointment, Patient, Room, WorkingHours


def hold_patients(keys: Iterable[UUID]) -> None:
    rows = Patient.objects.filter(pk__in=set(keys)).order_by("pk")
    list(rows.select_for_update(of=("self",), no_key=True).only("pk"))


def hold_people(which: Q) -> None:
    rows = User.objects.filter(which).order_by("pk")
    list(rows.select_for_update(of=("self",), no_key=True).only("pk"))


def hold_rooms(rooms: QuerySet[Room]) -> list[Room]:
    return list(rooms.order_by("pk").select_for_update(of=("self",), no_key=True))


def hold_for_several(*, patients: Collection[UUID], sites: Collection[UUID], people: Collection[UUID] = ()) -> None:
    """Before several visits are booked in one transaction: these patients, these people and whoever sees patients at
    these sites, and the rooms there."""
    hold_patients(patients)
    seeing = WorkingHours.objects.filter(site__in=list(sites)).order_by().values("person")
    hold_people(Q(pk__in=list(people)) | Q(pk__in=seeing))
    hold_rooms(Room.objects.filter(site__in=list(sites), is_used=True))


def locked_visit(visit: Appointment) -> Appointment:
    """The visit under its lock, after its patient's."""
    hold_patients([visit.patient_id])
    return locked(visit)
