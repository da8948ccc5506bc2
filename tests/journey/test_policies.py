"""Who may do what: one table, the same for the check and for the sentence on a disabled button."""

import pytest

from accounts.models import User
from accounts.roles import Role
from journey.domain.errors import NotPermitted
from journey.domain.moves import Move
from journey.policies import ROLE_WORDS, WHO_MAY, WHO_MOVES, Act, check, may, reason_not
from tests.builders import patient, staff

pytestmark = pytest.mark.django_db
C, N, O, M, A = Role.CLINICIAN, Role.NURSE, Role.COORDINATOR, Role.MANAGER, Role.AUDITOR  # noqa: E741

EXPECTED: dict[Act, set[Role]] = {
    Act.READ_RECORDS: {C, N, O, M},
    Act.READ_LOG: {M, A},
    Act.EDIT_PLAN: {C},
    Act.SET_ANCHORS: {C, N},
    Act.CONFIRM_ALLERGIES: {C, N},
    Act.CLEAR_CHECK: {C, N},
    Act.OVERRIDE_CHECK: {C},
    Act.WRITE_NOTE: {C, N, O},
    Act.SHARE_NOTE: {C, N},
    Act.READ_ANSWERS: {C, N},
    Act.WORK_ALERTS: {C, N},
    Act.LOG_CONTACT: {C, N, O},
    Act.SNOOZE_ALERT: {C},
    Act.BOOK: {C, N, O},
    Act.ADD_PATIENT: {C, N, O},
    Act.CORRECT_PATIENT: {C, N, O, M},
    Act.EDIT_SETTINGS: {M},
    Act.APPROVE_RULES: {C},
    Act.TRY_RULES: {C, M},
    Act.JUDGE_RULES: {C},
    Act.RECORD_DECISION: {C},
    Act.OPEN_OUTSIDE_TEAM: {C, N, O},
    Act.REVIEW_OPENED: {M},
    Act.ENTER_ANSWERS: {C, N},
    Act.END_HELP: {C, N, O},
}
DESK_MOVES = {Move.PAUSE, Move.POSTPONE, Move.RESUME, Move.WITHDRAW, Move.LOST_CONTACT, Move.TRANSFER}


def test_every_act_and_move_names_who_may() -> None:
    assert set(WHO_MAY) == set(Act)
    assert set(WHO_MOVES) == set(Move)
    assert all(WHO_MAY.values())
    assert all(WHO_MOVES.values())


@pytest.mark.parametrize("role", list(Role))
def test_role_may_do_exactly_what_the_table_says(role: Role) -> None:
    user = staff(role)
    assert {act for act in EXPECTED if may(user, act)} == {act for act, roles in EXPECTED.items() if role in roles}
    moves = {C: set(Move), N: DESK_MOVES, O: DESK_MOVES}.get(role, set())
    assert {move for move in Move if may(user, move)} == moves


def test_auditor_reads_the_log_and_may_do_nothing_else() -> None:
    assert [act for act in (*Act, *Move) if may(staff(A), act)] == [Act.READ_LOG]


@pytest.mark.parametrize("role", list(Role))
def test_check_and_button_give_the_same_answer_and_sentence(role: Role) -> None:
    user = staff(role)
    for act in (*Act, *Move):
        if may(user, act):
            check(user, act)
            continue
        with pytest.raises(NotPermitted) as refusal:
            check(user, act)
        assert refusal.value.sentence == reason_not(act), act
        assert ROLE_WORDS[role] not in reason_not(act), act


def test_people_without_a_role_may_do_nothing() -> None:
    stranger = User.objects.create_user("none", display_name="None", is_staff=True)
    retired = staff(C, "Dr Past")
    retired.is_active = False
    someone = patient().user
    assert someone is not None

    assert [(user, act) for user in (stranger, retired, someone) for act in (*Act, *Move) if may(user, act)] == []


def test_patient_in_a_staff_group_by_mistake_may_do_nothing() -> None:
    someone = patient().user
    assert someone is not None
    someone.groups.add(staff(C).groups.get())

    assert User.objects.get(pk=someone.pk).roles == frozenset()


@pytest.mark.parametrize(
    ("act", "sentence"),
    [
        (Act.EDIT_PLAN, "Only a clinician may do this."),
        (Act.WORK_ALERTS, "Only a clinician or a nurse may do this."),
        (Act.BOOK, "Only a clinician, a nurse or a coordinator may do this."),
    ],
)
def test_reason_names_who_may(act: Act, sentence: str) -> None:
    assert reason_not(act) == sentence


def test_two_roles_add_up() -> None:
    both = staff(M, "Pat Both")
    both.groups.add(staff(N).groups.get())
    both = User.objects.get(pk=both.pk)
    assert may(both, Act.EDIT_SETTINGS)
    assert may(both, Act.WORK_ALERTS)
