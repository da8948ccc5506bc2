"""Statements that each page costs, against its limit, for a journey that has sent much.

python -m benchmarks.statements          # exit 1 when a page is over its limit
"""

import sys
from collections.abc import Callable
from typing import Any

from drills.database import own_database, start

# The session and the user included.
LIMITS = {
    "home": 6,
    "stage": 6,
    "question": 5,
    "send": 14,
    "send, with an alert": 18,
    "staff: alerts": 7,
    "staff: check-ins": 7,
    "staff: journeys": 7,
    "staff: patients": 7,
}
LESS = ("SAVEPOINT", "RELEASE", "ROLLBACK")


def measure() -> dict[str, int]:
    """Statements by page, each on the second time that it is asked for."""
    from django.test import Client
    from django.utils import timezone

    from tests.builders import check_in_of, fill, journey_at, newest_cycle, report_of, send, staff

    at = timezone.now()
    journey = journey_at("post_care", at=at)
    for code in ("A-0", "A-1", "A-2"):
        send(check_in_of(journey, code), at=at, pain_worst=8)
    check_in = report_of(journey, at=at)
    fill(check_in, at=at, pain_worst=4)
    stage = newest_cycle(journey).stages.get(code="post_care").pk
    patient, nurse = _signed_in(Client(), journey.patient.user), _signed_in(Client(), staff("nurse"))
    form, lists = f"/check-ins/{check_in.pk}", "/admin/journey"
    pages = {
        "home": lambda: patient.get("/"),
        "stage": lambda: patient.get(f"/stages/{stage}/"),
        "question": lambda: patient.get(f"{form}/questions/pain_worst/"),
        "send": lambda: _send(patient, check_in),
        "staff: alerts": lambda: nurse.get(f"{lists}/alert/"),
        "staff: check-ins": lambda: nurse.get(f"{lists}/checkin/"),
        "staff: journeys": lambda: nurse.get(f"{lists}/journey/"),
        "staff: patients": lambda: nurse.get(f"{lists}/patient/"),
    }
    found = {name: _count(ask) for name, ask in pages.items()}
    fill(check_in, at=at, pain_worst=9)
    return {**found, "send, with an alert": _count(lambda: _send(patient, check_in))}


def _count(ask: Callable[[], Any]) -> int:
    from django.db import connection, transaction

    seen: list[str] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if not sql.startswith(LESS):
            seen.append(sql)
        return execute(sql, params, many, context)

    for _ in range(2):
        seen.clear()
        with transaction.atomic(), connection.execute_wrapper(note):
            response = ask()
            transaction.set_rollback(True)
        assert response.status_code in {200, 303}, response.status_code
    return len(seen)


def _send(browser: Any, check_in: Any) -> Any:
    from journey.models import CheckInDraft

    token = CheckInDraft.objects.values_list("token", flat=True).get(check_in=check_in)
    return browser.post(f"/check-ins/{check_in.pk}/send/", {"token": str(token)})


def _signed_in(browser: Any, user: Any) -> Any:
    browser.force_login(user, backend="accounts.backends.NameOrAddress")
    return browser


def main() -> int:
    start()
    with own_database("benchmark_statements"):
        found = measure()
    for name, number in found.items():
        print(f"{name:<22}{number:>4} of {LIMITS[name]}{'' if number <= LIMITS[name] else '   over'}")
    return int(any(number > LIMITS[name] for name, number in found.items()))


if __name__ == "__main__":
    sys.exit(main())
