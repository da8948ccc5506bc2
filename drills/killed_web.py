"""Web servers are killed and stopped while people send: what was acknowledged is there, once.

    python -m drills.killed_web             # exit 0: nothing lost, nothing twice, and a stop tears no request apart
    python -m drills.killed_web --broken    # without the form's token, and stopped without waiting; exit 0: both caught

gunicorn as in `deploy/`, on a database of its own; takes about two minutes. First the server is stopped as systemd does
it and started anew, with requests in flight; then its processes kill themselves before and after commits while others
are killed from outside at random. People press Send again until there is an answer, with the same form.
"""

import argparse
import json
import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPException, HTTPResponse
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Thread
from urllib.parse import urlsplit
from uuid import UUID

import psutil

from drills.database import own_database, start
from drills.double_send import Acknowledged, Person, fill_report, make_people, problems

KILL_EVERY_SECONDS = 0.7
UP_WITHIN_SECONDS = 90
RETRY_SECONDS = 0.1
People = Sequence[tuple[str, UUID, UUID]]


@dataclass
class Server:
    """gunicorn with the clinic's own settings, on a port of this machine."""

    folder: Path
    port: int = 0
    process: "subprocess.Popen[bytes] | None" = None

    def start(self) -> None:
        from django.db import connection

        self.port = self.port or _free_port()
        clinics = urlsplit(os.environ["DATABASE_URL"])
        environment = {
            **os.environ,
            "DATABASE_URL": clinics._replace(path=f"/{connection.settings_dict['NAME']}").geturl(),
            "DRILL_FOLDER": str(self.folder),
        }  # fmt: skip
        # A process that takes seconds to begin would be the limit of this drill: it is forked from one that is ready.
        command = [
            sys.executable, "-m", "gunicorn", "--config", "deploy/gunicorn.conf.py", "--preload",
            "--bind", f"127.0.0.1:{self.port}", "drills.web_app",
        ]  # fmt: skip
        quiet = subprocess.DEVNULL
        self.process = subprocess.Popen(command, env=environment, stdout=quiet, stderr=quiet)
        self._wait()

    def behave(self, *, slow: float, dies: bool = False, forgetful: bool = False) -> None:
        """From the next request on (`drills.web_app`); one that was forgetful stays so."""
        self.begun.write_text("", encoding="ascii")
        for died in self.folder.glob("died *"):
            died.unlink()
        mode = {"slow": slow, "dies": dies, "forgetful": forgetful}
        (self.folder / "mode").write_text(json.dumps(mode), encoding="ascii")

    @property
    def begun(self) -> Path:
        return self.folder / "begun"

    def stop(self, how: signal.Signals) -> None:
        assert self.process is not None
        if how is signal.SIGKILL:
            for child in psutil.Process(self.process.pid).children():
                child.kill()
        self.process.send_signal(how)
        self.process.wait(60)

    def kill_one(self, chance: random.Random) -> bool:
        """One of its working processes, as the kernel does it when memory is short."""
        assert self.process is not None
        try:
            chance.choice(psutil.Process(self.process.pid).children()).kill()
        except (psutil.NoSuchProcess, IndexError):
            return False
        return True

    def _wait(self) -> None:
        assert self.process is not None
        until = time.monotonic() + UP_WITHIN_SECONDS
        while time.monotonic() < until and self.process.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return
            except OSError:
                time.sleep(RETRY_SECONDS)
        raise AssertionError("the web server did not start")


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as door:
        return int(door.getsockname()[1])


@contextmanager
def served() -> Iterator[Server]:
    with TemporaryDirectory() as folder:
        server = Server(Path(folder))
        server.start()
        try:
            yield server
        finally:
            if server.process is not None and server.process.poll() is None:
                server.stop(signal.SIGTERM)


@dataclass
class Seen:
    """What all people saw: the ledger, when each answer came, and attempts that were cut off before their answer."""

    ledger: list[Acknowledged] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    cut: list[str] = field(default_factory=list)

    def torn(self, server: Server) -> list[str]:
        """Attempts that the server had begun and never answered."""
        begun = set(server.begun.read_text(encoding="ascii").split())
        return [attempt for attempt in self.cut if attempt in begun]

    def in_flight(self, server: Server) -> bool:
        begun = server.begun.read_text(encoding="ascii").split()
        return len(begun) > len(self.times) + len(self.torn(server))

    @property
    def longest_gap(self) -> float:
        return max((late - early for early, late in zip(self.times, self.times[1:], strict=False)), default=0)


class Witness(Person):
    """A browser that waits while nobody listens, and remembers which attempts were cut off. A request's number says
    whether the server dies of it (`drills.web_app`), however often it comes: the same seed has the same deaths."""

    def __init__(self, seen: Seen, chance: random.Random, *who: object) -> None:
        super().__init__(*who)  # type: ignore[arg-type]
        self.seen, self.chance = seen, chance

    def _insist(self, path: str, **data: str) -> tuple[str, int]:
        self.request, self.attempts = f"{self.chance.getrandbits(128):x}", count(1)
        return super()._insist(path, **data)

    def _post(self, path: str, data: dict[str, str]) -> HTTPResponse:
        attempt, until = f"{self.request}.{next(self.attempts)}", time.monotonic() + UP_WITHIN_SECONDS
        while True:
            try:
                response = super()._post(f"{path}?attempt={attempt}", data)
                self.seen.times.append(time.monotonic())
                return response
            except ConnectionRefusedError:
                assert time.monotonic() < until, "nobody listens any more"
            except (OSError, HTTPException):
                self.seen.cut.append(attempt)
                time.sleep(RETRY_SECONDS)
                raise
            time.sleep(RETRY_SECONDS)


def under_load(server: Server, people: People, each: int, fault: Callable[[Event, Seen], None], seed: int = 1) -> Seen:
    """Everybody sends `each` reports while `fault` does its worst, until the event says that they are done."""
    seen, done = Seen(), Event()
    witnesses = [
        Witness(seen, random.Random(f"{seed} {number}"), server.port, *who) for number, who in enumerate(people)
    ]
    trouble = Thread(target=fault, args=(done, seen))
    with ThreadPoolExecutor(len(people)) as pool:
        tasks = [pool.submit(witness.send_reports, each, fill_report) for witness in witnesses]
        trouble.start()
        try:
            seen.ledger = [line for task in tasks for line in task.result()]
        finally:
            done.set()
            trouble.join()
    return seen


def killing(server: Server, every: float, seed: int) -> Callable[[Event, Seen], None]:
    """Each kill waits for an answer: where a new process needs longer than that to begin, nobody would ever get one."""
    chance = random.Random(seed)

    def fault(done: Event, seen: Seen) -> None:
        answered = 0
        while not done.wait(every):
            if len(seen.times) > answered and server.kill_one(chance):
                answered = len(seen.times)

    return fault


def stopping(server: Server, how: signal.Signals, after: int) -> Callable[[Event, Seen], None]:
    """Stopped once so many answers came and a request is in flight, and started anew as systemd does it."""

    def fault(done: Event, seen: Seen) -> None:
        while not done.wait(0.02) and not (len(seen.times) >= after and seen.in_flight(server)):
            pass
        server.stop(how)
        server.start()

    return fault


def killed(
    server: Server, people: People, each: int, *, slow: float, forgetful: bool = False, seed: int = 1
) -> tuple[list[str], Seen]:
    """REL-01. The problems, and what people saw."""
    server.behave(slow=slow, dies=True, forgetful=forgetful)
    seen = under_load(server, people, each, killing(server, KILL_EVERY_SECONDS, seed), seed)
    return list(problems(seen.ledger)), seen


def stopped(server: Server, people: People, each: int, *, how: signal.Signals, slow: float) -> tuple[list[str], Seen]:
    """REL-16. The problems, a request that was torn apart among them, and what people saw."""
    server.behave(slow=slow)
    seen = under_load(server, people, each, stopping(server, how, after=len(people)))
    return [*problems(seen.ledger), *(f"torn apart: {attempt}" for attempt in seen.torn(server))], seen


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--broken", action="store_true", help="no token, and a stop that waits for nobody: to be caught"
    )
    parser.add_argument("--people", type=int, default=8)
    parser.add_argument("--each", type=int, default=40, help="reports of each person")
    asked = parser.parse_args()
    start()
    how = signal.SIGKILL if asked.broken else signal.SIGTERM
    with own_database("drill_killed_web"), served() as server:
        people = make_people(asked.people)
        by_stop = stopped(server, people, asked.each // 4, how=how, slow=0.5)
        by_kills = killed(server, people, asked.each, forgetful=asked.broken, slow=0.02)
    is_right = True
    for name, (found, seen) in (("killed", by_kills), ("stopped", by_stop)):
        again = sum(line.tries > 1 for line in seen.ledger)
        print(f"{name}: {len(seen.ledger)} sendings acknowledged, {again} of them after a repeat; "
              f"{len(seen.cut)} attempts cut off; longest time without an answer {seen.longest_gap:.1f} s; "
              f"{len(found)} problems")  # fmt: skip
        for problem in found[:3]:
            print(f"  {problem}")
        is_right = is_right and bool(found) == asked.broken
    print("as it should be" if is_right else "NOT as it should be")
    return 0 if is_right else 1


if __name__ == "__main__":
    sys.exit(main())
