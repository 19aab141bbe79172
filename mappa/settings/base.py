"""What is the same wherever the product runs."""

import os
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF

from mappa.addresses import check_broker, database
from mappa.settings.environment import address, given, required
from mappa.static_files import add_headers

BASE_DIR = Path(__file__).resolve().parent.parent.parent
STATE_DIR = Path(os.environ.get("MAPPA_STATE") or BASE_DIR / "var")

DEBUG = False
DEMONSTRATION = False
DEMONSTRATION_PASSWORD = ""
SECRET_KEY = given("SECRET_KEY")
SECRET_KEY_FALLBACKS = [key for key in given("SECRET_KEY_FALLBACKS").split(",") if key]
ALLOWED_HOSTS: list[str] = []

OUR_APPS = [
    "audit",
    "access",
    "govuk",
    "documents",
    "clocks",
    "notices",
    "agencies",
    "nominals",
    "sharing",
    "referrals",
    "victims",
    "meetings",
    "disclosures",
    "board",
    "oversight",
    "demo",
]
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "guardian",
    "django_htmx",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    *OUR_APPS,
]

# The order matters. A static file is answered before anyone is asked who they are; WhoIsAsking
# opens the one transaction of a request and tells PostgreSQL who asks, so all that reads the
# database comes after it but the session and its person, which decide who that is.
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "mappa.headers.NeverKept",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "mappa.headers.OnlyFromOurPages",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "agencies.sessions.Activity",
    "agencies.origin.ComesFrom",
    "allauth.account.middleware.AccountMiddleware",
    "mappa.errors.Answers",
    "access.locks.WhoIsAsking",
    "agencies.interrupted.TypedTextIsKept",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "access.guard.ClosedByDefault",
]

ROOT_URLCONF = "mappa.urls"
ACTOR_OF = "agencies.acting.actor_of"
SERVICE_ACTORS = "agencies.acting.service_actors"
PATHS_WITHOUT_DATABASE = {"/healthz", "/readyz"}  # these must answer when the database does not
WSGI_APPLICATION = "mappa.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "environment": "mappa.jinja.environment",
            "context_processors": [
                "django.contrib.messages.context_processors.messages",
                "mappa.frame.frame",
                "mappa.furniture.furniture",
                "agencies.frame.frame",
            ],
        },
    }
]
FORM_RENDERER = "govuk.renderer.GovukRenderer"

# The application connects as a role that owns nothing and that no policy lets past; only commands
# that change the schema or build a county connect as the owner (see manage.py).
CONNECT_AS_OWNER = os.environ.get("MAPPA_CONNECT_AS") == "owner"
if CONNECT_AS_OWNER:
    required("DATABASE_OWNER_URL")
_URL = address("DATABASE_OWNER_URL" if CONNECT_AS_OWNER else "DATABASE_URL")
DATABASES: dict[str, dict[str, Any]] = {
    "default": {
        **database(_URL or "postgresql:///mappa"),
        "CONN_MAX_AGE": 0,
        "ATOMIC_REQUESTS": False,
    }
}
REDIS_URL = check_broker(address("REDIS_URL") or "redis://127.0.0.1:6379/0")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "agencies.Person"
AUTHENTICATION_BACKENDS = [
    "agencies.sign_in.ByPassword",
    "guardian.backends.ObjectPermissionBackend",
]
ANONYMOUS_USER_NAME = None
GUARDIAN_AUTO_PREFETCH = False
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "agencies.passwords.NotMadeOfCommonOnes"},
    {"NAME": "agencies.passwords.NotMadeOfOurWords"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["name", "email"]},
    },
]
PASSWORD_RESET_TIMEOUT = 24 * 60 * 60  # seconds that a link to set a password is good for
LOGIN_URL = "agencies:sign_in"
LOGIN_REDIRECT_URL = "/"

FRESH_MINUTES: int | None = 5  # how long ago one may have said who one is, before an export
# Django-allauth keeps second factors and speaks OpenID Connect; the pages and the door are ours.
SECOND_FACTOR_REQUIRED = True
MFA_ADAPTER = "agencies.second_factor.Adapter"
MFA_SUPPORTED_TYPES = ["webauthn", "totp", "recovery_codes"]
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_TOTP_TOLERANCE = 0  # a code is good for its own half minute alone
SOCIALACCOUNT_ADAPTER = "agencies.single_sign_on.Calls"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]

# Single sign-on, where an agency has an identity provider (docs/operations.md).
OIDC_ISSUER = given("OIDC_ISSUER")
OIDC_CLIENT_ID = given("OIDC_CLIENT_ID")
OIDC_CLIENT_SECRET = given("OIDC_CLIENT_SECRET")
OIDC_NAME = given("OIDC_NAME") or "single sign-on"
OIDC_MFA_ACR = given("OIDC_MFA_ACR").split()  # what else than amr "mfa" says it saw two factors

SESSION_ENGINE = "agencies.sessions"
IDLE_MINUTES = 15
MOST_CASES_IN_AN_HOUR = 200  # that one person opens: a long panel day has some forty
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "mappa.errors.stale_form"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True
USE_I18N = False

STATIC_URL = "/static/"
STATICFILES_DIRS: list[Any] = [BASE_DIR / "static"]
WHITENOISE_ALLOW_ALL_ORIGINS = False
WHITENOISE_ADD_HEADERS_FUNCTION = add_headers
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "govuk.assets.Packages",
]

SECONDS_BETWEEN_DELIVERIES = 20
SECONDS_BETWEEN_SWEEPS = 5 * 60
SECONDS_BETWEEN_COUNTS = 10 * 60

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
DEFAULT_FROM_EMAIL = given("EMAIL_FROM") or "mappa@localhost"
SITE_ADDRESS = given("SITE_ADDRESS") or "http://127.0.0.1:8000"

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {
            "()": "mappa.logs.Lines",
            "format": "{asctime} {levelname} {name} {message}",
            "style": "{",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {"django.server": {"handlers": ["console"], "level": "WARNING"}},
}
