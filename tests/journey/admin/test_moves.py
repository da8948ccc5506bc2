"""The confirm pages of moves: what they say, ask and answer, and what the patient reads afterwards."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.http import HttpResponse

from accounts.roles import Role
from journey import policies
from journey.actions.moves import make_move
from journey.actions.moving_along import ALONG
from journey.domain.errors import GateClosed
from journey.domain.moves import MOVES, Choices, Move, gates_for, why_not
from journey.models import Journey
from journey.standing import standing_of
from tests.builders import NOW, fresh, gave, staff
from tests.journey.admin.workspace_pages import at_now, get, post, words
from tests.journey.views.patient_pages import patient_of
from tests.journey.views.patient_pages import words as patient_words
from tests.walked import walked

DAY = timedelta(days=1)
LATER = {"procedure_at_day": "2027-01-12", "procedure_at_clock": "08:30"}
# What a careful person fills in, as a browser sends it.
TYPED: dict[Move, dict[str, str]] = {
    Move.POSTPONE: {"reason_code": "infection", **LATER},
    Move.PAUSE: {"note": "Abroad until Christmas.", "review_on": "2026-12-28"},
    Move.ABORT_HARVEST: {"reason_code": "low_viability", "disposition": "discarded"},
    Move.ABORT_INJECTION: {"reason_code": "clotted", "disposition": "discarded"},
    Move.DEFER: {"note": "Waiting for the scan.", "review_on": "2026-12-28"},
    Move.NOT_CANDIDATE: {"reason_code": "too_advanced"},
    Move.WITHDRAW: {"safety_checks": "keep"},
    Move.TRANSFER: {"note": "Moved to Leeds."},
    Move.REOPEN_STAGE: {"note": "Closed by mistake."},
}


@pytest.fixture(autouse=True)
def the_clock() -> Iterator[None]:
    with at_now():
        yield


def moved(journey: Journey, move: Move, who: str = "clinician", **typed: str) -> HttpResponse:
    """With its preview seen, where the move shows one first."""
    data = {"version": str(journey.version), **TYPED.get(move, {}), **typed}
    answer = post(journey, f"move/{move}/", data, who=staff(who))
    if answer.status_code != 200:
        return answer
    seen = answer.context["preview"].fingerprint  # type: ignore[attr-defined]
    return post(journey, f"move/{move}/", {**data, "seen": seen}, who=staff(who))


@pytest.mark.parametrize("stage", ["consultation", "preparation", "harvesting", "post_care", "follow_up"])
def test_every_move_has_a_page_that_says_what_will_happen_or_why_not(
    request: pytest.FixtureRequest, walked_consultation: Journey, walked_preparation: Journey,
    walked_harvesting: Journey, walked_post_care: Journey, walked_follow_up: Journey, db: None, stage: str,
) -> None:  # fmt: skip
    journey: Journey = request.getfixturevalue(stage)
    standing = standing_of(journey, NOW)
    for move in Move:
        page = get(journey, f"move/{move}/")
        reason = why_not(standing.snapshot, move)
        closed = [each for gate in gates_for(standing.snapshot, move) for each in standing.gate(gate).closing]
        if reason or closed:
            assert page.status_code == 409
            assert (reason or closed[0].check_id) in words(page)
        else:
            assert page.status_code == 200
            assert "What will happen" in words(page)
            assert "What the patient will read" in words(page)
            button = "Show what would change" if move in ALONG else MOVES[move].label
            assert f'type="submit">{button}<' in page.content.decode()


def test_confirm_page_names_the_check_ins_that_end(consultation: Journey) -> None:
    page = words(get(consultation, "move/not_candidate/"))

    assert "Check-ins not sent yet are cancelled: C-PRE, C-POST." in page
    assert "This treatment is not right for you now because [the reason that you choose]." in page
    assert "RIGHT" not in page  # no hand is recorded yet


@pytest.mark.parametrize("move", [Move.PAUSE, Move.WITHDRAW, Move.TRANSFER, Move.RECORD_DEATH, Move.REOPEN_STAGE])
def test_accepted_move_goes_back_to_the_journey_and_its_repeat_too(post_care: Journey, move: Move) -> None:
    for _again in range(2):
        answer = moved(post_care, move)
        assert (answer.status_code, answer["Location"]) == (303, f"/admin/journey/journey/{post_care.pk}/change/")

    assert post_care.events.filter(kind=move).count() == 1


@pytest.mark.parametrize(
    ("move", "typed", "error"),
    [
        (Move.PAUSE, {"note": ""}, "Write the reason."),
        (Move.PAUSE, {"review_on": "2026-11-24"}, "Choose a review date after today."),
        (Move.PAUSE, {"review_on": "2027-03-01"}, "The review date must be 22 February 2027 or earlier."),
        (Move.PAUSE, {"review_on": ""}, "Choose a review date after today."),
        (Move.TRANSFER, {"note": "  "}, "Write the reason."),
    ],
)
def test_move_with_a_missing_or_wrong_choice_is_422_with_what_was_typed(
    post_care: Journey, move: Move, typed: dict[str, str], error: str
) -> None:
    answer = moved(post_care, move, **typed)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert error in words(answer)
    assert "<title>Error:" in page
    kept = {**TYPED[move], **typed}.get("note", "").strip()
    assert kept in page
    assert fresh(post_care).version == post_care.version


def test_postponing_without_a_reason_is_422_at_the_field(preparation: Journey) -> None:
    answer = moved(preparation, Move.POSTPONE, reason_code="")
    assert answer.status_code == 422
    assert 'id="id_reason_code_error"' in answer.content.decode()
    assert "2027-01-12" in answer.content.decode()


@pytest.mark.parametrize(
    ("day", "clock", "error"),
    [
        ("2027-03-28", "01:30", "The clocks go forward"),
        ("2027-10-31", "01:30", "The clocks go back"),
        ("2027-01-12", "", "Enter"),
        ("2026-11-01", "09:00", "The new procedure date must be 24 November 2026 or later."),
    ],
)
def test_new_procedure_date_is_read_on_the_clinics_clock(
    preparation: Journey, day: str, clock: str, error: str
) -> None:
    answer = moved(preparation, Move.POSTPONE, procedure_at_day=day, procedure_at_clock=clock)
    assert answer.status_code == 422
    assert error in words(answer)


def test_move_that_another_person_made_is_409_with_who_and_when(post_care: Journey) -> None:
    moved(post_care, Move.PAUSE, "nurse")

    answer = moved(post_care, Move.PAUSE)

    assert answer.status_code == 409
    assert "Nurse Kim did this already: Pause." in words(answer)
    assert "Nurse Kim, today, 10am." in words(answer)


def test_move_from_an_old_page_is_409_with_what_happened_meanwhile(post_care: Journey) -> None:
    moved(post_care, Move.PAUSE, "nurse")
    answer = moved(post_care, Move.WITHDRAW)
    assert answer.status_code == 409
    assert "Nurse Kim did something else meanwhile: Pause." in words(answer)


def test_move_behind_a_closed_gate_is_409_with_each_check(post_care: Journey) -> None:
    for answer in (get(post_care, "move/complete_post_care/"), moved(post_care, Move.COMPLETE_POST_CARE)):
        assert answer.status_code == 409
        assert "Cannot move yet: 2 checks are not met (G5-03, G5-04)." in words(answer)
        assert "Attempts logged: 0 of 3." in words(answer)


@pytest.mark.parametrize("role", [Role.NURSE, Role.COORDINATOR, Role.MANAGER])
def test_move_by_the_wrong_role_is_403(post_care: Journey, role: Role) -> None:
    for move in [each for each in Move if role not in policies.WHO_MOVES[each]]:
        assert get(post_care, f"move/{move}/", who=staff(role)).status_code == 403
        assert moved(post_care, move, role).status_code == 403
    assert fresh(post_care).version == post_care.version


def test_move_pages_do_not_exist_for_an_auditor_a_patient_or_an_unknown_move(post_care: Journey) -> None:
    assert get(post_care, "move/pause/", who=staff(Role.AUDITOR)).status_code == 404
    assert get(post_care, "move/pause/", who=post_care.patient.user).status_code == 404
    assert get(post_care, "move/levitate/").status_code == 404


# What the patient reads ------------------------------------------------------------------------------------

READS: list[tuple[str, Move, dict[str, str], str]] = [
    ("post_care", Move.PAUSE, {}, "Your journey is paused until Monday 28 December. Safety checks go on."),
    ("preparation", Move.POSTPONE, {}, "New date: Tuesday 12 January 2027."),
    ("consultation", Move.DEFER, {}, "We will look again on Monday 28 December."),
    ("consultation", Move.NOT_CANDIDATE, {}, "This treatment is not right for you now because"),
    ("post_care", Move.WITHDRAW, {}, "You have stopped. You can still call us any time."),
    ("post_care", Move.WITHDRAW, {"safety_checks": "stop"}, "We send you no more check-ins, as you wished."),
    ("follow_up", Move.TRANSFER, {}, "Another team looks after you now."),
    ("harvesting", Move.ABORT_HARVEST, {}, "The cells did not pass our checks: too many of the cells were not alive."),
]


@pytest.mark.parametrize(("stage", "move", "typed", "sentence"), READS)
def test_patient_reads_the_sentence_of_the_move(
    request: pytest.FixtureRequest, walked_consultation: Journey, walked_preparation: Journey,
    walked_harvesting: Journey, walked_post_care: Journey, walked_follow_up: Journey, db: None,
    stage: str, move: Move, typed: dict[str, str], sentence: str,
) -> None:  # fmt: skip
    journey: Journey = request.getfixturevalue(stage)

    assert moved(journey, move, **typed).status_code == 303

    assert sentence in patient_words(patient_of(journey).get("/"))


def test_patient_reads_nothing_more_after_a_death(post_care: Journey) -> None:
    assert "Nothing: no message is sent any more." in words(get(post_care, "move/record_death/"))
    moved(post_care, Move.RECORD_DEATH)
    assert "You are at stage" not in patient_words(patient_of(post_care).get("/"))


def test_page_of_a_move_shows_the_sentence_that_the_patient_then_reads(db: None) -> None:
    """It is that of the patient's own timeline, computed before the move."""
    journey = walked("injection")
    preview = words(get(journey, "move/reopen_stage/"))
    make_move(journey=journey, move=Move.REOPEN_STAGE, by=staff(), at=NOW, choices=Choices(note="Mistake."))

    shown = patient_words(patient_of(journey).get("/"))
    sentence = "Your sample is being prepared."
    assert sentence in preview
    assert sentence in shown


def test_forward_move_through_an_open_gate_changes_the_stage(db: None) -> None:
    journey = walked("injection")
    with pytest.raises(GateClosed):
        make_move(journey=journey, move=Move.COMPLETE_INJECTION, by=staff(), at=NOW)
    post(
        journey, "dates/injection/",
        {"version": str(journey.version), "was": "", "moment_day": "2026-11-24", "moment_clock": "09:58"},
    )  # fmt: skip
    gave(journey)
    journey = fresh(journey)
    page = words(get(journey, "move/complete_injection/"))
    assert "“First two weeks” opens." in page

    assert moved(journey, Move.COMPLETE_INJECTION).status_code == 303

    shown = patient_words(patient_of(journey).get("/"))
    assert "You are at stage 5 of 6: First two weeks" in shown
