"""What a helper may do, level by level, and when help ends (product.md, complaint 12)."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from journey.domain.caregiving import (
    DAYS,
    MAY,
    ONLY_THE_PATIENT,
    USUAL_DAYS,
    WHY_NOT,
    CaregiverLevel,
    OwnAct,
    act_of,
    end_of_help,
    last_day_of_help,
    levels_for,
    why_not,
)

SEE, FILL_IN, MANAGE = CaregiverLevel.SEE, CaregiverLevel.FILL_IN, CaregiverLevel.MANAGE
EXPECTED: dict[OwnAct, tuple[CaregiverLevel, ...]] = {
    OwnAct.READ: (SEE, FILL_IN, MANAGE),
    OwnAct.ANSWER: (FILL_IN, MANAGE),
    OwnAct.BOOK: (MANAGE,),
    OwnAct.CHANGE_CONTACT: (MANAGE,),
    OwnAct.UNDERSTAND: (),
    OwnAct.CONSENT: (),
    OwnAct.WITHDRAW: (),
    OwnAct.INVITE: (),
    OwnAct.USE_RIGHTS: (),
}


def test_every_act_and_level_has_its_place_in_the_table() -> None:
    assert set(EXPECTED) == set(OwnAct)
    assert set(MAY) == set(CaregiverLevel)


@pytest.mark.parametrize("act", list(OwnAct))
def test_levels_may_do_exactly_what_the_table_says(act: OwnAct) -> None:
    assert levels_for(act) == EXPECTED[act]


def test_each_level_may_do_all_that_the_one_before_it_may() -> None:
    assert MAY[SEE] < MAY[FILL_IN] < MAY[MANAGE]


@pytest.mark.parametrize("act", list(OwnAct))
def test_refusal_says_what_is_missing_or_whose_it_is(act: OwnAct) -> None:
    assert why_not(act) == WHY_NOT.get(act, ONLY_THE_PATIENT)
    assert len(why_not(act)) > 20


def test_check_of_what_was_understood_is_the_patients_alone() -> None:
    assert act_of("C-POST") is OwnAct.UNDERSTAND
    assert {act_of(code) for code in ("C-PRE", "P-1", "A-3", "F-21", "REPORT", "EXTRA")} == {OwnAct.ANSWER}


@pytest.mark.parametrize("zone", ["Europe/London", "Pacific/Auckland", "America/Los_Angeles"])
@pytest.mark.parametrize("days", DAYS)
def test_help_ends_with_a_whole_day_by_the_patients_clock(zone: str, days: int) -> None:
    at = datetime(2026, 10, 24, 23, 30, tzinfo=UTC)  # the night before the clocks go back in London
    ends = end_of_help(at, days, ZoneInfo(zone))

    local = ends.astimezone(ZoneInfo(zone))
    assert (local.hour, local.minute) == (0, 0)
    assert last_day_of_help(ends, ZoneInfo(zone)) == at.astimezone(ZoneInfo(zone)).date() + timedelta(days=days)


def test_usual_end_is_one_that_can_be_chosen() -> None:
    assert USUAL_DAYS in DAYS
    assert last_day_of_help(datetime(2026, 11, 25, tzinfo=UTC), ZoneInfo("UTC")) == date(2026, 11, 24)
