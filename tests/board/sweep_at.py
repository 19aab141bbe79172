"""Run as a process of its own: one sweep that begins at the moment it is given."""

import sys
from time import sleep, time

import django

django.setup()

from board.tasks import find_what_is_due  # noqa: E402

sleep(max(0.0, float(sys.argv[1]) - time()))
sys.stdout.write(str(find_what_is_due()))
