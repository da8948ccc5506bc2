"""The gate to preparation has no dead end: whatever the patient says and however late, somebody can open it."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from journey.access import may_correct
from journey.actions.gate_decisions import clear_check
from journey.actions.people import confirm_allergies
from journey.actions.plans import open_journey, record_date, record_plan
from journey.actions.wishes import note_wish
from journey.domain.errors import MoveNotAllowed, NotAccepted, NotPermitted
from journey.domain.gates import Gate
from journey.domain.windows import Anchor
from journey.models import CheckIn, Journey, JourneyEvent, Patient
from journey.presenters.home import home_page
from journey.presenters.today import today_card
from journey.presenters.waiting import waiting_for
from journey.standing import standing_of
from tests.builders import NOW, check_in_of, fresh, newest_cycle, pathway_version, patient, send, staff
from tests.journey.admin.workspace_pages import at_now, get, post
from tests.journey.admin.workspace_pages import words as page_words
from tests.journey.presenters.scenes import plain, scene_of
from tests.records import record_consultation

DAY = timedelta(days=1)
TASKS = ["open a jar", "hold a pen"]
PLAN: dict[str, Any] = {
    "target_hand": "right", "joints": ["R-CMC1"], "cell_source": "autologous", "tissue": "bone_marrow",
    "harvest_mode": "patient_harvest", "tasks": TASKS, "anticoagulant": False, "high_infection_risk": False,
}  # fmt: skip


def talked(who: Patient, *, recorded: datetime = NOW) -> Journey:
    """The consultation was at NOW and everything of it is recorded, its moment only at `recorded`; the goals by
    staff."""
    pathway_version(at=NOW - 20 * DAY)
    journey = open_journey(patient=who, by=staff("coordinator"), at=NOW - 15 * DAY, lead_clinician=staff())
    record_date(journey=journey, anchor=Anchor.CONSULT, moment=NOW, by=staff("nurse"), at=recorded)
    record_plan(journey=journey, values=PLAN, by=staff(), at=recorded)
    confirm_allergies(patient=who, lines=(), none_known=True, by=staff("nurse"), at=recorded)
    record_consultation(fresh(journey), newest_cycle(journey), by=staff(), at=recorded)
    return fresh(journey)


def closed_by(journey: Journey, at: datetime) -> list[str]:
    return [line.check_id for line in standing_of(fresh(journey), at).gate(Gate.G1).closing]


def told(journey: Journey, wants: str, at: datetime, **changed: Any) -> JourneyEvent:
    values = {"wants": wants, "told_by": "phone", "told_at": at, "note": " She rang. ", "by": staff("nurse"), "at": at}
    return note_wish(journey=fresh(journey), **{**values, **changed})


def test_patient_who_was_not_sure_decides_on_day_nine(db: None) -> None:
    journey, day_nine = talked(patient()), NOW + 9 * DAY
    check_in = check_in_of(journey, "C-POST")
    send(check_in, at=NOW + 2 * DAY, u_go_on="unsure")
    assert closed_by(journey, day_nine) == ["G1-07"]

    card = home_page(scene_of(fresh(journey), day_nine)).today
    assert card is not None
    assert (card.turn, card.action) == ("you", "Answer again")
    assert card.action_url == f"/check-ins/{check_in.pk}/questions/u_go_on/?change=1"
    send(check_in_of(journey, "C-POST"), at=day_nine, u_go_on="yes")

    assert closed_by(journey, day_nine) == []
    assert not may_correct(check_in_of(journey, "C-POST"), day_nine)  # from now on staff hear a change of mind


def test_patient_without_a_sign_in_is_heard_by_staff_and_the_goals_are_theirs(db: None) -> None:
    journey, at = talked(patient(user=None)), NOW + DAY
    assert closed_by(journey, at) == ["G1-06", "G1-07"], "the goals that staff wrote down count for G1-02"

    told(journey, "yes", at)
    clear_check(cycle=newest_cycle(journey), check_id="G1-06", note="Talked again.", by=staff(), at=at)

    assert closed_by(journey, at) == []
    row = JourneyEvent.objects.get(kind="wish_told")
    assert (row.by, row.at, row.reason, row.data["wants"]) == (staff("nurse"), at, "She rang.", "yes")


def test_consultation_recorded_late_says_whom_to_call_and_opens(db: None) -> None:
    at = NOW + 8 * DAY
    journey = talked(patient(), recorded=at)
    assert not CheckIn.objects.filter(journey=journey, code="C-POST").exists()

    wait = waiting_for(scene_of(journey, at))
    assert wait is not None
    assert (wait.turn, wait.text) == ("us", "We will go through some points with you again.")
    clear_check(cycle=newest_cycle(journey), check_id="G1-06", note="Talked again.", by=staff(), at=at)
    wait = waiting_for(scene_of(fresh(journey), at))
    assert wait is not None
    card = today_card(scene_of(fresh(journey), at), wait)
    assert card is not None
    assert (card.turn, card.title) == ("you", "Tell us when you have decided")
    assert plain(card.text).startswith("When you have decided, call us on 01632 960 142.")
    told(journey, "unsure", at)
    assert closed_by(journey, at) == ["G1-07"]
    told(journey, "yes", at + DAY, told_by="in_person", told_at=at + DAY)

    assert closed_by(journey, at + DAY) == []


def test_newest_word_counts_whether_it_was_told_or_sent(db: None) -> None:
    journey = talked(patient())
    send(check_in_of(journey, "C-POST"), at=NOW + 2 * DAY, u_go_on="yes")

    told(journey, "no", NOW + 3 * DAY, told_at=NOW + DAY)
    assert closed_by(journey, NOW + 3 * DAY) == [], "told before the yes was sent, written down after it"
    told(journey, "no", NOW + 3 * DAY)
    assert closed_by(journey, NOW + 3 * DAY) == ["G1-07"]
    told(journey, "yes", NOW + 4 * DAY)
    assert closed_by(journey, NOW + 4 * DAY) == []
    lines = standing_of(journey, NOW + 4 * DAY).gate(Gate.G1).lines
    assert [line.detail for line in lines if line.check_id == "G1-07"] == ["Told by phone: yes."]


def test_same_form_twice_is_one_row_and_what_does_not_fit_is_refused(db: None) -> None:
    journey, at = talked(patient()), NOW + DAY
    assert told(journey, "yes", at) == told(journey, "yes", at)

    for refused, changed in (
        (NotAccepted, {"wants": "perhaps"}),
        (NotAccepted, {"told_by": "post"}),
        (NotAccepted, {"told_at": at + DAY}),
        (NotAccepted, {"told_at": NOW - DAY}),
        (NotPermitted, {"by": staff("coordinator")}),
    ):
        with pytest.raises(refused):
            told(journey, **{"wants": "yes", "at": at, **changed})
    assert JourneyEvent.objects.filter(kind="wish_told").count() == 1


def test_word_on_going_on_belongs_to_the_open_consultation(preparation: Journey) -> None:
    with pytest.raises(MoveNotAllowed):
        told(preparation, "no", NOW)
    with at_now():
        shown = get(preparation, "going-on/")
        typed = {
            "wants": "no",
            "told_by": "phone",
            "told_at_day": "2026-11-24",
            "told_at_clock": "09:00",
            "note": "Rang.",
        }
        late = post(preparation, "going-on/", typed)
    assert shown.status_code == late.status_code == 409
    assert "The consultation is not open." in page_words(shown)
    assert "<form" not in shown.content.decode().partition("<main")[2].partition("</main>")[0]
    assert "The consultation is not open." in page_words(late)
    assert "Rang.</textarea>" in late.content.decode()


def test_tasks_that_were_scored_stay(preparation: Journey) -> None:
    send(check_in_of(preparation, "P-BASE"))

    with pytest.raises(MoveNotAllowed):
        record_plan(journey=fresh(preparation), values={"tasks": ["drive"]}, by=staff(), at=NOW)
