"""The list of devices in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Session

JUST_NOW = timedelta(minutes=2)


@dataclass(frozen=True)
class Device:
    id: UUID
    name: str
    words: str
    is_current: bool


def devices_page(rows: Iterable[Session], *, current: UUID, at: datetime) -> list[Device]:
    """This one first."""
    nameless = _("A device that did not say its name")
    found = [Device(row.public_id, row.device or nameless, _used(row, at), row.public_id == current) for row in rows]
    return sorted(found, key=lambda device: not device.is_current)


def _used(row: Session, at: datetime) -> str:
    since = at - row.started_at
    return _("Signed in {ago}, last used {used}.").format(ago=_ago(since), used=_ago(at - row.seen_at))


def _ago(passed: timedelta) -> str:
    if passed < JUST_NOW:
        return _("just now")
    minutes = int(passed.total_seconds() // 60)
    if minutes < 90:
        return ngettext("{n} minute ago", "{n} minutes ago", minutes).format(n=minutes)
    hours = round(minutes / 60)
    return ngettext("{n} hour ago", "{n} hours ago", hours).format(n=hours)
