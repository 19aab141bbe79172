"""The tests: the real services, a fast password hasher, and e-mail kept in memory.

Whoever starts the tests calls mappa.embedded.ensure_services() before Django reads this, since it
puts DATABASE_URL, DATABASE_OWNER_URL and REDIS_URL into the environment.
"""

import os

from mappa.settings.base import *

DEMONSTRATION = True
DEMONSTRATION_PASSWORD = "every-person-here-is-made-up"  # noqa: S105
SECRET_KEY = "only the tests sign anything with this, and nothing that they sign lasts"  # noqa: S105
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
FRESH_MINUTES = None  # a test that signs somebody in by force has nobody to ask; see tests/agencies
SECOND_FACTOR_REQUIRED = False
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True  # looked up when asked for: the assets are not listed for each test

# Each parallel worker of pytest has a Redis database of its own, after the demonstration's 0.
_WORKER = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
REDIS_URL = f"{REDIS_URL.rpartition('/')[0]}/{1 + _WORKER % 15}"
