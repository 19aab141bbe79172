"""The demonstration's settings, with the ways that ours is compared with."""

from mappa.settings.demonstration import *

INSTALLED_APPS = [*INSTALLED_APPS, "bench"]
MIDDLEWARE = ["bench.timing.DatabaseTime", *MIDDLEWARE]
ROOT_URLCONF = "bench.urls"
ALLOWED_HOSTS = ["127.0.0.1"]
LOGGING = {"version": 1, "disable_existing_loggers": True}
WHITENOISE_AUTOREFRESH = True  # no asset is asked for, so none is listed
# As in production: connections are kept.
DATABASES["default"].setdefault("OPTIONS", {})["pool"] = {"min_size": 1, "max_size": 4}
