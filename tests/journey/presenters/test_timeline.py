"""The line of stages: a word for each state, dates or honest ranges, and only what is true (clinical.md 4, 8.3)."""

from datetime import datetime, timedelta

import pytest

from journey.actions.appointments import book_appointment
from journey.actions.moves import make_move
from journey.actions.plans import plan_procedure_between, record_date, record_plan
from journey.domain.moves import Choices, Move
from journey.domain.stages import HarvestMode, JourneyStatus, StageCode
from journey.domain.windows import Anchor
from journey.models import Journey
from journey.presenters.timeline import Stop
from tests.builders import NOW, check_in_of, fresh, newest_cycle, ready_cells, send, staff
from tests.journey.presenters.scenes import home_of, line_of, plain, second_session
from tests.walked import walked

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def words(stop: Stop) -> tuple[str, str, str, str]:
    return stop.state, stop.word, plain(stop.meta), plain(stop.text)


def stop(journey: Journey, code: StageCode | str, at: datetime = NOW) -> Stop:
    return line_of(home_of(journey, at))[list(StageCode).index(StageCode(code))]


def move(journey: Journey, move: Move, **choices: object) -> Journey:
    make_move(journey=fresh(journey), move=move, by=staff("clinician"), at=NOW, choices=Choices(**choices))
    return fresh(journey)


def take_cells(journey: Journey) -> Journey:
    at = NOW - HOUR / 2
    record_date(
        journey=fresh(journey), anchor=Anchor.HARVEST, moment=at, by=staff("clinician"), at=at,
    )  # fmt: skip
    ready_cells(journey, at=NOW)
    return fresh(journey)


def test_line_of_a_first_consultation(consultation: Journey) -> None:
    assert [words(each) for each in line_of(home_of(consultation))] == [
        ("now", "You are here", "Your visit: Sunday 29 November", "We are finding out if this could suit you."),
        ("next", "Next", "No date yet", "You will get a plan for tablets, food and travel."),
        ("later", "Later", "No date yet", "We take a small sample from your hip or tummy."),
        ("later", "Later", "No date yet", "The cells go into your hand with a needle, using a scan or X-ray."),
        ("later", "Later", "Starts on your injection day", "We watch you, then you rest the hand."),
        ("later", "Later", "No date yet", "We check how you are for at least 5 years."),
    ]


def test_line_of_own_cells_in_the_first_two_weeks(post_care: Journey) -> None:
    assert [words(each) for each in line_of(home_of(post_care))] == [
        ("done", "Done", "Wednesday 4 November", "You and Dr Osei agreed: one session with your own cells."),
        ("done", "Done", "Saturday 21 November", ""),
        ("done", "Done", "Saturday 21 November", "Cells passed their checks at 6:20am."),
        ("done", "Done", "Saturday 21 November", "Done on Saturday 21 November, right hand, base of thumb."),
        ("now", "You are here", "until 5 December", "Day 3 of 14. Rest your hand and wear your splint."),
        (
            "next",
            "Next",
            "First check between 28 December and 9 January 2027",
            "We check how you are for at least 5 years.",
        ),
    ]


def test_stop_in_progress_is_the_current_step_and_every_stop_has_its_page(post_care: Journey) -> None:
    line = line_of(home_of(post_care))

    assert [each.current for each in line] == [False, False, False, False, True, False]
    assert all(each.url.startswith("/stages/") for each in line)


@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        (
            HarvestMode.DONOR_PRODUCT,
            ("Donor cells arrive", "skipped", "Nothing needed from you",
             "Your cells come from a donor. Nothing is taken from you."),
        ),
        (
            HarvestMode.BANKED_CELLS,
            ("Take cells", "skipped", "Not needed this time", "We use your own cells, kept from an earlier time."),
        ),
    ],
)  # fmt: skip
@pytest.mark.parametrize("stage", ["preparation", "injection", "post_care"])
def test_harvest_without_a_needle_needs_nothing(
    db: None, mode: HarvestMode, stage: str, expected: tuple[str, str, str, str]
) -> None:
    found = stop(walked(stage, mode=mode), "harvesting")

    assert (found.name, found.state, found.word, found.text) == expected


def test_injection_is_next_when_the_harvest_needs_nothing(db: None) -> None:
    journey = walked("preparation", mode=HarvestMode.DONOR_PRODUCT)

    assert words(stop(journey, "injection"))[:3] == ("next", "Next", "Friday 4 December")


def test_fat_is_taken_from_the_tummy(preparation: Journey) -> None:
    record_plan(journey=preparation, values={"tissue": "adipose"}, by=staff("clinician"), at=NOW)

    assert stop(preparation, "harvesting").text == "We take a small sample from your tummy."


def test_preparation_names_the_next_task_and_its_day(preparation: Journey) -> None:
    send(check_in_of(preparation, "P-14"))
    send(check_in_of(preparation, "P-BASE"))

    found = stop(preparation, "preparation")

    assert words(found) == (
        "now", "You are here", "Your day: Friday 4 December", "Next: “One week to go” by Sunday 29 November."
    )  # fmt: skip


def test_preparation_waits_for_the_patient_while_a_check_in_is_open(preparation: Journey) -> None:
    assert words(stop(preparation, "preparation")) == (
        "waiting", "Waiting for you", "since 20 November", "Please fill in your start questions."
    )  # fmt: skip


def test_needle_without_a_day_shows_its_range(consultation: Journey) -> None:
    first = (NOW + 30 * DAY).date()
    plan_procedure_between(journey=consultation, first=first, last=first + 11 * DAY, by=staff("coordinator"), at=NOW)

    assert plain(stop(consultation, "harvesting").meta) == "Between 24 December and 4 January 2027"
    assert plain(stop(consultation, "injection").meta) == "Between 24 December and 4 January 2027"


def test_harvest_says_prepared_only_after_the_needle(harvesting: Journey) -> None:
    assert stop(harvesting, "harvesting").text == "We take a small sample from your hip."

    assert words(stop(take_cells(harvesting), "harvesting"))[1:] == (
        "You are here", "", "Your sample is being prepared."
    )  # fmt: skip


@pytest.mark.parametrize(
    ("reason", "text"),
    [
        (
            "low_viability",
            "We did not inject. The cells did not pass our checks: too many of the cells were not alive. "
            "Let us talk about what is next.",
        ),
        ("patient_withdrew", "We stopped because you asked us to stop. Let us talk about what is next."),
    ],
)
def test_stopped_harvest_says_why_and_what_is_next(harvesting: Journey, reason: str, text: str) -> None:
    journey = move(take_cells(harvesting), Move.ABORT_HARVEST, reason_code=reason, disposition="discarded")

    assert words(stop(journey, "harvesting")) == ("stopped", "Stopped", "on Tuesday 24 November", text)
    assert words(stop(journey, "injection"))[:3] == ("next", "Next", "No date yet")


def test_stopped_injection_without_cells_given_says_so(db: None) -> None:
    journey = move(walked("injection"), Move.ABORT_INJECTION, reason_code="medical_event", disposition="discarded")

    assert words(stop(journey, "injection"))[1:] == (
        "Stopped", "on Tuesday 24 November", "We did not inject. You did not feel well."
    )  # fmt: skip


def test_stopped_injection_after_some_cells_leads_to_the_two_weeks(db: None) -> None:
    journey = walked("injection")
    record_date(
        journey=journey, anchor=Anchor.INJECTION, moment=NOW - HOUR / 4, by=staff("clinician"), at=NOW,
    )  # fmt: skip
    journey = move(journey, Move.ABORT_INJECTION, reason_code="medical_event")

    assert stop(journey, "injection").text == "We stopped the injection because you did not feel well."
    assert stop(journey, "post_care").current


def test_own_cells_of_an_earlier_day_wait_for_the_day_of_the_injection(db: None) -> None:
    journey = walked("injection")
    later = NOW + 3 * DAY

    found = stop(journey, "injection", at=later)

    assert (found.state, found.word, found.text) == (
        "waiting", "Waiting for the clinic", "We are finding a day for your injection."
    )  # fmt: skip

    book_appointment(
        cycle=newest_cycle(journey), clinician=staff("clinician"), kind="procedure", starts_at=later + 2 * DAY,
        ends_at=later + 2 * DAY + HOUR, by=staff("nurse"), at=later,
    )  # fmt: skip
    found = stop(fresh(journey), "injection", at=later)
    assert (found.state, plain(found.meta)) == ("now", "Your day: Sunday 29 November")


@pytest.mark.parametrize(("keeps", "word"), [(True, "Only safety check-ins"), (False, "Not needed this time")])
def test_longer_checks_of_who_stopped_say_whether_safety_goes_on(post_care: Journey, *, keeps: bool, word: str) -> None:
    Journey.objects.filter(pk=post_care.pk).update(
        status=JourneyStatus.CLOSED_WITHDRAWN, status_since=NOW, keeps_safety_checks=keeps
    )

    assert stop(post_care, "follow_up").word == word


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (JourneyStatus.CLOSED_WITHDRAWN, ("stopped", "Stopped")),
        (JourneyStatus.CLOSED_TRANSFERRED, ("stopped", "Stopped")),
        (JourneyStatus.PAUSED, ("waiting", "Paused")),
        (JourneyStatus.POSTPONED, ("waiting", "New date")),
    ],
)
def test_stage_in_progress_of_a_journey_that_does_not_go_on(
    preparation: Journey, status: JourneyStatus, expected: tuple[str, str]
) -> None:
    Journey.objects.filter(pk=preparation.pk).update(status=status, status_since=NOW, review_on=(NOW + DAY).date())

    found = stop(preparation, "preparation")

    assert (found.state, found.word) == expected
    assert "24 November" in plain(found.meta)


def test_postponed_stage_says_who_finds_the_new_date(preparation: Journey) -> None:
    journey = move(preparation, Move.POSTPONE, reason_code="infection")

    assert words(stop(journey, "preparation"))[1:] == (
        "Waiting for the clinic", "since 24 November", "We will call you with a new date."
    )  # fmt: skip


def test_refused_stage_says_why_it_stopped(consultation: Journey) -> None:
    journey = move(consultation, Move.NOT_CANDIDATE, reason_code="too_mild", note="x")

    assert words(stop(journey, "consultation"))[1:] == (
        "Stopped",
        "on Tuesday 24 November",
        "This treatment is not right for you now because your hand is not bad enough to take this risk.",
    )


def test_treatment_day_is_no_visit_ahead_once_its_needle_was_used(harvesting: Journey) -> None:
    book_appointment(
        cycle=newest_cycle(harvesting), clinician=staff("clinician"), kind="procedure", starts_at=NOW + HOUR / 4,
        ends_at=NOW + 3 * HOUR, by=staff("nurse"), at=NOW - HOUR / 2,
    )  # fmt: skip

    assert home_of(harvesting).visit
    assert not home_of(take_cells(harvesting)).visit


def test_ready_is_said_until_the_day_went_by(db: None) -> None:
    journey = walked("injection", mode=HarvestMode.DONOR_PRODUCT)
    day = newest_cycle(journey).procedure_at
    assert day is not None

    assert stop(journey, "preparation", day).text.startswith("You are ready for")
    assert stop(journey, "preparation", day + DAY).text == ""


def test_closed_journey_has_no_current_step_and_no_stage_ahead(preparation: Journey) -> None:
    line = line_of(home_of(move(preparation, Move.WITHDRAW)))

    assert not any(each.current for each in line)
    assert [each.word for each in line[2:]] == ["Not needed this time"] * 4


def test_second_session_is_a_chapter_of_its_own(follow_up: Journey) -> None:
    chapters = home_of(second_session(follow_up)).chapters

    assert [(each.name, plain(each.when), each.current) for each in chapters] == [
        ("Session 1", "Done · September 2026 to November 2026", False),
        ("Session 2", "", True),
    ]
    assert [each.state for each in chapters[0].stops] == ["done"] * 6
    assert chapters[0].stops[5].text == "Active checks ended. Yearly safety check goes on."


def test_kept_cells_name_the_session_they_come_from(follow_up: Journey) -> None:
    journey = second_session(follow_up)
    plan = {"cell_source": "autologous", "tissue": "bone_marrow", "harvest_mode": "banked_cells"}
    record_plan(journey=journey, values=plan, by=staff("clinician"), at=NOW)

    assert stop(journey, "harvesting").text == "We use cells kept from session 1."


def test_single_session_has_no_chapter_name(post_care: Journey) -> None:
    assert [each.name for each in home_of(post_care).chapters] == [""]


def test_follow_up_names_the_next_check(follow_up: Journey) -> None:
    assert plain(stop(follow_up, "follow_up").text) == "Next check: between 10 December and 22 December."
