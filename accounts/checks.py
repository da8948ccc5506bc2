"""Production does not start half-configured: `manage.py`, its workers and the web server ask here first."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.core.exceptions import ImproperlyConfigured
from django.db import DEFAULT_DB_ALIAS, connection
from django.http.request import validate_host

from accounts import encryption

TAG = "production"
AT_HOME = frozenset({"localhost", "127.0.0.1", "::1"})
ONE_PROCESS = ("LocMem", "Dummy")
LEAST_KEY = 50
OWNS = """
    select r.rolsuper or pg_has_role(r.oid, c.relowner, 'MEMBER') from pg_roles r, pg_class c
    where r.rolname = %s and c.oid = to_regclass('public.accounts_trace')
"""


@register(TAG)
def half_configured(app_configs: Any = None, **more: Any) -> list[CheckMessage]:
    """What is missing or as in the demo, each with the name of the variable to set. Outside production only whether
    this computer serves others: then the line that makes it production was forgotten."""
    if not settings.PRODUCTION:
        return [*_serves_others()]
    found = {
        "E001": ("SECRET_KEY", _is_weak(settings.SECRET_KEY), "is the demo's, or shorter than 50 letters."),
        "E002": ("ENCRYPTION_KEYS", not _are_keys(settings.ENCRYPTION_KEYS), "must be made for this clinic alone."),
        "E003": ("SECOND_FACTOR", not settings.SECOND_FACTOR_REQUIRED, "is off: only the demo may do without."),
        "E004": ("ALLOWED_HOSTS", _is_open(settings.ALLOWED_HOSTS), "must name each host, without a star."),
        "E005": ("PUBLIC_URL", not _is_ours(settings.PUBLIC_URL), "has a host that ALLOWED_HOSTS does not name."),
        "E006": ("CACHES", _is_alone(settings.CACHES), "is not shared: each worker would count tries by itself."),
        "E008": ("SMS_URL", _texts_are_open(), "must begin with https:// and come with SMS_TOKEN."),
        "E007": ("EMAIL_TLS", _mail_is_open(), "is missing: mail would leave this computer in clear text."),
    }
    return [
        Error(f"{name} {words}", id=f"accounts.{number}")
        for number, (name, is_wrong, words) in found.items()
        if is_wrong
    ]


@register(Tags.database)
def owns_the_trace(app_configs: Any = None, databases: Any = None, **more: Any) -> list[CheckMessage]:
    """A role that owns the trace could switch its triggers off. Asked when migrating, and by `check --database`."""
    if not settings.PRODUCTION or DEFAULT_DB_ALIAS not in (databases or ()):
        return []
    with connection.cursor() as cursor:
        cursor.execute(OWNS, [settings.DATABASE_ROLE])
        found = cursor.fetchone()
    words = "The role of DATABASE_URL owns the tables of the trace, and could change it."
    hint = "Name the owner in DATABASE_OWNER_URL, and migrate with it: that gives the other role its rights."
    return [Warning(words, hint=hint, id="accounts.W001")] if found and found[0] else []


def refuse_half_configured() -> None:
    """For the web server, which runs no checks of its own. Raises ImproperlyConfigured."""
    found = half_configured()
    if found:
        raise ImproperlyConfigured(" ".join(each.msg for each in found))


def _serves_others() -> Iterator[CheckMessage]:
    """The demo has known passwords, and neither a second factor nor cookies that travel by TLS alone."""
    hosts = {"ALLOWED_HOSTS": settings.ALLOWED_HOSTS, "PUBLIC_URL": [urlsplit(settings.PUBLIC_URL).hostname or ""]}
    for name, named in hosts.items():
        strange = sorted({host for host in named if host.strip("[]") not in AT_HOME})
        if strange:
            words = f"{name} names {', '.join(strange)}: a server for others starts with DEBUG=0."
            yield Error(words, id="accounts.E009")


def _is_weak(key: str) -> bool:
    return len(key) < LEAST_KEY or key.startswith(("only-for-the-demo", "django-insecure"))


def _are_keys(keys: list[str]) -> bool:
    return all(encryption.is_key(key) and key != settings.DEMO_ENCRYPTION_KEY for key in keys)


def _is_open(hosts: list[str]) -> bool:
    return any("*" in host or not host.strip() for host in hosts)


def _is_ours(address: str) -> bool:
    return validate_host(urlsplit(address).hostname or "", settings.ALLOWED_HOSTS)


def _is_alone(caches: dict[str, Any]) -> bool:
    return any(word in caches["default"]["BACKEND"] for word in ONE_PROCESS)


def _texts_are_open() -> bool:
    """Text messages would leave in clear text, or anybody could send them in our name."""
    url = settings.SMS_URL
    return bool(url) and not (url.startswith("https://") and settings.SMS_TOKEN)


def _mail_is_open() -> bool:
    is_kept_in = settings.EMAIL_HOST in AT_HOME
    return not (is_kept_in or settings.EMAIL_USE_TLS or settings.EMAIL_USE_SSL)
