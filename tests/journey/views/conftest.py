"""Who looks at the patients' pages in tests, and when: Rosa, three days after her injection, on a Tuesday at ten."""

from collections.abc import Callable, Iterator

import pytest
from django.test import Client

from accounts.models import User
from journey.models import CheckIn, Journey
from tests.builders import NOW, check_in_of
from tests.journey.views.patient_pages import patient_of, signed_in, the_clock_at


@pytest.fixture
def clock() -> Iterator[None]:
    with the_clock_at(NOW):
        yield


@pytest.fixture
def journey(post_care: Journey, clock: None) -> Journey:
    return post_care


@pytest.fixture
def check_in(journey: Journey) -> CheckIn:
    """The one that is open."""
    return check_in_of(journey, "A-3")


@pytest.fixture
def rosa(journey: Journey) -> Client:
    return patient_of(journey)


@pytest.fixture
def sign_in(clock: None) -> Callable[[User], Client]:
    return signed_in
