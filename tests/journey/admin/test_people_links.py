"""How staff get their password: by a link of their own. No manager types, knows or sets one."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from allauth.core import context
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accounts.models import OutgoingMail, Purpose, Ticket, Trace, User
from accounts.models.ticket import OPEN
from accounts.roles import Role
from journey.actions.staff import add_staff, reset_second_factor
from journey.actions.staff_links import change_address, send_password_link, take_link_back
from journey.domain.errors import NotAccepted, NotPermitted, StaleVersion
from tests.builders import NOW, clinic, patient, staff
from tests.factors import PASSWORD, give_password, set_up_app
from tests.journey.actions.racing import in_between
from tests.journey.admin.staff_pages import client_of, said
from tests.journey.views.door_pages import FORGOTTEN, link_for
from tests.meta.access_table import MANAGERS, TABLE
from tests.post import delivered, newest_to, path_in

ADDRESS, NEW_ADDRESS, CHOSEN = "lind@clinic.example", "jonas@clinic.example", "three quiet words"
WEEK = timedelta(days=7)


@pytest.fixture(autouse=True)
def clock(db: None) -> Iterator[time_machine.Traveller]:
    cache.clear()
    clinic()
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def page_of(name: str, person: User) -> str:
    return reverse(f"admin:accounts_user_{name}", args=[person.pk])


def newcomer(**changed: Any) -> User:
    """Dr Lind, added through the page a moment ago."""
    typed = {"display_name": "Dr Lind", "username": "lind", "roles": ["clinician"], "email": ADDRESS, **changed}
    response = client_of(Role.MANAGER).post(reverse("admin:accounts_user_add"), typed)
    assert response.status_code == 303, said(response)
    return User.objects.get(username=typed["username"])


def link_to(address: str = ADDRESS) -> str:
    return path_in(newest_to(address))


def choose(link: str, password: str = CHOSEN) -> HttpResponse:
    return Client().post(link, {"password": password})


def opens(person: User, password: str = CHOSEN) -> bool:
    return User.objects.get(pk=person.pk).check_password(password)


class TestNobodyElseKnowsIt:
    def test_no_form_of_managers_asks_for_a_password(self) -> None:
        """Every page of the access table that managers open, for a colleague and for a new one."""
        kim, manager = staff(Role.NURSE), client_of(Role.MANAGER)
        routes = [route for route, (got, _sent) in TABLE.items() if "accounts/user/" in route and got == MANAGERS]
        pages = [f"/{route.replace('<uuid:person_id>', str(kim.pk))}" for route in routes if "<path:" not in route]
        assert len(pages) > 5
        for page in pages:
            assert 'type="password"' not in manager.get(page).content.decode(), page

    def test_posted_password_is_never_the_persons(self) -> None:
        lind = newcomer(password=CHOSEN, password1=CHOSEN)
        manager = client_of(Role.MANAGER)
        for page in ("address", "link", "roles"):
            typed = {"password": CHOSEN, "email": NEW_ADDRESS, "seen": ADDRESS, "display_name": "X", "roles": "nurse"}
            manager.post(page_of(page, lind), typed)
        assert not User.objects.get(pk=lind.pk).has_usable_password()

    def test_neither_page_nor_trace_nor_table_holds_the_link(self) -> None:
        lind = newcomer()
        secret = link_to().rstrip("/").rsplit("/", 1)[1]
        page = client_of(Role.MANAGER).get(page_of("change", lind))
        assert "A link works until" in said(page)
        assert secret not in page.content.decode()
        rows = [*Trace.objects.values_list("before", "after"), *Ticket.objects.values()]
        assert secret not in str(rows)


class TestTheLink:
    def test_new_colleague_chooses_a_password_and_the_second_factor_is_asked_for(self, settings: Any) -> None:
        lind, link = newcomer(), link_to()
        settings.SECOND_FACTOR_REQUIRED = True
        browser = Client()
        for _scanner in range(3):
            assert "Choose your password" in said(browser.get(link))
        assert not opens(lind)

        answer = browser.post(link, {"password": CHOSEN}, follow=True)

        assert "Sign in with your e-mail address and this password." in said(answer)
        assert not answer.wsgi_request.user.is_authenticated
        browser.post(reverse("account_login"), {"login": ADDRESS, "password": CHOSEN})
        assert browser.get("/admin/")["Location"] == reverse("mfa_index")

    def test_who_has_a_password_gets_a_reset_that_works_for_an_hour(self, clock: time_machine.Traveller) -> None:
        """PWD-03: days are for an invitation, an hour is for a reset; page and mail say so."""
        lind = newcomer()
        choose(link_to())
        page = client_of(Role.MANAGER)
        assert "works for 1 hour" in said(page.get(page_of("link", lind)))
        clock.shift(timedelta(minutes=2))
        assert page.post(page_of("link", lind)).status_code == 303
        assert "works for 1 hour" in newest_to(ADDRESS).body
        clock.shift(timedelta(minutes=59))
        assert Client().get(link_to()).status_code == 200
        clock.shift(timedelta(minutes=1))
        assert Client().get(link_to()).status_code == 404

    def test_mail_and_page_name_nobody(self) -> None:
        lind = newcomer()
        mail = newest_to(ADDRESS)
        page = said(Client().get(path_in(mail)))
        for name in ("Lind", "lind@", str(lind.pk), str(staff(Role.MANAGER))):
            assert name not in mail.subject + mail.body + page, name

    def test_used_expired_altered_taken_back_replaced_or_of_a_closed_sign_in_it_opens_nothing(
        self, clock: time_machine.Traveller
    ) -> None:
        def late(lind: User, boss: User) -> None:
            clock.shift(WEEK)

        endings = {
            "used": lambda lind, boss: choose(link_to()),
            "taken back": lambda lind, boss: take_link_back(person=lind, by=boss, at=NOW),
            "other address": lambda lind, boss: change_address(person=lind, email=NEW_ADDRESS, by=boss, at=NOW),
            "closed": lambda lind, boss: User.objects.filter(pk=lind.pk).update(is_active=False),
            "too old": late,
        }
        boss = staff(Role.MANAGER)
        for number, (name, end) in enumerate(endings.items()):
            lind = newcomer(username=f"lind{number}", email=ADDRESS)
            link = link_to()
            assert Client().get(link).status_code == 200, name
            assert choose(link[:-2] + ("A/" if link[-2] != "A" else "B/"), "another of mine").status_code == 404
            end(lind, boss)
            assert choose(link, "another of mine").status_code == 404, name
            assert "Then ask a manager for a new link." in said(Client().get(link))
            assert not opens(lind, "another of mine"), name
            clock.move_to(NOW)
            User.objects.filter(pk=lind.pk).update(email="")

    def test_second_press_of_the_same_browser_leads_to_the_sign_in_page(self) -> None:
        newcomer()
        link, browser = link_to(), Client()
        browser.get(link)
        assert [browser.post(link, {"password": CHOSEN}).status_code for _press in range(2)] == [303, 303]

    def test_sent_again_ends_the_first_and_a_double_click_is_one_mail(self, clock: time_machine.Traveller) -> None:
        lind, first = newcomer(), link_to()
        manager = client_of(Role.MANAGER)
        clock.shift(timedelta(minutes=5))
        before = len(delivered())
        answers = [manager.post(page_of("link", lind)).status_code for _click in range(2)]
        assert answers == [303, 303]
        assert len(delivered()) == before + 1
        assert choose(first).status_code == 404
        assert choose(link_to()).status_code == 303

    def test_new_password_for_a_colleague_leaves_the_old_one_and_the_second_factor(self) -> None:
        kim = staff(Role.NURSE, password=PASSWORD)
        secret = set_up_app(kim)
        manager = client_of(Role.MANAGER)
        assert "They have no e-mail address yet." in said(manager.get(page_of("link", kim)))
        assert manager.post(page_of("link", kim)).status_code == 422
        User.objects.filter(pk=kim.pk).update(email=ADDRESS)

        assert manager.post(page_of("link", kim)).status_code == 303

        assert opens(kim, PASSWORD)
        assert choose(link_to()).status_code == 303
        assert opens(kim)
        assert secret
        assert give_password(Client(), kim, CHOSEN)["Location"] == reverse("mfa_authenticate")

    def test_patients_are_none_of_theirs(self) -> None:
        rosa, manager = patient("Rosa Marsh").user, client_of(Role.MANAGER)
        assert rosa is not None
        for page in ("address", "link", "link_back"):
            assert manager.post(page_of(page, rosa), {"email": NEW_ADDRESS}).status_code == 404
        with pytest.raises(User.DoesNotExist):
            send_password_link(person=rosa, by=staff(Role.MANAGER), at=NOW)

    def test_only_managers_send_change_and_take_back(self) -> None:
        lind = newcomer()
        for role in set(Role) - {Role.MANAGER}:
            by = staff(role)
            for act in (
                lambda by=by: send_password_link(person=lind, by=by, at=NOW),
                lambda by=by: take_link_back(person=lind, by=by, at=NOW),
                lambda by=by: change_address(person=lind, email=NEW_ADDRESS, by=by, at=NOW),
            ):
                with pytest.raises(NotPermitted):
                    act()


class TestForgotten:
    def test_forgotten_password_of_a_colleague_added_through_the_page(self) -> None:
        lind = newcomer()
        choose(link_to())

        choose(link_for(Client(), ADDRESS), "quite another one")

        assert opens(lind, "quite another one")

    def test_first_password_comes_by_the_managers_link_alone(self) -> None:
        """Else a link that was taken back, because of a slip in the address, could be asked for anew from there."""
        lind = newcomer()
        take_link_back(person=lind, by=staff(Role.MANAGER), at=NOW)
        before = len(delivered())
        Client().post(FORGOTTEN, {"address": ADDRESS})
        assert len(delivered()) == before

    def test_notice_of_a_reset_second_factor_arrives(self, django_capture_on_commit_callbacks: Any) -> None:
        lind = newcomer()
        choose(link_to())
        set_up_app(lind)
        manager = client_of(Role.MANAGER)
        page = manager.get(page_of("second_factor", lind))
        with context.request_context(page.wsgi_request), django_capture_on_commit_callbacks(execute=True):
            manager.post(page_of("second_factor", lind))
        assert newest_to(ADDRESS).subject == "Your second factor was reset"


class TestAddress:
    def test_old_address_is_told_and_a_newcomer_gets_a_link_at_the_new_one(self) -> None:
        lind = newcomer()
        page = client_of(Role.MANAGER)

        assert page.post(page_of("address", lind), {"email": NEW_ADDRESS, "seen": ADDRESS}).status_code == 303

        told = newest_to(ADDRESS)
        assert told.subject == "Your e-mail address was changed"
        assert NEW_ADDRESS not in told.body
        assert choose(link_to(NEW_ADDRESS)).status_code == 303

    def test_page_from_before_shows_both_and_a_repeat_changes_nothing(self) -> None:
        lind, manager = newcomer(), client_of(Role.MANAGER)
        page = page_of("address", lind)
        assert [manager.post(page, {"email": NEW_ADDRESS, "seen": ADDRESS}).status_code for _ in range(2)] == [303] * 2
        late = manager.post(page, {"email": "other@clinic.example", "seen": ADDRESS})
        assert late.status_code == 409
        assert f"E-mail address {NEW_ADDRESS} other@clinic.example" in said(late)

    def test_who_changed_it_does_not_reset_the_second_factor_for_a_week_another_does(self) -> None:
        """Password and factor together are the person: nobody gives both to themselves."""
        lind, boss, other = newcomer(), staff(Role.MANAGER), staff(Role.MANAGER, "Second Manager")
        set_up_app(lind)
        change_address(person=lind, email=NEW_ADDRESS, by=boss, at=NOW)
        with pytest.raises(NotAccepted, match="Another manager can reset it now"):
            reset_second_factor(person=lind, by=boss, at=NOW + WEEK - timedelta(seconds=1))
        reset_second_factor(person=lind, by=other, at=NOW)
        set_up_app(lind)
        reset_second_factor(person=lind, by=boss, at=NOW + WEEK)

    def test_own_and_taken_addresses_are_refused(self) -> None:
        lind, boss = newcomer(), staff(Role.MANAGER)
        User.objects.filter(pk=staff(Role.NURSE).pk).update(email="Kim@clinic.example")
        with pytest.raises(NotAccepted, match="your own"):
            change_address(person=boss, email=NEW_ADDRESS, by=boss, at=NOW)
        with pytest.raises(NotAccepted, match="Another member of staff has this"):
            change_address(person=lind, email="kim@CLINIC.example", by=boss, at=NOW)
        with pytest.raises(StaleVersion):
            change_address(person=lind, email=NEW_ADDRESS, by=boss, at=NOW, seen="older@clinic.example")


@pytest.mark.django_db(transaction=True)
class TestTwoManagers:
    def test_who_add_the_same_address_make_one_person(self, transactional_db: None) -> None:
        one, two = staff(Role.MANAGER), staff(Role.MANAGER, "Second Manager")

        def add(name: str, by: User) -> User:
            return add_staff(username=name, display_name=name, roles=["nurse"], email=ADDRESS, by=by, at=NOW)

        found = in_between(lambda: add("lind", one), lambda: add("lind2", two))

        assert [str(each) for each in found if isinstance(each, NotAccepted)] == [
            "Another member of staff has this e-mail address."
        ]
        assert User.objects.filter(email=ADDRESS).count() == 1

    def test_who_send_a_link_at_once_send_one(self, transactional_db: None) -> None:
        one, two = staff(Role.MANAGER), staff(Role.MANAGER, "Second Manager")
        kim = staff(Role.NURSE, password=PASSWORD)
        User.objects.filter(pk=kim.pk).update(email=ADDRESS)

        sent = in_between(
            lambda: send_password_link(person=kim, by=one, at=NOW),
            lambda: send_password_link(person=kim, by=two, at=NOW),
        )

        assert sent[0] == sent[1]
        assert Ticket.objects.filter(OPEN, purpose=Purpose.STAFF).count() == 1
        assert OutgoingMail.objects.count() == 1
