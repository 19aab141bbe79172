"""A fictional county to try the product with: one machine, a known key, e-mail shown on a page."""

import os

from mappa.settings.base import *

DEMONSTRATION = True
DEMONSTRATION_PASSWORD = "every-person-here-is-made-up"  # noqa: S105 (shown on the sign-in page)
SECOND_FACTOR_REQUIRED = False  # everybody is made up, and shares one password
# Known to everyone, and refused in production for that reason.
SECRET_KEY = "the demonstration's key, which opens nothing worth opening and is known to all"  # noqa: S105
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
EMAIL_BACKEND = "notices.delivery.DemonstrationBackend"
SITE_ADDRESS = os.environ.get("SITE_ADDRESS") or f"http://127.0.0.1:{os.environ.get('PORT', 8000)}"
SECONDS_BETWEEN_DELIVERIES = int(os.environ.get("SECONDS_BETWEEN_DELIVERIES") or 10)
SECONDS_BETWEEN_SWEEPS = int(os.environ.get("SECONDS_BETWEEN_SWEEPS") or 60)
SECONDS_BETWEEN_COUNTS = int(os.environ.get("SECONDS_BETWEEN_COUNTS") or 60)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True  # assets straight from static/ and node_modules: nothing to collect
WHITENOISE_AUTOREFRESH = False
