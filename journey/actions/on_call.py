"""The rota of those on call, by site, and where staff are told. Coordinators and managers."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction

from accounts.models import User
from journey import policies
from journey.actions.locking import STALE, check_version, constraints_in_words
from journey.actions.permission import check_site, check_works_at
from journey.actions.spans import take_back
from journey.domain.errors import NotAccepted, StaleVersion
from journey.domain.on_call import LONGEST_DUTY, MOST_WEEKS, weekly
from journey.domain.words import say as _
from journey.models import OnCallDuty, Site, StaffContact
from journey.policies import Act


@transaction.atomic
def add_duty(
    *,
    site: Site,
    person: User,
    place: str,
    starts_at: datetime,
    ends_at: datetime,
    by: User,
    at: datetime,
    weeks: int = 1,
) -> list[OnCallDuty]:
    """This person is on call for the site, once or at the same clock times of several weeks; all or none. The same duty
    sent twice is one. Raises NotAccepted for somebody who does not work there, may not work on alerts or has no
    address, for a time that is over, and where another person is on call already."""
    policies.check(by, Act.PLAN_ON_CALL)
    check_site(by, site)
    policies.check(person, Act.WORK_ALERTS)
    check_works_at(person, site, field="person")
    if not (person.email or StaffContact.objects.filter(person=person).exclude(email="").exists()):
        raise NotAccepted(_("Write down first where {who} is told: no e-mail is known.", who=person), field="person")
    _check_time(starts_at, ends_at, weeks, at)
    zone = ZoneInfo(site.clinic.time_zone or "UTC")
    return [_duty(site, person, place, begins, ends) for begins, ends in weekly(starts_at, ends_at, weeks, zone)]


def _check_time(starts_at: datetime, ends_at: datetime, weeks: int, at: datetime) -> None:
    if ends_at <= starts_at:
        raise NotAccepted(_("The duty must end after it starts."), field="last")
    if ends_at <= at:
        raise NotAccepted(_("This time is over. Enter a duty that is still to come."), field="last")
    if ends_at - starts_at > LONGEST_DUTY:
        raise NotAccepted(_("Enter at most {n} days at a time.", n=LONGEST_DUTY.days), field="last")
    if not 1 <= weeks <= MOST_WEEKS:
        raise NotAccepted(_("Enter 1 to {n} weeks.", n=MOST_WEEKS), field="weeks")


def _duty(site: Site, person: User, place: str, starts_at: datetime, ends_at: datetime) -> OnCallDuty:
    span = {"site": site, "person": person, "place": place, "starts_at": starts_at, "ends_at": ends_at}
    known = OnCallDuty.objects.filter(**span).first()
    if known is not None:
        return known
    duty = OnCallDuty(**span)
    with constraints_in_words(duty):
        duty.full_clean(validate_constraints=False)
        duty.save(force_insert=True)
    return duty


@transaction.atomic
def end_duty(*, duty: OnCallDuty, by: User, at: datetime) -> None:
    """Take it out of the rota; of one that has begun, what was of it stays. Sent twice it is done once."""
    policies.check(by, Act.PLAN_ON_CALL)
    check_site(by, duty.site)
    take_back(OnCallDuty.objects.select_for_update(of=("self",)).filter(pk=duty.pk).first(), at)


@transaction.atomic
def set_contact(
    *, person: User, email: str, mobile: str, by: User, at: datetime, expected_version: int | None = None
) -> StaffContact:
    """Where this member of staff is told of duty. Managers."""
    policies.check(by, Act.EDIT_SETTINGS)
    row = StaffContact.objects.select_for_update(of=("self",)).filter(person=person).first()
    if row is None and expected_version:
        raise StaleVersion(_(STALE))
    row = row or StaffContact(person=person, version=0)
    if row.version:
        check_version(row, expected_version)
    if (row.email, row.mobile) == (email, mobile) and row.version:
        return row
    row.email, row.mobile = email, mobile
    row.version += 1
    with constraints_in_words(row):
        row.full_clean()
        row.save()
    return row
