"""How an agency runs it: every secret and address comes from the environment, or nothing starts."""

from django.core.exceptions import ImproperlyConfigured

from mappa.addresses import email
from mappa.settings.assets import *
from mappa.settings.demonstration import SECRET_KEY as KNOWN_TO_ALL
from mappa.settings.environment import required

SHORTEST_KEY = 50

SECRET_KEY = required("SECRET_KEY")
if KNOWN_TO_ALL == SECRET_KEY:
    raise ImproperlyConfigured("SECRET_KEY is the demonstration's, which is known to everyone.")
if len(SECRET_KEY) < SHORTEST_KEY:
    raise ImproperlyConfigured(f"SECRET_KEY must be at least {SHORTEST_KEY} characters long.")

ALLOWED_HOSTS = [host.strip() for host in required("ALLOWED_HOSTS").split(",")]
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS]
SITE_ADDRESS = required("SITE_ADDRESS")
if not CONNECT_AS_OWNER:
    required("DATABASE_URL")
required("REDIS_URL")
globals().update(email(required("EMAIL_URL")))
DEFAULT_FROM_EMAIL = required("EMAIL_FROM")

if OIDC_ISSUER:
    required("OIDC_CLIENT_ID")
    required("OIDC_CLIENT_SECRET")
    if not OIDC_ISSUER.startswith("https://"):
        raise ImproperlyConfigured("OIDC_ISSUER must be an address that begins with https://.")

# Behind a proxy that ends TLS and says so in this header, which it must always set itself.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
# Whether a whole domain is listed as HTTPS-only is for its owner to decide, not for one service.
SILENCED_SYSTEM_CHECKS = ["security.W021"]
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-session"
CSRF_COOKIE_NAME = "__Host-csrf"

DATABASES["default"]["OPTIONS"].setdefault("pool", {"min_size": 1, "max_size": 8, "timeout": 10})
