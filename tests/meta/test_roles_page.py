"""The page of roles is what the policy tables say, and the tables leave nothing out."""

import pytest

from accounts.roles import Role
from journey.domain.caregiving import MAY, CaregiverLevel, OwnAct
from journey.domain.moves import MOVES, Move
from journey.management.commands.roles_page import render_roles
from journey.policies import WHO_MAY, WHO_MOVES, Act, may
from tests.builders import patient, staff
from tests.meta.code import ROOT


def test_page_equals_the_tables() -> None:
    assert (ROOT / "docs" / "roles.md").read_text(encoding="utf-8") == render_roles()


def test_tables_name_every_act_and_every_move_and_nobody_for_none() -> None:
    assert set(WHO_MAY) == set(Act)
    assert set(WHO_MOVES) == set(Move) == set(MOVES)
    assert all({**WHO_MAY, **WHO_MOVES}.values())


def test_page_changes_with_the_table(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(WHO_MAY, Act.READ_ANSWERS, WHO_MAY[Act.READ_ANSWERS] | {Role.AUDITOR})
    assert (ROOT / "docs" / "roles.md").read_text(encoding="utf-8") != render_roles()


def test_page_shows_what_a_patient_and_each_helper_may(monkeypatch: pytest.MonkeyPatch) -> None:
    _before, _title, table = render_roles().partition("## Patients and who helps them")
    assert "| | patient | see | fill in | manage |" in table
    assert "| Answer | ● |  | ● | ● |" in table
    assert "| Consent | ● |  |  |  |" in table

    monkeypatch.setitem(MAY, CaregiverLevel.SEE, frozenset(OwnAct))
    assert "| Consent | ● | ● |  |  |" in render_roles()


@pytest.mark.django_db
def test_product_answers_as_the_page_for_every_role_act_and_move() -> None:
    got = {(role, act) for role in Role for act in (*Act, *Move) if may(staff(role), act)}
    assert got == {(role, act) for act, who in {**WHO_MAY, **WHO_MOVES}.items() for role in who}


@pytest.mark.django_db
def test_patient_and_closed_sign_in_may_do_nothing_of_staff() -> None:
    rosa, gone = patient().user, staff(Role.CLINICIAN)
    gone.is_active = False
    assert [act for act in (*Act, *Move) if may(rosa, act) or may(gone, act)] == []
