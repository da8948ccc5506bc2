"""The frame that every chart is drawn in: days along the bottom, values up the side, all numbers as finished strings.

Strings made here, so that a language that writes 3,5 cannot break a drawing.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

FIRST_DAYS = 14  # the axis is never shorter than the first two weeks
# The drawing of identity.md: 360 wide, the lowest value at 240, the highest at 14, day 0 at 74.3, the last at 338.6.
LEFT, RIGHT, TOP, BOTTOM, BEFORE_X = 74.3, 338.6, 14.0, 240.0, 53.5
DAY_TICKS = (
    (14, (0, 3, 7, 10, 14)),
    (42, (0, 7, 14, 21, 28, 42)),
    (120, (0, 30, 60, 90, 120)),
    (400, (0, 90, 180, 270, 365)),
)
YEAR = 365


@dataclass(frozen=True)
class Tick:
    at: str
    word: str
    here: bool = False


@dataclass(frozen=True)
class Point:
    x: str
    y: str


def marks(last: int) -> Sequence[int]:
    """The days that are named under an axis that ends at day `last`."""
    for longest, days in DAY_TICKS:
        if last <= longest:
            return days
    return range(0, last + 1, YEAR)


def across(day: int, last: int) -> float:
    return LEFT + (RIGHT - LEFT) * day / last


def x_of(day: int, last: int) -> str:
    return f"{across(day, last):.1f}"


def y_of(value: float, most: float, lower: float = 0.0) -> str:
    """`most` is the value at the top, 0 is at the bottom."""
    return f"{BOTTOM - (BOTTOM - TOP) * value / most + lower:.1f}"


def unbroken(places: Iterable[Point | None]) -> Iterator[str]:
    """A path for each run without a gap (None); a single place is a point and needs no line."""
    run: list[str] = []
    for each in [*places, None]:
        if each is not None:
            run.append(f"{each.x} {each.y}")
            continue
        if len(run) > 1:
            yield f"M{' L'.join(run)}"
        run = []
