"""An open journey moves to the newest pathway: previewed, then whole or not at all; what was sent keeps its words."""

from datetime import timedelta

import pytest
from django.http import Http404

from accounts.models import User
from journey.actions.pathway_moves import Moved, move_many, move_to_newest_pathway, preview_pathway_move
from journey.actions.pathway_review import retire_version
from journey.actions.plans import open_journey
from journey.domain.errors import MoveNotAllowed, NotPermitted
from journey.domain.stages import JourneyStatus
from journey.models import Alert, CheckIn, Journey, JourneyEvent, PathwayVersion, Submission, TriageResult
from journey.presenters.pathway_plan import pathway_plan
from tests.builders import NOW, check_in_of, fill, fresh, other_site, patient, send, staff
from tests.journey.actions.test_pathway_versions import newer
from tests.walked import walked

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
NEW = "How bad was your worst pain today?"


@pytest.fixture(scope="module")
def journey_of_this_file(file_transaction: None) -> Journey:
    """Three days after the injection, with an answer of the old words, and a newer version beside it."""
    journey = walked("post_care", day=3)
    send(check_in_of(journey, "A-1"), at=NOW - 2 * DAY, pain_worst=4)
    newer(journey.pathway_version, title=NEW)
    return journey


@pytest.fixture
def rosa(journey_of_this_file: Journey, db: None) -> Journey:
    return fresh(journey_of_this_file)


def previewed(journey: Journey, by: User | None = None) -> Moved:
    return preview_pathway_move(journey=journey, look=pathway_plan, by=by or staff(), at=NOW)


def moved_as(journey: Journey, seen: str) -> Moved:
    return move_to_newest_pathway(journey=journey, look=pathway_plan, seen=seen, by=staff(), at=NOW)


def open_on(version: PathwayVersion) -> Journey:
    """A journey that begins now and stands on an older version."""
    journey = open_journey(patient=patient("Ken Ode"), by=staff("coordinator"), at=NOW)
    Journey.objects.filter(pk=journey.pk).update(pathway_version=version)
    CheckIn.objects.filter(journey=journey).update(pathway_version=version)
    return fresh(journey)


def test_preview_tells_what_changes_and_changes_nothing(rosa: Journey) -> None:
    old = rosa.pathway_version_id
    moved = previewed(rosa)

    questions = [each for each in moved.move.changes if each.key == "question:pain_worst"]
    assert NEW in questions[0].after
    assert NEW not in questions[0].before
    assert {each.group for each in moved.move.changes} == {"questions"}
    assert fresh(rosa).pathway_version_id == old
    assert not CheckIn.objects.filter(journey=rosa).exclude(pathway_version=old).exists()


def test_moved_journey_asks_in_new_words_and_keeps_what_was_sent_or_begun(rosa: Journey) -> None:
    old = rosa.pathway_version_id
    begun = check_in_of(rosa, "A-3")
    fill(begun, at=NOW, pain_worst=5)
    windows = list(rosa.check_ins.order_by("pk").values_list("opens_at", "due_at", "closes_at", "state"))
    preview = previewed(rosa)
    assert [each.why for each in preview.move.stays] == ["It is begun, so it keeps the words that it has."]

    moved = moved_as(rosa, preview.seen)

    assert moved.is_done
    newest = PathwayVersion.objects.newest_published()[0]
    kept = CheckIn.objects.filter(journey=rosa, pathway_version=old, state__in=["scheduled", "open", "missed"])
    assert fresh(rosa).pathway_version == newest
    assert [each.code for each in kept] == ["A-3"]
    assert check_in_of(rosa, "A-1").pathway_version_id == old
    assert check_in_of(rosa, "A-5").pathway_version == newest
    assert list(rosa.check_ins.order_by("pk").values_list("opens_at", "due_at", "closes_at", "state")) == windows
    assert TriageResult.objects.get(check_in__code="A-1").pathway_version_id == old
    wording = [row["question"] for row in Submission.objects.get(check_in__code="A-1").wording]
    assert NEW not in wording
    event = JourneyEvent.objects.get(journey=rosa, kind="pathway_moved")
    assert (event.by, event.data["to"]) == (staff(), newest.number)


def test_urgent_answer_to_a_version_that_was_retired_is_judged_by_it_and_alerts(rosa: Journey) -> None:
    retired = retire_version(version=rosa.pathway_version, by=staff("manager"), at=NOW)

    sent = send(check_in_of(rosa, "A-3"), at=NOW, red_flags=("breathing",)).submission

    assert TriageResult.objects.get(submission=sent).pathway_version_id == retired.pk
    assert Alert.objects.get(patient=rosa.patient).level == "urgent_now"


def test_move_that_was_not_seen_is_not_made(rosa: Journey) -> None:
    seen = previewed(rosa).seen
    fill(check_in_of(rosa, "A-3"), at=NOW, pain_worst=5)

    moved = moved_as(rosa, seen)

    assert not moved.is_done
    assert fresh(rosa).pathway_version_id == moved.before.pk


def test_who_may_not_and_what_cannot_move(rosa: Journey) -> None:
    for role in ("nurse", "coordinator", "manager"):
        with pytest.raises(NotPermitted):
            previewed(rosa, staff(role))
    with pytest.raises(Http404):
        previewed(rosa, staff("clinician", "Dr Far", site=other_site()))
    moved_as(rosa, previewed(rosa).seen)
    with pytest.raises(MoveNotAllowed, match="newest"):
        previewed(rosa)


def test_closed_journey_moves_while_its_safety_checks_go_on(rosa: Journey) -> None:
    Journey.objects.filter(pk=rosa.pk).update(status=JourneyStatus.CLOSED_COMPLETED)

    assert moved_as(rosa, previewed(rosa).seen).is_done

    newer(fresh(rosa).pathway_version, title="How bad was the pain?")
    CheckIn.objects.filter(journey=rosa).update(state="cancelled", cancelled_at=NOW)
    with pytest.raises(MoveNotAllowed, match="nothing is asked any more"):
        previewed(rosa)


def test_many_move_each_on_its_own(rosa: Journey) -> None:
    old = rosa.pathway_version
    second = open_on(old)
    seen = {str(each.pk): previewed(each).seen for each in (rosa, second)}
    seen[str(second.pk)] = "of another day"

    counts = move_many(journeys=[rosa, second], look=pathway_plan, seen=seen, by=staff(), at=NOW)

    assert counts == (1, 1)
    assert fresh(second).pathway_version == old
