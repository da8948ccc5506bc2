"""The short form: a fault of each kind on the way of an urgent answer; then answers that are judged too late."""

from pathlib import Path

import pytest

from drills.dying_worker import MINUTE, URGENT
from drills.fault_story import Fault, make_story, pass_of_worker, problems, rest, send_form, triaging_later
from drills.mail_server import MailServer, real_mail
from tests.builders import NOW, report_of

pytestmark = [pytest.mark.drill, pytest.mark.django_db(transaction=True)]
# The page is due at once, the next steps after 15 and 30 minutes; a claim holds for 2.
WORKER = {
    0: Fault("killed", "claimed"),
    3: Fault("database cut", "mailed"),
    16: Fault("database cut", "telling"),
    17: Fault("killed", "followed"),
    31: Fault("mail gone", "mailing"),
}


def test_faults_on_the_way_lose_no_urgent_answer_and_judging_it_later_is_caught(tmp_path: Path) -> None:
    server = MailServer(tmp_path / "received")
    server.start()
    try:
        story = make_story(NOW, server, seed=1)
        with real_mail(server):
            for journey, fault in zip(
                story.journeys, (Fault("killed", "judged"), Fault("database cut", "raised")), strict=True
            ):
                send_form(story, report_of(journey, at=NOW), "urgent_now", URGENT, fault, NOW)
            for minute, fault in WORKER.items():
                pass_of_worker(story, NOW + minute * MINUTE, fault)
            rest(story, NOW, minutes=(34, 37, 46))

            assert sum(story.struck.values()) == len(WORKER) + 2
            assert list(problems(story)) == []

            check_in = report_of(story.journeys[0], at=NOW)
            with triaging_later():
                send_form(story, check_in, "urgent_now", URGENT, Fault("killed", "raised"), NOW)
            assert "an answer was not triaged, urgent_now" in list(problems(story))
    finally:
        server.stop()
