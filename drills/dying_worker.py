"""The worker is killed at every step of telling staff of an urgent answer, again and again; then mail is down for an
hour: every person due is told, nobody is told oftener than the kills explain, and each copy has the same Message-ID.

    python -m drills.dying_worker             # exit 0: 200 kills, nothing lost
    python -m drills.dying_worker --broken    # marks before it sends; exit 0: the drill caught it

Makes a database and a mail server of its own; takes some minutes. Time is passed in: an hour takes seconds.
"""

import argparse
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from drills.database import own_database, start
from drills.killing import DELIVERY, came_to_its_end, dying, marking_first, under_other_ids
from drills.mail_server import MailServer, real_mail

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
ROTA_WEEKS = 9  # longer than any run
# Where a worker dies: before and after each thing that another process can see.
STEPS = ("telling", "told", *DELIVERY)
URGENT = {"signs_hand": ("discharge",), "discharge": "pus"}


@dataclass
class World:
    """`kills` counts the kills at each step, of the answers that a patient sends too ("answering")."""

    journey: Any
    server: MailServer
    at: datetime
    kills: Counter[str] = field(default_factory=Counter)


def make_world(at: datetime, server: MailServer) -> World:
    """A patient three days after the injection, two people on call, a lead and a manager, each with an address."""
    from journey.actions.on_call import add_duty, set_contact
    from journey.actions.staff import edit_site
    from tests.builders import journey_at, staff

    journey = journey_at("post_care", day=3, at=at)
    site, boss = journey.patient.site, staff("manager")
    people = {"first": staff("nurse"), "second": staff("clinician", "Dr Obi"), "lead": staff(), "boss": boss}
    for name, person in people.items():
        set_contact(person=person, email=f"{name}@example.org", mobile="", by=boss, at=at)
    for place in ("first", "second"):
        week = {"starts_at": at, "ends_at": at + 7 * DAY, "weeks": ROTA_WEEKS}
        add_duty(site=site, person=people[place], place=place, by=boss, at=at, **week)
    edit_site(site=site, name=site.name, address=site.address, lead_clinician=people["lead"], by=boss)
    return World(journey, server, at)


def dying_at(step: str) -> AbstractContextManager[None]:
    from journey.actions import alerts, notices

    places = {
        (alerts, "tell_at_once"): "answering",
        (notices, "tell_staff"): "telling",
        (notices, "_follow"): "told",
    }
    return dying(step, places, anyway="answering")


def pass_of_worker(world: World, at: datetime, step: str) -> None:
    """What the jobs of one minute do."""
    from accounts import mail
    from journey.actions.notices import follow_clocks

    def work() -> None:
        with dying_at(step):
            follow_clocks(at=at)
            mail.deliver_due(at=at)

    if not came_to_its_end(work):
        world.kills[step] += 1


def answer(world: World, at: datetime, *, killed: bool) -> None:
    """The patient sends an urgent answer; when the server dies under it, the form is sent again."""
    from tests.builders import report_of, send

    check_in = report_of(world.journey, at=at)

    def work() -> None:
        with dying_at("answering" if killed else ""):
            send(check_in, at=at, **URGENT)

    if not came_to_its_end(work):
        world.kills["answering"] += 1
        assert came_to_its_end(lambda: send(check_in, at=at, **URGENT))


def run(world: World, *, kills: int, seed: int) -> None:
    """An urgent answer a day that nobody takes; the worker of each minute dies at a step of its own until enough died,
    then comes to rest."""
    chance = Random(seed)
    while sum(world.kills.values()) < kills:
        world.at += DAY
        answer(world, world.at, killed=chance.random() < 0.5)
        for minute in range(45):
            pass_of_worker(world, world.at + minute * MINUTE, chance.choice(STEPS))
        rest(world)


def hour_without_mail(world: World) -> None:
    """The mail server is gone when the answer comes and for an hour after."""
    world.at += DAY
    world.server.stop()
    answer(world, world.at, killed=False)
    for minute in range(60):
        pass_of_worker(world, world.at + minute * MINUTE, "")
    world.server.start()
    rest(world, since=60)


def rest(world: World, since: int = 45) -> None:
    """Workers that live: retries come after an hour at the latest."""
    for minute in range(since, since + 130, 5):
        pass_of_worker(world, world.at + minute * MINUTE, "")


def problems(world: World) -> Iterator[str]:
    """What is not as the notices say it should be."""
    from accounts.models import OutgoingMail
    from journey.models import Alert, Notice

    received = world.server.received()
    got = {name.strip("<>").partition("@")[0] for name, _to in received}
    for notice in Notice.objects.select_related("mail", "person"):
        if notice.mail.dropped_at is None and str(notice.mail_id) not in got:
            yield f"never arrived: {notice.step} to {notice.person}"
    for alert in Alert.objects.prefetch_related("notices__person"):
        steps = {notice.step for notice in alert.notices.all()}
        if not {"page", "not_spoken"} <= steps:
            yield f"steps of an alert: {sorted(steps)}"
        due = {notice.person for notice in alert.notices.all()}
        for person in due - {notice.person for notice in alert.notices.all() if str(notice.mail_id) in got}:
            yield f"never told of an alert: {person}"
        if alert.owner_id is None:
            yield f"without an owner: {alert.pk}"
    if OutgoingMail.objects.filter(sent_at=None, dropped_at=None).exists():
        yield "something is still waiting, or given up"
    yield from under_other_ids(got)
    copies = sum(received.values()) - len(received)
    if copies > world.kills["sent"]:
        yield f"{copies} extra copies after {world.kills['sent']} kills between sending and noting"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--broken", action="store_true", help="mark before sending: must be caught")
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    start()
    from django.utils import timezone

    with tempfile.TemporaryDirectory() as folder, own_database("drill_dying_worker"):
        server = MailServer(Path(folder) / "received")
        server.start()
        try:
            world = make_world(timezone.now(), server)
            with real_mail(server), marking_first() if asked.broken else nullcontext():
                run(world, kills=asked.kills, seed=asked.seed)
                hour_without_mail(world)
                found = list(problems(world))
            received = server.received()
        finally:
            server.stop()
    print(f"{sum(world.kills.values())} kills: {dict(world.kills)}")
    print(f"{len(received)} messages arrived, {sum(received.values()) - len(received)} extra copies")
    print(f"{len(found)} problems")
    for problem in found[:5]:
        print(problem)
    as_wanted = bool(found) == asked.broken
    print("as it should be" if as_wanted else "NOT as it should be")
    return 0 if as_wanted and set(world.kills) >= set(STEPS) else 1


if __name__ == "__main__":
    sys.exit(main())
