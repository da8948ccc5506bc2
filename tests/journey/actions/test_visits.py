"""Visits and measurements: who writes them, in which order, and the decision that a visit brings to its session."""

from datetime import timedelta
from typing import Any

import pytest

from accounts.roles import Role
from journey.actions.records import save_record
from journey.domain.errors import MoveNotAllowed, NotAccepted, NotPermitted
from journey.domain.record.entries import Entry
from journey.domain.record.refusals import EditedMeanwhile, EntryRefused
from journey.domain.record.sections import SECTIONS
from journey.models import Journey, JourneyEvent
from journey.standing import standing_of
from tests.builders import NOW, decided_again, fresh, newest_cycle, staff
from tests.records import follow_up as good

TODAY = NOW.date()


def save(journey: Journey, section: str, *, number: int = 1, role: Role = Role.CLINICIAN, **more: Any) -> Entry:
    values, lines = good(on=more.pop("on", TODAY), code="UNSCHEDULED")[section]
    values |= {"response": "too_early", "decision": "refer_other", **more.pop("values", {})}
    values = {name: value for name, value in values.items() if name in SECTIONS[section].field}
    about = {"cycle": newest_cycle(journey), "section": SECTIONS[section], "number": number}
    return save_record(**about, values=values, lines=lines, by=staff(role), at=NOW, **more)


def decision_of(journey: Journey) -> tuple[str, str]:
    cycle = newest_cycle(journey)
    return cycle.decision, cycle.decision_reason


def test_visit_brings_its_decision_to_the_session_and_tells_of_it(follow_up: Journey) -> None:
    save(follow_up, "visit", values={"decision_reason": "A nerve."})

    assert decision_of(follow_up) == ("refer_other", "A nerve.")
    told = JourneyEvent.objects.get(journey=follow_up, kind="decision_recorded")
    assert (told.data, told.reason, told.by) == ({"decision": "refer_other"}, "A nerve.", staff())


def test_decision_of_an_earlier_visit_is_history(follow_up: Journey) -> None:
    save(follow_up, "visit", values={"decision": "refer_other"})
    before = TODAY - timedelta(days=7)
    save(follow_up, "visit", number=2, on=before, values={"decision": "refer_hand_surgery"})

    assert decision_of(follow_up)[0] == "refer_other"
    save(follow_up, "visit", values={"decision": "end_active_follow_up"})
    assert decision_of(follow_up)[0] == "end_active_follow_up"


def test_saving_a_visit_again_decides_nothing_new(follow_up: Journey) -> None:
    save(follow_up, "visit")
    save(follow_up, "visit", values={"swelling": 1})

    assert JourneyEvent.objects.filter(journey=follow_up, kind="decision_recorded").count() == 1


def test_nurse_measures_and_does_not_decide(follow_up: Journey) -> None:
    save(follow_up, "measures", role=Role.NURSE)
    with pytest.raises(NotPermitted):
        save(follow_up, "visit", role=Role.NURSE)


def test_visit_before_the_follow_up_is_refused_and_one_in_post_care_is_not(
    preparation: Journey, post_care: Journey
) -> None:
    for section in ("visit", "measures"):
        with pytest.raises(MoveNotAllowed):
            save(preparation, section)
        save(post_care, section)
    with pytest.raises(EntryRefused, match="before the injection"):
        save(post_care, "visit", number=2, on=TODAY - timedelta(days=30))


def test_visit_out_of_its_number_is_refused(follow_up: Journey) -> None:
    for number in (0, 2, 99):
        with pytest.raises(NotAccepted):
            save(follow_up, "visit", number=number)


def test_two_people_who_begin_the_same_visit_both_read_what_the_other_wrote(follow_up: Journey) -> None:
    save(follow_up, "visit", expected_version=0, values={"decision_reason": "First."})

    with pytest.raises(EditedMeanwhile) as refusal:
        save(follow_up, "visit", expected_version=0, values={"decision_reason": "Second."})

    found = refusal.value
    assert [each.get("decision_reason") or "" for each in (found.opened, found.now, found.typed)] == [
        "", "First.", "Second.",
    ]  # fmt: skip


def test_additional_session_is_seen_by_the_gate(follow_up: Journey) -> None:
    decided_again(follow_up)

    facts = standing_of(fresh(follow_up), NOW).facts
    assert (facts.decision, facts.record.of("visit").get("response")) == ("additional_session", "better")
    assert [each.worst for each in facts.answers if each.code == "P-BASE"] == [6]
    assert facts.visits["W6"].target.days == 42
