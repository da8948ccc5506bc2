"""The only door to patient rows: whose they are, and nothing else (architecture, What never changes, 9)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404

from accounts.models import User
from accounts.roles import Role
from journey import access
from journey.actions.appointments import book_appointment
from journey.models import Journey, PathwayVersion
from tests.builders import NOW, check_in_of, fresh, newest_cycle, send, staff
from tests.walked import walked

READERS = [Role.CLINICIAN, Role.NURSE, Role.COORDINATOR, Role.MANAGER]
VISIBLE = {
    "patients": access.visible_patients,
    "journeys": access.visible_journeys,
    "check_ins": access.visible_check_ins,
    "submissions": access.visible_submissions,
    "stages": access.visible_stages,
    "alerts": access.visible_alerts,
    "appointments": access.visible_appointments,
}
OWN: dict[str, Callable[[User, Any], Any]] = {
    "journey": partial(access.get_own_journey, at=NOW),
    "check_in": partial(access.get_own_check_in, at=NOW),
    "submission": partial(access.get_own_submission, at=NOW),
}


@dataclass
class Two:
    """Two patients of one clinic, each with one row of every kind."""

    rosa: Journey
    ken: Journey

    def rows(self, journey: Journey) -> dict[str, Any]:
        cycle = newest_cycle(journey)
        return {
            "journey": journey.pk,
            "check_in": check_in_of(journey, "A-3").pk,
            "submission": journey.submissions.get(check_in__code="A-3").pk,
            "stage": cycle.stages.get(code="post_care").pk,
        }


@pytest.fixture(scope="module")
def walked_two(file_transaction: None) -> Two:
    both = Two(walked("post_care"), walked("post_care", name="Ken Ode"))
    for number, journey in enumerate((both.rosa, both.ken)):
        send(check_in_of(journey, "A-3"), pain_worst=8)
        start = NOW + timedelta(days=1 + number)
        book_appointment(
            cycle=newest_cycle(journey), clinician=staff("clinician"), kind="w2", starts_at=start,
            ends_at=start + timedelta(hours=1), by=staff("nurse"), at=NOW,
        )  # fmt: skip
    return both


@pytest.fixture
def two(walked_two: Two, db: None) -> Two:
    return Two(fresh(walked_two.rosa), fresh(walked_two.ken))


def nobody() -> User:
    """A member of staff without a role."""
    return User.objects.create_user("none", display_name="None", is_staff=True)


def inactive(user: User) -> User:
    user.is_active = False
    return user


class TestLists:
    @pytest.mark.parametrize("kind", [kind for kind in VISIBLE if kind != "alerts"])
    def test_patient_sees_own_rows_only(self, two: Two, kind: str) -> None:
        rosa, ken = two.rosa.patient.user, two.ken.patient.user
        mine, theirs = set(VISIBLE[kind](rosa, NOW)), set(VISIBLE[kind](ken, NOW))

        assert mine
        assert theirs
        assert mine & theirs == set()

    def test_patient_sees_no_alert_row(self, two: Two) -> None:
        assert not access.visible_alerts(two.rosa.patient.user, NOW).exists()

    @pytest.mark.parametrize("kind", VISIBLE)
    @pytest.mark.parametrize("role", READERS)
    def test_staff_who_read_records_see_both(self, two: Two, role: Role, kind: str) -> None:
        assert VISIBLE[kind](staff(role), NOW).count() >= 2

    @pytest.mark.parametrize("kind", VISIBLE)
    @pytest.mark.parametrize(
        "make",
        [
            lambda two: AnonymousUser(),
            lambda two: nobody(),
            lambda two: staff(Role.AUDITOR),
            lambda two: inactive(staff(Role.CLINICIAN)),
            lambda two: inactive(two.rosa.patient.user),
            lambda two: User.objects.create_user("stranger", display_name="Stranger"),
        ],
        ids=["anonymous", "no role", "auditor", "inactive clinician", "inactive patient", "sign-in without a record"],
    )
    def test_others_see_nothing_rather_than_everything(self, two: Two, make: Callable[[Two], Any], kind: str) -> None:
        assert list(VISIBLE[kind](make(two), NOW)) == []


class TestOwn:
    @pytest.mark.parametrize("kind", OWN)
    def test_own_row_is_found_and_that_of_another_is_not(self, two: Two, kind: str) -> None:
        rosa, ken = two.rosa.patient.user, two.ken.patient.user
        row = two.rows(two.rosa)[kind]

        assert OWN[kind](rosa, row).pk == row
        for user, wanted in ((ken, row), (rosa, uuid4())):
            with pytest.raises(Http404):
                OWN[kind](user, wanted)

    @pytest.mark.parametrize("kind", OWN)
    @pytest.mark.parametrize("role", list(Role))
    def test_staff_do_not_enter_by_the_door_of_patients(self, two: Two, role: Role, kind: str) -> None:
        with pytest.raises(Http404):
            OWN[kind](staff(role), two.rows(two.rosa)[kind])

    @pytest.mark.parametrize("kind", OWN)
    def test_patient_who_became_staff_reads_nothing_here(self, two: Two, kind: str) -> None:
        user = two.rosa.patient.user
        User.objects.filter(pk=user.pk).update(is_staff=True)
        user.refresh_from_db()

        with pytest.raises(Http404):
            OWN[kind](user, two.rows(two.rosa)[kind])
        assert not access.own_journeys(user).exists()
        assert access.own_cycles(user, at=NOW) == []
        assert access.find_own_patient(user, at=NOW) is None

    def test_own_sessions_and_stages_are_the_patients(self, two: Two) -> None:
        rosa, ken = two.rosa.patient.user, two.ken.patient.user
        stage = two.rows(two.rosa)["stage"]

        assert {cycle.journey_id for cycle in access.own_cycles(rosa, at=NOW)} == {two.rosa.pk}
        assert {cycle.journey_id for cycle in access.cycles_of_stage(rosa, stage, at=NOW)} == {two.rosa.pk}
        with pytest.raises(Http404):
            access.cycles_of_stage(ken, stage, at=NOW)
        assert access.find_own_patient(rosa, at=NOW) == two.rosa.patient

    @pytest.mark.parametrize("role", READERS)
    def test_journey_of_the_clinic_is_found_for_staff(self, two: Two, role: Role) -> None:
        assert access.get_journey(staff(role), two.ken.pk, NOW) == two.ken

    @pytest.mark.parametrize("make", [lambda: staff(Role.AUDITOR), nobody, lambda: inactive(staff(Role.NURSE))])
    def test_journey_of_the_clinic_is_not_found_for_others(self, two: Two, make: Callable[[], User]) -> None:
        with pytest.raises(Http404):
            access.get_journey(make(), two.ken.pk, NOW)

    def test_role_that_was_taken_away_is_gone_at_once(self, two: Two) -> None:
        nurse = staff(Role.NURSE)
        assert access.visible_patients(nurse, NOW).exists()
        nurse.groups.clear()
        assert not access.visible_patients(User.objects.get(pk=nurse.pk), NOW).exists()


class TestRules:
    def test_rules_are_found_by_number_and_name_and_else_refused_in_words(self, two: Two) -> None:
        version = PathwayVersion.objects.get()
        newest = access.rule_set_named(None)

        assert access.rule_set_named(str(version.number)).rules == newest.rules
        assert access.rule_set_named(version.name).rules == newest.rules
        with pytest.raises(LookupError, match="no pathway version called 7"):
            access.rule_set_named("7")
