"""Production settings: clean by Django's own check, complete by name, strict towards the browser."""

import json
import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.test import Client

from tests.meta.code import ROOT

SECRETS = {
    "SECRET_KEY": "a-made-up-key-that-is-long-enough-and-varied-0123456789-ABCDEFGHIJ",
    "ALLOWED_HOSTS": "clinic.example.org",
    "ENCRYPTION_KEYS": "YS1tYWRlLXVwLWtleS1mb3ItdGhlc2UtdGVzdHMtMDE=",
    "DATABASE_URL": "postgresql://nobody@localhost:1/none",
    "PUBLIC_URL": "https://clinic.example.org",
    "MAIL_FROM": "Your clinic <post@clinic.example.org>",
}
A_YEAR = 365 * 24 * 3600
POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
}
SHOW = """
import json
from config import settings
kept = {name: getattr(settings, name) for name in dir(settings) if name.isupper() and name != "LANGUAGES"}
from accounts.hashers import Argon2id as argon2
kept["argon2"] = [argon2.time_cost, argon2.memory_cost, argon2.parallelism]
print(json.dumps(kept, default=str, skipkeys=True))
"""


# What other tests of this process, or the developer, may have set.
OF_THE_TESTS = {"DEBUG", "DJANGO_SETTINGS_MODULE", "DJANGO_ALLOW_ASYNC_UNSAFE"}


def production(*arguments: str, **changed: str) -> subprocess.CompletedProcess[str]:
    """Run Python under production settings; a secret set to "" is a missing one."""
    kept = {name: value for name, value in os.environ.items() if name not in {*SECRETS, *OF_THE_TESTS}}
    environment = kept | {"DEBUG": "0"} | SECRETS | changed
    command = [sys.executable, *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False)


@pytest.fixture(scope="module")
def shown() -> dict[str, object]:
    run = production("-c", SHOW)
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout)


def test_deploy_check_in_production_has_no_warning() -> None:
    run = production("manage.py", "check", "--deploy", "--fail-level", "WARNING")
    assert run.returncode == 0, run.stderr


def test_deploy_check_in_production_can_fail() -> None:
    run = production("manage.py", "check", "--deploy", "--fail-level", "WARNING", SECRET_KEY="short")
    assert run.returncode != 0
    assert "security.W009" in run.stderr


@pytest.mark.parametrize("name", SECRETS)
def test_production_without_a_secret_stops_and_names_it(name: str) -> None:
    run = production("-c", "import config.settings", **{name: ""})
    assert run.returncode != 0
    assert f"Set {name}" in run.stderr


@pytest.mark.parametrize(
    "address", ["http://clinic.example.org", "clinic.example.org", "https://clinic.example.org/app", "https://"]
)
def test_production_with_a_public_address_that_is_none_stops_and_names_it(address: str) -> None:
    run = production("-c", "import config.settings", PUBLIC_URL=address)
    assert run.returncode != 0
    assert "Set PUBLIC_URL" in run.stderr


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DEBUG", False),
        ("SESSION_COOKIE_NAME", "__Host-session"),
        ("CSRF_COOKIE_NAME", "__Host-csrf"),
        ("SESSION_COOKIE_SECURE", True),
        ("CSRF_COOKIE_SECURE", True),
        ("SESSION_COOKIE_HTTPONLY", True),
        ("CSRF_COOKIE_HTTPONLY", True),
        ("SECURE_SSL_REDIRECT", True),
        ("SECURE_HSTS_SECONDS", A_YEAR),
        ("SECURE_HSTS_INCLUDE_SUBDOMAINS", True),
        ("X_FRAME_OPTIONS", "DENY"),
        ("ALLOWED_HOSTS", ["clinic.example.org"]),
        ("WHITENOISE_USE_FINDERS", False),
    ],
)
def test_production_setting_is_strict(shown: dict[str, object], name: str, value: object) -> None:
    assert shown[name] == value


def test_production_cookies_keep_the_conditions_of_their_prefix(shown: dict[str, object]) -> None:
    """`__Host-` cookies need Secure, the path "/" and no domain, or browsers drop them."""
    for cookie in ("SESSION", "CSRF"):
        assert shown.get(f"{cookie}_COOKIE_DOMAIN") is None
        assert shown.get(f"{cookie}_COOKIE_PATH", "/") == "/"
        assert shown.get(f"{cookie}_COOKIE_SAMESITE", "Lax") in {"Lax", "Strict"}


def test_production_has_a_database_that_heals_and_a_cache_that_workers_share(shown: dict[str, object]) -> None:
    database = shown["DATABASES"]["default"]  # type: ignore[index]
    assert database["CONN_HEALTH_CHECKS"] is True
    assert "LocMem" not in json.dumps(shown["CACHES"])
    assert "cache.middleware" not in json.dumps(shown["MIDDLEWARE"]), "no page cache on signed-in pages"


def test_passwords_are_kept_with_argon2(shown: dict[str, object]) -> None:
    """19 MiB, two passes, one lane (OWASP); the suite itself hashes more cheaply."""
    assert settings.PASSWORD_HASHERS[0] == "accounts.hashers.Argon2id"
    assert shown["argon2"] == [2, 19_456, 1]


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/accounts/login/", "/", "/admin/", "/nothing-here/", "/accounts/reauthenticate/"])
def test_every_answer_carries_the_exact_policy_and_is_not_kept(client: Client, address: str) -> None:
    response = client.get(address)

    assert {part.strip() for part in response.headers["Content-Security-Policy"].split(";")} == POLICY
    assert response.headers["X-Frame-Options"] == "DENY"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Referrer-Policy"] == "same-origin"
    assert response.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "no-store" in response.headers["Cache-Control"]
