"""Take a person's second factor away, because it is lost; they set up a new one as they sign in."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.timezone import now

from access.locks import acting_as, service_actors
from agencies.account import reset
from agencies.models import Person


class Command(BaseCommand):
    help = "Takes away a person's second factor and ends their sessions. Make sure first who asks."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="The person's e-mail address.")

    def handle(self, *_words: Any, **options: Any) -> None:
        person = Person.objects.filter(email__iexact=options["email"].strip()).first()
        if person is None:
            raise CommandError("Nobody has this e-mail address.")
        areas = set(person.appointments.values_list("area_id", flat=True))
        services = sorted(service_actors(), key=lambda each: each.area_id not in areas)
        if not services:
            raise CommandError("There is no service to write it in the trail as.")
        with acting_as(services[0]) as service:
            many = reset(person, actor=service, at=now())
        if options["verbosity"]:
            self.stdout.write(f"Taken away: {many}. They set up a new one when they sign in.")
