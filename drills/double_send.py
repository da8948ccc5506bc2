"""Answers are lost on their way back, and people press Send again: nothing is lost and nothing is kept twice.

    python -m drills.double_send             # exit 0: every acknowledged sending is there once
    python -m drills.double_send --broken    # the same without the form's token; exit 0: the drill caught it

Makes a database of its own, a server and a proxy that loses answers; takes about a minute. Each client keeps a ledger
of what the server acknowledged; afterwards the ledger is compared with the rows.
"""

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from drills.database import own_database, start
from drills.lossy import LossyProxy

TRIES = 40
TIME_OUT_SECONDS = 20
CSRF = "a" * 32


@dataclass(frozen=True)
class Acknowledged:
    """One line of the ledger: this person was told that this form, with this token, was sent."""

    user_id: UUID
    check_in_id: UUID
    token: UUID
    tries: int


class Person:
    """A patient's browser: signed in, and stubborn."""

    def __init__(self, port: int, session: str, user_id: UUID, journey_id: UUID) -> None:
        self.port, self.session, self.user_id, self.journey_id = port, session, user_id, journey_id

    def send_reports(self, count: int, fill: Callable[[UUID], UUID]) -> list[Acknowledged]:
        """`fill` answers every page of a check-in and gives the token of its draft."""
        ledger = []
        for _ in range(count):
            check_in_id = UUID(self._insist(f"/journeys/{self.journey_id}/report/")[0].split("/")[2])
            token = fill(check_in_id)
            where, tries = self._insist(f"/check-ins/{check_in_id}/send/", token=str(token))
            assert where == f"/check-ins/{check_in_id}/result/", f"sent, but led to {where}"
            ledger.append(Acknowledged(self.user_id, check_in_id, token, tries))
        return ledger

    def _insist(self, path: str, **data: str) -> tuple[str, int]:
        """Post until an answer comes back; where it led, and after how many tries."""
        for number in range(1, TRIES + 1):
            try:
                response = self._post(path, data)
            except (OSError, HTTPException):
                continue
            assert response.status == 303, f"{path} answered {response.status}"
            return str(response.headers["Location"]), number
        raise AssertionError(f"no answer from {path} after {TRIES} tries")

    def _post(self, path: str, data: dict[str, str]) -> HTTPResponse:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=TIME_OUT_SECONDS)
        headers = {
            "Cookie": f"sessionid={self.session}; csrftoken={CSRF}",
            "Content-Type": "application/x-www-form-urlencoded",
            "Connection": "close",
        }
        try:
            connection.request("POST", path, urlencode({**data, "csrfmiddlewaretoken": CSRF}), headers)
            response = connection.getresponse()
            response.read()
            return response
        finally:
            connection.close()


def run(
    port: int, people: Sequence[tuple[str, UUID, UUID]], *, each: int, loss: float, seed: int
) -> tuple[list[Acknowledged], int]:
    """Everybody sends `each` reports through the lossy proxy. `people`: session key, user, journey. The ledger, and how
    many answers were lost."""
    with LossyProxy("127.0.0.1", port, loss=loss, seed=seed) as proxy, ThreadPoolExecutor(len(people)) as pool:
        tasks = [pool.submit(Person(proxy.port, *who).send_reports, each, fill_report) for who in people]
        ledger = [line for task in tasks for line in task.result()]
    return ledger, proxy.lost


def problems(ledger: Sequence[Acknowledged]) -> Iterator[str]:
    """What the database does not have as acknowledged: missing, another person's, or kept more than once."""
    from journey.models import CheckInDraft, Submission, TriageResult

    for line in ledger:
        kept = list(Submission.objects.filter(check_in=line.check_in_id).select_related("journey__patient"))
        if not any(each.token == line.token for each in kept):
            yield f"missing: {line}"
        if len(kept) > 1:
            yield f"kept {len(kept)} times: {line}"
        if any(each.journey.patient.user_id != line.user_id for each in kept):
            yield f"another person's: {line}"
        if TriageResult.objects.filter(check_in=line.check_in_id).count() != len({each.pk for each in kept}):
            yield f"triaged another number of times than sent: {line}"
        if CheckInDraft.objects.filter(check_in=line.check_in_id).exists():
            yield f"a draft is left: {line}"


def fill_report(check_in_id: UUID) -> UUID:
    """Answer every page as a person who is well; the token of the draft."""
    from django.db import connection
    from django.utils import timezone

    from journey.models import CheckIn
    from tests.builders import fill

    try:
        return fill(CheckIn.objects.get(pk=check_in_id), at=timezone.now()).token
    finally:
        connection.close()


@contextmanager
def without_tokens() -> Iterator[None]:
    """The server of `--broken`: a form that comes again is kept again."""
    from journey.models import CheckInDraft, Submission
    from journey.views.patient import check_in as view

    good = view.send_check_in

    def forgetful(*, check_in: Any, token: UUID, by: Any, at: Any) -> Any:
        sent = Submission.objects.filter(check_in=check_in, token=token).first()
        if sent is not None:
            kept = {"answers": sent.raw, "started_at": at, "saved_at": at, "saved_by": by}
            token = CheckInDraft.objects.get_or_create(check_in=check_in, defaults=kept)[0].token
        return good(check_in=check_in, token=token, by=by, at=at)

    view.send_check_in = forgetful
    try:
        yield
    finally:
        view.send_check_in = good


def make_people(count: int) -> list[tuple[str, UUID, UUID]]:
    """Patients three days after their injection, signed in."""
    from django.test import Client
    from django.utils import timezone

    from tests.builders import journey_at

    made = []
    for _ in range(count):
        journey = journey_at("post_care", at=timezone.now())
        browser = Client()
        browser.force_login(journey.patient.user, backend="accounts.backends.NameOrAddress")
        made.append((browser.session.session_key, journey.patient.user_id, journey.pk))
    return made


@contextmanager
def own_server() -> Iterator[int]:
    """A server on a database of its own, gone afterwards; its port."""
    from django.test.testcases import LiveServerThread, _StaticFilesHandler

    with own_database("drill_double_send"):
        server = LiveServerThread("127.0.0.1", _StaticFilesHandler)
        server.daemon = True
        server.start()
        server.is_ready.wait()
        try:
            yield server.port
        finally:
            server.terminate()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--broken", action="store_true", help="without the form's token: must be caught")
    parser.add_argument("--people", type=int, default=6)
    parser.add_argument("--each", type=int, default=20, help="reports of each person")
    parser.add_argument("--loss", type=float, default=0.2, help="share of answers that get lost")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    start()
    with own_server() as port:
        people = make_people(asked.people)
        with without_tokens() if asked.broken else nullcontext():
            ledger, lost = run(port, people, each=asked.each, loss=asked.loss, seed=asked.seed)
        found = list(problems(ledger))
    again = sum(line.tries > 1 for line in ledger)
    print(f"{len(ledger)} sendings acknowledged, {again} of them after a repeat; {lost} answers lost")
    print(f"{len(found)} problems")
    for problem in found[:5]:
        print(problem)
    caught = bool(found) == asked.broken
    print("as it should be" if caught else "NOT as it should be")
    return 0 if caught and again else 1


if __name__ == "__main__":
    sys.exit(main())
