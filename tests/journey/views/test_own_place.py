"""Language and place: told by mail, written down, and only what has not opened follows the new clock (rule 6)."""

from collections.abc import Iterator
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.cache import cache

from accounts.models import Trace
from journey.actions.own_account import change_language_and_place
from journey.domain.errors import NotAccepted, NotPermitted
from journey.domain.windows import CheckInState
from journey.models import CheckIn, Journey
from tests.builders import NOW, check_in_of, fresh, knows, patient, send, staff
from tests.factors import PASSWORD
from tests.journey.views.account_pages import ACCOUNT, PLACE, signed_in
from tests.post import newest_to
from tests.walked import walked

pytestmark = pytest.mark.django_db
ADDRESS = "rosa@example.org"
LONDON, TOKYO = ZoneInfo("Europe/London"), ZoneInfo("Asia/Tokyo")


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    cache.clear()
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def journey() -> Journey:
    """Three days after the injection: some check-ins are over, one is open, many are still to come."""
    journey = walked("post_care", day=3)
    rosa = knows(journey.patient.user, PASSWORD)
    rosa.email = ADDRESS
    rosa.save(update_fields=["email"])
    return fresh(journey)


def windows(journey: Journey) -> dict[object, tuple[object, ...]]:
    rows = CheckIn.objects.filter(journey=journey)
    return {row.pk: (row.opens_at, row.due_at, row.closes_at, row.state) for row in rows}


def moved(journey: Journey, zone: str = "Asia/Tokyo") -> None:
    user = journey.patient.user
    assert user
    change_language_and_place(patient=journey.patient, language="en", time_zone=zone, by=user, at=NOW)


class TestCheckIns:
    def test_what_has_not_opened_opens_at_the_same_hour_there(self, journey: Journey) -> None:
        before = {row.pk: row for row in CheckIn.objects.filter(journey=journey, opens_at__gt=NOW, state="scheduled")}
        assert len(before) > 5
        moved(journey)
        for row in CheckIn.objects.filter(pk__in=before):
            then = before[row.pk]
            assert row.opens_at.astimezone(TOKYO).time() == then.opens_at.astimezone(LONDON).time()
            assert row.closes_at.astimezone(TOKYO).time() == then.closes_at.astimezone(LONDON).time()
            assert row.opens_at != then.opens_at

    def test_what_is_open_sent_or_over_stays(self, journey: Journey) -> None:
        send(check_in_of(journey, "A-3"), at=NOW)
        before = windows(journey)
        moved(journey)
        after = windows(journey)
        stays = {pk for pk, row in before.items() if row[0] <= NOW or row[3] != CheckInState.SCHEDULED}
        assert stays
        assert {pk: after[pk] for pk in stays} == {pk: before[pk] for pk in stays}

    def test_there_and_back_is_as_before(self, journey: Journey) -> None:
        before = windows(journey)
        moved(journey)
        assert windows(journey) != before
        journey.patient.refresh_from_db()
        moved(journey, "Europe/London")
        assert windows(journey) == before

    def test_journey_before_any_date_is_no_trouble(self) -> None:
        moved(walked("consultation"))


class TestPage:
    def test_choice_is_kept_told_and_written_down(self, journey: Journey) -> None:
        client = signed_in(journey.patient.user)
        assert client.get(PLACE).status_code == 200
        for _ in range(2):
            answer = client.post(PLACE, {"language": "en", "time_zone": "Asia/Tokyo"})
            assert (answer.status_code, answer.headers["Location"]) == (303, ACCOUNT)
        assert "Tokyo" in client.get(ACCOUNT).content.decode()
        assert newest_to(ADDRESS).subject == "Your account was changed"
        assert "Tokyo" not in newest_to(ADDRESS).body
        rows = Trace.objects.filter(table_name="journey_patient", page="patient:language_and_place")
        assert [(row.actor_id, row.after["time_zone"]) for row in rows] == [(journey.patient.user_id, "Asia/Tokyo")]

    @pytest.mark.parametrize(("name", "value"), [("time_zone", "Mars/Base"), ("language", "xx"), ("time_zone", "")])
    def test_what_is_no_place_or_language_is_refused(self, journey: Journey, name: str, value: str) -> None:
        posted = {"language": "en", "time_zone": "Asia/Tokyo", name: value}
        assert signed_in(journey.patient.user).post(PLACE, posted).status_code == 422
        journey.patient.refresh_from_db()
        assert journey.patient.time_zone == "Europe/London"

    def test_nobody_else_changes_it(self, journey: Journey) -> None:
        """IDW-01"""
        for other in (staff("coordinator"), patient("Ken Ode").user):
            with pytest.raises(NotPermitted):
                change_language_and_place(
                    patient=journey.patient, language="en", time_zone="Asia/Tokyo", by=other, at=NOW
                )

    def test_zone_that_is_none_is_refused_with_a_sentence(self, journey: Journey) -> None:
        with pytest.raises(NotAccepted):
            moved(journey, "Mars/Base")
