"""How long the trace of a lot takes among 100,000 products: `python -m benchmarks.lots`, where the demo was made.

Everything is written in one transaction that is rolled back. As the owner of the tables: their triggers rest meanwhile.
"""

import os
from statistics import median
from time import perf_counter

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django
from django.db import connection, transaction

PRODUCTS, LOTS, ASKED = 100_000, 2_000, 50
FILL = """
insert into journey_product (id, code, patient_id, cycle_id, origin, made_at, lots, quarantine_reason, abort_reason,
    disposition)
select gen_random_uuid(), 'B-' || n, j.patient_id, c.id, 'patient_harvest', now(),
    array['KIT' || (n %% %s), 'UNIT' || n, 'EVERY'], '', '', ''
from generate_series(1, %s) n, (select * from journey_cycle limit 1) c join journey_journey j on j.id = c.journey_id
"""


def main() -> None:
    from accounts.database import as_owner
    from config.postgres import start_embedded

    start_embedded()
    django.setup()
    from django.utils import timezone

    from accounts.models import User
    from journey.access.lots import products_by_number, trace, whole_trace

    with as_owner(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("alter table journey_product disable trigger all")
        cursor.execute(FILL, [LOTS, PRODUCTS])
        cursor.execute("analyze journey_product")
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
        doctor, at = User.objects.get(username="osei"), timezone.now()
        for name, number, page in (
            ("page of a lot", "KIT7", 1),
            (f"first page of a lot of {PRODUCTS}", "EVERY", 1),
            (f"last page of a lot of {PRODUCTS}", "EVERY", PRODUCTS),
        ):
            begun = perf_counter()
            traced = trace(doctor, number, at, page)
            print(f"{name}: {(perf_counter() - begun) * 1000:.0f} ms, page {traced.page} of {traced.pages}")
        begun = perf_counter()
        count = sum(1 for _found in whole_trace(doctor, "EVERY", at))
        print(f"the file of that lot: {count} rows read in {perf_counter() - begun:.1f} s")
        transaction.set_rollback(True)


if __name__ == "__main__":
    main()
