"""Where each person of a closed time stands, when nobody is left, and where another time is looked for."""

from datetime import date, timedelta

import pytest

from journey.domain.closures import Became, Standing, Told, became_of, counted, told_of, where_to_look
from journey.domain.visits import VisitWindow

DAY = timedelta(days=1)
TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("state", "offers", "became"),
    [
        ("booked", False, "stays"),
        ("booked", True, "offered"),
        ("offered", False, "stays"),
        ("requested", False, "stays"),
        ("moved", True, "moved"),
        ("cancelled_by_patient", False, "cancelled"),
        ("cancelled_by_clinic", True, "cancelled"),
    ],
)
def test_what_became_of_a_visit(state: str, offers: bool, became: str) -> None:
    assert became_of(state, has_offers=offers) == became


@pytest.mark.parametrize(
    ("own", "results", "messages", "told"),
    [
        (True, [], [], "themselves"),
        (True, ["reached"], ["sent"], "themselves"),
        (False, ["no_answer", "reached"], ["failed"], "reached"),
        (False, ["no_answer"], ["failed", "sent"], "sent"),
        (False, [], ["on_its_way", "failed"], "on_its_way"),
        (False, ["no_answer"], ["failed"], "failed"),
        (False, ["left_message", "wrong_number"], [], "tried"),
        (False, ["no_answer"], ["dropped"], "tried"),
        (False, [], ["dropped"], "not_yet"),
        (False, [], [], "not_yet"),
    ],
)
def test_how_far_they_know(own: bool, results: list[str], messages: list[str], told: str) -> None:
    assert told_of(by_patient=own, results=results, messages=messages) == told


def test_nobody_is_settled_without_a_new_time_and_without_knowing() -> None:
    settled = {(became, told) for became in Became for told in Told if not Standing(became, told).is_left}
    assert settled == {
        (became, told)
        for became in (Became.MOVED, Became.CANCELLED)
        for told in (Told.THEMSELVES, Told.REACHED, Told.SENT)
    }


def test_everybody_is_counted_once_each_way() -> None:
    rows = [Standing(became, told) for became in Became for told in Told]
    found = counted(rows)
    assert found.everybody == found.moved + found.offered + found.cancelled + found.stays == 28
    assert (found.by_phone, found.by_message, found.failed) == (4, 4, 4)
    assert (found.not_reached, found.left) == (16, 22)
    assert counted([]).left == 0


@pytest.mark.parametrize(
    ("on", "window", "spans"),
    [
        (5, (0, 10), [(5, 10), (0, 4)]),
        (5, (-9, 10), [(5, 10), (0, 4)]),
        (5, (2, 10), [(5, 10), (2, 4)]),
        (0, (-9, 10), [(0, 10)]),
        (20, (2, 10), [(10, 10), (2, 9)]),
        (1, (2, 10), [(2, 10)]),
        (5, (-9, -1), [(5, 33)]),
        (5, None, [(5, 33)]),
        (-1, None, [(0, 28)]),
    ],
)
def test_another_time_is_looked_for_in_the_window_from_the_day_of_the_visit_on(
    on: int, window: tuple[int, int] | None, spans: list[tuple[int, int]]
) -> None:
    around = VisitWindow(TODAY + window[0] * DAY, TODAY, TODAY + window[1] * DAY) if window else None
    found = list(where_to_look(TODAY + on * DAY, around, TODAY))
    assert [((each.first - TODAY).days, (each.last - TODAY).days) for each in found] == spans
