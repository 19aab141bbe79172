"""Make a link with which a person sets their own password, once."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.timezone import now

from agencies.account import link_made
from agencies.links import link_for
from agencies.terminal import as_service, person_at


class Command(BaseCommand):
    help = "Prints a link with which a person sets their password, once and soon. Make sure first."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="The person's e-mail address.")

    def handle(self, *_words: Any, **options: Any) -> None:
        person = person_at(options["email"])
        with as_service(person) as service:
            link_made(person, actor=service, at=now())
        self.stdout.write(link_for(person))
