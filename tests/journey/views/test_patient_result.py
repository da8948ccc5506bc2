"""The page after sending: every level, the numbers to ring, who reads it, what comes next, and what is never said."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from journey.actions.alerts import close_alert, take_alert
from journey.actions.contacts import log_contact
from journey.actions.plans import record_date
from journey.actions.sending import mark_seen
from journey.domain.record.post_care.instructions import CODE as INSTRUCTIONS
from journey.domain.record.post_care.instructions import GIVEN
from journey.domain.windows import Anchor
from journey.models import LINES, Alert, CheckIn, Clinic, Cycle, Journey, PathwayVersion
from journey.presenters.reading import reading_words
from tests.builders import NOW, check_in_of, newest_cycle, report_of, send, staff
from tests.journey.views.patient_pages import patient_of, signed_in, the_clock_at, url, words

EVENING = datetime(2026, 11, 24, 19, tzinfo=UTC)
NEVER_SAID = ("you are fine", "nothing is wrong", "no need to worry", "is safe")
CLINIC, CLOSED = "01632 960 142", "01632 960 199"


def result_of(journey: Journey, code: str = "A-3", *, at: datetime = NOW, **answers: Any) -> tuple[str, str]:
    """The words and the source of the result page of a check-in sent with these answers."""
    check_in = report_of(journey, at=at) if code == "REPORT" else check_in_of(journey, code)
    send(check_in, at=at, **answers)
    return page_of(journey, check_in, at=at)


def page_of(journey: Journey, check_in: CheckIn, *, at: datetime = NOW) -> tuple[str, str]:
    with the_clock_at(at):
        response = patient_of(journey).get(url("check_in_result", check_in))
    assert response.status_code == 200
    return words(response), response.content.decode()


LEVELS = [
    ({}, "expected", "This is what we expect at this stage", "Call us if it gets worse."),
    ({"pain_worst": 7}, "watch", "Keep an eye on this", "We will ask again tomorrow, Wednesday 25 November, from 6am."),
    ({"pain_worst": 9}, "call_24h", "Call us today, or within 24 hours", "If it gets worse, do not wait."),
    (
        {"signs_hand": ("discharge",), "discharge": "pus"},
        "urgent_now",
        "You need help now",
        "If no one answers within 30 minutes, go to the nearest emergency department.",
    ),
]


@pytest.mark.parametrize(("answers", "level", "heading", "advice"), LEVELS, ids=[level for _a, level, *_r in LEVELS])
def test_result_says_the_level_the_reason_and_what_to_do(
    journey: Journey, answers: dict[str, Any], level: str, heading: str, advice: str
) -> None:
    text, source = result_of(journey, **answers)
    assert heading in text
    assert advice in text
    assert f"verdict--{level}" in source
    assert "Sent to the clinic today, 10am." in text
    assert not any(promise in text.lower() for promise in NEVER_SAID)
    assert "{" not in text


def test_result_of_an_emergency_sign_is_the_emergency_card_and_the_sheet_with_nothing_beside_them(
    journey: Journey,
) -> None:
    text, source = result_of(journey, red_flags=("breathing",))
    card = source[source.index('<section class="care care--now') : source.index("</section>")]
    assert "Call 112 now" in text
    assert card.count("<a ") == 1
    assert "Show this to the ambulance crew" in text
    assert "Product P-20" in text
    assert "Do not wait for us to call you" in text
    assert "<svg viewBox" not in source
    assert "A nurse reads your answers" not in text


def test_result_with_several_reasons_shows_them_in_the_order_of_the_rules(journey: Journey) -> None:
    text, _source = result_of(journey, signs_hand=("discharge", "redness"), discharge="pus", redness="streak")
    assert text.index("Thick yellow or green fluid") < text.index("red lines going up your arm")


def test_result_when_the_clinic_is_open_gives_its_own_number_first(journey: Journey) -> None:
    text, _source = result_of(journey, signs_hand=("discharge",), discharge="pus")
    verdict = text[: text.index("Sent to the clinic")]
    assert f"Call {CLINIC} When we are closed: {CLOSED}" in verdict


@pytest.mark.parametrize("at", [NOW, EVENING], ids=["open", "closed"])
@pytest.mark.parametrize(
    "answers", [{"pain_worst": 9}, {"signs_hand": ("discharge",), "discharge": "pus"}], ids=["today", "urgent"]
)
def test_result_gives_each_number_once(journey: Journey, answers: dict[str, Any], at: datetime) -> None:
    text, _source = result_of(journey, at=at, **answers)
    verdict = text[: text.index("Sent to the clinic")]
    assert [verdict.count(number) for number in (CLINIC, CLOSED)] == [1, 1]


def test_result_when_the_clinic_is_closed_gives_the_out_of_hours_number_first(journey: Journey) -> None:
    text, _source = result_of(journey, at=EVENING, signs_hand=("discharge",), discharge="pus")
    verdict = text[: text.index("Sent to the clinic")]
    assert f"We are closed now. Call this number: Call {CLOSED} When we are open: Or call {CLINIC}" in verdict


def test_result_asks_the_opening_hours_in_the_zone_of_the_clinic(journey: Journey) -> None:
    Clinic.objects.update(time_zone="Pacific/Auckland")
    text, _source = result_of(journey, signs_hand=("discharge",), discharge="pus")
    assert "We are closed now" in text


def test_result_of_watch_names_the_check_in_that_is_due_tomorrow_already(journey: Journey) -> None:
    day_4 = datetime(2026, 11, 25, 10, tzinfo=UTC)
    text, _source = result_of(journey, "REPORT", at=day_4, pain_worst=6)
    assert "Keep an eye on this" in text
    assert "We will ask again tomorrow, Thursday 26 November, from 6am, in the check-in that is due: Day 5." in text


def test_result_shows_todays_instructions_only_where_the_hand_is_cared_for_at_home(journey: Journey) -> None:
    calm, _source = result_of(journey)
    assert "What to do today" in calm
    assert "Lift nothing over 1 kg" in calm
    urgent, _source = result_of(journey, "REPORT", pain_worst=9)
    assert "What to do today" not in urgent


def test_result_says_what_is_expected_on_this_day_and_by_when_it_eases(journey: Journey) -> None:
    signs = {"signs_hand": ("swelling", "redness"), "swelling": "moderate", "redness": "large"}
    text, source = result_of(journey, pain_worst=7, **signs)
    said = text[text.index("What we expect on day 3") : text.index("What happens next")]
    assert "On day 3, a worst pain of 6 or less out of 10 is what we expect. By day 4, it should be 5 or less." in said
    assert "Many people still have a lot of swelling on day 3. It should ease by day 4." in said
    assert "another colour" not in said
    assert "On that day we expect 0 to 6, and it is above." in text
    assert "Day 3 Tue 24 Nov 7 0 to 6" in text
    assert 'class="expected"' in source


def test_result_before_the_injection_says_what_is_expected_where_cells_were_taken(harvesting: Journey) -> None:
    record_date(journey=harvesting, anchor=Anchor.HARVEST, moment=NOW - timedelta(hours=1), by=staff(), at=NOW)
    day_one = NOW + timedelta(days=1)

    signs = {"signs_harvest": ("h_pain", "bruise"), "h_pain": 5, "bruise": "small"}
    text, _source = result_of(harvesting, "H-1", at=day_one, **signs)

    said = text[text.index("What we expect on day 1 after cells were taken") :]
    assert "pain of 7 or less out of 10 is what we expect there. By day 4, it should be 4 or less." in said
    assert "A small bruise where cells were taken is common on day 1. It should fade by day 15." in said


def test_result_that_needs_help_now_says_nothing_of_what_is_expected(journey: Journey) -> None:
    text, _source = result_of(journey, signs_hand=("discharge", "swelling"), discharge="pus", swelling="mild")
    assert "we expect" not in text


def test_result_says_who_read_it_and_who_took_the_alert(journey: Journey) -> None:
    check_in = check_in_of(journey, "A-3")
    sent = send(check_in, pain_worst=9)
    before, _source = page_of(journey, check_in)
    assert "A nurse reads your answers" not in before
    assert "This is on top of the clinic's list now." in before
    take_alert(alert=Alert.objects.get(), by=staff("clinician"), at=NOW)
    mark_seen(submission=sent.submission, by=staff("nurse"), at=NOW)
    after, _source = page_of(journey, check_in)
    assert "Nurse Kim read your answers, today, 10am." in after
    assert "Dr Osei has seen this, today, 10am." in after


def test_closed_alert_says_on_every_page_of_the_patient_who_closed_it_and_what_was_decided(journey: Journey) -> None:
    check_in, nurse = check_in_of(journey, "A-3"), staff("nurse")
    sent = send(check_in, pain_worst=9)
    alert, rosa = Alert.objects.get(), signed_in(journey.patient.user)
    call = {"purpose": "alert", "route": "phone", "result": "reached", "by": nurse, "alert": alert}
    log_contact(cycle=check_in.cycle, **call, at=NOW)
    said = "Nurse Kim looked at this: today, 10am. Rest your hand and keep it cool."
    pages = ("/", f"/check-ins/{check_in.pk}/result/", f"/answers/{sent.submission.pk}/")
    assert not [page for page in pages if "Nurse Kim looked" in words(rosa.get(page))]

    closed = {"outcome": "advice_given", "note": "Sore.", "decided": "Rest your hand and keep it cool."}
    close_alert(alert=alert, **closed, by=nurse, at=NOW)

    assert [page for page in pages if said in words(rosa.get(page))] == list(pages[1:])
    named = said.replace("this:", "the answers of Tuesday 24 November:")
    assert named in words(rosa.get("/")).replace("\u00a0", " ")
    assert "Looked at and closed" in words(rosa.get("/answers/"))
    assert "Sore." not in "".join(words(rosa.get(page)) for page in pages)
    with the_clock_at(NOW + timedelta(days=8)):
        assert "Nurse Kim looked" not in words(signed_in(journey.patient.user).get("/"))


FRIDAY = datetime(2026, 11, 27, tzinfo=UTC)


@pytest.mark.parametrize(
    ("sent", "read", "sentence"),
    [
        (NOW, NOW, "today before 5pm"),
        (NOW.replace(hour=16, minute=30), NOW.replace(hour=16, minute=30), "tomorrow, from 8:30am"),
        (EVENING, EVENING, "tomorrow, from 8:30am"),
        (EVENING, NOW + timedelta(days=1), "today before 5pm"),
        (NOW, EVENING, "Nobody has read your answers yet. If something worries you, call us."),
        (FRIDAY.replace(hour=19), FRIDAY.replace(hour=19), "Monday 30 November, from 8:30am"),
    ],
)
def test_reading_words_promise_only_what_the_opening_hours_allow(
    journey: Journey, sent: datetime, read: datetime, sentence: str
) -> None:
    said = reading_words(journey.patient.site.clinic, sent, read)
    assert sentence in said.replace("\u00a0", " ")


def test_result_without_approved_rules_says_that_a_person_reads_the_answers(journey: Journey) -> None:
    PathwayVersion.objects.update(rules_approved_at=None, rules_approved_by=None)
    text, source = result_of(journey, pain_worst=10)
    assert "A person reads your answers" in text
    assert "verdict--open" in source
    assert "Expected" not in text
    assert "we expect" not in text
    assert 'class="expected"' not in source
    assert "Call us at once if:" in text


READY = [
    ({}, "expected", "Thank you. Nothing here stops your visit."),
    ({"wants": "unsure"}, "watch", "We will call you before the day"),
    ({"wants": "no"}, "call_24h", "Please do not travel until we have spoken"),
]


@pytest.mark.parametrize(("answers", "drawn", "heading"), READY, ids=["ready", "call_today", "hold"])
def test_result_of_readiness_says_if_the_visit_goes_on(
    preparation: Journey, answers: dict[str, Any], drawn: str, heading: str
) -> None:
    text, source = result_of(preparation, "P-14", **answers)
    assert heading in text
    assert f"verdict--{drawn}" in source
    assert not any(promise in text.lower() for promise in NEVER_SAID)


def test_result_of_readiness_with_a_no_offers_to_stop(preparation: Journey) -> None:
    text, _source = result_of(preparation, "P-14", wants="no")
    assert "you can stop the treatment for good, or take more time" in text


def test_result_of_the_baseline_says_nothing_about_symptoms(preparation: Journey) -> None:
    text, source = result_of(preparation, "P-BASE")
    assert "Thank you. We have your answers." in text
    assert "verdict--open" in source


@pytest.fixture
def after_the_talk(consultation: Journey) -> Journey:
    record_date(journey=consultation, anchor=Anchor.CONSULT, moment=NOW - timedelta(days=2), by=staff("nurse"), at=NOW)
    consultation.patient.allergy_status = "none_known"
    consultation.patient.save()
    return consultation


def test_result_of_the_understanding_check_goes_through_what_was_not_clear_and_names_no_mistake(
    after_the_talk: Journey,
) -> None:
    text, _source = result_of(after_the_talk, "C-POST", u_proven="true", u_rare_harm="false", u_go_on="unsure")
    assert "Let us go through this again" in text
    assert "This treatment is not proven for hand pain." in text
    assert "Serious harm is rare, but it can happen." in text
    assert "You can change your mind" not in text
    assert "You are not sure if you want to go on. That is fine." in text
    assert not any(word in text.lower() for word in ("wrong", "incorrect", "mistake", "fail", "score"))


def test_result_of_the_understanding_check_all_clear_thanks(after_the_talk: Journey) -> None:
    text, _source = result_of(after_the_talk, "C-POST")
    assert "Thank you. We have your answers." in text
    assert "Let us go through" not in text


def test_result_of_the_teach_back_goes_through_what_was_not_clear(journey: Journey) -> None:
    CheckIn.objects.filter(journey=journey, code="I-0").update(closes_at=NOW + timedelta(hours=1))
    text, _source = result_of(journey, "I-0", tb_breathing="rest", tb_rest_days=9)
    assert "If you cannot breathe well, call 112. Do not wait for us." in text
    assert "Let us look at your plan once more." in text
    assert "This is what we expect" not in text


def test_teach_back_is_judged_by_the_days_that_were_agreed_and_staff_read_what_to_repeat(journey: Journey) -> None:
    CheckIn.objects.filter(journey=journey, code="I-0").update(closes_at=NOW + timedelta(hours=1))
    agreed = LINES[INSTRUCTIONS, GIVEN].objects.filter(record__cycle__journey=journey, code="limit_hand_movement")
    assert agreed.update(days=6) == 1
    again = "Let us look at your plan once more."
    text, _source = result_of(journey, "I-0", tb_rest_days=6)
    assert again not in text

    agreed.update(days=5)
    text, _source = page_of(journey, check_in_of(journey, "I-0"))
    assert again in text
    address = reverse("admin:journey_checkin_change", args=[check_in_of(journey, "I-0").pk])
    with the_clock_at(NOW):
        page = words(signed_in(staff("nurse")).get(address))
    assert f"To go through again with the patient: {again}" in page


def test_result_looked_at_later_says_from_which_day_it_is_and_can_no_longer_be_corrected(journey: Journey) -> None:
    check_in = check_in_of(journey, "A-3")
    send(check_in, pain_worst=7)
    now, _source = page_of(journey, check_in)
    assert "Correct an answer" in now
    later, _source = page_of(journey, check_in, at=NOW + timedelta(days=9))
    assert "Watch · day 3 · Tuesday 24 November" in later
    assert "Correct an answer" not in later


def test_result_has_the_chart_and_its_honest_note(journey: Journey) -> None:
    text, source = result_of(journey, pain_worst=4)
    assert "This chart cannot show if the treatment caused the change." in text
    assert "4 today" in source


def test_result_before_anything_was_sent_leads_to_the_check_in(journey: Journey) -> None:
    check_in = check_in_of(journey, "A-3")
    response = patient_of(journey).get(url("check_in_result", check_in))
    assert (response.status_code, response["Location"]) == (303, url("check_in", check_in))


def test_result_takes_the_same_number_of_statements_whatever_was_sent_before(journey: Journey) -> None:
    check_in = check_in_of(journey, "A-3")
    send(check_in)
    client = patient_of(journey)
    first = count(client, url("check_in_result", check_in))
    for _n in range(3):
        send(report_of(journey))
    assert count(client, url("check_in_result", check_in)) == first
    assert first <= 8


def count(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        client.get(address)
    return len(captured)


def test_emergency_sheet_of_a_later_session_shows_the_last_injection(journey: Journey) -> None:
    treated = newest_cycle(journey)
    later = Cycle.objects.create(journey=journey, number=2, status="planned", opened_at=NOW)
    assert journey.patient.user is not None
    readiness = CheckIn.objects.create(
        journey=journey, cycle=later, pathway_version=journey.pathway_version, code="P-7", stage_code="preparation",
        opens_at=NOW, due_at=NOW, closes_at=NOW + timedelta(hours=1),
    )  # fmt: skip
    send(readiness, red_flags=("breathing",))
    text, _source = page_of(journey, readiness)
    assert "Cell injection, 21 November 2026, 8am" in text
    assert treated.product_id in text
