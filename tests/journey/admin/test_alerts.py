"""Working an alert: what its page says, who may act, and that each act happens once, whoever clicks."""

import re
from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from accounts.roles import Role
from journey.actions.contacts import log_contact
from journey.models import Alert, ContactAttempt, Journey, JourneyEvent, Patient, Submission
from tests.builders import NOW, check_in_of, journey_at, newest_cycle, report_of, send, staff
from tests.journey.admin.staff_pages import LISTS, alert_of, client_of, said, the_time_is
from tests.statements import statements

ACTS = ["take", "call", "hand_over", "close", "reopen", "snooze", "wake", "propose"]
NURSES = set(ACTS) - {"snooze"}


@pytest.fixture
def alert(post_care: Journey) -> Iterator[Alert]:
    with the_time_is(NOW):
        yield alert_of(post_care)


def at(alert: Alert, name: str = "change") -> str:
    return reverse(f"admin:journey_alert_{name}", args=[alert.pk])


def fetched(client: Client, page: str) -> str:
    return client.get(page if page.startswith("/") else reverse(page)).content.decode()


def call(**changed: str) -> dict[str, str]:
    """As the page of now sends it."""
    clock = Alert.objects.get().clock_from.isoformat()
    typed = {"route": "phone", "result": "reached", "note": "Pain is down."}
    return {**typed, "token": str(uuid4()), "seen_clock": clock, **changed}


def taking(client: Client, alert: Alert) -> dict[str, str]:
    """What the button of the page sends that this person opens now."""
    (seen,) = re.findall('name="seen_clock" value="([^"]+)"', fetched(client, at(alert)))
    return {"seen_clock": seen}


def closing(alert: Alert, **changed: str) -> dict[str, str]:
    alert.refresh_from_db()
    typed = {"outcome": "advice_given", "note": "Rest and ice.", "decided": "Rest your hand."}
    return {**typed, "version": str(alert.version), **changed}


def test_flags_stand_as_words_wherever_answers_or_their_alert_do(post_care: Journey) -> None:
    """In the order of concern; what may be serious is not said twice (clinical.md 5.4)."""
    with the_time_is(NOW):
        alert = alert_of(post_care, signs_hand=("discharge",), discharge="pus")
        client = client_of(Role.CLINICIAN)
        pages = {
            "list of alerts": LISTS["alerts"],
            "list of check-ins": LISTS["check-ins"],
            "alert": at(alert),
            "workspace": reverse("admin:journey_journey_change", args=[post_care.pk]),
            "answers": reverse("admin:journey_checkin_change", args=[check_in_of(post_care, "A-3").pk]),
        }
        for name, page in pages.items():
            found = re.findall(r'<span class="tag tag--(now|today|watch)">([^<]+)</span>', fetched(client, page))
            expected = [("now", "May be a serious adverse event"), ("today", "Look for infection")]
            assert [each for each in found if each in expected][:2] == expected, name
            assert ("today", "May be an adverse event") not in found, name


# Doors ----------------------------------------------------------------------------------------------


def test_alert_page_signed_out_asks_to_sign_in(alert: Alert) -> None:
    for name in ("change", *ACTS):
        response = Client().get(at(alert, name), follow=True)

        assert response.redirect_chain[-1][0].startswith(reverse("account_login")), name


def test_alert_page_for_the_patient_is_not_found(alert: Alert) -> None:
    client = client_of(alert.patient.user)

    for name in ("change", *ACTS):
        assert client.get(at(alert, name)).status_code == client.post(at(alert, name)).status_code == 404, name


def test_alert_page_opens_for_the_roles_that_may(alert: Alert) -> None:
    expected: dict[Role, set[str]] = {
        Role.CLINICIAN: {"change", *ACTS},
        Role.NURSE: {"change", *NURSES},
        Role.COORDINATOR: {"change", "call"},
        Role.MANAGER: {"change"},
        Role.AUDITOR: set(),
    }
    for role, may in expected.items():
        client = client_of(role)

        assert {name for name in ("change", *ACTS) if client.get(at(alert, name)).status_code == 200} == may, role
        undo = transaction.savepoint()
        assert {name for name in ACTS if client.post(at(alert, name)).status_code != 403} == may - {"change"}, role
        transaction.savepoint_rollback(undo)


# The page ---------------------------------------------------------------------------------------------


def test_alert_page_says_why_whom_to_ring_and_how_long_is_left(alert: Alert) -> None:
    words = said(client_of(Role.NURSE).get(at(alert)))

    assert "Call in 24 h" in words
    assert "24 h 0 min left" in words
    assert alert.patient.phone in words
    assert "Rules that fired: PAI-" in words
    assert "in the last 24 hours? 9 Outside what is expected on day 3 (0 to 6)" in words
    assert "Close First record a call and its outcome." in words


def test_alert_page_says_what_changed_how_pain_went_what_was_given_and_who_spoke_last(post_care: Journey) -> None:
    early = NOW - timedelta(days=1)
    send(check_in_of(post_care, "A-2"), at=early, pain_worst=5)
    cycle, nurse = newest_cycle(post_care), staff(Role.NURSE)
    log_contact(cycle=cycle, purpose="call_48_72h", route="phone", result="reached", by=nurse, at=early, note="Well.")
    Patient.objects.filter(pk=post_care.patient_id).update(medicines="Ramipril 5 mg")
    with the_time_is(NOW):
        alert, client = alert_of(post_care), client_of(nurse)
        words = said(client.get(at(alert)))
        few = statements(client, at(alert))

        assert "Ramipril 5 mg" in words
        assert "Cell injection, 21 November 2026" in words
        assert "Worst pain, before treatment: 6" in words
        assert "Day 3 9 0 to 6 3 worse Day 2 5 0 to 6 1 better" in words
        assert "Outside what is expected on day 3 (0 to 6) Before: 5" in words
        assert "48 to 72 hour call Phone Reached Nurse Kim Well." in words
        coordinator = said(client_of(Role.COORDINATOR).get(at(alert)))
        assert "Worst pain, before" not in coordinator
        send(report_of(post_care, at=NOW), at=NOW, pain_worst=9)
        assert statements(client, at(alert)) <= few + 1, "photos and answers of all reasons are read at once"


def test_alert_of_two_hands_names_each_and_compares_each_with_itself(post_care: Journey) -> None:
    left = journey_at("post_care", day=3, who=post_care.patient, hand="left", joints=("L-CMC1",))
    early = NOW - timedelta(days=1)
    send(check_in_of(post_care, "A-2"), at=early, pain_worst=5)
    send(check_in_of(left, "A-2"), at=early + timedelta(hours=1), pain_worst=2)
    alert, later = alert_of(post_care), NOW + timedelta(hours=1)
    send(check_in_of(left, "A-3"), at=later, pain_worst=9)
    with the_time_is(later):
        page = client_of(Role.NURSE).get(at(alert))

    first, second = page.context["alert"].reasons
    assert (first.title, second.title) == ("LEFT: Day 3", "RIGHT: Day 3")
    pains = [next(row.before for row in each.answers if list(row.answer) == ["9"]) for each in (first, second)]
    assert pains == ["2", "5"]
    given = page.context["alert"].about.given
    assert [(each.side, each.facts[-1].value) for each in given] == [
        (each, newest_cycle(journey).product_id) for each, journey in (("RIGHT", post_care), ("LEFT", left))
    ]
    assert [each.pain.rows[0][1] for each in given] == ["9", "9"]


def test_older_alert_compares_with_what_came_before_it_however_much_came_since(post_care: Journey) -> None:
    send(check_in_of(post_care, "A-2"), at=NOW - timedelta(days=1), pain_worst=5)
    alert = alert_of(post_care)
    known, report = Submission.objects.latest("sent_at"), report_of(post_care, at=NOW + timedelta(hours=1))
    for number in range(1, 40):
        known.pk, known.token, known.check_in, known.latest = uuid4(), uuid4(), report, number == 1
        known.version, known.sent_at, known._state.adding = number, NOW + timedelta(hours=number), True
        known.save(force_insert=True)
    with the_time_is(NOW):
        assert "Before: 5" in said(client_of(Role.NURSE).get(at(alert)))


def test_alert_page_of_a_coordinator_shows_no_single_answer(alert: Alert) -> None:
    words = said(client_of(Role.COORDINATOR).get(at(alert)))

    assert "How bad was the worst pain" not in words
    assert "Only a clinician or a nurse may do this." in words


def test_alert_list_shows_the_open_ones_and_turns_red_when_late(alert: Alert) -> None:
    address = reverse(LISTS["alerts"])
    with the_time_is(NOW + timedelta(hours=25)):
        page = client_of(Role.NURSE).get(address)

    assert "1 h 0 min over" in said(page)
    assert 'class="late' in page.content.decode()


def test_alert_list_is_ordered_by_concern_and_clock(alert: Alert) -> None:
    Alert.objects.filter(pk=alert.pk).update(due_at=NOW + timedelta(hours=3))
    names = {alert.pk: "call, later"}

    def another(name: str, level: str, minutes: int, **more: object) -> None:
        values = {"journey": alert.journey, "patient": alert.patient, "opened_at": NOW, "clock_from": NOW, **more}
        day, moment = alert.day + timedelta(days=len(names)), NOW + timedelta(minutes=minutes)
        row = Alert.objects.create(day=day, due_at=moment, level=level, **values)
        names[row.pk] = name

    another("reached last week", "urgent_now", -9000, contacted_at=NOW)
    another("call, nearly due", "call_24h", 5)
    another("urgent, later", "urgent_now", 30)
    another("urgent, late", "urgent_now", -10)

    rows = client_of(Role.NURSE).get(reverse(LISTS["alerts"])).context["cl"].result_list

    running = ["urgent, late", "urgent, later", "call, nearly due", "call, later"]
    assert [names[row.pk] for row in rows] == [*running, "reached last week"]


def test_head_of_an_open_page_asks_how_many_wait_with_one_statement(alert: Alert) -> None:
    client, address = client_of(Role.NURSE), reverse("admin:journey_alert_waiting")
    own = statements(client, reverse("account_session"))

    known = client.get(address).json()

    assert known == {"count": 1, "words": "1 alert that nobody has taken", "late": False}
    assert statements(client, address) <= own + 1
    with the_time_is(NOW + timedelta(hours=21)):
        assert client_of(Role.NURSE).get(address).json()["late"]


# Acts -------------------------------------------------------------------------------------------------


def test_take_twice_by_the_same_person_is_one_act(alert: Alert) -> None:
    client = client_of(Role.NURSE)
    form = taking(client, alert)

    answers = [client.post(at(alert, "take"), form) for _click in range(2)]

    assert [(each.status_code, each["Location"]) for each in answers] == [(303, at(alert))] * 2
    assert JourneyEvent.objects.filter(kind="alert_taken").count() == 1


def test_take_by_a_second_person_says_who_was_first(alert: Alert) -> None:
    nurse, doctor = client_of(Role.NURSE), client_of(Role.CLINICIAN)
    forms = [taking(each, alert) for each in (nurse, doctor)]
    nurse.post(at(alert, "take"), forms[0])

    response = doctor.post(at(alert, "take"), forms[1])

    assert response.status_code == 409
    assert "Nurse Kim took this alert already." in said(response)


def test_take_from_before_the_alert_rose_is_refused_until_the_new_answers_were_read(alert: Alert) -> None:
    nurse, later = client_of(Role.NURSE), NOW + timedelta(minutes=10)
    old_form = taking(nurse, alert)
    send(report_of(alert.journey, at=later), at=later, red_flags=("breathing",))

    with the_time_is(later):
        old, new = (nurse.post(at(alert, "take"), form) for form in (old_form, taking(nurse, alert)))

    assert (old.status_code, new.status_code) == (409, 303)
    assert "Something new was told since you opened this page." in said(old)


def test_call_sent_twice_is_one_attempt(alert: Alert) -> None:
    client, form = client_of(Role.NURSE), call()

    answers = [client.post(at(alert, "call"), form).status_code for _click in range(2)]

    alert.refresh_from_db()
    assert answers == [303, 303]
    assert ContactAttempt.objects.filter(alert=alert).count() == 1
    assert alert.contacted_at == NOW


def test_two_calls_are_two_attempts(alert: Alert) -> None:
    client = client_of(Role.COORDINATOR)
    for result in ("no_answer", "reached"):
        client.post(at(alert, "call"), call(result=result))

    assert ContactAttempt.objects.filter(alert=alert).count() == 2


@pytest.mark.parametrize("clock", ["before", "", "odd"])
def test_call_from_before_the_alert_rose_is_kept_and_says_so(alert: Alert, clock: str) -> None:
    form = call(**({} if clock == "before" else {"seen_clock": clock}))
    later = NOW + timedelta(minutes=10)
    send(report_of(alert.journey, at=later), at=later, red_flags=("breathing",))

    with the_time_is(later):
        page = client_of(Role.NURSE).post(at(alert, "call"), form, follow=True)

    alert.refresh_from_db()
    attempt = ContactAttempt.objects.get(alert=alert)
    assert (attempt.overtaken, attempt.note, alert.contacted_at) == (True, "Pain is down.", None)
    assert "The alert rose to “Urgent now” while you wrote this" in said(page)
    assert "Close First record a call and its outcome." in said(page)
    assert "Reached, overtaken by new answers" in said(page)


def test_call_of_the_desk_says_that_the_clock_goes_on(alert: Alert) -> None:
    page = client_of(Role.COORDINATOR).post(at(alert, "call"), call(), follow=True)

    alert.refresh_from_db()
    assert alert.contacted_at is None
    assert "The clock goes on: it stops when a clinician or a nurse has spoken with the patient." in said(page)


def test_call_without_how_or_result_is_refused_and_keeps_the_note(alert: Alert) -> None:
    client = client_of(Role.NURSE)
    for field in ("route", "result"):
        response = client.post(at(alert, "call"), call(**{field: ""}))

        assert response.status_code == 422, field
        assert "Pain is down." in response.content.decode(), field
        assert not ContactAttempt.objects.filter(alert=alert).exists(), field


def test_close_before_a_call_says_what_is_missing(alert: Alert) -> None:
    response = client_of(Role.NURSE).post(at(alert, "close"), closing(alert))

    alert.refresh_from_db()
    assert response.status_code == 409
    assert "First record a call and its outcome." in said(response)
    assert alert.state == "open"


def test_close_after_reaching_the_patient_leaves_the_queue(alert: Alert) -> None:
    client = client_of(Role.NURSE)
    client.post(at(alert, "call"), call())

    answers = [client.post(at(alert, "close"), closing(alert)).status_code for _click in range(2)]

    alert.refresh_from_db()
    assert answers == [303, 303]
    assert (alert.state, alert.closed_by) == ("closed", staff(Role.NURSE))
    assert JourneyEvent.objects.filter(kind="alert_closed").count() == 1


def test_close_by_a_second_person_says_who_was_first(alert: Alert) -> None:
    nurse = client_of(Role.NURSE)
    nurse.post(at(alert, "call"), call())
    form = closing(alert)
    nurse.post(at(alert, "close"), form)

    response = client_of(Role.CLINICIAN).post(at(alert, "close"), form)

    assert response.status_code == 409
    assert "Nurse Kim closed this alert already." in said(response)


def test_close_without_outcome_or_note_is_refused(alert: Alert) -> None:
    client = client_of(Role.NURSE)
    client.post(at(alert, "call"), call())

    for field, typed, sentence in (
        ("outcome", "", "Choose what came of it."),
        ("note", " ", "Write a note: what was found and decided."),
        ("decided", " ", "Write what the patient reads: what was decided, in plain words."),
        ("outcome", "cured", "cured"),
    ):
        response = client.post(at(alert, "close"), closing(alert, **{field: typed}))

        assert response.status_code == 422, (field, typed)
        assert sentence in said(response), (field, typed)


def test_close_as_advised_while_nobody_reached_the_patient_is_refused(alert: Alert) -> None:
    client = client_of(Role.NURSE)
    client.post(at(alert, "call"), call(result="no_answer"))

    response = client.post(at(alert, "close"), closing(alert))

    assert response.status_code == 422
    assert "No clinician or nurse has spoken with the patient yet." in said(response)


def test_close_from_an_old_page_saves_nothing(alert: Alert) -> None:
    client = client_of(Role.NURSE)
    form = closing(alert)
    client.post(at(alert, "call"), call())

    response = client.post(at(alert, "close"), form)

    alert.refresh_from_db()
    assert response.status_code == 409
    assert "Someone changed this since you opened the page." in said(response)
    assert "Rest and ice." in response.content.decode()
    assert alert.closed_at is None


def test_hand_over_gives_it_to_another_once(alert: Alert) -> None:
    to = staff(Role.CLINICIAN)
    client = client_of(Role.NURSE)
    form = {"to": str(to.pk), "version": str(alert.version)}

    answers = [client.post(at(alert, "hand_over"), form).status_code for _click in range(2)]

    alert.refresh_from_db()
    assert alert.owner == to
    assert answers[0] == 303
    assert JourneyEvent.objects.filter(kind="alert_handed_over").count() == 1


def test_hand_over_to_somebody_who_may_not_work_alerts_is_refused(alert: Alert) -> None:
    client = client_of(Role.NURSE)
    for role in (Role.COORDINATOR, Role.MANAGER):
        form = {"to": str(staff(role).pk), "version": str(alert.version)}

        response = client.post(at(alert, "hand_over"), form)

        alert.refresh_from_db()
        assert response.status_code == 422, role
        assert alert.owner is None, role


def test_hand_over_from_an_old_page_saves_nothing(alert: Alert) -> None:
    nurse = client_of(Role.NURSE)
    nurse.post(at(alert, "take"), taking(nurse, alert))
    form = {"to": str(staff(Role.CLINICIAN).pk), "version": "1"}

    response = client_of(staff(Role.NURSE, "Nurse Two")).post(at(alert, "hand_over"), form)

    alert.refresh_from_db()
    assert response.status_code == 409
    assert alert.owner == staff(Role.NURSE)
