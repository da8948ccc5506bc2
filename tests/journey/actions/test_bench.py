"""What clinicians keep at the bench: cases, and a reason for each fall, each once and by name."""

from typing import Any

import pytest

from accounts.roles import Role
from journey.access.bench import falls_without_reason, saved_cases
from journey.actions.bench import leave_case_out, save_cases, write_fall_reasons
from journey.actions.clinic import approve_rules
from journey.domain.errors import AlreadyDone, GateClosed, MoveNotAllowed, NotAccepted, NotPermitted, StaleVersion
from journey.domain.rule_cases import Case
from journey.domain.triage import Level
from journey.models import FallReason, SavedCase
from journey.pathway.bench import compare, shipped_cases
from tests.bench import two_versions
from tests.builders import NOW, staff

pytestmark = pytest.mark.django_db
FEVER = Case(2, "fever", {"day": 3, "temp_c": 39.5}, Level.URGENT_NOW, "Day 3")


def keep(*cases: Case, by: Any = None) -> list[SavedCase]:
    return save_cases(cases=cases or (FEVER,), by=by or staff(), at=NOW)


def test_saved_case_is_tried_with_those_of_the_product_until_it_is_left_out() -> None:
    shipped = len(shipped_cases())
    (row,) = keep()
    assert [(each.case_id, each.inputs, each.expected) for each in saved_cases()[shipped:]] == [
        ("fever", dict(FEVER.inputs), Level.URGENT_NOW)
    ]

    leave_case_out(case=row, by=staff(), at=NOW)
    leave_case_out(case=row, by=staff(), at=NOW)  # a repeat changes nothing

    assert len(saved_cases()) == shipped
    with pytest.raises(AlreadyDone, match="Dr Osei left this case out already"):
        leave_case_out(case=row, by=staff(Role.CLINICIAN, "Dr Abel"), at=NOW)


def test_same_cases_again_are_those_that_are_there() -> None:
    assert keep() == keep()
    assert SavedCase.objects.count() == 1


@pytest.mark.parametrize(
    ("case", "sentence"),
    [
        (Case(2, "b", {"day": 3}), "Case b has no expected_level."),
        (Case(2, "x" * 41, {"day": 3}, Level.WATCH), "name or description is too long"),
        (Case(2, "TV-001", {"day": 3}, Level.WATCH), "The product ships with a case called TV-001."),
        (Case(2, "fever", {"day": 4}, Level.WATCH), "There is a saved case called fever already."),
    ],
)
def test_case_that_cannot_be_kept_is_refused_and_none_of_the_others_is_kept(case: Case, sentence: str) -> None:
    keep()

    with pytest.raises(NotAccepted, match=sentence):
        keep(Case(1, "another", {"day": 3}, Level.EXPECTED), case)

    assert SavedCase.objects.count() == 1


def test_only_clinicians_keep_and_judge() -> None:
    old, new = two_versions()
    for write in (
        lambda by: keep(by=by),
        lambda by: leave_case_out(case=SavedCase(), by=by, at=NOW),
        lambda by: write_fall_reasons(old=old, new=new, reasons=[], by=by, at=NOW),
    ):
        for role in (Role.MANAGER, Role.NURSE, Role.COORDINATOR):
            with pytest.raises(NotPermitted, match="Only a clinician may do this"):
                write(staff(role))


def test_every_fall_between_two_versions_is_open_until_a_clinician_wrote_why() -> None:
    old, new = two_versions()
    keep()
    open_falls = falls_without_reason(old, new)
    named = {each.trial.case.case_id for each in open_falls if not each.is_generated}
    assert "fever" in named
    assert falls_without_reason(new, old) == []

    write_fall_reasons(
        old=old, new=new, reasons=[(each.trial, " Too strict. ") for each in open_falls], by=staff(), at=NOW
    )

    assert falls_without_reason(old, new) == []
    row = FallReason.objects.get(case="fever")
    assert (row.old_level, row.new_level, row.old_rules) == ("urgent_now", "call_24h", "INF-07")
    assert (row.reason, row.by, row.inputs) == ("Too strict.", staff(), dict(FEVER.inputs))
    # A case that is added later and falls in the same way needs a reason of its own.
    keep(Case(3, "higher", {"day": 5, "temp_c": 41.0}, Level.URGENT_NOW))
    assert [each.trial.case.case_id for each in falls_without_reason(old, new)] == ["higher"]


def test_rules_that_judge_milder_are_approved_only_once_every_fall_has_its_reason() -> None:
    old, new = two_versions()
    with pytest.raises(MoveNotAllowed, match=f"Some answers are judged milder than by {old}"):
        approve_rules(version=new, by=staff(), at=NOW)

    reasons = [(each.trial, "Too strict.") for each in falls_without_reason(old, new)]
    write_fall_reasons(old=old, new=new, reasons=reasons, by=staff(), at=NOW)

    assert approve_rules(version=new, by=staff(), at=NOW).rules_approved_by == staff()


def test_readiness_rule_that_became_milder_needs_a_reason_too() -> None:
    old, new = two_versions({"RDY-03": {"level": "call_today"}})
    with pytest.raises(MoveNotAllowed, match="Some answers are judged milder"):
        approve_rules(version=new, by=staff(), at=NOW)

    reasons = [(each.trial, "We ring and look.") for each in falls_without_reason(old, new)]
    write_fall_reasons(old=old, new=new, reasons=reasons, by=staff(), at=NOW)

    assert approve_rules(version=new, by=staff(), at=NOW).rules_approved_by == staff()
    assert {(each.old_level, each.new_level) for each in FallReason.objects.all()} == {("hold", "call_today")}


def test_rules_in_which_a_worse_answer_gets_a_lower_level_are_approved_by_nobody() -> None:
    """The pair is named."""
    turned = {"INF-07": {"condition": "temp_c >= 39.0 and temp_c <= 40.0 and WINDOW42"}}
    _old, new = two_versions(turned)

    with pytest.raises(GateClosed, match="A worse answer gets a lower level") as refused:
        approve_rules(version=new, by=staff(), at=NOW)

    assert "temp_c from 40.0 to 40.1 lowers urgent_now (INF-07) to" in refused.value.lines[0]
    assert new.rules_approved_at is None


def test_reason_is_written_once_and_who_comes_second_reads_who_was_first() -> None:
    old, new = two_versions()
    fever, calm = compare(old.content, new.content, [FEVER, Case(3, "calm", {"day": 3})]).trials

    def write(words: str, by: Any, trial: Any = fever) -> None:
        write_fall_reasons(old=old, new=new, reasons=[(trial, words)], by=by, at=NOW)

    write("Too strict.", staff())
    write("Too strict.", staff())  # a repeat changes nothing
    with pytest.raises(StaleVersion):
        write("Something else.", staff())
    with pytest.raises(AlreadyDone, match="Dr Osei wrote why fever falls already"):
        write("Too strict.", staff(Role.CLINICIAN, "Dr Abel"))
    with pytest.raises(NotAccepted, match="The level of calm does not fall"):
        write("Why not.", staff(), calm)
    assert FallReason.objects.count() == 1
