"""How long the list of records past their time takes among many patients: `python -m benchmarks.retention`.

Makes a database of its own. Exit 1 when a statement of the page takes longer than its limit.
"""

import sys
from datetime import timedelta
from statistics import median
from time import perf_counter
from typing import Any

from drills.database import own_database, start

SIZES, SHARES = (20_000, 100_000), (0.001, 1.0)
LIMIT_MS, ASKED = 20.0, 15
EVENTS = 12
# Copies of one finished journey: `%(old)s` of them were last heard of 11 years ago, the others a year ago.
PEOPLE = """
insert into journey_patient select (jsonb_populate_record(p, jsonb_build_object(
    'id', gen_random_uuid(), 'record_no', 'B-' || n, 'user_id', null, 'full_name', 'Person ' || n))).*
from journey_patient p, generate_series(1, %(people)s) n where p.id = %(patient)s
"""
JOURNEYS = """
insert into journey_journey select (jsonb_populate_record(j, jsonb_build_object(
    'id', gen_random_uuid(), 'patient_id', p.id, 'status', 'closed_completed', 'review_on', null,
    'status_since', now() - case when substr(p.record_no, 3)::int <= %(old)s then interval '11 years'
        else interval '1 year' end))).*
from journey_journey j, journey_patient p where j.id = %(journey)s and p.record_no like 'B-%%'
"""
EVENTS_OF = """
insert into journey_journeyevent select (jsonb_populate_record(e, jsonb_build_object(
    'id', gen_random_uuid(), 'journey_id', j.id, 'cycle_id', null, 'journey_version', null,
    'at', j.status_since - n * interval '1 day'))).*
from journey_journeyevent e, journey_journey j, generate_series(1, %(events)s) n
where e.id = (select id from journey_journeyevent where journey_id = %(journey)s limit 1) and j.id <> %(journey)s
"""
MADE = """
insert into accounts_trace (id, number, at, kind, outcome, reason, actor_name, actor_roles, table_name, row_id, page,
    query, patient_id)
select gen_random_uuid(), 1000000 + row_number() over (), now() - interval '12 years', 'create', 'done', '', '', '{}',
    'journey_patient', p.id::text, '', '', p.id from journey_patient p
"""
TABLES = ("journey_patient", "journey_journey", "journey_journeyevent", "accounts_trace")


def fill(journey: Any, people: int, share: float) -> None:
    """As the owner of the tables: their triggers rest meanwhile."""
    from django.db import connection

    from accounts.database import as_owner

    values = {
        "people": people, "old": int(people * share), "patient": journey.patient_id, "journey": journey.pk,
        "events": EVENTS,
    }  # fmt: skip
    with as_owner(), connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"alter table {table} disable trigger all")
        for statement in (PEOPLE, JOURNEYS, EVENTS_OF, MADE):
            cursor.execute(statement, values)
        for table in TABLES:
            cursor.execute(f"alter table {table} enable trigger all")
        cursor.execute("analyze")


def analyze() -> None:
    """As the server does it by itself after a night of writing."""
    from django.db import connection

    from accounts.database import as_owner

    with as_owner(), connection.cursor() as cursor:
        cursor.execute("analyze journey_lastcontact")


def empty(journey: Any) -> None:
    """Back to the one journey."""
    from django.db import connection

    from accounts.database import as_owner

    with as_owner(), connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"alter table {table} disable trigger all")
        cursor.execute("delete from journey_lastcontact")
        cursor.execute("delete from journey_journeyevent where journey_id <> %s", [journey.pk])
        cursor.execute("delete from journey_journey where id <> %s", [journey.pk])
        cursor.execute("delete from journey_patient where id <> %s", [journey.patient_id])
        cursor.execute("delete from accounts_trace where number > 1000000")
        for table in TABLES:
            cursor.execute(f"alter table {table} enable trigger all")


def timed(manager: Any, clinic: Any) -> tuple[list[float], int]:
    """The slowest time of each statement of the list over some visits but the first, and how many rows it shows."""
    from django.db import connection
    from django.utils import timezone

    from journey.access.retention import past_their_time

    took: dict[int, list[float]] = {}
    place = 0

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal place
        begun = perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            took.setdefault(place, []).append((perf_counter() - begun) * 1000)
            place += 1

    rows: list[Any] = []
    for _visit in range(ASKED):
        place = 0
        with connection.execute_wrapper(note):
            rows = past_their_time(manager, clinic, timezone.now(), most=100)
    return [median(times[1:]) for times in took.values() if len(times) > 1], len(rows)


def measure() -> bool:
    from django.utils import timezone

    from journey.access.retention import counted_before, over_before
    from journey.actions.last_contacts import note_last_contacts
    from journey.models import Clinic
    from tests.builders import journey_at, staff

    journey = journey_at("post_care", at=timezone.now() - timedelta(days=3))
    Clinic.objects.update(retention_years=10)
    clinic, manager, good = Clinic.objects.get(), staff("manager"), True
    for people in SIZES:
        for share in SHARES:
            fill(journey, people, share)
            begun = perf_counter()
            counted = note_last_contacts(at=timezone.now())
            night = perf_counter() - begun
            analyze()
            times, shown = timed(manager, clinic)
            said = ", ".join(f"{each:.1f} ms" for each in times)
            print(f"{people} patients, {share:.1%} past their time: {said}; {shown} shown")
            print(f"  the night before counted {counted} in {night:.1f} s")
            good = good and max(times) <= LIMIT_MS
            if share == SHARES[-1]:
                limit = over_before(clinic, timezone.now())
                assert limit is not None
                print(counted_before(limit, manager, timezone.now())[:100].explain(analyze=True))
            empty(journey)
    return good


def main() -> int:
    start()
    with own_database("benchmark_retention"):
        return 0 if measure() else 1


if __name__ == "__main__":
    sys.exit(main())
