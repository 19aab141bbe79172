"""End the sessions of one person, or everybody's, at once."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.timezone import now

from agencies.account import end_all_sessions
from agencies.terminal import as_service, person_at


class Command(BaseCommand):
    help = "Ends the sessions of a person, or everybody's. They can sign in again."

    def add_arguments(self, parser: CommandParser) -> None:
        whose = parser.add_mutually_exclusive_group(required=True)
        whose.add_argument("email", nargs="?", help="The person's e-mail address.")
        whose.add_argument("--everybody", action="store_true", help="Sign everybody out.")

    def handle(self, *_words: Any, **options: Any) -> None:
        person = None if options["everybody"] else person_at(options["email"])
        with as_service(person) as service:
            many = end_all_sessions(person, actor=service, at=now())
        if options["verbosity"]:
            self.stdout.write(f"Sessions ended: {many}.")
