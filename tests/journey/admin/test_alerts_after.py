"""Opening an alert again, putting it off and proposing a call, on the pages of staff."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from accounts.roles import Role
from journey.actions.alert_calls import answer_call, propose_call
from journey.actions.alerts import close_alert, take_alert
from journey.actions.contacts import log_contact
from journey.models import Alert, AlertReopening, AlertSnooze, Journey
from tests.builders import NOW, newest_cycle, staff
from tests.journey.actions.test_alerts import reach
from tests.journey.actions.test_alerts_after import FEVER, taken
from tests.journey.admin.staff_pages import LISTS, alert_of, client_of, counts, index, said, the_time_is
from tests.journey.admin.test_alerts import at
from tests.statements import statements

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def alert(post_care: Journey) -> Iterator[Alert]:
    """Taken by Nurse Kim, who has spoken with the patient."""
    with the_time_is(NOW):
        found = alert_of(post_care)
        take_alert(alert=found, by=staff(Role.NURSE), at=NOW)
        reach(found)
        yield found


def moment(name: str, day: str, clock: str) -> dict[str, str]:
    return {f"{name}_day": day, f"{name}_clock": clock}


def agreement(alert: Alert, **changed: str) -> dict[str, str]:
    alert.refresh_from_db()
    known = {"expected": "As sore as now.", "reason": "Seen.", "version": str(alert.version)}
    return {**known, **moment("until", "2026-11-26", "12:00"), **changed}


def close(alert: Alert) -> Alert:
    return close_alert(alert=alert, outcome="advice_given", note="Ice.", decided="Rest.", by=staff(Role.NURSE), at=NOW)


def test_closed_alert_offers_to_open_it_again_and_shows_what_the_closing_said(alert: Alert) -> None:
    alert, client = close(alert), client_of(Role.NURSE)
    assert "Open it again" in said(client.get(at(alert)))

    form = {"reason": "Rang again.", "version": str(alert.version)}
    answers = [client.post(at(alert, "reopen"), form).status_code for _click in range(2)]

    page = said(client.get(at(alert)))
    assert answers == [303, 303]
    assert AlertReopening.objects.count() == 1
    for words in ("Rang again.", "Advice given", "Ice.", "Taken, patient not reached"):
        assert words in page
    assert "opened again" in said(client.get(reverse(LISTS["alerts"])))


def test_second_person_who_opens_it_again_reads_who_was_first(alert: Alert) -> None:
    alert = close(alert)
    form = {"reason": "Rang again.", "version": str(alert.version)}
    client_of(Role.NURSE).post(at(alert, "reopen"), form)

    response = client_of(Role.CLINICIAN).post(at(alert, "reopen"), form)

    assert response.status_code == 409
    assert "Nurse Kim opened this alert again already." in said(response)


def test_blank_reason_is_refused(alert: Alert) -> None:
    response = client_of(Role.NURSE).post(at(close(alert), "reopen"), {"reason": " "})
    assert response.status_code == 422
    assert "Write why it is opened again." in said(response)


def test_put_off_alert_leaves_the_queue_and_stands_last_with_its_words(alert: Alert) -> None:
    client = client_of(Role.CLINICIAN)
    assert client.post(at(alert, "snooze"), agreement(alert)).status_code == 303

    shown = counts(index(client))
    assert (shown["to-close"], shown["put-off"]) == ("", "1")
    page = said(client.get(at(alert)))
    assert "As sore as now. Agreed by Dr Osei." in page
    assert "Bring it back now" in page
    assert "Expected until" in said(client_of(Role.COORDINATOR).get(reverse(LISTS["alerts"])))
    workspace = reverse("admin:journey_journey_change", args=[alert.journey_id])
    assert "Expected to stay as it is until" in said(client_of(Role.COORDINATOR).get(workspace))


def test_after_the_time_the_list_shows_it_again_also_without_a_worker(alert: Alert) -> None:
    client_of(Role.CLINICIAN).post(at(alert, "snooze"), agreement(alert))
    with the_time_is(NOW + 3 * DAY):
        shown = counts(index(client_of(Role.CLINICIAN)))
    assert (shown["to-close"], shown["put-off"]) == ("1", "")


def test_list_has_what_is_put_off_last(alert: Alert) -> None:
    Alert.objects.update(due_at=NOW - DAY)
    client_of(Role.CLINICIAN).post(at(alert, "snooze"), agreement(alert))
    later = Alert.objects.create(
        patient=alert.patient, journey=alert.journey, day=NOW.date() + DAY, level="call_24h", route="clinic_24h",
        opened_at=NOW, clock_from=NOW, due_at=NOW + DAY,
    )  # fmt: skip
    page = client_of(Role.NURSE).get(reverse(LISTS["alerts"]))
    assert [row.pk for row in page.context["cl"].result_list] == [later.pk, alert.pk]


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"expected": ""}, "Write what is expected."),
        ({"until_clock": ""}, "Enter the date and the time."),
        ({"until_day": "2027-01-01"}, "at most 14 days"),
    ],
)
def test_agreement_that_is_not_whole_is_refused_and_keeps_what_was_typed(
    alert: Alert, changed: dict[str, str], sentence: str
) -> None:
    response = client_of(Role.CLINICIAN).post(at(alert, "snooze"), agreement(alert, **changed))
    assert response.status_code == 422
    assert sentence in said(response)
    assert "Seen." in response.content.decode()
    assert not AlertSnooze.objects.exists()


def test_nurse_reads_who_may_agree_a_level(alert: Alert) -> None:
    assert "Agree an expected level Only a clinician may do this." in said(client_of(Role.NURSE).get(at(alert)))


def test_sign_of_infection_is_said_beside_the_button_and_refused(post_care: Journey) -> None:
    with the_time_is(NOW):
        alert, client = taken(post_care, **FEVER), client_of(Role.CLINICIAN)
        sentence = "It is, or may be, a sign of infection (INF-13). That is never put off."
        assert sentence in said(client.get(at(alert)))
        response = client.post(at(alert, "snooze"), agreement(alert))
    assert response.status_code == 409
    assert sentence in said(response)


def test_bring_it_back_by_hand(alert: Alert) -> None:
    client_of(Role.CLINICIAN).post(at(alert, "snooze"), agreement(alert))
    alert.refresh_from_db()
    response = client_of(Role.NURSE).post(at(alert, "wake"), {"version": str(alert.version)})
    alert.refresh_from_db()
    assert (response.status_code, alert.snoozed_until, alert.state) == (303, None, "open")


def test_proposed_call_and_its_answer_stand_in_the_list_and_on_the_page(alert: Alert) -> None:
    client = client_of(Role.NURSE)
    form = {"version": str(alert.version), **moment("calls_at", "2026-11-24", "14:30")}
    answers = [client.post(at(alert, "propose"), form).status_code for _click in range(2)]
    assert answers == [303, 303]
    assert "No answer yet" in said(client.get(reverse(LISTS["alerts"])))

    answer_call(call=alert.calls.get(), answer="another", words="After 5pm.", by=alert.patient.user, at=NOW)

    for address in (reverse(LISTS["alerts"]), at(alert)):
        assert "Another time: “After 5pm.”" in said(client.get(address))


def test_promised_call_stands_on_the_work_queue_from_its_day_until_they_spoke(alert: Alert) -> None:
    nurse, rosa = staff(Role.NURSE), alert.patient.user

    def said_of_it(at: datetime) -> str:
        with the_time_is(at):
            (row,) = [each for each in index(client_of(nurse)).context["queue"] if each.key == "calls"]
        return f"{row.count} {row.words} {row.clock_strong} {row.clock}".strip().replace("\xa0", " ")

    first_minute = datetime(2026, 11, 25, tzinfo=UTC)  # London has no summer time then
    call = propose_call(alert=alert, calls_at=first_minute + 14 * HOUR, by=nurse, at=NOW)
    assert said_of_it(first_minute - MINUTE) == ""
    assert said_of_it(first_minute) == "1 Wed 25 Nov, 2pm, the patient has not answered 14 h 0 min left"

    answer_call(call=call, answer="another", words="After 5pm.", by=rosa, at=NOW)
    assert said_of_it(NOW).startswith("1 asks for another time than")
    call = propose_call(alert=alert, calls_at=NOW + HOUR, by=nurse, at=NOW)
    answer_call(call=call, answer="suits", words="", by=rosa, at=NOW)
    assert "which suits the patient 1 h 0 min over" in said_of_it(NOW + 2 * HOUR)

    for role, route in ((Role.COORDINATOR, "phone"), (Role.NURSE, "letter"), (Role.NURSE, "phone")):
        assert said_of_it(NOW) != ""
        tried = {"purpose": "alert", "route": route, "result": "reached", "by": staff(role), "alert": alert}
        log_contact(cycle=newest_cycle(alert.journey), **tried, at=NOW)
    assert said_of_it(NOW) == ""


def test_call_in_the_past_is_refused(alert: Alert) -> None:
    form = {"version": str(alert.version), **moment("calls_at", "2026-11-24", "09:00")}
    response = client_of(Role.NURSE).post(at(alert, "propose"), form)
    assert response.status_code == 422
    assert "The time lies ahead" in said(response)


def test_list_takes_the_same_statements_with_calls_and_without(alert: Alert) -> None:
    client, address = client_of(Role.NURSE), reverse(LISTS["alerts"])
    before = statements(client, address)
    propose_call(alert=alert, calls_at=NOW + HOUR, by=staff(Role.NURSE), at=NOW)
    assert statements(client, address) == before
