"""What reminders cost: `python -m benchmarks.reminders`; a few minutes, in a database of its own.

The rows are noted by the product's own action, by a loop that asks and writes for each visit (the reference), and by a
second run that has nothing to write, all of them as the app's role and with the triggers that the product has.
"""

import resource
import sys
from datetime import datetime, timedelta
from time import perf_counter
from typing import Any

from drills.database import own_database, start

VISITS, DUE, FEW, LOOPED, MAILS = 50_000, 6_000, 500, 200, 500
FASTER, SECOND_RUN, BUILT, GROWTH_MB = 25, 0.3, 1_000, 20
LATER = timedelta(hours=2)  # when the others are due, too
REST = ("accounts_user", "journey_patient", "journey_appointment")
PEOPLE = """
create temp table bench_people as
    select n, gen_random_uuid() as user_id, gen_random_uuid() as patient_id from generate_series(1, %(due)s) n;
insert into accounts_user select (jsonb_populate_record(null::accounts_user, to_jsonb(u) || jsonb_build_object(
    'id', b.user_id, 'username', 'bench' || n, 'email', 'bench' || n || '@example.org'))).*
    from bench_people b, (select * from accounts_user where not is_staff limit 1) u;
insert into journey_patient select (jsonb_populate_record(null::journey_patient, to_jsonb(p) || jsonb_build_object(
    'id', b.patient_id, 'user_id', b.user_id, 'record_no', 'B-' || n))).*
    from bench_people b, (select * from journey_patient limit 1) p;
"""
# A week before some of them is over, of others in an hour; the rest are spread over the year after.
FILL = """
insert into journey_appointment
    select (jsonb_populate_record(null::journey_appointment, to_jsonb(a) || jsonb_build_object(
    'id', gen_random_uuid(), 'patient_id', v.patient_id, 'state_at', %(at)s::timestamptz - interval '60 days',
    'starts_at', begins, 'ends_at', begins + interval '30 minutes'))).*
    from (select b.patient_id, %(at)s::timestamptz + case when s.n <= %(few)s then interval '6 days 12 hours'
            when s.n <= %(due)s then interval '7 days 1 hour'
            else interval '9 days' + (s.n %% 350) * interval '1 day' end as begins
            from generate_series(1, %(visits)s) s(n) join bench_people b on b.n = 1 + (s.n %% %(due)s)) v,
        (select * from journey_appointment limit 1) a
"""


def main() -> int:
    start()
    from django.conf import settings

    settings.DEBUG = False  # it would keep every statement, and the peak of memory would be its own
    with own_database("benchmark_reminders"):
        at = _filled()
        looped, loop = _looped(at)
        few, _took = _noted(at)
        few_mb = _peak_mb()
        rows, took = _noted(at + LATER)
        growth = _peak_mb() - few_mb
        again, second = _noted(at + LATER)
        built, composed = _mails(at + LATER)
    print(f"{VISITS} visits; {few} rows first, peak {few_mb:.0f} MB")
    met = (
        _said(f"loop over each: {looped} rows in {loop:.1f} s", looped / loop, "rows/s"),
        _said(f"noted: {rows} rows in {took:.1f} s", rows / took, "rows/s"),
        _said("as many times faster", (rows / took) / (looped / loop), "x", at_least=FASTER),
        _said(f"second run: {again} rows in {second:.1f} s", second / took, "of the first", at_most=SECOND_RUN),
        _said("more memory at the peak than for the first rows", growth, "MB", at_most=GROWTH_MB),
        _said("mails built from their words", built, "/s", at_least=BUILT),
        _said("the same with their words made from what is so now", composed, "/s"),
    )
    return int(not all(met) or again != 0)


def _said(what: str, number: float, unit: str, *, at_least: float | None = None, at_most: float | None = None) -> bool:
    goal = f"goal >= {at_least:g}" if at_least is not None else f"goal <= {at_most:g}" if at_most is not None else ""
    ok = (at_least is None or number >= at_least) and (at_most is None or number <= at_most)
    print(f"{what}: {number:,.2f} {unit} {goal} {'' if not goal else 'ok' if ok else 'MISS'}".rstrip())
    return ok


def _filled() -> datetime:
    from django.db import connection
    from django.utils import timezone

    from accounts.database import as_owner
    from journey.actions.appointments import book_appointment
    from tests.builders import journey_at, newest_cycle, staff

    at = timezone.now().replace(hour=12, minute=0)
    start_at = at + timedelta(days=400)
    book_appointment(
        cycle=newest_cycle(journey_at("consultation", at=at)), clinician=staff(), kind="call", starts_at=start_at,
        ends_at=start_at + timedelta(minutes=30), by=staff(), at=at, why_outside="For the benchmark.",
    )  # fmt: skip
    values = {"at": at.isoformat(), "due": DUE, "few": FEW + LOOPED, "visits": VISITS}
    with as_owner(), connection.cursor() as cursor:
        for table in REST:
            cursor.execute(f"alter table {table} disable trigger user")
        # One person sees them all: what the clinic's calendar refuses is not what is measured.
        cursor.execute(
            "select conname from pg_constraint where conrelid = 'journey_appointment'::regclass and contype = 'x'"
        )
        for (name,) in cursor.fetchall():
            cursor.execute(f'alter table journey_appointment drop constraint "{name}"')
        cursor.execute(PEOPLE, values)
        cursor.execute(FILL, values)
        for table in REST:
            cursor.execute(f"alter table {table} enable trigger user")
            cursor.execute(f"analyze {table}")
    return at


def _noted(at: datetime) -> tuple[int, float]:
    from journey.actions.reminders import note_reminders

    begun = perf_counter()
    rows = note_reminders(at=at)
    return rows, perf_counter() - begun


def _due(at: datetime) -> Any:
    from journey.models import Appointment

    return Appointment.objects.filter(starts_at__gt=at, starts_at__lte=at + timedelta(days=7), state="booked")


def _looped(at: datetime) -> tuple[int, float]:
    """As it is written without a thought of number: each visit fetched, asked whether it was told, and written."""
    from journey.domain.reminders import due_now, visit_moments
    from journey.models import Appointment, Reminder

    keys = list(_due(at).order_by("pk").values_list("pk", flat=True)[:LOOPED])
    begun = perf_counter()
    for key in keys:
        visit = Appointment.objects.get(pk=key)
        patient = visit.patient
        choice = getattr(patient, "reminder_choice", None)
        moment = due_now(visit_moments(visit.starts_at), visit.state_at, at)
        if moment is None or not patient.user.email or (choice and not choice.by_email):
            continue
        said = {"visit": visit, "occasion": moment.occasion.value, "channel": "email"}
        if not Reminder.objects.filter(**said).exists():
            Reminder.objects.create(patient=patient, leaves_at=at, at=at, **said)
    return len(keys), perf_counter() - begun


def _mails(at: datetime) -> tuple[float, float]:
    """How many a second: from their words to bytes, and with their words made from the database."""
    from dataclasses import asdict

    from django.core.mail import EmailMultiAlternatives
    from django.template.loader import render_to_string

    from accounts.models import OutgoingMail
    from journey.actions.reminders import send_reminders
    from journey.notifications.reminders import compose

    while OutgoingMail.objects.filter(kind="reminder", written_at=at).count() < MAILS:
        assert send_reminders(at=at)
    keys = list(OutgoingMail.objects.filter(kind="reminder", written_at=at).values_list("pk", flat=True)[:MAILS])
    begun = perf_counter()
    letters = [letter for key in keys if (letter := compose(key, at)) is not None]
    composed = perf_counter() - begun
    begun = perf_counter()
    for letter in letters:
        message = EmailMultiAlternatives(letter.subject, letter.plain(), "post@clinic.example", ["rosa@example.org"])
        message.attach_alternative(render_to_string("mail/letter.html", asdict(letter)), "text/html")
        message.message().as_bytes()
    built = perf_counter() - begun
    return len(letters) / built, len(letters) / (composed + built)


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    sys.exit(main())
