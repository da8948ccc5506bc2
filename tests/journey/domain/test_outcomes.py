"""Outcome measures: the worked numbers of clinical.md 8.4 and the signs of 6.1."""

from decimal import Decimal

import pytest

from journey.domain.outcomes import (
    Response,
    best_of,
    computed_response,
    fall,
    gain,
    mean_of,
    mean_of_tasks,
    percent,
    percent_of_other,
    total_active_motion,
)


def kg(*values: str | None) -> list[Decimal | None]:
    return [None if each is None else Decimal(each) for each in values]


@pytest.mark.parametrize(
    ("trials", "mean", "best"),
    [
        (("20.1", "21.0", "19.8"), "20.3", "21.0"),
        (("20.1", None, None), None, "20.1"),
        ((None, "20.1", "20.2"), "20.2", "20.2"),  # 20.15, rounded half up
        (("0.0", "0.0", None), "0.0", "0.0"),  # no strength at all is a measurement
        ((None, None, None), None, None),
        ((), None, None),
    ],
)
def test_mean_and_best_of_trials(trials: tuple[str | None, ...], mean: str | None, best: str | None) -> None:
    assert mean_of(kg(*trials)) == (mean and Decimal(mean))
    assert best_of(kg(*trials)) == (best and Decimal(best))


@pytest.mark.parametrize(
    ("value", "other", "found"),
    [("20.3", "25.0", 81), ("25.0", "20.0", 125), ("20", None, None), (None, "20", None), ("20", "0", None)],
)
def test_percent_of_the_other_hand(value: str | None, other: str | None, found: int | None) -> None:
    assert percent_of_other(*kg(value, other)) == found


def test_change_is_positive_when_it_is_better() -> None:
    assert fall(6, 4) == 2  # pain
    assert gain(Decimal("18.0"), Decimal("20.3")) == Decimal("2.3")  # strength
    assert fall(None, 4) is fall(6, None) is gain(None, 1) is gain(1, None) is None


@pytest.mark.parametrize(
    ("change", "baseline", "found"), [(2, 6, "33.3"), (2, 7, "28.6"), (-2, 4, "-50.0"), (2, 0, None), (None, 6, None)]
)
def test_percent_is_blank_without_a_baseline(change: int | None, baseline: int, found: str | None) -> None:
    assert percent(change, baseline) == (found and Decimal(found))


@pytest.mark.parametrize(
    ("answers", "kept", "found"),
    [
        ({"my_tasks_1": 4, "my_tasks_2": 7}, ("my_tasks_1", "my_tasks_2"), "5.5"),
        ({"my_tasks_1": 4, "my_tasks_2": None}, ("my_tasks_1", "my_tasks_2"), "4.0"),
        ({"my_tasks_3": 4}, ("my_tasks_1",), None),  # nothing is left of what was asked before
        ({}, (), None),
    ],
)
def test_mean_of_tasks_is_of_those_kept(answers: dict[str, int], kept: tuple[str, ...], found: str | None) -> None:
    assert mean_of_tasks(answers, kept) == (found and Decimal(found))


@pytest.mark.parametrize(
    ("flexion", "extension", "total"),
    [
        ((90, 100, 70), (0, 0, 0), 260),
        ((90, 100, 70), (0, -15, -5), 240),
        ((90, 100, 70), (20, 0, 0), 260),  # past straight takes nothing off and adds nothing
        ((90, 100, None), (0, 0, 0), None),
        ((90, 100, 70), (0, None, 0), None),
    ],
)
def test_total_active_motion(
    flexion: tuple[int | None, ...], extension: tuple[int | None, ...], total: int | None
) -> None:
    assert total_active_motion(flexion, extension) == total


@pytest.mark.parametrize(
    ("baseline", "now", "pgic", "response"),
    [
        (6, 4, None, Response.BETTER),  # fell 2 and 33 %
        (7, 5, None, Response.SAME),  # fell 2 and 29 %
        (8, 3, 2, Response.MUCH_BETTER),  # fell 63 %
        (8, 4, 1, Response.MUCH_BETTER),  # 50 % exactly
        (8, 3, 3, Response.BETTER),  # the patient sees little change
        (8, 3, None, Response.BETTER),
        (9, 5, 1, Response.BETTER),  # 44 %
        (4, 6, None, Response.WORSE),
        (4, 5, None, Response.SAME),
        (4, 4, 1, Response.SAME),
        (3, 1, None, Response.BETTER),
        (10, 7, None, Response.BETTER),  # 30 % exactly
        (2, 0, 1, Response.CANNOT_TELL),
        (2, 9, None, Response.CANNOT_TELL),
        (None, 3, None, Response.CANNOT_TELL),
        (6, None, 1, Response.CANNOT_TELL),
    ],
)
def test_computed_response(baseline: int | None, now: int | None, pgic: int | None, response: Response) -> None:
    assert computed_response(baseline=baseline, now=now, pgic=pgic, is_before_m3=False) is response
    early = computed_response(baseline=baseline, now=now, pgic=pgic, is_before_m3=True)
    assert early is Response.TOO_EARLY
