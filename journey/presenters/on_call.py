"""The rota as staff read it: who is on call now at their sites, and the times that nobody covers."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from journey.domain.on_call import gaps
from journey.models import CallPlace, OnCallDuty, Site
from journey.policies import Act, may
from journey.presenters.worklists import Now

AHEAD = timedelta(days=7)


@dataclass(frozen=True)
class RotaGap:
    """`until` says how long nobody is on call; `told` who is told instead."""

    site: str
    when: str
    told: str
    is_now: bool


@dataclass(frozen=True)
class Rota:
    """`url` leads to the rota for those who plan it."""

    gaps: tuple[RotaGap, ...]
    url: str

    @property
    def is_now(self) -> bool:
        return any(gap.is_now for gap in self.gaps)


def rota_gaps(sites: Iterable[Site], now: Now) -> Rota | None:
    """The first gap of the next 7 days at each site where the reader works; None without one. One statement."""
    mine = [site for site in sites if site.is_mine]  # type: ignore[attr-defined]
    end = now.at + AHEAD
    rows = OnCallDuty.objects.filter(site__in=mine, place=CallPlace.FIRST, starts_at__lt=end, ends_at__gt=now.at)
    spans: dict[object, list[tuple[datetime, datetime]]] = {site.pk: [] for site in mine}
    for site_id, starts_at, ends_at in rows.values_list("site_id", "starts_at", "ends_at"):
        spans[site_id].append((starts_at, ends_at))
    found = [(site, next(gaps(spans[site.pk], now.at, end), None)) for site in mine]
    lines = tuple(_gap(site, *gap, now) for site, gap in found if gap is not None)
    if not lines:
        return None
    url = reverse("admin:journey_oncallduty_changelist") if may(now.user, Act.PLAN_ON_CALL) else ""
    return Rota(lines, url)


def _gap(site: Site, begins: datetime, ends: datetime, now: Now) -> RotaGap:
    is_now, has_end = begins <= now.at, ends < now.at + AHEAD
    match is_now, has_end:
        case True, True:
            words = _("now, until {end}").format(end=now.short(ends))
        case True, False:
            words = _("now, and for the next 7 days")
        case False, True:
            words = _("from {start} to {end}").format(start=now.short(begins), end=now.short(ends))
        case _:
            words = _("from {start}").format(start=now.short(begins))
    lead = getattr(site, "lead_name", None)
    told = _("{who}, who leads the site").format(who=lead) if lead else _("all clinicians of the site")
    return RotaGap(site=site.name, when=words, told=told, is_now=is_now)


def duty_span(duty: OnCallDuty, now: Now) -> str:
    return _("{start} to {end}").format(start=now.short(duty.starts_at), end=now.short(duty.ends_at))
