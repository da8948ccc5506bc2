"""What we hold about a patient, and how they sign in, as they read it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.second_factor import Passkey
from journey.domain.days import local_date
from journey.models import Patient
from journey.presenters import when
from journey.presenters.follow_ups import Fact


@dataclass(frozen=True)
class OwnRow:
    """A row of the summary list, with the link that changes it."""

    question: str
    answer: tuple[str, ...]
    change_url: str


@dataclass(frozen=True)
class OwnPasskey:
    name: str
    words: str
    rename_url: str
    remove_url: str


@dataclass(frozen=True)
class OwnWays:
    """`has_code`: a code by mail can reach them."""

    rows: tuple[OwnRow, ...]
    passkeys: tuple[OwnPasskey, ...]
    has_code: bool


@dataclass(frozen=True)
class AccountPage:
    """`facts` and `name` are blank for a person who only helps others; `helps` says whether they help anybody now."""

    name: str
    facts: tuple[Fact, ...]
    zone_note: str
    helps: bool
    ways: OwnWays


def account_page(
    patient: Patient | None, user: User, passkeys: Sequence[Passkey], *, at: datetime, helps: bool
) -> AccountPage:
    """The record's e-mail address is shown only where it differs from the one of the sign-in."""
    ways = _ways(user, passkeys, patient.zone if patient else ZoneInfo(settings.TIME_ZONE), at)
    if patient is None:
        return AccountPage("", (), "", helps, ways)
    facts = (
        Fact(_("Name"), patient.full_name),
        Fact(_("Record number"), patient.record_no),
        Fact(_("Phone"), patient.phone or _("None")),
        *([Fact(_("E-mail"), patient.email)] if patient.email.lower() != user.email.lower() else []),
        Fact(_("Your time zone"), when.place(patient.zone)),
    )
    return AccountPage(patient.full_name, facts, _zone_note(patient), helps, ways)


def _ways(user: User, passkeys: Sequence[Passkey], zone: ZoneInfo, at: datetime) -> OwnWays:
    has_password = user.has_usable_password()
    password_url = reverse("account_change_password" if has_password else "account_set_password")
    rows = (
        OwnRow(_("E-mail address for your codes"), (user.email or _("None"),), reverse("patient:new_address")),
        OwnRow(_("Password"), (_("You have one") if has_password else _("None. You need none."),), password_url),
    )
    today = local_date(at, zone)
    return OwnWays(rows, tuple(_passkey(each, zone, today) for each in passkeys), bool(user.email))


def _passkey(key: Passkey, zone: ZoneInfo, today: date) -> OwnPasskey:
    day = when.day((key.used_at or key.added_at).astimezone(zone).date(), today)
    words = _("Last used on {day}") if key.used_at else _("Added on {day}")
    rename, remove = (reverse(name, args=[key.id]) for name in ("mfa_rename_passkey", "mfa_remove_passkey"))
    return OwnPasskey(key.name, words.format(day=day), rename, remove)


def _zone_note(patient: Patient) -> str:
    own, clinic = when.place(patient.zone), patient.site.clinic.time_zone
    if not clinic or clinic == patient.time_zone:
        return _("Your check-ins open and close by {place} time.").format(place=own)
    return _("Your check-ins open and close by {place} time. Visits are in clinic time ({clinic}).").format(
        place=own, clinic=when.place(ZoneInfo(clinic))
    )
