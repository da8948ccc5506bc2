"""The workspace of a journey: what it shows, to whom, and in how many statements."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.models import User
from accounts.roles import Role
from journey.actions.appointments import book_appointment
from journey.actions.contacts import log_contact
from journey.actions.gate_decisions import agree_override, request_override
from journey.actions.moves import make_move
from journey.actions.notes import write_note
from journey.actions.people import AllergyLine, confirm_allergies
from journey.actions.plans import open_journey, record_plan
from journey.admin.workspace_forms_gate import STANDBY
from journey.admin.workspace_rows import workspace_rows
from journey.domain.gates import GateReport
from journey.domain.moves import Choices, Move, allowed_moves
from journey.models import Alert, Journey, JourneyEvent, Submission
from journey.presenters.gate_lines import gates_in_view
from journey.presenters.workspace import workspace
from tests.builders import NOW, check_in_of, decided_again, fresh, newest_cycle, report_of, send, staff
from tests.journey.admin.staff_pages import client_of
from tests.journey.admin.workspace_pages import at_now, get, post, url, words
from tests.journey.views.patient_pages import signed_in
from tests.statements import statements
from tests.walked import walked

DAY = timedelta(days=1)
MOST_STATEMENTS = 17  # the last of them: was the record opened from outside the team


@pytest.fixture(autouse=True)
def the_clock() -> Iterator[None]:
    with at_now():
        yield


def shown(journey: Journey, reader: User | None = None):  # type: ignore[no-untyped-def]
    reader = reader or staff()
    return workspace(workspace_rows(reader, journey.pk, NOW), STANDBY, reader, NOW)


def plain(text: str) -> str:
    """With usual spaces, where the page keeps a day with its month."""
    return text.replace("\u00a0", " ")


# Who -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [Role.CLINICIAN, Role.NURSE, Role.COORDINATOR, Role.MANAGER])
def test_workspace_is_open_to_those_who_read_records(post_care: Journey, role: Role) -> None:
    assert get(post_care, who=staff(role)).status_code == 200


def test_workspace_does_not_exist_for_others(post_care: Journey, consultation: Journey) -> None:
    for who in (staff(Role.AUDITOR), post_care.patient.user, consultation.patient.user):
        assert get(post_care, who=who).status_code == 404
    assert client_of(Role.CLINICIAN).get("/admin/journey/journey/no-id/change/").status_code == 404


def test_workspace_takes_no_changes_in_place(post_care: Journey) -> None:
    before = fresh(post_care).version
    assert post(post_care, "change/", {"status": "closed_completed"}).status_code == 405
    assert fresh(post_care).version == before


def test_workspace_has_no_input_for_any_state(post_care: Journey) -> None:
    page = get(post_care).content.decode()
    main = page[page.index('id="content-main"') :]
    assert "<select" not in main
    assert '<input type="text"' not in main


# Head -----------------------------------------------------------------------------------------------------


def test_head_says_who_where_and_which_hand(post_care: Journey) -> None:
    page = words(get(post_care))

    assert "Rosa Marsh Stage 5 of 6: First two weeks (post-care), day 3. Session 1." in page
    assert "Treated RIGHT base of thumb (CMC1)" in page
    assert "4 May 1961, 65 years" in page
    assert "Own cells, bone marrow" in page


@pytest.mark.parametrize(
    ("lines", "none_known", "tone", "words_there"),
    [
        ((AllergyLine("Latex", "latex", "rash", "mild"),), False, "red", "Latex : rash, mild"),
        ((), True, "calm", "Allergies: none known"),
    ],
)
def test_allergies_stand_at_the_top_with_who_confirmed_them(
    post_care: Journey, lines: tuple[AllergyLine, ...], none_known: bool, tone: str, words_there: str
) -> None:
    confirm_allergies(patient=post_care.patient, lines=lines, none_known=none_known, by=staff(Role.NURSE), at=NOW)

    page = get(post_care)

    assert words_there in words(page)
    assert "verified by Nurse Kim on 24 November 2026" in words(page)
    assert f"allergies--{tone}" in page.content.decode()


def test_allergies_that_nobody_asked_about_are_said_as_loudly(consultation: Journey) -> None:
    assert "Allergies: not asked yet" in words(get(consultation))


def test_risks_are_marked_and_so_is_what_is_not_known(post_care: Journey) -> None:
    record_plan(journey=post_care, values={"anticoagulant": True, "high_infection_risk": None}, by=staff(), at=NOW)
    assert shown(post_care).risks == ("Takes a blood thinner", "Infection risk: not known")


def test_paused_journey_says_so_first_with_the_reason_and_the_day(post_care: Journey) -> None:
    choices = Choices(note="Abroad.", review_on=(NOW + 30 * DAY).date())
    make_move(journey=post_care, move=Move.PAUSE, by=staff(), at=NOW, choices=choices)

    banner = shown(fresh(post_care)).banner

    assert (banner.word, banner.reason, plain(banner.next)) == (
        "Paused", "Abroad.", "Look again on Thursday 24 December."
    )  # fmt: skip


# Alert, gate, moves --------------------------------------------------------------------------------------------


def test_open_alert_shows_its_clock_owner_reason_and_the_patients_note(post_care: Journey) -> None:
    send(report_of(post_care, at=NOW - timedelta(hours=1)), at=NOW - timedelta(hours=1), worry="yes", note="It throbs.")

    (alert,) = shown(post_care).alerts
    page = words(get(post_care))

    assert (alert.left, alert.gone_words, alert.owner) == ("23 h 0 min", "1 h 0 min gone", "No owner yet.")
    assert [reason.code for reason in alert.reasons] == ["GEN-01"]
    assert "“It throbs.”" in page
    assert "First record a call and its outcome." in page
    assert plain(alert.due_words) == "Due Wednesday 25 November, 9am"


def test_alert_can_be_closed_from_here_once_a_call_is_recorded(post_care: Journey) -> None:
    send(report_of(post_care), at=NOW, worry="yes")
    alert = Alert.objects.get()
    call = {"purpose": "alert", "route": "phone", "result": "reached", "note": ""}
    post(post_care, "contact/", {**call, "alert": alert.pk, "seen_clock": alert.clock_from.isoformat()})

    (alert,) = shown(post_care).alerts

    assert [bool(button.url) for button in alert.buttons] == [True, True], "whoever reached the patient has it already"
    assert alert.left == "Reached"


@pytest.mark.parametrize("stage", ["consultation", "preparation", "harvesting", "post_care", "follow_up"])
def test_gate_lines_shown_are_those_of_the_gate_report(
    request: pytest.FixtureRequest, walked_consultation: Journey, walked_preparation: Journey,
    walked_harvesting: Journey, walked_post_care: Journey, walked_follow_up: Journey, db: None, stage: str,
) -> None:  # fmt: skip
    journey: Journey = request.getfixturevalue(stage)
    rows = workspace_rows(staff(), journey.pk, NOW)
    reports: list[GateReport] = [report for _key, _name, report in gates_in_view(rows.scene(NOW).standing)]

    panels = workspace(rows, STANDBY, staff(), NOW).gates

    found = [[(check.id, check.state, check.found) for check in panel.checks] for panel in panels]
    assert found == [
        [(line.check_id, "met" if line.passed else "not", line.detail) for line in report.lines] for report in reports
    ]
    page = words(get(journey))
    for panel in panels:
        assert panel.title in page
        assert all(f"{check.word} {check.text}" in page for check in panel.checks)


def test_overridden_check_says_who_asked_and_who_agreed(post_care: Journey) -> None:
    second = staff(Role.CLINICIAN, "Dr Abel")
    asked = request_override(cycle=newest_cycle(post_care), check_id="G5-03", reason="Seen.", by=staff(), at=NOW)

    def check(reader: User):  # type: ignore[no-untyped-def]
        (panel,) = shown(post_care, reader).gates
        return next(check for check in panel.checks if check.id == "G5-03")

    assert [(button.words, bool(button.url)) for button in check(staff()).buttons] == [("Agree to override", False)]
    assert [(button.words, bool(button.url)) for button in check(second).buttons] == [("Agree to override", True)]
    assert [bool(button.url) for button in check(staff(Role.NURSE)).buttons] == [False]

    agree_override(decision=asked, by=second, at=NOW)

    assert (check(second).word, check(second).buttons) == ("Overridden", ())
    assert "Dr Osei" in check(second).notes[0]
    assert "Agreed by Dr Abel" in check(second).notes[0]


@pytest.mark.parametrize("role", [Role.CLINICIAN, Role.NURSE, Role.MANAGER])
def test_every_move_stands_once_with_a_page_or_a_reason(post_care: Journey, role: Role) -> None:
    moves = shown(post_care, staff(role)).moves

    listed = [each.move for each in (*moves.shown, *moves.others)]
    assert sorted(listed) == sorted(Move)
    standing = workspace_rows(staff(), post_care.pk, NOW).scene(NOW).standing
    possible = {spec.move for spec, reason in allowed_moves(standing.snapshot) if reason is None}
    assert possible <= {each.move for each in moves.shown}
    for each in (*moves.shown, *moves.others):
        assert bool(each.button.url) != bool(each.button.why)


def test_disabled_moves_say_the_gate_the_role_and_the_state(post_care: Journey) -> None:
    def why(role: Role) -> dict[str, str]:
        moves = shown(post_care, staff(role)).moves
        return {each.move: each.button.why for each in (*moves.shown, *moves.others)}

    assert why(Role.CLINICIAN)["complete_post_care"] == "Cannot move yet: 2 checks are not met (G5-03, G5-04)."
    assert why(Role.NURSE)["complete_post_care"] == "Only a clinician may do this."
    assert why(Role.CLINICIAN)["resume"] == "The journey is active."
    assert why(Role.CLINICIAN)["pause"] == ""


# Beside and below ---------------------------------------------------------------------------------------------


def test_line_has_six_stages_with_one_here(post_care: Journey) -> None:
    (session,) = shown(post_care).sessions
    assert [stop.state for stop in session.stops] == ["done", "done", "done", "done", "now", "next"]
    assert [stop.is_current for stop in session.stops].index(True) == 4
    assert session.stops[4].text == "day 3 of 14"


def test_earlier_session_is_folded_below_the_newest(db: None) -> None:
    journey = walked("follow_up", day=100)
    decided_again(journey)
    make_move(journey=journey, move=Move.OPEN_NEW_CYCLE, by=staff(), at=NOW)

    newest, earlier = shown(fresh(journey)).sessions

    assert (newest.title, earlier.title) == ("Session 2", "Session 1")
    assert [stop.state for stop in earlier.stops] == ["done"] * 6
    assert newest.stops[0].state == "now"
    assert "<summary>Session 1: Complete, injection" in get(journey).content.decode()


def test_next_visit_is_its_window_until_it_is_booked(post_care: Journey) -> None:
    coming = shown(post_care).visit
    assert plain(coming.text) == "Not booked. 23 November to 24 November, target 23 November."
    assert "journey=" in shown(post_care).book_url

    start = NOW + timedelta(hours=2)
    book_appointment(
        cycle=newest_cycle(post_care), clinician=staff(), kind="call_48_72h", starts_at=start,
        ends_at=start + timedelta(minutes=20), by=staff(Role.COORDINATOR), at=NOW,
    )  # fmt: skip
    assert plain(shown(post_care).visit.text) == "Booked: Tuesday 24 November, midday, Dr Osei"


def test_what_the_patient_sees_is_on_the_page(post_care: Journey) -> None:
    titles = [each.title for each in shown(post_care).sees]
    assert titles == ["Your turn: Your check-in: Day 3"]


def test_patient_with_nothing_to_do_is_told_so_once_with_what_comes_next(post_care: Journey) -> None:
    send(check_in_of(post_care, "A-3"), at=NOW)
    (card,) = shown(post_care).sees
    assert card.title == "Nothing for you to do now"
    assert card.text.startswith("Next check-in: ")


def test_latest_answers_carry_level_rules_and_reader(post_care: Journey) -> None:
    send(check_in_of(post_care, "A-3"), at=NOW, pain_worst=7)
    row = shown(post_care, staff(Role.NURSE)).answers[0]
    assert (row.code, row.day, row.pain, row.level, row.read_by) == ("A-3", "3", "7", "Watch", "")
    assert row.reasons[0].code

    answer = post(post_care, row.read_url.removeprefix(url(post_care, "")), {}, who=staff(Role.NURSE))

    assert answer.status_code == 303
    assert Submission.objects.get(check_in__code="A-3", journey=post_care).seen_by == staff(Role.NURSE)
    assert plain(shown(post_care).answers[0].read_by) == "Nurse Kim, Tue 24 Nov, 10am"


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.MANAGER])
def test_answers_are_not_marked_as_read_by_the_desk(post_care: Journey, role: Role) -> None:
    send(check_in_of(post_care, "A-3"), at=NOW)
    row = shown(post_care, staff(role)).answers[0]
    assert (row.read_url, row.url) == ("", "")
    address = shown(post_care, staff()).answers[0].read_url.removeprefix(url(post_care, ""))
    assert post(post_care, address, {}, who=staff(role)).status_code == 403
    assert get(post_care, address).status_code == 405


def test_sentences_of_the_rules_say_whose_words_they_are_with_the_clinics_numbers(preparation: Journey) -> None:
    send(check_in_of(preparation, "P-14"), at=NOW, red_flags=("breathing",))

    page = words(get(preparation))

    assert "Deciding rules, with the sentence shown to the patient" in page
    assert "{emergency_number}" not in page
    assert "Call 112 now. RDY-01" in page


def test_answers_of_another_journey_are_not_found_here(post_care: Journey, follow_up: Journey) -> None:
    submission = Submission.objects.filter(journey=follow_up).first()
    assert post(post_care, f"answers/{submission.pk}/read/", {}).status_code == 404


def test_history_tells_who_did_what_newest_first(post_care: Journey) -> None:
    make_move(
        journey=post_care, move=Move.PAUSE, by=staff(Role.NURSE), at=NOW,
        choices=Choices(note="Abroad.", review_on=(NOW + 30 * DAY).date()),
    )  # fmt: skip

    line = shown(post_care).history[0]

    assert (line.what, line.who, line.reason) == ("Pause", "Nurse Kim", "Abroad.")
    assert "journey: Paused" in line.details


def test_history_pages_by_50_and_names_every_kind(post_care: Journey) -> None:
    for _number in range(60):
        write_note(stage=newest_cycle(post_care).stages.get(code="post_care"), text="Well.", by=staff(), at=NOW)
    total = JourneyEvent.objects.filter(journey=post_care).count()
    starts = range(0, total, 50)
    pages = [get(post_care, f"history/?page={start // 50 + 1}") for start in starts]

    shown = [page.content.decode().count("history__when") for page in pages]
    assert shown == [min(50, total - start) for start in starts]
    told = " ".join(words(page) for page in pages)
    assert "Opened the journey" in told
    assert "Finish injection" in told


def test_both_hands_of_the_intake_ask_for_a_second_journey_until_there_is_one(consultation: Journey) -> None:
    asked = "The patient said that both hands hurt. This journey is for one hand."
    address = reverse("admin:journey_patient_start_journey", args=[consultation.patient_id])
    assert asked not in words(get(consultation))
    send(check_in_of(consultation, "C-PRE"), i_hand="both")
    page = get(consultation)
    assert asked in words(page)
    assert address in page.content.decode()

    open_journey(patient=consultation.patient, by=staff("coordinator"), at=NOW)
    assert asked not in words(get(consultation))


def test_statements_are_the_same_for_a_short_and_a_long_journey(db: None) -> None:
    short, long = walked("consultation"), walked("follow_up", day=100)
    send(report_of(long, at=NOW - DAY), at=NOW - DAY, worry="yes", note="It throbs.")
    decided_again(long)
    cycle = newest_cycle(long)
    for number in range(20):
        stage = cycle.stages.get(code="follow_up")
        write_note(stage=stage, text=f"Note {number}", by=staff(Role.NURSE), at=NOW)
        log_contact(cycle=cycle, purpose="other", route="phone", result="no_answer", by=staff(), at=NOW)
    client = client_of(Role.CLINICIAN)

    counted = {statements(client, url(journey)) for journey in (short, long)}

    assert len(counted) == 1
    assert counted.pop() <= MOST_STATEMENTS


def test_nurse_prints_what_the_patient_takes_home(post_care: Journey) -> None:
    nurse = staff(Role.NURSE)
    own = signed_in(post_care.patient.user).get(reverse("patient:red_flag_card", args=[post_care.pk]))
    sheets = get(post_care, "take-along/", who=nurse)

    assert url(post_care, "take-along/") in get(post_care, who=nurse).content.decode()
    for told in ("Call us at once if", "Rosa Marsh", "Right hand, base of thumb"):
        assert told in words(own)
        assert told in words(sheets)
    assert "Show this to the ambulance crew" in words(sheets)


def test_nothing_is_taken_home_before_a_needle(consultation: Journey) -> None:
    assert url(consultation, "take-along/") not in get(consultation).content.decode()
