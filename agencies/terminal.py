"""What an operator at a terminal does to accounts: whom they name, and who writes it down."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management.base import CommandError

from access.actor import Actor
from access.locks import acting_as, service_actors

from .models import Person


def person_at(email: str) -> Person:
    """Whose e-mail address that is. Raises CommandError."""
    person = Person.objects.filter(email__iexact=email.strip()).first()
    if person is None:
        raise CommandError("Nobody has this e-mail address.")
    return person


@contextmanager
def as_service(person: Person | None = None) -> Iterator[Actor]:
    """Act as the service of the person's area, or of any: nobody is signed in at a terminal."""
    areas = set(person.appointments.values_list("area_id", flat=True)) if person else set()
    services = sorted(service_actors(), key=lambda each: each.area_id not in areas)
    if not services:
        raise CommandError("There is no service to write it in the trail as.")
    with acting_as(services[0]) as service:
        yield service
