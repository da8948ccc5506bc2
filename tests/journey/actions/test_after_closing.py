"""What a patient sends from a form that was cancelled, moved or overtaken meanwhile, or whose journey had ended: kept,
triaged and seen, and it opens nothing again (clinical.md 3.1)."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from accounts.roles import Role
from journey.actions.answering import save_answer
from journey.actions.moves import make_move
from journey.actions.sending import send_check_in
from journey.domain.moves import Choices, Move
from journey.models import Alert, CheckIn, CheckInDraft, Journey, Submission
from tests.builders import NOW, check_in_of, fill, fresh, helper_of, newest_cycle, report_of, send
from tests.builders import staff as member
from tests.journey.admin.staff_pages import client_of, counts, index, said, the_time_is
from tests.journey.views.patient_pages import patient_of, question, url, words
from tests.walked import walked

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TICKED = {"ticked": ["breathing"], "shown": ["breathing", "face_swelling", "collapsed", "chest_pain", "sepsis_sign"]}
KEPT = Choices(note="Told.", keep_safety_checks=True)
STOPPED = Choices(note="Told.", keep_safety_checks=False)
PLACED = Choices(reason_code="infection", note="Told.", procedure_at=NOW + 40 * DAY)
PAUSED = Choices(note="Told.", review_on=(NOW + 30 * DAY).date())
SHUT = [
    ("post_care", "A-3", Move.WITHDRAW, STOPPED, "cancelled"),
    ("post_care", "A-3", Move.RECORD_DEATH, KEPT, "cancelled"),
    ("post_care", "A-3", Move.TRANSFER, KEPT, "scheduled"),
    ("preparation", "P-7", Move.WITHDRAW, KEPT, "cancelled"),
    ("preparation", "P-7", Move.POSTPONE, PLACED, "scheduled"),
    ("preparation", "P-7", Move.PAUSE, PAUSED, "scheduled"),
]


@pytest.fixture
def clock() -> Iterator[None]:
    with the_time_is(NOW + HOUR):
        yield


def begun(stage: str) -> Journey:
    return walked(stage, procedure_at=NOW + 6 * DAY) if stage == "preparation" else walked(stage, day=3)


def shut(journey: Journey, move: Move, choices: Choices) -> None:
    make_move(journey=journey, move=move, by=member(), at=NOW, choices=choices)


def rows_of(journey: Journey) -> list[Any]:
    return list(CheckIn.objects.filter(journey=journey).order_by("pk").values_list("pk", "state", "due_at"))


@pytest.mark.parametrize(("stage", "code", "move", "choices", "state"), SHUT)
def test_red_flag_of_a_form_that_was_shut_makes_one_alert_and_opens_nothing(
    db: None, stage: str, code: str, move: Move, choices: Choices, state: str
) -> None:
    journey = begun(stage)
    by = journey.patient.user
    save_answer(
        check_in=check_in_of(journey, code), page_key="red_flags", answer={**TICKED, "ticked": []}, by=by, at=NOW
    )
    shut(journey, move, choices)
    status, rows = fresh(journey).status, rows_of(journey)

    told = [
        save_answer(check_in=check_in_of(journey, code), page_key="red_flags", answer=TICKED, by=by, at=NOW + HOUR)
        for _click in range(2)
    ]

    assert len({each.emergency.pk for each in told if each.emergency}) == 1
    alert = Alert.objects.get(patient=journey.patient)
    assert (alert.level, alert.state) == ("urgent_now", "open")
    assert check_in_of(journey, code).state == state
    assert (fresh(journey).status, rows_of(journey)) == (status, rows)


@pytest.mark.parametrize(("stage", "code", "move", "choices", "state"), SHUT)
def test_finished_form_that_was_shut_is_kept_and_triaged_once_and_opens_nothing(
    db: None, stage: str, code: str, move: Move, choices: Choices, state: str
) -> None:
    journey = begun(stage)
    worry = {"pain_worst": 9} if stage == "post_care" else {"meds_plan": "unsure"}
    draft = fill(check_in_of(journey, code), **worry)
    shut(journey, move, choices)
    status, before = fresh(journey).status, rows_of(journey)

    sent = [
        send_check_in(check_in=draft.check_in, token=draft.token, by=journey.patient.user, at=NOW + HOUR)
        for _click in range(2)
    ]

    kept = Submission.objects.get(check_in=draft.check_in)
    assert [each.new for each in sent] == [True, False]
    assert (kept.after_closing, kept.latest, kept.triage.level) == (
        True, True, "call_24h" if stage == "post_care" else "call_today"
    )  # fmt: skip
    assert Alert.objects.filter(patient=journey.patient).exists() is (stage == "post_care")
    # Only what another team's patient sends of a check-in that is open is sent; all else stays as it was.
    became = "submitted" if move is Move.TRANSFER else state
    assert check_in_of(journey, code).state == became
    after = rows_of(journey) if move is not Move.TRANSFER else before
    assert (fresh(journey).status, after) == (status, before)
    event = journey.events.get(kind="check_in_sent", data__submission=str(kept.pk))
    assert event.data["after_closing"] is True


def test_answers_after_stopping_everything_are_listed_marked_and_read(db: None, clock: None) -> None:
    journey = begun("post_care")
    draft = fill(check_in_of(journey, "A-3"), pain_worst=7)
    shut(journey, Move.WITHDRAW, STOPPED)
    before = counts(index(client_of(Role.NURSE)))
    rosa = patient_of(journey)

    response = rosa.post(url("check_in_send", draft.check_in), {"token": str(draft.token)}, follow=True)

    kept = Submission.objects.get(check_in=draft.check_in)
    assert kept.triage.level == "watch", "the case needs a level that asks again"
    assert not CheckIn.objects.filter(journey=journey, code="EXTRA").exists(), "nobody asks again, as they wished"
    assert "ask again" not in words(response)
    assert "They came after the check-in was closed." in words(response)
    page = words(rosa.get(reverse("patient:answer", args=[kept.pk])))
    assert "Sent after the check-in was closed" in page
    assert "ask again" not in page
    nurse = client_of(Role.NURSE)
    now = counts(index(nurse))
    assert (before["watch"], now["watch"]) == ("", "1")
    assert "after closing" in said(nurse.get(reverse("admin:journey_checkin_changelist") + "?show=watch"))
    answers = nurse.get(reverse("admin:journey_checkin_change", args=[draft.check_in_id]))
    assert "after the check-in was closed" in said(answers)
    read = reverse("admin:journey_checkin_read", args=[draft.check_in_id])
    assert nurse.post(read, {"confirmed": "1", "submission": str(kept.pk)}).status_code == 303
    assert counts(index(nurse))["watch"] == ""


def test_pages_typed_into_a_cancelled_form_are_listed_as_unfinished(db: None, clock: None) -> None:
    journey = begun("post_care")
    fill(check_in_of(journey, "A-3"), at=NOW - HOUR)
    shut(journey, Move.WITHDRAW, STOPPED)
    nurse = client_of(Role.NURSE)
    assert counts(index(nurse))["unfinished"] == "", "what was typed before was for nobody to ask about"
    rosa = patient_of(journey)

    rosa.post(question(check_in_of(journey, "A-3"), "note"), {"value": "It is worse than I said."})

    with the_time_is(NOW + 3 * HOUR):
        nurse = client_of(Role.NURSE)
        row = next(row for row in index(nurse).context["queue"] if row.key == "unfinished")
        assert (row.count, "patient withdrew" in row.words) == ("1", True)
        page = nurse.get(reverse("admin:journey_checkin_change", args=[check_in_of(journey, "A-3").pk]))
    assert "saved some answers after the check-in was closed" in said(page)


def test_check_ins_of_a_paused_journey_are_listed_as_those_to_come(db: None, clock: None) -> None:
    journey = begun("preparation")
    begins = {"P-BASE", "P-14", "P-7", "P-1", "P-0"}
    shut(journey, Move.PAUSE, PAUSED)
    nurse, address = client_of(Role.NURSE), reverse("admin:journey_checkin_changelist")
    listed = {
        state: {str(row) for row in nurse.get(f"{address}?state={state}").context["cl"].result_list}
        for state in ("scheduled", "open", "missed")
    }
    assert begins <= listed["scheduled"]
    assert not begins & (listed["open"] | listed["missed"])


def test_closed_check_in_of_another_teams_patient_sends_to_no_report(db: None, clock: None) -> None:
    journey = begun("post_care")
    send(check_in_of(journey, "A-3"))
    shut(journey, Move.TRANSFER, KEPT)
    page = patient_of(journey).get(url("check_in", check_in_of(journey, "A-1")))
    assert page.status_code == 409
    assert "tell us about a symptom" not in words(page)
    assert "call us or your doctor" in words(page)


def test_readiness_sent_for_a_date_that_moved_counts_for_no_date(db: None) -> None:
    """The new date is asked about anew, and neither page nor gate says that all is ready."""
    journey = begun("preparation")
    draft = fill(check_in_of(journey, "P-7"))
    shut(journey, Move.POSTPONE, PLACED)
    with the_time_is(NOW + HOUR):
        before = int(counts(index(client_of(Role.NURSE)))["unread"])

    send_check_in(check_in=draft.check_in, token=draft.token, by=journey.patient.user, at=NOW + HOUR)

    asked = check_in_of(journey, "P-7")
    assert (asked.state, asked.submitted_at) == ("scheduled", None)
    assert Submission.objects.get(check_in=asked).triage.level == "ready"
    with the_time_is(NOW + HOUR):
        page = words(patient_of(journey).get(url("check_in_result", asked)))
        assert "Thank you. We have your answers." in page
        assert int(counts(index(client_of(Role.NURSE)))["unread"]) == before + 1
    again = send(asked, at=asked.opens_at + HOUR).submission
    assert (again.version, again.after_closing, check_in_of(journey, "P-7").state) == (2, False, "submitted")


def test_helper_who_sends_after_the_closing_is_kept_as_who_sent(db: None) -> None:
    journey = begun("post_care")
    ana = helper_of(journey.patient, "fill_in")
    draft = fill(check_in_of(journey, "A-3"), pain_worst=9)
    shut(journey, Move.WITHDRAW, STOPPED)

    sent = send_check_in(check_in=draft.check_in, token=draft.token, by=ana.user, at=NOW + HOUR).submission

    assert (sent.caregiver, sent.after_closing, sent.triage.level) == (ana, True, "call_24h")


def test_symptoms_that_came_after_the_closing_count_in_the_streak(db: None) -> None:
    """Whichever form they came with: GEN-02 asks for a call at the third in a row."""
    journey = begun("post_care")
    results = []
    for number in range(3):
        report = report_of(journey, at=NOW + number * HOUR)
        draft = fill(report, at=NOW + number * HOUR, pain_worst=7)
        if number == 1:
            CheckIn.objects.filter(pk=report.pk).update(state="cancelled", cancelled_at=NOW + HOUR)
        at, by = NOW + number * HOUR, journey.patient.user
        sent = send_check_in(check_in=report, token=draft.token, by=by, at=at).submission
        results.append((sent.after_closing, sent.triage.level, sent.triage.inputs["watch_streak"]))

    assert [streak for _after, _level, streak in results] == [0, 1, 2]
    assert [after for after, _level, _streak in results] == [False, True, False]
    assert {level for _after, level, _streak in results} == {"watch"}, "GEN-02 begins on day 4"


@pytest.mark.parametrize(("move", "choices"), [(Move.TRANSFER, KEPT), (Move.WITHDRAW, STOPPED)])
def test_report_cannot_be_started_where_nobody_looks_after_the_patient_and_the_page_says_whom_to_call(
    db: None, clock: None, move: Move, choices: Choices
) -> None:
    journey = begun("post_care")
    shut(journey, move, choices)
    rosa, address = patient_of(journey), reverse("patient:report", args=[journey.pk])

    for response in (rosa.get(address), rosa.post(address)):
        assert response.status_code == 409
        text = words(response)
        assert "you cannot start a report here" in text
        assert "Call 112" in text
        assert "01632 960 142" in text
    assert not CheckInDraft.objects.exists()
    assert newest_cycle(journey).check_ins.filter(code="REPORT").count() == 0
