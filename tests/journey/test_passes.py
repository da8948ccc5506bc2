"""One bad row never ends a pass: of each step of each periodic job the others are done, and the one is written down."""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from unittest.mock import Mock
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, transaction

from accounts import mail
from accounts.mail import Letter
from accounts.models import OutgoingMail, StuckRow, User
from accounts.queue_health import periodic_tasks
from accounts.row_by_row import in_batches
from journey.actions.alert_snoozes import wake_snoozed
from journey.actions.appointments import book_appointment
from journey.actions.capacity import set_hours
from journey.actions.clock import roll_check_ins
from journey.actions.event_notices import tell_of_late_events
from journey.actions.last_contacts import note_last_contacts
from journey.actions.notices import follow_clocks
from journey.actions.reminders import note_reminders, send_reminders
from journey.actions.report_notices import tell_of_reports
from journey.actions.waiting import follow_waiting, join_waiting
from journey.models import (
    Alert,
    Appointment,
    CheckIn,
    Clinic,
    EventNotice,
    IdentityRemoval,
    Journey,
    LastContact,
    Notice,
    Patient,
    Reminder,
    ReportNotice,
    Waiting,
)
from tests.builders import NOW, check_in_of, fresh, newest_cycle, staff
from tests.events import assessed, drafted
from tests.journey.actions.test_alerts import report
from tests.journey.actions.test_alerts_after import put_off, taken
from tests.journey.actions.test_notices import told_at
from tests.meta.code import ROOT
from tests.walked import walked

pytestmark = pytest.mark.django_db
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
NEXT_TUESDAY, LATER = NOW + 7 * DAY, NOW + 21 * DAY
YEARS = 10
# Jobs of one statement, or of an order that must not be broken. Each says why no row of it can hold up another.
WHOLE = {
    "forget_old_sessions": "one statement that asks for a moment alone",
    "forget_old_forms": "one statement that asks for a moment alone",
    "forget_old_tickets": "one statement that asks for a moment alone",
    "forget_past_tries": "one statement that asks for a moment alone",
    "forget_old_failures": "one statement that asks for a moment alone",
    "seal_trace": "each seal follows from the one before: the first page of staff says when one does not come",
    "verify_trace": "it reads, and says which row is not as it was written",
}
PLANT = """
    create or replace function planted() returns trigger language plpgsql as $$ begin
        if to_jsonb(coalesce(new, old)) ->> tg_argv[0] = tg_argv[1] then raise exception 'planted'; end if;
        return coalesce(new, old);
    end $$
"""


@dataclass(frozen=True)
class Pass:
    """`keys` are the rows of the three patients. A change of `table` is refused where its `column` says `bad`, or else
    the middle key. `run` is the pass, `is_done` asks of one row."""

    keys: Sequence[UUID]
    table: str
    column: str
    run: Callable[[], object]
    is_done: Callable[[UUID], bool]
    bad: UUID | None = None


@contextmanager
def planted(each: Pass) -> Iterator[None]:
    said = (each.column, str(each.bad or each.keys[1]))
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute(PLANT)
        cursor.execute(
            f"create trigger planted before insert or update or delete on {each.table} "
            f"for each row execute function planted('{said[0]}', '{said[1]}')"
        )
        yield
        cursor.execute("set constraints all immediate")
        cursor.execute(f"drop trigger planted on {each.table}")


def at_table(model: Any) -> str:
    return str(model._meta.db_table)


def opened(people: Sequence[Journey]) -> Pass:
    keys = [check_in_of(each, "A-3").pk for each in people]
    return Pass(keys, at_table(CheckIn), "id", lambda: roll_check_ins(at=NOW), check_in_is("open"))


def missed(people: Sequence[Journey]) -> Pass:
    keys = [check_in_of(each, "A-2").pk for each in people]
    return Pass(keys, at_table(CheckIn), "id", lambda: roll_check_ins(at=NOW), check_in_is("missed"))


def check_in_is(state: str) -> Callable[[UUID], bool]:
    return lambda key: CheckIn.objects.get(pk=key).state == state


def woken(people: Sequence[Journey]) -> Pass:
    alerts = [put_off(taken(each), until=NOW + DAY) for each in people]
    is_back = lambda key: Alert.objects.get(pk=key).snoozed_until is None  # noqa: E731
    return Pass([each.pk for each in alerts], at_table(Alert), "id", lambda: wake_snoozed(at=NOW + DAY), is_back)


def told_of_alerts(people: Sequence[Journey]) -> Pass:
    told_at(staff("clinician"))
    keys = [report(each, signs_hand=("discharge",), discharge="pus").pk for each in people]
    later = NOW + HOUR
    is_told = lambda key: Notice.objects.filter(alert=key, at=later).exists()  # noqa: E731
    return Pass(keys, at_table(Notice), "alert_id", lambda: follow_clocks(at=later), is_told)


def check_ins_reminded(people: Sequence[Journey]) -> Pass:
    keys = [check_in_of(each, "A-3").pk for each in people]
    is_noted = lambda key: Reminder.objects.filter(check_in=key).exists()  # noqa: E731
    return Pass(keys, at_table(Reminder), "check_in_id", lambda: note_reminders(at=NOW), is_noted)


def booked(people: Sequence[Journey], starts_at: datetime) -> list[Appointment]:
    """One after the other."""
    values = {"kind": "unscheduled", "clinician": staff(), "by": staff("coordinator"), "at": NOW, "why_outside": "x"}
    starts = [starts_at + number * HOUR / 2 for number in range(len(people))]
    return [
        book_appointment(cycle=newest_cycle(each), starts_at=start, ends_at=start + HOUR / 2, **values)
        for each, start in zip(people, starts, strict=True)
    ]


def visits_reminded(people: Sequence[Journey]) -> Pass:
    keys = [each.pk for each in booked(people, LATER)]
    is_noted = lambda key: Reminder.objects.filter(visit=key).exists()  # noqa: E731
    return Pass(keys, at_table(Reminder), "visit_id", lambda: note_reminders(at=LATER - 23 * HOUR), is_noted)


def missed_visits_reminded(people: Sequence[Journey]) -> Pass:
    keys = [each.pk for each in booked(people, NOW + DAY)]
    after = NOW + 2 * DAY
    Appointment.objects.filter(pk__in=keys).update(state="no_show", state_at=after, state_by=staff())
    is_noted = lambda key: Reminder.objects.filter(visit=key, occasion="visit_missed").exists()  # noqa: E731
    return Pass(keys, at_table(Reminder), "visit_id", lambda: note_reminders(at=after + HOUR), is_noted)


def reminders_sent(people: Sequence[Journey]) -> Pass:
    note_reminders(at=NOW)
    Reminder.objects.update(leaves_at=NOW)
    keys = [each.patient_id for each in people]
    is_sent = lambda key: not Reminder.objects.filter(patient=key, mail=None).exists()  # noqa: E731
    return Pass(keys, at_table(Reminder), "patient_id", lambda: send_reminders(at=NOW), is_sent)


def mails_sent(people: Sequence[Journey]) -> Pass:
    words = {"kind": "sign_in_code", "letter": Letter("x", ["x"]), "at": NOW}
    keys = [mail.write(to=f"{number}@example.org", **words).pk for number, _who in enumerate(people)]
    is_sent = lambda key: OutgoingMail.objects.get(pk=key).sent_at is not None  # noqa: E731
    return Pass(keys, at_table(OutgoingMail), "id", lambda: mail.deliver_due(at=NOW), is_sent)


def told_of_late_events(people: Sequence[Journey]) -> Pass:
    told_at(staff("clinician"))
    keys = [drafted(each).pk for each in people]
    is_told = lambda key: EventNotice.objects.filter(event=key).exists()  # noqa: E731
    return Pass(keys, at_table(EventNotice), "event_id", lambda: tell_of_late_events(at=NOW + 2 * HOUR), is_told)


def told_of_reports(people: Sequence[Journey]) -> Pass:
    Clinic.objects.update(reporting_profiles=["us_ind"])
    told_at(staff("clinician"))
    events = [assessed(each, criteria=("hospital",)) for each in people]
    later, bad = NOW + 13 * DAY, events[1].patient_id
    is_told = lambda key: ReportNotice.objects.filter(report__event=key).exists()  # noqa: E731
    keys = [each.pk for each in events]
    return Pass(keys, at_table(ReportNotice), "patient_id", lambda: tell_of_reports(at=later), is_told, bad)


def waiting(people: Sequence[Journey]) -> list[Waiting]:
    site = people[0].patient.site
    set_hours(person=staff(), site=site, hours="Tue 10:00-11:30", by=staff("coordinator"), at=NOW)
    wish = {"weekdays": [], "part": "any", "notice_days": 1, "at": NOW}
    return [join_waiting(visit=each, by=me(each.journey), **wish) for each in booked(people, LATER)]


def me(journey: Journey) -> User:
    assert journey.patient.user is not None
    return journey.patient.user


def offered(people: Sequence[Journey]) -> Pass:
    keys = [each.pk for each in waiting(people)]
    is_offered = lambda key: Appointment.objects.filter(waiting=key).exists()  # noqa: E731
    return Pass(keys, at_table(Appointment), "waiting_id", lambda: follow_waiting(at=NOW), is_offered)


def offers_ended(people: Sequence[Journey]) -> Pass:
    waiting(people)
    follow_waiting(at=NOW)
    keys = list(Appointment.objects.filter(state="offered").order_by("pk").values_list("pk", flat=True))
    is_ended = lambda key: Appointment.objects.get(pk=key).state != "offered"  # noqa: E731
    return Pass(keys, at_table(Appointment), "id", lambda: follow_waiting(at=NOW + 2 * DAY), is_ended)


def places_ended(people: Sequence[Journey]) -> Pass:
    keys = [each.pk for each in waiting(people)]
    is_ended = lambda key: Waiting.objects.get(pk=key).ended_at is not None  # noqa: E731
    return Pass(keys, at_table(Waiting), "id", lambda: follow_waiting(at=LATER + DAY), is_ended)


def contacts_counted(people: Sequence[Journey]) -> Pass:
    Clinic.objects.update(retention_years=YEARS)
    later = NOW.replace(year=NOW.year + YEARS + 1)
    keys = [each.patient_id for each in people]
    is_counted = lambda key: LastContact.objects.filter(pk=key).exists()  # noqa: E731
    return Pass(keys, at_table(LastContact), "patient_id", lambda: note_last_contacts(at=later), is_counted)


def contacts_ended(people: Sequence[Journey]) -> Pass:
    counted = contacts_counted(people)
    counted.run()
    done = {"asked_at": NOW, "done_at": NOW, "reason": "x", "years": YEARS, "last_contact": NOW.date()}
    who = {"asked_by": staff("manager"), "done_by": staff("manager", "Mia Dunn")}
    IdentityRemoval.objects.bulk_create(IdentityRemoval(patient_id=key, **done, **who) for key in counted.keys)
    is_ended = lambda key: not counted.is_done(key)  # noqa: E731
    return Pass(counted.keys, counted.table, counted.column, counted.run, is_ended)


STEPS: dict[str, Callable[[Sequence[Journey]], Pass]] = {
    "roll_check_ins.open": opened,
    "roll_check_ins.miss": missed,
    "follow_alert_clocks.wake": woken,
    "follow_alert_clocks.tell": told_of_alerts,
    "remind_patients.check_in": check_ins_reminded,
    "remind_patients.visit": visits_reminded,
    "remind_patients.missed_visit": missed_visits_reminded,
    "remind_patients.send": reminders_sent,
    "send_due_mail.send": mails_sent,
    "tell_of_reports.late_event": told_of_late_events,
    "tell_of_reports.report": told_of_reports,
    "follow_waiting_list.offer": offered,
    "follow_waiting_list.offer_over": offers_ended,
    "follow_waiting_list.place_over": places_ended,
    "note_last_contacts.count": contacts_counted,
    "note_last_contacts.end": contacts_ended,
}


@pytest.fixture(scope="module")
def three(file_transaction: None) -> list[Journey]:
    three = [walked("post_care", day=3, name=name) for name in ("Ann Roe", "Bea Low", "Cyd Ray")]
    for each in three:
        email = f"{each.patient.called.lower()}@example.org"
        User.objects.filter(pk=each.patient.user_id).update(email=email)
        Patient.objects.filter(pk=each.patient_id).update(email=email)
    return three


@pytest.fixture
def people(three: list[Journey], db: None) -> list[Journey]:
    """Three days after the injection, each with an address."""
    return [fresh(each) for each in three]


def test_of_each_step_the_others_are_done_and_the_bad_row_is_written_down_until_it_is_done(
    people: list[Journey],
) -> None:
    for step, prepare in STEPS.items():
        with transaction.atomic():
            each = prepare(people)
            with planted(each):
                each.run()
                done = [each.is_done(key) for key in each.keys]
            rows = list(StuckRow.objects.values_list("step", "row"))
            assert (done, rows) == ([True, False, True], [(step, each.keys[1])]), step

            each.run()
            assert all(map(each.is_done, each.keys)), step
            assert not StuckRow.objects.exists(), step
            transaction.set_rollback(True)


def test_every_periodic_job_goes_row_by_row_or_says_why_not() -> None:
    code = [
        file.read_text(encoding="utf-8")
        for part in ("accounts", "journey/actions")
        for file in sorted((ROOT / part).glob("*.py"))
    ]
    said = {each for text in code for each in re.findall(r'(?:one_by_one|in_batches)\(\s*f?"([\w.{}]+)"', text)}
    assert said == {re.sub(r"^(remind_patients)\.(?!send).*", r"\1.{name}", step) for step in STEPS}
    assert {step.partition(".")[0] for step in STEPS} | set(WHOLE) == set(periodic_tasks())


def test_patient_in_a_time_zone_that_the_server_does_not_know_holds_up_nobody(people: list[Journey]) -> None:
    """BAD-04"""
    Patient.objects.filter(pk=people[1].patient_id).update(time_zone="Mars/Olympus")
    roll_check_ins(at=NOW)
    note_reminders(at=NOW)

    assert set(Reminder.objects.values_list("patient", flat=True)) == {people[0].patient_id, people[2].patient_id}
    stuck = StuckRow.objects.get()
    assert (stuck.step, stuck.problem) == ("remind_patients.check_in", "ZoneInfoNotFoundError")
    note_reminders(at=NOW + MINUTE)
    stuck.refresh_from_db()
    assert (stuck.times, stuck.since, stuck.last_at) == (2, NOW, NOW + MINUTE)


def test_bad_rows_are_found_in_few_halves_and_come_last_the_next_time(db: None) -> None:
    keys = [UUID(int=number) for number in range(1, 501)]
    bad, seen = {keys[3], keys[400]}, []

    def work(batch: Sequence[UUID]) -> int:
        seen.append(list(batch))
        if bad & set(batch):
            raise ValueError("x")
        return len(batch)

    assert in_batches("x.y", keys, work, at=NOW, together=500) == 498
    assert len(seen) < 50
    seen.clear()
    assert in_batches("x.y", keys, work, at=NOW, together=500) == 498
    assert [len(each) for each in seen] == [498, 2, 1, 1]


def test_mail_that_failed_stays_written_down_while_it_is_not_due(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    row = mail.write(kind="sign_in_code", to="a@example.org", letter=Letter("x", ["x"]), at=NOW)
    with monkeypatch.context() as broken:
        broken.setattr(mail, "_send", Mock(side_effect=DatabaseError))
        for minutes in range(3):
            mail.deliver_due(at=NOW + minutes * MINUTE)
            stuck = StuckRow.objects.get()
        assert (stuck.row, stuck.since, stuck.times) == (row.pk, NOW, 2), "tried twice, claimed in between"

    mail.deliver_due(at=NOW + 4 * MINUTE)
    assert not StuckRow.objects.exists()


def test_stuck_row_names_an_error_by_its_kind_and_keeps_none_of_its_words(people: list[Journey], caplog: Any) -> None:
    Patient.objects.filter(pk=people[1].patient_id).update(time_zone="Mars/Olympus")
    note_reminders(at=NOW)
    assert "Mars" not in str(StuckRow.objects.values())
    assert [each.getMessage() for each in caplog.records if "could not" in each.getMessage()] == [
        f"remind_patients.check_in: row {check_in_of(people[1], 'A-3').pk} could not be done"
    ]
