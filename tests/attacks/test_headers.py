"""Every kind of answer carries the same strict headers and tells nothing about the server."""

from typing import Any

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client

from accounts.models import User
from tests.builders import patient
from tests.meta.world import PASSWORD

ALWAYS = {
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
FORBIDDEN = ("Server", "X-Powered-By", "Access-Control-Allow-Origin", "Access-Control-Allow-Credentials", "Via")
NOT_THERE = (
    "/.git/HEAD", "/.env", "/db.sqlite3", "/media/", "/static/", "/api/", "/schema", "/docs", "/metrics",
    "/__debug__/", "/silk", "/admin/nothing/", "/static/../config/settings.py", "/%2e%2e/config/settings.py",
)  # fmt: skip


@pytest.fixture
def rosa(db: None) -> User:
    return patient(password=PASSWORD).user  # type: ignore[return-value]


@pytest.fixture
def rosas(rosa: User) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(rosa, backend="accounts.backends.NameOrAddress")
    return client


def answers(client: Client, monkeypatch: pytest.MonkeyPatch) -> dict[str, HttpResponse]:
    """One of each kind."""
    strict = Client(enforce_csrf_checks=True)
    found = {
        "200": client.get("/account/"),
        "302": Client().get("/account/"),
        "400": Client().get("/accounts/login/", headers={"host": "evil.example"}),
        "403": strict.post("/accounts/login/", {"login": "x"}),
        "404": client.get("/nothing-here/"),
        "405": client.post("/account/"),
        "413": client.generic("POST", "/accounts/login/", CONTENT_LENGTH=str(settings.MOST_BYTES + 1)),
        "static": client.get("/static/css/patient.css"),
    }
    monkeypatch.setattr("journey.views.patient.home.account_page", _crash)
    return found | {"500": client.get("/account/")}


def _crash(*_: object) -> None:
    raise RuntimeError("Rosa Marsh has pain")


class TestEveryKindOfAnswer:
    """HDR-01, HDR-03, HDR-04, CLK-01."""

    def test_headers_are_on_each(self, rosas: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        got = answers(rosas, monkeypatch)
        assert {str(response.status_code) for response in got.values()} == {*got} - {"static"}
        for kind, response in got.items():
            policy = response.headers["Content-Security-Policy"]
            assert "frame-ancestors 'none'" in policy, kind
            assert "base-uri 'none'" in policy, kind
            assert "unsafe" not in policy, kind
            assert {name: response.headers.get(name) for name in ALWAYS} == ALWAYS, kind
            assert "camera=()" in response.headers["Permissions-Policy"], kind
            assert [name for name in FORBIDDEN if name in response.headers] == [], kind

    def test_only_files_may_be_stored(self, rosas: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        """SES-07, PHI-04."""
        got = answers(rosas, monkeypatch)
        stored = {kind for kind, response in got.items() if "no-store" not in response.headers["Cache-Control"]}
        assert stored == {"static"}

    def test_crash_tells_nothing(self, rosas: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        """PHI-13."""
        page = answers(rosas, monkeypatch)["500"].content.decode()
        assert "Rosa" not in page
        assert "Traceback" not in page
        assert "RuntimeError" not in page

    def test_origin_of_somebody_else_is_given_no_leave(self, rosas: Client) -> None:
        for method in ("GET", "OPTIONS"):
            response = rosas.generic(method, "/account/", headers={"origin": "https://evil.example"})
            assert not [name for name in response.headers if name.startswith("Access-Control")]


@pytest.mark.parametrize("address", NOT_THERE)
def test_address_that_other_products_leave_open_is_not_there(db: None, address: str) -> None:
    """FUN-09."""
    response = Client().get(address)
    assert response.status_code in {302, 404}
    if response.status_code == 302:
        assert response.headers["Location"].startswith(("/accounts/login/", "/admin/login/"))


def test_every_cookie_is_closed_to_scripts_and_to_other_sites(rosa: User) -> None:
    """SES-06. The `__Host-` names and Secure are production's: `tests/config/test_production.py`."""
    client = Client()
    client.get("/accounts/login/")
    client.post("/accounts/login/", {"login": rosa.username, "password": PASSWORD})
    assert set(client.cookies) == {settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME}
    for cookie in client.cookies.values():
        assert cookie["httponly"] is True
        assert cookie["samesite"] in {"Lax", "Strict"}
        assert (cookie["domain"], cookie["path"]) == ("", "/")


class TestTooMuch:
    """UPL-04: refused before a byte is read."""

    def test_body_that_says_it_is_huge_is_not_read(self, db: None) -> None:
        response = Client().generic("POST", "/accounts/login/", b"", CONTENT_LENGTH=str(100 * 1024**2))
        assert response.status_code == 413

    @pytest.mark.parametrize("said", ["-1", "abc", "1e9", "٣"])
    def test_length_that_is_no_number_is_refused(self, db: None, said: str) -> None:
        response = Client().generic("POST", "/accounts/login/", b"", CONTENT_LENGTH=said)
        assert response.status_code in {400, 413}

    def test_thousands_of_fields_are_refused(self, db: None) -> None:
        response = Client().post("/accounts/login/", {f"f{number}": "x" for number in range(2000)})
        assert response.status_code == 400

    def test_many_files_are_refused(self, db: None) -> None:
        body = "".join(
            f'--x\r\nContent-Disposition: form-data; name="f{number}"; filename="a"\r\n\r\nx\r\n'
            for number in range(50)
        )
        response = Client().generic("POST", "/accounts/login/", f"{body}--x--\r\n", "multipart/form-data; boundary=x")
        assert response.status_code == 400


class TestHost:
    """RED-03."""

    SAID: tuple[dict[str, str], ...] = (
        {"x-forwarded-host": "evil.example"},
        {"x-remote-user": "dr.osei"},
        {"remote-user": "dr.osei"},
        {"forwarded": "host=evil.example"},
        {"x-original-url": "/admin/"},
    )

    @pytest.mark.parametrize("headers", SAID)
    def test_what_a_caller_says_of_itself_changes_nothing(self, db: None, headers: dict[str, str]) -> None:
        response = Client().get("/account/", headers=headers)
        assert response.status_code == 302
        assert response.headers["Location"] == "/accounts/login/?next=/account/"

    @pytest.mark.parametrize(
        "host", ["evil.example", "localhost.evil.example", "localhost:80@evil.example", "[::1", ""]
    )
    def test_strange_host_is_refused_in_general_words(self, db: None, host: str) -> None:
        response = Client().get("/accounts/login/", headers={"host": host} if host else {"host": " "})
        assert response.status_code == 400
        assert "evil" not in response.content.decode()


def test_policy_of_pages_lets_no_script_in_but_our_own(client: Client, db: None) -> None:
    """XSS-01's second line: even markup that got through would not run."""
    policy: Any = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    assert policy["default-src"] == ["'none'"]
    assert policy["script-src"] == ["'self'"]
    assert "unsafe-inline" not in str(policy)
