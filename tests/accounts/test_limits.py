"""Limits of tries: counted by the database, so that workers and processes share them."""

from datetime import timedelta

import pytest

from accounts import limits
from accounts.limits import Limit
from accounts.models import Tries
from tests.builders import NOW
from tests.journey.actions.racing import at_once

THREE = Limit("three", 3, timedelta(minutes=10))


@pytest.mark.django_db
class TestCounting:
    def test_tries_within_the_limit_pass_and_the_next_does_not(self) -> None:
        assert [limits.count(THREE, "rosa", at=NOW) for _ in range(5)] == [True, True, True, False, False]

    def test_one_person_does_not_use_up_the_tries_of_another(self) -> None:
        for _ in range(5):
            limits.count(THREE, "rosa", at=NOW)
        assert limits.count(THREE, "ken", at=NOW)

    def test_one_limit_does_not_count_for_another(self) -> None:
        for _ in range(5):
            limits.count(THREE, "rosa", at=NOW)
        assert limits.count(Limit("other", 3, THREE.within), "rosa", at=NOW)

    @pytest.mark.parametrize(("after", "passes"), [(timedelta(minutes=10, seconds=-1), False), (THREE.within, True)])
    def test_time_begins_with_the_first_try_and_then_starts_anew(self, after: timedelta, passes: bool) -> None:
        for minute in range(4):
            limits.count(THREE, "rosa", at=NOW + timedelta(minutes=minute))
        assert limits.count(THREE, "rosa", at=NOW + after) is passes

    def test_rows_hold_nothing_to_read(self) -> None:
        limits.count(THREE, "rosa@example.org", at=NOW)
        assert "rosa" not in Tries.objects.get().key

    def test_what_limits_nothing_any_more_is_forgotten(self) -> None:
        limits.count(THREE, "rosa", at=NOW)
        assert limits.forget_past(at=NOW + THREE.within - timedelta(seconds=1)) == 0
        assert limits.forget_past(at=NOW + THREE.within) == 1


@pytest.mark.django_db(transaction=True)
def test_tries_of_many_workers_at_once_are_all_counted() -> None:
    """BRU-07"""
    passed = at_once(*[lambda: limits.count(THREE, "rosa", at=NOW)] * 8)
    assert sorted(passed) == [False] * 5 + [True] * 3
