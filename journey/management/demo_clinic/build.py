"""Build the made-up clinic once: settings, staff, pathway with approved rules, and everyone's story until now."""

from datetime import date, datetime, timedelta

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.db import transaction

from accounts.models import User
from journey.actions.caregivers import Invitation, accept_invitation, invite_caregiver
from journey.actions.clinic import approve_rules, publish_pathway, save_settings
from journey.actions.clock import roll_check_ins
from journey.actions.consent_texts import approve_consent_text
from journey.actions.people import add_patient
from journey.actions.staff import set_sites
from journey.domain.caregiving import USUAL_DAYS
from journey.management.demo_clinic.asking import open_between_them
from journey.management.demo_clinic.capacity import set_up_capacity
from journey.management.demo_clinic.cast import HELPERS, PASSWORD, PATIENTS, RIVERSIDE, SITES, STAFF, WORKS_AT, Person
from journey.management.demo_clinic.events import add_events
from journey.management.demo_clinic.lately import add_what_is_new
from journey.management.demo_clinic.on_call import set_up_on_call
from journey.management.demo_clinic.story import DAY, HOUR, Story
from journey.models import Clinic, Patient, Site
from journey.pathway import load_default

LONG_AGO = timedelta(days=900)
HELPED_SINCE = timedelta(days=9)
SETTINGS = {
    "emergency_number": "112",
    "clinic_phone": "01632 960 142",
    "out_of_hours_phone": "01632 960 199",
    "opening_hours": "Mon-Fri 08:30-17:00",
    "time_zone": "Europe/London",
    "approval_statement": (
        "This treatment is not approved for hand pain in this country. This clinic is made up, so is this statement."
    ),
    "evidence_text": "We do not know if it works for hand pain. The hand studies are small and compared with no one.",
    "sender_name": "Riverside Clinic",
    "reporting_profiles": ["uk_ct", "voluntary"],
}


@transaction.atomic
def build_clinic(now: datetime) -> bool:
    """All or nothing. Returns False when there is a clinic already: nothing is touched then."""
    if Clinic.objects.exists():
        return False
    staff = _staff()
    start = now - LONG_AGO
    clinic = Clinic.objects.create(name="Riverside Hand Clinic")
    clinic = save_settings(clinic=clinic, values=SETTINGS, by=staff["manu"], at=start)
    sites = {name: Site.objects.create(clinic=clinic, name=name, address=address) for name, address in SITES.items()}
    _teams(staff, sites, start)
    set_up_capacity(staff, sites, start=start, now=now)
    set_up_on_call(staff, sites, start=start, now=now)
    version = publish_pathway(pathway=load_default(), by=staff["manu"], at=start)
    approve_rules(version=version, by=staff["osei"], at=start + HOUR)
    approve_consent_text(clinic=clinic, is_material=True, changes="", by=staff["osei"], at=start + HOUR)
    password = make_password(PASSWORD)
    for number, person in enumerate(PATIENTS, start=4172):
        patient = _patient(person, number, sites[person.site], staff, password, start)
        _live(person, patient, staff, now)
    while roll_check_ins(at=now):
        pass
    open_between_them(staff, clinic.zone, now)
    add_events(staff, now)
    add_what_is_new(staff, sites, clinic.zone, now)
    _helpers(now, password)
    return True


def _staff() -> dict[str, User]:
    password, people = make_password(PASSWORD), {}
    for username, full_name, shown, role in STAFF:
        own = {"email": f"{username}@clinic.example", "password": password}
        user = User.objects.create(username=username, display_name=shown, first_name=full_name, is_staff=True, **own)
        user.groups.add(Group.objects.get(name=role))
        people[username] = user
    return people


def _teams(staff: dict[str, User], sites: dict[str, Site], at: datetime) -> None:
    for username, person in staff.items():
        chosen = [sites[name] for name in WORKS_AT.get(username, (RIVERSIDE,))]
        set_sites(person=person, sites=chosen, by=staff["manu"], at=at)


def _patient(person: Person, number: int, site: Site, staff: dict[str, User], password: str, at: datetime) -> Patient:
    user = User.objects.create(username=person.username, display_name=person.called, password=password)
    return add_patient(
        by=staff["cora"],
        at=at,
        site=site,
        record_no=f"RHC-{number:06}",
        full_name=person.full_name,
        called=person.called,
        date_of_birth=date.fromisoformat(person.born),
        time_zone=person.zone,
        phone=f"01632 960 {number % 1000:03}",
        email=f"{person.username}@example.org",
        user=user,
    )


def _helpers(now: datetime, password: str) -> None:
    invited = now - HELPED_SINCE
    for username, name, relation, helped in HELPERS:
        helper = User.objects.create(username=username, display_name=name, password=password)
        for whom, level in helped.items():
            patient = Patient.objects.select_related("user").get(user__username=whom)
            asked = Invitation(name, f"{username}@example.org", level, USUAL_DAYS, relation)
            caregiver = invite_caregiver(patient=patient, asked=asked, by=patient.user, at=invited)
            accept_invitation(caregiver=caregiver, by=helper, at=invited + DAY)


def _live(person: Person, patient: Patient, staff: dict[str, User], now: datetime) -> None:
    number = 1
    if person.earlier is not None:
        number = 2
        second = Story(person, patient, staff, now, number)
        opened = second.consult - 15 * DAY
        first = Story(person.earlier, patient, staff, now, 1)
        first.tell(until=opened)
        first.open_next_session(opened)
    Story(person, patient, staff, now, number).tell(until=now)
