"""Journeys that the tests of one file share: given to every test as they were."""

import pytest

from journey.models import Journey
from tests.builders import fresh
from tests.walked import walked


@pytest.fixture(scope="module")
def walked_consultation(file_transaction: None) -> Journey:
    return walked("consultation")


@pytest.fixture(scope="module")
def walked_preparation(file_transaction: None) -> Journey:
    return walked("preparation")


@pytest.fixture(scope="module")
def walked_harvesting(file_transaction: None) -> Journey:
    return walked("harvesting")


@pytest.fixture(scope="module")
def walked_post_care(file_transaction: None) -> Journey:
    return walked("post_care", day=3)


@pytest.fixture(scope="module")
def walked_follow_up(file_transaction: None) -> Journey:
    return walked("follow_up", day=21)


@pytest.fixture
def consultation(walked_consultation: Journey, db: None) -> Journey:
    """The consultation is in 5 days, the intake is open."""
    return fresh(walked_consultation)


@pytest.fixture
def preparation(walked_preparation: Journey, db: None) -> Journey:
    """The procedure is in 10 days."""
    return fresh(walked_preparation)


@pytest.fixture
def harvesting(walked_harvesting: Journey, db: None) -> Journey:
    """Today, before the needle."""
    return fresh(walked_harvesting)


@pytest.fixture
def post_care(walked_post_care: Journey, db: None) -> Journey:
    """Three days after the injection of own cells; the check-in A-3 is open."""
    return fresh(walked_post_care)


@pytest.fixture
def follow_up(walked_follow_up: Journey, db: None) -> Journey:
    """Three weeks after the injection; F-21 is open."""
    return fresh(walked_follow_up)
