"""Prepared queries say what ordinary ones say, and keep nothing of anybody's rows."""

from datetime import UTC, date, datetime, timedelta
from importlib import import_module
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction
from django.db.models import Model, QuerySet
from django.test.utils import CaptureQueriesContext

from accounts.models import Session, User
from accounts.prepared import Prepared
from accounts.roles import Role
from journey.access import check_ins, helping, own, visible_journeys
from journey.actions.alert_calls import propose_call
from journey.actions.appointments import book_appointment
from journey.actions.contacts import log_contact
from journey.actions.gate_decisions import request_override
from journey.actions.notes import write_note
from journey.actions.questions import ask_question
from journey.domain.caregiving import OwnAct
from journey.models import Alert, AlertCall, Caregiver, Cycle, Document, Journey, Photo
from journey.models.pathway_version import visit_specs_of
from journey.policies import may
from journey.presenters.dashboard import QUEUES
from tests.builders import helper_of, newest_cycle, report_of, send, staff
from tests.meta.code import product_modules, under
from tests.meta.world import paper_of, photo_of
from tests.statements import texts
from tests.walked import walked

AT = datetime(2026, 3, 4, 10, tzinfo=UTC)
A_DAY = timedelta(days=1)
pytestmark = pytest.mark.django_db


def every_prepared() -> list[Any]:
    names = [module.name for module in product_modules() if under(module.name, "accounts", "journey")]
    ours = [import_module(name) for name in names if ".migrations" not in name and ".management" not in name]
    found = {id(each): each for module in ours for each in vars(module).values() if isinstance(each, Prepared)}
    return [
        pytest.param(each, id=f"{each.build.__module__}.{each.build.__name__}")
        for each in sorted(found.values(), key=lambda each: (each.build.__module__, each.build.__name__))
    ]


@pytest.fixture(scope="module")
def both(file_transaction: None) -> tuple[Journey, Journey]:
    """Two patients, each with a row of everything that a page shows."""
    journeys = walked("post_care", at=AT), walked("follow_up", at=AT)
    for each in journeys:
        cycle, stage = newest_cycle(each), newest_cycle(each).stages.get(state="in_progress")
        visit(each)
        paper_of(cycle, shared=True)
        photo_of(send(report_of(each, at=AT), at=AT, pain_worst=8).submission)
        alert = Alert.objects.get(patient=each.patient, day=AT.date())
        propose_call(alert=alert, calls_at=AT + timedelta(hours=1), by=staff(), at=AT)
        ask_question(stage=stage, words="May I drive?", by=each.patient.user, at=AT)
        write_note(stage=stage, text="Sleeps.", by=staff(), at=AT)
        log_contact(cycle=cycle, purpose="call_48_72h", route="phone", result="no_answer", by=staff(), at=AT)
        request_override(cycle=cycle, check_id=OVERRIDES[stage.code], reason="Abroad.", by=staff(), at=AT)
        helper_of(each.patient, name=f"Ana{each.pk.hex[:4]}", at=AT)
        Session.objects.create(session_key=each.pk.hex, session_data="", expire_date=AT + A_DAY)
    return journeys


OVERRIDES = {"post_care": "G5-03", "follow_up": "G6-01"}


def parameters_of(journey: Journey, prepared: Prepared[Any]) -> dict[str, Any]:
    cycle, reader = newest_cycle(journey), staff()
    sent = journey.submissions.first()
    keys = {
        "_journey": journey.pk,
        "_check_in": sent.check_in_id,
        "_submission": sent.pk,
        "_visit": journey.appointments.first().pk,
        "_photo": Photo.objects.get(check_in__cycle=cycle).pk,
        "_document": Document.objects.get(stage__cycle=cycle).pk,
        "_helped": journey.patient_id,
        "_owners": journey.pk,
        "_call": AlertCall.objects.get(alert__patient=journey.patient).pk,
    }
    is_helper = prepared in (own._helped, helping._help_of)
    return {
        "journey_id": journey.pk,
        "cycle_id": cycle.pk,
        "user_id": Caregiver.objects.get(patient=journey.patient).user_id if is_helper else journey.patient.user_id,
        "key": keys.get(prepared.build.__name__),
        "model": Journey,
        "act": OwnAct.READ,
        "patient_id": journey.patient_id,
        "owner_id": reader.pk,
        "stage_id": cycle.stages.first().pk,
        "user": reader,
        "code": "post_care",
        "session_key": journey.pk.hex,
        "kinds": ("stage_opened",),
        "keys": tuple(queue.key for queue in QUEUES if may(reader, queue.who)),
        "windows": frozenset(visit_specs_of(journey.pathway_version_id).items()),
        "since": AT - 400 * A_DAY,
        "last": UUID(int=0),
        "most": 300,
        "allergy_days": 30,
        "ahead": 7 * A_DAY,
        "back": 14 * A_DAY,
        "at": AT,
        "today": AT.date(),
        "start": AT,
        "end": AT + 2 * A_DAY,
    }


@pytest.mark.parametrize("prepared", every_prepared())
def test_a_prepared_query_gives_the_ordinary_rows(both: tuple[Journey, Journey], prepared: Prepared) -> None:
    journey, other = both
    for each in (journey, other, journey):
        known = parameters_of(each, prepared)
        wanted = {key: known[key] for key in prepared.kinds}
        ordinary = list(prepared.build(**wanted))
        assert ordinary
        assert [told(row) for row in prepared.rows(**wanted)] == [told(row) for row in ordinary]


def test_it_is_one_statement_that_is_planned_once_for_everybody(both: tuple[Journey, Journey]) -> None:
    check_ins.check_ins_that_matter(both[0], AT)
    for journey in both:
        with CaptureQueriesContext(connection) as seen:
            check_ins.check_ins_that_matter(journey, AT)
        assert texts(seen) == [""]


def test_a_row_of_nobody_is_no_row() -> None:
    assert cycles.rows(journey_id=uuid4()) == []


def test_a_missing_parameter_is_an_error() -> None:
    with pytest.raises(KeyError):
        cycles.rows()


def test_a_parameter_that_the_statement_does_not_hold_is_an_error() -> None:
    @Prepared
    def careless(journey_id: UUID, until: datetime) -> QuerySet[Journey]:
        return Journey.objects.filter(pk=journey_id)

    with pytest.raises(ValueError, match="until"):
        careless.rows(journey_id=uuid4(), until=AT)


def test_a_day_that_was_made_from_a_moment_is_an_error() -> None:
    """Which one it is depends on the zone: it would stay the day on which the statement was built."""

    @Prepared
    def careless(at: datetime) -> QuerySet[Journey]:
        return Journey.objects.filter(started_at__lte=at, review_on__lte=at.date())

    with pytest.raises(ValueError, match="is no parameter"):
        careless.rows(at=AT)


def test_moments_and_days_counted_from_a_parameter_move_with_it(both: tuple[Journey, Journey]) -> None:
    @Prepared
    def started(at: datetime, day: date) -> QuerySet[Journey]:
        rows = Journey.objects.filter(started_at__gt=at - A_DAY, started_at__lte=at + A_DAY)
        return rows.exclude(review_on__lt=day + A_DAY)

    for journey in both:
        assert journey in started.rows(at=journey.started_at, day=AT.date())
        assert journey in started.rows(at=journey.started_at + A_DAY / 2, day=AT.date())
        assert started.rows(at=journey.started_at + 3 * A_DAY, day=AT.date()) == []


def test_each_reader_has_the_reach_of_their_own_role_and_sites(both: tuple[Journey, Journey]) -> None:
    readers = [staff(), staff(Role.COORDINATOR), staff(Role.AUDITOR), both[0].patient.user, both[1].patient.user]
    for reader in readers:
        assert reader is not None
        assert [row.pk for row in reached.rows(user=reader, at=AT)] == [row.pk for row in reached.build(reader, AT)]


@Prepared
def cycles(journey_id: UUID) -> QuerySet[Cycle]:
    return Cycle.objects.filter(journey=journey_id)


@Prepared
def reached(user: User, at: datetime) -> QuerySet[Journey]:
    return visible_journeys(user, at).filter(started_at__lte=at).order_by("pk")


def visit(journey: Journey) -> None:
    starts_at = AT + A_DAY
    book_appointment(
        cycle=newest_cycle(journey),
        clinician=staff("clinician", f"Dr {journey.pk}"),
        kind="w6",
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=1),
        by=staff("coordinator"),
        at=AT,
    )


def told(row: Any) -> Any:
    """A row's values, those of the rows that it points at too."""
    if not isinstance(row, Model):
        return row
    values = {key: value for key, value in vars(row).items() if key != "_state"}
    loaded = row._state.fields_cache
    beside = {field.name: told(loaded[field.name]) for field in row._meta.concrete_fields if field.name in loaded}
    return values | beside


def test_refused_form_leaves_what_was_planned_as_it_is(both: tuple[Journey, Journey]) -> None:
    cycles.rows(journey_id=both[0].pk)
    before = planned()
    assert any("journey_cycle" in text for text in before)
    with pytest.raises(ValueError, match="refused"), transaction.atomic():
        raise ValueError("refused")
    cycles.rows(journey_id=both[1].pk)
    assert planned() == before


def planned() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("select statement from pg_prepared_statements order by 1")
        return [text for (text,) in cursor.fetchall()]
