"""Notes, sharing one with the patient, tries to reach the patient, and standing for a gate check."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.http import HttpResponse

from accounts.roles import Role
from journey.actions.alerts import close_alert
from journey.actions.gate_decisions import request_override
from journey.actions.notes import write_note
from journey.actions.plans import record_date
from journey.domain.windows import Anchor
from journey.models import Alert, ContactAttempt, GateDecision, Journey, StageNote
from tests.builders import NOW, newest_cycle, report_of, send, staff
from tests.journey.admin.workspace_pages import at_now, get, post, words
from tests.journey.views.patient_pages import patient_of, the_clock_at
from tests.journey.views.patient_pages import words as patient_words

CALL = {"purpose": "call_48_72h", "route": "phone", "result": "no_answer", "note": ""}
WHY = "Because it was seen on the ward."


@pytest.fixture(autouse=True)
def the_clock() -> Iterator[None]:
    with at_now():
        yield


def token_on(page: HttpResponse) -> str:
    """What the browser sends back with the form."""
    found = re.search(r'name="token" value="([-0-9a-f]{36})"', page.content.decode())
    assert found is not None
    return found[1]


def alert_on(page: HttpResponse) -> dict[str, str]:
    """The alert that the page shows, and its clock."""
    found = re.findall(r'name="(alert|seen_clock)" value="([^"]+)"', page.content.decode())
    return dict(found)


# Notes -----------------------------------------------------------------------------------------------------


def test_note_stands_on_the_stage_in_progress_once(post_care: Journey) -> None:
    typed = {"text": "Sleeps badly.", "token": token_on(get(post_care, "notes/new/"))}
    for _again in range(2):
        assert post(post_care, "notes/new/", typed, who=staff(Role.COORDINATOR)).status_code == 303

    note = StageNote.objects.get(stage__cycle__journey=post_care)
    assert (note.stage.code, note.written_by, note.shared_at) == ("post_care", staff(Role.COORDINATOR), None)
    assert "Sleeps badly." in words(get(post_care))


@pytest.mark.parametrize("text", ["", "  ", "x" * 2001])
def test_note_that_is_empty_or_too_long_is_422(post_care: Journey, text: str) -> None:
    assert post(post_care, "notes/new/", {"text": text}).status_code == 422
    assert not StageNote.objects.filter(stage__cycle__journey=post_care).exists()


def test_shared_note_is_read_by_the_patient_word_for_word_and_only_then(post_care: Journey) -> None:
    note = write_note(
        stage=newest_cycle(post_care).stages.get(code="post_care"),
        text="Keep the splint on at night.",
        by=staff(),
        at=NOW,
    )
    stage_page = f"/stages/{note.stage_id}/"
    assert note.text not in patient_words(patient_of(post_care).get(stage_page))
    page = words(get(post_care, f"notes/{note.pk}/share/"))
    assert "Rosa Marsh will read this, word for word: Keep the splint on at night. Dr Osei" in page
    assert note.text not in patient_words(patient_of(post_care).get(stage_page))

    for _again in range(2):
        assert post(post_care, f"notes/{note.pk}/share/", {}, who=staff(Role.NURSE)).status_code == 303

    assert note.text in patient_words(patient_of(post_care).get(stage_page))
    assert "Shared with the patient Tue 24 Nov, 10am, Nurse Kim" in words(get(post_care))
    answer = post(post_care, f"notes/{note.pk}/share/", {})
    assert answer.status_code == 409
    assert "Nurse Kim shared this note already." in words(answer)


def test_note_is_not_shared_by_the_desk_nor_from_another_journey(post_care: Journey, follow_up: Journey) -> None:
    stage = newest_cycle(post_care).stages.get(code="post_care")
    note = write_note(stage=stage, text="Well.", by=staff(), at=NOW)

    assert post(post_care, f"notes/{note.pk}/share/", {}, who=staff(Role.COORDINATOR)).status_code == 403
    assert post(follow_up, f"notes/{note.pk}/share/", {}).status_code == 404
    assert StageNote.objects.get(pk=note.pk).shared_at is None


# Tries to reach the patient ------------------------------------------------------------------------------------


def test_try_is_recorded_once_and_counts_once(post_care: Journey) -> None:
    typed = {**CALL, "token": token_on(get(post_care, "contact/"))}
    for _again in range(2):
        assert post(post_care, "contact/", typed, who=staff(Role.COORDINATOR)).status_code == 303
    assert "Attempts logged: 1 of 3." in words(get(post_care))

    post(post_care, "contact/", {**CALL, "result": "reached"}, who=staff(Role.COORDINATOR))

    assert ContactAttempt.objects.filter(journey=post_care).count() == 2
    assert "Call done." in words(get(post_care))


@pytest.mark.parametrize("left_out", ["purpose", "route", "result"])
def test_try_without_its_parts_is_422(post_care: Journey, left_out: str) -> None:
    assert post(post_care, "contact/", {**CALL, left_out: ""}).status_code == 422


def test_try_about_an_alert_is_offered_only_while_one_is_open(post_care: Journey) -> None:
    typed = {**CALL, "purpose": "alert", "result": "reached"}
    assert post(post_care, "contact/", typed).status_code == 422
    send(report_of(post_care), at=NOW, worry="yes")

    assert post(post_care, "contact/", {**typed, **alert_on(get(post_care, "contact/"))}).status_code == 303

    attempt = ContactAttempt.objects.get(journey=post_care)
    assert (attempt.alert.contacted_at, attempt.by) == (NOW, staff())


def test_try_about_an_alert_is_not_taken_for_one_that_came_since(post_care: Journey) -> None:
    send(report_of(post_care), at=NOW, worry="yes")
    shown = alert_on(get(post_care, "contact/"))
    seen = Alert.objects.get(pk=shown["alert"])
    post(post_care, "contact/", {**CALL, "purpose": "alert", "result": "reached", **shown})
    seen.refresh_from_db()
    close_alert(alert=seen, outcome="advice_given", note="Rest.", decided="Rest.", by=staff("nurse"), at=NOW)
    send(report_of(post_care, at=NOW), at=NOW, red_flags=("breathing",))

    answer = post(post_care, "contact/", {**CALL, "purpose": "alert", "result": "reached", "note": "Rang.", **shown})

    newer = Alert.objects.exclude(pk=seen.pk).get()
    assert answer.status_code == 303
    assert (newer.level, newer.contacted_at) == ("urgent_now", None)
    assert ContactAttempt.objects.get(note="Rang.").alert == seen


def test_try_by_a_manager_is_403(post_care: Journey) -> None:
    assert post(post_care, "contact/", CALL, who=staff(Role.MANAGER)).status_code == 403


# Standing for a check ---------------------------------------------------------------------------------------------


def test_check_is_cleared_with_a_note_once_by_name(consultation: Journey) -> None:
    assert "C-POST has not been sent." in words(get(consultation, "gate/G1-06/clear/"))
    assert post(consultation, "gate/G1-06/clear/", {"reason": ""}).status_code == 422
    for _again in range(2):
        typed = {"reason": "Talked again."}
        assert post(consultation, "gate/G1-06/clear/", typed, who=staff(name="Dr Lind")).status_code == 303

    assert GateDecision.objects.get(cycle=newest_cycle(consultation)).by == staff(name="Dr Lind")
    assert "Cleared by Dr Lind, Tue 24 Nov, 10am: Talked again." in words(get(consultation))
    answer = post(consultation, "gate/G1-06/clear/", {"reason": "I too."})
    assert answer.status_code == 409
    assert "Dr Lind cleared this check already." in words(answer)


def test_readiness_is_not_cleared_days_before(preparation: Journey) -> None:
    assert "Clear with a note: Too early" in words(get(preparation))
    for answer in (get(preparation, "gate/G2-06/clear/"), post(preparation, "gate/G2-06/clear/", {"reason": "Well."})):
        assert answer.status_code == 409
        assert "Too early" in words(answer)


def test_cleared_readiness_may_be_cleared_again_once_it_no_longer_counts(preparation: Journey) -> None:
    soon = NOW + timedelta(hours=30)
    record_date(journey=preparation, anchor=Anchor.PROCEDURE, moment=soon, by=staff(), at=NOW)
    assert post(preparation, "gate/G2-06/clear/", {"reason": "Rang her."}).status_code == 303
    record_date(journey=preparation, anchor=Anchor.PROCEDURE, moment=soon + timedelta(days=3), by=staff(), at=NOW)
    assert "Cleared before, no longer counts: Dr Osei" in words(get(preparation))

    with the_clock_at(NOW + timedelta(days=3)):
        assert post(preparation, "gate/G2-06/clear/", {"reason": "Rang again."}).status_code == 303

    assert GateDecision.objects.filter(cycle=newest_cycle(preparation), check_id="G2-06").count() == 2


def test_check_that_nobody_may_stand_for_has_no_page(preparation: Journey, post_care: Journey) -> None:
    assert get(preparation, "gate/G2-02/clear/").status_code == 404
    assert get(post_care, "gate/G5-05/override/").status_code == 404


def test_override_is_asked_for_by_one_and_agreed_by_another(post_care: Journey) -> None:
    for _again in range(2):
        assert post(post_care, "gate/G5-03/override/", {"reason": WHY}).status_code == 303
    decision = GateDecision.objects.get(cycle=newest_cycle(post_care))
    agree = f"overrides/{decision.pk}/agree/"
    assert get(post_care, agree).status_code == 403
    assert post(post_care, agree, {}).status_code == 403
    second = staff(Role.CLINICIAN, "Dr Abel")
    assert WHY in words(get(post_care, agree, who=second))

    for _again in range(2):
        assert post(post_care, agree, {}, who=second).status_code == 303

    decision.refresh_from_db()
    assert (decision.by, decision.second_by) == (staff(), second)
    assert "Overridden" in words(get(post_care))
    third = post(post_care, agree, {}, who=staff(Role.CLINICIAN, "Dr Cole"))
    assert third.status_code == 409
    assert "Dr Abel agreed to this already." in words(third)


def test_override_asked_for_by_another_is_409_with_who(post_care: Journey) -> None:
    other = staff(Role.CLINICIAN, "Dr Abel")
    request_override(cycle=newest_cycle(post_care), check_id="G5-03", reason=WHY, by=other, at=NOW)
    answer = post(post_care, "gate/G5-03/override/", {"reason": "Me too."})
    assert answer.status_code == 409
    assert "Dr Abel asked for this already." in words(answer)


@pytest.mark.parametrize("role", [Role.NURSE, Role.COORDINATOR])
def test_override_by_the_wrong_role_is_403(post_care: Journey, role: Role) -> None:
    assert post(post_care, "gate/G5-03/override/", {"reason": WHY}, who=staff(role)).status_code == 403


def test_override_of_another_journey_is_404(post_care: Journey, follow_up: Journey) -> None:
    asked = request_override(cycle=newest_cycle(post_care), check_id="G5-03", reason=WHY, by=staff(), at=NOW)
    assert get(follow_up, f"overrides/{asked.pk}/agree/", who=staff(Role.CLINICIAN, "Dr Abel")).status_code == 404
