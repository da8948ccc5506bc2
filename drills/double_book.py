"""Many coordinators want the same few times at once: nobody is in two places, and nothing that was booked is lost.

    python -m drills.double_book             # exit 0: no overlap, no lost booking, every wanted time has one winner
    python -m drills.double_book --broken    # without locks and constraints; exit 0: the drill caught it

Makes a database of its own; 20 rounds of 50 clients and 20 times are 1,000 tries and take some minutes. Each client
keeps a ledger of what it was told; afterwards the ledger is compared with the rows.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from threading import Barrier
from typing import Any
from uuid import UUID

from drills.database import own_database, start

LENGTH, HALF = timedelta(minutes=30), timedelta(minutes=30)
A_DAY = 5  # times of one person on one day


@dataclass(frozen=True)
class Try:
    """One line of the ledger. `visit` is what the client was told; None: it read that somebody else was first."""

    cycle: UUID
    person: UUID
    starts_at: datetime
    visit: UUID | None


@dataclass(frozen=True)
class World:
    """Who books, for whom, with whom, and when."""

    desk: Any
    cycles: Sequence[Any]
    people: Sequence[Any]
    at: datetime
    first: datetime
    ledger: list[Try] = field(default_factory=list)


def make_world(clients: int, slots: int, at: datetime) -> World:
    """A patient for each client; people enough that there are so many times a day, and a room for each of them."""
    from journey.actions.rooms import add_room
    from journey.models import Cycle, Journey
    from tests.builders import clinic, pathway_version, patient, staff

    site = clinic().sites.get(name="Elm Street")
    version = pathway_version(at=at)
    cycles = []
    for number in range(clients):
        who = patient(f"Person {number}", at=at, user=None)
        journey = Journey.objects.create(patient=who, pathway_version=version, status_since=at, started_at=at)
        cycles.append(Cycle.objects.create(journey=journey, number=1, opened_at=at))
    people = [staff("clinician", f"Dr {number}") for number in range(-(-slots // A_DAY))]
    for number in range(len(people)):
        add_room(site=site, name=f"Room {number}", kind="consulting", by=staff("manager"), at=at)
    first = (at + timedelta(days=1)).replace(hour=9, minute=0, second=0, microsecond=0)
    return World(staff("coordinator"), cycles, people, at, first)


def run(world: World, *, slots: int, rounds: int, seed: int) -> list[Try]:
    """Each round is another day. All clients start together; each wants one time, drawn by chance."""
    random = Random(seed)
    clients = len(world.cycles)
    with ThreadPoolExecutor(clients) as pool:
        for number in range(rounds):
            day, together = world.first + timedelta(days=number), Barrier(clients)
            times = [(person, day + step * HALF * 2) for person in world.people for step in range(A_DAY)][:slots]
            wanted = [random.choice(times) for _ in range(clients)]
            tasks = [
                pool.submit(_try, world, cycle, person, starts, together)
                for cycle, (person, starts) in zip(world.cycles, wanted, strict=True)
            ]
            world.ledger.extend(task.result() for task in tasks)
    return world.ledger


def _try(world: World, cycle: Any, person: Any, starts_at: datetime, together: Barrier) -> Try:
    from django.db import connection

    from journey.actions.appointments import book_appointment
    from journey.domain.errors import NotAccepted

    values = {"kind": "w6", "starts_at": starts_at, "ends_at": starts_at + LENGTH, "by": world.desk, "at": world.at}
    together.wait()
    try:
        visit: UUID | None = book_appointment(cycle=cycle, clinician=person, **values).pk
    except NotAccepted:
        visit = None
    finally:
        connection.close()
    return Try(cycle.pk, person.pk, starts_at, visit)


OVERLAPS = """
    select a.id from journey_appointment a join journey_appointment b on a.id < b.id and {same}
    where {held} and tstzrange(a.{start}, a.{end}) && tstzrange(b.{start}, b.{end})
"""
HELD = " and ".join(f"{row}.state in ('offered', 'booked', 'confirmed', 'arrived', 'done')" for row in "ab")


def problems(ledger: Sequence[Try]) -> Iterator[str]:
    """What the table does not have as it was told, and who is in two places."""
    from django.db import connection

    from journey.models import Appointment

    rows = {row.pk: row for row in Appointment.objects.all()}
    told = {line.visit: line for line in ledger if line.visit}
    for key, line in told.items():
        row = rows.get(key)
        if row is None or (row.cycle_id, row.clinician_id, row.starts_at) != (line.cycle, line.person, line.starts_at):
            yield f"lost: {line}"
    for key in rows.keys() - told.keys():
        yield f"nobody was told of {key}"
    for wanted in {(line.person, line.starts_at) for line in ledger}:
        winners = [line for line in ledger if (line.person, line.starts_at) == wanted and line.visit]
        if not winners:
            yield f"wanted, and nobody got it: {wanted}"
    for column, span in (("clinician_id", "starts ends"), ("patient_id", "starts ends"), ("room_id", "occupied")):
        start, end = ("occupied_from", "occupied_until") if span == "occupied" else ("starts_at", "ends_at")
        asked = OVERLAPS.format(same=f"a.{column} = b.{column}", held=HELD, start=start, end=end)
        with connection.cursor() as cursor:
            cursor.execute(asked)
            yield from (f"two at once by {column}: {key}" for (key,) in cursor.fetchall())


@contextmanager
def without_holding() -> Iterator[None]:
    """The clinic of `--broken`: it looks whether the time is free, and books, as if nobody else did."""
    from django.db import connection

    from journey.actions import appointment_time
    from journey.models import Appointment

    good = appointment_time._one_booking_at_a_time
    held = [each for each in Appointment._meta.constraints if each.name.startswith("no_overlap_for_")]

    def careless(visit: Any, shape: Any) -> list[Any]:
        return list(appointment_time.fitting_rooms(visit.site_id, shape))

    with _as_owner(), connection.schema_editor() as editor:
        for each in held:
            editor.remove_constraint(Appointment, each)
    appointment_time._one_booking_at_a_time = careless
    Appointment._meta.constraints = [each for each in Appointment._meta.constraints if each not in held]
    try:
        yield
    finally:
        appointment_time._one_booking_at_a_time = good
        Appointment._meta.constraints = [*Appointment._meta.constraints, *held]
        with _as_owner():
            Appointment.objects.update(state="cancelled_by_clinic")
            with connection.schema_editor() as editor:
                for each in held:
                    editor.add_constraint(Appointment, each)


@contextmanager
def _as_owner() -> Iterator[None]:
    from accounts.database import as_owner

    with as_owner():
        yield


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--broken", action="store_true", help="without locks and constraints: must be caught")
    parser.add_argument("--clients", type=int, default=50)
    parser.add_argument("--slots", type=int, default=20)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    start()
    from django.utils import timezone

    with own_database("drill_double_book"):
        world = make_world(asked.clients, asked.slots, timezone.now())
        with without_holding() if asked.broken else nullcontext():
            ledger = run(world, slots=asked.slots, rounds=asked.rounds, seed=asked.seed)
            found = list(problems(ledger))
    booked = sum(line.visit is not None for line in ledger)
    print(f"{len(ledger)} tries: {booked} booked, {len(ledger) - booked} read that somebody else was first")
    print(f"{len(found)} problems")
    for problem in found[:5]:
        print(problem)
    caught = bool(found) == asked.broken
    print("as it should be" if caught else "NOT as it should be")
    return 0 if caught and booked else 1


if __name__ == "__main__":
    sys.exit(main())
