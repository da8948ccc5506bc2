"""The ladder of contact: which step is next and from when, for tries in any order."""

from datetime import date, timedelta

import pytest

from journey.domain.contact_ladder import LADDER, Step, Try, next_rung

FIRST = date(2026, 11, 24)


def tries(*made: str) -> list[Try]:
    """ "message+0", "phone+3:reached": how, how many days after the ladder began, and the result."""
    found = []
    for each in made:
        what, _mark, result = each.partition(":")
        route, _mark, days = what.partition("+")
        found.append(Try(route, result or "no_answer", FIRST + timedelta(days=int(days))))
    return found


@pytest.mark.parametrize(
    ("made", "step", "after", "done"),
    [
        ((), Step.MESSAGE, 0, 0),
        (("message+0",), Step.MESSAGE, 2, 1),
        (("message+0", "email+2"), Step.CALL, 4, 2),
        (("message+0", "message+2", "phone+4"), Step.CALL, 6, 3),
        (("message+0", "message+2", "phone+4", "phone+6"), Step.LETTER, 8, 4),
        (("message+0", "message+2", "phone+4", "phone+6", "letter+8"), Step.NEXT_TIME_POINT, 22, 5),
        (("phone+0", "phone+1"), Step.MESSAGE, 3, 2),
        (("phone-20",), Step.MESSAGE, 0, 1),
        (("message+0", "phone+3:reached"), Step.MESSAGE, 10, 0),
        (("phone+0:reached", "message+9"), Step.MESSAGE, 11, 1),
        (("message+0", "message+1", "message+2"), Step.CALL, 4, 2),
    ],
)
def test_next_step_is_the_first_that_is_missing(made: tuple[str, ...], step: Step, after: int, done: int) -> None:
    found = next_rung(tries(*(each.replace("-20", "+-20") for each in made)), FIRST)
    assert (found.step, (found.due - FIRST).days, found.done) == (step, after, done)


def test_order_in_which_tries_were_typed_changes_nothing() -> None:
    made = tries("message+0", "phone+4", "message+2")
    assert {next_rung(order, FIRST) for order in (made, made[::-1])} == {next_rung(made, FIRST)}


def test_whole_ladder_has_five_steps_by_three_routes() -> None:
    """clinical.md 2.6; three of them by two routes are enough to close as lost (8.3)."""
    assert (len(LADDER), len(set(LADDER))) == (5, 3)


def test_whoever_was_reached_is_left_alone_for_a_week() -> None:
    found = next_rung(tries("phone+1:reached"), FIRST)
    assert found.reached_on == FIRST + timedelta(days=1)
    assert found.due == FIRST + timedelta(days=8)
