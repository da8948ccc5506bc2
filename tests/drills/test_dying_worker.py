"""The short form of the drill: one kill at each step; then a worker that marks before it sends."""

from pathlib import Path

import pytest

from drills.dying_worker import DAY, MINUTE, STEPS, answer, make_world, pass_of_worker, problems
from drills.killing import marking_first
from drills.mail_server import MailServer, real_mail
from tests.builders import NOW

pytestmark = [pytest.mark.drill, pytest.mark.django_db(transaction=True)]


def test_worker_killed_at_each_step_loses_nothing_and_one_that_marks_first_is_caught(tmp_path: Path) -> None:
    """REL-04, R7: every person due is told; more copies than kills between sending and noting there are not."""
    server = MailServer(tmp_path / "received")
    server.start()
    try:
        world = make_world(NOW, server)
        with real_mail(server):
            answer(world, world.at, killed=True)
            # The page is due at once, the next steps after 15 and 30 minutes; a claim holds for 2.
            at = {"claimed": 0, "sending": 3, "sent": 6, "telling": 15, "told": 16, "marked": 17}
            for step in sorted(STEPS, key=lambda each: at[each]):
                pass_of_worker(world, world.at + at[step] * MINUTE, step)
            for minute in (31, 35):
                pass_of_worker(world, world.at + minute * MINUTE, "")

            assert dict(world.kills) == dict.fromkeys((*STEPS, "answering"), 1)
            assert list(problems(world)) == []
            assert sum(server.received().values()) == len(server.received()) + 1

            world.at += DAY
            answer(world, world.at, killed=False)
            with marking_first():
                pass_of_worker(world, world.at, "sending")
            pass_of_worker(world, world.at + 45 * MINUTE, "")
            assert any(problem.startswith("never arrived: page") for problem in problems(world))
    finally:
        server.stop()
