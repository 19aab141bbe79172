"""Take a person's second factor away, because it is lost; they set up a new one as they sign in."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.timezone import now

from agencies.account import reset
from agencies.terminal import as_service, person_at


class Command(BaseCommand):
    help = "Takes away a person's second factor and ends their sessions. Make sure first who asks."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="The person's e-mail address.")

    def handle(self, *_words: Any, **options: Any) -> None:
        person = person_at(options["email"])
        with as_service(person) as service:
            many = reset(person, actor=service, at=now())
        if options["verbosity"]:
            self.stdout.write(f"Taken away: {many}. They set up a new one when they sign in.")
