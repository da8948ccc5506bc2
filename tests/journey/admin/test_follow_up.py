"""The pages of a visit: the table of strength, the suggestion, measurements over time."""

import re
from typing import Any
from uuid import uuid4

import pytest

from accounts.roles import Role
from journey.models import Journey
from journey.standing import standing_of
from tests.browser_form import sent_by_browser
from tests.builders import NOW, decided_again, fresh, newest_cycle, staff
from tests.journey.admin.workspace_pages import at_now, get, post, url, words
from tests.journey.views.patient_pages import signed_in
from tests.statements import statements

MOST_STATEMENTS = 12


@pytest.fixture(autouse=True)
def clock() -> Any:
    with at_now():
        yield


def page_of(journey: Journey, name: str) -> str:
    return f"record/{newest_cycle(journey).pk}/{name}/"


def typed(journey: Journey, name: str, **changed: Any) -> dict[str, Any]:
    """The page as it opens, with these values typed into it."""
    opened = get(journey, page_of(journey, name)).content.decode()
    sent = sent_by_browser(opened[opened.index('id="content-main"') :])
    return {**dict(sent.lists()), **changed}


MEASURED = {"visit_code": "UNSCHEDULED", "grip_device": "Jamar"}


def test_trials_typed_in_pounds_are_stored_in_kilograms_and_blank_lines_are_none(follow_up: Journey) -> None:
    trials = {f"strength-0-trial_{number}": value for number, value in enumerate(("44", "45,2", ""), start=1)}
    sent = typed(follow_up, "measures-1", **MEASURED, **trials, **{"strength-0-unit": "lb"})

    assert post(follow_up, page_of(follow_up, "measures-1"), sent).status_code == 303

    entry = standing_of(fresh(follow_up), NOW).facts.record.of("measures")
    lines = [(each["measure"], each["hand"], str(each["trial_1"]), str(each["trial_2"]), each["trial_3"])
             for each in entry.of("strength")]  # fmt: skip
    assert lines == [("grip", "right", "20.0", "20.5", None)]
    assert entry.of("fingers") == ()
    told = words(get(follow_up, page_of(follow_up, "measures-1")))
    assert "Grip, right Mean 20.3 kg, best 20.5 kg. Before 18.0 kg: 2.3 kg more." in told
    assert "Grip, left: two trials" in words(get(follow_up, "record/"))


def test_values_before_treatment_and_of_the_visit_before_stand_beside_each_field(follow_up: Journey) -> None:
    first = words(get(follow_up, page_of(follow_up, "measures-1")))
    before = standing_of(follow_up, NOW).facts.record.of("baseline")
    grip = next(each for each in before.of("strength") if (each["measure"], each["hand"]) == ("grip", "right"))
    assert f"Before {grip['trial_1']} kg" in first
    assert "Last" not in first
    day = f"{before.get('measured_on'):%-d %B %Y}"
    assert f"“Before”: Before treatment ({day})" in first
    assert f"Offered by the rule. Check it. Before treatment ({day}): {before.get('grip_device')}" in first

    visit = {"visit_code": "UNSCHEDULED", "grip_device": "Jamar", "kapandji": "7", "measured_on": "2026-11-20"}
    trials = {f"strength-0-trial_{number}": "21" for number in (1, 2)}
    sent = typed(follow_up, "measures-1", **visit, **trials)
    assert post(follow_up, page_of(follow_up, "measures-1"), sent).status_code == 303

    second = get(follow_up, page_of(follow_up, "measures-2"))
    told = words(second)
    assert f"Before {grip['trial_1']} kg, Last 21.0 kg" in told
    assert "Not planned (20 November 2026): 7 of 10" in told
    assert 'aria-describedby="id_strength-0-trial_1_beside"' in second.content.decode()
    assert "Last 21.0 kg" not in words(get(follow_up, page_of(follow_up, "measures-1")))


def test_examination_of_the_consultation_stands_beside_that_of_a_visit(follow_up: Journey) -> None:
    told = words(get(follow_up, page_of(follow_up, "visit-1")))
    assert re.search(r"Skin .{0,80}Before treatment \(\d+ \w+ 2026\): Yes", told)


def test_refused_trial_keeps_the_row_and_its_unit(follow_up: Journey) -> None:
    row = {"strength-1-trial_1": "52,5", "strength-1-trial_2": "many", "strength-1-unit": "lb"}
    answer = post(follow_up, page_of(follow_up, "measures-1"), typed(follow_up, "measures-1", **MEASURED, **row))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="52,5"' in page
    assert "Write a number." in page
    assert page.count('<option value="lb" selected>') == 1
    assert 'aria-label="Grip, Left: Trial 2"' in page


def test_row_of_a_forged_table_is_refused_not_stored(follow_up: Journey) -> None:
    twice = {"strength-1-measure": "grip", "strength-1-hand": "right"}
    trials = {f"strength-{row}-trial_{number}": "20" for row in (0, 1) for number in (1, 2)}
    answer = post(
        follow_up, page_of(follow_up, "measures-1"), typed(follow_up, "measures-1", **MEASURED, **trials, **twice)
    )

    assert answer.status_code == 422
    assert "This line is there twice." in words(answer)


def test_new_visit_shows_what_the_numbers_suggest_before_anything_is_chosen(follow_up: Journey) -> None:
    sent = typed(follow_up, "visit-1", visit_code="UNSCHEDULED", mode="phone", response="better", ae_review="yes")

    answer = post(follow_up, page_of(follow_up, "visit-1"), sent)

    told = words(answer)
    assert answer.status_code == 422  # a warning to look at
    assert "Suggested response Too early. This does not prove that the treatment caused it." in told
    assert "Before three months it is too early to tell. Is it right?" in told


@pytest.mark.parametrize("name", ["visit-2", "visit-0", "visit", "visit-x", "measures-2"])
def test_visit_that_is_not_the_next_is_not_found(follow_up: Journey, name: str) -> None:
    assert get(follow_up, page_of(follow_up, name)).status_code == 404


def test_visit_of_another_patient_or_session_is_not_found(follow_up: Journey, post_care: Journey) -> None:
    for cycle in (newest_cycle(post_care).pk, uuid4()):
        assert get(follow_up, f"record/{cycle}/visit-1/").status_code == 404


def test_measurements_over_time_say_before_and_after_side_by_side(follow_up: Journey) -> None:
    decided_again(follow_up, sections=("measures",))

    page = get(follow_up, "measurements/")

    told = words(page)
    assert "does not prove that the treatment caused it" in told
    assert "Worst pain, 24 hours 6" in told
    assert "Worst pain that is expected on that day – not known 0 to 6" in told
    assert 'class="expected"' in page.content.decode()
    assert "Grip, right, kg 18.0 – not known 21.5 3.5 more 5.0 to 6.5 kg, for information only" in told
    assert "Grip, treated hand against the other 75 % – not known 90 %" in told
    assert 'aria-labelledby="grip-1-name grip-1-text"' in page.content.decode()


def test_another_device_is_said_and_no_change_is_told(follow_up: Journey) -> None:
    decided_again(follow_up, sections=("measures",))
    with_other = typed(follow_up, "measures-1", grip_device="BIMS")
    seen = {"seen": ["grip_device: BIMS"]}
    assert post(follow_up, page_of(follow_up, "measures-1"), {**with_other, **seen}).status_code == 303

    told = words(get(follow_up, "measurements/"))

    assert "Grip was measured with another device than before treatment" in told
    assert "Grip, right, kg 18.0 – not known 21.5 other device" in told


def test_measurements_over_time_take_the_same_few_statements(follow_up: Journey, preparation: Journey) -> None:
    decided_again(follow_up, sections=("measures",))
    client = signed_in(staff(Role.NURSE))

    counted = [statements(client, url(journey, "measurements/")) for journey in (follow_up, preparation)]

    assert counted[1] <= counted[0] <= MOST_STATEMENTS
    assert "There was no injection yet" in words(get(preparation, "measurements/"))
