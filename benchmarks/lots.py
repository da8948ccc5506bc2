"""How long the trace of a lot takes among 100,000 products that were given: `python -m benchmarks.lots`.

And how long a recall takes of a lot that was given, and of 10,000 products in stock.

Makes a database of its own, which is filled as the owner of the tables: their triggers rest meanwhile. Each product
has a patient, a session and two answers. Exit 1 when the file of all of them is slower than its limits.
"""

import logging
import resource
import sys
from statistics import median
from time import perf_counter
from typing import Any

from drills.database import own_database, start

PRODUCTS, LOTS, ASKED, ANSWERS = 100_000, 2_000, 50, 2
STOCK = 10_000
FIRST_BYTE_S, ROWS_A_SECOND, GROWTH_MB = 2.0, 3_000, 100
# Each row of a template again, once for every number, with ids of its own.
NUMBERED = """
create temp table bench as select n, gen_random_uuid() as patient, gen_random_uuid() as journey,
    gen_random_uuid() as cycle, gen_random_uuid() as record from generate_series(1, %(products)s) n
"""
COPIES = (
    ("journey_patient", "patient_id", "'id', patient, 'record_no', 'B-' || n, 'user_id', null"),
    ("journey_journey", "journey_id", "'id', journey, 'patient_id', patient"),
    ("journey_cycle", "cycle_id", "'id', cycle, 'journey_id', journey, 'product_id', 'B-' || n"),
    ("{injection}", "injection_id", "'id', record, 'cycle_id', cycle"),
    ("{targets}", "target_id", "'id', gen_random_uuid(), 'record_id', record"),
    (
        "journey_product",
        "product_id",
        "'id', gen_random_uuid(), 'code', 'B-' || n, 'patient_id', patient, 'cycle_id', cycle, "
        "'lots', array['KIT' || (n %% %(lots)s), 'UNIT' || n, 'EVERY']",
    ),
)
COPY = """
insert into {table} select (jsonb_populate_record(t, jsonb_build_object({values}))).*
from bench, {table} t where t.id = %({key})s
"""
TOLD = """
insert into journey_triageresult select (jsonb_populate_record(t, jsonb_build_object('id', gen_random_uuid(),
    'journey_id', journey, 'submission_id', gen_random_uuid(), 'at', t.at + k * interval '1 hour'))).*
from bench, generate_series(1, %(answers)s) k, journey_triageresult t where t.id = %(triage_id)s
"""


def _filled() -> None:
    from django.db import connection
    from django.utils import timezone

    from accounts.database import as_owner
    from journey.models import LINES, RECORDS, Product, TriageResult
    from tests.builders import check_in_of, journey_at, newest_cycle, send

    at = timezone.now()
    journey = journey_at("post_care", at=at)
    send(check_in_of(journey, "A-3"), at=at, pain_worst=8)
    cycle = newest_cycle(journey)
    injection, targets = RECORDS["injection"], LINES["injection", "targets"]
    record = injection.objects.get(cycle=cycle)
    values = {
        "products": PRODUCTS,
        "lots": LOTS,
        "answers": ANSWERS,
        "patient_id": journey.patient_id,
        "journey_id": journey.pk,
        "cycle_id": cycle.pk,
        "injection_id": record.pk,
        "target_id": targets.objects.filter(record=record)[0].pk,
        "product_id": Product.objects.get(code=cycle.product_id).pk,
        "triage_id": TriageResult.objects.filter(journey=journey)[0].pk,
    }
    names = {"injection": injection._meta.db_table, "targets": targets._meta.db_table}
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(NUMBERED, values)
        copies = [(table.format(**names), key, made) for table, key, made in COPIES]
        filled = [table for table, _key, _made in copies] + ["journey_triageresult"]
        for table in filled:
            cursor.execute(f"alter table {table} disable trigger all")
        for table, key, made in copies:
            cursor.execute(COPY.format(table=table, values=made, key=key), values)
        cursor.execute(TOLD, values)
        for table in filled:
            cursor.execute(f"alter table {table} enable trigger all")
            cursor.execute(f"analyze {table}")


def _found() -> None:
    from journey.access.lots import products_by_number

    for name, numbers in (
        ("one product", [f"UNIT{n * 7 + 1}" for n in range(ASKED)]),
        (f"a lot of {PRODUCTS // LOTS} products", [f"KIT{n}" for n in range(ASKED)]),
        ("its own number", [f"B-{n * 11 + 1}" for n in range(ASKED)]),
    ):
        took = []
        for number in numbers:
            begun = perf_counter()
            found = len(products_by_number(number))
            took.append((perf_counter() - begun) * 1000)
            assert found, number
        print(f"{name}: median {median(took):.1f} ms, slowest {max(took):.1f} ms of {ASKED}")
    print(products_by_number("KIT7").explain())


def _paged(doctor: Any) -> None:
    from django.utils import timezone

    from journey.access.lots import trace

    for name, number, page in (
        ("page of a lot", "KIT7", 1),
        (f"first page of a lot of {PRODUCTS}", "EVERY", 1),
        (f"last page of a lot of {PRODUCTS}", "EVERY", PRODUCTS),
    ):
        begun = perf_counter()
        traced = trace(doctor, number, timezone.now(), page)
        print(f"{name}: {(perf_counter() - begun) * 1000:.0f} ms, page {traced.page} of {traced.pages}")


def _recalled(doctor: Any) -> None:
    """A lot whose products were given, so that each patient has an alert, and one that lies in stock. Nobody is told:
    the copied patients have no team."""
    logging.disable()
    from django.utils import timezone

    from journey.actions.recalls import mark_recall
    from journey.models import Alert, Product

    given = Product.objects.get(code="B-1")
    Product.objects.bulk_create(
        Product(
            code=f"S-{n}",
            patient=given.patient,
            cycle=given.cycle,
            origin=given.origin,
            made_at=given.made_at,
            lots=["STOCK"],
        )
        for n in range(STOCK)
    )
    for number in ("KIT9", "STOCK"):
        begun, before = perf_counter(), Alert.objects.count()
        recall = mark_recall(number=number, reason="Seal not tight.", by=doctor, at=timezone.now())
        took, count, alerts = perf_counter() - begun, recall.products.count(), Alert.objects.count() - before
        print(f"recall of {count} products: {took:.1f} s, {alerts} alerts")


def _saved(doctor: Any) -> bool:
    """The file as the browser gets it; whether it is quick enough."""
    from django.test import Client

    browser = Client()
    browser.force_login(doctor, backend="accounts.backends.NameOrAddress")
    asked = {"why": "Ring everybody."}
    browser.post("/admin/journey/recall/file/", {"number": "KIT7", **asked}).getvalue()  # as in a running worker
    before = _peak_mb()
    begun = perf_counter()
    answer: Any = browser.post("/admin/journey/recall/file/", {"number": "EVERY", **asked})
    first, rows, size = 0.0, 0, 0
    for part in answer.streaming_content:
        first = first or perf_counter() - begun
        rows, size = rows + part.count(b"\n"), size + len(part)
    took = perf_counter() - begun
    print(f"the file of that lot: {rows} lines, {size / 1e6:.1f} MB, begins after {first:.2f} s, whole in {took:.1f} s")
    print(f"  {rows / took:,.0f} rows a second, {_peak_mb() - before:.0f} MB more at the peak")
    return first <= FIRST_BYTE_S and rows / took >= ROWS_A_SECOND and _peak_mb() - before <= GROWTH_MB


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> int:
    start()
    with own_database("benchmark_lots"):
        from django.conf import settings

        from tests.builders import staff

        settings.DEBUG = False  # it would keep every statement
        _filled()
        doctor = staff()
        _found()
        _paged(doctor)
        _recalled(doctor)
        return 0 if _saved(doctor) else 1


if __name__ == "__main__":
    sys.exit(main())
