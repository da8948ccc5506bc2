"""Each release criterion fails alone: nine pass and one says why not (clinical.md 2.3)."""

from dataclasses import replace
from typing import Any

import pytest

from journey.domain.release import CRITERIA, release_criteria
from tests.journey.domain.test_gates import GOOD, NOT_RELEASED, PRODUCT, chained

NAMES = [f"REL-{number}" for number in range(1, 11)]
CHAIN = (chained(COI_2=(False,)), chained(COI_3=()), {"product": replace(PRODUCT, quarantine="identity_mismatch")})
FAILING: list[tuple[str, dict[str, Any], bool]] = [
    *(("REL-1", changed, True) for changed in CHAIN),
    ("REL-2", {}, False),
    *((found.partition(":")[0], changed, True) for changed, found in NOT_RELEASED),
]


def failing(changed: dict[str, Any], *, intact: bool | None) -> list[str]:
    return [each.id for each in release_criteria(replace(GOOD, **changed), intact=intact) if not each.passed]


def test_ten_criteria_pass_in_their_order() -> None:
    assert [each.id for each in release_criteria(GOOD, intact=True)] == NAMES
    assert len(CRITERIA) == len(NAMES)
    assert failing({}, intact=True) == []


@pytest.mark.parametrize(("name", "changed", "intact"), FAILING, ids=[each[0] for each in FAILING])
def test_criterion_fails_alone(name: str, changed: dict[str, Any], intact: bool) -> None:
    unexplained = name == "REL-3" and failing(changed, intact=intact) == []
    if unexplained:  # it may be used with a reason, which the gate asks for
        assert [each.id for each in release_criteria(replace(GOOD, **changed), intact=intact) if each.needs_reason]
    else:
        assert failing(changed, intact=intact) == [name]


def test_each_of_the_ten_is_tried() -> None:
    assert {name for name, _changed, _intact in FAILING} == set(NAMES)


def test_container_nobody_looked_at_is_not_passed_until_the_release() -> None:
    signed_by_one = {"product": replace(PRODUCT, signers=("7",))}
    assert failing(signed_by_one, intact=None) == ["REL-2"]
    assert failing({}, intact=None) == []
