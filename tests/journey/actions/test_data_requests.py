"""Asking for a correction or for closing the account, and the manager's one answer."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth import authenticate
from django.http import Http404
from django.test import Client
from django.utils import timezone

from accounts.models import OutgoingMail, Session, Trace, User
from accounts.roles import Role
from journey.access import visible_requests
from journey.actions.caregivers import end_help
from journey.actions.data_requests import MOST_OPEN, ask_closing, ask_correction, decide_request, open_again
from journey.domain.errors import AlreadyDone, MoveNotAllowed, NotAccepted, NotPermitted, StaleVersion
from journey.models import Caregiver, Clinic, DataRequest, Journey, JourneyEvent, Patient
from tests.builders import NOW, fresh, helper_of, other_site, patient, staff
from tests.factors import PASSWORD
from tests.journey.actions.racing import at_once, in_between
from tests.walked import walked

pytestmark = pytest.mark.django_db


@pytest.fixture
def rosa() -> Patient:
    return patient(password=PASSWORD, email="rosa@example.org")


def asked_by(who: Patient, **more: Any) -> DataRequest:
    return ask_correction(patient=who, by=who.user, at=NOW, **{"wrong": "My phone.", "right": "01632 960 002", **more})


def closing_of(who: Patient) -> DataRequest:
    assert who.user is not None
    return ask_closing(patient=who, by=who.user, at=NOW)


def decide(request: DataRequest, outcome: str = "done", by: User | None = None, **more: Any) -> DataRequest:
    values = {"answer": "We changed it.", "at": NOW, **more}
    return decide_request(request=request, outcome=outcome, by=by or staff(Role.MANAGER), **values)


class TestAsking:
    def test_correction_is_kept_with_the_day_of_its_answer(self, rosa: Patient) -> None:
        request = asked_by(rosa)
        assert (request.wrong, request.right, request.due_on) == ("My phone.", "01632 960 002", date(2026, 12, 24))
        assert request.asked_by == rosa.user

    def test_day_of_the_answer_follows_the_settings(self, rosa: Patient) -> None:
        Clinic.objects.update(answer_requests_days=10)
        rosa.refresh_from_db()
        assert asked_by(Patient.objects.get(pk=rosa.pk)).due_on == date(2026, 12, 4)

    def test_same_form_twice_is_one_request(self, rosa: Patient) -> None:
        token = uuid4()
        assert asked_by(rosa, token=token) == asked_by(rosa, token=token)
        assert DataRequest.objects.count() == 1

    def test_token_of_another_patients_request_gives_nothing_away(self, rosa: Patient) -> None:
        token = asked_by(patient("Ken Ode", password=PASSWORD)).pk
        with pytest.raises(NotAccepted):
            asked_by(rosa, token=token)
        assert not DataRequest.objects.filter(patient=rosa).exists()

    @pytest.mark.parametrize("field", ["wrong", "right"])
    @pytest.mark.parametrize("text", ["", "   ", "x" * 1001])
    def test_blank_or_endless_words_are_refused_on_their_field(self, rosa: Patient, field: str, text: str) -> None:
        with pytest.raises(NotAccepted) as refusal:
            asked_by(rosa, **{field: text})
        assert refusal.value.field == field

    def test_flood_is_refused(self, rosa: Patient) -> None:
        for _ in range(MOST_OPEN):
            asked_by(rosa)
        with pytest.raises(NotAccepted, match="wait for an answer"):
            asked_by(rosa)
        decide(DataRequest.objects.all()[0])
        assert asked_by(rosa)

    def test_closing_asked_twice_is_one_request_and_closes_nothing(self, rosa: Patient) -> None:
        assert closing_of(rosa) == closing_of(rosa)
        assert User.objects.get(pk=rosa.user_id).is_active

    @pytest.mark.parametrize("who", ["another patient", "helper", "nurse", "manager"])
    def test_nobody_asks_in_a_patients_name(self, rosa: Patient, who: str) -> None:
        people = {
            "another patient": lambda: patient("Ken Ode").user,
            "helper": lambda: helper_of(rosa, "manage", "Ana").user,
        }
        by = people[who]() if who in people else staff(who)
        with pytest.raises(NotPermitted):
            ask_correction(patient=rosa, wrong="a", right="b", by=by, at=NOW)
        with pytest.raises(NotPermitted):
            ask_closing(patient=rosa, by=by, at=NOW)
        assert not DataRequest.objects.exists()


class TestDeciding:
    @pytest.mark.parametrize("outcome", ["done", "refused"])
    def test_answer_is_kept_with_who_and_when(self, rosa: Patient, outcome: str) -> None:
        request = decide(asked_by(rosa), outcome)
        assert (request.outcome, request.answer, request.decided_by) == (outcome, "We changed it.", staff(Role.MANAGER))

    @pytest.mark.parametrize("role", [role for role in Role if role is not Role.MANAGER])
    def test_only_managers_decide(self, rosa: Patient, role: Role) -> None:
        with pytest.raises(NotPermitted):
            decide(asked_by(rosa), by=staff(role))

    def test_manager_of_another_site_finds_nothing(self, rosa: Patient) -> None:
        far, _own = staff(Role.MANAGER, "Mo Far", site=other_site()), staff(Role.MANAGER)
        with pytest.raises(Http404):
            decide(asked_by(rosa), by=far)

    @pytest.mark.parametrize("gone", ["no membership", "closed sign-in", "role taken away"])
    def test_site_without_a_manager_is_looked_after_by_every_manager(self, rosa: Patient, gone: str) -> None:
        far, own = staff(Role.MANAGER, "Mo Far", site=other_site()), staff(Role.MANAGER)
        match gone:
            case "no membership":
                own.site_memberships.all().delete()
            case "closed sign-in":
                User.objects.filter(pk=own.pk).update(is_active=False)
            case _:
                own.groups.clear()
        request = asked_by(rosa)
        assert list(visible_requests(far, NOW)) == [request]
        assert decide(request, by=far).decided_by == far
        for role in set(Role) - {Role.MANAGER}:
            with pytest.raises(NotPermitted):
                decide(request, by=staff(role, f"{role} Far", site=other_site()))
            assert not visible_requests(staff(role), NOW).exists()

    def test_manager_who_comes_back_has_the_site_alone_again(self, rosa: Patient) -> None:
        far = staff(Role.MANAGER, "Mo Far", site=other_site())
        request = asked_by(rosa)
        assert visible_requests(far, NOW).exists()
        staff(Role.MANAGER)
        assert not visible_requests(far, NOW).exists()
        with pytest.raises(Http404):
            decide(request, by=far)

    def test_answer_says_something(self, rosa: Patient) -> None:
        with pytest.raises(NotAccepted) as refusal:
            decide(asked_by(rosa), answer="  ")
        assert refusal.value.field == "answer"

    def test_unknown_outcome_is_refused(self, rosa: Patient) -> None:
        with pytest.raises(NotAccepted):
            decide(asked_by(rosa), "perhaps")

    def test_repeat_changes_nothing_and_another_manager_reads_who_was_first(self, rosa: Patient) -> None:
        request = asked_by(rosa)
        first = decide(request)
        assert decide(request, at=NOW + timedelta(hours=1)).decided_at == first.decided_at
        with pytest.raises(AlreadyDone, match="Max Lee answered this request already"):
            decide(request, "refused", by=staff(Role.MANAGER, "Mia Dunn"))

    def test_mail_says_no_more_than_that_there_is_an_answer(self, rosa: Patient) -> None:
        decide(asked_by(rosa))
        mail = OutgoingMail.objects.get(kind="request_answered")
        assert (mail.to, mail.subject) == ("rosa@example.org", "Your clinic has answered your request")

    def test_patient_without_an_address_gets_no_mail(self) -> None:
        decide(asked_by(patient(password=PASSWORD)))
        assert not OutgoingMail.objects.exists()

    def test_asked_and_decided_stand_in_the_trace_of_the_patient(self, rosa: Patient) -> None:
        decide(asked_by(rosa))
        rows = Trace.objects.filter(table_name="journey_datarequest", patient_id=rosa.pk)
        assert sorted(rows.values_list("kind", flat=True)) == ["change", "create"]


class TestClosing:
    def test_closed_account_is_out_at_once_and_stays_out(self, rosa: Patient) -> None:
        assert rosa.user is not None
        client = Client()
        client.force_login(rosa.user)
        assert client.get("/account/").status_code == 200

        decide(closing_of(rosa))

        assert client.get("/account/").status_code == 302
        assert not Session.objects.filter(user=rosa.user).exists()
        assert authenticate(username=rosa.user.username, password=PASSWORD) is None
        assert Patient.objects.filter(pk=rosa.pk).exists()

    def test_refused_closing_closes_nothing(self, rosa: Patient) -> None:
        decide(closing_of(rosa), "refused")
        assert User.objects.get(pk=rosa.user_id).is_active

    def test_helpers_are_stopped_and_so_is_the_patients_own_help(self, rosa: Patient) -> None:
        mine = helper_of(rosa, "manage", "Ana")
        theirs = helper_of(patient("Ken Ode"), "see", "Rosa")
        Caregiver.objects.filter(pk=theirs.pk).update(user=rosa.user)
        earlier = end_help(caregiver=helper_of(rosa, "see", "Eve"), by=rosa.user, at=NOW)  # type: ignore[arg-type]

        decide(closing_of(rosa), at=NOW + timedelta(days=1))

        ended = dict(Caregiver.objects.values_list("pk", "ended_by"))
        manager = staff(Role.MANAGER).pk
        assert ended == {mine.pk: manager, theirs.pk: manager, earlier.pk: rosa.user_id}

    def test_open_journey_is_never_ended_in_silence(self) -> None:
        journey = walked("post_care", day=3)
        request = closing_of(journey.patient)
        with pytest.raises(NotAccepted) as refusal:
            decide(request)
        assert refusal.value.field == "agreed"

        decide(request, agreed=True)

        assert fresh(journey).status == "active"
        assert JourneyEvent.objects.filter(journey=journey, kind="account_closed", by=staff(Role.MANAGER)).count() == 1

    def test_after_a_refusal_it_can_be_asked_again(self, rosa: Patient) -> None:
        first = decide(closing_of(rosa), "refused")
        assert closing_of(rosa) != first


class TestOpeningAgain:
    def test_closed_account_opens_again_without_its_helpers(self, rosa: Patient) -> None:
        assert rosa.user is not None
        helper_of(rosa, "see", "Ana")
        request = decide(closing_of(rosa))

        for _ in range(2):
            open_again(request=request, by=staff(Role.MANAGER), at=NOW)

        assert authenticate(username=rosa.user.username, password=PASSWORD) == rosa.user
        assert not Caregiver.objects.filter(ended_at=None).exists()

    def test_open_journey_is_told(self) -> None:
        journey = walked("post_care", day=3)
        open_again(request=decide(closing_of(journey.patient), agreed=True), by=staff(Role.MANAGER), at=NOW)
        assert JourneyEvent.objects.filter(journey=journey, kind="account_opened_again").count() == 1

    def test_request_that_closed_nothing_opens_nothing(self, rosa: Patient) -> None:
        User.objects.filter(pk=rosa.user_id).update(is_active=False)
        for request in (asked_by(rosa), decide(closing_of(rosa), "refused")):
            with pytest.raises(MoveNotAllowed):
                open_again(request=request, by=staff(Role.MANAGER), at=NOW)
        assert not User.objects.get(pk=rosa.user_id).is_active

    def test_only_managers_of_the_site_open_it(self, rosa: Patient) -> None:
        request = decide(closing_of(rosa))
        with pytest.raises(NotPermitted):
            open_again(request=request, by=staff(Role.COORDINATOR), at=NOW)
        with pytest.raises(Http404):
            open_again(request=request, by=staff(Role.MANAGER, "Mo Far", site=other_site()), at=NOW)
        User.objects.filter(pk=staff(Role.MANAGER).pk).update(is_active=False)
        assert open_again(request=request, by=staff(Role.MANAGER, "Mo Far"), at=NOW).is_active


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    @pytest.fixture
    def journey(self, transactional_db: None) -> Journey:
        return walked("post_care", day=3)

    def test_two_managers_at_once_one_wins_and_the_other_reads_who(self, journey: Journey) -> None:
        request = asked_by(journey.patient)
        max_, mia = staff(Role.MANAGER), staff(Role.MANAGER, "Mia Dunn")

        results = at_once(lambda: decide(request, by=max_), lambda: decide(request, "refused", by=mia))

        assert sorted(type(each).__name__ for each in results) == ["AlreadyDone", "DataRequest"]
        assert DataRequest.objects.get().outcome in {"done", "refused"}

    def test_closing_asked_twice_at_once_is_one(self, journey: Journey) -> None:
        early, late = in_between(lambda: closing_of(journey.patient), lambda: closing_of(journey.patient))
        assert early == late
        assert DataRequest.objects.count() == 1


def test_words_of_a_request_are_fixed_in_the_database(rosa: Patient) -> None:
    from django.db import DatabaseError, transaction

    request = asked_by(rosa)
    for change in ({"wrong": "x"}, {"due_on": timezone.localdate()}, {"asked_at": NOW + timedelta(days=1)}):
        with pytest.raises(DatabaseError), transaction.atomic():
            DataRequest.objects.filter(pk=request.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        request.delete()


def test_form_of_a_stranger_is_stale(rosa: Patient) -> None:
    """A sign-in that changed hands: the row is another person's."""
    request = asked_by(rosa)
    Patient.objects.filter(pk=rosa.pk).update(user=User.objects.create_user("new", display_name="New"))
    with pytest.raises(StaleVersion):
        asked_by(Patient.objects.get(pk=rosa.pk), token=request.pk)
