"""The clinic's rooms, and what each kind of visit takes. Managers."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from journey import policies
from journey.actions.locking import STALE, check_version, constraints_in_words, locked
from journey.domain.errors import NotAccepted, StaleVersion
from journey.domain.visit_types import DEFAULTS
from journey.domain.words import say as _
from journey.domain.words import say_many as ngettext
from journey.models import Appointment, Room, Site, VisitType
from journey.models.appointment import TAKES_TIME
from journey.policies import Act


@transaction.atomic
def add_room(*, site: Site, name: str, kind: str, by: User, at: datetime) -> Room:
    """Raises NotAccepted for a name that the site has already."""
    policies.check(by, Act.EDIT_SETTINGS)
    room = Room(site=site, name=name, kind=kind)
    with constraints_in_words(room):
        room.full_clean()
        room.save(force_insert=True)
    return room


@transaction.atomic
def edit_room(
    *, room: Room, name: str, kind: str, is_used: bool, by: User, at: datetime, expected_version: int | None = None
) -> Room:
    """Another name, kind, or no longer in use. Raises NotAccepted while visits to come are booked in a room that would
    not take them any more."""
    policies.check(by, Act.EDIT_SETTINGS)
    room = locked(room)
    check_version(room, expected_version)
    if room.is_used and (not is_used or kind != room.kind):
        ahead = Appointment.objects.filter(room=room, state__in=TAKES_TIME, occupied_until__gt=at).count()
        if ahead:
            words = ngettext(
                "{number} visit to come is in this room. Move it first.",
                "{number} visits to come are in this room. Move them first.",
                ahead,
            )
            raise NotAccepted(words, field="kind" if is_used else "is_used")
    room.name, room.kind, room.is_used = name, kind, is_used
    room.version += 1
    with constraints_in_words(room):
        room.full_clean()
        room.save()
    return room


@transaction.atomic
def set_visit_type(
    *, kind: str, values: Mapping[str, Any], by: User, at: datetime, expected_version: int | None = None
) -> VisitType:
    """What a kind of visit takes from now on. Visits that are booked keep what they were booked with."""
    policies.check(by, Act.EDIT_SETTINGS)
    if kind not in DEFAULTS:
        raise NotAccepted(_("Choose the visit."), field="kind")
    row = VisitType.objects.select_for_update().filter(kind=kind).first()
    if row is None:
        if expected_version:
            raise StaleVersion(_(STALE))
        row = VisitType(kind=kind, version=0)
    else:
        check_version(row, expected_version)
    for name, value in values.items():
        setattr(row, name, value)
    row.version += 1
    with constraints_in_words(row):
        row.full_clean()
        row.save()
    return row
