"""Production does not start with anything of the demo in it (CFG-04, BRU-07, MFA-01)."""

from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from accounts import checks
from tests.config.test_production import SECRETS, production

GOOD = {
    "PRODUCTION": True,
    "SECRET_KEY": SECRETS["SECRET_KEY"],
    "ENCRYPTION_KEYS": [SECRETS["ENCRYPTION_KEYS"]],
    "SECOND_FACTOR_REQUIRED": True,
    "ALLOWED_HOSTS": ["clinic.example.org"],
    "PUBLIC_URL": "https://clinic.example.org",
}
SHARED = "django.core.cache.backends.db.DatabaseCache"


@pytest.fixture
def good(settings: Any) -> Any:
    for name, value in GOOD.items():
        setattr(settings, name, value)
    return settings


def test_complete_one_starts(good: Any) -> None:
    assert checks.half_configured() == []
    checks.refuse_half_configured()


def test_demo_and_development_on_this_computer_are_not_asked(settings: Any) -> None:
    settings.PRODUCTION, settings.ALLOWED_HOSTS = False, ["localhost", "127.0.0.1", "[::1]"]
    assert checks.half_configured() == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ALLOWED_HOSTS", ["localhost", "clinic.example.org"]),
        ("ALLOWED_HOSTS", ["*"]),
        ("PUBLIC_URL", "https://clinic.example.org"),
    ],
)
def test_server_for_others_without_the_line_of_production_is_refused(settings: Any, name: str, value: object) -> None:
    """CFG-04: DEBUG=0 was forgotten, so nothing else would be asked."""
    settings.PRODUCTION, settings.ALLOWED_HOSTS = False, ["localhost"]
    setattr(settings, name, value)
    assert [each.id for each in checks.half_configured()] == ["accounts.E009"]


def test_web_server_and_workers_without_the_line_of_production_do_not_start() -> None:
    for command in (("-c", "import config.wsgi"), ("manage.py", "procrastinate", "worker")):
        run = production(*command, DEBUG="")
        assert run.returncode != 0, command
        assert "a server for others starts with DEBUG=0" in run.stderr, command


@pytest.mark.parametrize(
    ("number", "name", "value"),
    [
        ("E001", "SECRET_KEY", "only-for-the-demo-on-this-machine-" + "x" * 30),
        ("E001", "SECRET_KEY", "short"),
        ("E002", "ENCRYPTION_KEYS", ["b25seS1mb3ItdGhlLWRlbW8tb24tdGhpcy1jb21wdXQ="]),
        ("E002", "ENCRYPTION_KEYS", [SECRETS["ENCRYPTION_KEYS"], "not a key"]),
        ("E003", "SECOND_FACTOR_REQUIRED", False),
        ("E004", "ALLOWED_HOSTS", ["*", "clinic.example.org"]),
        ("E005", "PUBLIC_URL", "https://elsewhere.example.org"),
        ("E006", "CACHES", {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}),
        ("E007", "EMAIL_HOST", "mail.example.org"),
        ("E008", "SMS_URL", "http://sms.example.org"),
    ],
)
def test_half_configured_one_is_refused_by_name(good: Any, number: str, name: str, value: object) -> None:
    setattr(good, name, value)
    assert [each.id for each in checks.half_configured()] == [f"accounts.{number}"]
    with pytest.raises(ImproperlyConfigured):
        checks.refuse_half_configured()


def test_mail_to_another_machine_with_tls_is_taken(good: Any) -> None:
    good.EMAIL_HOST, good.EMAIL_USE_TLS = "mail.example.org", True
    assert checks.half_configured() == []


def test_check_of_manage_and_the_web_server_both_refuse() -> None:
    checked = production("manage.py", "check", SECOND_FACTOR="off")
    served = production("-c", "import config.wsgi", SECOND_FACTOR="off")
    assert "accounts.E003" in checked.stderr
    assert "SECOND_FACTOR is off" in served.stderr
    assert 0 not in {checked.returncode, served.returncode}


def test_demo_with_its_known_password_is_refused_on_a_clinics_server() -> None:
    """PWD-06: before it has touched any database."""
    run = production("manage.py", "demo", "--no-serve")
    assert run.returncode != 0
    assert "not on a clinic's server" in run.stderr
    assert "password" not in run.stdout


@pytest.mark.django_db
def test_role_that_owns_the_trace_is_warned_of(good: Any) -> None:
    """An external server without DATABASE_OWNER_URL: one role for everything works, and is said."""
    assert checks.owns_the_trace(databases=["default"]) == []

    good.DATABASE_ROLE = connection.settings_dict["USER"]
    assert [each.id for each in checks.owns_the_trace(databases=["default"])] == ["accounts.W001"]
    assert checks.owns_the_trace(databases=None) == []
    good.PRODUCTION = False
    assert checks.owns_the_trace(databases=["default"]) == []
