"""How an agency runs it: every secret and address comes from the environment or the start fails."""

import os

from django.core.exceptions import ImproperlyConfigured

from mappa.addresses import email
from mappa.settings.base import *
from mappa.settings.demonstration import SECRET_KEY as KNOWN_TO_ALL
from mappa.settings.secrets import required

SHORTEST_KEY = 50

SECRET_KEY = required("SECRET_KEY")
if KNOWN_TO_ALL == SECRET_KEY:
    raise ImproperlyConfigured("SECRET_KEY is the demonstration's, which is known to everyone.")
if len(SECRET_KEY) < SHORTEST_KEY:
    raise ImproperlyConfigured(f"SECRET_KEY must be at least {SHORTEST_KEY} characters long.")
