"""The short form of the drill: one kill at each step of a reminder; then a worker that marks before it sends."""

from pathlib import Path

import pytest

from drills.dying_reminders import (
    DAY,
    MINUTE,
    STEPS,
    book_visits,
    make_world,
    pass_of_worker,
    post_all,
    problems,
    services,
)
from drills.killing import marking_first
from tests.builders import NOW

pytestmark = [pytest.mark.drill, pytest.mark.django_db(transaction=True)]


def test_reminders_of_a_worker_killed_at_each_step_arrive_and_one_that_marks_first_is_caught(tmp_path: Path) -> None:
    """REL-04, R7: by mail, by text message and by letter."""
    with services(tmp_path) as (mails, texts):
        world = make_world(NOW, mails, texts)
        world.at += DAY
        book_visits(world)
        # Three messages are due, and a claim holds for 2 minutes.
        at = {step: 100 + number for number, step in enumerate(STEPS[:5])}
        at |= {"sending": 108, "sent": 112, "marked": 116}
        for step in STEPS:
            pass_of_worker(world, world.at + at[step] * MINUTE, step)
        pass_of_worker(world, world.at + 120 * MINUTE, "")
        post_all(world, world.at + 121 * MINUTE, killed=True)

        assert dict(world.kills) == dict.fromkeys((*STEPS, "posting"), 1)
        assert list(problems(world)) == []
        assert sum(texts.received().values()) >= 1

        world.at += DAY
        book_visits(world)
        with marking_first():
            pass_of_worker(world, world.at + 100 * MINUTE, "sending")
        pass_of_worker(world, world.at + 110 * MINUTE, "")
        assert any(problem.startswith("never arrived: visit_week") for problem in problems(world))
