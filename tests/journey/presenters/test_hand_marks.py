"""The words and the drawing of what a patient marked on the hand map say the same."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from journey.models import Patient
from journey.presenters.hand_marks import HandMarks, hand_marks
from tests.journey.presenters.scenes import plain

AT = datetime(2026, 11, 3, 23, 30, tzinfo=UTC)


def marks(marked: object, told_at: datetime | None = AT) -> HandMarks | None:
    return hand_marks(Patient(called="Rosa"), marked, told_at, ZoneInfo("Asia/Tokyo"))


@pytest.mark.parametrize(
    ("marked", "words", "hands"),
    [
        (["R-CMC1"], "Rosa marked: base of thumb, right hand.", [("Right hand", False, 1)]),
        (
            ["L-DIP5", "R-CMC1", "R-MCP2"],
            "Rosa marked: top joint of little finger, left hand; base of thumb, right hand; "
            "knuckle of index finger, right hand.",
            [("Right hand", False, 2), ("Left hand", True, 1)],
        ),
        (["unsure"], "Rosa was not sure where it hurts.", []),
        (["R-CMC1", "R-NOSE"], "Rosa marked: base of thumb, right hand.", [("Right hand", False, 1)]),
    ],
)
def test_each_marked_joint_is_named_and_drawn(
    marked: list[str], words: str, hands: list[tuple[str, bool, int]]
) -> None:
    found = marks(marked)

    assert found is not None
    assert (found.words, plain(found.day)) == (words, "Intake of 4 November 2026")
    assert [(each.name, each.is_left, len(each.joints)) for each in found.hands] == hands


@pytest.mark.parametrize("marked", [None, "", [], ["R-NOSE"], {"R-CMC1": True}])
def test_nothing_is_shown_without_an_answer_that_can_be_read(marked: object) -> None:
    assert marks(marked) is None


def test_nothing_is_shown_before_it_is_sent() -> None:
    assert marks(["R-CMC1"], None) is None
