"""A pytest plugin, loaded before Django's settings: PostgreSQL and Valkey are up, or it says so."""

import os
import sys

# Before anything of ours is imported: the worker's module names settings of its own otherwise.
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mappa.settings.testing")

from mappa.addresses import Unavailable
from mappa.embedded import ensure_services

try:
    ensure_services()
except Unavailable as reason:
    sys.exit(f"The tests need PostgreSQL and Valkey. {reason}")
