"""Who is told at the made-up clinic: addresses, leads, and a rota of one site; the other has a gap."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta

from accounts.models import User
from journey.actions.on_call import add_duty, set_contact
from journey.actions.staff import edit_site
from journey.management.demo_clinic.capacity import ZONE
from journey.management.demo_clinic.cast import HILL_STREET, RIVERSIDE
from journey.models import Site

WEEK = timedelta(weeks=1)
WEEKS = 4
LEADS = {RIVERSIDE: "osei", HILL_STREET: "frey"}
ON_CALL = {"first": "kim", "second": "lind"}
TOLD = ("osei", "lind", "frey", "kim", "manu")


def set_up_on_call(staff: Mapping[str, User], sites: Mapping[str, Site], *, start: datetime, now: datetime) -> None:
    boss = staff["manu"]
    for name in TOLD:
        set_contact(person=staff[name], email=f"{name}@clinic.example", mobile="", by=boss, at=start)
    for place, who in LEADS.items():
        site = sites[place]
        known = {"name": site.name, "address": site.address, "directions": site.directions}
        edit_site(site=site, lead_clinician=staff[who], by=boss, **known)
    today = now.astimezone(ZONE).date()
    monday = datetime.combine(today - timedelta(days=today.weekday()), time(8), tzinfo=ZONE)
    for place, who in ON_CALL.items():
        span = {"starts_at": monday, "ends_at": monday + WEEK, "weeks": WEEKS}
        add_duty(site=sites[RIVERSIDE], person=staff[who], place=place, by=boss, at=start, **span)
