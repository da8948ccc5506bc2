"""Saving a section: what is merged, who may, when a reason is asked, and what an older page is told."""

from typing import Any
from uuid import uuid4

import pytest

from accounts.roles import Role
from journey.actions.records import save_record
from journey.domain.errors import MoveNotAllowed, NotAccepted, NotPermitted
from journey.domain.record.entries import Entry
from journey.domain.record.refusals import EditedMeanwhile, EntryRefused, WarningsToSee
from journey.domain.record.sections import SECTIONS
from journey.models import LINES, Journey, JourneyEvent, Stage
from journey.standing import standing_of
from tests.builders import NOW, fresh, newest_cycle, staff

DE_QUERVAIN = {"condition": "de_quervain", "laterality": "right", "icd_code": "M65.4"}


def save(journey: Journey, section: str = "problem", lines: Any = None, **how: Any) -> Entry:
    values = {key: how.pop(key) for key in [*how] if key in SECTIONS[section].field}
    options = {"by": staff(), "at": NOW, **how}
    return save_record(
        cycle=newest_cycle(journey), section=SECTIONS[section], values=values, lines=lines or {}, **options
    )


def recorded(journey: Journey, section: str = "problem") -> Entry:
    return standing_of(fresh(journey), NOW).facts.record.of(section)


def savings(journey: Journey) -> list[JourneyEvent]:
    return list(JourneyEvent.objects.filter(journey=journey, kind="record_saved").order_by("data__version"))


def test_what_is_not_given_stays_as_it_is(consultation: Journey) -> None:
    save(consultation, pain_use=6, lines={"diagnoses": [DE_QUERVAIN]})
    save(consultation, pain_rest=3)

    entry = recorded(consultation)
    assert (entry.get("pain_use"), entry.get("pain_rest"), len(entry.of("diagnoses")), entry.version) == (6, 3, 1, 2)
    assert [event.data["changed"] for event in savings(consultation)][1] == {"pain_rest": [None, 3]}


def test_line_keeps_its_id_and_takes_nobody_elses(consultation: Journey) -> None:
    save(consultation, lines={"diagnoses": [{**DE_QUERVAIN, "id": str(uuid4())}]})
    known = recorded(consultation).of("diagnoses")[0]["id"]
    save(consultation, lines={"diagnoses": [{**DE_QUERVAIN, "id": known, "certainty": "confirmed"}, DE_QUERVAIN]})

    ids = [line["id"] for line in recorded(consultation).of("diagnoses")]
    assert ids[0] == known
    assert len(set(ids)) == 2
    assert LINES["problem", "diagnoses"].objects.count() == 2


def test_primary_diagnosis_can_move_to_another_line(consultation: Journey) -> None:
    first, second = {**DE_QUERVAIN, "is_primary": True}, {**DE_QUERVAIN, "certainty": "confirmed"}
    save(consultation, lines={"diagnoses": [first, second]})
    save(consultation, lines={"diagnoses": [{**first, "is_primary": False}, {**second, "is_primary": True}]})

    assert [line["is_primary"] for line in recorded(consultation).of("diagnoses")] == [False, True]


def test_refusals_store_nothing(consultation: Journey) -> None:
    unusual = {"diagnoses": [{**DE_QUERVAIN, "condition": "cmc1_oa"}]}
    for refusal, how in (
        (EntryRefused, {"pain_use": 11}),
        (WarningsToSee, {"lines": unusual}),
        (NotPermitted, {"pain_use": 6, "by": staff(Role.NURSE)}),
    ):
        with pytest.raises(refusal):
            save(consultation, **how)

    assert (recorded(consultation), savings(consultation)) == (Entry(), [])


def test_stage_that_has_not_begun_takes_no_record_and_a_closed_one_asks_why(consultation: Journey) -> None:
    stage = Stage.objects.filter(cycle=newest_cycle(consultation), code="consultation")
    stage.update(state="not_started")
    with pytest.raises(MoveNotAllowed, match="has not begun"):
        save(consultation, pain_use=6)

    stage.update(state="complete")
    with pytest.raises(NotAccepted, match="Write why"):
        save(consultation, pain_use=6, reason="  ")
    save(consultation, pain_use=6, reason="Told later.")
    assert savings(consultation)[0].reason == "Told later."


def test_older_page_says_what_each_of_both_wrote(consultation: Journey) -> None:
    save(consultation, pain_use=6, pain_rest=3)
    save(consultation, pain_use=8)
    save(consultation, pain_rest=4)

    with pytest.raises(EditedMeanwhile) as refusal:
        save(consultation, pain_use=7, pain_rest=3, expected_version=1)

    opened, now, typed = refusal.value.opened, refusal.value.now, refusal.value.typed
    told = [(each.get("pain_use"), each.get("pain_rest")) for each in (opened, now, typed)]
    assert (told, opened.version, now.version) == ([(6, 3), (8, 4), (7, 3)], 1, 3)
