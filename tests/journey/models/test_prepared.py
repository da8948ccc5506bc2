"""Prepared queries say what ordinary ones say, and keep nothing of anybody's rows."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from journey.access import check_ins, own, stages
from journey.actions.appointments import book_appointment
from journey.models import Cycle, Journey
from journey.models.prepared import Prepared
from tests.builders import journey_at, newest_cycle, staff

AT = datetime(2026, 3, 4, 10, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def every_prepared() -> list[tuple[str, Prepared]]:
    known = [each for module in (check_ins, own, stages) for each in vars(module).items()]
    found = {name: each for name, each in known if isinstance(each, Prepared)}
    return [*found.items(), ("told_stages", stages._told_stages(("stage_opened",)))]


@pytest.fixture(scope="module")
def both(file_transaction: None) -> tuple[Journey, Journey]:
    """Two patients, each with a visit."""
    journeys = journey_at("post_care", at=AT), journey_at("follow_up", at=AT)
    for each in journeys:
        visit(each)
    return journeys


@pytest.mark.parametrize(("name", "prepared"), every_prepared())
def test_a_prepared_query_gives_the_ordinary_rows(both, name, prepared):
    journey, other = both
    for each in (journey, other, journey):
        cycle = newest_cycle(each)
        known = {
            "journey_id": each.pk,
            "cycle_id": cycle.pk,
            "user_id": each.patient.user_id,
            "stage_id": cycle.stages.first().pk,
            "code": "post_care",
            "at": AT,
        }
        wanted = {key: known[key] for key in prepared.kinds}
        ordinary = list(prepared.build(**wanted))
        assert ordinary, name
        assert [vars_of(row) for row in prepared.rows(**wanted)] == [vars_of(row) for row in ordinary]


def test_it_is_one_statement_and_the_same_text_for_everybody(both):
    texts = set()
    for journey in both:
        with CaptureQueriesContext(connection) as seen:
            check_ins.check_ins_that_matter(journey, AT)
        assert len(seen) == 1
        texts.add(seen.captured_queries[0]["sql"].count("SELECT"))
    assert len(texts) == 1


def test_a_row_of_nobody_is_no_row():
    assert cycles.rows(journey_id=uuid4()) == []


def test_a_missing_parameter_is_an_error():
    with pytest.raises(KeyError):
        cycles.rows()


def test_a_parameter_that_the_statement_does_not_hold_is_an_error():
    @Prepared
    def careless(journey_id: UUID, until: datetime):
        return Journey.objects.filter(pk=journey_id)

    with pytest.raises(ValueError, match="until"):
        careless.rows(journey_id=uuid4(), until=AT)


@Prepared
def cycles(journey_id: UUID):
    return Cycle.objects.filter(journey=journey_id)


def visit(journey):
    starts_at = AT + timedelta(days=1)
    book_appointment(
        cycle=newest_cycle(journey),
        clinician=staff("clinician", f"Dr {journey.pk}"),
        kind="w6",
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=1),
        by=staff("coordinator"),
        at=AT,
    )


def vars_of(row):
    """A row's values, those of the rows beside it too."""
    values = {key: value for key, value in vars(row).items() if key != "_state"}
    beside = {key: vars_of(value) for key, value in row._state.fields_cache.items() if value is not None}
    return values | beside
