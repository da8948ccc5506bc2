"""One stage in full: instructions with dates, the donor site, what was said and done, who approved the plan."""

from datetime import timedelta
from itertools import pairwise

import pytest

from journey.actions.decisions import record_decision
from journey.actions.moves import make_move
from journey.actions.notes import write_note
from journey.actions.plans import record_date
from journey.actions.sending import mark_seen
from journey.domain.moves import Choices, Move
from journey.domain.stages import HarvestMode, StageCode
from journey.domain.windows import Anchor
from journey.models import Journey, PathwayVersion
from tests.builders import NOW, check_in_of, fresh, newest_cycle, send, staff
from tests.journey.presenters.scenes import plain, second_session, stage_of, stage_row
from tests.walked import walked

DAY = timedelta(days=1)


@pytest.mark.parametrize("code", StageCode)
@pytest.mark.parametrize("stage", ["consultation", "preparation", "post_care", "follow_up"])
def test_every_stage_has_a_page_in_every_state(request: pytest.FixtureRequest, stage: str, code: StageCode) -> None:
    page = stage_of(request.getfixturevalue(stage), code)

    assert page.title
    assert page.happens
    assert page.normal
    assert page.stop.word
    assert [card.level for card in page.cards][-1] == "now"


def test_head_of_the_stage_in_progress(post_care: Journey) -> None:
    page = stage_of(post_care, "post_care")

    assert page.eyebrow == "Stage 5 of 6 · Right hand, base of thumb"
    assert (page.stop.word, plain(page.stop.meta)) == ("You are here", "until 5 December")
    assert page.lead == "Day 3 of 14. Rest your hand and wear your splint."
    assert page.back_url == f"/journeys/{post_care.pk}/"


def test_care_plan_counts_down_and_leaves_out_what_is_over(post_care: Journey) -> None:
    page = stage_of(post_care, "post_care")

    assert [(rule.title, rule.left) for rule in page.rules][:3] == [
        ("Rest your hand and wear your splint", "Last day today"),
        ("Use ice if it helps", "Last day today"),
        ("Lift nothing over 1 kg", "4 days to go"),
    ]
    assert [plain(line) for line in page.over] == [
        "You may take the plaster off. Since Monday 23 November, 6am.",
        "You may put cream on the sore place again. Since Monday 23 November, 8am.",
    ]


def test_changes_hold_the_check_ins_to_come(post_care: Journey) -> None:
    lines = {plain(day.title): day.lines for day in stage_of(post_care, "post_care").changes}

    assert "Check-in: Day 3" in lines["Today, Tuesday 24 November"]
    assert "Check-in: Two weeks" in lines["Saturday 5 December, day 14"]


def test_day_line_marks_today_and_keeps_labels_apart(post_care: Journey) -> None:
    days = stage_of(post_care, "post_care").days

    assert days is not None
    assert (days.walked, days.ahead, days.here) == ("M12 16H84", "M84 16H348", "84")
    assert [plain(mark.text) for mark in days.marks] == ["21 Nov", "28 Nov", "5 Dec", "Today"]


@pytest.mark.parametrize("day", range(16))
def test_day_line_never_lets_two_labels_meet(post_care: Journey, day: int) -> None:
    days = stage_of(post_care, "post_care", NOW + (day - 3) * DAY).days

    assert days is not None
    places = sorted(float(mark.x) for mark in days.marks)
    assert all(right - left >= 60 for left, right in pairwise(places))


@pytest.mark.parametrize("stage", ["preparation", "follow_up"])
def test_day_line_is_absent_outside_the_two_weeks(request: pytest.FixtureRequest, stage: str) -> None:
    assert stage_of(request.getfixturevalue(stage), "post_care").days is None


def test_donor_site_lists_answers_by_date(post_care: Journey) -> None:
    send(check_in_of(post_care, "A-3"), signs_harvest=("h_pain",), h_pain=4)

    site = stage_of(post_care, "harvesting").donor_site

    assert site is not None
    assert [(plain(row.term), row.value) for row in site.rows] == [
        (
            "Tuesday 24 November",
            "Pain 4 out of 10. Skin: fine. Leg and tummy: no trouble.",
        )
    ]


def test_donor_site_tells_trouble_in_its_own_words(post_care: Journey) -> None:
    send(check_in_of(post_care, "A-3"), signs_harvest=("leg",))

    site = stage_of(post_care, "harvesting").donor_site

    assert site is not None
    assert site.rows[0].value.endswith("Skin: fine. One leg is swollen and sore.")


def test_get_ready_counts_down_to_the_day(preparation: Journey) -> None:
    rules = stage_of(preparation, "preparation").rules

    assert [(rule.title, plain(rule.left), plain(rule.until)) for rule in rules] == [
        ("Your treatment day", "10 days to go", "Friday 4 December, 10am"),
    ]


def test_get_ready_says_nothing_of_food_once_the_needle_was_used(post_care: Journey) -> None:
    assert stage_of(post_care, "preparation").rules == ()


def test_stage_that_says_why_it_stopped_does_not_say_it_twice(harvesting: Journey) -> None:
    record_date(
        journey=harvesting, anchor=Anchor.HARVEST, moment=NOW - timedelta(minutes=20), by=staff("clinician"), at=NOW,
    )  # fmt: skip
    make_move(
        journey=fresh(harvesting), move=Move.ABORT_HARVEST, by=staff("clinician"), at=NOW,
        choices=Choices(reason_code="low_viability", disposition="discarded"),
    )  # fmt: skip

    page = stage_of(harvesting, "harvesting")

    assert (page.why, plain(page.why_who)) == ("", "Who is on it: Dr Osei. Since Tuesday 24 November.")


def test_postponed_stage_gives_its_reason_once_and_names_who_is_on_it(preparation: Journey) -> None:
    make_move(
        journey=preparation, move=Move.POSTPONE, by=staff("clinician"), at=NOW,
        choices=Choices(reason_code="infection"),
    )  # fmt: skip

    page = stage_of(preparation, "preparation")

    assert page.lead.startswith("Your date has moved because there is a sign of infection.")
    assert (page.why, page.why_who.startswith("Who is on it: The team at")) == ("", True)


@pytest.mark.parametrize(
    ("stage", "mode", "words"),
    [
        ("post_care", HarvestMode.DONOR_PRODUCT, "Your cells come from a donor. There is no place to heal."),
        ("post_care", HarvestMode.BANKED_CELLS, "We use cells that were kept. There is no new place to heal."),
        ("preparation", HarvestMode.PATIENT_HARVEST, "No cells were taken yet."),
        ("post_care", HarvestMode.PATIENT_HARVEST, "You have not sent us any answers about this place yet."),
    ],
)
def test_donor_site_without_answers_says_why(db: None, stage: str, mode: HarvestMode, words: str) -> None:
    site = stage_of(walked(stage, mode=mode), "harvesting").donor_site

    assert site is not None
    assert (site.rows, site.none) == ((), words)


def test_other_stages_have_no_donor_site(post_care: Journey) -> None:
    assert stage_of(post_care, "injection").donor_site is None


def test_check_ins_show_their_state_and_lead_to_the_answers(post_care: Journey) -> None:
    sent = send(check_in_of(post_care, "A-2"))
    mark_seen(submission=sent.submission, by=staff("nurse"), at=NOW)

    rows = {row.name: row for row in stage_of(post_care, "post_care").check_ins}

    assert (rows["Day 1"].status, rows["Day 1"].url) == ("Not sent", "")
    assert (rows["Day 2"].status, rows["Day 2"].url) == ("Sent late", f"/answers/{sent.submission.pk}/")
    assert plain(rows["Day 2"].hint) == ("Tuesday 24 November, 10am. Nurse Kim read it on Tuesday 24 November, 10am.")
    assert (rows["Day 3"].status, rows["Day 3"].hint) == ("To do", "Open until midnight tonight.")
    assert (rows["Day 5"].status, rows["Day 5"].url) == ("Not open yet", "")


def test_only_shared_notes_are_told(post_care: Journey) -> None:
    stage = stage_row(post_care, "post_care")
    write_note(stage=stage, text="Ring the lab.", by=staff("nurse"), at=NOW)
    write_note(stage=stage, text="Keep your hand up.", share=True, by=staff("nurse"), at=NOW)

    told = stage_of(post_care, "post_care").told

    assert [(each.who, each.text) for each in told if each.quote] == [("Nurse Kim", "Keep your hand up.")]


def test_story_tells_the_steps_of_this_stage_only(post_care: Journey) -> None:
    told = stage_of(post_care, "harvesting").told

    assert [(each.who, plain(each.text)) for each in told] == [
        ("Dr Osei", "Cells were taken: Saturday 21 November, 6am."),
        ("Dr Osei", "This stage was finished."),
    ]


def test_decision_is_told_in_plain_words(follow_up: Journey) -> None:
    record_decision(
        journey=follow_up, decision="refer_hand_surgery", reason="Worn joint.", by=staff("clinician"), at=NOW
    )

    told = stage_of(follow_up, "follow_up").told

    assert [each.text for each in told] == ["Decision: you see a hand surgeon."]
    assert "Worn joint" not in str(told)


def test_why_am_i_waiting_answers_in_the_gates_words(preparation: Journey) -> None:
    cycle = newest_cycle(preparation)
    cycle.check_ins.filter(code__startswith="P-").update(state="cancelled")
    cycle.procedure_at = None
    cycle.save()

    page = stage_of(preparation, "preparation")

    assert page.why == "We are finding a day for you."
    assert plain(page.why_who) == "Who is on it: The team at Elm Street Hand Clinic. Since Tuesday 17 November."


def test_why_am_i_waiting_is_silent_on_other_stages(preparation: Journey) -> None:
    assert stage_of(preparation, "injection").why == ""


def test_provenance_names_version_and_approver(post_care: Journey) -> None:
    words = plain(stage_of(post_care, "post_care").provenance)

    assert words.startswith("Your plan: Stem-cell therapy of hand pain, version ")
    assert "Approved by Dr Osei on " in words


def test_provenance_of_rules_nobody_approved_says_so(post_care: Journey) -> None:
    PathwayVersion.objects.update(rules_approved_at=None, rules_approved_by=None)

    assert stage_of(post_care, "post_care").provenance.endswith("It is not approved yet.")


def test_instructions_before_the_injection_say_when_they_start(preparation: Journey) -> None:
    rules = stage_of(preparation, "post_care").rules

    assert {rule.left for rule in rules} == {"Starts on your injection day", "Starts when cells are taken"}


def test_session_is_named_when_there_are_several(follow_up: Journey) -> None:
    journey = second_session(follow_up)

    assert stage_of(journey, "consultation", session=1).eyebrow.startswith("Stage 1 of 6 · Session 1")
    assert stage_of(journey, "consultation", session=2).eyebrow.startswith("Stage 1 of 6 · Session 2")
