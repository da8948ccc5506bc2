"""By when a tumour review examines and images, what is wanted next, and when it may end."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from journey.domain.tumour_review import ReviewClock, ReviewResult, ReviewStep, clock_from, may_end, next_step

BERLIN = ZoneInfo("Europe/Berlin")
EXAMINED, IMAGED = ReviewStep.EXAMINED, ReviewStep.IMAGED
CLOCK = clock_from(datetime(2026, 3, 20, 9, tzinfo=UTC), BERLIN)


def done(*steps: ReviewStep) -> ReviewClock:
    return ReviewClock(CLOCK.examine_by, CLOCK.image_by, frozenset(steps))


@pytest.mark.parametrize(
    ("opened", "examine_by", "image_by"),
    [
        (
            datetime(2026, 6, 1, 8, tzinfo=UTC),
            datetime(2026, 6, 8, 8, tzinfo=UTC),
            datetime(2026, 6, 15, 8, tzinfo=UTC),
        ),
        # Clocks change on 29 March: the same time of the clinic's day is an hour earlier.
        (
            datetime(2026, 3, 22, 9, tzinfo=UTC),
            datetime(2026, 3, 29, 8, tzinfo=UTC),
            datetime(2026, 4, 5, 8, tzinfo=UTC),
        ),
    ],
)
def test_examined_within_7_days_and_imaged_within_14_of_the_clinics_clock(
    opened: datetime, examine_by: datetime, image_by: datetime
) -> None:
    clock = clock_from(opened, BERLIN)
    assert (clock.examine_by, clock.image_by) == (examine_by, image_by)
    assert image_by - opened <= timedelta(days=14)


@pytest.mark.parametrize(
    ("steps", "wanted"),
    [
        ((), (EXAMINED, CLOCK.examine_by)),
        ((IMAGED,), (EXAMINED, CLOCK.examine_by)),
        ((EXAMINED,), (IMAGED, CLOCK.image_by)),
        ((EXAMINED, IMAGED), None),
    ],
)
def test_the_examination_comes_first_and_the_result_has_no_clock(
    steps: tuple[ReviewStep, ...], wanted: tuple[ReviewStep, datetime] | None
) -> None:
    assert next_step(done(*steps)) == wanted


def test_nobody_says_what_it_is_before_somebody_looked() -> None:
    for result in ReviewResult:
        assert may_end(result, frozenset()) is (result is ReviewResult.NOT_POSSIBLE)
        assert may_end(result, frozenset({EXAMINED}))
