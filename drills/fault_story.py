"""From the patient's button to the last person told, while the process of a step is killed, its database connection is
cut, or the mail server goes away between any two steps, again and again: every urgent answer ends as an open alert with
an owner, and everybody who was due was told.

    python -m drills.fault_story             # exit 0: 200 faults, at every step and of every kind, and nothing lost
    python -m drills.fault_story --broken    # triages after the answer is stored; exit 0: the drill caught it

Makes a database and a mail server of its own; takes some minutes. Time is passed in: a day takes seconds. What the
patients send is chosen by chance: well, to be called, urgent, corrected.
"""

import argparse
import logging
import mmap
import os
import signal
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any
from unittest.mock import patch
from uuid import UUID

from drills.database import own_database, start
from drills.dying_worker import DAY, MINUTE, URGENT, make_world
from drills.mail_server import MailServer, real_mail
from drills.processes import Ended, in_a_process

# Between these a fault falls. Of the request that sends the answers, then of the worker.
SENDING = ("judged", "kept", "raised", "telling", "told at once", "sent")
WORKING = ("telling", "followed", "claimed", "mailing", "mailed", "marked")
KINDS = ("killed", "database cut", "mail gone")
ALL = tuple((kind, step) for step in dict.fromkeys((*SENDING, *WORKING)) for kind in KINDS)
WELL, CALL = {}, {"pain_worst": 9}
# From good to bad.
ANSWERS: tuple[tuple[str, dict[str, Any]], ...] = (("", WELL), ("call_24h", CALL), ("urgent_now", URGENT))
# Minutes of a day after the answers: of the clock's steps with faults, then of a worker that lives. A mail is tried
# again after an hour at the latest, and a call is late after 20 hours.
TROUBLED = (0, 1, 2, 3, 4, 5, 15, 16, 17, 18, 30, 31, 32, 33)
CALM = (36, 41, 57, 75, 100, 140, 205, 1201, 1204, 1220, 1290)
MOST_DAYS = 38  # rules of the first weeks judge these answers
TOLD = {"urgent_now": {"first", "second", "lead", "boss"}, "call_24h": {"first", "lead"}}


@dataclass(frozen=True)
class Fault:
    kind: str
    step: str


@dataclass
class Story:
    """`struck` counts the faults that fell; `wanted` is the level of each form that was sent, by its token."""

    journeys: list[Any]
    server: MailServer
    at: datetime
    random: Random
    struck: Counter[tuple[str, str]] = field(default_factory=Counter)
    ended: Counter[str] = field(default_factory=Counter)
    wanted: dict[UUID, str] = field(default_factory=dict)
    fell: mmap.mmap = field(default_factory=lambda: mmap.mmap(-1, 1))  # a child says in it that its fault fell


def make_story(at: datetime, server: MailServer, seed: int) -> Story:
    """Two patients three days after the injection; two people on call, a lead and a manager."""
    from tests.builders import journey_at, patient

    world = make_world(at, server)
    ken = journey_at("post_care", day=3, at=at, who=patient("Ken Ode", at=at - 30 * DAY))
    return Story([world.journey, ken], server, at, Random(seed))


@contextmanager
def failing(story: Story, fault: Fault | None) -> Iterator[None]:
    """In this process: the first time that the step is done, the fault falls."""
    from accounts import mail
    from journey.actions import alerts, notices, sending, triaging

    places = {
        "judged": (sending, "outcome_of"),
        "kept": (sending, "write_together"),
        "raised": (triaging, "raise_alert"),
        "telling": (notices, "tell_staff"),
        "told at once": (alerts, "tell_at_once"),
        "sent": (sending, "send_check_in"),
        "followed": (notices, "_follow"),
        "claimed": (mail, "_claim"),
        "mailing": (mail, "_send"),
        "mailed": (mail, "_send"),
        "marked": (mail, "deliver"),
    }
    if fault is None:
        yield
        return
    module, name = places[fault.step]
    real = getattr(module, name)

    def run(*args: Any, **kwargs: Any) -> Any:
        if fault.step == "mailing":
            strike(story, fault)
        done = real(*args, **kwargs)
        if fault.step != "mailing" and (done or fault.step in {"kept", "told at once", "mailed"}):
            strike(story, fault)
        return done

    with patch.object(module, name, run):
        yield


def strike(story: Story, fault: Fault) -> None:
    """Once in a process."""
    if story.fell[0]:
        return
    story.fell[0] = 1
    match fault.kind:
        case "killed":
            os.kill(os.getpid(), signal.SIGKILL)
        case "mail gone":
            if story.server.pid:
                os.kill(story.server.pid, signal.SIGKILL)
        case "database cut":
            cut_connection()


def cut_connection() -> None:
    """The server ends this process's connection; the next statement learns it."""
    from django.db import connection

    connection.ensure_connection()
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("select pg_terminate_backend(%s)", [connection.connection.info.backend_pid])
    other.close()


def attempt(story: Story, work: Callable[[], object], fault: Fault | None) -> Ended:
    """Do this in a process of its own, and count the fault if it fell."""
    story.fell[0] = 0

    def troubled() -> None:
        with failing(story, fault):
            work()

    ended = in_a_process(troubled, aloud=fault is None)
    story.ended[ended] += 1
    if fault is not None and story.fell[0]:
        story.struck[fault.kind, fault.step] += 1
        if fault.kind == "mail gone":
            story.server.stop()
    assert ended is Ended.WHOLE or story.fell[0], "it failed by itself"
    return ended


def send_form(
    story: Story, check_in: Any, level: str, answers: dict[str, Any], fault: Fault | None, at: datetime
) -> None:
    """The patient fills a form and presses the button; while no page comes back, the same form is sent again."""
    from journey.actions import sending
    from tests.builders import fill

    token, by = fill(check_in, at=at, **answers).token, check_in.journey.patient.user
    story.wanted[token] = level

    def press() -> None:
        sending.send_check_in(check_in=check_in, token=token, by=by, at=at)

    if attempt(story, press, fault) is not Ended.WHOLE:
        assert attempt(story, press, None) is Ended.WHOLE


def pass_of_worker(story: Story, at: datetime, fault: Fault | None = None) -> None:
    """What the jobs of one minute do. A pass that ended badly is over; the next minute has its own."""

    def work() -> None:
        from accounts import mail
        from journey.actions.alert_snoozes import wake_snoozed
        from journey.actions.notices import follow_clocks

        wake_snoozed(at=at)
        follow_clocks(at=at)
        mail.deliver_due(at=at)

    attempt(story, work, fault)


def day_of_answers(story: Story) -> None:
    """Each patient sends one to three forms by chance, one of them a correction now and then."""
    from tests.builders import report_of

    for journey in story.journeys:
        check_in, worst = None, 0
        for _form in range(story.random.randint(1, 3)):
            chosen = story.random.randrange(len(ANSWERS))
            if check_in is None or story.random.random() < 0.6:
                check_in, worst = report_of(journey, at=story.at), 0
            worst = max(worst, chosen)  # a correction keeps what it does not change
            fault = next_fault(story, SENDING)
            send_form(story, check_in, ANSWERS[worst][0], ANSWERS[chosen][1], fault, story.at)
            story.at += timedelta(seconds=20)


def next_fault(story: Story, steps: tuple[str, ...]) -> Fault | None:
    """One of those that fell the least so far, most of the time."""
    if story.random.random() < 0.2:
        return None
    here = [each for each in ALL if each[1] in steps]
    fewest = min(story.struck[each] for each in here)
    return Fault(*story.random.choice([each for each in here if story.struck[each] <= fewest + 1]))


def run(story: Story, *, faults: int) -> None:
    """Days with answers and troubled workers until enough faults fell; each ends calm."""
    for _day in range(MOST_DAYS):
        if story.struck.total() >= faults:
            return
        story.at += DAY
        morning = story.at
        day_of_answers(story)
        since = story.at - morning
        for minute in TROUBLED:
            pass_of_worker(story, morning + since + minute * MINUTE, next_fault(story, WORKING))
            if not story.server.pid and story.random.random() < 0.4:
                story.server.start()
        rest(story, morning + since)
        story.at = morning


def rest(story: Story, since: datetime, minutes: Iterable[int] = CALM) -> None:
    """The mail server is there, and the worker lives."""
    if not story.server.pid:
        story.server.start()
    for minute in minutes:
        pass_of_worker(story, since + minute * MINUTE)


def problems(story: Story) -> Iterator[str]:
    """What is not as it should be once a day is over."""
    yield from _answers(story)
    yield from _alerts(story)
    yield from _messages(story)


def _answers(story: Story) -> Iterator[str]:
    from journey.models import Submission, TriageResult

    sent = Submission.objects.filter(token__in=story.wanted).select_related("triage__alert_reason__alert")
    kept = {each.token: each for each in sent}
    for token, level in story.wanted.items():
        form = kept.get(token)
        if form is None:
            yield "an answer that was sent is gone"
            continue
        result = getattr(form, "triage", None)
        if result is None:
            yield f"an answer was not triaged, {level or 'a good one'}"
        elif level and result.level != level:
            yield f"{result.level} instead of {level}"
    worrying = TriageResult.objects.filter(level__in=TOLD)
    for result in worrying.filter(alert_reason=None):
        yield f"nobody is alerted to {result.level}"


def _alerts(story: Story) -> Iterator[str]:
    from journey.models import Alert

    got = {name.strip("<>").partition("@")[0] for name, _to in story.server.received()}
    for alert in Alert.objects.prefetch_related("notices__mail"):
        if alert.state == "closed":
            yield "an alert is closed"
        if alert.owner_id is None:
            yield f"an alert without an owner: {alert.level}"
        told = {each.mail.to.partition("@")[0] for each in alert.notices.all() if str(each.mail_id) in got}
        for person in TOLD[alert.level] - told:
            yield f"never told of an alert, {alert.level}: {person}"


def _messages(story: Story) -> Iterator[str]:
    from accounts.models import OutgoingMail

    received = story.server.received()
    if OutgoingMail.objects.filter(sent_at=None, dropped_at=None).exists():
        yield "a message is still waiting, or given up"
    copies = received.total() - len(received)
    noted_late = sum(story.struck[kind, "mailed"] for kind in KINDS)
    if copies > noted_late:
        yield f"{copies} extra copies after {noted_late} faults between sending and noting"


@contextmanager
def triaging_later() -> Iterator[None]:
    """The product of `--broken`: the answers are stored first, and judged when that is done."""
    from django.db import transaction

    from journey.actions import sending
    from journey.actions.triaging import keep_result

    def later(*args: Any, **how: Any) -> None:
        transaction.on_commit(transaction.atomic(lambda: keep_result(*args, **how)))

    with patch.object(sending, "result_of", later):
        yield


def print_table(story: Story) -> None:
    print(f"{'fault after':14}" + "".join(f"{kind:>14}" for kind in KINDS))
    for step in dict.fromkeys((*SENDING, *WORKING)):
        print(f"{step:14}" + "".join(f"{story.struck[kind, step]:14}" for kind in KINDS))
    total = [sum(story.struck[kind, step] for step in dict.fromkeys((*SENDING, *WORKING))) for kind in KINDS]
    print(f"{'together':14}" + "".join(f"{count:14}" for count in total))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--broken", action="store_true", help="triage after the answer is stored: must be caught")
    parser.add_argument("--faults", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    start()
    from django.utils import timezone

    with tempfile.TemporaryDirectory() as folder, own_database("drill_fault_story"):
        logging.disable(logging.CRITICAL)  # every fault is logged
        server = MailServer(Path(folder) / "received")
        server.start()
        try:
            story = make_story(timezone.now(), server, asked.seed)
            with real_mail(server), triaging_later() if asked.broken else nullcontext():
                run(story, faults=asked.faults)
                found = list(problems(story))
            received = server.received()
        finally:
            server.stop()
    print_table(story)
    levels = Counter(level or "well" for level in story.wanted.values())
    print(
        f"{story.struck.total()} faults; {len(story.wanted)} forms sent: {dict(levels)}; processes: {dict(story.ended)}"
    )
    print(f"{len(received)} messages arrived, {received.total() - len(received)} extra copies")
    print(f"{len(found)} problems")
    for problem, count in Counter(found).most_common(10):
        print(f"{count} x {problem}")
    as_wanted = bool(found) == asked.broken
    missed = [f"{step} ({kind})" for kind, step in ALL if not story.struck[kind, step]]
    if missed:
        print(f"no fault struck: {', '.join(missed)}")
    good = as_wanted and (asked.broken or (not missed and story.struck.total() >= asked.faults))
    print("as it should be" if good else "NOT as it should be")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
