"""The recovery room: the observation clock, one more set of vitals in a minute, and the plain summary of a stage."""

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.http import HttpResponse

from accounts.roles import Role
from journey.domain.record.entries import Entry
from journey.models import RECORDS, Cycle, Journey, JourneyEvent, StageNote
from journey.standing import standing_of
from tests.browser_form import sent_by_browser
from tests.builders import NOW, check_in_of, fresh, newest_cycle, send, staff
from tests.journey.admin.workspace_pages import at_now, get, post, words
from tests.journey.views.patient_pages import patient_of, signed_in
from tests.journey.views.patient_pages import words as patient_words
from tests.records import record_visit
from tests.statements import statements

MOST_STATEMENTS = 14
# The injection was at 8 in the morning of the 21st (UTC and London), the patient went home at 9:05.
TAKEN = {
    "taken_at_day": "2026-11-21",
    "taken_at_clock": "08:50",
    "heart_rate": "72",
    "systolic": "126",
    "diastolic": "78",
    "breaths": "14",
    "spo2": "98",
    "temperature": "98.2",
    "temperature_unit": "F",
    "pain": "2",
    "alertness": "A",
}


@pytest.fixture(autouse=True)
def clock() -> Any:
    with at_now():
        yield


@pytest.fixture
def room(post_care: Journey) -> str:
    return f"record/{newest_cycle(post_care).pk}/recovery-room/"


def observation(journey: Journey) -> Entry:
    return standing_of(fresh(journey), NOW).facts.record.of("observation")


def taken(**changed: str) -> dict[str, str]:
    return {**TAKEN, **changed}


def form_on(answer: HttpResponse) -> dict[str, str]:
    """What a browser would send of the page's own form."""
    page = answer.content.decode()
    return sent_by_browser(page[page.index('<div id="content-main"') :]).dict()


def test_page_says_when_the_patient_may_leave_and_lists_the_vitals(post_care: Journey, room: str) -> None:
    page = words(get(post_care, room, who=staff(Role.NURSE)))

    assert "At least 30 minutes" in page
    assert "May leave from 8:30am, 21 November 2026" in page
    assert "Vitals 3 of 3" in page
    assert "Upper blood pressure (mmHg)" in page
    assert "128" in page


def test_vitals_are_stored_in_the_order_of_time_and_once(post_care: Journey, room: str) -> None:
    for _again in range(2):
        assert post(post_care, room, taken(), who=staff(Role.NURSE)).status_code == 303
    post(post_care, room, taken(taken_at_clock="08:40", pain="3"), who=staff())

    lines = observation(post_care).of("vitals")
    assert [f"{each['taken_at']:%H:%M}" for each in lines] == ["08:00", "08:15", "08:30", "08:40", "08:50"]
    assert (str(lines[-1]["temperature"]), lines[-1]["pain"]) == ("36.8", 2)
    saved = JourneyEvent.objects.filter(journey=post_care, kind="record_saved", data__section="observation")
    assert saved.filter(by=staff(Role.NURSE), data__version=3).count() == 1


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"taken_at_day": "", "taken_at_clock": ""}, "Write when they were taken."),
        ({name: "" for name in TAKEN if not name.startswith("taken")}, "Write at least one value."),
        ({"taken_at_day": "2026-11-24", "taken_at_clock": "10:01"}, "This cannot be in the future."),
        ({"taken_at_clock": "07:59"}, "This is before the observation began."),
        ({"taken_at_clock": "08:15"}, "There are vitals of this minute already."),
        ({"taken_at_clock": "09:06"}, "The patient had gone home by then."),
        ({"heart_rate": "20"}, "Heart rate"),
        ({"temperature": "98.2", "temperature_unit": ""}, "Did you mean °F?"),
        ({"spo2": "ninety"}, "Write a number."),
    ],
)
def test_vitals_that_cannot_be_are_refused_and_stay_as_typed(
    post_care: Journey, room: str, changed: dict[str, str], said: str
) -> None:
    answer = post(post_care, room, taken(**changed))

    assert answer.status_code == 422
    assert said in words(answer)
    kept = form_on(answer)
    assert kept["systolic"] == changed.get("systolic", "126")
    assert len(observation(post_care).of("vitals")) == 3


def test_unusual_vitals_are_stored_once_somebody_has_looked(post_care: Journey, room: str) -> None:
    typed = taken(heart_rate="120")
    answer = post(post_care, room, typed)
    assert answer.status_code == 422
    assert "Heart rate 120 is more than 20 % from 72. Tell the clinician." in words(answer)
    key = re.search(r'name="seen" value="([^"]+)"', answer.content.decode())
    assert key is not None

    assert post(post_care, room, {**typed, "seen": unescape(key[1])}).status_code == 303
    assert "8:50am: Heart rate 120 is more than 20 %" in words(get(post_care, room))


def test_recovery_room_is_for_nurses_and_clinicians(post_care: Journey, room: str) -> None:
    assert post(post_care, room, taken(), who=staff(Role.COORDINATOR)).status_code == 403
    assert get(post_care, room, who=staff(Role.COORDINATOR)).status_code == 403


def test_recovery_room_costs_few_statements(post_care: Journey, room: str) -> None:
    client = signed_in(staff())
    address = f"/admin/journey/journey/{post_care.pk}/{room}"
    assert statements(client, address) <= MOST_STATEMENTS


def test_workspace_shows_the_clock_until_the_patient_goes_home(post_care: Journey) -> None:
    assert "Recovery room" not in words(get(post_care))
    Cycle.objects.filter(journey=post_care).update(discharge_at=None)

    assert "May leave from 8:30am" in words(get(post_care, who=staff(Role.NURSE)))


# The plain summary ---------------------------------------------------------------------------------------------


def test_summary_is_proposed_from_the_record_previewed_and_shared_and_its_correction_too(post_care: Journey) -> None:
    stage = newest_cycle(post_care).stages.get(code="post_care")
    page, nurse, patient = f"summaries/{stage.pk}/", staff(Role.NURSE), patient_of(post_care)
    form = get(post_care, page, who=nurse)
    typed = form_on(form)
    assert "We watched you for 65 minutes. Your pain was 3 of 10 at the end." in typed["text"]

    kept = post(post_care, page, typed, who=nurse)
    note = StageNote.objects.get(kind="summary")
    assert kept["Location"].endswith(f"notes/{note.pk}/share/")
    assert "In short" not in patient_words(patient.get(f"/stages/{stage.pk}/"))
    assert typed["text"][:40] in words(get(post_care, f"notes/{note.pk}/share/", who=nurse))
    post(post_care, f"notes/{note.pk}/share/", {}, who=nurse)
    read = patient_words(patient.get(f"/stages/{stage.pk}/"))
    assert f"In short {note.text[:60]}" in read
    assert "about 10am. Nurse Kim, Tuesday 24 November" in read

    again = form_on(get(post_care, page, who=nurse))
    post(post_care, page, {**again, "text": "Your pain was 2 of 10."}, who=nurse)
    corrected = StageNote.objects.get(replaces=note)
    assert note.text[:60] in patient_words(patient.get(f"/stages/{stage.pk}/"))
    post(post_care, f"notes/{corrected.pk}/share/", {}, who=nurse)

    read = patient_words(patient.get(f"/stages/{stage.pk}/"))
    assert "In short Your pain was 2 of 10." in read
    assert "This was corrected." in read
    assert note.text[:60] not in read
    assert note.text[:60] in words(get(post_care, page, who=nurse))


def test_page_of_an_older_version_is_refused_and_keeps_the_words(post_care: Journey) -> None:
    stage = newest_cycle(post_care).stages.get(code="injection")
    page = f"summaries/{stage.pk}/"
    mine, theirs = (form_on(get(post_care, page, who=staff(role))) for role in (Role.NURSE, Role.CLINICIAN))
    post(post_care, page, {**theirs, "text": "Theirs."}, who=staff())

    answer = post(post_care, page, {**mine, "text": "Mine."}, who=staff(Role.NURSE))

    assert answer.status_code == 409
    assert [each.text for each in StageNote.objects.all()] == ["Theirs."]


def test_patient_reads_what_was_agreed_and_when_we_call(post_care: Journey) -> None:
    cycle = newest_cycle(post_care)
    page = patient_words(patient_of(post_care).get(f"/stages/{cycle.stages.get(code='post_care').pk}/"))

    assert "Agreed with Nurse Kim, Saturday 21 November" in page


def test_patient_reads_when_we_call_until_then(post_care: Journey) -> None:
    cycle = newest_cycle(post_care)
    page = f"/stages/{cycle.stages.get(code='post_care').pk}/"
    assert "We call you Monday" not in patient_words(patient_of(post_care).get(page))
    RECORDS["discharge"]._default_manager.update(first_call_planned=NOW + timedelta(days=1))

    assert "We call you Wednesday 25 November, 10am" in patient_words(patient_of(post_care).get(page))


@pytest.mark.parametrize(
    ("page", "said"),
    [
        ("emergency-sheet", ("Rosa Marsh", "Right hand, base of thumb", "Cell injection, 21 November 2026", "P-")),
        ("red-flag-card", ("Rosa Marsh", "Call 112 now", "Call us at once if:", "Right hand")),
    ],
)
def test_patient_opens_the_sheets_from_the_first_page(post_care: Journey, page: str, said: tuple[str, ...]) -> None:
    client = patient_of(post_care)
    address = f"/journeys/{post_care.pk}/{page}/"
    assert f'href="{address}"' in client.get("/").content.decode()

    text = patient_words(client.get(address))

    assert [each for each in said if each not in text] == []


def test_summary_of_the_follow_up_is_proposed_from_the_newest_visit(follow_up: Journey) -> None:
    cycle = newest_cycle(follow_up)
    page = f"summaries/{cycle.stages.get(code='follow_up').pk}/"
    assert form_on(get(follow_up, page, who=staff(Role.NURSE)))["text"] == ""
    send(check_in_of(follow_up, "F-21"), at=NOW, pain_worst=3)
    record_visit(cycle, by=staff(), at=NOW, decision="continue_follow_up", response="too_early")

    text = form_on(get(follow_up, page, who=staff(Role.NURSE)))["text"].replace("\N{NO-BREAK SPACE}", " ")

    assert text.startswith("We saw you on 24 November 2026. Your worst pain in a day was ")
    assert "and 3 of 10 at this check. Pain goes up and down by itself." in text
    assert "Your treated hand could grip with " in text
    assert text.endswith("We found no new lump. We go on with your checks.")


# Instructions for home, answered at once ------------------------------------------------------------------------


def test_instructions_are_answered_at_once_and_nothing_is_lost_on_a_refusal(post_care: Journey) -> None:
    page = f"record/{newest_cycle(post_care).pk}/instructions/"
    again = form_on(get(post_care, page, who=staff(Role.NURSE)))
    by_code = {again[name]: name[: -len("-code")] for name in again if name.endswith("-code") and again[name]}
    assert {again[f"{prefix}-acknowledged"] for prefix in by_code.values()} == {"yes"}, "as it was recorded"
    again |= {f"{by_code['ice']}-acknowledged": "gone", f"{by_code['thermometer']}-acknowledged": "no"}
    again[f"{by_code['no_heavy_grip']}-days"] = "99"
    refused = post(post_care, page, again, who=staff(Role.NURSE))
    assert refused.status_code == 422
    kept = form_on(refused)
    assert {kept[f"{by_code[code]}-acknowledged"] for code in ("ice", "thermometer")} == {"gone", "no"}
    assert kept[f"{by_code['no_heavy_grip']}-days"] == "99"
    assert "0 to 42 are allowed." in words(refused)

    again[f"{by_code['no_heavy_grip']}-days"] = "21"
    asks = post(post_care, page, again, who=staff(Role.NURSE))
    assert "Not given: Ice. Is this right?" in words(asks)
    seen = [each.key for each in asks.context["warnings"]]
    assert post(post_care, page, {**again, "seen": seen}, who=staff(Role.NURSE)).status_code == 303
    given = {line["code"]: line for line in _given(post_care)}
    assert "ice" not in given
    assert (given["no_heavy_grip"]["days"], given["thermometer"]["acknowledged"]) == (21, False)


def _given(journey: Journey) -> list[dict[str, Any]]:
    lines = standing_of(fresh(journey), NOW).facts.record.of("instructions").of("given")
    return [dict(line) for line in lines]
