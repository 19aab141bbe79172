"""A pytest plugin, loaded before Django's settings: PostgreSQL and Valkey are up, or it says so."""

import os
import sys

from mappa.addresses import Unavailable
from mappa.embedded import ensure_services

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mappa.settings.testing")
try:
    ensure_services()
except Unavailable as reason:
    sys.exit(f"The tests need PostgreSQL and Valkey. {reason}")
