"""Requests that no page of ours makes: hostile parameters, ids, methods, bodies, targets (XSR, RED, BAD, FUN)."""

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client

from tests.attacks.asking import ask
from tests.meta.access_table import PATIENT_PAGES
from tests.meta.world import PASSWORD, World

pytestmark = pytest.mark.django_db
SCRIPT = '"><svg/onload=a()>'
STAFF = "manager"


class TestReflected:
    """XSR-01, XSS-03: what a request says of itself is never markup on the page that answers it."""

    HEADERS = {"referer": f"http://testserver/?{SCRIPT}", "user-agent": SCRIPT, "accept-language": SCRIPT}

    @pytest.mark.parametrize("who", ["nobody signed in", "patient", STAFF])
    @pytest.mark.parametrize(
        "path", ["nothing", "admin/nothing", "accounts/login/", "admin/journey/patient/", "answers/"]
    )
    def test_parameter_path_and_header_come_back_as_text(self, world: World, who: str, path: str) -> None:
        for address in (f"/{path}?q={SCRIPT}&next={SCRIPT}&{SCRIPT}=1&p={SCRIPT}", f"/{path}/{SCRIPT}/"):
            answer = ask(world, who, address, headers=self.HEADERS)
            assert answer.status_code < 500, address
            assert "<svg/onload" not in answer.content.decode(), address
            assert "<svg" not in answer.headers.get("Location", "").replace("%3Csvg", "")

    @pytest.mark.parametrize(
        "name", ["nothing", settings.LANGUAGE_COOKIE_NAME, settings.SESSION_COOKIE_NAME, "messages"]
    )
    def test_cookie_of_any_name_comes_back_nowhere(self, world: World, name: str) -> None:
        browser = Client(raise_request_exception=False)
        browser.cookies[name] = SCRIPT
        answer = browser.get("/accounts/login/")
        assert answer.status_code == 200
        assert "<svg/onload" not in answer.content.decode()

    def test_search_shows_what_was_searched_as_text(self, world: World) -> None:
        answer = ask(world, "coordinator", f"/admin/journey/patient/?q={SCRIPT}")
        assert answer.status_code == 200
        assert "&lt;svg/onload" in answer.content.decode()


class TestIds:
    """BAD-06, IDR-03."""

    STRANGE = (
        "-1",
        "0",
        "1",
        "1" * 31,
        "1.0",
        "1e3",
        "%00",
        "٣",
        "{00000000-0000-4000-8000-000000000000}",
        "null",
        "..%2f",
    )

    @pytest.mark.parametrize("strange", STRANGE)
    def test_strange_id_is_not_found(self, world: World, strange: str) -> None:
        for route in PATIENT_PAGES:
            if "<uuid:" in route:
                start = route.partition("<")[0]
                assert ask(world, "patient", f"/{start}{strange}/").status_code == 404, route

    def test_id_in_capitals_is_the_same_or_not_found(self, world: World) -> None:
        answer = ask(world, "patient", f"/journeys/{str(world.rosa.pk).upper()}/")
        assert answer.status_code in {200, 302, 404}

    @pytest.mark.parametrize("strange", ["1", "x", "%00", "a" * 300, "00000000-0000-4000-8000-000000000000"])
    def test_strange_id_of_an_admin_page_is_no_crash(self, world: World, strange: str) -> None:
        for name in ("patient", "journey", "alert", "appointment", "checkin"):
            for page in ("change", "history", "delete"):
                answer = ask(world, STAFF, f"/admin/journey/{name}/{strange}/{page}/")
                assert answer.status_code in {302, 403, 404}, f"{name} {page}"

    def test_looking_for_another_s_row_leaves_the_own_page_as_it_was(self, world: World) -> None:
        """IDR-03: no "current patient" stays in a session."""
        before = ask(world, "another patient", "/").content
        ask(world, "another patient", world.address("check-ins/<uuid:check_in_id>/"))
        after = ask(world, "another patient", "/").content.decode()
        assert "Rosa" not in after
        assert abs(len(after) - len(before.decode())) < 10


class TestMethodsAndBodies:
    @pytest.mark.parametrize("method", ["TRACE", "CONNECT", "PROPFIND", "get", "FOO", "HEAD", "OPTIONS"])
    def test_unknown_method_echoes_nothing(self, world: World, method: str) -> None:
        """FUN-10."""
        answer = ask(world, "patient", "/account/", method, headers={"x-mark": "Canary-7f3a"})
        assert answer.status_code in {200, 403, 405}
        assert "Canary" not in str(answer.headers) + answer.content.decode()

    BODIES = (
        (b"\xff\xfe\x00", "application/x-www-form-urlencoded"),
        (b"text=%ff%fe", "application/x-www-form-urlencoded"),
        (b"text=x", "application/x-www-form-urlencoded; charset=utf-16"),
        (b"text=x", "application/x-www-form-urlencoded; charset=no-such"),
        (b"--x", "multipart/form-data"),
        (b"--x\r\nContent-Disposition: form-data\r\n\r\n", "multipart/form-data; boundary=x"),
        (b'{"text": NaN, "text": 1}', "application/json"),
        (b"\xef\xbb\xbftext=x", "application/x-www-form-urlencoded"),
        (b"<x/>", "text/xml"),
        (b"text=" + b"%00" * 50, "application/x-www-form-urlencoded"),
    )

    @pytest.mark.parametrize(("body", "kind"), BODIES)
    def test_body_that_cannot_be_read_is_no_crash(self, world: World, body: bytes, kind: str) -> None:
        """BAD-07."""
        addresses = {
            "nobody signed in": "/accounts/login/",
            "patient": world.address("check-ins/<uuid:check_in_id>/questions/<slug:page_key>/"),
            "clinician": world.address("admin/journey/journey/<uuid:journey_id>/notes/new/"),
        }
        for who, address in addresses.items():
            answer = ask(world, who, address, "POST", data=body, content_type=kind)
            assert answer.status_code in {200, 302, 303, 400, 403, 422}, address

    PATHS = ("/%00", "/?%ff", "/%ff%fe/", "/" + "a" * 5000, "/%2e%2e/%2e%2e/etc/passwd", "/?" + "a=1&" * 5000)

    @pytest.mark.parametrize("path", PATHS)
    def test_broken_address_is_answered_in_general_words(self, world: World, path: str) -> None:
        """PHI-13."""
        for who in ("nobody signed in", "patient"):
            answer = ask(world, who, path)
            assert answer.status_code in {200, 302, 400, 404}, path
            assert "Traceback" not in answer.content.decode()

    def test_huge_cookie_is_no_crash(self, world: World) -> None:
        assert Client().get("/accounts/login/", headers={"cookie": f"a={'x' * 100_000}"}).status_code == 200

    def test_names_of_javascript_are_names(self, world: World) -> None:
        """INJ-13."""
        answer = ask(world, "patient", "/?__proto__=1&constructor=1&toString=1#__proto__")
        assert answer.status_code in {200, 302}


class TestWhereItLeads:
    """RED-01: whoever follows a link to our door lands on our own pages."""

    TARGETS = (
        "//evil.example", "https:evil.example", "/\\evil.example", "/%2f%2fevil.example", "javascript:alert(1)",
        "\t//evil.example", "https://testserver@evil.example", "https://testserver.evil.example", "///evil.example",
        "http:///evil.example", "\\\\evil.example", "/\t/evil.example", "https://evil.example/\\@testserver",
    )  # fmt: skip

    @pytest.mark.parametrize("target", TARGETS)
    def test_sign_in_lands_on_our_own_page(self, world: World, target: str) -> None:
        for address, who in (("/accounts/login/", "nobody signed in"), ("/accounts/reauthenticate/", "patient")):
            name = world.rosa.patient.user.username
            data = {"login": name, "password": PASSWORD, "next": target}
            world.browser.cookies.clear()
            if world.sessions[who]:
                world.browser.cookies[settings.SESSION_COOKIE_NAME] = world.sessions[who]
            undo = transaction.savepoint()
            answer = world.browser.post(address, data)
            transaction.savepoint_rollback(undo)
            assert is_ours(answer.headers.get("Location", "/")), address

    @pytest.mark.parametrize("target", TARGETS)
    def test_every_other_address_leads_to_our_own_page(self, world: World, target: str) -> None:
        for address in ("/accounts/logout/", "/accounts/session/stay/", "/admin/logout/", "/accounts/second-factor/"):
            for method in ("GET", "POST"):
                headers = {"referer": target.strip()}
                answer = ask(world, "patient", f"{address}?next={target}", method, headers=headers)
                assert is_ours(answer.headers.get("Location", "/")), address

    def test_judge_knows_what_is_not_ours(self) -> None:
        assert not any(map(is_ours, ("//evil.example", "https://evil.example/", "/\\evil.example", "javascript:a")))


def is_ours(location: str) -> bool:
    return location.startswith("/") and not location.startswith(("//", "/\\", "/\t"))


class TestStageNotYetOpen:
    """FUN-07, V2.3.1."""

    def test_later_stage_and_its_forms_take_nothing(self, world: World) -> None:
        stage = world.rosa.cycles.get().stages.get(code="follow_up")
        form = world.rosa.check_ins.get(code="F-21")
        assert ask(world, "patient", f"/stages/{stage.pk}/").status_code == 200  # what it will be; nothing to fill in
        for address in ("send/", "questions/pain_worst/"):
            answer = ask(world, "patient", f"/check-ins/{form.pk}/{address}", "POST")
            assert answer.status_code in {302, 303, 404, 409, 422}, address
            assert not form.submissions.exists()
            assert not hasattr(form, "draft")
