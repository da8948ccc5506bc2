"""Settings. No environment: the demo. DEBUG=1: development. DEBUG=0: production, each missing secret fails by name."""

import os
import re
from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from config.postgres import OWNER, embedded_url

BASE_DIR = Path(__file__).resolve().parent.parent
PRODUCTION = os.environ.get("DEBUG") == "0"
DEBUG = os.environ.get("DEBUG") == "1"
# Everybody can read this one: `accounts/checks.py` refuses it in production.
DEMO_ENCRYPTION_KEY = "b25seS1mb3ItdGhlLWRlbW8tb24tdGhpcy1jb21wdXQ="


def required(name: str, otherwise: str) -> str:
    """The environment's value; in production a missing one stops the start, by name."""
    value = os.environ.get(name, "")
    if PRODUCTION and not value:
        raise ImproperlyConfigured(f"Set {name}: production does not start without it.")
    return value or otherwise


SECRET_KEY = required("SECRET_KEY", "only-for-the-demo-on-this-machine-" + "x" * 30)
# Newest first; older ones still open what they closed. `manage.py encryption_key` prints one.
ENCRYPTION_KEYS = required("ENCRYPTION_KEYS", DEMO_ENCRYPTION_KEY).split(",")
ALLOWED_HOSTS = required("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
# Where people find us: every link in a mail begins with it, whatever a request says about its host.
PUBLIC_URL = required("PUBLIC_URL", "http://localhost:8000").rstrip("/")
if not re.fullmatch(r"https://[^/\s]+" if PRODUCTION else r"https?://[^/\s]+", PUBLIC_URL):
    raise ImproperlyConfigured("Set PUBLIC_URL to scheme and host alone, in production https://…")
DATABASES = {
    "default": dj_database_url.parse(
        required("DATABASE_URL", embedded_url()), conn_max_age=None, conn_health_checks=True
    )
}
# The app works as a role that owns no table; migrating is done as the owner (accounts/database.py).
DATABASE_ROLE = DATABASES["default"]["USER"]
DATABASE_OWNER = dj_database_url.parse(
    os.environ.get("DATABASE_OWNER_URL") or os.environ.get("DATABASE_URL") or embedded_url(OWNER)
)
# The pages' biggest statements are planned once a connection; a pooler between must keep prepared statements.
DATABASES["default"].setdefault("OPTIONS", {})["prepare_threshold"] = 0
DATABASES["default"]["TEST"] = {"NAME": os.environ.get("TEST_DATABASE_NAME", "test_journey")}

INSTALLED_APPS = [
    "accounts",
    "journey",
    "config.apps.StaffAdmin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "crispy_forms",
    "csp",
    "pgtrigger",
    "procrastinate.contrib.django",
]
MIDDLEWARE = [
    "journey.views.middleware.PrivatePages",
    "journey.views.middleware.SmallRequests",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.trace.requests.NamesWhoActs",
    "accounts.too_often.NotTooOften",
    "journey.views.looks.LooksLeaveARow",
    "django.contrib.messages.middleware.MessageMiddleware",
    "accounts.middleware.SessionLimits",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.middleware.SecondFactorGuard",
    "journey.views.middleware.RefusalPages",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "journey.views.frame.frame",
                "accounts.session_views.stay_words",
            ]
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = ("hand",)
CRISPY_TEMPLATE_PACK = "hand"

# People ------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.backends.NameOrAddress"]
PASSWORD_HASHERS = ["accounts.hashers.Argon2id", "django.contrib.auth.hashers.PBKDF2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 8}},
    {"NAME": "accounts.passwords.NotTooLong"},
    {"NAME": "accounts.passwords.NotOurName"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "accounts.adapter.Door"
ACCOUNT_FORMS = {
    "login": "accounts.door_forms.PasswordForm",
    "change_password": "accounts.own_password.OwnPasswordForm",
    "set_password": "accounts.own_password.OwnPasswordForm",
}
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_UNIQUE_EMAIL = False
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 5 * 60
# Staff need a second factor; only the demo may do without. `accounts/checks.py` refuses "off" in production.
SECOND_FACTOR_REQUIRED = os.environ.get("SECOND_FACTOR", "on" if PRODUCTION else "off") != "off"
MFA_ADAPTER = "accounts.second_factor_adapter.Factors"
MFA_SUPPORTED_TYPES = ["totp", "webauthn"]  # recovery codes are our own: the library's are not hashed
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_FORMS = {
    "authenticate": "accounts.second_factor_forms.CodeForm",
    "reauthenticate": "accounts.second_factor_forms.CodeAgainForm",
    "activate_totp": "accounts.second_factor_forms.AppForm",
    "add_webauthn": "accounts.second_factor_forms.PasskeyForm",
}
# In production the sample's one proxy stands in front: what it says about the caller's address and scheme is believed.
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("TRUSTED_PROXY_COUNT", "1" if PRODUCTION else "0"))

# Words and time ------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# Files, cache, sessions, messages --------------------------------------------
STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles" if PRODUCTION else None
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = not PRODUCTION
WHITENOISE_ALLOW_ALL_ORIGINS = False
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
# What counts tries to sign in. A third of it is thrown away when it is full, so nobody may be able to fill it.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "shared_cache",
        "OPTIONS": {"MAX_ENTRIES": 1_000_000},
    }
}
SESSION_ENGINE = "accounts.sessions"
SESSION_COOKIE_AGE = 12 * 3600
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
# Mail leaves from the outbox by a job (accounts/mail.py). The demo's worker prints it.
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend" if PRODUCTION else "accounts.printed_mail.EmailBackend"
EMAIL_HOST = os.environ.get("EMAIL_HOST", "localhost")
EMAIL_PORT = int(os.environ.get("EMAIL_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = os.environ.get("EMAIL_TLS") == "start"
EMAIL_USE_SSL = os.environ.get("EMAIL_TLS") == "on"
EMAIL_TIMEOUT = 10
# A name that tells nobody what kind of clinic writes: "Your clinic <post@clinic.example>".
DEFAULT_FROM_EMAIL = required("MAIL_FROM", "Your clinic <post@clinic.example>")
# Text messages: a back-end of `accounts/text_messages.py`, or none. The demo's worker prints them.
SMS_URL = os.environ.get("SMS_URL", "")
SMS_TOKEN = os.environ.get("SMS_TOKEN", "")
_SMS = "accounts.text_messages.Webhook" if SMS_URL else "" if PRODUCTION else "accounts.text_messages.Printed"
SMS_BACKEND = os.environ.get("SMS_BACKEND", _SMS)

# Safety of the browser's side --------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
CSRF_FAILURE_VIEW = "accounts.kept_pages.form_too_old"
SIGNED_COOKIE_LEGACY_SALT_FALLBACK = False
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
# A document of 10 MB with what stands around it in the form.
MOST_BYTES = 11 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = MOST_BYTES  # so nothing that is sent stands in a file of the server
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
DATA_UPLOAD_MAX_NUMBER_FILES = 5
FILE_UPLOAD_PERMISSIONS = 0o600
CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_HTTPONLY = True
KNOWN_BROWSER_COOKIE_NAME = "known"
if PRODUCTION:
    SESSION_COOKIE_NAME = "__Host-session"
    CSRF_COOKIE_NAME = "__Host-csrf"
    KNOWN_BROWSER_COOKIE_NAME = "__Host-known"
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_SSL_REDIRECT = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True

# One line an event on standard error, without what people typed: see config/logs.py.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "config.logs.OneLine"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": [], "level": "WARNING", "propagate": True},
        "django.server": {"handlers": ["console"], "level": "INFO" if DEBUG else "WARNING", "propagate": False},
        # Its SQL, with people's data in it, whatever anybody sets above.
        "django.db.backends": {"handlers": [], "level": "WARNING", "propagate": True},
    },
}

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TEST_RUNNER = "django.test.runner.DiscoverRunner"
