"""A form in progress survives the end of its session: every word comes back, to its owner only (REL-09, SES-09)."""

import logging
import re
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse, QueryDict
from django.test import Client
from django.urls import reverse

from accounts import kept_forms, kept_pages
from accounts.models import KeptForm, Session, User
from accounts.roles import Role
from journey.models import Journey, StageNote, Submission
from tests.builders import NOW, check_in_of, clinic, fill, knows, staff
from tests.factors import GIVE, PASSWORD, code_of, set_up_app
from tests.walked import walked

pytestmark = pytest.mark.django_db
HERE = {"origin": "http://testserver", "sec-fetch-site": "same-origin"}
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
WORDS = "Sleeps well. <b>Rosa</b> & her daughter: “no pain”, 5 > 3.\nSecond line\tof it"


class Browser:
    """A browser with its cookies, its open page, and the headers that every one of them sends."""

    def __init__(self) -> None:
        self.client = Client(enforce_csrf_checks=True)
        self.page, self.html = "", ""

    def open(self, page: str) -> HttpResponse:
        response = self.client.get(page)
        self.page, self.html = page, response.content.decode()
        return response

    def send(self, fields: dict[str, Any], to: str = "", **more: str) -> HttpResponse:
        """The form of the open page, with its token."""
        token = TOKEN.search(self.html)
        data = {**fields, "csrfmiddlewaretoken": token[1] if token else ""}
        referer = {"referer": f"http://testserver{self.page}"}
        return self.client.post(to or self.page, data, headers={**HERE, **referer, **more})

    def sign_in(self, user: User, next_page: str = "") -> HttpResponse:
        self.open(f"/accounts/login/?next={next_page}" if next_page else "/accounts/login/")
        typed = {"login": user.username, "password": PASSWORD}
        response = self.send(typed | ({"next": next_page} if next_page else {}), to="/accounts/login/")
        assert response.status_code == 302, "this person can sign in"
        return response

    def typed(self, name: str) -> str:
        """What stands in a field of the open page."""
        area = re.search(rf'<textarea[^>]*name="{name}"[^>]*>(.*?)</textarea>', self.html, re.DOTALL)
        if area:
            return unescape(area[1]).removeprefix("\n")
        field = re.search(rf'<input[^>]*name="{name}"[^>]*>', self.html)
        value = re.search(r'value="([^"]*)"', field[0]) if field else None
        return unescape(value[1]) if value else ""


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    cache.clear()
    logging.disable(logging.CRITICAL)
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock
    logging.disable(logging.NOTSET)


@pytest.fixture
def journey() -> Journey:
    journey = walked("post_care", day=3)
    knows(journey.patient.user, PASSWORD)
    return journey


@pytest.fixture
def nurse(journey: Journey) -> User:
    return staff(Role.NURSE, password=PASSWORD)


@pytest.fixture
def desk(nurse: User, journey: Journey) -> Browser:
    """The nurse has the page of a new note open."""
    browser = Browser()
    browser.sign_in(nurse)
    browser.open(note_page(journey))
    return browser


def note_page(journey: Journey) -> str:
    return f"/admin/journey/journey/{journey.pk}/notes/new/"


def expect_kept(response: HttpResponse, page: str) -> None:
    assert response.status_code == 303
    assert response.headers["Location"].startswith("/accounts/login/?next=")
    assert KeptForm.objects.get().page == page


class TestComesBack:
    @pytest.mark.parametrize("how", ["idle", "longest", "row gone", "cookie gone"])
    def test_note_sent_too_late_is_there_after_signing_in(
        self, desk: Browser, nurse: User, journey: Journey, how: str, clock: time_machine.Traveller
    ) -> None:
        match how:
            case "idle":
                clock.shift(timedelta(minutes=15))
            case "longest":
                clock.shift(timedelta(hours=12))
            case "row gone":
                Session.objects.all().delete()
            case "cookie gone":
                desk.client.cookies.pop("sessionid")
        page = desk.page

        expect_kept(desk.send({"text": WORDS}), page)
        assert not StageNote.objects.exists()
        door = desk.sign_in(nurse, page)
        assert door.headers["Location"] == page

        desk.open(page)
        assert "What you typed is back. It is not saved yet." in desk.html
        assert desk.typed("text") == WORDS

        assert desk.send({"text": desk.typed("text")}).status_code == 303
        assert StageNote.objects.get().text == WORDS
        desk.open(page)
        assert desk.typed("text") == ""
        assert not KeptForm.objects.exists()

    def test_second_factor_is_asked_before_it_comes_back(
        self, nurse: User, journey: Journey, clock: time_machine.Traveller, settings: Any
    ) -> None:
        settings.SECOND_FACTOR_REQUIRED = True
        secret, desk = set_up_app(nurse), Browser()
        desk.sign_in(nurse)
        desk.open(GIVE)
        desk.send({"code": code_of(secret, NOW)})
        page = note_page(journey)
        desk.open(page)
        clock.shift(timedelta(minutes=16))
        expect_kept(desk.send({"text": WORDS}), page)

        desk.sign_in(nurse, page)
        desk.open(page)
        assert WORDS[:11] not in desk.html
        desk.open(GIVE)
        assert desk.send({"code": code_of(secret, NOW + timedelta(minutes=16))}).headers["Location"] == page
        desk.open(page)
        assert desk.typed("text") == WORDS

    def test_form_of_many_fields_comes_back_whole_and_its_version_with_it(self, clock: time_machine.Traveller) -> None:
        manager, browser = staff(Role.MANAGER, password=PASSWORD), Browser()
        page = f"/admin/journey/clinic/{clinic().pk}/change/"
        browser.sign_in(manager)
        form = browser.open(page).context["form"]
        names = [field.html_name for field in form.visible_fields() if field.widget_type in {"text", "textarea"}]
        typed = {name: f"Words {number} & more" for number, name in enumerate(names)}
        assert len(typed) >= 8
        clock.shift(timedelta(minutes=16))
        expect_kept(browser.send({**typed, "version": "7"}), page)

        browser.sign_in(manager, page)
        browser.open(page)
        assert {name: browser.typed(name) for name in names} == typed
        assert browser.typed("version") == "7"

    def test_choices_and_ticks_come_back(self, nurse: User, journey: Journey, clock: time_machine.Traveller) -> None:
        browser, page = Browser(), f"/admin/journey/journey/{journey.pk}/contact/"
        browser.sign_in(nurse)
        form = browser.open(page).context["form"]
        chosen = {
            name: list(field.choices)[-1][0] for name, field in form.fields.items() if getattr(field, "choices", None)
        }
        assert chosen
        clock.shift(timedelta(minutes=16))
        expect_kept(browser.send(chosen), page)

        browser.sign_in(nurse, page)
        browser.open(page)
        for value in chosen.values():
            assert re.search(rf'<(?:input|option)[^>]*value="{value}"[^>]* (?:checked|selected)', browser.html)

    def test_question_of_a_check_in_comes_back_and_can_be_saved(
        self, journey: Journey, clock: time_machine.Traveller
    ) -> None:
        rosa, check_in, browser = journey.patient.user, check_in_of(journey, "A-3"), Browser()
        assert rosa is not None
        fill(check_in, at=NOW, pain_worst=4)
        page = reverse("patient:check_in_question", args=[check_in.pk, "pain_worst"])
        browser.sign_in(rosa)
        browser.open(page)
        clock.shift(timedelta(minutes=31))
        expect_kept(browser.send({"value": "8"}), page)

        browser.sign_in(rosa, page)
        browser.open(page)
        assert re.search(r'<input[^>]*value="8"[^>]* checked', browser.html)
        assert len(re.findall(r" checked", browser.html)) == 1
        assert browser.send({"value": "8"}).status_code == 303
        assert not Submission.objects.filter(check_in=check_in).exists(), "saved as a draft, sent by nobody"

    def test_button_without_words_of_its_own_leads_back_to_its_page(
        self, journey: Journey, clock: time_machine.Traveller
    ) -> None:
        """An address that only takes a POST is nothing to come back to."""
        rosa, check_in, browser = journey.patient.user, check_in_of(journey, "A-3"), Browser()
        assert rosa is not None
        fill(check_in, at=NOW, pain_worst=4)
        page = reverse("patient:check_in_check_answers", args=[check_in.pk])
        browser.sign_in(rosa)
        browser.open(page)
        clock.shift(timedelta(minutes=31))
        sent = browser.send({"token": "x"}, to=reverse("patient:check_in_send", args=[check_in.pk]))
        expect_kept(sent, page)

    def test_words_without_a_place_any_more_are_shown_to_copy(self, desk: Browser, nurse: User) -> None:
        page = desk.page
        Session.objects.all().delete()
        desk.send({"text": WORDS, "row-3-reaction": "Swollen lips"})
        desk.sign_in(nurse, page)
        desk.open(page)
        assert "These words have no place on the page any more" in desk.html
        assert "<bdi>Swollen lips</bdi>" in desk.html

    def test_file_is_not_kept_and_the_page_says_so(self, desk: Browser, nurse: User) -> None:
        page = desk.page
        Session.objects.all().delete()
        desk.send({"text": WORDS, "photo": SimpleUploadedFile("hand.jpg", b"\xff\xd8 bytes of it")})
        desk.sign_in(nurse, page)
        desk.open(page)
        assert "Files are not kept: choose them again." in desk.html

    def test_script_of_the_page_keeps_what_is_typed_before_the_end(self, desk: Browser, nurse: User) -> None:
        page = desk.page
        kept = desk.send({"text": WORDS, "__page": page, "__action": page}, to="/accounts/session/keep/")
        assert kept.status_code == 204
        desk.client.cookies.clear()
        desk.sign_in(nurse, page)
        desk.open(page)
        assert desk.typed("text") == WORDS

    def test_broken_variant_that_keeps_nothing_fails_the_drill(
        self, desk: Browser, nurse: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The drill can fail: without the keeping, the words are gone."""
        monkeypatch.setattr(kept_pages.kept_forms, "keep", lambda *_, **__: False)
        page = desk.page
        Session.objects.all().delete()
        desk.send({"text": WORDS})
        desk.sign_in(nurse, page)
        desk.open(page)
        assert desk.typed("text") == ""


class TestTokenOfAnEarlierSignIn:
    """A tab that was open while the person signed in anew elsewhere: its token fits no more, its words do not die."""

    def test_own_words_wait_on_the_page(self, desk: Browser, nurse: User) -> None:
        page, old = desk.page, desk.html
        desk.client.cookies.pop("sessionid")
        desk.sign_in(nurse)
        desk.page, desk.html = page, old
        refused = desk.send({"text": WORDS})
        assert refused.status_code == 403
        assert "What you typed is kept." in refused.content.decode()
        assert not StageNote.objects.exists()
        desk.open(page)
        assert desk.typed("text") == WORDS

    def test_words_of_the_person_before_do_not_reach_the_next_one(
        self, desk: Browser, nurse: User, journey: Journey
    ) -> None:
        page, old = desk.page, desk.html
        osei = staff(Role.CLINICIAN, "Dr Abel", password=PASSWORD)
        desk.client.cookies.pop("sessionid")
        desk.sign_in(osei)
        desk.page, desk.html = page, old
        refused = desk.send({"text": WORDS})
        assert refused.status_code == 403
        assert "What you typed is kept." not in refused.content.decode()
        assert KeptForm.objects.get().user == nurse
        desk.open(page)
        assert desk.typed("text") == ""
        assert not StageNote.objects.exists()


class TestNobodyElse:
    """SES-09."""

    def test_next_person_at_the_computer_sees_nothing(
        self, desk: Browser, nurse: User, clock: time_machine.Traveller
    ) -> None:
        page = desk.page
        clock.shift(timedelta(minutes=16))
        desk.send({"text": WORDS})
        osei = staff(Role.CLINICIAN, "Dr Abel", password=PASSWORD)
        desk.sign_in(osei, page)
        desk.open(page)
        assert "Sleeps well" not in desk.html
        assert desk.typed("text") == ""

        desk.client.cookies.clear()
        desk.sign_in(nurse, page)
        desk.open(page)
        assert desk.typed("text") == WORDS

    @pytest.mark.parametrize(
        "headers",
        [
            {"origin": "https://evil.example", "sec-fetch-site": "cross-site"},
            {"origin": "null", "sec-fetch-site": "cross-site"},
            {"origin": "http://other.testserver", "sec-fetch-site": "same-site"},
            {"origin": "", "referer": "", "sec-fetch-site": "none"},
            {"origin": "https://testserver.evil.example", "sec-fetch-site": "same-origin"},
        ],
    )
    def test_page_of_somebody_else_puts_no_words_into_a_form(self, desk: Browser, headers: dict[str, str]) -> None:
        Session.objects.all().delete()
        desk.send({"text": WORDS}, **headers)
        assert not KeptForm.objects.exists()

    @pytest.mark.parametrize("token", ["", "x", "a" * 32, "b" * 64, "\0" * 64, "é" * 32])
    def test_token_that_nobody_was_given_keeps_nothing(self, desk: Browser, token: str) -> None:
        Session.objects.all().delete()
        desk.html = f'<input name="csrfmiddlewaretoken" value="{token}">'
        desk.send({"text": WORDS})
        assert not KeptForm.objects.exists()

    def test_closed_person_gets_nothing_kept(self, desk: Browser, nurse: User) -> None:
        User.objects.filter(pk=nurse.pk).update(is_active=False)
        desk.send({"text": WORDS})
        assert not KeptForm.objects.exists()

    @pytest.mark.parametrize("where", ["//evil.example/", "https://evil.example/", "javascript:alert(1)", "", "x"])
    def test_page_elsewhere_is_never_where_it_leads(self, desk: Browser, where: str) -> None:
        sent = desk.send({"text": WORDS, "__page": where, "__action": "/"}, to="/accounts/session/keep/")
        assert sent.status_code == 422
        assert not KeptForm.objects.exists()

    def test_referer_elsewhere_is_never_where_it_leads(self, desk: Browser) -> None:
        page = desk.page
        Session.objects.all().delete()
        desk.send({"text": WORDS}, referer="https://evil.example//evil.example/")
        assert KeptForm.objects.get().page == page

    def test_words_put_back_are_text_and_never_markup(self, desk: Browser, nurse: User) -> None:
        page = desk.page
        Session.objects.all().delete()
        desk.send({"text": "</textarea><script>alert(1)</script>", "extra": '"><img src=x onerror=alert(1)>'})
        desk.sign_in(nurse, page)
        desk.open(page)
        assert desk.typed("text") == "</textarea><script>alert(1)</script>"
        assert "<script>alert" not in desk.html
        assert "<img src=x" not in desk.html


class TestHowItIsKept:
    def test_database_holds_no_word_in_clear(self, desk: Browser) -> None:
        Session.objects.all().delete()
        desk.send({"text": WORDS})
        with connection.cursor() as cursor:
            cursor.execute("select row_to_json(f)::text from accounts_keptform f")
            assert "Sleeps" not in cursor.fetchone()[0]

    def test_password_and_codes_are_never_kept(self, nurse: User, clock: time_machine.Traveller) -> None:
        browser = Browser()
        browser.sign_in(nurse)
        browser.open("/accounts/password/change/")
        clock.shift(timedelta(minutes=16))
        browser.send(
            {"oldpassword": PASSWORD, "password1": "new-new-new", "password2": "new-new-new", "code": "123456"}
        )
        assert not KeptForm.objects.exists()

    @pytest.mark.parametrize(
        "action", ["/accounts/login/", "/accounts/again/", "/sign-in/code/", "/invitation/abc/come-in/", "/nowhere/"]
    )
    def test_nothing_that_opens_a_door_is_kept(self, nurse: User, action: str) -> None:
        posted = QueryDict("code=123456&note=words")
        assert not kept_forms.keep(nurse, page="/", action=action, posted=posted, had_files=False, at=NOW)

    def test_every_name_of_a_field_is_kept_but_passwords(self, nurse: User, journey: Journey) -> None:
        """Of a diagnosis, of a reason, of a label that was scanned: names may hold "code"."""
        names = ("diagnoses-0-icd_code", "reason_code", "visit_code", "code", "code_other", "note")
        posted = QueryDict("&".join([*(f"{name}=M18.1" for name in names), "password=opens-a-door"]))
        page = note_page(journey)
        assert kept_forms.keep(nurse, page=page, action=page, posted=posted, had_files=False, at=NOW)
        (form,) = kept_forms.show(nurse, page, NOW)
        assert set(form.fields) == set(names)

    def test_sign_in_form_is_never_kept(self, desk: Browser, nurse: User) -> None:
        """The door carries the token of the last sign-in of this browser."""
        desk.open("/accounts/logout/")
        desk.send({}, to="/accounts/logout/")
        desk.sign_in(nurse)
        assert not KeptForm.objects.exists()

    def test_kept_form_is_gone_after_a_day(self, desk: Browser, nurse: User, clock: time_machine.Traveller) -> None:
        page = desk.page
        Session.objects.all().delete()
        desk.send({"text": WORDS})
        clock.shift(timedelta(days=1, seconds=1))
        desk.sign_in(nurse, page)
        desk.open(page)
        assert desk.typed("text") == ""
        assert kept_forms.forget_old(NOW + timedelta(days=1, seconds=1)) >= 1
        assert not KeptForm.objects.exists()

    def test_it_stands_there_for_ten_minutes_and_then_the_page_is_empty_again(
        self, desk: Browser, nurse: User, clock: time_machine.Traveller
    ) -> None:
        page = desk.page
        Session.objects.all().delete()
        desk.send({"text": WORDS})
        desk.sign_in(nurse, page)
        for _ in range(2):
            desk.open(page)
            assert desk.typed("text") == WORDS
        clock.shift(timedelta(minutes=10, seconds=1))
        desk.open(page)
        assert desk.typed("text") == ""

    def test_signing_out_drops_what_was_put_back(self, desk: Browser, nurse: User) -> None:
        page = desk.page
        Session.objects.all().delete()
        desk.send({"text": WORDS})
        desk.sign_in(nurse, page)
        desk.open(page)
        desk.send({}, to="/accounts/logout/")
        assert not KeptForm.objects.exists()

    def test_one_person_fills_no_disk(self, nurse: User) -> None:
        for number in range(kept_forms.MOST_PER_PERSON + 5):
            posted = Client().post("/x/", {"text": "words"}).wsgi_request.POST
            kept_forms.keep(
                nurse, page="/", action=f"/admin/journey/journey/?p={number}", posted=posted, had_files=False, at=NOW
            )
        assert KeptForm.objects.count() == kept_forms.MOST_PER_PERSON

    def test_page_without_kept_words_asks_nothing_more(self, desk: Browser, django_assert_num_queries: Any) -> None:
        request = desk.client.get("/accounts/session/").wsgi_request
        with django_assert_num_queries(0):
            kept_pages.put_back(request, HttpResponse("x"), NOW)
