"""Attempts to reach a patient are kept as they happened."""

from datetime import timedelta

import pytest

from journey.actions.alerts import close_alert
from journey.actions.contacts import log_contact
from journey.domain.errors import MoveNotAllowed, NotAccepted, NotPermitted
from journey.models import Alert, ContactAttempt, Journey
from tests.builders import NOW, newest_cycle, report_of, send, staff

HOUR = timedelta(hours=1)
GOOD = {"purpose": "silence", "route": "phone", "result": "no_answer"}


@pytest.mark.parametrize("role", ["clinician", "nurse", "coordinator"])
def test_attempt_by_the_desk_is_kept_with_its_event(post_care: Journey, role: str) -> None:
    attempt = log_contact(cycle=newest_cycle(post_care), **GOOD, note=" Rang out. ", by=staff(role), at=NOW)

    assert (attempt.by, attempt.at, attempt.note, attempt.alert) == (staff(role), NOW, "Rang out.", None)
    assert post_care.events.get(kind="contact_attempt", data__purpose="silence").data["result"] == "no_answer"


@pytest.mark.parametrize("role", ["manager", "auditor"])
def test_attempt_by_others_is_refused(post_care: Journey, role: str) -> None:
    with pytest.raises(NotPermitted):
        log_contact(cycle=newest_cycle(post_care), **GOOD, by=staff(role), at=NOW)


@pytest.mark.parametrize("field", GOOD)
def test_word_that_is_not_on_the_list_is_refused_with_its_field(post_care: Journey, field: str) -> None:
    with pytest.raises(NotAccepted) as refusal:
        log_contact(cycle=newest_cycle(post_care), **{**GOOD, field: "pigeon"}, by=staff("nurse"), at=NOW)
    assert refusal.value.field == field
    assert not ContactAttempt.objects.filter(journey=post_care).exists()


@pytest.mark.parametrize(
    ("result", "route", "role", "stops"),
    [
        ("reached", "phone", "nurse", True),
        ("reached", "in_person", "clinician", True),
        ("reached", "message", "nurse", False),
        ("reached", "email", "nurse", False),
        ("reached", "letter", "clinician", False),
        ("reached", "phone", "coordinator", False),
        ("no_answer", "phone", "nurse", False),
        ("left_message", "phone", "nurse", False),
        ("wrong_number", "phone", "nurse", False),
    ],
)
def test_only_a_clinician_or_nurse_who_spoke_with_the_patient_stops_the_clock(
    post_care: Journey, result: str, route: str, role: str, stops: bool
) -> None:
    send(report_of(post_care), pain_worst=8)
    alert = Alert.objects.get(patient=post_care.patient)

    attempt = log_contact(
        cycle=newest_cycle(post_care), purpose="alert", route=route, result=result, by=staff(role), at=NOW, alert=alert
    )

    alert.refresh_from_db()
    assert alert.contacted_at == (NOW if stops else None)
    assert (alert.contact_attempts.get(), attempt.overtaken) == (attempt, False)


def test_call_that_a_rise_overtook_is_kept_and_neither_stops_the_clock_nor_closes(post_care: Journey) -> None:
    send(report_of(post_care), pain_worst=8)
    alert = Alert.objects.get(patient=post_care.patient)
    seen, nurse = alert.clock_from, staff("nurse")
    send(report_of(post_care, at=NOW + HOUR), at=NOW + HOUR, red_flags=("breathing",))
    call = {"purpose": "alert", "route": "phone", "result": "reached", "by": nurse, "alert": alert}

    attempt = log_contact(cycle=newest_cycle(post_care), **call, at=NOW + 2 * HOUR, seen_clock=seen, note="Well.")

    alert.refresh_from_db()
    assert (attempt.overtaken, attempt.alert, attempt.note) == (True, alert, "Well.")
    assert alert.contacted_at is None
    for outcome in ("advice_given", "not_reached"):
        with pytest.raises(MoveNotAllowed):
            close_alert(alert=alert, outcome=outcome, note="Rang.", decided="Rest.", by=nurse, at=NOW + 2 * HOUR)

    later = NOW + 3 * HOUR
    log_contact(cycle=newest_cycle(post_care), **call, at=later, seen_clock=alert.clock_from)
    alert.refresh_from_db()
    assert alert.contacted_at == later


def test_alert_of_another_journey_is_refused(post_care: Journey, follow_up: Journey) -> None:
    send(report_of(follow_up), pain_worst=8)
    alert = Alert.objects.get(patient=follow_up.patient)

    with pytest.raises(NotAccepted):
        log_contact(cycle=newest_cycle(post_care), **GOOD, by=staff("nurse"), at=NOW, alert=alert)
    alert.refresh_from_db()
    assert alert.contacted_at is None
