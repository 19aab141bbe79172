#!/usr/bin/env python
"""Runs one of the product's commands, on the embedded services unless their addresses are given."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line

from mappa.roles import prepare
from mappa.settings.environment import address

# These change the schema or build a county, and connect as the owner; no other command does.
OWNER_COMMANDS = {"build_county", "flush", "migrate"}
# These touch no service, and need none.
ALONE = {"check", "collectstatic", "findstatic", "help", "makemessages", "version", "--help"}


def main() -> None:
    """In production nothing embedded is ever started: its settings ask for the addresses."""
    settings = os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mappa.settings.demonstration")
    command = set(sys.argv[1:2])
    if command & OWNER_COMMANDS and "--check" not in sys.argv:
        os.environ["MAPPA_CONNECT_AS"] = "owner"
    try:
        if not settings.endswith(".production") and command - ALONE:
            from mappa.embedded import ensure_services

            ensure_services()
        if command == {"migrate"} and "MAPPA_CONNECT_AS" in os.environ:
            prepare(address("DATABASE_OWNER_URL"))
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as wrong:
        sys.exit(str(wrong))


if __name__ == "__main__":
    main()
