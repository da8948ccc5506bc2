"""What a page costs the processor, as a ratio to a bare signed-in page (the unit) of the same machine and run.

    python -m benchmarks.pages             # about 5 minutes
    python -m benchmarks.pages --quick     # about 2 minutes, fewer rounds
    python -m benchmarks.pages --only home # pages whose name holds this word

Unit and page are asked in turn, so that a busy machine slows both; the median of the rounds counts. A spread over a
quarter marks the row as noisy. Goals: P1, P2, P5 and P6. `--gate` makes the exit status 1 when one is missed.
"""

import argparse
import os
import statistics
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit, urlunsplit

from benchmarks.cpu import family, spent
from benchmarks.probe import Filled, Probe, fill_check_ins, make_probe
from benchmarks.server import Server, serving
from drills.database import own_database, start

NOISY = 0.25
WARM_UP = 20
DATABASE = "benchmark_pages"
Ask = Callable[[Server], int]


@dataclass(frozen=True)
class Measured:
    name: str
    goal: float
    ratios: list[float]
    cpu_ms: float
    unit_ms: float
    database_ms: float
    size: int

    def row(self) -> str:
        middle, low, high = statistics.median(self.ratios), min(self.ratios), max(self.ratios)
        verdict = "ok" if middle <= self.goal else "MISS"
        if (high - low) / middle > NOISY:
            verdict += ", noisy"
        return (
            f"{self.name:<26}{middle:>6.2f} ({low:.2f}..{high:.2f}){self.goal:>6.1f}  {verdict:<12}"
            f"{self.cpu_ms:>6.1f}{self.unit_ms:>7.2f}{self.database_ms:>7.2f}{self.size:>8}"
        )

    @property
    def missed(self) -> bool:
        return statistics.median(self.ratios) > self.goal


class Bench:
    """The product and the unit, both up, on one database."""

    def __init__(self, product: Server, unit: Server, unit_session: str, postmaster: int) -> None:
        self.product, self.unit, self.postmaster = product, unit, postmaster
        self.unit_session = unit_session

    def measure(self, name: str, goal: float, asks: Iterator[Ask], *, rounds: int, requests: int) -> Measured:
        """`asks` gives one request after the other; each is made once."""
        size = 0
        self.unit.hang_up()
        for _ in range(WARM_UP):
            self.unit.ask("/", self.unit_session)
        for _ in range(min(WARM_UP, requests)):
            size = next(asks)(self.product)
        ratios, pages, units, database = [], [], [], []
        for _ in range(rounds):
            unit = self._cpu_of(self.unit, lambda: self.unit.ask("/", self.unit_session), requests)
            before = spent(family(self.postmaster))
            page = self._cpu_of(self.product, lambda: next(asks)(self.product), requests)
            database.append((spent(family(self.postmaster)) - before) / requests)
            ratios.append(page / unit)
            pages.append(page)
            units.append(unit)
        middle = [statistics.median(values) / 1e6 for values in (pages, units, database)]
        return Measured(name, goal, ratios, *middle, size)

    @staticmethod
    def _cpu_of(server: Server, ask: Callable[[], object], requests: int) -> float:
        server.hang_up()
        before = server.cpu()
        for _ in range(requests):
            ask()
        return (server.cpu() - before) / requests


def pages_of(probe: Probe) -> Iterator[tuple[str, float, str, str]]:
    """Name, goal, address, session. The patient has 60 entries; each staff list shows 50 rows."""
    yield "home", 3.0, "/", probe.patient
    yield "stage", 3.0, f"/stages/{probe.stage}/", probe.patient
    yield "answers", 3.0, "/answers/", probe.patient
    yield "worklist: alerts", 4.0, "/admin/journey/alert/", probe.nurse
    yield "worklist: check-ins", 4.0, "/admin/journey/checkin/", probe.nurse
    yield "worklist: journeys", 4.0, "/admin/journey/journey/", probe.nurse
    yield "worklist: patients", 4.0, "/admin/journey/patient/", probe.nurse


def get(path: str, session: str) -> Iterator[Ask]:
    while True:
        yield lambda server: server.ask(path, session)


def sends(filled: list[Filled]) -> Iterator[Ask]:
    for each in filled:
        yield lambda server, it=each: server.ask(
            f"/check-ins/{it.check_in}/send/", it.session, {"token": it.token}, expect=303
        )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--only", default="")
    parser.add_argument("--gate", action="store_true")
    asked = parser.parse_args()
    rounds, requests, posts = (3, 30, 10) if asked.quick else (7, 60, 20)
    start()
    with own_database(DATABASE):
        at = datetime.now(UTC)
        probe = make_probe(at)
        filled = fill_check_ins((rounds + 1) * posts, at) if asked.only in "check-in submit" else []
        address = _database_url()
        load = os.getloadavg()[0]
        with serving("benchmarks.product", address) as product, serving("benchmarks.unit.settings", address) as unit:
            bench = Bench(product, unit, probe.nurse, _postmaster())
            found = [
                bench.measure(name, goal, get(path, session), rounds=rounds, requests=requests)
                for name, goal, path, session in pages_of(probe)
                if asked.only in name
            ]
            if filled:
                found.append(bench.measure("check-in submit", 2.5, sends(filled), rounds=rounds, requests=posts))
                _all_kept(filled)
    print(f"{os.cpu_count()} cores, load {load:.1f} before and {os.getloadavg()[0]:.1f} after; ", end="")
    print(f"{probe.entries} entries, {probe.alerts} alerts; milliseconds of processor time a request")
    print(
        f"{'page':<26}{'x unit':>6} {'(min..max)':<12}{'goal':>6}  {'':<12}{'page':>6}{'unit':>7}{'pg':>7}{'bytes':>8}"
    )
    for measured in found:
        print(measured.row())
    missed = sum(measured.missed for measured in found)
    print(f"{len(found) - missed} goals met, {missed} missed")
    return int(asked.gate and missed > 0)


def _all_kept(filled: list[Filled]) -> None:
    from journey.models import Submission

    kept = Submission.objects.filter(check_in__in=[each.check_in for each in filled]).count()
    assert kept == len(filled), f"{kept} of {len(filled)} sendings were kept"


def _database_url() -> str:
    from django.conf import settings

    from config.postgres import embedded_url

    known = os.environ.get("DATABASE_URL") or embedded_url()
    name = settings.DATABASES["default"]["NAME"]
    return urlunsplit(urlsplit(known)._replace(path=f"/{name}"))


def _postmaster() -> int:
    import psutil
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("select pg_backend_pid()")
        return psutil.Process(cursor.fetchone()[0]).ppid()


if __name__ == "__main__":
    sys.exit(main())
