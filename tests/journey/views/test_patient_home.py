"""The first page, the page of a journey and the account: who may see them, and how many statements they take."""

import re
from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from journey.actions.moves import make_move
from journey.actions.plans import open_journey, record_date, record_plan
from journey.domain.moves import Choices, Move
from journey.domain.windows import Anchor
from journey.models import CheckIn, Clinic, Journey
from tests.builders import NOW, check_in_of, fresh, newest_cycle, patient, send, staff
from tests.journey.presenters.scenes import patient_of, plain, second_session
from tests.statements import statements

HOME = reverse("patient:home")
MOST_STATEMENTS = 6


pytestmark = pytest.mark.usefixtures("clock")


def page_of(journey: Journey) -> str:
    return reverse("patient:journey", args=[journey.pk])


def many_check_ins(journey: Journey, number: int) -> None:
    """So many more check-ins, long past: sent and missed ones in turn."""
    cycle = newest_cycle(journey)
    usual = {"journey": journey, "cycle": cycle, "pathway_version_id": journey.pathway_version_id}
    CheckIn.objects.bulk_create(
        CheckIn(
            **usual,
            code="REPORT",
            number=100 + each,
            stage_code="post_care",
            opens_at=NOW - timedelta(days=2),
            due_at=NOW - timedelta(days=2),
            closes_at=NOW - timedelta(days=1),
            state="submitted" if each % 2 else "missed",
            submitted_at=NOW - timedelta(days=1) if each % 2 else None,
        )
        for each in range(number)
    )


class TestDoors:
    @pytest.mark.parametrize("name", ["home", "account"])
    def test_signed_out_person_is_asked_to_sign_in(self, client: Client, db: None, name: str) -> None:
        response = client.get(reverse(f"patient:{name}"))

        assert response.status_code == 302
        assert response["Location"].startswith(reverse("account_login"))

    def test_signed_out_person_is_asked_to_sign_in_for_a_journey(self, client: Client, post_care: Journey) -> None:
        assert client.get(page_of(post_care)).status_code == 302

    def test_staff_at_home_go_to_their_screens(self, db: None, sign_in: Callable[[User], Client]) -> None:
        response = sign_in(staff("nurse")).get(HOME)

        assert (response.status_code, response["Location"]) == (302, reverse("admin:index"))

    def test_staff_find_no_patient_pages(self, post_care: Journey, sign_in: Callable[[User], Client]) -> None:
        client = sign_in(staff("nurse"))

        assert client.get(page_of(post_care)).status_code == 404
        assert client.get(reverse("patient:account")).status_code == 404

    def test_journey_of_another_patient_is_not_found(
        self, post_care: Journey, sign_in: Callable[[User], Client]
    ) -> None:
        other = patient("Ann Other").user
        assert other is not None

        assert sign_in(other).get(page_of(post_care)).status_code == 404

    def test_journey_that_never_was_is_not_found(self, post_care: Journey, sign_in: Callable[[User], Client]) -> None:
        assert sign_in(patient_of(post_care)).get(reverse("patient:journey", args=[uuid4()])).status_code == 404

    def test_sign_in_without_a_record_has_no_pages(self, db: None, sign_in: Callable[[User], Client]) -> None:
        client = sign_in(User.objects.create_user("nobody", display_name="Nobody"))

        assert client.get(HOME).status_code == 404
        assert client.get(reverse("patient:account")).status_code == 404

    @pytest.mark.parametrize("url", [HOME, reverse("patient:account")])
    def test_pages_are_read_only(self, post_care: Journey, sign_in: Callable[[User], Client], url: str) -> None:
        assert sign_in(patient_of(post_care)).post(url).status_code == 405

    def test_pages_are_never_stored(self, post_care: Journey, sign_in: Callable[[User], Client]) -> None:
        assert "no-store" in sign_in(patient_of(post_care)).get(HOME)["Cache-Control"]


class TestHome:
    def test_page_holds_its_parts_in_order(self, post_care: Journey, sign_in: Callable[[User], Client]) -> None:
        html = plain(sign_in(patient_of(post_care)).get(HOME).content.decode())

        headings = [re.sub(r"<[^>]+>", "", found) for found in re.findall(r"<h[12][^>]*>(.*?)</h[12]>", html)]
        assert headings[:6] == [
            "Good morning, Rosa",
            "Your check-in: Day 3",
            "Also on your list",
            "For your hand today",
            "Your journey",
            "When to call",
        ]
        assert html.count('aria-current="step"') == 1
        assert "You are at stage 5 of 6: <strong>First two weeks</strong>." in html

    @pytest.mark.parametrize("stage", ["preparation", "harvesting", "post_care"])
    def test_emergency_sheet_stands_after_what_to_do_now_from_the_first_needle_on(
        self, request: pytest.FixtureRequest, sign_in: Callable[[User], Client], stage: str
    ) -> None:
        journey: Journey = request.getfixturevalue(stage)
        if stage == "harvesting":
            record_date(journey=journey, anchor=Anchor.HARVEST, moment=NOW, by=staff(), at=NOW)
        html = plain(sign_in(patient_of(journey)).get(HOME).content.decode())
        sheet = reverse("patient:emergency_sheet", args=[journey.pk])

        top, bottom = html.index('id="journey-title"'), html.index('id="help-title"')
        assert html.count(f'href="{sheet}"') == 1
        assert (html.index(sheet) < top) is (stage != "preparation")
        assert (html.index(sheet) > bottom) is (stage == "preparation")

    def test_newest_open_journey_is_shown_and_the_other_linked(
        self, post_care: Journey, sign_in: Callable[[User], Client]
    ) -> None:
        newer = open_journey(
            patient=post_care.patient, by=staff("coordinator"), at=NOW, lead_clinician=staff("clinician")
        )
        record_plan(journey=newer, values={"target_hand": "left"}, by=staff("clinician"), at=NOW)

        html = sign_in(patient_of(post_care)).get(HOME).content.decode()

        assert "Left hand" in html
        assert f'<a href="{page_of(post_care)}">Right hand, base of thumb</a>' in html

    def test_open_journey_comes_before_a_newer_closed_one(
        self, post_care: Journey, sign_in: Callable[[User], Client]
    ) -> None:
        newer = open_journey(
            patient=post_care.patient, by=staff("coordinator"), at=NOW, lead_clinician=staff("clinician")
        )
        make_move(journey=newer, move=Move.WITHDRAW, by=staff("clinician"), at=NOW, choices=Choices())

        assert "First two weeks</strong>" in sign_in(patient_of(post_care)).get(HOME).content.decode()

    def test_patient_without_a_journey_reads_that_nothing_is_to_do(
        self, db: None, sign_in: Callable[[User], Client]
    ) -> None:
        user = patient("Lou Empty").user
        assert user is not None

        html = sign_in(user).get(HOME).content.decode()

        assert "Hello, Lou" in html
        assert "There is nothing for you to do now." in html

    def test_death_leaves_a_plain_page_without_name_or_tasks(
        self, post_care: Journey, sign_in: Callable[[User], Client]
    ) -> None:
        make_move(journey=post_care, move=Move.RECORD_DEATH, by=staff("clinician"), at=NOW, choices=Choices())

        html = plain(sign_in(patient_of(post_care)).get(HOME).content.decode())

        assert "This journey is closed" in html
        assert not any(words in html for words in ("Rosa", "Good morning", "check-in:", "Your turn", "stage 5"))

    def test_clinic_that_is_not_set_up_says_so(self, post_care: Journey, sign_in: Callable[[User], Client]) -> None:
        Clinic.objects.update(clinic_phone="", emergency_number="", out_of_hours_phone="", opening_hours="")

        html = sign_in(patient_of(post_care)).get(HOME).content.decode()

        assert "We are still setting up" in html
        assert 'href="tel:"' not in html


class TestStatements:
    @pytest.mark.parametrize("stage", ["consultation", "preparation", "harvesting", "post_care", "follow_up"])
    def test_home_takes_six_at_most_at_every_stage(
        self, request: pytest.FixtureRequest, sign_in: Callable[[User], Client], stage: str
    ) -> None:
        journey = request.getfixturevalue(stage)

        assert statements(sign_in(patient_of(journey)), HOME) == MOST_STATEMENTS

    @pytest.mark.parametrize("number", [6, 600])
    def test_home_takes_the_same_for_many_check_ins(
        self, post_care: Journey, sign_in: Callable[[User], Client], number: int
    ) -> None:
        many_check_ins(post_care, number)

        assert statements(sign_in(patient_of(post_care)), HOME) == MOST_STATEMENTS

    def test_home_takes_the_same_for_several_sessions_and_journeys(
        self, follow_up: Journey, sign_in: Callable[[User], Client]
    ) -> None:
        journey = second_session(follow_up)
        open_journey(patient=fresh(journey).patient, by=staff("coordinator"), at=NOW)

        client = sign_in(patient_of(journey))

        assert statements(client, HOME) == MOST_STATEMENTS
        assert statements(client, page_of(journey)) == MOST_STATEMENTS

    def test_account_takes_four(self, post_care: Journey, sign_in: Callable[[User], Client]) -> None:
        assert statements(sign_in(patient_of(post_care)), reverse("patient:account")) == 4


class TestAccount:
    def test_account_shows_what_we_hold_and_the_way_out(
        self, post_care: Journey, sign_in: Callable[[User], Client]
    ) -> None:
        html = sign_in(patient_of(post_care)).get(reverse("patient:account")).content.decode()

        for words in ("Rosa Marsh", post_care.patient.record_no, "01632 960 001", "by London time"):
            assert words in html
        assert reverse("account_set_password") in html  # she signs in with codes
        assert f'action="{reverse("account_logout")}"' in html

    def test_account_of_a_patient_elsewhere_names_both_zones(self, db: None, sign_in: Callable[[User], Client]) -> None:
        user = patient("Jon Ito", zone="Asia/Tokyo").user
        assert user is not None

        html = sign_in(user).get(reverse("patient:account")).content.decode()

        assert "open and close by Tokyo time. Visits are in clinic time (London)." in html


def test_answers_sent_a_moment_ago_leave_the_card(post_care: Journey, sign_in: Callable[[User], Client]) -> None:
    send(check_in_of(post_care, "A-3"))

    html = sign_in(patient_of(post_care)).get(HOME).content.decode()

    assert "Nothing for you to do now" in html
    assert "Start check-in" not in html
