"""A patient who has lost the mailbox stands at the desk: who may give a new way in, what dies, and what is told."""

from datetime import timedelta
from typing import Any

import pytest
from django.http import Http404
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import OutgoingMail, Session, Trace, User
from accounts.roles import Role
from journey.actions.data_requests import ask_closing, decide_request
from journey.actions.inviting import Arrival, accept_invitation, find_invitation, take_invitation_back
from journey.actions.renewing import renew_sign_in, review_renewals
from journey.domain.errors import MoveNotAllowed, NotAccepted, NotPermitted
from journey.models import Invitation, JourneyEvent, Patient
from tests.builders import fresh, helper_of, other_site, patient, staff
from tests.journey.actions.racing import at_once, in_between
from tests.journey.admin.staff_pages import client_of, counts, index
from tests.journey.views.door_pages import ask_for_code, link_for, sign_in_by_code, type_code, who_is_in
from tests.journey.views.patient_pages import signed_in, words
from tests.journey.views.test_door_invitation import come_in
from tests.post import code_in, delivered, newest_to, path_in
from tests.walked import walked

pytestmark = pytest.mark.django_db
OLD, NEW = "rosa@example.org", "rosa.new@example.org"
PASSWORD = "three quiet words"


@pytest.fixture
def rosa() -> Patient:
    return patient(email=OLD, password=PASSWORD)


def renew(who: Patient, by: User | None = None, **more: Any) -> Invitation:
    values = {"address": NEW, "seen": True, "at": timezone.now(), **more}
    return renew_sign_in(patient=who, by=by or staff(Role.COORDINATOR), **values)


def link() -> str:
    return path_in(newest_to(NEW))


class TestTheWayBack:
    def test_link_goes_to_the_new_address_and_leads_to_the_same_record(self, client: Client, rosa: Patient) -> None:
        user = rosa.user
        renew(rosa)
        where = link()
        assert client.get(where).status_code == 200

        assert come_in(client, where, rosa).status_code == 302

        rosa.refresh_from_db()
        assert rosa.user == user
        assert (rosa.user.email, rosa.email) == (NEW, NEW)
        assert who_is_in(client) == "Rosa Marsh"
        assert sign_in_by_code(Client(), NEW).status_code == 302

    def test_everything_old_is_dead_before_anybody_comes_in(self, rosa: Patient) -> None:
        device = signed_in(rosa.user)
        reset, waiting = link_for(Client(), OLD), Client()
        ask_for_code(waiting, OLD)
        code = code_in(newest_to(OLD))

        renew(rosa)

        assert device.get("/account/").status_code == 302
        assert not Session.objects.filter(user=rosa.user).exists()
        assert Client().get(reset).status_code == 404
        type_code(waiting, code)
        assert who_is_in(waiting) == ""
        assert not User.objects.get(pk=rosa.user_id).has_usable_password()

    def test_code_to_either_address_lets_nobody_in_before_the_link_is_used(self, rosa: Patient) -> None:
        renew(rosa)
        before = len(delivered())
        for address in (OLD, NEW):
            ask_for_code(Client(), address)
        assert len(delivered()) == before, "no code is sent to an address that nobody has shown to be theirs"

    def test_old_address_is_told_without_a_word_of_the_new_one(self, rosa: Patient) -> None:
        renew(rosa)
        told = newest_to(OLD)
        assert told.subject == "Your e-mail address was changed"
        assert "ring your clinic now" in told.body
        assert NEW not in told.body

    def test_patient_reads_who_did_it_and_staff_read_it_in_the_history(self, client: Client) -> None:
        journey = walked("post_care", day=3)
        for model in (User, Patient):
            model._default_manager.filter(pk__in=[journey.patient_id, journey.patient.user_id]).update(email=OLD)
        journey = fresh(journey)
        renew(journey.patient)
        come_in(client, link(), journey.patient)
        assert f"{staff(Role.COORDINATOR)} changed your e-mail address" in words(client.get("/account/looks/"))
        event = JourneyEvent.objects.get(kind="sign_in_renewed")
        assert (event.journey, event.by) == (journey, staff(Role.COORDINATOR))

    def test_trace_names_who_changed_which_sign_in(self, rosa: Patient) -> None:
        desk = Client()
        desk.force_login(staff(Role.COORDINATOR))
        assert desk.post(page(rosa), {"address": NEW, "seen": "on"}).status_code == 303
        rows = Trace.objects.filter(actor_id=staff(Role.COORDINATOR).pk, kind="change")
        tables = set(rows.values_list("table_name", flat=True))
        assert {"accounts_user", "journey_patient"} <= tables
        assert Trace.objects.filter(table_name="journey_invitation", patient_id=rosa.pk, kind="create").exists()


class TestAttacks:
    @pytest.mark.parametrize("role", [Role.CLINICIAN, Role.NURSE, Role.AUDITOR])
    def test_other_roles_do_not(self, rosa: Patient, role: Role) -> None:
        with pytest.raises(NotPermitted):
            renew(rosa, staff(role))
        assert User.objects.get(pk=rosa.user_id).email == OLD

    @pytest.mark.parametrize("who", ["helper", "patient", "another patient"])
    def test_nobody_who_is_not_staff_does(self, rosa: Patient, who: str) -> None:
        people = {
            "helper": lambda: helper_of(rosa, "manage").user,
            "patient": lambda: rosa.user,
            "another patient": lambda: patient("Ken Ode").user,
        }
        by = people[who]()
        with pytest.raises(NotPermitted):
            renew(rosa, by)
        assert signed_in(by).post(page(rosa), {"address": NEW, "seen": "on"}).status_code == 404

    @pytest.mark.parametrize("role", [Role.COORDINATOR, Role.MANAGER])
    def test_desk_of_another_site_finds_nothing(self, rosa: Patient, role: Role) -> None:
        far = staff(role, "Far Away", site=other_site())
        with pytest.raises(Http404):
            renew(rosa, far)
        desk = Client()
        desk.force_login(far)
        assert desk.post(page(rosa), {"address": NEW, "seen": "on"}).status_code == 404
        assert User.objects.get(pk=rosa.user_id).email == OLD

    def test_without_having_seen_the_patient_nothing_happens(self, rosa: Patient) -> None:
        with pytest.raises(NotAccepted) as refusal:
            renew(rosa, seen=False)
        assert refusal.value.field == "seen"
        assert not Invitation.objects.exists()

    @pytest.mark.parametrize("address", ["", "rosa", "a@b@c.org", "rosa@example.org\nBcc: x@example.org"])
    def test_what_is_no_address_is_refused(self, rosa: Patient, address: str) -> None:
        with pytest.raises(NotAccepted):
            renew(rosa, address=address)
        assert User.objects.get(pk=rosa.user_id).email == OLD

    def test_address_of_a_helper_is_refused(self, rosa: Patient) -> None:
        helper = helper_of(rosa).user
        assert helper is not None
        User.objects.filter(pk=helper.pk).update(email=NEW)
        with pytest.raises(NotAccepted, match="A helper signs in with this address"):
            renew(rosa)

    def test_used_link_opens_nothing_again(self, client: Client, rosa: Patient) -> None:
        renew(rosa)
        where = link()
        come_in(client, where, rosa)
        assert Client().get(where).status_code == 404
        assert come_in(Client(), where, rosa).status_code == 404

    def test_wrong_person_with_the_mail_does_not_know_the_birthday(self, client: Client, rosa: Patient) -> None:
        renew(rosa)
        where = link()
        for _ in range(5):
            come_in(client, where, rosa, date_of_birth_year="1901")
        assert come_in(client, where, rosa).status_code == 404
        assert User.objects.get(pk=rosa.user_id).email == ""

    def test_invitation_of_before_the_sign_in_opens_it_for_nobody(self, rosa: Patient) -> None:
        """A plain invitation never gives an existing sign-in away."""
        now = timezone.now()
        plain = Invitation.objects.create(
            patient=rosa, address=NEW, secret="s", sent_at=now, sent_by=staff(), expires_at=now + timedelta(days=1)
        )
        with pytest.raises(MoveNotAllowed):
            accept_invitation(
                invitation=plain, date_of_birth=rosa.date_of_birth, arrival=Arrival("en", "Europe/London"), at=now
            )

    def test_closed_account_stays_closed(self, rosa: Patient) -> None:
        assert rosa.user is not None
        now = timezone.now()
        renew(rosa)
        where = link()
        asked = ask_closing(patient=rosa, by=rosa.user, at=now)
        decide_request(request=asked, outcome="done", answer="Closed.", by=staff(Role.MANAGER), at=now)
        assert come_in(Client(), where, rosa).status_code == 404
        with pytest.raises(MoveNotAllowed, match="closed"):
            renew(rosa, address="third@example.org")

    def test_patient_without_a_sign_in_is_invited_instead(self) -> None:
        with pytest.raises(MoveNotAllowed, match="Invite them"):
            renew(patient("Ken Ode", user=None, email=OLD))

    def test_household_may_share_the_new_address(self, client: Client, rosa: Patient) -> None:
        patient("Jon Marsh", email=NEW)
        renew(rosa)
        come_in(client, link(), rosa)
        assert who_is_in(client) == "Rosa Marsh"


class TestTheDesk:
    def test_pages_of_the_desk(self, client: Client, rosa: Patient) -> None:
        client.force_login(staff(Role.MANAGER))
        record = reverse("admin:journey_patient_change", args=[rosa.pk])
        assert "Give a new way to sign in" in words(client.get(record))
        shown = words(client.get(page(rosa)))
        assert "At once: every device is signed out" in shown
        assert "Helpers stay" not in shown
        helper_of(rosa, "manage", "Mal", at=timezone.now())
        assert "Helpers stay: Mal (daughter). Ask the patient" in words(client.get(page(rosa)))
        refused = client.post(page(rosa), {"address": NEW})
        assert refused.status_code == 422
        assert "Make sure in person who is asking" in words(refused)
        assert client.post(page(rosa), {"address": NEW, "seen": "on"}).status_code == 303
        assert "The link works until" in words(client.get(record))

    def test_double_click_is_one_mail_and_a_new_address_ends_the_link_before(self, rosa: Patient) -> None:
        now = timezone.now()
        first = renew(rosa, at=now)
        assert renew(rosa, at=now) == first
        token = link().split("/")[2]
        renew(rosa, address="typed.right@example.org", at=now)
        assert find_invitation(token, at=now) is None
        assert OutgoingMail.objects.filter(kind="invitation").count() == 2

    def test_taken_back_the_link_is_over(self, rosa: Patient) -> None:
        renew(rosa)
        where = link()
        take_invitation_back(patient=rosa, by=staff(Role.COORDINATOR), at=timezone.now())
        assert Client().get(where).status_code == 404


class TestSecondPerson:
    """One of staff alone could become the patient; somebody else looks at every renewal."""

    def test_stands_on_the_first_page_of_managers_until_one_has_looked(self, client: Client, rosa: Patient) -> None:
        renew(rosa)
        cora, manager = client_of(Role.COORDINATOR), client_of(Role.MANAGER)
        assert "sign-ins" not in counts(index(cora))
        (row,) = [each for each in index(manager).context["queue"] if each.key == "sign-ins"]
        assert (row.count, row.name, row.words) == ("1", "Rosa Marsh", f"given by {staff(Role.COORDINATOR)}")
        listed = manager.get(row.url).context["cl"].result_list
        assert [each.pk for each in listed] == [rosa.pk]
        record = words(manager.get(row.name_url))
        assert "Nobody else has looked at it yet." in record
        assert cora.post(review(rosa), {"note": "It was her."}).status_code == 403
        assert manager.post(review(rosa), {"note": " "}).status_code == 422
        for _press in range(2):
            assert (
                manager.post(review(rosa), {"note": "Rang the number of the paper file: it was her."}).status_code
                == 303
            )
        assert "Reviewed by" in words(manager.get(row.name_url))
        assert counts(index(manager))["sign-ins"] == ""

    def test_nobody_reviews_what_they_did_themselves(self, rosa: Patient) -> None:
        boss, other = staff(Role.MANAGER), staff(Role.MANAGER, "Mo Second")
        renew(rosa, boss)
        assert counts(index(client_of(boss)))["sign-ins"] == ""
        answer = client_of(boss).post(review(rosa), {"note": "Fine."})
        assert "Another manager reviews what you did yourself." in words(answer)
        assert counts(index(client_of(other)))["sign-ins"] == "1"
        review_renewals(patient=rosa, note="Seen here.", by=other, at=timezone.now())
        assert Invitation.objects.get().reviewed_by == other

    def test_renewal_that_let_nobody_in_waits_for_nobody(self, rosa: Patient) -> None:
        renew(rosa)
        take_invitation_back(patient=rosa, by=staff(Role.COORDINATOR), at=timezone.now())
        assert counts(index(client_of(Role.MANAGER)))["sign-ins"] == ""


def review(who: Patient) -> str:
    return reverse("admin:journey_patient_review_sign_in", args=[who.pk])


def page(who: Patient) -> str:
    return reverse("admin:journey_patient_renew_sign_in", args=[who.pk])


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    @pytest.fixture
    def rosa(self, transactional_db: None) -> Patient:
        who = walked("post_care", day=3).patient
        User.objects.filter(pk=who.user_id).update(email=OLD)
        return Patient.objects.get(pk=who.pk)

    def test_two_at_the_desk_leave_one_link_that_works(self, rosa: Patient) -> None:
        cora, max_ = staff(Role.COORDINATOR), staff(Role.MANAGER)
        at_once(lambda: renew(rosa, cora), lambda: renew(rosa, max_, address="other@example.org"))
        (works,) = Invitation.objects.filter(used_at=None, ended_at=None)
        rosa.refresh_from_db()
        assert works.address == rosa.email
        assert User.objects.get(pk=rosa.user_id).email == ""

    def test_link_used_while_the_desk_renews_again_ends_in_the_newest(self, rosa: Patient) -> None:
        cora, now = staff(Role.COORDINATOR), timezone.now()
        first = renew(rosa, cora)
        arrival = Arrival("en", "Europe/London")
        early, late = in_between(
            lambda: renew(rosa, cora, address="third@example.org"),
            lambda: accept_invitation(invitation=first, date_of_birth=rosa.date_of_birth, arrival=arrival, at=now),
        )
        assert isinstance(late, MoveNotAllowed)
        assert early.ended_at is None
        assert User.objects.get(pk=rosa.user_id).email == ""
