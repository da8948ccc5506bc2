"""Notes of staff, and showing one to the patient on purpose."""

from datetime import timedelta
from uuid import uuid4

import pytest

from journey.actions.notes import LONGEST_NOTE, share_note, write_note, write_summary
from journey.domain.errors import AlreadyDone, MoveNotAllowed, NotAccepted, NotPermitted, StaleVersion
from journey.models import Journey, Stage, StageNote
from tests.builders import NOW, newest_cycle, staff


def stage_of(journey: Journey) -> Stage:
    return newest_cycle(journey).stages.get(state="in_progress")


def write(journey: Journey, role: str = "nurse", text: str = "Sleeps badly.", share: bool = False) -> StageNote:
    return write_note(stage=stage_of(journey), text=text, share=share, by=staff(role), at=NOW)


@pytest.mark.parametrize("role", ["clinician", "nurse", "coordinator"])
def test_note_of_the_desk_is_kept_and_not_shown(post_care: Journey, role: str) -> None:
    note = write(post_care, role, "  Sleeps badly. ")

    assert (note.text, note.written_by, note.shared_at) == ("Sleeps badly.", staff(role), None)
    assert post_care.events.filter(kind="note_written", by=staff(role)).count() == 1
    assert not post_care.events.filter(kind="note_shared").exists()


@pytest.mark.parametrize("text", ["", "   \n", "x" * (LONGEST_NOTE + 1)])
def test_note_that_is_empty_or_too_long_is_refused(post_care: Journey, text: str) -> None:
    with pytest.raises(NotAccepted) as refusal:
        write(post_care, text=text)
    assert refusal.value.field == "text"


@pytest.mark.parametrize("role", ["manager", "auditor"])
def test_note_of_others_is_refused(post_care: Journey, role: str) -> None:
    with pytest.raises(NotPermitted):
        write(post_care, role)


@pytest.mark.parametrize("role", ["clinician", "nurse"])
def test_note_is_shared_as_it_is_written(post_care: Journey, role: str) -> None:
    note = write(post_care, role, share=True)
    assert (note.shared_at, note.shared_by) == (NOW, staff(role))


def test_sharing_by_the_coordinator_keeps_nothing(post_care: Journey) -> None:
    with pytest.raises(NotPermitted):
        write(post_care, "coordinator", share=True)
    with pytest.raises(NotPermitted):
        share_note(note=write(post_care), by=staff("coordinator"), at=NOW)


def test_note_is_shared_once_by_one_person(post_care: Journey) -> None:
    note = write(post_care)
    share_note(note=note, by=staff("nurse"), at=NOW)
    again = share_note(note=note, by=staff("nurse"), at=NOW + timedelta(hours=1))

    assert again.shared_at == NOW
    assert post_care.events.filter(kind="note_shared").count() == 1
    with pytest.raises(AlreadyDone) as refusal:
        share_note(note=note, by=staff("clinician"), at=NOW + timedelta(hours=1))
    assert refusal.value.by == "Nurse Kim"


def test_same_form_sent_again_is_the_same_note_and_nobody_elses(post_care: Journey) -> None:
    token = uuid4()
    values = {"stage": stage_of(post_care), "text": "Sleeps badly.", "at": NOW, "token": token}
    first = write_note(**values, by=staff("nurse"))

    assert write_note(**values, by=staff("nurse")) == first
    assert (first.pk, StageNote.objects.filter(stage=first.stage).count()) == (token, 1)
    with pytest.raises(StaleVersion):
        write_note(**values, by=staff("clinician"))


def test_two_notes_with_the_same_words_are_two_notes(post_care: Journey) -> None:
    assert write(post_care).pk != write(post_care).pk


def summarise(
    journey: Journey, after: StageNote | None, role: str = "nurse", text: str = "All went well."
) -> StageNote:
    return write_summary(stage=stage_of(journey), text=text, after=after, by=staff(role), at=NOW)


def test_summary_is_kept_unshared_and_its_correction_is_a_new_version(post_care: Journey) -> None:
    first = summarise(post_care, None)
    share_note(note=first, by=staff("nurse"), at=NOW)
    second = summarise(post_care, first, "clinician", "Your hand was a bit sore.")

    assert (first.kind, second.replaces, second.shared_at) == ("summary", first, None)
    assert StageNote.objects.get(pk=first.pk).text == "All went well."
    assert summarise(post_care, second, "nurse", " Your hand was a bit sore. ") == second


@pytest.mark.parametrize("role", ["coordinator", "manager", "auditor"])
def test_summary_is_written_by_nurses_and_clinicians(post_care: Journey, role: str) -> None:
    with pytest.raises(NotPermitted):
        summarise(post_care, None, role)


def test_summary_from_an_older_page_is_refused(post_care: Journey) -> None:
    first = summarise(post_care, None)
    summarise(post_care, first, text="Better words.")

    for after in (None, first):
        with pytest.raises(StaleVersion):
            summarise(post_care, after, "clinician", "Mine.")


def test_summary_that_was_replaced_is_not_shared_any_more(post_care: Journey) -> None:
    first = summarise(post_care, None)
    summarise(post_care, first, text="Better words.")

    with pytest.raises(MoveNotAllowed, match="newer version"):
        share_note(note=first, by=staff("nurse"), at=NOW)


def test_summary_of_a_stage_that_has_not_begun_is_refused(post_care: Journey) -> None:
    ahead = newest_cycle(post_care).stages.get(code="follow_up")

    with pytest.raises(MoveNotAllowed):
        write_summary(stage=ahead, text="Early.", after=None, by=staff("nurse"), at=NOW)
    with pytest.raises(NotAccepted):
        summarise(post_care, None, text=" ")


def test_summary_sent_twice_is_one(post_care: Journey) -> None:
    values = {"stage": stage_of(post_care), "text": "Well.", "after": None, "by": staff("nurse"), "at": NOW}
    token = uuid4()

    assert write_summary(**values, token=token) == write_summary(**values, token=token)
    assert StageNote.objects.count() == 1
