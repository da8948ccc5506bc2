"""Visits that are due follow the pathway that each journey is pinned to (clinical.md 2.6)."""

from datetime import timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from msgspec import structs

from journey.actions.clinic import publish_pathway
from journey.actions.contacts import log_contact
from journey.models import Journey
from journey.pathway.loader import load_default
from journey.presenters import due_visits
from journey.presenters.due_visits import due_rows
from journey.presenters.worklists import Now
from tests.builders import LONDON, NOW, newest_cycle, staff
from tests.statements import texts

ENDS = ("earliest", "target", "latest")


def rows(days: int) -> list[tuple[str, str]]:
    """The longer checks that are due so many days after the injection of `follow_up`, with their target."""
    at = NOW + timedelta(days=days - 21)
    found = due_rows(Now.of(at, ZoneInfo(LONDON), staff(), 30))
    return [(row.visit, row.target.replace("\xa0", " ")) for row in found if row.visit == "Six-week check"]


@pytest.mark.parametrize(("day", "is_due"), [(28, False), (30, True), (60, True), (64, False)])
def test_visit_is_due_from_a_week_before_its_window_to_two_after(follow_up: Journey, day: int, is_due: bool) -> None:
    assert bool(rows(day)) is is_due


def test_visit_of_a_journey_is_due_when_its_own_pathway_says(follow_up: Journey) -> None:
    assert rows(40) == [("Six-week check", "15 December")]
    pathway = load_default()
    visits = [
        structs.replace(each, **{name: structs.replace(getattr(each, name), days=70) for name in ENDS})
        if each.code == "W6"
        else each
        for each in pathway.visits
    ]
    later = structs.replace(pathway, name="later", visits=tuple(visits))
    version = publish_pathway(pathway=later, by=staff("manager"), at=NOW)
    Journey.objects.filter(pk=follow_up.pk).update(pathway_version=version)

    assert rows(40) == []
    assert rows(70) == [("Six-week check", "12 January")]


def test_call_of_the_first_evening_leaves_the_first_call_due(post_care: Journey) -> None:
    """As the gate counts it: from the hour on from which the pathway plans it."""
    cycle = newest_cycle(post_care)
    assert cycle.injection_at is not None
    for hours, is_due in ((6, True), (48, False)):
        call = {"purpose": "call_48_72h", "route": "phone", "result": "reached", "by": staff("nurse")}
        log_contact(cycle=cycle, at=cycle.injection_at + timedelta(hours=hours), **call)
        found = due_rows(Now.of(NOW, ZoneInfo(LONDON), staff(), 30))
        assert ("48 to 72 hour call" in {row.visit for row in found}) is is_due


def test_work_queue_takes_one_statement_and_makes_only_the_rows_that_it_shows(
    follow_up: Journey, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever is due: the windows that end first."""
    cycle = newest_cycle(follow_up)
    for _more in range(5):
        follow_up.pk, cycle.pk = uuid4(), uuid4()
        follow_up._state.adding = cycle._state.adding = True
        follow_up.save()
        cycle.journey, cycle.product_id = follow_up, ""
        cycle.injection_at += timedelta(minutes=10)
        cycle.save()
    now = Now.of(NOW + timedelta(days=40 - 21), ZoneInfo(LONDON), staff(), 30)
    every = due_rows(now)
    made: list[str] = []

    def counted(due: due_visits.Due, *rest: Any) -> due_visits.DueRow:
        made.append(due.code)
        return row_of(due, *rest)

    row_of = due_visits.due_row
    monkeypatch.setattr(due_visits, "due_row", counted)
    monkeypatch.setattr(due_visits, "LONGEST_TABLE", 3)
    monkeypatch.setattr(due_visits, "MOST_READ", 4)
    due_visits._ending_first._statements.clear()
    try:
        with CaptureQueriesContext(connection) as asked:
            assert due_rows(now) == every[:3]
    finally:
        due_visits._ending_first._statements.clear()
    assert len(every) >= 6
    assert len([sql for sql in texts(asked) if not sql or "injection_at" in sql]) == 1
    assert len(made) == 3
