"""What else a visitor shall find: a call and an expected level that were agreed, a draft of the pathway, a letter to
post, questions of patients, a wish to come earlier, and a day that had to be closed."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from accounts.models import User
from journey.access.capacity import site_capacity, visit_shapes
from journey.actions.alert_calls import answer_call, propose_call
from journey.actions.alert_snoozes import snooze_alert
from journey.actions.alerts import take_alert
from journey.actions.appointments import book_appointment
from journey.actions.capacity import add_closure
from journey.actions.contacts import log_contact
from journey.actions.letters import queue_letter
from journey.actions.pathway_drafts import Where, copy_version, save_entry, seen_of
from journey.actions.people import change_postal_address
from journey.actions.questions import answer_question, ask_question
from journey.actions.waiting import join_waiting
from journey.domain.days import local_date
from journey.domain.slots import Wish, free_slots
from journey.management.demo_clinic.cast import RIVERSIDE
from journey.models import Alert, Appointment, Cycle, PartOfDay, PathwayVersion, Site, Stage
from journey.pathway.parts import entries, parts

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
KIND = "w2"
# Two weeks after the needle they come within a few days of one another.
TO_MOVE = ("rosa", "zoe", "anya")
CARRY = "Light bags are fine after 7 days. Keep each bag under 2 kg until day 14. Stop if it hurts more."
WORKING_DAYS = ("0", "1", "2", "3", "4")
ASKED_IN, ASKED_MORE = "We will be open with you about what we see.", " Ask us all that you want to know."


def add_what_is_new(staff: Mapping[str, User], sites: Mapping[str, Site], zone: ZoneInfo, now: datetime) -> None:
    """Called once everybody's story is told."""
    _agree_a_call(_alert_of("bela"), staff["kim"], now)
    _agree_a_level(_alert_of("sofia"), staff["osei"], now)
    _draft(staff["osei"], now)
    desk, today = staff["cora"], local_date(now, zone)
    _queue_a_letter("ruth", desk, now)
    _ask("rosa", "When can I carry my shopping again?", now - 26 * HOUR, staff["kim"])
    _ask("anya", "Can I swim on holiday next month?", now - 3 * HOUR)
    _wait_for_an_earlier_time(_book("luis", today + 6 * DAY, desk, zone, now), now)
    _close([_book(each, today + 11 * DAY, desk, zone, now) for each in TO_MOVE], sites[RIVERSIDE], desk, zone, now)


def _alert_of(username: str) -> Alert:
    rows = Alert.objects.select_related("patient__user", "journey").filter(patient__user__username=username)
    return rows.latest("opened_at")


def _agree_a_call(alert: Alert, nurse: User, now: datetime) -> None:
    calls_at = (now + 2 * HOUR).replace(minute=0, second=0, microsecond=0)
    alert = take_alert(alert=alert, by=nurse, at=now - HOUR)
    call = propose_call(alert=alert, calls_at=calls_at, by=nurse, at=now - HOUR)
    assert alert.patient.user is not None
    answer_call(call=call, answer="suits", words="", by=alert.patient.user, at=now - 40 * MINUTE)


def _agree_a_level(alert: Alert, doctor: User, now: datetime) -> None:
    alert, spoke = take_alert(alert=alert, by=doctor, at=now - 20 * HOUR), now - 19 * HOUR
    log_contact(
        cycle=alert.journey.cycles.latest("number"), alert=alert, purpose="alert", route="phone", result="reached",
        by=doctor, at=spoke, note="Sore since she dug the garden. No heat, no swelling, no fever.",
    )  # fmt: skip
    alert.refresh_from_db()
    snooze_alert(
        alert=alert, expected="The pain falls each day and is below 6 in two days.",
        reason="Seen on a call: no sign of an infection.", until=now + 2 * DAY, by=doctor, at=spoke + 5 * MINUTE,
    )  # fmt: skip


def _ask(username: str, words: str, asked_at: datetime, nurse: User | None = None) -> None:
    """In the stage that is open, or closed last; a nurse answers two hours later."""
    stages = Stage.objects.select_related("cycle__journey__patient__user").filter(opened_at__isnull=False)
    stage = stages.filter(cycle__journey__patient__user__username=username).latest("opened_at")
    user = stage.cycle.journey.patient.user
    assert user is not None
    question = ask_question(stage=stage, words=words, by=user, at=asked_at)
    if nurse is not None:
        answer_question(question=question, answer=CARRY, by=nurse, at=asked_at + 2 * HOUR)


def _draft(doctor: User, now: datetime) -> None:
    version = copy_version(version=PathwayVersion.objects.latest("number"), by=doctor, at=now - 2 * DAY)
    part = parts()["education"]
    texts = entries(version.document, part)
    index = next(place for place, text in enumerate(texts) if ASKED_IN in text["body"])
    value = {**texts[index], "body": texts[index]["body"].replace(ASKED_IN, ASKED_IN + ASKED_MORE)}
    where = Where(part, index, seen_of(texts[index]))
    save_entry(version=version, where=where, value=value, by=doctor, at=now - 2 * DAY + HOUR)


def _queue_a_letter(username: str, desk: User, now: datetime) -> None:
    """About the check of one year, which nobody has booked: messages and calls found nobody."""
    cycle = Cycle.objects.select_related("journey__patient__site").filter(journey__patient__user__username=username)
    newest = cycle.latest("number")
    change_postal_address(
        patient=newest.journey.patient, postal_address="4 Quay Lane\nRiverside", by=desk, at=now - HOUR
    )
    queue_letter(cycle=cycle.latest("number"), code="M12", by=desk, at=now - HOUR)


def _book(username: str, first: date, desk: User, zone: ZoneInfo, now: datetime) -> Appointment | None:
    """The two-week visit, at the first time from that day on in which who leads the journey is free."""
    cycle = Cycle.objects.select_related("journey__patient__site", "journey__patient__user", "journey__lead_clinician")
    cycle = cycle.filter(journey__patient__user__username=username).latest("number")
    patient, doctor, shape = cycle.journey.patient, cycle.journey.lead_clinician, visit_shapes()[KIND]
    last = first + 4 * DAY
    capacity = site_capacity(patient.site, shape, first, last, patient=patient, zone=zone, person=doctor)
    slot = next(free_slots(Wish(first, last), shape, capacity, now), None)
    if slot is None or doctor is None:
        return None
    times = {"starts_at": slot.starts_at, "ends_at": slot.ends_at, "why_outside": "As the patient asked."}
    return book_appointment(cycle=cycle, clinician=doctor, kind=KIND, by=desk, at=now - 6 * HOUR, **times)


def _wait_for_an_earlier_time(visit: Appointment | None, now: datetime) -> None:
    if visit is not None:
        user = visit.patient.user
        assert user is not None
        join_waiting(visit=visit, weekdays=WORKING_DAYS, part=PartOfDay.ANY, notice_days=2, by=user, at=now - 5 * HOUR)


def _close(visits: Iterable[Appointment | None], site: Site, desk: User, zone: ZoneInfo, now: datetime) -> None:
    """A burst pipe, on the day on which most of them would come."""
    days = Counter(local_date(each.starts_at, zone) for each in visits if each is not None)
    if days:
        (day, _visits), *_others = days.most_common(1)
        add_closure(site=site, kind="closure", name="Burst pipe", first=day, last=day, by=desk, at=now - HOUR)
