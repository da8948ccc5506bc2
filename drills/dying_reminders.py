"""The worker is killed at every step of reminding patients, by mail, by text message and by letter, again and again;
then both services are down for an hour: every reminder arrives, extra copies are never more than the kills between
sending and noting and have the same id, and each letter is posted once.

    python -m drills.dying_reminders             # exit 0: 200 kills, nothing lost
    python -m drills.dying_reminders --broken    # marks before it sends; exit 0: the drill caught it

Makes a database, a mail server and a service for text messages of its own; takes some minutes. Time is passed in.
"""

import argparse
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import Any

from drills.database import own_database, start
from drills.killing import DELIVERY, came_to_its_end, dying, marking_first, under_other_ids
from drills.mail_server import MailServer, real_mail
from drills.text_service import TextService, real_texts

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
NOON = 12
# Where a worker dies: inside the transaction that notes and after it, inside the one that puts into the outbox and
# after it, then before and after each thing of the delivery. Staff who post letters die too ("posting").
STEPS = ("noting", "noted", "putting", "put", *DELIVERY)


@dataclass
class World:
    """`people` are the journeys of a patient reminded by mail, one by mail and text message, and one by letter."""

    people: dict[str, Any]
    mails: MailServer
    texts: TextService
    at: datetime
    kills: Counter[str] = field(default_factory=Counter)


def make_world(at: datetime, mails: MailServer, texts: TextService) -> World:
    from journey.actions.reminders import choose_reminders
    from tests.builders import journey_at, patient

    at = at.replace(hour=NOON, minute=0, second=0, microsecond=0)
    before = at - 40 * DAY
    people = {
        "mail": patient("Ann Roe", email="ann@example.org", at=before),
        "text": patient("Bea Low", email="bea@example.org", at=before),
        "letter": patient("Cyd Ray", at=before),
    }
    for name, ways in {"text": {"by_email": True, "by_text": True}, "letter": {"by_letter": True}}.items():
        wish = {"by_email": False, "by_text": False, "by_letter": False, **ways, "postal_address": "1 Mill Lane"}
        with real_texts(texts):
            values = {"quiet_from": time(21), "quiet_until": time(8), "daily": False, "by": people[name].user, "at": at}
            choose_reminders(patient=people[name], **wish, **values)
    journeys = {name: journey_at("post_care", day=3, at=at, who=who) for name, who in people.items()}
    return World(journeys, mails, texts, at)


def book_visits(world: World) -> None:
    """One for each person, a week from now: all of it is due to be said at this moment."""
    from journey.actions.appointments import book_appointment
    from tests.builders import newest_cycle, staff

    values = {"kind": "unscheduled", "clinician": staff(), "by": staff("coordinator"), "why_outside": "Drill."}
    for number, journey in enumerate(world.people.values()):
        starts_at = world.at + 7 * DAY + number * 30 * MINUTE
        end = starts_at + 30 * MINUTE
        cycle = newest_cycle(journey)
        book_appointment(cycle=cycle, starts_at=starts_at, ends_at=end, at=world.at - 30 * DAY, **values)


def dying_at(step: str) -> AbstractContextManager[None]:
    from journey.actions import letters, reminders

    places = {
        (reminders, "_write"): "noting",
        (reminders, "_note"): "noted",
        (reminders.mail, "announce"): "putting",
        (reminders, "_send"): "put",
        (letters, "record"): "posting",
    }
    return dying(step, places)


def pass_of_worker(world: World, at: datetime, step: str) -> None:
    """What the jobs of one minute do."""
    from accounts import mail
    from journey.actions.reminders import note_reminders, send_reminders

    def work() -> None:
        with dying_at(step):
            note_reminders(at=at)
            send_reminders(at=at)
            mail.deliver_due(at=at)

    if not came_to_its_end(work):
        world.kills[step] += 1


def post_all(world: World, at: datetime, *, killed: bool) -> None:
    """Staff print what waits and mark it as posted; when the server dies under it, they press again."""
    from journey.access.letters import to_post
    from journey.actions.letters import post_letters
    from journey.models import Reminder
    from tests.builders import staff

    keys = list(to_post(Reminder.objects.filter(channel="letter"), at).values_list("pk", flat=True))

    def work() -> None:
        with dying_at("posting" if killed else ""):
            post_letters(letters=keys, by=staff("coordinator"), at=at)

    if keys and not came_to_its_end(work):
        world.kills["posting"] += 1
        assert came_to_its_end(lambda: post_letters(letters=keys, by=staff("coordinator"), at=at))


def run(world: World, *, kills: int, seed: int) -> None:
    """A visit a day for each person; the worker of each minute dies at a step of its own until enough died, then comes
    to rest, and the letters are posted."""
    chance = Random(seed)
    while sum(world.kills.values()) < kills:
        world.at += DAY
        book_visits(world)
        for minute in range(100, 140):
            pass_of_worker(world, world.at + minute * MINUTE, chance.choice(STEPS))
            if is_done(world):
                break
        rest(world)
        post_all(world, world.at + 300 * MINUTE, killed=chance.random() < 0.5)


def hour_without_services(world: World) -> None:
    world.at += DAY
    book_visits(world)
    world.mails.stop(), world.texts.stop()
    for minute in range(100, 160):
        pass_of_worker(world, world.at + minute * MINUTE, "")
    world.mails.start(), world.texts.start()
    rest(world, since=160)
    post_all(world, world.at + 300 * MINUTE, killed=False)


def rest(world: World, since: int = 140) -> None:
    """Workers that live, until all is done: retries come after an hour at the latest."""
    for minute in range(since, since + 130, 5):
        if is_done(world):
            return
        pass_of_worker(world, world.at + minute * MINUTE, "")


def is_done(world: World) -> bool:
    """Nothing is left but letters to post."""
    return all(problem.startswith("never posted") for problem in problems(world))


def problems(world: World) -> Iterator[str]:
    """What is not as it should be, from the visits that were booked to what arrived."""
    from accounts.models import OutgoingMail, StuckRow
    from journey.models import Appointment, Reminder

    received = {"email": world.mails.received(), "sms": world.texts.received()}
    got = {name.strip("<>").partition("@")[0] for counted in received.values() for name, _to in counted}
    ways = {"mail": {"email"}, "text": {"email", "sms"}, "letter": {"letter"}}
    for name, journey in world.people.items():
        for visit in Appointment.objects.filter(journey=journey, kind="unscheduled"):
            noted = list(visit.reminders.filter(occasion="visit_week").values_list("channel", flat=True))
            if sorted(noted) != sorted(ways[name]):
                yield f"noted of a visit: {sorted(noted)} instead of {sorted(ways[name])}"
    for reminder in Reminder.objects.select_related("mail"):
        if reminder.channel == "letter":
            if reminder.posted_at is None:
                yield "never posted: a letter"
        elif reminder.mail is None:
            yield f"never put into the outbox: {reminder.occasion} by {reminder.channel}"
        elif reminder.mail.dropped_at is None and str(reminder.mail_id) not in got:
            yield f"never arrived: {reminder.occasion} by {reminder.channel}"
    if OutgoingMail.objects.filter(sent_at=None, dropped_at=None).exists():
        yield "something is still waiting, or given up"
    if StuckRow.objects.exists():
        yield "a row is stuck"
    yield from under_other_ids(got)
    copies = sum(sum(counted.values()) - len(counted) for counted in received.values())
    if copies > world.kills["sent"]:
        yield f"{copies} extra copies after {world.kills['sent']} kills between sending and noting"


@contextmanager
def services(folder: Path) -> Iterator[tuple[MailServer, TextService]]:
    mails, texts = MailServer(folder / "mails"), TextService(folder / "texts")
    mails.start(), texts.start()
    try:
        with real_mail(mails), real_texts(texts):
            yield mails, texts
    finally:
        mails.stop(), texts.stop()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--broken", action="store_true", help="mark before sending: must be caught")
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    start()
    from django.utils import timezone

    with (
        tempfile.TemporaryDirectory() as folder,
        own_database("drill_dying_reminders"),
        services(Path(folder)) as (mails, texts),
    ):
        world = make_world(timezone.now(), mails, texts)
        with marking_first() if asked.broken else nullcontext():
            run(world, kills=asked.kills, seed=asked.seed)
            hour_without_services(world)
        found = list(problems(world))
        arrived = {"mails": mails.received(), "text messages": texts.received()}
    print(f"{sum(world.kills.values())} kills: {dict(world.kills)}")
    for name, counted in arrived.items():
        print(f"{len(counted)} {name} arrived, {sum(counted.values()) - len(counted)} extra copies")
    print(f"{len(found)} problems")
    for problem in found[:5]:
        print(problem)
    as_wanted = bool(found) == asked.broken
    print("as it should be" if as_wanted else "NOT as it should be")
    return 0 if as_wanted and set(world.kills) >= {*STEPS, "posting"} else 1


if __name__ == "__main__":
    sys.exit(main())
