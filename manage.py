#!/usr/bin/env python
"""Runs one of the product's commands, on the embedded services unless their addresses are given."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line

from mappa.roles import prepare
from mappa.settings.environment import address

# These change the schema, build a county or check the whole trail, and connect as the owner; no
# other command does.
OWNER_COMMANDS = {"build_county", "flush", "migrate", "verify_trail"}
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
        if command == {"migrate"} and "MAPPA_CONNECT_AS" in os.environ:
            let_processes_be_believed()
    except ImproperlyConfigured as wrong:
        sys.exit(str(wrong))


def let_processes_be_believed() -> None:
    """Give the database the key with which processes of these settings sign what they tell it."""
    from django.conf import settings
    from django.db import connection, transaction

    from access.signature import keep_keys

    with transaction.atomic(), connection.cursor() as cursor:
        keep_keys(cursor, [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS])


if __name__ == "__main__":
    main()
